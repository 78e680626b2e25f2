/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments and results as text. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "unit/calls.h"

static char got[512];

static struct text begin(void)
{
	struct text t;

	memset(got, 0, sizeof(got));
	text_init(&t, got, sizeof(got) - 1);
	return t;
}

static struct call call_of(enum abi abi, const char *name)
{
	struct call c = { .state = CALL_COMPLETE, .abi = abi };

	c.nr = calls_nr(abi, name);
	assert_true(c.nr >= 0);
	c.desc = syscall_get(abi, c.nr);
	return c;
}

static void expect_args_of(enum abi abi, const char *name, const uint64_t *args, bool zeros,
			   const char *expected)
{
	struct call c = call_of(abi, name);
	struct text t = begin();

	memcpy(c.args, args, sizeof(c.args));
	format_args(&(struct format){ .zeros = zeros }, &t, &c);
	assert_string_equal(got, expected);
}

#define EXPECT_ARGS(name, expected, ...)                                                           \
	expect_args_of(ABI_X86_64, name, (const uint64_t[SYSCALL_ARGS_MAX]){ __VA_ARGS__ }, false, \
		       expected)
#define EXPECT_ALL_ARGS(name, expected, ...)                                                      \
	expect_args_of(ABI_X86_64, name, (const uint64_t[SYSCALL_ARGS_MAX]){ __VA_ARGS__ }, true, \
		       expected)
#define EXPECT_ARGS32(name, expected, ...)                                                       \
	expect_args_of(ABI_I386, name, (const uint64_t[SYSCALL_ARGS_MAX]){ __VA_ARGS__ }, false, \
		       expected)

static void test_kinds(void **state)
{
	(void)state;
	EXPECT_ARGS("read", "fd: 3, buf: 0x7f0012345000, count: 100", 3, 0x7f0012345000, 100);
	EXPECT_ARGS("kill", "pid: 1234, sig: KILL", 1234, 9);
	EXPECT_ARGS("setuid", "uid: 1000", 1000);
	EXPECT_ARGS("lseek", "fd: 3, offset: 7, whence: CUR", 3, 7, 1);
	EXPECT_ARGS("chmod", "filename: 0x5500, mode: 0644", 0x5500, 0644);
	EXPECT_ARGS("getpid", "", 1, 2, 3, 4, 5, 6);
}

/* Only as many bits count as the type has; the rest of the register is anything. */
static void test_widths(void **state)
{
	(void)state;
	EXPECT_ARGS("kill", "pid: -1, sig: KILL", UINT64_MAX, 0xdeadbeef00000009);
	EXPECT_ARGS("kill", "pid: -1, sig: KILL", 0xffffffff, 9);
	EXPECT_ARGS("kill", "pid: -2147483648, sig: 0x7fffffff", 0x80000000, 0x7fffffff);
	EXPECT_ARGS("read", "fd: -1, buf: 0xffffffffffffffff, count: 18446744073709551615",
		    0xffffffff, UINT64_MAX, UINT64_MAX);
	EXPECT_ARGS("setuid", "uid: -1", UINT64_MAX);
	EXPECT_ARGS("lseek", "fd: 3, offset: -1, whence: SET", 3, UINT64_MAX);
	EXPECT_ARGS("lseek", "fd: 3, offset: -9223372036854775808, whence: SET", 3, 1ull << 63);
	EXPECT_ARGS("chmod", "mode: 0100644", 0, 0xdeadbeef00000000 | 0100644);
}

static void test_dirfd(void **state)
{
	(void)state;
	EXPECT_ARGS("openat", "dfd: CWD, filename: 0x5500", (uint64_t)-100, 0x5500);
	EXPECT_ARGS("openat", "dfd: CWD", 0xffffff9c);
	EXPECT_ARGS("openat", "dfd: 5", 5);
	EXPECT_ARGS("openat", "dfd: -1", UINT64_MAX);
}

/* A zero is left out where a value of its type is one, whatever the register holds. */
static void test_zeros(void **state)
{
	const uint64_t above = 0xdeadbeef00000000;

	(void)state;
	EXPECT_ARGS("read", "buf: 0x7f00", 0, 0x7f00, 0);
	EXPECT_ARGS("read", "count: 1", 0, 0, 1);
	EXPECT_ARGS("openat", "", 0, 0, 0, 0);
	EXPECT_ARGS("kill", "", above, above);
	EXPECT_ARGS("setuid", "", above);
	EXPECT_ARGS("chmod", "filename: 0x1", 1, above | 0x10000);
	EXPECT_ALL_ARGS("read", "fd: 0, buf: 0, count: 0", 0, 0, 0);
	EXPECT_ALL_ARGS("openat", "dfd: 0, filename: 0, flags: RDONLY", 0, 0, 0, 0);
	EXPECT_ALL_ARGS("kill", "pid: 0, sig: 0", above, above);
	EXPECT_ALL_ARGS("getpid", "", 1);
}

static void test_32bit(void **state)
{
	(void)state;
	EXPECT_ARGS32("read", "fd: 3, buf: 0xffffd000, count: 100", 3, 0xffffd000, 100);
	EXPECT_ARGS32("lseek", "fd: 3, offset: -1, whence: SET", 3, 0xffffffff);
	EXPECT_ARGS32("kill", "pid: -1, sig: KILL", 0xffffffff, 9);
}

static void expect_ret_of(const struct call *c, const struct task_table *tasks,
			  const char *expected)
{
	struct text t = begin();

	format_ret(&(struct format){ .tasks = tasks }, &t, c);
	assert_string_equal(got, expected);
}

static void expect_ret(enum abi abi, const char *name, int64_t ret, const char *expected)
{
	struct task_table *tasks = task_table_new(false);
	struct call c = call_of(abi, name);

	c.ret = ret;
	expect_ret_of(&c, tasks, expected);
	task_table_free(tasks);
}

static void test_numbers(void **state)
{
	(void)state;
	expect_ret(ABI_X86_64, "read", 0, "0");
	expect_ret(ABI_X86_64, "read", 4096, "4096");
	expect_ret(ABI_X86_64, "lseek", 5000000000, "5000000000");
	expect_ret(ABI_X86_64, "lseek", INT64_MAX, "9223372036854775807");
	/* No error, but a negative number all the same. */
	expect_ret(ABI_X86_64, "lseek", -4096, "-4096");
	expect_ret(ABI_X86_64, "lseek", INT64_MIN, "-9223372036854775808");
}

static void test_errors(void **state)
{
	(void)state;
	expect_ret(ABI_X86_64, "read", -1, "-1 EPERM (Operation not permitted)");
	expect_ret(ABI_X86_64, "read", -2, "-1 ENOENT (No such file or directory)");
	expect_ret(ABI_X86_64, "read", -11, "-1 EAGAIN (Resource temporarily unavailable)");
	expect_ret(ABI_X86_64, "mmap", -12, "-1 ENOMEM (Cannot allocate memory)");
	expect_ret(ABI_X86_64, "clone", -11, "-1 EAGAIN (Resource temporarily unavailable)");
	expect_ret(ABI_X86_64, "read", -4095, "-1 errno 4095");
	expect_ret(ABI_X86_64, "read", -515, "-1 errno 515");
	expect_ret(ABI_I386, "read", -2, "-1 ENOENT (No such file or directory)");
}

/* What only a tracer sees. */
static void test_restarts(void **state)
{
	static const struct {
		int64_t ret;
		const char *text;
	} restarts[] = {
		{ -512, "-1 ERESTARTSYS (" },
		{ -513, "-1 ERESTARTNOINTR (" },
		{ -514, "-1 ERESTARTNOHAND (" },
		{ -516, "-1 ERESTART_RESTARTBLOCK (" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(restarts); i++) {
		struct call c = call_of(ABI_X86_64, "read");
		struct text t = begin();

		c.ret = restarts[i].ret;
		format_ret(&(struct format){ 0 }, &t, &c);
		assert_memory_equal(got, restarts[i].text, strlen(restarts[i].text));
		assert_int_equal(got[t.len - 1], ')');
	}
}

static void test_pointers(void **state)
{
	(void)state;
	expect_ret(ABI_X86_64, "mmap", 0x7f0012345000, "0x7f0012345000");
	expect_ret(ABI_X86_64, "brk", 0, "0");
	expect_ret(ABI_X86_64, "mmap", -4096, "0xfffffffffffff000");
	expect_ret(ABI_I386, "mmap2", 0xf7fc0000, "0xf7fc0000");
	expect_ret(ABI_I386, "mmap2", (int32_t)0xf7fc0000, "0xf7fc0000");
}

static void test_pids(void **state)
{
	struct task_table *tasks = task_table_new(false);
	struct call c = call_of(ABI_X86_64, "wait4");

	(void)state;
	task_set_comm(task_get(tasks, 10, 10), "sh");
	task_set_comm(task_get(tasks, 11, 11), "a\nb\033");
	task_get(tasks, 12, 12);
	c.ret = 10;
	expect_ret_of(&c, tasks, "10 (sh)");
	c.ret = 11;
	expect_ret_of(&c, tasks, "11 (a\\nb\\x1b)");
	c.ret = 12; /* without a name */
	expect_ret_of(&c, tasks, "12");
	c.ret = 13; /* never seen */
	expect_ret_of(&c, tasks, "13");
	c.ret = 0;
	expect_ret_of(&c, tasks, "0");
	c.ret = INT64_MAX;
	expect_ret_of(&c, tasks, "9223372036854775807");
	c.ret = 1ll << 32 | 10; /* not 10 */
	expect_ret_of(&c, tasks, "4294967306");
	c.ret = -10000;
	expect_ret_of(&c, tasks, "-10000");
	c.ret = -10;
	expect_ret_of(&c, tasks, "-1 ECHILD (No child processes)");
	task_bury(tasks, task_find(tasks, 10)); /* the dead keep their names for this */
	c.ret = 10;
	expect_ret_of(&c, tasks, "10 (sh)");
	task_table_free(tasks);
}

static void test_states(void **state)
{
	static const enum call_state without[] = { CALL_NO_RETURN, CALL_EXIT_LOST,
						   CALL_UNFINISHED };
	struct call c = call_of(ABI_X86_64, "read");

	(void)state;
	c.ret = 5;
	for (size_t i = 0; i < ARRAY_CNT(without); i++) {
		c.state = without[i];
		expect_ret_of(&c, NULL, "?");
	}
	c.state = CALL_NO_ENTER;
	expect_ret_of(&c, NULL, "5");
	c.state = CALL_IN_CHILD;
	expect_ret_of(&c, NULL, "5");
	c = call_of(ABI_X86_64, "rt_sigreturn");
	c.ret = -4;
	expect_ret_of(&c, NULL, "?");
}

static void test_names(void **state)
{
	struct call c = call_of(ABI_X86_64, "read");
	struct text t = begin();

	(void)state;
	format_name(&t, &c);
	assert_string_equal(got, "read");
	c.desc = syscall_get(ABI_X86_64, 999);
	c.nr = 999;
	t = begin();
	format_name(&t, &c);
	assert_string_equal(got, "syscall_999");
	c.nr = -1;
	t = begin();
	format_name(&t, &c);
	assert_string_equal(got, "syscall_-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),	 cmocka_unit_test(test_widths),
		cmocka_unit_test(test_dirfd),	 cmocka_unit_test(test_zeros),
		cmocka_unit_test(test_32bit),	 cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_errors),	 cmocka_unit_test(test_restarts),
		cmocka_unit_test(test_pointers), cmocka_unit_test(test_pids),
		cmocka_unit_test(test_states),	 cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
