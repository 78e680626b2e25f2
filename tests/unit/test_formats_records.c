/* SPDX-License-Identifier: GPL-2.0-only */
/* Records of tracepoints as text and as fields, also those that lie. */
#include "unit/formats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/record_fields_of.h"

static void test_record(void **state)
{
	struct formats *f = formats_with("test", FORMAT_NAMED);
	unsigned char raw[64];
	char buf[128];
	size_t len = formats_named(raw, -7, "abc", 4);

	(void)state;
	/* Only events that somebody asked for. */
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), -ENOENT);
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "number=-7 name=abc");
	len = formats_named(raw, 1, "\033[1m", 5);
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), 0);
	assert_non_null(strstr(buf, "[1m"));
	assert_null(strchr(buf, '\033'));
	formats_close(f);
}

/* Every length, in memory of exactly that length: what lies behind is none of ours. */
static void test_damaged_record(void **state)
{
	struct formats *f = formats_with("test", FORMAT_NAMED);
	unsigned char whole[64];
	size_t len = formats_named(whole, 1, "abcdefgh", 8); /* no NUL */
	char buf[128];

	(void)state;
	assert_int_equal(formats_event_id(f, "test", "named"), 800);
	for (size_t cut = 0; cut <= len; cut++) {
		unsigned char *raw = malloc(cut ? cut : 1);

		memcpy(raw, whole, cut);
		assert_int_equal(formats_show(f, raw, cut, buf, sizeof(buf)),
				 cut < len ? -EBADMSG : 0);
		free(raw);
	}
	assert_string_equal(buf, "number=1 name=abcdefgh");
	whole[0] = 1; /* no event that we know */
	assert_int_equal(formats_show(f, whole, len, buf, sizeof(buf)), -ENOENT);
	formats_close(f);
}

/* --- Print formats that take numbers from the record --------------------------------------- */

/* clang-format off */

/* An event with two numbers, an array of fixed size and one of any; @print is its format. */
#define RISKY(print)                                   \
	"name: risky\nID: 801\n" FORMAT_COMMON         \
	FORMAT_FIELD("int a", 8, 4, 1)                 \
	FORMAT_FIELD("int b", 12, 4, 1)                \
	FORMAT_FIELD("u8 fixed[4]", 16, 4, 0)          \
	FORMAT_FIELD("__data_loc u8[] any", 20, 4, 0)  \
	FORMAT_FIELD("char word[4]", 24, 4, 0)         \
	"\nprint fmt: " print "\n"

/* clang-format on */

enum { RISKY_BYTES = 31 };

/* What is shown of a record in memory of its own with these numbers and three bytes in `any`. */
static const char *risky(const char *format, int a, int b)
{
	static char buf[512];
	struct formats *f = formats_with("test", format);
	unsigned char *raw = calloc(1, RISKY_BYTES);
	uint16_t id = 801;
	uint32_t word = 3u << 16 | 28;

	assert_int_equal(formats_event_id(f, "test", "risky"), 801);
	memcpy(raw, &id, sizeof(id));
	memcpy(raw + 8, &a, sizeof(a));
	memcpy(raw + 12, &b, sizeof(b));
	memcpy(raw + 16, "\1\2\3\4", 4);
	memcpy(raw + 20, &word, sizeof(word));
	memcpy(raw + 24, "wide", 4);
	memcpy(raw + 28, "\5\6\7", 3);
	assert_int_equal(formats_show(f, raw, RISKY_BYTES, buf, sizeof(buf)), 0);
	free(raw);
	formats_close(f);
	return buf;
}

/*
 * As the format says with @good for `a` (NULL: in some way of libtraceevent's, which changed), and
 * field by field with each of the bad numbers.
 */
static void check_risky(const char *format, int good, const char *shown, const int *bad,
			size_t bad_cnt)
{
	char fields[128];

	if (shown)
		assert_string_equal(risky(format, good, 1), shown);
	else
		assert_null(strstr(risky(format, good, 1), "fixed="));
	for (size_t i = 0; i < bad_cnt; i++) {
		snprintf(fields, sizeof(fields),
			 "a=%d b=1 fixed={0x1,0x2,0x3,0x4} any={0x5,0x6,0x7} word=wide", bad[i]);
		assert_string_equal(risky(format, bad[i], 1), fields);
	}
}

static void test_lengths(void **state)
{
	static const int over_3[] = { 4, 5, 65536, INT32_MAX, -1, INT32_MIN };
	static const int over_4[] = { 5, 65536, INT32_MAX, -1, INT32_MIN };
	static const int not_sizes[] = { 0, 3, 5, 8, -1 };
	static const int over_1[] = { 2, 3, INT32_MAX, -1 };

	(void)state;
	check_risky(RISKY("\"%s\", __print_hex(REC->fixed, REC->a)"), 4, "01 02 03 04", over_4, 5);
	check_risky(RISKY("\"%s\", __print_hex(__get_dynamic_array(any), REC->a)"), 3, "05 06 07",
		    over_3, 6);
	check_risky(RISKY("\"%s\", __print_hex(REC->fixed, REC->a + 1)"), 3, "01 02 03 04", over_3,
		    4);
	check_risky(RISKY("\"%s\", __print_array(REC->fixed, REC->a, 1)"), 4, NULL, over_4, 5);
	check_risky(RISKY("\"%s\", __print_array(REC->fixed, REC->a, 4)"), 1, NULL, over_1, 4);
	check_risky(RISKY("\"%s\", __print_array(REC->fixed, 1, REC->a)"), 2, NULL, not_sizes, 5);
}

static void test_numbers(void **state)
{
	static const int zero[] = { 0 };
	static const int no_index[] = { 4, 5, INT32_MAX, -1, INT32_MIN };
	static const int no_width[] = { -1, INT32_MIN, INT32_MAX, 1 << 20 };

	(void)state;
	check_risky(RISKY("\"%d\", REC->b / REC->a"), 1, "1", zero, 1);
	check_risky(RISKY("\"%d\", 7 % REC->a"), 4, "3", zero, 1);
	check_risky(RISKY("\"%d\", REC->fixed[REC->a]"), 3, "4", no_index, 5);
	check_risky(RISKY("\"%.*s\", REC->a, REC->word"), 2, "wi", no_width, 4);
	check_risky(RISKY("\"%%%*d\", REC->a, REC->b"), 3, "%  1", no_width, 4);
}

/* Print formats that cannot be trusted at all. */
static void test_never(void **state)
{
	static const char *const formats[] = {
		RISKY("\"%s\", __print_hex((char *)REC->word, 4)"),
		RISKY("\"%s\", __print_hex(REC->any, 4)"),
		RISKY("\"%s\", nobody_knows(REC->a)"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(formats); i++)
		if (strncmp(risky(formats[i], 2, 1), "a=2 b=1 fixed=", 14) != 0)
			fail_msg("%s", formats[i]);
}

/* Records that are nothing but noise; sanitizers and valgrind look on. */
static void test_noise(void **state)
{
	static const char *const formats[] = {
		RISKY("\"%s\", __print_hex(REC->fixed, REC->a)"),
		RISKY("\"%s %s\", __get_str(any), __print_array(REC->fixed, REC->a, REC->b)"),
		RISKY("\"%.*s %d\", REC->a, __get_str(any), REC->a / REC->b"),
	};
	unsigned int seed = 1;
	char buf[4096];

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(formats); i++) {
		struct formats *f = formats_with("test", formats[i]);
		uint16_t id = 801;

		assert_int_equal(formats_event_id(f, "test", "risky"), 801);
		for (int n = 0; n < 2000; n++) {
			size_t len = 2 + (size_t)rand_r(&seed) % 60;
			unsigned char *raw = malloc(len);

			for (size_t k = 0; k < len; k++)
				raw[k] = rand_r(&seed) % 3 ? 0 : (unsigned char)rand_r(&seed);
			memcpy(raw, &id, sizeof(id));
			formats_show(f, raw, len, buf, sizeof(buf));
			free(raw);
		}
		formats_close(f);
	}
}

/* --- Fields -------------------------------------------------------------------------------- */

/* clang-format off */
static const char kinds[] =
	"name: kinds\nID: 802\n" FORMAT_COMMON
	FORMAT_FIELD("short s", 8, 2, 1)
	FORMAT_FIELD("unsigned char c", 10, 1, 0)
	FORMAT_FIELD("bool flag", 11, 1, 0)
	FORMAT_FIELD("char text[4]", 12, 4, 0)
	FORMAT_FIELD("void * p", 16, 8, 0)
	FORMAT_FIELD("s16 pair[2]", 24, 4, 1)
	FORMAT_FIELD("__data_loc char[] name", 28, 4, 0)
	FORMAT_FIELD("__rel_loc u8[] mac", 32, 4, 0)
	FORMAT_FIELD("unsigned char raw[3]", 36, 3, 0)
	FORMAT_FIELD("u32 rest[]", 40, 0, 0)
	"\nprint fmt: \"%d\", REC->s\n";
/* clang-format on */

static void put_field(void *arg, const struct formats_field *field)
{
	static const char letters[] = "iusa";
	struct text *t = arg;

	text_char(t, letters[field->kind]);
	text_char(t, ' ');
	text_str(t, field->name);
	text_char(t, '=');
	if (field->kind == FORMATS_STRING)
		text_escape(t, field->bytes, field->bytes_cnt);
	else if (field->kind == FORMATS_ARRAY)
		formats_put_array(t, field);
	else if (field->is_address)
		text_hex(t, field->number);
	else
		text_i64(t, (int64_t)field->number);
	text_char(t, ';');
}

static void test_fields(void **state)
{
	struct {
		uint16_t id, zero;
		int32_t pid;
		int16_t s;
		uint8_t c, flag;
		char text[4];
		uint64_t p;
		int16_t pair[2];
		uint32_t name, mac;
		uint8_t raw[4];
		uint32_t rest[2];
		char carried[7];
	} __attribute__((packed)) r = {
		.id = 802,
		.pid = 5,
		.s = -2,
		.c = 200,
		.flag = 1,
		.text = { 'f', 'u', 'l', 'l' },
		.p = UINT64_MAX,
		.pair = { -1, 2 },
		.name = 5u << 16 | 48,
		.mac = 2u << 16 | 17,
		.raw = { 1, 2, 3 },
		.rest = { 7, 8 },
		.carried = { 'a', '\n', 0, 'x', 0, 9, 10 },
	};
	struct formats *f = formats_with("test", kinds);
	struct formats_record record = { .raw = &r, .raw_len = sizeof(r) - 7 };
	struct formats_field field;
	char buf[512] = "";
	struct text t;

	(void)state;
	assert_int_equal(formats_event_id(f, "test", "kinds"), 802);
	text_init(&t, buf, sizeof(buf) - 1);
	assert_int_equal(formats_each_field(f, &record, put_field, &t), -EBADMSG);
	record.raw_len = sizeof(r);
	assert_int_equal(formats_each_field(f, &record, put_field, &t), 0);
	assert_string_equal(buf, "i s=-2;u c=200;u flag=1;s text=full;u p=0xffffffffffffffff;"
				 "a pair={-1,2};s name=a\\n;a mac={0x9,0xa};"
				 "a raw={0x1,0x2,0x3};a rest={0x7,0x8,0x78000a61};");
	assert_int_equal(formats_find_field(f, &record, "common_pid", &field), 0);
	assert_int_equal(field.number, 5);
	assert_int_equal(formats_find_field(f, &record, "pair", &field), 0);
	assert_int_equal((int64_t)formats_element(&field, 0), -1);
	assert_int_equal(formats_find_field(f, &record, "nothing", &field), -ENOENT);
	formats_close(f);
}

/* clang-format off */
static const char flow[] =
	"name: flow\nID: 803\n" FORMAT_COMMON
	FORMAT_FIELD("const void * skaddr", 8, 8, 0)
	FORMAT_FIELD("dev_t dev", 16, 4, 0)
	FORMAT_FIELD("__u8 saddr[4]", 20, 4, 0)
	FORMAT_FIELD("__u8 daddr_v6[16]", 24, 16, 0)
	FORMAT_FIELD("__u8 hwaddr[6]", 40, 6, 0)
	FORMAT_FIELD("__u8 key[4]", 46, 4, 0)
	FORMAT_FIELD("char addr[16]", 50, 16, 0)
	FORMAT_FIELD("u32 addrs[4]", 66, 16, 0)
	FORMAT_FIELD("struct odd thing", 82, 3, 0)
	"\nprint fmt: \"%d\", REC->dev\n";
/* clang-format on */

static void put_place(void *arg, const struct formats_place *p)
{
	struct text *t = arg;

	if (!strncmp(p->name, "common_", 7))
		text_lit(t, "common ");
	text_char(t, "iusa"[p->kind]);
	text_u64(t, p->offset);
	text_char(t, '+');
	text_u64(t, p->size);
	if (p->carried)
		text_str(t, p->relative ? "r" : "c");
	if (p->is_address)
		text_lit(t, " address");
	if (p->is_dev)
		text_lit(t, " dev");
	if (p->is_ip)
		text_lit(t, " ip");
	if (p->kind == FORMATS_ARRAY) {
		text_lit(t, " of ");
		text_u64(t, p->element_bytes);
		text_str(t, p->element_signed ? "i" : "u");
	}
	text_char(t, ';');
}

static void check_places(const char *format, uint32_t id, const char *name, const char *shown)
{
	struct formats *f = formats_with("test", format);
	char buf[512] = "";
	struct text t;

	text_init(&t, buf, sizeof(buf) - 1);
	assert_int_equal(formats_each_place(f, id, put_place, &t), -ENOENT);
	assert_int_equal(formats_event_id(f, "test", name), id);
	assert_int_equal(formats_each_place(f, id, put_place, &t), 0);
	assert_string_equal(buf, shown);
	formats_close(f);
}

#define COMMON_PLACES "common u0+2;common u2+1;common u3+1;common i4+4;"

static void test_places(void **state)
{
	(void)state;
	check_places(kinds, 802, "kinds",
		     COMMON_PLACES "i8+2;u10+1;u11+1;s12+4;u16+8 address;a24+4 of 2i;s28+4c;"
				   "a32+4r of 1u;a36+3 of 1u;a40+0 of 4u;");
	check_places(flow, 803, "flow",
		     COMMON_PLACES "u8+8 address;u16+4 dev;a20+4 ip of 1u;a24+16 ip of 1u;"
				   "a40+6 of 1u;a46+4 of 1u;s50+16;a66+16 of 4u;a82+3 of 1u;");
}

/*
 * What the filter layer reads at the places that it is told is what formats read, in whole records
 * and in those that are cut.
 */
static void test_fields_of(void **state)
{
	static const unsigned char whole[] = {
		0x22, 3,    0,	 0,   5,   0,	0,   0, /* common */
		0xfe, 0xff, 200, 1,   'f', 'u', 'l', 'l', /* s, c, flag, text */
		1,    2,    3,	 4,   5,   6,	7,   0xff, /* p */
		0xff, 0xff, 2,	 0, /* pair */
		48,   0,    5,	 0, /* name */
		17,   0,    2,	 0, /* mac */
		1,    2,    3,	 0,   7,   0,	0,   0,	   8, 0, 0, 0, /* raw, rest */
		'a',  'b',  0,	 'x', 0,   9,	10,
	};
	struct formats *f = formats_with("test", kinds);
	struct record_fields r;

	(void)state;
	assert_int_equal(record_fields_of(&r, f, 802), -ENOENT);
	record_fields_fini(&r);
	assert_int_equal(formats_event_id(f, "test", "kinds"), 802);
	assert_int_equal(record_fields_of(&r, f, 802), 0);
	assert_string_equal(r.event, "test:kinds");
	assert_int_equal(r.id, 802);
	assert_int_equal(r.cnt, 14);
	for (size_t i = 0; i < r.cnt; i++) {
		struct formats_record record = { .raw = whole, .raw_len = sizeof(whole) };
		char buf[RECORD_FIELD_TEXT_BYTES], shown[128];
		struct formats_field field;
		struct expr_value v;
		struct text t;

		assert_true(record_field_get(&r.v[i], whole, sizeof(whole), buf, &v));
		assert_int_equal(formats_find_field(f, &record, r.v[i].name, &field), 0);
		text_init(&t, shown, sizeof(shown));
		if (field.kind == FORMATS_STRING)
			text_mem(&t, field.bytes, field.bytes_cnt);
		if (field.kind == FORMATS_ARRAY)
			formats_put_array(&t, &field);
		if (record_field_type(&r.v[i]) == EXPR_NUMBER) {
			assert_true((uint64_t)v.number == field.number);
			assert_int_equal(v.is_unsigned, field.kind == FORMATS_UNSIGNED);
			continue;
		}
		assert_int_equal(v.text_len, t.len);
		assert_memory_equal(v.text, shown, t.len);
	}
	record_fields_fini(&r);
	formats_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record),	  cmocka_unit_test(test_damaged_record),
		cmocka_unit_test(test_lengths),	  cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_never),	  cmocka_unit_test(test_noise),
		cmocka_unit_test(test_fields),	  cmocka_unit_test(test_places),
		cmocka_unit_test(test_fields_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
