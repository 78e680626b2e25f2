/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of records, also of those that are cut or point outside of themselves. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "filter/record_fields.h"

/* Gets @f of a copy of the record that ends where it ends: sanitizers and valgrind look on. */
static bool get(const struct record_field *f, const void *raw, size_t len, struct expr_value *v,
		char *text)
{
	unsigned char *copy = malloc(len ? len : 1);
	char buf[RECORD_FIELD_TEXT_BYTES];
	bool got;

	memset(buf, 'x', sizeof(buf));
	memcpy(copy, raw, len);
	got = record_field_get(f, copy, len, buf, v);
	if (got && record_field_type(f) == EXPR_TEXT) {
		assert_true(v->text_len <= RECORD_FIELD_TEXT_BYTES);
		memcpy(text, v->text, v->text_len);
		text[v->text_len] = '\0';
	}
	free(copy);
	return got;
}

static void check_number(const struct record_field *f, const void *raw, size_t len, int64_t number)
{
	struct expr_value v;

	assert_int_equal(record_field_type(f), EXPR_NUMBER);
	assert_true(get(f, raw, len, &v, NULL));
	assert_true(v.number == number);
	assert_int_equal(v.is_unsigned, f->kind == RECORD_UNSIGNED);
}

/* @text: NULL where there is none to be had. */
static void check_text(const struct record_field *f, const void *raw, size_t len, const char *text)
{
	char shown[RECORD_FIELD_TEXT_BYTES + 1];
	struct expr_value v;

	assert_int_equal(record_field_type(f), EXPR_TEXT);
	assert_int_equal(get(f, raw, len, &v, shown), text ? 1 : 0);
	if (text)
		assert_string_equal(shown, text);
}

static void test_numbers(void **state)
{
	static const unsigned char raw[] = { 7,	   0xfe, 0xff, 0xff, 0xff, 0xff,
					     0xff, 0xff, 0xff, 0x80, 1,	   2 };
	struct record_field f = { .kind = RECORD_SIGNED, .offset = 1 };
	static const int64_t unsigneds[] = { 0xfe, 0xfffe, 0xfffffffe, (int64_t)-2 };

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		f.size = 1u << i;
		f.kind = RECORD_SIGNED;
		check_number(&f, raw, sizeof(raw), -2);
		f.kind = RECORD_UNSIGNED;
		check_number(&f, raw, sizeof(raw), unsigneds[i]);
	}
	f = (struct record_field){ .kind = RECORD_SIGNED, .offset = 9, .size = 1 };
	check_number(&f, raw, sizeof(raw), -128);
	f.size = 2;
	check_number(&f, raw, sizeof(raw), 0x180);
}

/* A field ends where the record does, and not a byte behind. */
static void test_cut(void **state)
{
	static const unsigned char raw[24] = { 1, 2, 3 };
	struct expr_value v;
	char text[RECORD_FIELD_TEXT_BYTES + 1];

	(void)state;
	for (int kind = RECORD_SIGNED; kind <= RECORD_BYTES; kind++) {
		struct record_field f = { .kind = (enum record_field_kind)kind,
					  .offset = 8,
					  .size = 4,
					  .element_bytes = 1 };

		for (size_t len = 0; len < sizeof(raw); len++)
			assert_int_equal(get(&f, raw, len, &v, text), len >= 12);
		f.offset = UINT32_MAX - 1;
		assert_false(get(&f, raw, sizeof(raw), &v, text));
		f.offset = 8;
		f.size = UINT32_MAX - 4;
		assert_false(get(&f, raw, sizeof(raw), &v, text));
		f.carried = true;
		assert_false(get(&f, raw, sizeof(raw), &v, text));
	}
}

static void test_strings(void **state)
{
	static const char raw[] = "abcdefgh\0ij";
	struct record_field f = { .kind = RECORD_STRING, .offset = 2, .size = 3 };

	(void)state;
	check_text(&f, raw, 11, "cde"); /* no NUL in it */
	f.size = 8;
	check_text(&f, raw, 11, "cdefgh");
	f.size = 0; /* all the rest */
	check_text(&f, raw, 11, "cdefgh");
	check_text(&f, raw, 5, "cde");
	check_text(&f, raw, 2, "");
	check_text(&f, raw, 1, NULL);
}

/* A record of @len bytes with @word at 4, and behind it "hello" and a NUL. */
static void carry(unsigned char raw[14], uint32_t word)
{
	memset(raw, 0, 14);
	memcpy(raw + 4, &word, sizeof(word));
	memcpy(raw + 8, "hello", 6);
}

static void test_carried(void **state)
{
	struct record_field f = { .kind = RECORD_STRING, .offset = 4, .size = 4, .carried = true };
	unsigned char raw[14];

	(void)state;
	carry(raw, 6u << 16 | 8);
	check_text(&f, raw, 14, "hello");
	for (size_t len = 0; len < 14; len++)
		check_text(&f, raw, len, NULL);
	carry(raw, 7u << 16 | 8);
	check_text(&f, raw, 14, NULL);
	carry(raw, 1u << 16 | 14);
	check_text(&f, raw, 14, NULL);
	carry(raw, 14); /* nothing, at the end */
	check_text(&f, raw, 14, "");
	carry(raw, 0xffffffff);
	check_text(&f, raw, 14, NULL);
	carry(raw, 3u << 16 | 9);
	check_text(&f, raw, 14, "ell");
	/* Counted from behind the word. */
	f.relative = true;
	carry(raw, 6u << 16);
	check_text(&f, raw, 14, "hello");
	carry(raw, 3u << 16 | 1);
	check_text(&f, raw, 14, "ell");
	carry(raw, 6u << 16 | 1);
	check_text(&f, raw, 14, NULL);
	carry(raw, 0xffffffff);
	check_text(&f, raw, 14, NULL);
	f.size = 2; /* no such word */
	carry(raw, 6u << 16);
	check_text(&f, raw, 14, NULL);
}

static void test_addresses(void **state)
{
	static const unsigned char raw[] = { 9,	   127, 0, 0, 1, /* and the same in 16 bytes */
					     0,	   0,	0, 0, 0, 0,    0, 0,   0,    0,	  0xff,
					     0xff, 127, 0, 0, 1, 0x20, 1, 0xd, 0xb8, 0,	  0,
					     0,	   0,	0, 0, 0, 0,    0, 0,   0,    0x1f };
	struct record_field f = { .kind = RECORD_IP, .offset = 1, .size = 4, .element_bytes = 1 };

	(void)state;
	check_text(&f, raw, sizeof(raw), "127.0.0.1");
	f.offset = 5;
	f.size = 16;
	check_text(&f, raw, sizeof(raw), "::ffff:127.0.0.1");
	f.offset = 21;
	check_text(&f, raw, sizeof(raw), "2001:db8::1f");
	check_text(&f, raw, sizeof(raw) - 1, NULL);
	f.size = 15; /* of no family */
	check_text(&f, raw, sizeof(raw), NULL);
}

static void test_arrays(void **state)
{
	unsigned char raw[400] = { 1, 0, 0xff, 0xff, 0, 0x10, 0, 0, 5 };
	struct record_field f = { .kind = RECORD_BYTES, .size = 8, .element_bytes = 1 };
	char shown[RECORD_FIELD_TEXT_BYTES + 1];
	struct expr_value v;

	(void)state;
	check_text(&f, raw, 9, "{0x1,0,0xff,0xff,0,0x10,0,0}");
	f.element_bytes = 2;
	check_text(&f, raw, 9, "{0x1,0xffff,0x1000,0}");
	f.element_signed = true;
	check_text(&f, raw, 9, "{1,-1,4096,0}");
	f.element_signed = false;
	f.element_bytes = 4;
	check_text(&f, raw, 9, "{0xffff0001,0x1000}");
	f.element_bytes = 8;
	check_text(&f, raw, 9, "{0x1000ffff0001}");
	f.size = 3; /* elements of something else */
	check_text(&f, raw, 9, "{0x1,0,0xff}");
	f.size = 0; /* and padding */
	f.element_bytes = 4;
	check_text(&f, raw, 9, "{0xffff0001,0x1000}");
	check_text(&f, raw, 0, "{}");
	/* More than there is room for. */
	memset(raw, 0xab, sizeof(raw));
	f.element_bytes = 1;
	assert_true(get(&f, raw, sizeof(raw), &v, shown));
	assert_int_equal(v.text_len, RECORD_FIELD_TEXT_BYTES);
	assert_memory_equal(shown, "{0xab,0xab,", 11);
}

static void test_carried_array(void **state)
{
	struct record_field f = {
		.kind = RECORD_BYTES, .offset = 4, .size = 4, .carried = true, .element_bytes = 2
	};
	unsigned char raw[14];

	(void)state;
	carry(raw, 4u << 16 | 8);
	check_text(&f, raw, 14, "{0x6568,0x6c6c}");
	carry(raw, 3u << 16 | 8);
	check_text(&f, raw, 14, "{0x68,0x65,0x6c}");
	carry(raw, 8);
	check_text(&f, raw, 14, "{}");
}

static void test_find(void **state)
{
	struct record_field v[] = { { .name = "common_pid" }, { .name = "len" }, { .name = "le" } };
	struct record_fields r = { .event = "a:b", .v = v, .cnt = ARRAY_CNT(v) };

	(void)state;
	assert_ptr_equal(record_fields_find(&r, "len", 3), &v[1]);
	assert_ptr_equal(record_fields_find(&r, "len", 2), &v[2]);
	assert_ptr_equal(record_fields_find(&r, "common_pid", 10), &v[0]);
	assert_null(record_fields_find(&r, "l", 1));
	assert_null(record_fields_find(&r, "", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),	      cmocka_unit_test(test_cut),
		cmocka_unit_test(test_strings),	      cmocka_unit_test(test_carried),
		cmocka_unit_test(test_addresses),     cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_carried_array), cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
