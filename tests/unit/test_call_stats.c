/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of calls, against a computation that keeps all of them. */
#include "unit/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sink/call_stats.h"
#include "unit/calls.h"

static const struct syscall_desc read_desc = { .name = "read" };
static const struct syscall_desc write_desc = { .name = "write" };
static const struct syscall_desc open_desc = { .name = "open" };
static const struct syscall_desc nameless_desc = { .name = NULL };

static struct call complete(const struct syscall_desc *desc, uint64_t dur_ns)
{
	return (struct call){ .state = CALL_COMPLETE, .desc = desc, .dur_ns = dur_ns };
}

static void add(struct call_stats *cs, struct call c)
{
	assert_int_equal(call_stats_add(cs, &c), 0);
}

static const struct call_stat *stat_of(const struct call_stats *cs, const struct syscall_desc *desc)
{
	for (size_t i = 0; i < cs->slot_cnt; i++)
		if (cs->slots[i].desc == desc)
			return &cs->slots[i];
	fail();
	return NULL;
}

/* The definitions, over all values. */
struct naive {
	double sum;
	double mean;
	double error_percent;
	uint64_t min;
	uint64_t max;
};

static struct naive naive_of(const uint64_t *v, size_t n)
{
	struct naive r = { .min = UINT64_MAX };
	double squares = 0;

	for (size_t i = 0; i < n; i++) {
		r.sum += (double)v[i];
		r.min = v[i] < r.min ? v[i] : r.min;
		r.max = v[i] > r.max ? v[i] : r.max;
	}
	r.mean = r.sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += ((double)v[i] - r.mean) * ((double)v[i] - r.mean);
	if (n > 1 && r.mean > 0)
		r.error_percent = 100 * sqrt(squares / (double)(n - 1)) / sqrt((double)n) / r.mean;
	return r;
}

static void expect_close(double got, double expected)
{
	if (fabs(got - expected) > 1e-6 * (1 + fabs(expected)))
		fail_msg("%.12g is not %.12g", got, expected);
}

static void expect_stats(const struct call_stat *st, const uint64_t *v, size_t n)
{
	struct naive r = naive_of(v, n);

	assert_int_equal(st->timed_cnt, n);
	assert_int_equal(st->total_ns, (uint64_t)r.sum);
	assert_int_equal(st->min_ns, r.min);
	assert_int_equal(st->max_ns, r.max);
	expect_close(st->mean_ns, r.mean);
	expect_close(call_stat_error_percent(st), r.error_percent);
}

enum { VALUES = 1000 };

/* Durations over some orders of magnitude, the same in each run. */
static void make_values(uint64_t *v, unsigned int seed)
{
	for (size_t i = 0; i < VALUES; i++) {
		seed = seed * 1103515245 + 12345;
		v[i] = (seed >> 16) % 1000 << (i % 20);
	}
}

static void test_against_naive(void **state)
{
	struct call_stats cs = { 0 };
	uint64_t v[VALUES];

	(void)state;
	make_values(v, 1);
	for (size_t n = 1; n <= VALUES; n++) {
		add(&cs, complete(&read_desc, v[n - 1]));
		expect_stats(stat_of(&cs, &read_desc), v, n);
	}
	assert_int_equal(cs.event_cnt, 2 * VALUES);
	assert_int_equal(cs.used_cnt, 1);
	call_stats_fini(&cs);
}

/* Far from zero and close together: where the sum of squares minus square of sums fails. */
static void test_small_deviation(void **state)
{
	struct call_stats cs = { 0 };
	uint64_t v[100];

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(v); i++) {
		v[i] = 1000000000000ull + i % 3;
		add(&cs, complete(&read_desc, v[i]));
	}
	expect_stats(stat_of(&cs, &read_desc), v, ARRAY_CNT(v));
	assert_true(call_stat_error_percent(stat_of(&cs, &read_desc)) > 0);
	call_stats_fini(&cs);
}

static void test_equal_values(void **state)
{
	struct call_stats cs = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++)
		add(&cs, complete(&read_desc, 700));
	expect_close(call_stat_error_percent(stat_of(&cs, &read_desc)), 0);
	for (int i = 0; i < 10; i++)
		add(&cs, complete(&write_desc, 0));
	expect_close(call_stat_error_percent(stat_of(&cs, &write_desc)), 0);
	call_stats_fini(&cs);
}

/* Which states are counted, which are timed, and how many records each stands for. */
static void test_states(void **state)
{
	struct call_stats cs = { 0 };
	const struct call_stat *st;
	struct call c = complete(&read_desc, 100);

	(void)state;
	c.ret = -4;
	add(&cs, c);
	assert_int_equal(cs.event_cnt, 2);
	c.since_attach = true;
	c.ret = 0;
	add(&cs, c); /* since when is not known */
	c = (struct call){ .state = CALL_NO_ENTER, .desc = &read_desc, .ret = -2 };
	add(&cs, c);
	c.state = CALL_UNFINISHED;
	add(&cs, c);
	c.state = CALL_EXIT_LOST;
	add(&cs, c);
	c.state = CALL_NO_RETURN;
	add(&cs, c);
	c.state = CALL_IN_CHILD;
	c.ret = 0;
	add(&cs, c);
	assert_int_equal(cs.event_cnt, 2 + 2 + 1 + 1 + 1 + 1 + 1);
	st = stat_of(&cs, &read_desc);
	assert_int_equal(st->call_cnt, 3);
	assert_int_equal(st->error_cnt, 2);
	assert_int_equal(st->timed_cnt, 1);
	assert_int_equal(st->total_ns, 100);
	call_stats_fini(&cs);
}

/* Calls that did not return leave no empty row. */
static void test_nothing_returned(void **state)
{
	struct call_stats cs = { 0 };
	struct call c = { .state = CALL_UNFINISHED, .desc = &read_desc };
	const struct call_stat **rows;

	(void)state;
	add(&cs, c);
	assert_int_equal(cs.used_cnt, 0);
	rows = call_stats_sorted(&cs);
	assert_non_null(rows);
	free(rows);
	call_stats_fini(&cs);
}

static void test_merge_equals_adding(void **state)
{
	const struct syscall_desc *descs[] = { &read_desc, &write_desc, &open_desc };
	uint64_t v[VALUES];

	(void)state;
	make_values(v, 2);
	for (size_t split = 0; split <= VALUES; split += 50) {
		struct call_stats all = { 0 }, a = { 0 }, b = { 0 };

		for (size_t i = 0; i < VALUES; i++) {
			struct call c = complete(descs[i % 3], v[i]);

			c.ret = i % 7 ? 0 : -2;
			add(&all, c);
			add(i < split ? &a : &b, c);
		}
		assert_int_equal(call_stats_merge(&a, &b), 0);
		assert_int_equal(a.event_cnt, all.event_cnt);
		assert_int_equal(a.used_cnt, all.used_cnt);
		for (size_t i = 0; i < ARRAY_CNT(descs); i++) {
			const struct call_stat *x = stat_of(&a, descs[i]);
			const struct call_stat *y = stat_of(&all, descs[i]);

			assert_int_equal(x->call_cnt, y->call_cnt);
			assert_int_equal(x->error_cnt, y->error_cnt);
			assert_int_equal(x->timed_cnt, y->timed_cnt);
			assert_int_equal(x->total_ns, y->total_ns);
			assert_int_equal(x->min_ns, y->min_ns);
			assert_int_equal(x->max_ns, y->max_ns);
			expect_close(x->mean_ns, y->mean_ns);
			expect_close(call_stat_error_percent(x), call_stat_error_percent(y));
		}
		call_stats_fini(&all);
		call_stats_fini(&a);
		call_stats_fini(&b);
	}
}

/* One side has counted calls, but timed none of them. */
static void test_merge_untimed(void **state)
{
	struct call no_enter = { .state = CALL_NO_ENTER, .desc = &read_desc };

	(void)state;
	for (int order = 0; order < 2; order++) {
		struct call_stats a = { 0 }, b = { 0 };
		const struct call_stat *st;

		add(order ? &a : &b, no_enter);
		add(order ? &b : &a, complete(&read_desc, 500));
		assert_int_equal(call_stats_merge(&a, &b), 0);
		st = stat_of(&a, &read_desc);
		assert_int_equal(st->call_cnt, 2);
		expect_stats(st, (const uint64_t[]){ 500 }, 1);
		call_stats_fini(&a);
		call_stats_fini(&b);
	}
}

/* More calls than the table had room for at first: none is lost or doubled. */
static void test_many_descs(void **state)
{
	enum { CNT = 3000 };
	struct syscall_desc *descs = calloc(CNT, sizeof(*descs));
	struct call_stats cs = { 0 };

	(void)state;
	for (uint64_t round = 1; round <= 3; round++)
		for (uint64_t i = 0; i < CNT; i++)
			add(&cs, complete(&descs[i], i * round));
	assert_int_equal(cs.used_cnt, CNT);
	for (uint64_t i = 0; i < CNT; i++) {
		assert_int_equal(stat_of(&cs, &descs[i])->call_cnt, 3);
		assert_int_equal(stat_of(&cs, &descs[i])->total_ns, 6 * i);
	}
	call_stats_fini(&cs);
	free(descs);
}

/* Calls without a name are told apart by their numbers, up to a limit; none is left out. */
static void test_nameless(void **state)
{
	enum { CNT = 5000, ROWS_AT_MOST = 200 };
	struct call_stats a = { 0 }, b = { 0 };
	uint64_t calls = 0, total_ns = 0;
	size_t nameless = 0;

	(void)state;
	for (int64_t nr = 0; nr < CNT; nr++) {
		struct call c = complete(&nameless_desc, 10);

		c.nr = 1000 + nr;
		add(nr % 2 ? &a : &b, c);
		c.nr = 1000;
		add(&a, c);
	}
	assert_int_equal(call_stats_merge(&a, &b), 0);
	assert_true(a.used_cnt < ROWS_AT_MOST);
	for (size_t i = 0; i < a.slot_cnt; i++) {
		const struct call_stat *st = &a.slots[i];

		if (!st->desc)
			continue;
		nameless++;
		calls += st->call_cnt;
		total_ns += st->total_ns;
		if (st->nr == 1000)
			assert_int_equal(st->call_cnt, CNT + 1);
	}
	assert_true(nameless > 10);
	assert_int_equal(calls, 2 * CNT);
	assert_int_equal(total_ns, 20 * CNT);
	call_stats_fini(&a);
	call_stats_fini(&b);
}

static void test_sorted(void **state)
{
	struct call_stats cs = { 0 };
	const struct call_stat **rows;

	(void)state;
	add(&cs, complete(&open_desc, 100));
	add(&cs, complete(&nameless_desc, 100));
	add(&cs, complete(&write_desc, 50));
	add(&cs, complete(&write_desc, 50));
	add(&cs, complete(&read_desc, 700));
	rows = call_stats_sorted(&cs);
	assert_ptr_equal(rows[0]->desc, &read_desc); /* the longest total */
	assert_ptr_equal(rows[1]->desc, &write_desc); /* as long, more calls */
	assert_ptr_equal(rows[2]->desc, &open_desc); /* by name, those without one last */
	assert_ptr_equal(rows[3]->desc, &nameless_desc);
	free(rows);
	call_stats_fini(&cs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_naive),	 cmocka_unit_test(test_small_deviation),
		cmocka_unit_test(test_equal_values),	 cmocka_unit_test(test_states),
		cmocka_unit_test(test_nothing_returned), cmocka_unit_test(test_merge_equals_adding),
		cmocka_unit_test(test_merge_untimed),	 cmocka_unit_test(test_many_descs),
		cmocka_unit_test(test_nameless),	 cmocka_unit_test(test_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
