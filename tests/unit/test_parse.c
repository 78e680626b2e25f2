/* SPDX-License-Identifier: GPL-2.0-only */
/* Strict reading of numbers, times, lists and sizes. */
#include "unit/check.h"

#include <errno.h>

#include "util/parse.h"

#define UNTOUCHED 0x5a5a5a5a5a5a5a5aull

static void expect_u64(const char *s, uint64_t min, uint64_t max, int err, uint64_t value)
{
	uint64_t v = UNTOUCHED;

	assert_int_equal(parse_u64(s, min, max, &v), err);
	assert_int_equal(v, err ? UNTOUCHED : value);
}

static void test_u64(void **state)
{
	static const char *const junk[] = { "",	    " ",  "x",	 "12x",	    "x12", " 12",
					    "12 ",  "-1", "+1",	 "0x10",    "1.5", "1,2",
					    "12\n", "-",  "1e3", "\xd9\xa1" };

	(void)state;
	expect_u64("0", 0, UINT64_MAX, 0, 0);
	expect_u64("12", 0, 100, 0, 12);
	expect_u64("007", 0, 100, 0, 7);
	expect_u64("18446744073709551615", 0, UINT64_MAX, 0, UINT64_MAX);
	expect_u64("18446744073709551616", 0, UINT64_MAX, -ERANGE, 0);
	expect_u64("99999999999999999999999999", 0, UINT64_MAX, -ERANGE, 0);
	expect_u64("100", 0, 100, 0, 100);
	expect_u64("101", 0, 100, -ERANGE, 0);
	expect_u64("4", 5, 100, -ERANGE, 0);
	expect_u64("5", 5, 100, 0, 5);
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_u64(junk[i], 0, UINT64_MAX, -EINVAL, 0);
}

static void expect_ms(const char *s, int err, uint64_t value)
{
	uint64_t v = UNTOUCHED;

	assert_int_equal(parse_ms(s, &v), err);
	assert_int_equal(v, err ? UNTOUCHED : value);
}

static void test_ms(void **state)
{
	static const char *const junk[] = { "",	   ".",	    " 1",   "1 ",  "-1",
					    "+1",  "1.2.3", "1..2", "1ms", "1.5ms",
					    "0x1", "1e3",   "1,5",  "nan", ".x" };

	(void)state;
	expect_ms("0", 0, 0);
	expect_ms("200", 0, 200000000);
	expect_ms("0.25", 0, 250000);
	expect_ms(".5", 0, 500000);
	expect_ms("1.000001", 0, 1000001);
	expect_ms("0.0000019", 0, 1); /* below a nanosecond nothing counts */
	expect_ms("0.0000009999999999999999999999", 0, 0);
	expect_ms("0.9999999", 0, 999999);
	expect_ms("3.141592653589793238462643383279", 0, 3141592);
	expect_ms("18446744073709.551615", 0, UINT64_MAX);
	expect_ms("18446744073709.551616", -ERANGE, 0);
	expect_ms("18446744073710", -ERANGE, 0);
	expect_ms("99999999999999999999999", -ERANGE, 0);
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_ms(junk[i], -EINVAL, 0);
}

static void expect_time(const char *s, int err, uint64_t value)
{
	uint64_t v = UNTOUCHED;

	assert_int_equal(parse_time(s, &v), err);
	assert_int_equal(v, err ? UNTOUCHED : value);
}

static void test_time_units(void **state)
{
	const uint64_t s = 1000000000;

	(void)state;
	expect_time("7ns", 0, 7);
	expect_time("7us", 0, 7000);
	expect_time("7ms", 0, 7000000);
	expect_time("7s", 0, 7 * s);
	expect_time("7", 0, 7 * s);
	expect_time("7m", 0, 420 * s);
	expect_time("7min", 0, 420 * s);
	expect_time("7h", 0, 25200 * s);
	expect_time("0007s", 0, 7 * s);
}

static void test_time_fractions(void **state)
{
	const uint64_t s = 1000000000;

	(void)state;
	expect_time("1.5", 0, 1500000000);
	expect_time(".5s", 0, 500000000);
	expect_time("2.s", 0, 2 * s);
	expect_time("0.25ms", 0, 250000);
	expect_time("1.5m", 0, 90 * s);
	expect_time("0.1h", 0, 360 * s);
	expect_time("1.9ns", 0, 1); /* below a nanosecond nothing counts */
	expect_time("0.0000000019", 0, 1);
	expect_time("0.99999999999999999999999999999s", 0, 999999999);
}

/* A time that is none is nothing to wait for, however it is written. */
static void test_time_limits(void **state)
{
	static const char *const nothing[] = { "0",    "0s",	"0h",	       "0.0",
					       ".0ms", "0.9ns", "0.0000000009" };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(nothing); i++)
		expect_time(nothing[i], -ERANGE, 0);
	expect_time("1ns", 0, 1);
	expect_time("18446744073709551615ns", 0, UINT64_MAX);
	expect_time("18446744073709551616ns", -ERANGE, 0);
	expect_time("18446744073.709551615", 0, UINT64_MAX);
	expect_time("18446744073.709551616", -ERANGE, 0);
	expect_time("18446744073709551.615us", 0, UINT64_MAX);
	expect_time("5124095h", 0, 5124095ull * 3600 * 1000000000);
	expect_time("5124096h", -ERANGE, 0);
	expect_time("99999999999999999999999", -ERANGE, 0);
	expect_time("99999999999999999999999.5m", -ERANGE, 0);
}

static void test_time_junk(void **state)
{
	static const char *const junk[] = {
		"",	     " ",     ".",
		"s",	     ".s",    "ms",
		"x",	     "1x",    "1S",
		"1MS",	     "1 s",   " 1s",
		"1s ",	     "-1s",   "+1s",
		"1.2.3",     "1..2s", "1ss",
		"1sm",	     "1s1",   "1m30s",
		"1:30",	     "1,5s",  "0x1s",
		"1e3",	     "inf",   "1d",
		"1hour",     "1s\n",  "1\xc2\xb5s",
		"\xd9\xa1s", "1ns,",  "99999999999999999999999x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_time(junk[i], -EINVAL, 0);
}

typedef int (*list_fn)(const char *s, struct ids *out);

static int id_list(const char *s, struct ids *out)
{
	return parse_id_list(s, 1, 1000, out);
}

static int range_list(const char *s, struct ids *out)
{
	return parse_range_list(s, 1000, out);
}

static void expect_list(list_fn parse, const char *s, size_t cnt, const int *v)
{
	struct ids ids = { 0 };

	assert_int_equal(parse(s, &ids), 0);
	assert_int_equal(ids.cnt, cnt);
	assert_memory_equal(ids.v, v, cnt * sizeof(*v));
	ids_fini(&ids);
}

#define EXPECT_LIST(parse, s, ...)                                       \
	expect_list(parse, s, ARRAY_CNT(((const int[]){ __VA_ARGS__ })), \
		    (const int[]){ __VA_ARGS__ })

/* On error the list is what it was. */
static void expect_no_list(list_fn parse, const char *s, int err)
{
	struct ids ids = { 0 };

	ids_add(&ids, 77);
	assert_int_equal(parse(s, &ids), err);
	assert_int_equal(ids.cnt, 1);
	assert_int_equal(ids.v[0], 77);
	ids_fini(&ids);
}

static void test_id_list(void **state)
{
	static const char *const junk[] = { "",	    ",",   "1,",  ",1", "1,,2", "1 ,2",
					    "1, 2", "1;2", "1-2", "x",	"1,x",	"-1" };

	(void)state;
	EXPECT_LIST(id_list, "1", 1);
	EXPECT_LIST(id_list, "1000", 1000);
	EXPECT_LIST(id_list, "3,1,2", 3, 1, 2);
	EXPECT_LIST(id_list, "3,3,1,3", 3, 1);
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_no_list(id_list, junk[i], -EINVAL);
	expect_no_list(id_list, "0", -ERANGE);
	expect_no_list(id_list, "1001", -ERANGE);
	expect_no_list(id_list, "5,1001", -ERANGE);
	expect_no_list(id_list, "4294967297", -ERANGE);
	expect_no_list(id_list, "99999999999999999999", -ERANGE);
}

static void test_range_list(void **state)
{
	static const char *const junk[] = { "",	   ",",	  "-",	  "1-",	  "-1",	 "1--2", "1-2-3",
					    "3-1", "1,-", "1-2,", "1 -2", "a-b", "1-x",	 "0-3,x" };

	(void)state;
	EXPECT_LIST(range_list, "0", 0);
	EXPECT_LIST(range_list, "0,2-3", 0, 2, 3);
	EXPECT_LIST(range_list, "5-5", 5);
	EXPECT_LIST(range_list, "2-4,3-5,0", 2, 3, 4, 5, 0);
	EXPECT_LIST(range_list, "999-1000", 999, 1000);
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_no_list(range_list, junk[i], -EINVAL);
	expect_no_list(range_list, "1001", -ERANGE);
	expect_no_list(range_list, "0-1001", -ERANGE);
	expect_no_list(range_list, "0-18446744073709551615", -ERANGE);
	expect_no_list(range_list, "0-99999999999999999999", -ERANGE);
}

static void test_lists_are_appended(void **state)
{
	struct ids ids = { 0 };

	(void)state;
	assert_int_equal(parse_id_list("5,6", 1, 10, &ids), 0);
	assert_int_equal(parse_id_list("6,7", 1, 10, &ids), 0);
	assert_int_equal(ids.cnt, 3);
	assert_true(ids_has(&ids, 5) && ids_has(&ids, 6) && ids_has(&ids, 7));
	assert_false(ids_has(&ids, 8));
	ids_fini(&ids);
	assert_int_equal(ids.cnt, 0);
	ids_fini(&ids);
}

static void expect_pages(const char *s, int err, uint64_t value)
{
	uint64_t v = UNTOUCHED;

	assert_int_equal(parse_pages(s, 4096, &v), err);
	assert_int_equal(v, err ? UNTOUCHED : value);
}

static void test_pages(void **state)
{
	static const char *const junk[] = { "",	  "K",	"8 M", "8MB", "8KiB", "8T",
					    "-8", "+8", " 8",  "8 ",  "1.5M", "0x8" };

	(void)state;
	expect_pages("1", 0, 4096);
	expect_pages("128", 0, 128 * 4096);
	expect_pages("100B", 0, 100);
	expect_pages("512K", 0, 512 << 10);
	expect_pages("512k", 0, 512 << 10);
	expect_pages("8M", 0, 8 << 20);
	expect_pages("8m", 0, 8 << 20);
	expect_pages("3G", 0, 3ull << 30);
	expect_pages("17179869183G", 0, 17179869183ull << 30);
	expect_pages("17179869184G", -ERANGE, 0);
	expect_pages("4503599627370495", 0, 4503599627370495ull * 4096);
	expect_pages("4503599627370496", -ERANGE, 0);
	expect_pages("99999999999999999999", -ERANGE, 0);
	expect_pages("0", -ERANGE, 0);
	expect_pages("0M", -ERANGE, 0);
	for (size_t i = 0; i < ARRAY_CNT(junk); i++)
		expect_pages(junk[i], -EINVAL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_ms),
		cmocka_unit_test(test_time_units),
		cmocka_unit_test(test_time_fractions),
		cmocka_unit_test(test_time_limits),
		cmocka_unit_test(test_time_junk),
		cmocka_unit_test(test_id_list),
		cmocka_unit_test(test_range_list),
		cmocka_unit_test(test_lists_are_appended),
		cmocka_unit_test(test_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
