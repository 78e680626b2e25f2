/* SPDX-License-Identifier: GPL-2.0-only */
/* The tracing data of a recording: as perf writes it, cut anywhere, and with counts that lie. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/tracing.h"

struct bytes {
	unsigned char v[1024];
	size_t len;
};

static void put(struct bytes *b, const void *p, size_t len)
{
	assert_true(b->len + len <= sizeof(b->v));
	memcpy(b->v + b->len, p, len);
	b->len += len;
}

static void put_u32(struct bytes *b, uint32_t v)
{
	put(b, &v, sizeof(v));
}

static void put_u64(struct bytes *b, uint64_t v)
{
	put(b, &v, sizeof(v));
}

/* With its NUL. */
static void put_str(struct bytes *b, const char *s)
{
	put(b, s, strlen(s) + 1);
}

static void put_block64(struct bytes *b, const char *s)
{
	put_u64(b, strlen(s));
	put(b, s, strlen(s));
}

static void put_block32(struct bytes *b, const char *s)
{
	put_u32(b, (uint32_t)strlen(s));
	put(b, s, strlen(s));
}

static void put_machine(struct bytes *b, const char *version, int order, int long_bytes)
{
	unsigned char two[2] = { (unsigned char)order, (unsigned char)long_bytes };

	put(b, "\x17\x08\x44tracing", 10);
	put_str(b, version);
	put(b, two, 2);
	put_u32(b, 4096);
}

/* Up to the formats. */
static void put_begin(struct bytes *b, const char *version)
{
	put_machine(b, version, 0, 8);
	put_str(b, "header_page");
	put_block64(b, "page");
	put_str(b, "header_event");
	put_block64(b, "event");
}

/* All there can be; where the counts stand is told. */
static struct bytes whole(const char *version, size_t *systems_at)
{
	struct bytes b = { .len = 0 };

	put_begin(&b, version);
	put_u32(&b, 1);
	put_block64(&b, "of ftrace");
	if (systems_at)
		*systems_at = b.len;
	put_u32(&b, 2);
	put_str(&b, "raw_syscalls");
	put_u32(&b, 2);
	put_block64(&b, "enter");
	put_block64(&b, "exit");
	put_str(&b, "sched");
	put_u32(&b, 1);
	put_block64(&b, "switch");
	put_block32(&b, "1 T f\n");
	put_block32(&b, "2 : \"s\"\n");
	if (version[2] == '6')
		put_block64(&b, "3 comm\n");
	return b;
}

static void is(struct perfdata_bytes bytes, const char *text)
{
	assert_int_equal(bytes.len, strlen(text));
	if (bytes.len)
		assert_memory_equal(bytes.p, text, bytes.len);
}

static void check_whole(const char *version)
{
	static const char *const formats[][2] = {
		{ "ftrace", "of ftrace" },
		{ "raw_syscalls", "enter" },
		{ "raw_syscalls", "exit" },
		{ "sched", "switch" },
	};
	struct bytes b = whole(version, NULL);
	struct perfdata_tracing t;

	assert_int_equal(perfdata_tracing_parse(&t, b.v, b.len), 0);
	assert_false(t.big_endian);
	assert_int_equal(t.long_bytes, 8);
	assert_int_equal(t.page_bytes, 4096);
	is(t.header_page, "page");
	is(t.header_event, "event");
	assert_int_equal(t.format_cnt, ARRAY_CNT(formats));
	for (size_t i = 0; i < ARRAY_CNT(formats); i++) {
		is(t.formats[i].system, formats[i][0]);
		is(t.formats[i].text, formats[i][1]);
	}
	is(t.kallsyms, "1 T f\n");
	is(t.printk, "2 : \"s\"\n");
	is(t.cmdlines, version[2] == '6' ? "3 comm\n" : "");
	perfdata_tracing_fini(&t);
}

static void test_whole(void **state)
{
	(void)state;
	check_whole("0.6");
	check_whole("0.5");
}

/* Each length, in memory of exactly that length; and what is whole of it is there. */
static void test_cut(void **state)
{
	struct bytes b = whole("0.6", NULL);
	struct perfdata_tracing t;
	size_t formats = 0;

	(void)state;
	for (size_t cut = 0; cut < b.len; cut++) {
		unsigned char *data = malloc(cut ? cut : 1);

		memcpy(data, b.v, cut);
		assert_int_equal(perfdata_tracing_parse(&t, data, cut), -EBADMSG);
		assert_true(t.format_cnt >= formats && t.format_cnt <= 4);
		formats = t.format_cnt;
		perfdata_tracing_fini(&t);
		free(data);
	}
	assert_int_equal(formats, 4);
	assert_int_equal(perfdata_tracing_parse(&t, NULL, 0), -EBADMSG);
	perfdata_tracing_fini(&t);
}

static void refuse(const struct bytes *b)
{
	struct perfdata_tracing t;

	assert_int_equal(perfdata_tracing_parse(&t, b->v, b->len), -EBADMSG);
	perfdata_tracing_fini(&t);
}

static void test_other_machines(void **state)
{
	struct bytes b = { .len = 0 };
	struct perfdata_tracing t;

	(void)state;
	put_machine(&b, "0.6", 1, 8);
	assert_int_equal(perfdata_tracing_parse(&t, b.v, b.len), -EBADMSG);
	assert_true(t.big_endian);
	perfdata_tracing_fini(&t);
	b = whole("0.6", NULL);
	b.v[15] = 4;
	assert_int_equal(perfdata_tracing_parse(&t, b.v, b.len), 0);
	assert_int_equal(t.long_bytes, 4);
	perfdata_tracing_fini(&t);
	for (int bytes = 0; bytes < 256; bytes++) {
		b.v[15] = (unsigned char)bytes;
		if (bytes != 4 && bytes != 8)
			refuse(&b);
	}
	b = whole("0.6", NULL);
	b.v[14] = 2;
	refuse(&b);
}

static void test_no_tracing_data(void **state)
{
	struct bytes b = whole("0.6", NULL);

	(void)state;
	b.v[0] = 0;
	refuse(&b);
	b = whole("0.6", NULL);
	b.v[12] = '7';
	refuse(&b);
	b = whole("0.6", NULL);
	memset(b.v + 10, '0', b.len - 10); /* a version without an end */
	refuse(&b);
	b = whole("0.6", NULL);
	b.v[20] = 'H'; /* header_page */
	refuse(&b);
}

/* What a number that says 2^32 - 1 or 2^64 - 1 costs is what there is, not what it says. */
static void test_lying_numbers(void **state)
{
	struct perfdata_tracing t;
	size_t systems_at;
	struct bytes b = whole("0.6", &systems_at);

	(void)state;
	memset(b.v + systems_at, 0xff, 4);
	assert_int_equal(perfdata_tracing_parse(&t, b.v, b.len), -EBADMSG);
	assert_true(t.format_cnt >= 4);
	perfdata_tracing_fini(&t);
	for (size_t at = 20; at < b.len - 8; at++) {
		b = whole("0.6", NULL);
		memset(b.v + at, 0xff, 8);
		if (!perfdata_tracing_parse(&t, b.v, b.len))
			assert_int_equal(t.format_cnt, 4); /* that was text */
		perfdata_tracing_fini(&t);
		memset(b.v + at, 0, 8);
		perfdata_tracing_parse(&t, b.v, b.len);
		perfdata_tracing_fini(&t);
	}
}

/* A seed of the fuzz target: what perf 6.1 wrote of five events in three systems. */
static void test_of_perf(void **state)
{
	static unsigned char data[65536];
	FILE *in = fopen("tests/fuzz/corpus/tracing/perf-6.1", "rb");
	struct perfdata_tracing t;
	size_t size;

	(void)state;
	assert_non_null(in);
	size = fread(data, 1, sizeof(data), in);
	fclose(in);
	assert_int_equal(perfdata_tracing_parse(&t, data, size), 0);
	assert_int_equal(t.format_cnt, 5);
	assert_int_equal(t.long_bytes, 8);
	assert_int_equal(t.page_bytes, 4096);
	is(t.formats[4].system, "raw_syscalls");
	assert_memory_equal(t.formats[4].text.p, "name: sys_enter\n", 16);
	assert_true(t.printk.len > 0);
	assert_int_equal(t.kallsyms.len, 0);
	perfdata_tracing_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	       cmocka_unit_test(test_cut),
		cmocka_unit_test(test_other_machines), cmocka_unit_test(test_no_tracing_data),
		cmocka_unit_test(test_lying_numbers),  cmocka_unit_test(test_of_perf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
