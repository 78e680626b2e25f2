/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptions of calls: names by ABI, and from C types to the way a value is shown. */
#include "unit/check.h"

#include <string.h>

#include "unit/calls.h"

static void test_names(void **state)
{
	struct syscall_table *t = syscall_table_new(NULL, NULL);

	(void)state;
	assert_string_equal(syscall_get(t, ABI_X86_64, 0)->name, "read");
	assert_string_equal(syscall_get(t, ABI_X86_64, 231)->name, "exit_group");
	assert_string_equal(syscall_get(t, ABI_X86_64, 257)->name, "openat");
	assert_string_equal(syscall_get(t, ABI_I386, 0)->name, "restart_syscall");
	assert_string_equal(syscall_get(t, ABI_I386, 3)->name, "read");
	assert_string_equal(syscall_get(t, ABI_I386, 252)->name, "exit_group");
	assert_string_equal(syscall_get(t, ABI_ARM64, 63)->name, "read");
	assert_string_equal(syscall_get(t, ABI_ARM64, 221)->name, "execve");
	syscall_table_free(t);
	syscall_table_free(NULL);
}

/* Any number a program can think of has a description, if not a name. */
static void test_numbers_without_a_name(void **state)
{
	static const int64_t numbers[] = { -1,	 -2,   INT64_MIN, INT64_MAX, INT32_MAX,
					   1023, 1024, 100000,	  1ll << 32, -1024 };
	struct syscall_table *t = calls_table();

	(void)state;
	for (int abi = 0; abi < ABI_CNT; abi++) {
		for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
			const struct syscall_desc *d = syscall_get(t, (enum abi)abi, numbers[i]);

			assert_non_null(d);
			assert_null(d->name);
			assert_int_equal(d->arg_cnt, SYSCALL_ARGS_MAX);
			assert_int_equal(d->traits, 0);
		}
	}
	syscall_table_free(t);
}

/* Six values of which nothing is known are shown alike. */
static void test_unknown_arguments_are_alike(void **state)
{
	struct syscall_table *t = calls_table();
	const struct syscall_desc *d = syscall_get(t, ABI_X86_64, 1000);

	(void)state;
	for (unsigned int i = 1; i < d->arg_cnt; i++)
		assert_int_equal(d->args[i].kind, d->args[0].kind);
	syscall_table_free(t);
}

static void test_all_are_whole(void **state)
{
	struct syscall_table *t = calls_table();
	int named[ABI_CNT] = { 0 };

	(void)state;
	for (int abi = 0; abi < ABI_CNT; abi++) {
		for (int64_t nr = 0; nr < 1024; nr++) {
			const struct syscall_desc *d = syscall_get(t, (enum abi)abi, nr);

			named[abi] += d->name != NULL;
			assert_true(d->arg_cnt <= SYSCALL_ARGS_MAX);
			for (unsigned int i = 0; i < d->arg_cnt; i++)
				assert_true(d->args[i].name && *d->args[i].name);
			assert_ptr_equal(syscall_get(t, (enum abi)abi, nr), d);
		}
	}
	assert_in_range(named[ABI_X86_64], 330, 1000);
	assert_in_range(named[ABI_I386], 400, 1000);
	assert_in_range(named[ABI_ARM64], 280, 1000);
	syscall_table_free(t);
}

static void expect_fact(struct syscall_table *t, const char *name, unsigned int traits,
			enum ret_kind ret_kind)
{
	const struct syscall_desc *d = syscall_get(t, ABI_X86_64, calls_nr(t, ABI_X86_64, name));

	assert_string_equal(d->name, name);
	assert_int_equal(d->traits, traits);
	assert_int_equal(d->ret_kind, ret_kind);
}

static void test_facts(void **state)
{
	struct syscall_table *t = calls_table();

	(void)state;
	expect_fact(t, "read", 0, RET_INT);
	expect_fact(t, "exit", SYSCALL_NO_RETURN, RET_INT);
	expect_fact(t, "exit_group", SYSCALL_NO_RETURN, RET_INT);
	expect_fact(t, "rt_sigreturn", SYSCALL_SIGRETURN, RET_INT);
	expect_fact(t, "execve", SYSCALL_EXEC, RET_INT);
	expect_fact(t, "execveat", SYSCALL_EXEC, RET_INT);
	expect_fact(t, "clone", SYSCALL_FORKS, RET_PID);
	expect_fact(t, "clone3", SYSCALL_FORKS, RET_PID);
	expect_fact(t, "fork", SYSCALL_FORKS, RET_PID);
	expect_fact(t, "vfork", SYSCALL_FORKS, RET_PID);
	expect_fact(t, "wait4", 0, RET_PID);
	expect_fact(t, "mmap", 0, RET_PTR);
	expect_fact(t, "brk", 0, RET_PTR);
	syscall_table_free(t);
}

/* C types and names as tracefs has them, each with the kind it has to be. */
static const struct {
	const char *type;
	const char *name;
	enum arg_kind kind;
} kinds[] = {
	{ "int", "flags", ARG_INT },
	{ "pid_t", "pid", ARG_INT },
	{ "const clockid_t", "which_clock", ARG_INT },
	{ "unsigned int", "flags", ARG_UINT },
	{ "uid_t", "uid", ARG_UINT },
	{ "u32", "val", ARG_UINT },
	{ "__u32", "val", ARG_UINT },
	{ "long", "nr", ARG_LONG },
	{ "loff_t", "pos", ARG_LONG },
	{ "off_t", "offset", ARG_LONG },
	{ "unsigned long", "len", ARG_ULONG },
	{ "size_t", "count", ARG_ULONG },
	{ "what_t", "ever", ARG_ULONG },
	{ "char *", "buf", ARG_PTR },
	{ "const char *", "filename", ARG_PTR },
	{ "const char *const *", "argv", ARG_PTR },
	{ "unsigned long", "addr", ARG_PTR },
	{ "unsigned long", "start", ARG_PTR },
	{ "cap_user_header_t", "header", ARG_PTR },
	{ "unsigned int", "fd", ARG_FD },
	{ "int", "out_fd", ARG_FD },
	{ "unsigned long", "fd", ARG_FD },
	{ "int *", "fd", ARG_PTR },
	{ "int", "dfd", ARG_DIRFD },
	{ "int", "olddfd", ARG_DIRFD },
	{ "int", "newdfd", ARG_DIRFD },
	{ "int", "from_dfd", ARG_DIRFD },
	{ "int", "to_dfd", ARG_DIRFD },
	{ "umode_t", "mode", ARG_MODE },
};

/* A shape of two arguments, of which the second is kinds[*arg]. */
static int shape_of_kind(void *arg, const char *name, struct syscall_shape *shape)
{
	const size_t *i = arg;

	(void)name;
	shape->arg_cnt = 2;
	shape->args[0].type = "int";
	shape->args[0].name = "first";
	shape->args[1].type = kinds[*i].type;
	shape->args[1].name = kinds[*i].name;
	return 0;
}

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(kinds); i++) {
		struct syscall_table *t = syscall_table_new(shape_of_kind, &i);
		const struct syscall_desc *d = syscall_get(t, ABI_X86_64, 0);

		assert_int_equal(d->arg_cnt, 2);
		assert_string_equal(d->args[1].name, kinds[i].name);
		if (d->args[1].kind != kinds[i].kind)
			fail_msg("%s %s: kind %d, not %d", kinds[i].type, kinds[i].name,
				 d->args[1].kind, kinds[i].kind);
		syscall_table_free(t);
	}
}

/* The strings of a shape are lent: what is kept is a copy. */
static int lent_shape(void *arg, const char *name, struct syscall_shape *shape)
{
	char *buf = arg;

	(void)name;
	strcpy(buf, "lent");
	shape->arg_cnt = 1;
	shape->args[0].type = "int";
	shape->args[0].name = buf;
	return 0;
}

static void test_shapes_are_copied(void **state)
{
	char buf[16];
	struct syscall_table *t = syscall_table_new(lent_shape, buf);
	const struct syscall_desc *d = syscall_get(t, ABI_X86_64, 0);

	(void)state;
	strcpy(buf, "changed");
	assert_string_equal(d->args[0].name, "lent");
	syscall_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers_without_a_name),
		cmocka_unit_test(test_unknown_arguments_are_alike),
		cmocka_unit_test(test_all_are_whole),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_shapes_are_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
