/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracing data as bytes, where each of them belongs. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "perfdata/tracing.h"

#define BYTES(s)                      \
	{                             \
		(s), sizeof("" s) - 1 \
	}

/* A literal as it is in memory, with @n bytes. */
static const unsigned char *expect(const unsigned char *p, const void *bytes, size_t n)
{
	assert_memory_equal(p, bytes, n);
	return p + n;
}

static const unsigned char *expect_u32(const unsigned char *p, uint32_t v)
{
	return expect(p, &v, sizeof(v));
}

static const unsigned char *expect_u64(const unsigned char *p, uint64_t v)
{
	return expect(p, &v, sizeof(v));
}

static const unsigned char *expect_sized(const unsigned char *p, const char *text)
{
	p = expect_u64(p, strlen(text));
	return expect(p, text, strlen(text));
}

static const unsigned char *expect_front(const unsigned char *p)
{
	const uint16_t one = 1;
	uint8_t order_and_long[] = { *(const uint8_t *)&one == 0, 8 };

	p = expect(p, "\x17\x08\x44tracing", 10);
	p = expect(p, "0.6", 4);
	p = expect(p, order_and_long, 2);
	p = expect_u32(p, 4096);
	p = expect(p, "header_page", 12);
	p = expect_sized(p, "page");
	p = expect(p, "header_event", 13);
	return expect_u64(p, 0);
}

static void test_all(void **state)
{
	/* Systems come in any order and not in one piece; one name begins as another. */
	struct perfdata_format formats[] = {
		{ BYTES("raw_syscalls"), BYTES("enter") },
		{ BYTES("sched"), BYTES("switch") },
		{ BYTES("ftrace"), BYTES("function") },
		{ BYTES("raw_syscalls"), BYTES("exit") },
		{ BYTES("raw"), BYTES("r") },
	};
	const struct perfdata_tracing t = {
		.long_bytes = 8,
		.page_bytes = 4096,
		.header_page = BYTES("page"),
		.formats = formats,
		.format_cnt = ARRAY_CNT(formats),
		.printk = BYTES("0x1 : \"x\"\n"),
		.cmdlines = BYTES("1 init\n"),
	};
	const unsigned char *p;
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(perfdata_tracing_make(&t, &data, &size), 0);
	p = expect_front(data);
	p = expect_sized(expect_u32(p, 1), "function");
	p = expect_u32(p, 3);
	p = expect_sized(expect_u32(expect(p, "raw", 4), 1), "r");
	p = expect_u32(expect(p, "raw_syscalls", 13), 2);
	p = expect_sized(expect_sized(p, "enter"), "exit");
	p = expect_sized(expect_u32(expect(p, "sched", 6), 1), "switch");
	p = expect_u32(p, 0);
	p = expect(expect_u32(p, 10), "0x1 : \"x\"\n", 10);
	p = expect_sized(p, "1 init\n");
	assert_int_equal(p - (const unsigned char *)data, size);
	free(data);
}

static void test_empty(void **state)
{
	const struct perfdata_tracing t = { .long_bytes = 8,
					    .page_bytes = 4096,
					    .header_page = BYTES("page") };
	const unsigned char *p;
	void *data;
	size_t size;

	(void)state;
	assert_int_equal(perfdata_tracing_make(&t, &data, &size), 0);
	p = expect_front(data);
	for (int i = 0; i < 4; i++)
		p = expect_u32(p, 0);
	p = expect_u64(p, 0);
	assert_int_equal(p - (const unsigned char *)data, size);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
