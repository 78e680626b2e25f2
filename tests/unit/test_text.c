/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers, times and foreign bytes as text, and what happens where they do not fit. */
#include "unit/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/text.h"

static const uint64_t numbers[] = {
	0,
	1,
	7,
	8,
	9,
	10,
	11,
	99,
	100,
	101,
	255,
	256,
	999,
	1000,
	9999,
	10000,
	123456,
	1234567,
	12345678,
	99999999,
	UINT32_MAX,
	1ull << 32,
	1ull << 63,
	INT64_MAX,
	UINT64_MAX - 1,
	UINT64_MAX,
	10000000000000000000ull,
	9999999999999999999ull,
};

static char got[256];

static struct text begin(void)
{
	struct text t;

	memset(got, 0, sizeof(got));
	text_init(&t, got, sizeof(got) - 1);
	return t;
}

static void test_u64(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		struct text t = begin();
		char expected[64];

		text_u64(&t, numbers[i]);
		snprintf(expected, sizeof(expected), "%" PRIu64, numbers[i]);
		assert_string_equal(got, expected);
		assert_int_equal(t.len, strlen(expected));
		assert_false(t.cut);
	}
}

static void test_i64(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		struct text t = begin();
		char expected[64];

		text_i64(&t, (int64_t)numbers[i]);
		text_char(&t, ' ');
		text_i64(&t, -(int64_t)(numbers[i] & INT64_MAX));
		snprintf(expected, sizeof(expected), "%" PRId64 " %" PRId64, (int64_t)numbers[i],
			 -(int64_t)(numbers[i] & INT64_MAX));
		assert_string_equal(got, expected);
	}
}

static void test_width(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		for (unsigned int width = 0; width < 40; width++) {
			struct text t = begin();
			char expected[64];

			text_u64_width(&t, numbers[i], width);
			snprintf(expected, sizeof(expected), "%*" PRIu64, (int)width, numbers[i]);
			assert_string_equal(got, expected);
		}
	}
}

static void test_hex_and_oct(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		struct text t = begin();
		char expected[64];

		text_hex(&t, numbers[i]);
		text_char(&t, ' ');
		text_oct(&t, numbers[i]);
		snprintf(expected, sizeof(expected), "%#" PRIx64 " %#" PRIo64, numbers[i],
			 numbers[i]);
		assert_string_equal(got, expected);
	}
}

static void expect_ms(uint64_t ns, unsigned int width, const char *expected)
{
	struct text t = begin();

	text_ms(&t, ns, width);
	assert_string_equal(got, expected);
}

static void test_ms(void **state)
{
	(void)state;
	expect_ms(0, 0, "0.000");
	expect_ms(499, 0, "0.000");
	expect_ms(500, 0, "0.001");
	expect_ms(1499, 0, "0.001");
	expect_ms(1500, 0, "0.002");
	expect_ms(9499, 0, "0.009");
	expect_ms(10500, 0, "0.011");
	expect_ms(999499, 0, "0.999");
	expect_ms(999500, 0, "1.000");
	expect_ms(999999, 0, "1.000");
	expect_ms(1000000, 0, "1.000");
	expect_ms(1050000, 0, "1.050");
	expect_ms(59999999500, 0, "60000.000");
	expect_ms(UINT64_MAX, 0, "18446744073709.552");
	expect_ms(UINT64_MAX - 615, 0, "18446744073709.551");
	expect_ms(7000, 6, " 0.007");
	expect_ms(7000, 10, "     0.007");
	expect_ms(123456789000, 6, "123456.789");
	for (unsigned int width = 0; width <= 5; width++)
		expect_ms(7000, width, "0.007");
}

static void test_pieces(void **state)
{
	struct text t = begin();

	(void)state;
	text_lit(&t, "lit");
	text_char(&t, ' ');
	text_str(&t, "str");
	text_mem(&t, "memory", 3);
	text_fill(&t, '.', 4);
	text_fill(&t, '!', 0);
	text_lit(&t, "");
	assert_string_equal(got, "lit strmem....");
	assert_int_equal(t.len, 14);
	assert_false(t.cut);
}

static const struct {
	const char *from;
	const char *to;
} escapes[] = {
	{ "", "" },
	{ "plain text, 100% ~!", "plain text, 100% ~!" },
	{ "a\nb\tc\rd", "a\\nb\\tc\\x0dd" },
	{ "\x01\x1f\x7f", "\\x01\\x1f\\x7f" },
	{ "\033[31mred\033[0m", "\\x1b[31mred\\x1b[0m" },
	{ "back\\slash", "back\\\\slash" },
	{ "\\x41", "\\\\x41" },
	{ "\"quoted\" 'too'", "\"quoted\" 'too'" },
	/* Whole characters of two, three and four bytes. */
	{ "\xc3\xa4\xc3\xbf", "\xc3\xa4\xc3\xbf" },
	{ "\xe2\x82\xac", "\xe2\x82\xac" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	/* The ends of what each length can say. */
	{ "\xc2\xa0", "\xc2\xa0" },
	{ "\xdf\xbf", "\xdf\xbf" },
	{ "\xe0\xa0\x80", "\xe0\xa0\x80" },
	{ "\xed\x9f\xbf", "\xed\x9f\xbf" },
	{ "\xee\x80\x80", "\xee\x80\x80" },
	{ "\xef\xbf\xbd", "\xef\xbf\xbd" },
	{ "\xf0\x90\x80\x80", "\xf0\x90\x80\x80" },
	{ "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd" },
	/* C1 controls: 0x9b is a CSI of its own. */
	{ "\xc2\x80\xc2\x9b\xc2\x9f", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f" },
	{ "\x9b", "\\x9b" },
	/* Broken: cut short, without a beginning, another byte in the middle. */
	{ "\xc3", "\\xc3" },
	{ "\xe2\x82", "\\xe2\\x82" },
	{ "\xf0\x9f\x98", "\\xf0\\x9f\\x98" },
	{ "\x80\xbf", "\\x80\\xbf" },
	{ "\xc3z", "\\xc3z" },
	{ "\xe2\x82z", "\\xe2\\x82z" },
	{ "\xe2\033[m", "\\xe2\\x1b[m" },
	{ "\xc3\xc3\xa4", "\\xc3\xc3\xa4" },
	/* Overlong: a NUL, a slash and ESC in disguise. */
	{ "\xc0\x80", "\\xc0\\x80" },
	{ "\xc1\xaf", "\\xc1\\xaf" },
	{ "\xe0\x80\x9b", "\\xe0\\x80\\x9b" },
	{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
	{ "\xf0\x80\x80\x9b", "\\xf0\\x80\\x80\\x9b" },
	{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
	/* Surrogates, and what lies beyond Unicode. */
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	{ "\xed\xbf\xbf", "\\xed\\xbf\\xbf" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	{ "\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80" },
	{ "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80" },
	{ "\xff\xfe", "\\xff\\xfe" },
	/* Marks that turn the text around, or break the line. */
	{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
	{ "\xe2\x80\xaa", "\\xe2\\x80\\xaa" },
	{ "\xe2\x81\xa6\xe2\x81\xa9", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9" },
	{ "\xe2\x80\x8e\xe2\x80\x8f", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f" },
	{ "\xd8\x9c", "\\xd8\\x9c" },
	{ "\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" },
	{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
	/* Their neighbours are left alone. */
	{ "\xe2\x80\xa7\xe2\x80\xaf", "\xe2\x80\xa7\xe2\x80\xaf" },
};

static void test_escape(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(escapes); i++) {
		struct text t = begin();

		text_escape(&t, escapes[i].from, strlen(escapes[i].from));
		assert_string_equal(got, escapes[i].to);
		assert_false(t.cut);
	}
}

static void test_escape_nul(void **state)
{
	struct text t = begin();

	(void)state;
	text_escape(&t, "a\0b", 3);
	assert_string_equal(got, "a\\x00b");
}

static const struct {
	const char *from;
	const char *to;
} quotes[] = {
	{ "", "\"\"" },
	{ "plain 'text'", "\"plain 'text'\"" },
	{ "say \"hi\"", "\"say \\\"hi\\\"\"" },
	{ "\\\"", "\"\\\\\\\"\"" },
	{ "a\n\t\033", "\"a\\n\\t\\x1b\"" },
	{ "\xc3\xa4\xff", "\"\xc3\xa4\\xff\"" },
};

static void test_quote(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(quotes); i++) {
		struct text t = begin();

		text_quote(&t, quotes[i].from, strlen(quotes[i].from));
		assert_string_equal(got, quotes[i].to);
		assert_false(t.cut);
	}
}

#define REPLACED "\\ufffd"

static const struct {
	const char *from;
	const char *to;
} jsons[] = {
	{ "", "" },
	{ "plain text, 100% ~! 'x' / </script>", "plain text, 100% ~! 'x' / </script>" },
	{ "a\nb\tc\rd\be\f", "a\\nb\\tc\\u000dd\\u0008e\\u000c" },
	{ "\x01\x1f\x7f\033[m", "\\u0001\\u001f\\u007f\\u001b[m" },
	{ "\"\\\"", "\\\"\\\\\\\"" },
	{ "\\u0041", "\\\\u0041" },
	{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ "\xef\xbf\xbd", "\xef\xbf\xbd" },
	/* Valid, and not fit to be seen: C1 controls, separators, marks. */
	{ "\xc2\x80\xc2\x9b\xc2\x9f", "\\u0080\\u009b\\u009f" },
	{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029" },
	{ "\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\xef\xbb\xbf", "\\u202e\\u2066\\u061c\\ufeff" },
	/* Each byte that is part of no character is replaced on its own. */
	{ "\x9b", REPLACED },
	{ "\xff\xfe", REPLACED REPLACED },
	{ "\xc3", REPLACED },
	{ "\xe2\x82z", REPLACED REPLACED "z" },
	{ "\xc3\"", REPLACED "\\\"" },
	{ "\xc3\xc3\xa4", REPLACED "\xc3\xa4" },
	{ "\xc0\x80", REPLACED REPLACED },
	{ "\xed\xa0\x80", REPLACED REPLACED REPLACED },
	{ "\xf4\x90\x80\x80", REPLACED REPLACED REPLACED REPLACED },
};

static void test_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(jsons); i++) {
		struct text t = begin();
		size_t n = strlen(jsons[i].from);

		assert_int_equal(text_json(&t, jsons[i].from, n), n);
		assert_string_equal(got, jsons[i].to);
		assert_false(t.cut);
	}
}

static void test_json_nul(void **state)
{
	struct text t = begin();

	(void)state;
	assert_int_equal(text_json(&t, "a\0b", 3), 3);
	assert_string_equal(got, "a\\u0000b");
}

/*
 * Through a buffer of any size that the longest escape fits in, piece by piece: together the
 * pieces are the whole, and none ends inside of an escape or a character.
 */
static void test_json_in_pieces(void **state)
{
	static const char from[] =
		"ab\033\\\"\n\xff\xc3\xa4z\xe2\x82\xac\xf0\x9f\x98\x80\xe2\x80\xa8";
	const size_t n = sizeof(from) - 1;
	struct text whole = begin();

	(void)state;
	text_json(&whole, from, n);
	for (size_t cap = 6; cap <= whole.len; cap++) {
		char pieces[2 * sizeof(from) * 6];
		size_t done = 0, len = 0;

		while (done < n) {
			char *buf = malloc(cap);
			struct text t;

			text_init(&t, buf, cap);
			done += text_json(&t, from + done, n - done);
			assert_int_equal(t.cut, done < n);
			assert_true(t.len > 0);
			assert_int_not_equal(buf[0] & 0xc0, 0x80);
			memcpy(pieces + len, buf, t.len);
			len += t.len;
			free(buf);
		}
		assert_int_equal(len, whole.len);
		assert_memory_equal(pieces, got, len);
	}
}

/* Where there is no room at all nothing is done, also of what needs no escape. */
static void test_json_no_room(void **state)
{
	char c;
	struct text t;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(jsons); i++) {
		text_init(&t, &c, 0);
		assert_int_equal(text_json(&t, jsons[i].from, strlen(jsons[i].from)), 0);
		assert_int_equal(t.len, 0);
		assert_int_equal(t.cut, *jsons[i].from != '\0');
	}
}

/* Reads nothing behind the end, also where a character seems to go on. */
static void test_escape_reads_no_further(void **state)
{
	static const char starts[] = "\xc3\xe2\xf0";

	(void)state;
	for (const char *p = starts; *p; p++) {
		struct text t = begin();
		char *one = malloc(1);

		*one = *p;
		text_escape(&t, one, 1);
		assert_int_equal(t.len, 4);
		t = begin();
		text_json(&t, one, 1);
		assert_int_equal(t.len, 6);
		free(one);
	}
}

/* Every single byte: what comes out is printable ASCII. */
static void test_escape_each_byte(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char from = (char)byte;
		struct text t = begin();

		text_escape(&t, &from, 1);
		assert_true(t.len >= 1 && t.len <= 4);
		for (size_t i = 0; i < t.len; i++)
			assert_in_range(got[i], ' ', '~');
	}
}

/* Everything that writes, with a text long enough to be cut at many places. */
typedef void (*writer)(struct text *t);

static void write_u64(struct text *t)
{
	text_u64(t, UINT64_MAX);
}

static void write_i64(struct text *t)
{
	text_i64(t, INT64_MIN);
}

static void write_width(struct text *t)
{
	text_u64_width(t, 1234567, 12);
}

static void write_hex(struct text *t)
{
	text_hex(t, UINT64_MAX);
	text_hex(t, 0);
}

static void write_oct(struct text *t)
{
	text_oct(t, UINT64_MAX);
}

static void write_ms(struct text *t)
{
	text_ms(t, 123456789, 12);
}

static void write_fill(struct text *t)
{
	text_fill(t, '-', 20);
}

static void write_pieces(struct text *t)
{
	text_lit(t, "literal");
	text_str(t, "string");
	text_mem(t, "memory", 6);
	text_char(t, 'c');
}

static void write_quoted(struct text *t)
{
	text_quote(t, "a\033\\\n\"\xff", 6);
}

static void write_escaped(struct text *t)
{
	static const char from[] = "a\033\\\n\xff\xc3\xa4z";

	text_escape(t, from, sizeof(from) - 1);
}

/* What is cut is what was there, only shorter, and nothing is written behind it. */
static void check_cut(writer write, size_t cap, const char *whole, size_t whole_len)
{
	char *buf = malloc(cap + 1); /* the sanitizer's fence would not see a byte in padding */
	struct text t;

	buf[cap] = '#';
	text_init(&t, buf, cap);
	write(&t);
	assert_true(t.len <= cap);
	assert_int_equal(t.cut, cap < whole_len);
	assert_memory_equal(buf, whole, t.len);
	if (cap >= whole_len)
		assert_int_equal(t.len, whole_len);
	assert_int_equal(buf[cap], '#');
	free(buf);
}

static void test_cut_at_every_capacity(void **state)
{
	static const writer writers[] = { write_u64,	 write_i64,   write_width, write_hex,
					  write_oct,	 write_ms,    write_fill,  write_pieces,
					  write_escaped, write_quoted };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(writers); i++) {
		struct text t = begin();

		writers[i](&t);
		assert_true(t.len > 8);
		for (size_t cap = 0; cap < t.len + 4; cap++)
			check_cut(writers[i], cap, got, t.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_i64),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_hex_and_oct),
		cmocka_unit_test(test_ms),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_nul),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_nul),
		cmocka_unit_test(test_json_in_pieces),
		cmocka_unit_test(test_json_no_room),
		cmocka_unit_test(test_escape_reads_no_further),
		cmocka_unit_test(test_escape_each_byte),
		cmocka_unit_test(test_cut_at_every_capacity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
