/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables for people: units, columns that stay columns, narrow terminals. */
#include "unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/number.h"
#include "unit/stats_tables.h"

/* As calls_schema, but nothing is drawn. */
static const struct stats_field plain_fields[] = {
	{ "duration", STATS_NS, STATS_MOMENTS | STATS_HIST, false },
	{ "bytes", STATS_BYTES, 0, false },
};

static struct stats_schema plain_schema(void)
{
	struct stats_schema s = calls_schema;

	s.fields = plain_fields;
	return s;
}

static void expect(struct stats_put *p, const struct stats_part *part, const char *expected)
{
	struct stats_shown s;

	shown_begin(&s);
	p->out = s.out;
	assert_int_equal(stats_put_text(p, part), 0);
	assert_string_equal(shown_end(&s), expected);
	shown_fini(&s);
}

static void test_table(void **state)
{
	const struct stats_schema schema = plain_schema();
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };

	(void)state;
	fixture_init(&f, &schema, 3);
	fixture_call(&f, value_of("dd"), value_of("read"), 1234567, 1 << 20);
	fixture_call(&f, value_of("dd"), value_of("read"), 0, 9999);
	fixture_call(&f, value_of("\xc3\xa4\xe2\x82\xac\n"), value_of(""), 3010000000, 10000);
	fixture_call(&f, value_of("-"), value_of(NULL), 812, 9999);
	fixture_call(&f, value_of("x"), value_of("y"), 15200, -1);
	expect(&p, &part,
	       "comm     syscall  calls     total  avg(duration)       p99  bytes\n"
	       "-------  -------  -----  --------  -------------  --------  -----\n"
	       "dd       read         2  1.235 ms       617.3 us  1.235 ms  1.01M\n"
	       "\\x2d     -            1    812 ns       812.0 ns  812.0 ns   9999\n"
	       "\xc3\xa4\xe2\x82\xac\\n     \"\"           1  3.010  s       3.010  s  3.010  s  9.77K\n"
	       "(other)               1  15.20 us       15.20 us  15.20 us      0\n");
	p.top_cnt = 1;
	p.has_time = true;
	p.time_ns = 12000345678;
	expect(&p, &part,
	       "     time  comm      syscall  calls     total  avg(duration)       p99  bytes\n"
	       "---------  --------  -------  -----  --------  -------------  --------  -----\n"
	       "12.000345  dd        read         2  1.235 ms       617.3 us  1.235 ms  1.01M\n"
	       "12.000345  (2 more)               2  3.010  s       1.505  s  3.003  s  19.5K\n"
	       "12.000345  (other)                1  15.20 us       15.20 us  15.20 us      0\n");
	fixture_fini(&f);
}

static size_t char_cnt(const char *line, size_t len)
{
	size_t cnt = 0;

	for (size_t i = 0; i < len; i++)
		cnt += ((unsigned char)line[i] & 0xc0) != 0x80;
	return cnt;
}

/* Fails unless all lines are as wide as the first. Returns how wide. */
static size_t common_width(const char *text)
{
	size_t width = char_cnt(text, strcspn(text, "\n")), len;

	for (; *text; text += len + 1) {
		len = strcspn(text, "\n");
		assert_int_equal(text[len], '\n');
		assert_int_equal(char_cnt(text, len), width);
	}
	return width;
}

/* Whatever is in the keys: columns stay below each other, and the width is kept where it can be. */
static void test_widths(void **state)
{
	static const unsigned int widths[] = { 1, 40, 80, 120, 200 };
	static const size_t expected[] = { 87, 87, 87, 120, 131 };
	const struct stats_schema schema = plain_schema();
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	static char a[KEYMAP_TEXT_MAX];

	(void)state;
	fixture_init(&f, &schema, 100);
	for (size_t i = 0; i < sizeof(a); i++)
		a[i] = "\xe2\x82\xac"[i % 3];
	fixture_call(&f, stats_text(a, sizeof(a)), stats_text(a, 300), 1, 1);
	fixture_call(&f, stats_text(a + 1, sizeof(a) - 1), value_of("x"), 1000000, 1);
	for (size_t i = 30; i < 140; i++)
		fixture_call(&f, stats_text(a, i), stats_text(a, i / 3), 1000000, 1);
	for (size_t i = 0; i < ARRAY_CNT(widths); i++) {
		struct stats_put p = { .width = widths[i], .top_cnt = 50 };
		struct stats_shown s;

		shown_begin(&s);
		p.out = s.out;
		assert_int_equal(stats_put_text(&p, &part), 0);
		assert_int_equal(common_width(shown_end(&s)), expected[i]);
		assert_non_null(strstr(s.text, "\u2026"));
		shown_fini(&s);
	}
	fixture_fini(&f);
}

static void test_key_units(void **state)
{
	static const struct stats_key outer_keys[] = {
		{ "errno", STATS_ERRNO }, { "dev", STATS_DEV },	 { "addr", STATS_HEX },
		{ "size", STATS_BYTES },  { "after", STATS_NS }, { "n", STATS_PLAIN }
	};
	const struct stats_value outer[] = { stats_signed(2),	   stats_unsigned(8u << 20),
					     stats_unsigned(4096), stats_unsigned(65536),
					     stats_unsigned(2000), stats_signed(-1) };
	static const struct stats_column count = { "calls", STATS_COUNT, 0, 0 };
	const struct stats_schema schema = { .name = "t", .columns = &count, .column_cnt = 1 };
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { &f.table, outer_keys, outer, ARRAY_CNT(outer) };

	(void)state;
	fixture_init(&f, &schema, 1);
	stats_table_row(&f.table, outer)->cnt = 5;
	expect(&p, &part,
	       "errno   dev    addr   size     after   n  calls\n"
	       "------  ---  ------  -----  --------  --  -----\n"
	       "ENOENT  8,0  0x1000  64.0K  2.000 us  -1      5\n");
	fixture_fini(&f);
}

/* Under the table a histogram for each row, with the key as its title. */
static void test_histograms(void **state)
{
	struct stats_put p = { .width = 40 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	struct stats_shown s;

	(void)state;
	fixture_init(&f, &calls_schema, 1);
	fixture_call(&f, value_of("d\033d"), value_of(NULL), 1, 1);
	fixture_call(&f, value_of("sh"), value_of(NULL), 4, 1);
	shown_begin(&s);
	p.out = s.out;
	assert_int_equal(stats_put_text(&p, &part), 0);
	shown_end(&s);
	assert_non_null(strstr(s.text, "\n\ncomm d\\x1bd, syscall -: duration\n"
				       "  1ns |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1\n"
				       "\ncomm (other): duration\n"
				       "  4ns |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1\n"));
	shown_fini(&s);
	fixture_fini(&f);
}

static void expect_number(enum stats_unit unit, struct stats_result r, const char *expected)
{
	char buf[NUMBER_BYTES + 1] = { 0 };
	struct text t;

	text_init(&t, buf, NUMBER_BYTES);
	number_readable(&t, unit, &r);
	assert_string_equal(buf, expected);
	assert_false(t.cut);
}

static void expect_integer(enum stats_unit unit, __int128 n, const char *expected)
{
	expect_number(unit, (struct stats_result){ .kind = STATS_INTEGER, .integer = n }, expected);
}

static void expect_real(enum stats_unit unit, double x, const char *expected)
{
	expect_number(unit, (struct stats_result){ .kind = STATS_REAL, .real = x }, expected);
}

/* Above all where a number rounds into the next unit or digit. */
static void test_readable(void **state)
{
	const __int128 huge = (__int128)(((unsigned __int128)1 << 127) - 1);

	(void)state;
	expect_integer(STATS_NS, 0, "0 ns");
	expect_integer(STATS_NS, 999, "999 ns");
	expect_integer(STATS_NS, 1000, "1.000 us");
	expect_integer(STATS_NS, 9999, "9.999 us");
	expect_integer(STATS_NS, 99994, "99.99 us");
	expect_integer(STATS_NS, 99996, "100.0 us");
	expect_integer(STATS_NS, 999949, "999.9 us");
	expect_integer(STATS_NS, 999951, "1.000 ms");
	expect_integer(STATS_NS, -1500, "-1.500 us");
	expect_integer(STATS_NS, 12345678000000000, "12345678  s");
	expect_real(STATS_NS, 999.96, "1.000 us");
	expect_real(STATS_NS, 0.25, "0.250 ns");
	expect_integer(STATS_BYTES, 9999, "9999");
	expect_integer(STATS_BYTES, 10000, "9.77K");
	expect_integer(STATS_BYTES, 1048575, "1.00M");
	expect_integer(STATS_BYTES, -1048576, "-1.00M");
	expect_integer(STATS_BYTES, (__int128)1 << 64, "16.0E");
	expect_real(STATS_BYTES, 0.5, "0.500");
	expect_real(STATS_PLAIN, 12345.67, "12345.7");
	expect_integer(STATS_HEX, 0x7f00, "0x7f00");
	expect_integer(STATS_PLAIN, huge, "170141183460469231731687303715884105727");
	expect_integer(STATS_PLAIN, -huge - 1, "-170141183460469231731687303715884105728");
	expect_real(STATS_PLAIN, -(double)huge, "-170141183460469231731687303715884105728.0");
	expect_number(STATS_NS, (struct stats_result){ .kind = STATS_NO_RESULT }, "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),	  cmocka_unit_test(test_widths),
		cmocka_unit_test(test_key_units), cmocka_unit_test(test_histograms),
		cmocka_unit_test(test_readable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
