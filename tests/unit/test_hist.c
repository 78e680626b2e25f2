/* SPDX-License-Identifier: GPL-2.0-only */
/* Distributions against all of their numbers, sorted. */
#include "unit/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/hist.h"

enum { CNT = 20000 };

static uint64_t next_random(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Of all magnitudes alike. */
static uint64_t any_size(uint64_t *x)
{
	unsigned int shift = next_random(x) >> 58;

	return next_random(x) >> shift;
}

typedef __int128 make_fn(uint64_t *x);

static __int128 make_unsigned(uint64_t *x)
{
	return any_size(x);
}

static __int128 make_signed(uint64_t *x)
{
	return (int64_t)any_size(x);
}

static __int128 make_negative(uint64_t *x)
{
	return -(__int128)(any_size(x) >> 1) - 1;
}

static __int128 make_small(uint64_t *x)
{
	return (__int128)(next_random(x) % 200) - 100;
}

static __int128 make_huge(uint64_t *x)
{
	return UINT64_MAX - next_random(x) % 1000;
}

static make_fn *const makes[] = { make_unsigned, make_signed, make_negative, make_small,
				  make_huge };

static int by_value(const void *a, const void *b)
{
	__int128 x = *(const __int128 *)a, y = *(const __int128 *)b;

	return (x > y) - (x < y);
}

/* @n of CNT numbers in @sorted, counted into the histogram that is returned. */
static struct hist *fill(make_fn *make, __int128 *sorted, size_t n)
{
	uint64_t x = 88172645463325252ull;
	struct hist *h = NULL;

	for (size_t i = 0; i < n; i++) {
		sorted[i] = make(&x);
		assert_int_equal(hist_add(&h, sorted[i]), 0);
	}
	qsort(sorted, n, sizeof(*sorted), by_value);
	return h;
}

/* In ten thousandths of all, so that the rank is exact. */
static void check_percentile(const struct hist *h, const __int128 *sorted, size_t n, size_t share)
{
	size_t rank = (n * share + 9999) / 10000;
	double exact = (double)sorted[rank ? rank - 1 : 0];
	double got = hist_percentile(h, (double)share / 100);

	if (fabs(got - exact) > fabs(exact) * HIST_ERROR)
		fail_msg("%zu of 10000 among %zu: %.17g, not %.17g", share, n, got, exact);
	/* Small ones are exact. */
	if (fabs(exact) < 128)
		assert_true(got == exact);
}

static void test_percentiles(void **state)
{
	static const size_t cnts[] = { 1, 2, 3, 10, 99, 1000, CNT };
	static const size_t shares[] = { 0, 1, 100, 2500, 5000, 9000, 9900, 9990, 9999, 10000 };
	__int128 *sorted = calloc(CNT, sizeof(*sorted));

	(void)state;
	for (size_t m = 0; m < ARRAY_CNT(makes); m++) {
		for (size_t i = 0; i < ARRAY_CNT(cnts); i++) {
			struct hist *h = fill(makes[m], sorted, cnts[i]);

			assert_int_equal(hist_cnt(h), cnts[i]);
			for (size_t k = 0; k < ARRAY_CNT(shares); k++)
				check_percentile(h, sorted, cnts[i], shares[k]);
			hist_free(h);
		}
	}
	free(sorted);
}

/* The number of a rank, not that of the next: 99.9 of 1000 is the 999th. */
static void test_rank_is_exact(void **state)
{
	struct hist *h = NULL;

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(hist_add(&h, i < 999 ? 1 : 100), 0);
	assert_true(hist_percentile(h, 99.9) == 1);
	assert_true(hist_percentile(h, 99.91) == 100);
	assert_true(hist_percentile(h, 1000) == 100);
	assert_true(hist_percentile(h, -5) == 1);
	hist_free(h);
}

/* Ranges follow upon each other without a hole, and have all that was counted. */
static void check_ranges(const struct hist *h, const __int128 *sorted, size_t n)
{
	struct hist_range r[HIST_RANGES_MAX];
	size_t cnt = hist_ranges(h, r), at = 0;

	assert_in_range(cnt, 1, HIST_RANGES_MAX);
	assert_true(r[0].cnt && r[cnt - 1].cnt);
	for (size_t i = 0; i < cnt; i++) {
		size_t first = at;

		assert_true(r[i].low <= r[i].high);
		assert_true(!i || r[i].low == r[i - 1].high + 1);
		while (at < n && sorted[at] <= r[i].high)
			assert_true(sorted[at++] >= r[i].low);
		assert_int_equal(r[i].cnt, at - first);
	}
	assert_int_equal(at, n);
}

static void test_ranges(void **state)
{
	__int128 *sorted = calloc(CNT, sizeof(*sorted));

	(void)state;
	for (size_t m = 0; m < ARRAY_CNT(makes); m++) {
		struct hist *h = fill(makes[m], sorted, CNT);

		check_ranges(h, sorted, CNT);
		hist_free(h);
	}
	free(sorted);
}

static void test_range_bounds(void **state)
{
	static const struct {
		__int128 n, low, high;
	} bounds[] = {
		{ 0, 0, 0 },	     { 1, 1, 1 },	   { 2, 2, 3 },
		{ 3, 2, 3 },	     { 4, 4, 7 },	   { -1, -1, -1 },
		{ -2, -3, -2 },	     { -4, -7, -4 },	   { UINT64_MAX, 1ull << 63, UINT64_MAX },
		{ 1023, 512, 1023 }, { 1024, 1024, 2047 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bounds); i++) {
		struct hist_range r[HIST_RANGES_MAX];
		struct hist *h = NULL;

		assert_int_equal(hist_add(&h, bounds[i].n), 0);
		assert_int_equal(hist_ranges(h, r), 1);
		assert_true(r[0].low == bounds[i].low && r[0].high == bounds[i].high);
		assert_int_equal(r[0].cnt, 1);
		hist_free(h);
	}
}

/* Two merged are as one to which all was added. */
static void test_merge(void **state)
{
	struct hist *a = NULL, *b = NULL, *all = NULL;
	struct hist_range merged[HIST_RANGES_MAX], added[HIST_RANGES_MAX];
	uint64_t x = 1;
	size_t cnt;

	(void)state;
	for (int i = 0; i < CNT; i++) {
		__int128 n = i % 3 ? make_signed(&x) : make_unsigned(&x);

		assert_int_equal(hist_add(i % 2 ? &a : &b, n), 0);
		assert_int_equal(hist_add(&all, n), 0);
	}
	assert_int_equal(hist_merge(&a, NULL), 0);
	assert_int_equal(hist_merge(&a, b), 0);
	assert_int_equal(hist_cnt(a), CNT);
	cnt = hist_ranges(all, added);
	assert_int_equal(hist_ranges(a, merged), cnt);
	for (size_t i = 0; i < cnt; i++) {
		assert_true(merged[i].low == added[i].low);
		assert_int_equal(merged[i].cnt, added[i].cnt);
	}
	for (int percent = 0; percent <= 100; percent++)
		assert_true(hist_percentile(a, percent) == hist_percentile(all, percent));
	hist_free(a);
	hist_free(b);
	hist_free(all);
}

static void test_nothing(void **state)
{
	struct hist_range r[HIST_RANGES_MAX];
	struct hist *h = NULL;

	(void)state;
	assert_int_equal(hist_merge(&h, NULL), 0);
	assert_null(h);
	assert_int_equal(hist_cnt(NULL), 0);
	assert_int_equal(hist_ranges(NULL, r), 0);
	assert_true(hist_percentile(NULL, 50) == 0);
	hist_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles), cmocka_unit_test(test_rank_is_exact),
		cmocka_unit_test(test_ranges),	    cmocka_unit_test(test_range_bounds),
		cmocka_unit_test(test_merge),	    cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
