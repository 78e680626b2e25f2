/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptions of calls: that every row makes sense, and what the rows that others rely on say. */
#include "unit/check.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <string.h>

#include "unit/calls.h"

/* A list of arguments, and whose it is: of a call, or of a call with one value of its selector. */
struct arg_list {
	const char *of;
	unsigned int cnt;
	const struct syscall_arg *arg[SYSCALL_ARGS_MAX];
};

/* Fails with the call's and the argument's name. */
#define check(cond, of, name)                                            \
	do {                                                             \
		if (!(cond))                                             \
			fail_msg("%s: %s: not so: %s", of, name, #cond); \
	} while (0)

static const struct syscall_desc *call_of(enum abi abi, const char *name)
{
	int64_t nr = calls_nr(abi, name);

	check(nr >= 0, name, "number");
	return syscall_get(abi, nr);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(syscall_get(ABI_X86_64, 0)->name, "read");
	assert_string_equal(syscall_get(ABI_X86_64, 231)->name, "exit_group");
	assert_string_equal(syscall_get(ABI_X86_64, 257)->name, "openat");
	assert_string_equal(syscall_get(ABI_I386, 0)->name, "restart_syscall");
	assert_string_equal(syscall_get(ABI_I386, 3)->name, "read");
	assert_string_equal(syscall_get(ABI_I386, 252)->name, "exit_group");
	assert_string_equal(syscall_get(ABI_ARM64, 63)->name, "read");
	assert_string_equal(syscall_get(ABI_ARM64, 221)->name, "execve");
}

/* Each row of a table of numbers, and each row of calls.h that has its number with it. */
struct numbered {
	enum abi abi;
	int64_t nr;
	const char *name;
};

static const struct numbered numbers[] = {
#define NR(nr_, name_) { ABI_X86_64, nr_, #name_ },
#include "syscall/nr_x86_64.h"
#undef NR
#define NR(nr_, name_) { ABI_I386, nr_, #name_ },
#include "syscall/nr_i386.h"
#undef NR
#define NR(nr_, name_) { ABI_ARM64, nr_, #name_ },
#include "syscall/nr_arm64.h"
#undef NR
};

static const struct numbered numbered_calls[] = {
#define CALL(...)
#define CALL2(...)
#define CALL3(...)
#define CALL_OF(abi_, nr_, name_, ...) { ABI_##abi_, nr_, #name_ },
#include "syscall/calls.h"
};

static void test_every_number_has_its_name(void **state)
{
	int named[ABI_CNT] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		const struct syscall_desc *d = syscall_get(numbers[i].abi, numbers[i].nr);

		assert_non_null(d->name);
		assert_string_equal(d->name, numbers[i].name);
		named[numbers[i].abi]++;
	}
	assert_in_range(named[ABI_X86_64], 380, SYSCALL_NR_LIMIT);
	assert_in_range(named[ABI_I386], 455, SYSCALL_NR_LIMIT);
	assert_in_range(named[ABI_ARM64], 320, SYSCALL_NR_LIMIT);
}

static bool has_number(const struct numbered *call)
{
	for (size_t i = 0; i < ARRAY_CNT(numbers); i++) {
		if (numbers[i].abi == call->abi && numbers[i].nr == call->nr &&
		    !strcmp(numbers[i].name, call->name))
			return true;
	}
	return false;
}

static void test_calls_of_one_abi_have_its_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(numbered_calls); i++)
		check(has_number(&numbered_calls[i]), numbered_calls[i].name, "number");
	assert_int_equal(calls_nr(ABI_I386, "clone"), 120);
}

/* Any number a program can think of has a description, if not a name. */
static void test_numbers_without_a_name(void **state)
{
	static const int64_t unknown[] = { -1,	 -2,   INT64_MIN, INT64_MAX, INT32_MAX,
					   1023, 1024, 100000,	  1ll << 32, -1024 };

	(void)state;
	for (int abi = 0; abi < ABI_CNT; abi++) {
		for (size_t i = 0; i < ARRAY_CNT(unknown); i++) {
			const struct syscall_desc *d = syscall_get((enum abi)abi, unknown[i]);

			assert_non_null(d);
			assert_null(d->name);
			assert_int_equal(d->traits, 0);
			assert_int_equal(d->classes, 0);
			assert_int_equal(d->does.kind, DOES_NOTHING);
			/* Six values of which nothing is known are shown alike. */
			assert_int_equal(d->arg_cnt, SYSCALL_ARGS_MAX);
			for (unsigned int a = 0; a < d->arg_cnt; a++)
				assert_int_equal(d->args[a].kind, ARG_PTR);
		}
	}
}

/* --- Every row ------------------------------------------------------------------------------ */

static bool is_integer(const struct syscall_arg *a)
{
	return a->kind >= ARG_INT && a->kind <= ARG_ULONG;
}

static void check_set(const struct const_set *set, bool is_enum, bool is_flags, const char *of,
		      const char *name)
{
	check(!set == !(is_enum || is_flags), of, name);
	check(!is_enum || set->kind == CONST_ENUM, of, name);
	check(!is_flags || set->kind != CONST_ENUM, of, name);
}

static void check_ret(const struct syscall_ret *ret, const char *of)
{
	check(ret->kind <= RET_SIGNAL, of, "result");
	check_set(ret->set, ret->kind == RET_ENUM, ret->kind == RET_FLAGS, of, "result");
}

/* What one argument says of itself. */
static void check_arg(const struct syscall_arg *a, const char *of)
{
	check(a->kind > ARG_SKIP && a->kind < ARG_KIND_CNT, of, a->name);
	check(*a->name, of, "no name");
	check_set(a->set, a->kind == ARG_ENUM, a->kind == ARG_FLAGS, of, a->name);
	check(!a->wide || a->set, of, a->name);
	check(!a->type == (a->kind != ARG_STRUCT), of, a->name);
	check(!a->type || (*a->type && strncmp(a->type, "struct ", 7) != 0), of, a->name);
	check(!a->size_arg || a->kind == ARG_BUF || a->kind == ARG_STRUCT, of, a->name);
	check((a->in || a->out) == (a->kind >= ARG_PATH), of, a->name);
}

/* What it says of the others of its list. */
static void check_among(const struct arg_list *list, unsigned int idx)
{
	const struct syscall_arg *a = list->arg[idx];

	for (unsigned int i = 0; i < idx; i++)
		check(strcmp(list->arg[i]->name, a->name) || a->kind == ARG_SKIP, list->of,
		      a->name);
	if (a->size_arg) {
		check(a->size_arg <= list->cnt && a->size_arg != idx + 1, list->of, a->name);
		check(is_integer(list->arg[a->size_arg - 1]), list->of, a->name);
	}
	if (a->when_mask)
		check(a->when_arg < list->cnt && a->when_arg != idx, list->of, a->name);
}

static void check_args(const struct arg_list *list)
{
	for (unsigned int i = 0; i < list->cnt; i++) {
		if (list->arg[i]->kind != ARG_SKIP)
			check_arg(list->arg[i], list->of);
		check_among(list, i);
	}
}

/* The set that names the values of the selector: its own or, for a part of it, the field. */
static const struct const_set *selector_set(const struct syscall_desc *d)
{
	const struct const_set *set = d->args[d->variants->selector].set;

	check(set, d->name, "selector");
	if (set->kind == CONST_ENUM)
		return set;
	check(set->field && set->field_mask == d->variants->mask, d->name, "selector");
	return set->field;
}

static void check_variant(const struct syscall_desc *d, const struct syscall_variant *v)
{
	const struct const_row *row = const_set_find(selector_set(d), v->value);
	struct arg_list list = { .of = v->name };

	check(row, d->name, v->name);
	if (strcmp(row->name, v->name) != 0)
		fail_msg("%s: %s is called %s", d->name, v->name, row->name);
	check(!(v->value & ~(uint64_t)d->variants->mask), d->name, v->name);
	if (v->has_ret)
		check_ret(&v->ret, v->name);

	list.cnt = d->variants->selector + 1u + v->arg_cnt;
	check(list.cnt <= SYSCALL_ARGS_MAX, d->name, v->name);
	for (unsigned int i = 0; i < list.cnt; i++)
		list.arg[i] = i <= d->variants->selector ? &d->args[i] :
							   &v->args[i - d->variants->selector - 1u];
	check_args(&list);
	check(!v->arg_cnt || list.arg[list.cnt - 1]->kind != ARG_SKIP, d->name, v->name);
}

static void check_variants(const struct syscall_desc *d)
{
	const struct syscall_variants *vs = d->variants;

	check(vs->row_cnt && vs->selector < d->arg_cnt, d->name, "selector");
	for (unsigned int i = 0; i < vs->row_cnt; i++) {
		check_variant(d, &vs->rows[i]);
		check(!i || vs->rows[i - 1].value < vs->rows[i].value, d->name, vs->rows[i].name);
	}
}

static void check_effect(const struct syscall_desc *d)
{
	const struct syscall_effect *does = &d->does;

	check(does->kind <= DOES_CHDIR, d->name, "effect");
	check(!does->what == (does->kind != DOES_ANON), d->name, "effect");
	if (does->cloexec && ~does->cloexec)
		check(does->flags_arg < d->arg_cnt, d->name, "effect");
}

static void test_every_row_makes_sense(void **state)
{
	const struct syscall_desc *d;

	(void)state;
	for (size_t idx = 0; (d = syscall_at(idx)); idx++) {
		struct arg_list list = { .of = d->name ? d->name : "unknown", .cnt = d->arg_cnt };

		check(d->arg_cnt <= SYSCALL_ARGS_MAX, list.of, "arguments");
		for (unsigned int i = 0; i < d->arg_cnt; i++) {
			check(d->args[i].kind != ARG_SKIP, list.of, "skipped");
			list.arg[i] = &d->args[i];
		}
		check_args(&list);
		check_ret(&d->ret, list.of);
		check_effect(d);
		if (d->variants)
			check_variants(d);
	}
}

/* --- Facts that others rely on -------------------------------------------------------------- */

static void test_traits(void **state)
{
	static const struct {
		const char *name;
		unsigned int traits;
	} facts[] = {
		{ "read", 0 },
		{ "exit", SYSCALL_NO_RETURN },
		{ "exit_group", SYSCALL_NO_RETURN | SYSCALL_ENDS_PROCESS },
		{ "rt_sigreturn", SYSCALL_SIGRETURN },
		{ "execve", SYSCALL_EXEC },
		{ "execveat", SYSCALL_EXEC },
		{ "clone", SYSCALL_FORKS },
		{ "clone3", SYSCALL_FORKS },
		{ "fork", SYSCALL_FORKS },
		{ "vfork", SYSCALL_FORKS },
		{ "prctl", SYSCALL_SETS_COMM },
		{ "wait4", 0 },
		{ "restart_syscall", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(facts); i++)
		check(call_of(ABI_X86_64, facts[i].name)->traits == facts[i].traits, facts[i].name,
		      "traits");
	assert_int_equal(call_of(ABI_I386, "sigreturn")->traits, SYSCALL_SIGRETURN);
	assert_int_equal(call_of(ABI_I386, "clone")->traits, SYSCALL_FORKS);
	assert_int_equal(call_of(ABI_ARM64, "clone")->traits, SYSCALL_FORKS);
}

static void test_results(void **state)
{
	static const struct {
		const char *name;
		enum ret_kind kind;
	} facts[] = {
		{ "read", RET_BYTES },
		{ "write", RET_BYTES },
		{ "recvmsg", RET_BYTES },
		{ "splice", RET_BYTES },
		{ "openat", RET_FD },
		{ "socket", RET_FD },
		{ "dup", RET_FD },
		{ "accept4", RET_FD },
		{ "epoll_create1", RET_FD },
		{ "memfd_create", RET_FD },
		{ "close", RET_NONE },
		{ "munmap", RET_NONE },
		{ "kill", RET_NONE },
		{ "connect", RET_NONE },
		{ "fork", RET_PID },
		{ "clone", RET_PID },
		{ "clone3", RET_PID },
		{ "wait4", RET_PID },
		{ "getpid", RET_PID },
		{ "gettid", RET_PID },
		{ "mmap", RET_PTR },
		{ "brk", RET_PTR },
		{ "mremap", RET_PTR },
		{ "shmat", RET_PTR },
		{ "umask", RET_MODE },
		{ "getuid", RET_UID },
		{ "geteuid", RET_UID },
		{ "poll", RET_READY },
		{ "epoll_wait", RET_INT },
		{ "futex", RET_INT },
		{ "personality", RET_FLAGS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(facts); i++)
		check(call_of(ABI_X86_64, facts[i].name)->ret.kind == facts[i].kind, facts[i].name,
		      "result");
}

/* As strace 6.1 shows them with -e trace=%class. */
static void test_classes(void **state)
{
	static const struct {
		const char *name;
		uint32_t classes;
	} facts[] = {
		{ "read", IN_DESC },
		{ "close", IN_DESC },
		{ "fcntl", IN_DESC },
		{ "epoll_wait", IN_DESC },
		{ "openat", IN_DESC | IN_FILE },
		{ "execve", IN_FILE | IN_PROCESS },
		{ "access", IN_FILE },
		{ "chdir", IN_FILE },
		{ "stat", IN_FILE | IN_STAT | IN_STAT_LIKE },
		{ "lstat", IN_FILE | IN_LSTAT | IN_STAT_LIKE },
		{ "fstat", IN_DESC | IN_FSTAT | IN_STAT_LIKE },
		{ "newfstatat", IN_DESC | IN_FILE | IN_FSTAT | IN_STAT_LIKE },
		{ "statfs", IN_FILE | IN_STATFS | IN_STATFS_LIKE },
		{ "fstatfs", IN_DESC | IN_FSTATFS | IN_STATFS_LIKE },
		{ "ustat", IN_STATFS_LIKE },
		{ "mmap", IN_DESC | IN_MEMORY },
		{ "brk", IN_MEMORY },
		{ "mprotect", IN_MEMORY },
		{ "shmat", IN_IPC | IN_MEMORY },
		{ "semget", IN_IPC },
		{ "kill", IN_SIGNAL | IN_PROCESS },
		{ "rt_sigaction", IN_SIGNAL },
		{ "signalfd4", IN_DESC | IN_SIGNAL },
		{ "pidfd_send_signal", IN_DESC | IN_SIGNAL | IN_PROCESS },
		{ "wait4", IN_PROCESS },
		{ "exit_group", IN_PROCESS },
		{ "socket", IN_NETWORK },
		{ "accept4", IN_NETWORK },
		{ "sendfile", IN_DESC | IN_NETWORK },
		{ "clock_gettime", IN_CLOCK },
		{ "gettimeofday", IN_CLOCK },
		{ "setuid", IN_CREDS },
		{ "getuid", IN_CREDS | IN_PURE },
		{ "getpid", IN_PURE },
		{ "futex", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(facts); i++)
		check(call_of(ABI_X86_64, facts[i].name)->classes == facts[i].classes,
		      facts[i].name, "classes");
}

static void test_effects(void **state)
{
	static const struct {
		const char *name;
		enum effect_kind kind;
		unsigned int flags_arg;
		uint32_t cloexec;
		const char *what;
	} facts[] = {
		{ "read", DOES_NOTHING, 0, 0, NULL },
		{ "open", DOES_OPEN, 1, O_CLOEXEC, NULL },
		{ "openat", DOES_OPEN, 2, O_CLOEXEC, NULL },
		{ "creat", DOES_OPEN, 0, 0, NULL },
		{ "socket", DOES_SOCKET, 1, O_CLOEXEC, NULL },
		{ "accept4", DOES_SOCKET, 3, O_CLOEXEC, NULL },
		{ "epoll_create1", DOES_ANON, 0, O_CLOEXEC, "anon_inode:[eventpoll]" },
		{ "eventfd2", DOES_ANON, 1, O_CLOEXEC, "anon_inode:[eventfd]" },
		{ "dup", DOES_DUP, 0, 0, NULL },
		{ "close", DOES_CLOSE, 0, 0, NULL },
		{ "close_range", DOES_CLOSE_RANGE, 0, 0, NULL },
		{ "fcntl", DOES_FCNTL, 0, 0, NULL },
		{ "ioctl", DOES_IOCTL, 0, 0, NULL },
		{ "unshare", DOES_UNSHARE, 0, 0, NULL },
		{ "chdir", DOES_CHDIR, 0, 0, NULL },
		{ "fchdir", DOES_CHDIR, 0, 0, NULL },
		{ "io_uring_setup", DOES_URING, 0, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(facts); i++) {
		const struct syscall_effect *does = &call_of(ABI_X86_64, facts[i].name)->does;

		check(does->kind == facts[i].kind, facts[i].name, "kind");
		check(does->flags_arg == facts[i].flags_arg, facts[i].name, "flags_arg");
		check(does->cloexec == facts[i].cloexec, facts[i].name, "cloexec");
		check(!facts[i].what || !strcmp(does->what, facts[i].what), facts[i].name, "what");
	}
	assert_int_equal(call_of(ABI_X86_64, "dup2")->does.kind, DOES_DUP_TO);
	assert_int_equal(call_of(ABI_X86_64, "dup3")->does.kind, DOES_DUP_TO);
	assert_int_equal(call_of(ABI_X86_64, "pidfd_open")->does.cloexec, ~0u);
	assert_int_equal(call_of(ABI_I386, "fcntl64")->does.kind, DOES_FCNTL);
}

/* The names of the arguments, with a blank between. */
static void expect_args(enum abi abi, const char *name, const char *args)
{
	const struct syscall_desc *d = call_of(abi, name);
	char line[256] = "";

	for (unsigned int i = 0; i < d->arg_cnt; i++) {
		strcat(line, i ? " " : "");
		strcat(line, d->args[i].name);
	}
	assert_string_equal(line, args);
}

static void test_abis_differ(void **state)
{
	(void)state;
	expect_args(ABI_X86_64, "clone", "clone_flags newsp parent_tidptr child_tidptr tls");
	expect_args(ABI_I386, "clone", "clone_flags newsp parent_tidptr tls child_tidptr");
	expect_args(ABI_ARM64, "clone", "clone_flags newsp parent_tidptr tls child_tidptr");
	expect_args(ABI_X86_64, "mmap", "addr len prot flags fd off");
	expect_args(ABI_I386, "mmap", "arg");
	expect_args(ABI_I386, "mmap2", "addr len prot flags fd pgoff");
	expect_args(ABI_X86_64, "pread64", "fd buf count pos");
	expect_args(ABI_I386, "pread64", "fd buf count pos_low pos_high");
	expect_args(ABI_ARM64, "pread64", "fd buf count pos");
	expect_args(ABI_X86_64, "ftruncate", "fd length");
	expect_args(ABI_I386, "ftruncate64", "fd offset_low offset_high");
	assert_int_equal(calls_nr(ABI_ARM64, "open"), -1);
	assert_int_equal(calls_nr(ABI_X86_64, "socketcall"), -1);
	/* Two ABIs, one call: one description. */
	assert_ptr_equal(call_of(ABI_X86_64, "openat"), call_of(ABI_I386, "openat"));
	assert_ptr_equal(call_of(ABI_X86_64, "openat"), call_of(ABI_ARM64, "openat"));
}

/* --- The arguments of one call -------------------------------------------------------------- */

/* The names of the arguments in a call with these values; "-" is one that means nothing there. */
static struct syscall_args expect_meaning(const char *call, const uint64_t *values,
					  const char *meaning)
{
	struct syscall_args args;
	char line[256] = "";

	syscall_args_of(call_of(ABI_X86_64, call), values, &args);
	for (unsigned int i = 0; i < args.cnt; i++) {
		strcat(line, i ? " " : "");
		strcat(line, args.arg[i] ? args.arg[i]->name : "-");
	}
	assert_string_equal(line, meaning);
	return args;
}

#define VALUES(...) ((const uint64_t[SYSCALL_ARGS_MAX]){ __VA_ARGS__ })

static void test_mode_when_created(void **state)
{
	(void)state;
	expect_meaning("open", VALUES(0, O_RDONLY), "filename flags -");
	expect_meaning("open", VALUES(0, O_WRONLY | O_CREAT), "filename flags mode");
	expect_meaning("openat", VALUES(0, 0, O_RDWR | O_CLOEXEC), "dfd filename flags -");
	expect_meaning("openat", VALUES(0, 0, O_CREAT), "dfd filename flags mode");
	/* O_TMPFILE is __O_TMPFILE and O_DIRECTORY. */
	expect_meaning("openat", VALUES(0, 0, 020200000), "dfd filename flags mode");
	expect_meaning("openat", VALUES(0, 0, O_DIRECTORY), "dfd filename flags -");
}

static void test_file_of_mmap(void **state)
{
	(void)state;
	expect_meaning("mmap", VALUES(0, 1, 1, MAP_PRIVATE), "addr len prot flags fd off");
	expect_meaning("mmap", VALUES(0, 1, 1, MAP_PRIVATE | MAP_ANONYMOUS),
		       "addr len prot flags - -");
}

static void test_variants_of_fcntl(void **state)
{
	struct syscall_args args;

	(void)state;
	args = expect_meaning("fcntl", VALUES(3, F_DUPFD, 10), "fd cmd minfd");
	assert_int_equal(args.ret.kind, RET_FD);
	args = expect_meaning("fcntl", VALUES(3, F_GETFD), "fd cmd");
	assert_int_equal(args.ret.kind, RET_FLAGS);
	assert_string_equal(args.ret.set->name, "fd_flags");
	args = expect_meaning("fcntl", VALUES(3, F_GETFL), "fd cmd");
	assert_string_equal(args.ret.set->name, "open_flags");
	args = expect_meaning("fcntl", VALUES(3, F_SETFL, O_NONBLOCK), "fd cmd flags");
	assert_string_equal(args.arg[2]->set->name, "open_flags");
	assert_int_equal(args.ret.kind, call_of(ABI_X86_64, "fcntl")->ret.kind);
	args = expect_meaning("fcntl", VALUES(3, 1030 /* F_DUPFD_CLOEXEC */, 3), "fd cmd minfd");
	assert_int_equal(args.ret.kind, RET_FD);
	/* The kernel takes an int: what is above it in the register does not count. */
	expect_meaning("fcntl", VALUES(3, F_GETFL | 1ull << 32), "fd cmd");
}

static void test_variants_of_prctl(void **state)
{
	struct syscall_args args;

	(void)state;
	args = expect_meaning("prctl", VALUES(PR_SET_NAME), "option name");
	assert_int_equal(args.arg[1]->kind, ARG_STR);
	expect_meaning("prctl", VALUES(PR_GET_DUMPABLE), "option");
	expect_meaning("prctl", VALUES(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE), "option op cap");
	expect_meaning("prctl", VALUES(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL), "option op -");
	expect_meaning("prctl", VALUES(PR_MCE_KILL, PR_MCE_KILL_SET), "option op policy");
	expect_meaning("prctl", VALUES(PR_MCE_KILL, PR_MCE_KILL_CLEAR), "option op -");
	expect_meaning("prctl", VALUES(0x53564d41 /* PR_SET_VMA */), "option attr addr size name");
}

static void test_variants_of_futex(void **state)
{
	(void)state;
	expect_meaning("futex", VALUES(0, FUTEX_WAIT), "uaddr op val utime");
	expect_meaning("futex", VALUES(0, FUTEX_WAKE | FUTEX_PRIVATE_FLAG), "uaddr op val");
	expect_meaning("futex", VALUES(0, FUTEX_CMP_REQUEUE), "uaddr op val val2 uaddr2 val3");
	expect_meaning("futex", VALUES(0, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME),
		       "uaddr op val utime - val3");
	expect_meaning("futex", VALUES(0, FUTEX_UNLOCK_PI), "uaddr op");
}

/* The selector in the middle: what stands before it keeps its meaning. */
static void test_selector_behind_others(void **state)
{
	struct syscall_args args;

	(void)state;
	expect_meaning("semctl", VALUES(1, 2, 16 /* SETVAL */), "semid semnum cmd arg");
	expect_meaning("semctl", VALUES(1, 2, 0x100 /* IPC_RMID | IPC_64 */), "semid semnum cmd");
	args = expect_meaning("setsockopt", VALUES(3, 6 /* IPPROTO_TCP */),
			      "fd level optname optval optlen");
	assert_string_equal(args.arg[2]->set->name, "sockopt_tcp");
	args = expect_meaning("waitid", VALUES(3 /* P_PIDFD */, 5), "which upid infop options ru");
	assert_int_equal(args.arg[1]->kind, ARG_FD);
	expect_meaning("waitid", VALUES(0 /* P_ALL */), "which - infop options ru");
}

/* One without a row has the arguments of the call itself. */
static void test_unknown_selectors(void **state)
{
	static const struct {
		const char *name;
		unsigned int selector;
		uint64_t value;
	} calls[] = {
		{ "fcntl", 1, 0x7777 },
		{ "fcntl", 1, UINT64_MAX },
		{ "prctl", 0, 0 },
		{ "prctl", 0, 17 },
		{ "futex", 1, 0x7f },
		{ "keyctl", 0, 99 },
		{ "socket", 0, 46 },
		{ "setsockopt", 1, 1000 },
		/* SINGLEBLOCK, but PEEKMTETAGS on ARM: */
		{ "ptrace", 0, 33 },
		{ "arch_prctl", 0, 0x9999 },
		{ "reboot", 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(calls); i++) {
		const struct syscall_desc *d = call_of(ABI_X86_64, calls[i].name);
		uint64_t values[SYSCALL_ARGS_MAX] = { 0 };
		struct syscall_args args;

		check(d->variants && d->variants->selector == calls[i].selector, d->name,
		      "selector");
		values[calls[i].selector] = calls[i].value;
		syscall_args_of(d, values, &args);
		assert_int_equal(args.cnt, d->arg_cnt);
		assert_int_equal(args.ret.kind, d->ret.kind);
		for (unsigned int a = 0; a < args.cnt; a++)
			check(!args.arg[a] || args.arg[a] == &d->args[a], d->name, d->args[a].name);
	}
}

/* A kind without a word would have no name in listings, and crash who looks for one. */
static void test_every_kind_has_a_word(void **state)
{
	(void)state;
	for (int kind = 0; kind < ARG_KIND_CNT; kind++) {
		const struct syscall_arg arg = { .kind = (uint8_t)kind };
		const char *word = syscall_kind_name(&arg);

		assert_non_null(word);
		assert_true(*word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_number_has_its_name),
		cmocka_unit_test(test_calls_of_one_abi_have_its_numbers),
		cmocka_unit_test(test_numbers_without_a_name),
		cmocka_unit_test(test_every_row_makes_sense),
		cmocka_unit_test(test_traits),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_effects),
		cmocka_unit_test(test_abis_differ),
		cmocka_unit_test(test_mode_when_created),
		cmocka_unit_test(test_file_of_mmap),
		cmocka_unit_test(test_variants_of_fcntl),
		cmocka_unit_test(test_variants_of_prctl),
		cmocka_unit_test(test_variants_of_futex),
		cmocka_unit_test(test_selector_behind_others),
		cmocka_unit_test(test_unknown_selectors),
		cmocka_unit_test(test_every_kind_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
