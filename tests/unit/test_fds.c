/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of file descriptors, above all when there must be none. The test plays the
 * processes: what /proc says about an fd at each moment, and which calls are recorded when.
 */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/mman.h>
#include <unistd.h>

#include "task/fds.h"

/* The calls, as calls.h would have them. */
/* clang-format off */
#define ARG(name_, kind_) { .name = name_, .kind = kind_ }
#define FD ARG("fd", ARG_FD)
#define DIRFD ARG("dfd", ARG_DIRFD)
#define INT ARG("n", ARG_INT)
#define ARGS(...) .arg_cnt = sizeof((struct syscall_arg[]){ __VA_ARGS__ }) / sizeof(struct syscall_arg), \
		  .args = { __VA_ARGS__ }
#define RETURNS_FD .ret = { .kind = RET_FD }
#define DOES(...) .does = { __VA_ARGS__ }
#define SYS(id, name_, ...) static const struct syscall_desc sys_##id = { .name = name_, ##__VA_ARGS__ }
SYS(read, "read", ARGS(FD));
SYS(openat, "openat", ARGS(DIRFD, INT), RETURNS_FD, DOES(DOES_OPEN, 1, O_CLOEXEC, NULL));
SYS(openat2, "openat2", ARGS(DIRFD), RETURNS_FD, DOES(DOES_OPEN, 0, 0, NULL));
SYS(socket, "socket", RETURNS_FD, DOES(DOES_SOCKET, 0, 0, NULL));
SYS(accept, "accept", ARGS(FD), RETURNS_FD, DOES(DOES_SOCKET, 0, 0, NULL));
SYS(connect, "connect", ARGS(FD), DOES(DOES_CONNECT, 0, 0, NULL));
SYS(eventfd, "eventfd2", ARGS(INT), RETURNS_FD, DOES(DOES_ANON, 0, O_CLOEXEC, "anon_inode:[eventfd]"));
SYS(pidfd, "pidfd_open", RETURNS_FD, DOES(DOES_ANON, 0, ~0u, "anon_inode:[pidfd]"));
SYS(odd, "odd", RETURNS_FD);
SYS(dup, "dup", ARGS(FD), RETURNS_FD, DOES(DOES_DUP, 0, 0, NULL));
SYS(dup3, "dup3", ARGS(FD, FD, INT), RETURNS_FD, DOES(DOES_DUP_TO, 2, O_CLOEXEC, NULL));
SYS(fcntl, "fcntl", ARGS(FD, INT, INT), DOES(DOES_FCNTL, 0, 0, NULL));
SYS(ioctl, "ioctl", ARGS(FD, INT, INT), DOES(DOES_IOCTL, 0, 0, NULL));
SYS(close, "close", ARGS(FD), DOES(DOES_CLOSE, 0, 0, NULL));
SYS(close_range, "close_range", ARGS(INT, INT, INT), DOES(DOES_CLOSE_RANGE, 0, 0, NULL));
SYS(unshare, "unshare", ARGS(INT), DOES(DOES_UNSHARE, 0, 0, NULL));
SYS(uring_enter, "io_uring_enter", ARGS(FD), DOES(DOES_URING, 0, 0, NULL));
SYS(uring, "io_uring_setup", RETURNS_FD, DOES(DOES_URING, 0, 0, NULL));
SYS(clone, "clone", ARGS(INT), .traits = SYSCALL_FORKS, .does.kind = DOES_CLONE);
SYS(fork, "fork", .traits = SYSCALL_FORKS);
SYS(execve, "execve", .traits = SYSCALL_EXEC);
/* clang-format on */

enum { FDS = 300, PID = 10 };

struct fixture {
	struct task_table *tasks;
	struct fds *fds;
	struct task *task;
	struct fd_look look;
	uint64_t now_ns; /* of records */
	/* What /proc says, for each process alike. */
	const char *link[FDS];
	bool cloexec[FDS];
	int link_err;
	unsigned int look_cnt;
	/* The tables of sockets. */
	const char *protocol; /* of all sockets; NULL: the kernel does not say */
	const char *net_file;
	const char *net_text;
	unsigned int net_cnt;
	uint64_t net_cost_ns;
	const struct fd_file *ret_file;
};

/* --- The world ----------------------------------------------------------------------------- */

/* A look takes a while, as all things do. */
static uint64_t look_now(void *arg)
{
	struct fixture *f = arg;

	return f->now_ns += 10;
}

static int look_link(void *arg, int tid, int fd, char *buf, size_t size)
{
	struct fixture *f = arg;

	assert_true(tid > 0);
	f->look_cnt++;
	if (f->link_err)
		return f->link_err;
	if (fd >= FDS || !f->link[fd])
		return -ENOENT;
	snprintf(buf, size, "%s", f->link[fd]);
	return 0;
}

static int look_list(void *arg, int tid, struct ids *fds)
{
	struct fixture *f = arg;

	assert_true(tid > 0);
	for (int fd = 0; fd < FDS; fd++)
		if (f->link[fd])
			ids_add(fds, fd);
	return 0;
}

static int look_flags(void *arg, int tid, int fd)
{
	const struct fixture *f = arg;

	assert_true(tid > 0);
	return f->cloexec[fd] ? O_CLOEXEC : 0;
}

static int look_protocol(void *arg, int tid, int fd, char *buf, size_t size)
{
	const struct fixture *f = arg;

	assert_true(tid > 0 && fd >= 0);
	if (!f->protocol)
		return -ENODATA;
	snprintf(buf, size, "%s", f->protocol);
	return 0;
}

static int look_net_ns(void *arg, int tid, uint64_t *ns)
{
	(void)arg;
	*ns = tid > 0 ? 4026531840 : 0;
	return 0;
}

static int look_net_open(void *arg, int tid, const char *file)
{
	struct fixture *f = arg;
	size_t len;
	int fd;

	assert_true(tid > 0);
	f->net_cnt++;
	f->now_ns += f->net_cost_ns;
	if (!f->net_file || strcmp(f->net_file, file) != 0)
		return -ENOENT;
	len = strlen(f->net_text);
	fd = memfd_create("net", 0);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, f->net_text, len), len);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static struct fixture *new_fixture(enum fd_names names, bool trusted)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct fds_opts opts = { .names = names, .trusted = trusted, .look = &f->look };

	f->look = (struct fd_look){
		.arg = f,
		.now_ns = look_now,
		.link = look_link,
		.list = look_list,
		.flags = look_flags,
		.protocol = look_protocol,
		.net_ns = look_net_ns,
		.net_open = look_net_open,
	};
	f->now_ns = 1000000;
	f->tasks = task_table_new(false);
	f->task = task_get(f->tasks, PID, PID);
	f->fds = fds_new(&opts);
	return f;
}

static int setup(void **state)
{
	*state = new_fixture(FD_NAMES_PATH, true);
	return 0;
}

static int setup_all(void **state)
{
	*state = new_fixture(FD_NAMES_ALL, true);
	return 0;
}

/* Of a recording: there is nobody to ask. */
static int setup_told(void **state)
{
	struct fds_opts opts = { .names = FD_NAMES_ALL, .trusted = true, .told = true };
	struct fixture *f = new_fixture(FD_NAMES_ALL, true);

	fds_free(f->fds);
	f->fds = fds_new(&opts);
	*state = f;
	return 0;
}

static int setup_told_paths(void **state)
{
	struct fds_opts opts = { .names = FD_NAMES_PATH, .trusted = true, .told = true };
	struct fixture *f = new_fixture(FD_NAMES_PATH, true);

	fds_free(f->fds);
	f->fds = fds_new(&opts);
	*state = f;
	return 0;
}

static int setup_untrusted(void **state)
{
	*state = new_fixture(FD_NAMES_ALL, false);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	task_table_free(f->tasks);
	fds_free(f->fds);
	free(f);
	return 0;
}

/* --- Records ------------------------------------------------------------------------------- */

static void tick(struct fixture *f)
{
	f->now_ns += 100000;
	fds_passed(f->fds, f->now_ns);
}

#define ENTER(f, t, sys, ...) enter(f, t, &sys_##sys, (const uint64_t[6]){ __VA_ARGS__ })

static void enter(struct fixture *f, struct task *t, const struct syscall_desc *d,
		  const uint64_t *args)
{
	tick(f);
	t->call.desc = d;
	t->call.enter_ns = f->now_ns;
	t->call.since_attach = false;
	memcpy(t->call.args, args, sizeof(t->call.args));
	fds_enter(f->fds, t);
}

/* @args NULL: as without an enter. */
static void leave_args(struct fixture *f, struct task *t, const struct syscall_desc *d,
		       const uint64_t *args, int64_t ret)
{
	struct fds_done done = { .task = t, .desc = d, .args = args, .ret = ret };

	tick(f);
	done.time_ns = f->now_ns;
	t->call.desc = NULL;
	f->ret_file = fds_exit(f->fds, &done);
}

static void leave(struct fixture *f, struct task *t, int64_t ret)
{
	leave_args(f, t, t->call.desc, t->call.args, ret);
}

#define CALL(f, t, sys, ret, ...)              \
	do {                                   \
		ENTER(f, t, sys, __VA_ARGS__); \
		leave(f, t, ret);              \
	} while (0)

static void expect_file(const struct fd_file *file, const char *name)
{
	size_t len = 0;
	const char *shown = fd_file_shown(file, &len);

	if (!name) {
		if (shown)
			fail_msg("is called %.*s", (int)len, shown);
		return;
	}
	assert_non_null(shown);
	if (len != strlen(name) || memcmp(shown, name, len) != 0)
		fail_msg("is called %.*s and not %s", (int)len, shown, name);
}

/* What a line would say of argument @i of the call that @t is or was in. */
static void expect_arg(const struct task *t, int i, const char *name)
{
	expect_file(t->fds.file[i], name);
}

/* What a read() of @fd shows, whether it asks for the name or not. */
static void expect_fd(struct fixture *f, struct task *t, int fd, const char *name)
{
	ENTER(f, t, read, (uint64_t)fd);
	leave(f, t, 1);
	expect_arg(t, 0, name);
}

/* Someone opens @name as @fd, and it is resolved in the round behind. */
static void open_fd(struct fixture *f, struct task *t, int fd, const char *name, int flags)
{
	CALL(f, t, openat, fd, AT_FDCWD, (uint64_t)flags);
	f->link[fd] = name;
	fds_resolve(f->fds);
	expect_fd(f, t, fd, name);
}

static struct task *fork_of(struct fixture *f, struct task *parent, int pid, int tid)
{
	struct task *child;

	tick(f);
	child = task_fork(f->tasks, pid, tid, parent->tid);
	fds_fork(f->fds, parent, child, f->now_ns);
	return child;
}

/* --- From number to name ------------------------------------------------------------------- */

static void test_name_comes_when_the_records_have_come(void **state)
{
	struct fixture *f = *state;
	uint64_t before_ns;

	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	expect_file(f->ret_file, NULL);
	f->link[3] = "/etc/hostname";
	before_ns = f->now_ns + 10;
	fds_resolve(f->fds);
	/* A record from before the look does not make it a name. */
	fds_passed(f->fds, before_ns);
	assert_int_equal(f->look_cnt, 1);
	ENTER(f, f->task, read, 3);
	expect_arg(f->task, 0, "/etc/hostname");
	leave(f, f->task, 10);
	expect_arg(f->task, 0, "/etc/hostname");
	ENTER(f, f->task, read, 3);
	expect_arg(f->task, 0, "/etc/hostname");
	leave(f, f->task, -EINVAL);
	/* Nothing is asked twice. */
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 1);
	/* And the line of the close has it still. */
	CALL(f, f->task, close, 0, 3);
	expect_arg(f->task, 0, "/etc/hostname");
}

static void test_first_seen_in_use(void **state)
{
	struct fixture *f = *state;

	f->link[7] = "pipe:[123]";
	ENTER(f, f->task, read, 7);
	fds_resolve(f->fds);
	leave(f, f->task, 5);
	expect_arg(f->task, 0, "pipe:[123]");
}

static void test_other_arguments_have_none(void **state)
{
	static const int64_t bad[] = { -1, AT_FDCWD, INT32_MIN, 1 << 30, 65536, INT32_MAX };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		ENTER(f, f->task, read, (uint64_t)bad[i]);
		expect_arg(f->task, 0, NULL);
		assert_null(f->task->fds.file[0]);
		leave(f, f->task, -EBADF);
		CALL(f, f->task, close, -EBADF, (uint64_t)bad[i]);
		CALL(f, f->task, dup3, -EBADF, (uint64_t)bad[i], (uint64_t)bad[i] + 1);
		CALL(f, f->task, dup3, bad[i], 0, (uint64_t)bad[i]);
		CALL(f, f->task, fcntl, 0, (uint64_t)bad[i], F_SETFD, FD_CLOEXEC);
		CALL(f, f->task, close_range, 0, (uint64_t)bad[i], ~0u);
	}
	CALL(f, f->task, close_range, -EINVAL, 5, 4);
	CALL(f, f->task, odd, 70000);
	expect_file(f->ret_file, NULL);
	/* The upper half of a register does not count. */
	open_fd(f, f->task, 3, "/x", 0);
	ENTER(f, f->task, read, 3 | 1ull << 32);
	expect_arg(f->task, 0, "/x");
}

static void test_names_are_escaped(void **state)
{
	char longest[FD_NAME_BYTES] = { 0 }, expected[4 * FD_NAME_BYTES] = { 0 };
	struct fixture *f = *state;
	const char *raw;
	size_t len;

	open_fd(f, f->task, 3, "/plain (deleted)", 0);
	CALL(f, f->task, openat, 4, AT_FDCWD, 0);
	f->link[4] = "/a\nb\033\xff";
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "/a\\nb\\x1b\\xff");
	raw = fd_file_raw(f->task->fds.file[0], &len);
	assert_int_equal(len, 6);
	assert_memory_equal(raw, "/a\nb\033\xff", 6);
	memset(longest, 1, 4095);
	for (int i = 0; i < 4095; i++)
		memcpy(expected + 4 * i, "\\x01", 4);
	CALL(f, f->task, openat, 5, AT_FDCWD, 0);
	f->link[5] = longest;
	fds_resolve(f->fds);
	expect_fd(f, f->task, 5, expected);
}

static void test_no_permission(void **state)
{
	struct fixture *f = *state;

	f->link_err = -EACCES;
	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	assert_int_equal(f->look_cnt, 1);
}

static void test_gone_meanwhile(void **state)
{
	struct fixture *f = *state;

	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	fds_resolve(f->fds); /* closed already, as we shall hear */
	CALL(f, f->task, close, 0, 3);
	expect_arg(f->task, 0, NULL);
	open_fd(f, f->task, 3, "/next", 0);
}

/* More than are asked for at once: the rest comes with a later use. */
static void test_many(void **state)
{
	struct fixture *f = *state;

	for (int fd = 0; fd < FDS; fd++) {
		CALL(f, f->task, openat, fd, AT_FDCWD, 0);
		f->link[fd] = "/many";
	}
	for (int round = 0; round < 3; round++) {
		fds_resolve(f->fds);
		for (int fd = 0; fd < FDS; fd++)
			CALL(f, f->task, read, 1, (uint64_t)fd);
	}
	for (int fd = 0; fd < FDS; fd++)
		expect_fd(f, f->task, fd, "/many");
	assert_int_equal(f->look_cnt, FDS);
}

/* --- What it was when we looked is not what it was before ------------------------------------ */

/* The records of a close and an open between them and the look. */
static void test_close_and_open_before_the_look(void **state)
{
	struct fixture *f = *state;
	const struct fd_file *first;
	uint64_t records_ns;

	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	CALL(f, f->task, read, 1, 3);
	first = f->task->fds.file[0];
	records_ns = f->now_ns;
	f->now_ns += 100000000;
	f->link[3] = "/second";
	fds_resolve(f->fds);
	f->now_ns = records_ns;
	ENTER(f, f->task, close, 3);
	assert_ptr_equal(f->task->fds.file[0], first);
	leave(f, f->task, 0);
	expect_arg(f->task, 0, NULL);
	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	f->now_ns += 200000000;
	expect_fd(f, f->task, 3, NULL); /* asked for only after that */
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/second");
}

/* The line of a call that was entered before a close names what it was then. */
static void test_call_keeps_its_file(void **state)
{
	struct fixture *f = *state;
	struct task *other;

	open_fd(f, f->task, 3, "/first", 0);
	other = fork_of(f, f->task, PID, 11);
	ENTER(f, other, read, 3);
	CALL(f, f->task, close, 0, 3);
	open_fd(f, f->task, 3, "/second", 0);
	leave(f, other, 1);
	expect_arg(other, 0, "/first");
	expect_fd(f, other, 3, "/second");
}

/* A close in flight may hit what has been opened meanwhile, so nothing is certain. */
static void test_close_in_flight(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/first", 0);
	ENTER(f, other, close, 3);
	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	f->link[3] = "/second";
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	leave(f, other, 0);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/second");
	/* The same when the close is over: perhaps it was the second of two. */
	ENTER(f, f->task, openat, AT_FDCWD, 0);
	CALL(f, other, close, 0, 3);
	leave(f, f->task, 3);
	f->link[3] = "/third";
	fds_resolve(f->fds);
	CALL(f, f->task, openat, -ENOENT, 3, 0);
	expect_arg(f->task, 0, NULL);
	expect_fd(f, f->task, 3, "/third");
	CALL(f, f->task, openat, -ENOENT, 3, 0);
	expect_arg(f->task, 0, "/third");
	f->link[3] = "/second";
	CALL(f, f->task, close, 0, 3);
	open_fd(f, f->task, 3, "/second", 0);
	/* A thread that dies in it ends it. */
	ENTER(f, other, close, 3);
	fds_task_end(f->fds, other);
	task_bury(f->tasks, other);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/second");
}

/* A use that fails as closed: a name that comes later is that of a later file. */
static void test_not_open(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	ENTER(f, f->task, read, 5);
	ENTER(f, other, openat, AT_FDCWD, 0); /* is in flight, and has its fd already */
	f->link[5] = "/later";
	fds_resolve(f->fds);
	leave(f, f->task, -EBADF);
	expect_arg(f->task, 0, NULL);
	leave(f, other, 5);
	expect_file(f->ret_file, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 5, "/later");
	/* A file that is known and not open for reading fails in the same way. */
	CALL(f, f->task, read, -EBADF, 5);
	expect_arg(f->task, 0, "/later");
}

/* A directory is not needed for an absolute path, so success says nothing about it. */
static void test_dirfd_proves_nothing(void **state)
{
	struct fixture *f = *state;

	f->link[5] = "/dir";
	CALL(f, f->task, openat, 6, 5, 0);
	fds_resolve(f->fds);
	CALL(f, f->task, openat, 7, 5, 0);
	expect_arg(f->task, 0, NULL);
	expect_fd(f, f->task, 5, "/dir");
	CALL(f, f->task, openat, 8, 5, 0);
	expect_arg(f->task, 0, "/dir");
}

/* --- What calls do ------------------------------------------------------------------------- */

static void test_dup(void **state)
{
	struct fixture *f = *state;

	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	CALL(f, f->task, dup, 4, 3);
	f->link[3] = f->link[4] = "/same";
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 1); /* one file, one name */
	expect_fd(f, f->task, 4, "/same");
	expect_fd(f, f->task, 3, "/same");
	CALL(f, f->task, fcntl, 5, 4, F_DUPFD, 0);
	expect_file(f->ret_file, "/same");
	CALL(f, f->task, fcntl, 6, 4, F_DUPFD_CLOEXEC, 0);
	expect_file(f->ret_file, "/same");
	CALL(f, f->task, close, 0, 3);
	expect_fd(f, f->task, 6, "/same");
	CALL(f, f->task, fcntl, 6, 4, F_GETFL, 0);
	expect_file(f->ret_file, NULL);
	CALL(f, f->task, dup, -EMFILE, 4);
	expect_file(f->ret_file, NULL);
}

static void test_dup_to(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/a", 0);
	open_fd(f, f->task, 4, "/b", 0);
	ENTER(f, f->task, dup3, 3, 4, 0);
	expect_arg(f->task, 0, "/a");
	expect_arg(f->task, 1, "/b");
	/* In between it is neither. */
	expect_fd(f, other, 4, NULL);
	leave(f, f->task, 4);
	expect_arg(f->task, 1, "/b");
	expect_file(f->ret_file, "/a");
	expect_fd(f, other, 4, "/a");
	/* Onto itself: nothing happens. */
	CALL(f, f->task, dup3, 4, 4, 4);
	expect_file(f->ret_file, "/a");
	expect_fd(f, f->task, 4, "/a");
	/* Which file was copied is not sure when another thread has changed the fd meanwhile. */
	ENTER(f, f->task, dup3, 3, 9, 0);
	CALL(f, other, close, 0, 3);
	f->link[9] = "/c";
	leave(f, f->task, 9);
	expect_file(f->ret_file, NULL);
	expect_fd(f, f->task, 9, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 9, "/c");
	/* A copy of what nothing is known of. */
	CALL(f, f->task, dup3, 10, 200, 10);
	expect_file(f->ret_file, NULL);
}

static void test_close_range(void **state)
{
	struct fixture *f = *state;

	for (int fd = 3; fd < 8; fd++)
		open_fd(f, f->task, fd, "/x", 0);
	CALL(f, f->task, close_range, 0, 4, 5, 0);
	expect_fd(f, f->task, 3, "/x");
	expect_fd(f, f->task, 4, NULL);
	expect_fd(f, f->task, 5, NULL);
	expect_fd(f, f->task, 6, "/x");
	CALL(f, f->task, close_range, 0, 6, 6, CLOSE_RANGE_CLOEXEC);
	expect_fd(f, f->task, 6, "/x");
	fds_exec(f->fds, f->task);
	expect_fd(f, f->task, 3, "/x");
	expect_fd(f, f->task, 6, NULL);
	CALL(f, f->task, close_range, 0, 3, ~0u, 0);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 7, NULL);
}

static void test_close_range_unshare(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/x", 0);
	open_fd(f, f->task, 4, "/y", 0);
	CALL(f, other, close_range, 0, 4, ~0u, CLOSE_RANGE_UNSHARE);
	expect_fd(f, f->task, 4, "/y");
	expect_fd(f, other, 3, "/x");
	expect_fd(f, other, 4, NULL);
	CALL(f, f->task, close, 0, 3);
	expect_fd(f, other, 3, "/x");
}

static void test_anon(void **state)
{
	struct fixture *f = *state;

	CALL(f, f->task, eventfd, 3, 0);
	expect_file(f->ret_file, "anon_inode:[eventfd]");
	expect_fd(f, f->task, 3, "anon_inode:[eventfd]");
	CALL(f, f->task, pidfd, 4, 0);
	expect_fd(f, f->task, 4, "anon_inode:[pidfd]");
	CALL(f, f->task, eventfd, -EMFILE, 0);
	expect_file(f->ret_file, NULL);
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 0);
	fds_exec(f->fds, f->task);
	expect_fd(f, f->task, 3, "anon_inode:[eventfd]");
	expect_fd(f, f->task, 4, NULL);
}

/* Exits whose enter was not seen: which fd they closed is unknown. */
static void test_without_enter(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/x", 0);
	leave_args(f, other, &sys_read, NULL, 0);
	expect_fd(f, f->task, 3, "/x");
	leave_args(f, other, &sys_close, NULL, 0);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
	leave_args(f, other, &sys_dup3, NULL, 4);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
	leave_args(f, other, &sys_openat, NULL, 3);
	expect_fd(f, f->task, 3, NULL);
	leave_args(f, other, &sys_dup, NULL, 5);
	leave_args(f, other, &sys_fcntl, NULL, 5);
	leave_args(f, other, &sys_ioctl, NULL, 5);
	leave_args(f, other, &sys_close_range, NULL, 0);
	leave_args(f, other, &sys_unshare, NULL, 0);
	leave_args(f, other, &sys_clone, NULL, 0);
	leave_args(f, other, &sys_eventfd, NULL, 9);
	expect_file(f->ret_file, "anon_inode:[eventfd]");
}

/* --- exec ---------------------------------------------------------------------------------- */

static void test_exec(void **state)
{
	struct fixture *f = *state;

	open_fd(f, f->task, 3, "/stays", 0);
	open_fd(f, f->task, 4, "/goes", O_CLOEXEC);
	CALL(f, f->task, openat2, 5, AT_FDCWD);
	f->link[5] = "/unsure";
	fds_resolve(f->fds);
	expect_fd(f, f->task, 5, "/unsure");
	open_fd(f, f->task, 6, "/set", 0);
	CALL(f, f->task, fcntl, 0, 6, F_SETFD, FD_CLOEXEC);
	open_fd(f, f->task, 7, "/cleared", O_CLOEXEC);
	CALL(f, f->task, fcntl, 0, 7, F_SETFD, 0);
	open_fd(f, f->task, 8, "/by ioctl", 0);
	CALL(f, f->task, ioctl, 0, 8, 0x5451);
	open_fd(f, f->task, 9, "/back by ioctl", O_CLOEXEC);
	CALL(f, f->task, ioctl, 0, 9, 0x5450);
	open_fd(f, f->task, 10, "/set, perhaps", 0);
	CALL(f, f->task, fcntl, -EINTR, 10, F_SETFD, FD_CLOEXEC);
	CALL(f, f->task, dup3, 11, 3, 11, O_CLOEXEC);
	CALL(f, f->task, dup, 12, 4);

	CALL(f, f->task, execve, -ENOENT);
	expect_fd(f, f->task, 4, "/goes");
	ENTER(f, f->task, execve, 0);
	fds_exec(f->fds, f->task);
	leave(f, f->task, 0);
	expect_fd(f, f->task, 3, "/stays");
	expect_fd(f, f->task, 4, NULL);
	expect_fd(f, f->task, 5, NULL);
	expect_fd(f, f->task, 6, NULL);
	expect_fd(f, f->task, 7, "/cleared");
	expect_fd(f, f->task, 8, NULL);
	expect_fd(f, f->task, 9, "/back by ioctl");
	expect_fd(f, f->task, 10, NULL);
	expect_fd(f, f->task, 11, NULL);
	expect_fd(f, f->task, 12, "/goes");
}

/* --- Threads and processes ----------------------------------------------------------------- */

static void test_threads_share(void **state)
{
	struct fixture *f = *state;
	struct task *found = task_get(f->tasks, PID, 12), *born;

	open_fd(f, f->task, 3, "/x", 0);
	ENTER(f, f->task, clone, CLONE_FILES | CLONE_THREAD | CLONE_VM);
	born = fork_of(f, f->task, PID, 11);
	leave(f, f->task, 11);
	expect_fd(f, born, 3, "/x");
	expect_fd(f, found, 3, "/x");
	CALL(f, found, close, 0, 3);
	expect_fd(f, born, 3, NULL);
	open_fd(f, born, 3, "/y", 0);
	expect_fd(f, f->task, 3, "/y");
	/* The first one may go. */
	fds_task_end(f->fds, f->task);
	task_bury(f->tasks, f->task);
	expect_fd(f, found, 3, "/y");
	open_fd(f, found, 4, "/z", 0);
}

static void test_fork_copies(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	open_fd(f, f->task, 3, "/x", 0);
	CALL(f, f->task, openat, 4, AT_FDCWD, 0); /* without a name yet */
	ENTER(f, f->task, fork, 0);
	child = fork_of(f, f->task, 20, 20);
	leave(f, f->task, 20);
	expect_fd(f, child, 3, "/x");
	CALL(f, child, close, 0, 3);
	expect_fd(f, f->task, 3, "/x");
	/* One look gives both the name. */
	f->link[4] = "/y";
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "/y");
	expect_fd(f, child, 4, "/y");
	fds_task_end(f->fds, f->task);
	task_bury(f->tasks, f->task);
	expect_fd(f, child, 4, "/y");
}

static void test_clone_files(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	open_fd(f, f->task, 3, "/x", 0);
	ENTER(f, f->task, clone, CLONE_FILES | CLONE_VFORK | CLONE_VM);
	child = fork_of(f, f->task, 20, 20);
	expect_fd(f, child, 3, "/x");
	CALL(f, child, close, 0, 3);
	open_fd(f, child, 4, "/child", 0);
	/* exec gives it a table of its own, and takes nothing from the other. */
	ENTER(f, child, execve, 0);
	fds_exec(f->fds, child);
	leave(f, child, 0);
	CALL(f, child, close, 0, 4);
	leave(f, f->task, 20);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 4, "/child");
}

/* What changed while fork() was going on: the copy may be of before or after. */
static void test_fork_among_threads(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11), *child;

	open_fd(f, f->task, 3, "/kept", 0);
	open_fd(f, f->task, 4, "/closed", 0);
	open_fd(f, f->task, 6, "/closing", 0);
	ENTER(f, other, close, 6);
	ENTER(f, f->task, fork, 0);
	CALL(f, other, close, 0, 4);
	CALL(f, other, eventfd, 4, 0);
	CALL(f, other, eventfd, 5, 0);
	child = fork_of(f, f->task, 20, 20);
	leave(f, f->task, 20);
	expect_fd(f, child, 3, "/kept");
	expect_fd(f, child, 4, NULL);
	expect_fd(f, child, 5, NULL);
	expect_fd(f, child, 6, NULL);
	expect_fd(f, f->task, 4, "anon_inode:[eventfd]");
}

static void test_unshare(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/x", 0);
	CALL(f, other, unshare, 0, CLONE_FS);
	CALL(f, other, close, 0, 3);
	expect_fd(f, f->task, 3, NULL);
	open_fd(f, f->task, 3, "/y", 0);
	CALL(f, other, unshare, 0, CLONE_FILES);
	expect_fd(f, other, 3, "/y");
	CALL(f, other, close, 0, 3);
	expect_fd(f, f->task, 3, "/y");
	open_fd(f, other, 5, "/own", 0);
	expect_fd(f, f->task, 5, NULL);
}

static void test_pid_is_used_again(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	f->link[3] = "/of the old one";
	fds_ask_process(f->fds, 20); /* which makes no call, and whose end was lost */
	tick(f);
	f->link[3] = "/of the new one";
	child = fork_of(f, f->task, 20, 20);
	expect_fd(f, child, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, child, 3, "/of the new one");
}

/* A look through a thread that has ended by then may be one at somebody else. */
static void test_thread_ends_before_the_look(void **state)
{
	struct fixture *f = *state;
	struct task *other = task_get(f->tasks, PID, 11);
	uint64_t records_ns;

	CALL(f, other, openat, 3, AT_FDCWD, 0);
	CALL(f, f->task, read, 0, 3);
	assert_ptr_equal(f->task->fds.table, other->fds.table);
	records_ns = f->now_ns;
	f->now_ns += 100000000;
	f->link[3] = "/of somebody else";
	fds_resolve(f->fds);
	f->now_ns = records_ns;
	tick(f);
	fds_task_end(f->fds, other);
	task_bury(f->tasks, other);
	f->now_ns += 200000000;
	expect_fd(f, f->task, 3, NULL);
	f->link[3] = "/its own";
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/its own");
}

/* --- What is not known --------------------------------------------------------------------- */

static void test_loss(void **state)
{
	struct fixture *f = *state;

	open_fd(f, f->task, 3, "/x", 0);
	CALL(f, f->task, openat, 4, AT_FDCWD, 0);
	f->link[4] = "/y";
	fds_resolve(f->fds);
	fds_lost(f->fds);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 4, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
	expect_fd(f, f->task, 4, "/y");
	/* As long as it lasts nothing is known, nor asked. */
	fds_in_loss(f->fds, true);
	f->look_cnt = 0;
	expect_fd(f, f->task, 3, NULL);
	CALL(f, f->task, openat, 5, AT_FDCWD, 0);
	CALL(f, f->task, eventfd, 6, 0);
	expect_file(f->ret_file, "anon_inode:[eventfd]");
	expect_fd(f, f->task, 6, NULL);
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 0);
	fds_in_loss(f->fds, false);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
}

/* Whether two threads share their fds still depends on a flag that was not seen. */
static void test_perhaps_unshared(void **state)
{
	struct fixture *f = *state;
	struct task *other;

	open_fd(f, f->task, 3, "/x", 0);
	leave_args(f, f->task, &sys_close_range, NULL, 0);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
	other = fork_of(f, f->task, PID, 11);
	leave_args(f, other, &sys_unshare, NULL, 0);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, other, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, other, 3, NULL);
	fds_exec(f->fds, f->task);
	CALL(f, f->task, read, 1, 3);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/x");
}

/* With IORING_ENTER_REGISTERED_RING the argument is no fd, and already the first call may say so. */
static void test_uring_index(void **state)
{
	struct fixture *f = *state;

	open_fd(f, f->task, 3, "/x", 0);
	ENTER(f, f->task, uring_enter, 3);
	expect_arg(f->task, 0, NULL);
	leave(f, f->task, 0);
	expect_fd(f, f->task, 3, NULL);
}

static void test_uring(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	open_fd(f, f->task, 3, "/x", 0);
	CALL(f, f->task, uring, 4, 0);
	expect_file(f->ret_file, NULL);
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	ENTER(f, f->task, fork, 0);
	child = fork_of(f, f->task, 20, 20);
	expect_fd(f, child, 3, NULL);
	fds_exec(f->fds, child);
	expect_fd(f, child, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, child, 3, "/x");
	/* One that came from elsewhere. */
	f->link[5] = "anon_inode:[io_uring]";
	CALL(f, child, read, -EINVAL, 5);
	fds_resolve(f->fds);
	CALL(f, child, read, -EINVAL, 5);
	expect_fd(f, child, 3, NULL);
}

static void test_untrusted(void **state)
{
	struct fixture *f = *state;

	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	f->link[3] = "/x";
	fds_ask_process(f->fds, PID);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, NULL);
	CALL(f, f->task, eventfd, 4, 0);
	expect_file(f->ret_file, "anon_inode:[eventfd]");
	expect_fd(f, f->task, 4, NULL);
	CALL(f, f->task, close, 0, 4);
	fork_of(f, f->task, 20, 20);
	fds_exec(f->fds, f->task);
	fds_lost(f->fds);
	fds_task_end(f->fds, f->task);
	assert_int_equal(f->look_cnt, 0);
}

static void test_null(void **state)
{
	struct task t = { .pid = 1, .tid = 1 };
	struct fds_done done = { .task = &t, .desc = &sys_read };

	(void)state;
	fds_passed(NULL, 1);
	fds_in_loss(NULL, true);
	fds_enter(NULL, &t);
	assert_null(fds_exit(NULL, &done));
	fds_fork(NULL, NULL, &t, 1);
	fds_exec(NULL, &t);
	fds_task_end(NULL, &t);
	fds_lost(NULL);
	fds_resolve(NULL);
	fds_ask_process(NULL, 1);
	fds_free(NULL);
}

/* --- Asked in advance ---------------------------------------------------------------------- */

static void test_ask_process(void **state)
{
	struct fixture *f = *state;
	uint64_t records_ns = f->now_ns;

	for (int fd = 0; fd < FDS; fd++)
		f->link[fd] = "/there";
	f->cloexec[1] = true;
	f->now_ns += 100000000;
	fds_ask_process(f->fds, PID);
	fds_resolve(f->fds);
	/* Records from before the look: 2 was closed, and 3 is perhaps another now. */
	f->now_ns = records_ns;
	expect_fd(f, f->task, 0, NULL);
	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	CALL(f, f->task, close, 0, 2);
	f->now_ns += 200000000;
	tick(f);
	fds_resolve(f->fds); /* the rest of the list */
	tick(f);
	f->look_cnt = 0;
	/* A first use has its name; 0 was used already, and so is the same one. */
	expect_fd(f, f->task, 0, "/there");
	ENTER(f, f->task, read, 1);
	expect_arg(f->task, 0, "/there");
	leave(f, f->task, -EIO);
	expect_fd(f, f->task, 3, "/there");
	expect_fd(f, f->task, FDS - 1, "/there");
	assert_int_equal(f->look_cnt, 0);
	fds_exec(f->fds, f->task);
	expect_fd(f, f->task, 1, NULL);
	expect_fd(f, f->task, 4, "/there");
}

/* A change between the look and the last record that came before it. */
static void test_ask_process_too_late(void **state)
{
	struct fixture *f = *state;
	uint64_t look_ns;

	CALL(f, f->task, eventfd, 5, 0);
	look_ns = f->now_ns;
	f->link[3] = f->link[4] = "/there";
	fds_ask_process(f->fds, PID);
	f->now_ns = look_ns + 20 - 100000; /* tick() adds as much: just then */
	ENTER(f, f->task, close, 3);
	f->now_ns += 100000;
	leave(f, f->task, 0);
	expect_arg(f->task, 0, NULL);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 4, "/there");
}

/* A process that we attach to while it is inside a call. */
static void test_in_flight(void **state)
{
	struct fixture *f = *state;

	f->link[3] = "pipe:[5]";
	fds_ask_process(f->fds, PID);
	f->task->call.desc = &sys_read;
	f->task->call.since_attach = true;
	f->task->call.enter_ns = f->now_ns - 5000;
	f->task->call.args[0] = 3;
	fds_enter(f->fds, f->task);
	tick(f);
	expect_arg(f->task, 0, "pipe:[5]");
}

/* --- Sockets ------------------------------------------------------------------------------- */

static const char tcp[] =
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
	"inode\n"
	"   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
	"101 1 0000000000000000 100 0 0 10 0\n"
	"   1: 0100007F:18EB 0100007F:A0FC 01 00000000:00000000 00:00000000 00000000     0        0 "
	"102 1 0000000000000000 20 4 30 10 -1\n"
	"   2: 0100007F:18EB 0100007F:A0FD 06 00000000:00000000 00:00000000 00000000     0        0 "
	"0 1 0000000000000000 20 4 30 10 -1\n";

static const char tcp6[] =
	"  sl  local_address                         remote_address                        st "
	"tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	"   0: 00000000000000000000000001000000:0050 00000000000000000000000001000000:1388 01 "
	"00000000:00000000 00:00000000 00000000     0        0 102 1 0000000000000000 20 4 30 10\n";

static const char unix_table[] =
	"Num       RefCount Protocol Flags    Type St Inode Path\n"
	"00000000c57c6f80: 00000003 00000000 00000000 0001 03  101\n"
	"0000000088e23f6c: 00000002 00000000 00010000 0001 01 102 /run/a b\n"
	"0000000088e23f6d: 00000002 00000000 00010000 0001 01 103 @abstract@\n"
	"0000000088e23f6e: 00000002 00000000 00010000 0001 01 104 /run/cut\n"
	"here\n"
	"0000000088e23f6f: 00000002 00000000 00010000 0001 01 105 /x\n"
	"0000000088e23f70: 00000002 00000000 00010000 0001 01 105 /y\n"
	"0000000088e23f71: 00000002 00000000 00010000 0001 01 106 /x\n"
	"0000000088e23f71: 00000002 00000000 00010000 0001 01 106 /x\n";

static const char netlink[] =
	"sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"
	"0000000061bb0ca2 0   0          00000000 0        0        0     2        0        101     \n"
	"0000000061bb0ca2 77  0          00000000 0        0        0     2        0        102     \n";

static const char packet[] = "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
			     "0000000061bb0ca2 3      3    0003   0     1 0      0      101\n";

static void test_sockets(void **state)
{
	static const struct {
		const char *file, *text, *link, *name, *protocol;
	} rows[] = {
		{ "tcp", tcp, "socket:[101]", "TCP 127.0.0.1:6379" },
		{ "tcp", tcp, "socket:[102]", "TCP 127.0.0.1:6379->127.0.0.1:41212" },
		{ "tcp", tcp, "socket:[103]", "socket:[103]" },
		{ "tcp6", tcp6, "socket:[102]", "TCP [::1]:80->[::1]:5000" },
		{ "udp", tcp, "socket:[101]", "UDP 127.0.0.1:6379" },
		{ "unix", unix_table, "socket:[101]", "UNIX [101]", "UNIX" },
		{ "unix", unix_table, "socket:[102]", "UNIX /run/a b", "UNIX-STREAM" },
		/* A path among which a line was forged is none of a socket of another kind. */
		{ "unix", unix_table, "socket:[102]", "TCP", "TCP" },
		{ "unix", unix_table, "socket:[102]", "AF_VSOCK", "AF_VSOCK" },
		{ "unix", unix_table, "socket:[102]", "socket:[102]" },
		{ "unix", unix_table, "socket:[103]", "UNIX @abstract@", "UNIX" },
		{ "unix", unix_table, "socket:[104]", "UNIX", "UNIX" },
		{ "unix", unix_table, "socket:[105]", "UNIX", "UNIX" },
		{ "unix", unix_table, "socket:[106]", "UNIX /x", "UNIX" },
		{ "netlink", netlink, "socket:[101]", "NETLINK ROUTE" },
		{ "netlink", netlink, "socket:[102]", "NETLINK 77" },
		{ "packet", packet, "socket:[101]", "PACKET [101]" },
		{ "tcp", "no\ntable\n\n  0: x y z", "socket:[101]", "socket:[101]" },
		{ "tcp", tcp, "/no/socket:[101]", "/no/socket:[101]" },
		{ "tcp", tcp, "socket:[x]", "socket:[x]" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		f->protocol = rows[i].protocol;
		f->net_file = rows[i].file;
		f->net_text = rows[i].text;
		CALL(f, f->task, socket, 3, 0);
		f->link[3] = rows[i].link;
		fds_resolve(f->fds);
		expect_fd(f, f->task, 3, rows[i].name);
		CALL(f, f->task, close, 0, 3);
	}
}

/* A socket without ends is looked up again, less and less often. */
/* The protocol is there from the first moment: it is in the arguments of socket(). */
static void test_socket_kinds(void **state)
{
	static const struct {
		uint64_t family, type, protocol;
		const char *name;
	} rows[] = {
		{ AF_INET, SOCK_STREAM, 0, "TCP" },
		{ AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 6, "TCP" },
		{ AF_INET, SOCK_DGRAM, 17, "UDP" },
		{ AF_INET, SOCK_STREAM, 262, NULL }, /* MPTCP */
		{ AF_INET, SOCK_RAW, 1, "RAW" },
		{ AF_UNIX, SOCK_SEQPACKET, 0, "UNIX" },
		{ AF_NETLINK, SOCK_RAW, 15, "NETLINK" },
		{ AF_VSOCK, SOCK_STREAM, 0, NULL },
		{ 9999, 1, 0, NULL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		CALL(f, f->task, socket, 3, rows[i].family, rows[i].type, rows[i].protocol);
		expect_fd(f, f->task, 3, rows[i].name);
		CALL(f, f->task, connect, 0, 3);
		expect_fd(f, f->task, 3, rows[i].name);
		CALL(f, f->task, accept, 4, 3);
		expect_fd(f, f->task, 4, rows[i].name);
		CALL(f, f->task, close, 0, 4);
		CALL(f, f->task, close, 0, 3);
	}
}

/* What is shown between < and > has neither. */
static void test_brackets(void **state)
{
	struct fixture *f = *state;

	f->link[3] = "/a>, buf: 0x0) = -1 EIO (<b\n";
	CALL(f, f->task, openat, 3, AT_FDCWD);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "/a\\x3e, buf: 0x0) = -1 EIO (\\x3cb\\n");
}

static void test_socket_gets_ends(void **state)
{
	struct fixture *f = *state;

	f->link[3] = "socket:[102]";
	CALL(f, f->task, socket, 3, 0);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "socket:[102]");
	f->look_cnt = 0;
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "socket:[102]");
	assert_int_equal(f->look_cnt, 0);
	f->now_ns += 1000000000;
	expect_fd(f, f->task, 3, "socket:[102]");
	f->net_file = "tcp";
	f->net_text = tcp;
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 1);
	expect_fd(f, f->task, 3, "TCP 127.0.0.1:6379->127.0.0.1:41212");
}

static void test_socket_changes_ends(void **state)
{
	struct fixture *f = *state;
	uint64_t records_ns;

	f->link[3] = "socket:[101]";
	f->net_file = "udp";
	f->net_text = tcp;
	CALL(f, f->task, socket, 3, 0);
	CALL(f, f->task, dup, 4, 3);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "UDP 127.0.0.1:6379");
	/* What it was is over, for the copies too. */
	CALL(f, f->task, connect, 0, 3);
	expect_fd(f, f->task, 4, NULL);
	records_ns = f->now_ns;
	f->now_ns += 100000000;
	fds_resolve(f->fds);
	f->now_ns = records_ns;
	/* It was connected once more before the look, as we hear now. */
	CALL(f, f->task, connect, 0, 4);
	f->now_ns += 200000000;
	expect_fd(f, f->task, 3, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "UDP 127.0.0.1:6379");
}

/* Where the tables are big they are read rarely, and what they say comes when it can. */
static void test_big_tables(void **state)
{
	struct fixture *f = *state;

	f->net_file = "unix";
	f->protocol = "UNIX";
	f->net_text = unix_table;
	f->net_cost_ns = 10000000;
	f->link[3] = "socket:[102]";
	f->link[4] = "socket:[101]";
	CALL(f, f->task, socket, 3, 0);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 3, "UNIX /run/a b");
	f->net_cnt = 0;
	CALL(f, f->task, socket, 4, 0);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "UNIX");
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "UNIX");
	assert_int_equal(f->net_cnt, 0);
	f->now_ns += 20 * 13 * f->net_cost_ns;
	fds_resolve(f->fds);
	expect_fd(f, f->task, 4, "UNIX [101]");
}

/* --- What a recording tells ---------------------------------------------------------------- */

/* Tells that @fd of @pid was @link, and as a socket @name, since @begin_ns until now. */
static void tell(struct fixture *f, int pid, int fd, const char *link, const char *name,
		 uint64_t begin_ns)
{
	struct fd_told told = {
		.begin_ns = begin_ns,
		.end_ns = f->now_ns,
		.pid = pid,
		.fd = fd,
		.at_exec = FD_STAYS,
		.link = link,
		.link_len = strlen(link),
		.name = name,
		.name_len = name ? strlen(name) : 0,
		.ends = name && strchr(name, '>'),
	};

	fds_tell(f->fds, &told);
}

static void test_told(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	tick(f);
	tell(f, PID, 3, "/etc/hostname", NULL, begin_ns);
	tell(f, PID, 4, "/a\nb>c", NULL, begin_ns);
	tell(f, PID + 1, 3, "/other", NULL, begin_ns);
	tell(f, PID, -1, "/none", NULL, begin_ns);
	tell(f, PID, 3, "/later", NULL, begin_ns);
	/* Already at the first use. */
	ENTER(f, f->task, read, 3);
	expect_arg(f->task, 0, "/etc/hostname");
	leave(f, f->task, 10);
	expect_fd(f, f->task, 4, "/a\\nb\\x3ec");
	expect_fd(f, task_get(f->tasks, PID + 1, PID + 1), 3, "/other");
	expect_fd(f, f->task, 5, NULL);
	/* And it follows what is done. */
	CALL(f, f->task, dup, 7, 3);
	expect_fd(f, f->task, 7, "/etc/hostname");
	CALL(f, f->task, close, 0, 3);
	expect_fd(f, f->task, 3, NULL);
	/* Nobody was asked. */
	fds_ask_process(f->fds, PID);
	fds_resolve(f->fds);
	assert_int_equal(f->look_cnt, 0);
}

static void test_told_of_before(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	/* What was touched while the recorder looked may have been something else then. */
	CALL(f, f->task, openat, 3, AT_FDCWD, 0);
	CALL(f, f->task, close, 0, 4);
	CALL(f, f->task, socket, 5, AF_UNIX, SOCK_STREAM, 0);
	tell(f, PID, 3, "/a", NULL, begin_ns);
	tell(f, PID, 4, "/b", NULL, begin_ns);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 4, NULL);
	/* From behind that it counts. */
	begin_ns = f->now_ns + 1;
	tick(f);
	tell(f, PID, 3, "/c", NULL, begin_ns);
	expect_fd(f, f->task, 3, "/c");
}

static void test_told_and_exec(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;
	struct fd_told told = {
		.begin_ns = begin_ns,
		.end_ns = begin_ns + 10,
		.pid = PID,
		.fd = 3,
		.at_exec = FD_CLOSES,
		.link = "/a",
		.link_len = 2,
	};

	tick(f);
	fds_tell(f->fds, &told);
	told.fd = 4;
	told.at_exec = FD_UNSURE;
	fds_tell(f->fds, &told);
	tell(f, PID, 5, "/b", NULL, begin_ns);
	expect_fd(f, f->task, 3, "/a");
	expect_fd(f, f->task, 4, "/a");
	ENTER(f, f->task, execve, 0);
	tick(f);
	fds_exec(f->fds, f->task);
	leave(f, f->task, 0);
	expect_fd(f, f->task, 3, NULL);
	expect_fd(f, f->task, 4, NULL);
	expect_fd(f, f->task, 5, "/b");
}

static void test_told_sockets(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	tick(f);
	tell(f, PID, 3, "socket:[1]", "TCP 1.2.3.4:5->6.7.8.9:10", begin_ns);
	tell(f, PID, 4, "socket:[2]", "UNIX", begin_ns);
	expect_fd(f, f->task, 3, "TCP 1.2.3.4:5->6.7.8.9:10");
	expect_fd(f, f->task, 4, "UNIX");
	/* Its ends are others now. */
	CALL(f, f->task, connect, 0, 3);
	ENTER(f, f->task, read, 3);
	expect_arg(f->task, 0, "TCP");
}

static void test_told_sockets_as_paths(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	tick(f);
	tell(f, PID, 3, "socket:[1]", "TCP 1.2.3.4:5->6.7.8.9:10", begin_ns);
	expect_fd(f, f->task, 3, "socket:[1]");
}

static void test_told_uring(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	tick(f);
	tell(f, PID, 3, "/a", NULL, begin_ns);
	tell(f, PID, 4, "anon_inode:[io_uring]", NULL, begin_ns);
	expect_fd(f, f->task, 3, NULL);
	tell(f, PID, 5, "/b", NULL, begin_ns);
	expect_fd(f, f->task, 5, NULL);
}

static void test_told_in_loss(void **state)
{
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	/* What was lost before the look does not matter, what was lost during it does. */
	expect_fd(f, f->task, 3, NULL);
	tick(f);
	fds_lost(f->fds);
	tick(f);
	tell(f, PID, 3, "/a", NULL, begin_ns);
	expect_fd(f, f->task, 3, NULL);
	tell(f, PID, 4, "/b", NULL, f->now_ns - 1);
	expect_fd(f, f->task, 4, "/b");
	fds_in_loss(f->fds, true);
	tick(f);
	tell(f, PID, 5, "/c", NULL, f->now_ns - 1);
	fds_in_loss(f->fds, false);
	expect_fd(f, f->task, 5, NULL);
	expect_fd(f, f->task, 4, NULL);
}

/* A recording may claim that there are as many processes with as many fds as it likes. */
static void test_slots_are_bounded(void **state)
{
	enum { PIDS = 3 * FD_SLOTS_MAX / FD_TABLE_LIMIT };
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;
	int known_cnt = 0;

	tick(f);
	for (int pid = 1; pid <= PIDS; pid++)
		tell(f, pid, FD_TABLE_LIMIT - 1, "/a", NULL, begin_ns);
	for (int pid = 1; pid <= PIDS; pid++) {
		struct task *t = task_get(f->tasks, pid, pid);

		ENTER(f, t, read, FD_TABLE_LIMIT - 1);
		leave(f, t, 1);
		known_cnt += t->fds.file[0] && fd_file_known(t->fds.file[0]);
	}
	assert_int_equal(known_cnt, PIDS / 3);
	/* Who ends makes room. */
	fds_task_end(f->fds, task_find(f->tasks, 1));
	fds_task_end(f->fds, task_find(f->tasks, PIDS));
	begin_ns = f->now_ns;
	tick(f);
	tell(f, PIDS, FD_TABLE_LIMIT - 1, "/b", NULL, begin_ns);
	expect_fd(f, task_find(f->tasks, PIDS), FD_TABLE_LIMIT - 1, "/b");
}

/* The pids of a file are anybody's, and names may have any length. */
static void test_told_nonsense(void **state)
{
	static char longest[FD_NAME_BYTES + 1];
	struct fixture *f = *state;
	uint64_t begin_ns = f->now_ns;

	memset(longest, 'x', FD_NAME_BYTES);
	tick(f);
	tell(f, -1, 3, "/a", NULL, begin_ns);
	tell(f, 0, 3, "/a", NULL, begin_ns);
	tell(f, TASK_TID_LIMIT, 3, "/a", NULL, begin_ns);
	tell(f, PID, INT32_MAX, "/a", NULL, begin_ns);
	tell(f, PID, FD_TABLE_LIMIT, "/a", NULL, begin_ns);
	tell(f, PID, 3, "", NULL, begin_ns);
	longest[FD_NAME_BYTES] = 'x';
	{
		struct fd_told told = { .begin_ns = begin_ns,
					.end_ns = f->now_ns,
					.pid = PID,
					.fd = 4,
					.link = longest,
					.link_len = sizeof(longest) };

		fds_tell(f->fds, &told);
	}
	expect_fd(f, f->task, 4, NULL);
	fds_tell(NULL, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
#define TEST_TOLD(name) cmocka_unit_test_setup_teardown(test_##name, setup_told, teardown)
#define TEST_ALL(name) cmocka_unit_test_setup_teardown(test_##name, setup_all, teardown)

/* --- What only looked the same ----------------------------------------------------------------- */

/* An fd named by a call that proves nothing is copied by fork, and both get it for something else. */
static void test_fork_copies_unproven(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	/* openat(7, "/abs"): 7 is not open, nobody cares. */
	CALL(f, f->task, openat, 3, 7, 0);
	ENTER(f, f->task, fork, 0);
	child = fork_of(f, f->task, 20, 20);
	leave(f, f->task, 20);
	/* Both get an fd 7 without our seeing it: pipe(), recvmsg(). */
	f->link[7] = "pipe:[of the parent]";
	expect_fd(f, f->task, 7, NULL);
	fds_resolve(f->fds);
	expect_fd(f, f->task, 7, "pipe:[of the parent]");
	expect_fd(f, child, 7, NULL); /* it has its own pipe */
}

/* exec has unshared the fds a while before its record comes; the other sharer goes on meanwhile. */
static void test_exec_of_sharer(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	open_fd(f, f->task, 3, "/x", 0);
	ENTER(f, f->task, clone, CLONE_FILES | CLONE_VFORK | CLONE_VM);
	child = fork_of(f, f->task, 20, 20);
	ENTER(f, child, execve, 0);
	/* The kernel unshares here and wakes the parent (vfork); COMM is written later. */
	leave(f, f->task, 20);
	CALL(f, f->task, close, 0, 3);
	open_fd(f, f->task, 3, "/of the parent", 0);
	fds_exec(f->fds, child);
	leave(f, child, 0);
	expect_fd(f, child, 3, NULL); /* is still /x, without a name for us */
}

/* The kernel takes 32 bits of each argument. */
static void test_close_range_high_bits(void **state)
{
	struct fixture *f = *state;

	open_fd(f, f->task, 3, "/x", 0);
	CALL(f, f->task, close_range, 0, (1ull << 32) + 3, (1ull << 32) + 3, CLOSE_RANGE_CLOEXEC);
	ENTER(f, f->task, execve, 0);
	fds_exec(f->fds, f->task);
	leave(f, f->task, 0);
	expect_fd(f, f->task, 3, NULL);
}

/* dup(3) while 3 was something else for a moment: ABA. */
static void test_dup_aba(void **state)
{
	struct fixture *f = *state;
	struct task *other = fork_of(f, f->task, PID, 11);

	open_fd(f, f->task, 3, "/a", 0);
	open_fd(f, f->task, 4, "/b", 0);
	CALL(f, other, dup3, 5, 3, 5, 0);
	ENTER(f, f->task, dup, 3);
	CALL(f, other, dup3, 3, 4, 3, 0); /* now 3 is /b, and dup() takes it */
	CALL(f, other, dup3, 3, 5, 3, 0); /* and /a again */
	leave(f, f->task, 6);
	expect_file(f->ret_file, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(name_comes_when_the_records_have_come),
		TEST(first_seen_in_use),
		TEST(other_arguments_have_none),
		TEST(names_are_escaped),
		TEST(no_permission),
		TEST(gone_meanwhile),
		TEST(many),
		TEST(close_and_open_before_the_look),
		TEST(call_keeps_its_file),
		TEST(close_in_flight),
		TEST(not_open),
		TEST(dirfd_proves_nothing),
		TEST(dup),
		TEST(dup_to),
		TEST(close_range),
		TEST(close_range_unshare),
		TEST(anon),
		TEST(without_enter),
		TEST(exec),
		TEST(threads_share),
		TEST(fork_copies),
		TEST(fork_copies_unproven),
		TEST(exec_of_sharer),
		TEST(close_range_high_bits),
		TEST(dup_aba),
		TEST(clone_files),
		TEST(fork_among_threads),
		TEST(unshare),
		TEST(pid_is_used_again),
		TEST(thread_ends_before_the_look),
		TEST(loss),
		TEST(perhaps_unshared),
		TEST(uring_index),
		TEST(uring),
		TEST(null),
		TEST(ask_process),
		TEST(ask_process_too_late),
		TEST(in_flight),
		cmocka_unit_test_setup_teardown(test_untrusted, setup_untrusted, teardown),
		TEST_TOLD(told),
		TEST_TOLD(told_of_before),
		TEST_TOLD(told_and_exec),
		TEST_TOLD(told_sockets),
		cmocka_unit_test_setup_teardown(test_told_sockets_as_paths, setup_told_paths,
						teardown),
		TEST_TOLD(told_uring),
		TEST_TOLD(told_in_loss),
		TEST_TOLD(told_nonsense),
		TEST_TOLD(slots_are_bounded),
		TEST_ALL(sockets),
		TEST_ALL(socket_kinds),
		TEST(brackets),
		TEST_ALL(socket_gets_ends),
		TEST_ALL(socket_changes_ends),
		TEST_ALL(big_tables),
	};

	return cmocka_run_group_tests_name("fds", tests, NULL, NULL);
}
