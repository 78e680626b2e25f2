/* SPDX-License-Identifier: GPL-2.0-only */
/* Which format files libtraceevent gets to see, and which of their print formats. */
#include "unit/formats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "decode/formats_text.h"

#define HEAD "name: odd\nID: 803\n"
#define PRINT "\nprint fmt: \"%d\", REC->a\n"
/* A whole format with this as the lines of its own fields. */
#define WITH(fields) HEAD FORMAT_COMMON fields PRINT
#define A FORMAT_FIELD("int a", 8, 4, 1)

static int check(const char *text)
{
	struct formats_text t;

	return formats_text_read(&t, text, strlen(text));
}

static void test_good_lines(void **state)
{
	static const char *const good[] = {
		WITH(A),
		WITH(A "\tfield:u8 b;\toffset:12;\tsize:1;\n"),
		WITH(A FORMAT_FIELD("const struct rlimit64 * rlim", 16, 8, 0)),
		WITH(A FORMAT_FIELD("const char *const * argv", 16, 8, 0)),
		WITH(A FORMAT_FIELD("char name[16]", 16, 16, 0)),
		WITH(A FORMAT_FIELD("char name[TASK_COMM_LEN]", 16, 16, 0)),
		WITH(A FORMAT_FIELD("unsigned long rest[]", 16, 0, 0)),
		WITH(A FORMAT_FIELD("__data_loc char[] name", 16, 4, 0)),
		WITH(A FORMAT_FIELD("__rel_loc unsigned char[] name", 16, 4, 0)),
		WITH(A FORMAT_FIELD("const char __attribute__((user)) * name", 16, 8, 0)),
		WITH(A FORMAT_FIELD("char __attribute__((btf_type_tag(\"user\"))) * name", 16, 8,
				    0)),
		HEAD FORMAT_COMMON "\nprint fmt: \"\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(good); i++)
		if (check(good[i]))
			fail_msg("refused:\n%s", good[i]);
}

static void test_bad_lines(void **state)
{
	static const char *const bad[] = {
		"",
		"name: odd",
		"Name: odd\nID: 803\n" FORMAT_COMMON A PRINT,
		"name: o dd\nID: 803\n" FORMAT_COMMON A PRINT,
		"name: \nID: 803\n" FORMAT_COMMON A PRINT,
		"name: ../odd\nID: 803\n" FORMAT_COMMON A PRINT,
		"name: odd\nID: 65536\n" FORMAT_COMMON A PRINT,
		"name: odd\nID: -1\n" FORMAT_COMMON A PRINT,
		"name: odd\nID: 0x10\n" FORMAT_COMMON A PRINT,
		"name: odd\nID: 4294967296\n" FORMAT_COMMON A PRINT,
		/* Records are told apart by the first of the common fields. */
		HEAD "format:\n\n" A PRINT,
		HEAD "format:\n" FORMAT_FIELD("int common_pid", 0, 4, 1) "\n" A PRINT,
		HEAD "format:\n" FORMAT_FIELD("unsigned short common_type", 2, 2, 0) "\n" A PRINT,
		HEAD "format:\n" FORMAT_FIELD("unsigned int common_type", 0, 4, 0) "\n" A PRINT,
		HEAD "format:\n" FORMAT_FIELD("unsigned short common_type", 0, 2, 0)
			FORMAT_FIELD("int common_x", 63, 4, 0) "\n" A PRINT,
		WITH(FORMAT_FIELD("int a", 65532, 4, 1)),
		WITH(FORMAT_FIELD("int a", 65536, 4, 1)),
		WITH(FORMAT_FIELD("int a", 4294967295, 4, 1)),
		WITH(FORMAT_FIELD("int a", 8, 0, 1)),
		WITH(FORMAT_FIELD("int a", -8, 4, 1)),
		WITH(FORMAT_FIELD("int a", 8, -4, 1)),
		WITH(FORMAT_FIELD("int a", 8, 4, 2)),
		WITH(FORMAT_FIELD("a", 8, 4, 1)),
		WITH(FORMAT_FIELD("", 8, 4, 1)),
		WITH(FORMAT_FIELD("a[4]", 8, 4, 1)),
		WITH(FORMAT_FIELD("* a", 8, 4, 1)),
		WITH(FORMAT_FIELD("int *", 8, 4, 1)),
		WITH(FORMAT_FIELD("int a[0]", 8, 4, 1)),
		WITH(FORMAT_FIELD("int a[99999]", 8, 4, 1)),
		WITH(FORMAT_FIELD("int a[2][2]", 8, 4, 1)),
		WITH(FORMAT_FIELD("int a[", 8, 4, 1)),
		WITH(FORMAT_FIELD("int[] a b", 8, 4, 1)),
		WITH(FORMAT_FIELD("int (a)", 8, 4, 1)),
		WITH(FORMAT_FIELD("__attribute__((user)) a", 8, 4, 1)),
		WITH(FORMAT_FIELD("int __attribute__((((user)))) a", 8, 4, 1)),
		WITH(FORMAT_FIELD("a a a a a a a a a a a a a a a a a a", 8, 4, 1)),
		WITH("\tfield:int a;\toffset:8;\n"),
		WITH("field:int a;\toffset:8;\tsize:4;\tsigned:1;\n"),
		WITH("\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;"),
		WITH("\tfield:int \x01;\toffset:8;\tsize:4;\tsigned:1;\n"),
		HEAD FORMAT_COMMON A,
		HEAD FORMAT_COMMON A "\nprint",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++)
		if (check(bad[i]) != -EBADMSG)
			fail_msg("taken:\n%s", bad[i]);
}

static void test_size(void **state)
{
	char *text = malloc(FORMATS_TEXT_MAX + 2);
	struct formats_text t;
	size_t len = strlen(WITH(A));

	(void)state;
	memcpy(text, WITH(A), len);
	memset(text + len, '\n', FORMATS_TEXT_MAX + 1 - len);
	assert_int_equal(formats_text_read(&t, text, FORMATS_TEXT_MAX), 0);
	assert_true(t.print_good);
	assert_int_equal(formats_text_read(&t, text, FORMATS_TEXT_MAX + 1), -EBADMSG);
	/* Every length, in memory of that length. */
	for (size_t cut = 0; cut < len; cut++) {
		char *exact = malloc(cut ? cut : 1);

		memcpy(exact, text, cut);
		formats_text_read(&t, exact, cut);
		free(exact);
	}
	free(text);
}

/* --- Print formats ------------------------------------------------------------------------- */

/* An event with fields of each kind and @print as its print format. */
static struct formats_text *read_print(const char *print)
{
	static const char head[] = HEAD FORMAT_COMMON A FORMAT_FIELD("int b", 12, 4, 1)
		FORMAT_FIELD("__data_loc char[] s", 16, 4, 0) "\nprint fmt: ";
	struct formats_text *t = malloc(sizeof(*t));
	size_t len = strlen(head) + strlen(print);
	char *text = malloc(len + 1);

	assert_non_null(text);
	strcpy(text, head);
	strcat(text, print);
	assert_int_equal(formats_text_read(t, text, len), 0);
	free(text);
	return t;
}

static bool is_good(const char *print)
{
	struct formats_text *t = read_print(print);
	bool good = t->print_good;

	free(t);
	return good;
}

static bool calls(const char *print)
{
	struct formats_text *t = read_print(print);
	bool calls = t->print_calls;

	assert_true(t->print_good);
	free(t);
	return calls;
}

static void test_good_prints(void **state)
{
	static const char *const good[] = {
		"\"\"",
		"\"a\" \"b\"\n",
		"\"%d%%\", REC->a\n",
		"\"two\nlines \\\" \", REC->a",
		"\"%s\", REC->a ? \"yes\" : REC->b == 'x' ? \"no\" : \"\"",
		"\"%d\", (REC)->a + ((REC->b) >> 20 & ((1U << 20) - 1))",
		"\"%p\", (void *)REC->a",
		"\"%lx\", (unsigned long)(( gfp_t)((((1UL))) << (10)))",
		"\"%s\", __print_flags(REC->a & ~(7), \"|\", { 1, \"A\" \"B\" }, { -1, ((void *)0) })",
		"\"%s\", __print_symbolic(REC->a, { 0, \"A\" }, { -1, 0 })",
		"\"%s\", __print_hex_str(__get_dynamic_array(s), __get_dynamic_array_len(s) / sizeof(u64))",
		"\"%s %d\", __get_str(s), REC->a / 250",
		"\"%d\", REC->a % 64",
		"\"%d\", 1000 / (REC->a + 1)",
		"\"%d\", jiffies_to_msecs(REC->a)",
		"\"%d\", !!(__builtin_expect(!!(REC->a), 1))",
		"\"%d\", -REC->a - - - 1",
		"\"%*pbl %-8s %#016lx %.*s %pISpc %pI6c %02x %hhu %Lu %zd\", REC->a",
		"\"%lu\", sizeof(unsigned long) * sizeof(u32)",
		"\"%d\", REC->a[3]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(good); i++)
		if (!is_good(good[i]))
			fail_msg("refused: %s", good[i]);
}

static void test_bad_prints(void **state)
{
	static const char *const bad[] = {
		"",
		"-",
		"REC->a",
		"\"",
		"\"%d, REC->a",
		"\"%d\" REC->a",
		"\"%d\",",
		"\"%d\", (REC->a",
		"\"%d\", REC->a)",
		"\"%d\", REC->a]",
		"\"%d\", ({ int x = 1; x; })",
		"\"%d\", REC->a = 1",
		"\"%d\", REC->a.b",
		"\"%d\", REC->a->b",
		"\"%d\", REC->a ++ 1",
		"\"%d\", * REC->a",
		"\"%d\", (REC->a) REC->b",
		"\"%d\", REC",
		"\"%d\", REC->",
		"\"%d\", (REC)",
		"\"%d\", REC->a ? 1",
		"\"%d\", 'abcd'",
		"\"%d\", '",
		"\"%d\", \"\\\"",
		/* What libtraceevent goes on without. */
		"\"%d\", REC->nothing",
		"\"%s\", __print_flags(1, \"|\", { 1, \"A\" }), REC->nothing",
		"\"%s\", __get_str(nothing)",
		"\"%s\", __get_dynamic_array(a[0])",
		"\"%s\", __get_dynamic_array_len()",
		"\"%s\", __print_flags(REC->a)",
		"\"%s\", __print_flags(REC->a, REC->b, { 1, \"A\" })",
		"\"%s\", __print_symbolic(REC->a, { 1 })",
		"\"%s\", __print_symbolic(REC->a, { 1, REC->a })",
		"\"%s\", __print_symbolic(REC->a, { 1, \"A\" ",
		"\"%s\", sizeof()",
		"\"%s\", sizeof(REC)",
		"\"%s\", sizeof(REC->a)",
		"\"%s\", sizeof(unsigned int)",
		"\"%s\", sizeof(long long)",
		"\"%s\", __print_hex(REC->a)",
		"\"%s\", __print_array(REC->a, 1, 1, 1)",
		"\"%d\", REC->a[0][0]",
		"\"%d\", REC->a ? 1 : REC->a[0]",
		"\"%d\", REC->a ? 1 : (u8)REC->a[0]",
		/* It divides when it reads. */
		"\"%d\", 1 / 0",
		"\"%d\", 1 % 0x0",
		"\"%d\", 1 / 08",
		"\"%d\", 1 / 0b1",
		"\"%d\", 1 / HZ",
		"\"%d\", 1 / (1 - 1)",
		"\"%d\", 1 / 8 * 0",
		"\"%d\", 1 / 1 / 2",
		"\"%d\", 1 / ((0))",
		"\"%d\", 1 / 'a'",
		"\"%d\", 1 / \"\"",
		"\"%d\", 1 / -1",
		/* Columns that would be memory, and what is no conversion. */
		"\"%99999d\", REC->a",
		"\"%.99999d\", REC->a",
		"\"%n\", REC->a",
		"\"%f\", REC->a",
		"\"%lllu\", REC->a",
		"\"100%\", REC->a",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++)
		if (is_good(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

static void test_calls(void **state)
{
	(void)state;
	assert_false(calls("\"%d\", jiffies_to_msecs(REC->a)"));
	assert_false(calls("\"%s\", __print_hex(REC->a, 1)"));
	assert_true(calls("\"%s\", scsi_trace_parse_cdb(p, REC->a, REC->b)"));
	assert_true(calls("\"%s\", (u8)(1 + nobody_knows(REC->a))"));
}

/* @before @cnt times, `REC->a`, and `@behind` as often. */
static bool nested(const char *before, const char *behind, size_t cnt)
{
	size_t step = strlen(before) + strlen(behind);
	char *print = malloc(cnt * step + 64), *p = print;
	bool good;

	assert_non_null(print);
	p = stpcpy(p, "\"%d\", ");
	for (size_t i = 0; i < cnt; i++)
		p = stpcpy(p, before);
	p = stpcpy(p, "REC->a");
	for (size_t i = 0; i < cnt; i++)
		p = stpcpy(p, behind);
	good = is_good(print);
	free(print);
	return good;
}

/* In each of these ways a text of 64 KiB makes libtraceevent recurse for ten thousands of times. */
static void test_recursion(void **state)
{
	static const char *const ways[][2] = {
		{ "(", ")" },
		{ "- ", "" },
		{ "!", "" },
		{ "(u8)", "" },
		{ "(u8)(", ")" },
		{ "", "+1" },
		{ "1?2:", "" },
		{ "1?", ":2" },
		{ "f(1,", ")" },
		{ "f(", ")" },
		{ "__print_symbolic(", ", { 1, \"A\" })" },
		{ "__builtin_expect(", ", 1)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(ways); i++) {
		const char *before = ways[i][0], *behind = ways[i][1];

		if (!nested(before, behind, 3))
			fail_msg("'%s%s' is refused", before, behind);
		if (nested(before, behind, 2000))
			fail_msg("'%s%s' is taken 2000 times", before, behind);
	}
	assert_true(nested("", ", REC->a", 2000));
	assert_false(nested("", ", REC->a", 5000));
}

/* The event stays, and is shown field by field. */
static void test_shown_by_fields(void **state)
{
	struct formats *f =
		formats_with("test", HEAD FORMAT_COMMON A "\nprint fmt: \"%d\", 1 / 0\n");
	uint16_t id = 803;
	int32_t a = 42;
	unsigned char raw[16] = { 0 };
	char buf[64];

	(void)state;
	memcpy(raw, &id, sizeof(id));
	memcpy(raw + 8, &a, sizeof(a));
	assert_int_equal(formats_event_id(f, "test", "odd"), 803);
	assert_int_equal(formats_show(f, raw, sizeof(raw), buf, sizeof(buf)), 0);
	assert_string_equal(buf, "a=42");
	formats_close(f);
}

/* libtraceevent would take one for the other. */
static void test_doubles(void **state)
{
	static const char one[] = "name: one\nID: 803\n" FORMAT_COMMON A PRINT;
	static const char same_id[] = "name: two\nID: 803\n" FORMAT_COMMON A PRINT;
	static const char same_name[] = "name: one\nID: 804\n" FORMAT_COMMON A PRINT;
	struct formats *f = formats_with("test", one);

	(void)state;
	assert_int_equal(formats_add(f, "test", one, strlen(one)), -EEXIST);
	assert_int_equal(formats_add(f, "test", same_id, strlen(same_id)), -EEXIST);
	assert_int_equal(formats_add(f, "test", same_name, strlen(same_name)), -EEXIST);
	assert_int_equal(formats_add(f, "other", same_name, strlen(same_name)), 0);
	formats_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_lines), cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_size),	   cmocka_unit_test(test_good_prints),
		cmocka_unit_test(test_bad_prints), cmocka_unit_test(test_calls),
		cmocka_unit_test(test_recursion),  cmocka_unit_test(test_shown_by_fields),
		cmocka_unit_test(test_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
