/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables as comma-separated values: exact numbers, and cells that stay cells. */
#include "unit/check.h"

#include <stdio.h>
#include <string.h>

#include "unit/stats_tables.h"

static void expect(struct stats_fixture *f, struct stats_put *p, const struct stats_part *part,
		   bool with_header, const char *expected)
{
	struct stats_part own = { .table = &f->table };
	struct stats_shown s;

	shown_begin(&s);
	p->out = s.out;
	assert_int_equal(stats_put_csv(p, part ? part : &own, with_header), 0);
	assert_string_equal(shown_end(&s), expected);
	shown_fini(&s);
}

#define HEADER "comm,syscall,calls,total_ns,avg(duration_ns),p99_ns,bytes\n"

static void test_rows(void **state)
{
	struct stats_put p = { 0 };
	struct stats_fixture f;

	(void)state;
	fixture_init(&f, &calls_schema, 100);
	fixture_call(&f, value_of("dd"), value_of("read"), 100, 4096);
	fixture_call(&f, value_of("dd"), value_of("read"), 101, 0);
	fixture_call(&f, value_of("sh"), value_of(NULL), 7, -1);
	expect(&f, &p, NULL, true, HEADER "dd,read,2,201,100.5,101,4096\nsh,,1,7,7,7,0\n");
	expect(&f, &p, NULL, false, "dd,read,2,201,100.5,101,4096\nsh,,1,7,7,7,0\n");
	p.has_time = true;
	p.time_ns = 5;
	expect(&f, &p, NULL, true,
	       "ts_ns," HEADER "5,dd,read,2,201,100.5,101,4096\n5,sh,,1,7,7,7,0\n");
	fixture_fini(&f);
}

/* Nothing that a name can hold ends a cell or a line, and none looks like a word of ours. */
static void test_hostile_texts(void **state)
{
	static const struct {
		const char *text, *cell;
	} texts[] = {
		{ "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "a\nb\r", "a\\nb\\x0d" },
		{ "\033[31m", "\\x1b[31m" },
		{ "\xff\xc3\xa4", "\\xff\xc3\xa4" },
		{ "a\\b", "a\\\\b" },
		{ " a", "\" a\"" },
		{ "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0" },
		{ "", "\"\"" },
		{ "(other)", "\\x28other)" },
		{ "(12 more)", "\\x2812 more)" },
		{ "( more)", "( more)" },
		{ "(other) ", "\"(other) \"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(texts); i++) {
		struct stats_put p = { 0 };
		struct stats_fixture f;
		char expected[200];

		fixture_init(&f, &calls_schema, 1);
		fixture_call(&f, value_of(texts[i].text), value_of("x"), 1, 1);
		snprintf(expected, sizeof(expected), "%s,x,1,1,1,1,1\n", texts[i].cell);
		expect(&f, &p, NULL, false, expected);
		fixture_fini(&f);
	}
}

static void test_rest_and_top(void **state)
{
	struct stats_put p = { .top_cnt = 1 };
	struct stats_fixture f;

	(void)state;
	fixture_init(&f, &calls_schema, 3);
	for (int i = 0; i < 5; i++)
		for (int k = 0; k <= i; k++)
			fixture_call(&f, stats_unsigned((uint64_t)i), value_of("x"), 10, 1);
	expect(&f, &p, NULL, false,
	       "2,x,3,30,10,10,3\n"
	       "(2 more),(2 more),3,30,10,10,3\n"
	       "(other),(other),9,90,10,10,9\n");
	p = (struct stats_put){ .order = { .by_key = true } };
	expect(&f, &p, NULL, false,
	       "0,x,1,10,10,10,1\n1,x,2,20,10,10,2\n2,x,3,30,10,10,3\n"
	       "(other),(other),9,90,10,10,9\n");
	fixture_fini(&f);
}

/* Errors and devices by name; what has more than 64 bits is exact. */
static void test_units(void **state)
{
	static const struct stats_key outer_keys[] = { { "errno", STATS_ERRNO },
						       { "dev", STATS_DEV },
						       { "addr", STATS_HEX } };
	const struct stats_value outer[] = { stats_signed(2), stats_unsigned(8u << 20 | 1),
					     stats_unsigned(UINT64_MAX) };
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { &f.table, outer_keys, outer, 3 };

	(void)state;
	fixture_init(&f, &calls_schema, 10);
	fixture_call(&f, value_of("a"), value_of("b"), UINT64_MAX, UINT64_MAX);
	fixture_call(&f, value_of("a"), value_of("b"), INT64_MIN, UINT64_MAX);
	expect(&f, &p, &part, true,
	       "errno,dev,addr," HEADER "ENOENT,\"8,1\",18446744073709551615,a,b,2,"
	       "9223372036854775807,4.611686018427388e+18,1.8374686479671624e+19,"
	       "36893488147419103230\n");
	fixture_fini(&f);
}

/* All keys as long and as much in need of quotes as they can be. */
static void test_longest(void **state)
{
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	static char text[KEYMAP_TEXT_MAX];
	struct stats_value v = stats_text(text, sizeof(text));
	struct stats_shown s;

	(void)state;
	for (int i = 0; i < 2; i++) {
		memset(text, i ? '"' : 1, sizeof(text));
		fixture_init(&f, &calls_schema, 3);
		fixture_call(&f, v, v, 1, 1);
		shown_begin(&s);
		p.out = s.out;
		assert_int_equal(stats_put_csv(&p, &part, false), 0);
		assert_int_equal(strlen(shown_end(&s)),
				 2 * (i ? 2 + 2 * sizeof(text) : 4 * sizeof(text)) + 12);
		shown_fini(&s);
		fixture_fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),	     cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_rest_and_top), cmocka_unit_test(test_units),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
