/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables as JSON lines. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "unit/json_lines.h"
#include "unit/stats_tables.h"

/* Puts it, looks whether it is JSON and compares; NULL: does not. Returns how many lines. */
static size_t expect(struct stats_put *p, const struct stats_part *part, const char *expected)
{
	struct stats_shown s;
	const char *text;
	size_t cnt;

	shown_begin(&s);
	p->out = s.out;
	assert_int_equal(stats_put_json(p, part), 0);
	text = shown_end(&s);
	cnt = json_lines(text);
	if (expected)
		assert_string_equal(text, expected);
	shown_fini(&s);
	return cnt;
}

static void test_row(void **state)
{
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };

	(void)state;
	fixture_init(&f, &calls_schema, 100);
	fixture_call(&f, value_of("dd"), value_of("read"), 10, 4096);
	fixture_call(&f, value_of("dd"), value_of("read"), 100, -1);
	expect(&p, &part,
	       "{\"type\":\"stat\",\"table\":\"calls\",\"key\":{\"comm\":\"dd\",\"syscall\":\"read\"},"
	       "\"count\":2,\"fields\":{\"duration_ns\":{\"count\":2,\"sum\":110,\"min\":10,"
	       "\"max\":100,\"avg\":55,\"stddev\":63.63961030678928,\"percentiles\":{\"99\":100},"
	       "\"hist\":[{\"low\":8,\"high\":15,\"count\":1},{\"low\":64,\"high\":127,\"count\":1}]},"
	       "\"bytes\":{\"count\":1,\"sum\":4096,\"avg\":4096}}}\n");
	fixture_fini(&f);
}

static void test_rest_top_and_time(void **state)
{
	static const struct stats_key tid = { "tid", STATS_PLAIN };
	const struct stats_value outer = stats_signed(-7);
	struct stats_put p = { .top_cnt = 1, .has_time = true, .time_ns = 42 };
	struct stats_fixture f;
	struct stats_part part = { &f.table, &tid, &outer, 1 };

	(void)state;
	fixture_init(&f, &calls_schema, 3);
	for (uint64_t i = 0; i < 5; i++)
		fixture_call(&f, i ? stats_unsigned(i) : value_of(NULL), value_of(NULL), 0, -1);
	expect(&p, &part,
#define BEGIN "{\"type\":\"stat\",\"table\":\"calls\",\"ts_ns\":42,"
#define END(n)                                                                              \
	"\"count\":" #n ",\"fields\":{\"duration_ns\":{\"count\":" #n                       \
	",\"sum\":0,\"min\":0,\"max\":0,\"avg\":0,\"stddev\":0,\"percentiles\":{\"99\":0}," \
	"\"hist\":[{\"low\":0,\"high\":0,\"count\":" #n                                     \
	"}]},\"bytes\":{\"count\":0,\"sum\":0}}}\n"
	       BEGIN "\"key\":{\"tid\":-7,\"comm\":null,\"syscall\":null}," END(1) BEGIN
	       "\"more\":2,\"key\":{\"tid\":-7}," END(2) BEGIN
	       "\"other\":true,\"key\":{\"tid\":-7}," END(2));
	fixture_fini(&f);
}

/* Each byte, and what is UTF-8 only in part: always valid, and the number of lines is right. */
static void test_hostile_texts(void **state)
{
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };

	(void)state;
	fixture_init(&f, &calls_schema, 1000);
	for (int i = 0; i < 256; i++) {
		char text[] = { (char)i, '"', '\\', '\n', (char)i };

		fixture_call(&f, stats_text(text, sizeof(text)), value_of("\xe2\x82"), i, i);
	}
	assert_int_equal(expect(&p, &part, NULL), 256);
	fixture_fini(&f);
}

/* Numbers beyond 64 bits are written in full, extremes are finite. */
static void test_huge(void **state)
{
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	struct stats_shown s;
	const char *text;

	(void)state;
	fixture_init(&f, &calls_schema, 10);
	for (int i = 0; i < 3; i++)
		fixture_call(&f, value_of("a"), value_of("b"), UINT64_MAX, UINT64_MAX);
	for (int i = 0; i < 9; i++)
		fixture_call(&f, value_of("c"), value_of("b"), INT64_MIN, 0);
	assert_int_equal(expect(&p, &part, NULL), 2);
	shown_begin(&s);
	p.out = s.out;
	stats_put_json(&p, &part);
	text = shown_end(&s);
	assert_non_null(strstr(text, "\"sum\":55340232221128654845,"));
	assert_non_null(strstr(text, "\"sum\":-83010348331692982272,"));
	assert_non_null(
		strstr(text, "{\"low\":9223372036854775808,\"high\":18446744073709551615,"));
	assert_null(strstr(text, "inf"));
	assert_null(strstr(text, "nan"));
	shown_fini(&s);
	fixture_fini(&f);
}

/* A line that is longer than what outfile_reserve() gives is whole all the same. */
static void test_longest(void **state)
{
	static char text[KEYMAP_TEXT_MAX];
	struct stats_key keys[KEYMAP_VALUES_MAX];
	struct stats_value v[KEYMAP_VALUES_MAX];
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table, .outer_keys = keys, .outer = v };

	(void)state;
	memset(text, 1, sizeof(text));
	for (size_t i = 0; i < ARRAY_CNT(v); i++) {
		keys[i] = (struct stats_key){ "key", STATS_PLAIN };
		v[i] = stats_text(text, sizeof(text));
	}
	part.outer_cnt = ARRAY_CNT(v);
	fixture_init(&f, &calls_schema, 10);
	for (uint64_t i = 0; i < 20; i++)
		fixture_call(&f, v[0], stats_unsigned(i), 1, 1);
	assert_int_equal(expect(&p, &part, NULL), 11);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row),	      cmocka_unit_test(test_rest_top_and_time),
		cmocka_unit_test(test_hostile_texts), cmocka_unit_test(test_huge),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
