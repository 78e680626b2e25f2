/* SPDX-License-Identifier: GPL-2.0-only */
/* What is added up in rows: exactly, in any order, and in bounded memory. */
#include "unit/check.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "unit/stats_tables.h"

static const struct stats_key key = { "key", STATS_PLAIN };

static const struct stats_field fields[] = {
	{ "all", STATS_PLAIN, STATS_MOMENTS | STATS_HIST, false },
	{ "hist", STATS_PLAIN, STATS_HIST, false },
	{ "sum", STATS_PLAIN, 0, false },
};

enum { COUNT, SUM, AVG, MIN, MAX, STDDEV, STDERR, P90, VALUES, HIST_P90, COLUMN_CNT };

static const struct stats_column columns[COLUMN_CNT] = {
	[COUNT] = { "count", STATS_COUNT, 0, 0 },
	[SUM] = { "sum", STATS_SUM, 0, 0 },
	[AVG] = { "avg", STATS_AVG, 0, 0 },
	[MIN] = { "min", STATS_MIN, 0, 0 },
	[MAX] = { "max", STATS_MAX, 0, 0 },
	[STDDEV] = { "stddev", STATS_STDDEV, 0, 0 },
	[STDERR] = { "stderr", STATS_STDERR, 0, 0 },
	[P90] = { "p90", STATS_PERCENTILE, 0, 90 },
	[VALUES] = { "values", STATS_VALUES, 2, 0 },
	[HIST_P90] = { "p90", STATS_PERCENTILE, 1, 90 },
};

static const struct stats_schema schema = {
	.name = "t",
	.keys = &key,
	.key_cnt = 1,
	.fields = fields,
	.field_cnt = ARRAY_CNT(fields),
	.columns = columns,
	.column_cnt = COLUMN_CNT,
};

static uint64_t next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static void add(struct stats_table *t, uint64_t k, __int128 n)
{
	const struct stats_value v = stats_unsigned(k);
	struct stats_row *row = stats_table_row(t, &v);

	assert_non_null(row);
	row->cnt++;
	for (size_t i = 0; i < ARRAY_CNT(fields); i++)
		assert_int_equal(stats_row_add(t, row, i, n), 0);
}

static struct stats_result result(const struct stats_table *t, const struct stats_row *row,
				  size_t column)
{
	return stats_row_result(t, row, &columns[column]);
}

static const struct stats_row *row_of(struct stats_table *t, uint64_t k)
{
	const struct stats_value v = stats_unsigned(k);

	return stats_table_row(t, &v);
}

static void assert_near(double got, long double exact, double error)
{
	if (fabsl(got - exact) > error * fabsl(exact))
		fail_msg("%.17g, not %.21Lg", got, exact);
}

/* Against two passes in more digits; far from zero, where a sum of squares would lose all of them. */
static void check_moments(uint64_t offset, uint64_t spread, double error)
{
	enum { CNT = 10000 };
	uint64_t x = 42;
	static uint64_t n[CNT];
	long double mean = 0, m2 = 0, stddev;
	struct stats_fixture f;
	const struct stats_row *row;

	fixture_init(&f, &schema, 1);
	for (int i = 0; i < CNT; i++) {
		n[i] = offset + next_random(&x) % spread;
		add(&f.table, 1, n[i]);
		mean += n[i];
	}
	mean /= CNT;
	for (int i = 0; i < CNT; i++)
		m2 += ((long double)n[i] - mean) * ((long double)n[i] - mean);
	stddev = sqrtl(m2 / (CNT - 1));
	row = row_of(&f.table, 1);
	assert_near(result(&f.table, row, AVG).real, mean, 1e-15);
	assert_near(row->fields[0].mean, mean, 1e-12);
	assert_near(result(&f.table, row, STDDEV).real, stddev, error);
	assert_near(result(&f.table, row, STDERR).real, 100 * stddev / sqrtl(CNT) / mean, error);
	fixture_fini(&f);
}

static void test_moments(void **state)
{
	(void)state;
	check_moments(0, 1000, 1e-12);
	check_moments(1000000000000ull, 1000, 1e-6);
	check_moments(0, UINT64_MAX, 1e-12);
}

static void test_results_of_few(void **state)
{
	struct stats_fixture f;
	const struct stats_row *row;
	const struct stats_value v = stats_unsigned(1);

	(void)state;
	fixture_init(&f, &schema, 1);
	row = stats_table_row(&f.table, &v);
	for (size_t i = AVG; i < VALUES; i++)
		assert_int_equal(result(&f.table, row, i).kind, STATS_NO_RESULT);
	assert_true(result(&f.table, row, SUM).integer == 0);
	add(&f.table, 1, -5);
	row = row_of(&f.table, 1);
	assert_true(result(&f.table, row, MIN).integer == -5);
	assert_true(result(&f.table, row, MAX).integer == -5);
	assert_true(result(&f.table, row, STDDEV).real == 0);
	assert_true(result(&f.table, row, STDERR).real == 0);
	assert_true(result(&f.table, row, P90).real == -5);
	/* Of a field that has a distribution and nothing else. */
	assert_true(result(&f.table, row, HIST_P90).real == -5);
	assert_true(result(&f.table, row, VALUES).integer == 1);
	fixture_fini(&f);
}

static void assert_same_row(const struct stats_table *a, const struct stats_row *ra,
			    const struct stats_table *b, const struct stats_row *rb)
{
	for (size_t i = 0; i < COLUMN_CNT; i++) {
		struct stats_result x = result(a, ra, i), y = result(b, rb, i);

		assert_int_equal(x.kind, y.kind);
		assert_true(x.integer == y.integer);
		if (x.kind == STATS_REAL)
			assert_near(x.real, y.real, 1e-9);
	}
}

/* Tables merged are as one to which all was added, whichever has rows that the other lacks. */
static void test_merge(void **state)
{
	struct stats_fixture parts[3], all;
	uint64_t x = 7;

	(void)state;
	fixture_init(&all, &schema, 1000);
	for (int i = 0; i < 3; i++)
		fixture_init(&parts[i], &schema, 1000);
	for (int i = 0; i < 30000; i++) {
		uint64_t k = next_random(&x) % 50;
		__int128 n = (int64_t)next_random(&x) >> (k + 5);
		int part = k < 10 ? 0 : k > 40 ? 1 : i % 3;

		add(&all.table, k, n);
		add(&parts[part].table, k, n);
	}
	for (int i = 1; i < 3; i++)
		assert_int_equal(stats_table_merge(&parts[0].table, &parts[i].table), 0);
	assert_int_equal(stats_table_cnt(&parts[0].table), 50);
	for (uint64_t k = 0; k < 50; k++)
		assert_same_row(&parts[0].table, row_of(&parts[0].table, k), &all.table,
				row_of(&all.table, k));
	for (int i = 0; i < 3; i++)
		fixture_fini(&parts[i]);
	fixture_fini(&all);
}

static __int128 total(const struct stats_table *t, size_t column)
{
	const struct stats_value *v;
	__int128 sum = 0;

	for (size_t i = 0; i < stats_table_cnt(t); i++)
		sum += result(t, stats_table_at(t, i, &v), column).integer;
	return sum;
}

/* Sums over all rows are right whatever found no room, also when two such tables are merged. */
static void test_rest(void **state)
{
	struct stats_fixture a, b;
	const struct stats_value *v;

	(void)state;
	fixture_init(&a, &schema, 3);
	fixture_init(&b, &schema, 4);
	for (uint64_t i = 0; i < 10; i++) {
		add(&a.table, i, 1 << i);
		add(&b.table, 5 + i, 1);
	}
	assert_int_equal(stats_table_cnt(&a.table), 4);
	assert_true(a.limit.exceeded);
	assert_int_equal(stats_table_at(&a.table, 3, &v)->cnt, 7);
	assert_int_equal(v->kind, STATS_REST);
	assert_true(total(&a.table, SUM) == 1023);
	assert_int_equal(stats_table_merge(&a.table, &b.table), 0);
	assert_int_equal(stats_table_cnt(&a.table), 4);
	assert_true(total(&a.table, SUM) == 1033);
	assert_true(total(&a.table, COUNT) == 20);
	stats_table_clear(&a.table);
	assert_int_equal(stats_table_cnt(&a.table), 0);
	assert_int_equal(a.limit.left, 3);
	add(&a.table, 1, 1);
	assert_int_equal(stats_table_cnt(&a.table), 1);
	fixture_fini(&a);
	fixture_fini(&b);
}

/* A million keys that a traced program makes up cost no more than those that were allowed. */
static void test_many_keys(void **state)
{
	enum { CNT = 1000000, KEYS = 1000 };
	static const struct stats_schema counts = { .name = "t", .keys = &key, .key_cnt = 1 };
	struct stats_fixture f;
	size_t used = 0;

	(void)state;
	fixture_init(&f, &counts, KEYS);
	for (uint64_t i = 0; i < CNT; i++) {
		struct stats_value v = stats_text((const char *)&i, sizeof(i));

		stats_table_row(&f.table, &v)->cnt++;
		if (i == 2 * KEYS)
			used = mallinfo2().uordblks;
	}
	assert_true(mallinfo2().uordblks <= used);
	assert_int_equal(stats_table_cnt(&f.table), KEYS + 1);
	assert_int_equal(f.table.rest->cnt, CNT - KEYS);
	fixture_fini(&f);
}

static void expect_order(const struct stats_table *t, struct stats_order order,
			 const uint64_t *expected)
{
	size_t *idx = stats_table_sorted(t, &order), cnt = stats_table_cnt(t);
	const struct stats_value *v;

	assert_non_null(idx);
	for (size_t i = 0; i < cnt; i++) {
		stats_table_at(t, idx[i], &v);
		if (i < cnt - 1)
			assert_int_equal(v->number, expected[i]);
		else
			assert_int_equal(v->kind, STATS_REST);
	}
	free(idx);
}

/* The rest is last however much it has; what has no result is behind what has; ties by key. */
static void test_order(void **state)
{
	static const uint64_t by_sum[] = { 4, 2, 7, 9, 5 }, by_key[] = { 2, 4, 5, 7, 9 };
	static const uint64_t by_avg[] = { 4, 2, 7, 5, 9 };
	const struct stats_value nine = stats_unsigned(9);
	struct stats_fixture f;

	(void)state;
	fixture_init(&f, &schema, 5);
	stats_table_row(&f.table, &nine);
	add(&f.table, 7, 10);
	add(&f.table, 4, 300);
	add(&f.table, 2, 10);
	add(&f.table, 5, -1);
	add(&f.table, 100, 5000);
	expect_order(&f.table, (struct stats_order){ .idx = SUM }, by_sum);
	expect_order(&f.table, (struct stats_order){ .idx = AVG }, by_avg);
	expect_order(&f.table, (struct stats_order){ .idx = P90 }, by_avg);
	expect_order(&f.table, (struct stats_order){ .by_key = true }, by_key);
	fixture_fini(&f);
}

static void test_sum(void **state)
{
	static const size_t some[] = { 0, 2, 3 };
	struct stats_fixture f, sum;

	(void)state;
	fixture_init(&f, &schema, 3);
	fixture_init(&sum, &schema, 0);
	for (uint64_t i = 0; i < 5; i++)
		add(&f.table, i, 1 << i);
	assert_int_equal(stats_table_sum(&f.table, some, 3, &sum.table), 0);
	assert_int_equal(stats_table_cnt(&sum.table), 1);
	assert_int_equal(sum.table.rest->cnt, 4);
	assert_true(total(&sum.table, SUM) == 1 + 4 + 8 + 16);
	assert_true(result(&sum.table, sum.table.rest, MIN).integer == 1);
	assert_true(result(&sum.table, sum.table.rest, MAX).integer == 16);
	fixture_fini(&f);
	fixture_fini(&sum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moments),	  cmocka_unit_test(test_results_of_few),
		cmocka_unit_test(test_merge),	  cmocka_unit_test(test_rest),
		cmocka_unit_test(test_many_keys), cmocka_unit_test(test_order),
		cmocka_unit_test(test_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
