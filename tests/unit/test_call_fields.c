/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of a call, each by expressions that ask for it. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "filter/call_fields.h"
#include "filter/task_fields.h"
#include "task/cgroups.h"
#include "task/fd_file.h"
#include "unit/calls.h"

static const struct container web = {
	.path = "/box", .runtime = "crun", .id = "0123abcd", .name = "web"
};
static const struct cgroup box = { .id = 7, .path = "/box", .container = &web };
static const struct cgroup slice = { .id = 8, .path = "/user.slice" };
static const struct cgroup unknown = { .id = 9 };

static struct task thread = { .pid = 10, .tid = 11, .uid = 1000, .comm = "worker" };

static struct call call_of(const char *name)
{
	int64_t nr = calls_nr(ABI_X86_64, name);

	return (struct call){ .state = CALL_COMPLETE,
			      .task = &thread,
			      .abi = ABI_X86_64,
			      .nr = nr,
			      .desc = syscall_get(ABI_X86_64, nr),
			      .cpu = 2 };
}

static struct expr *parse(const char *text)
{
	struct expr *e = NULL;

	if (call_expr_parse(text, NULL, &e))
		fail_msg("%s: is not read", text);
	return e;
}

static enum expr_truth eval(const char *text, const struct call *c)
{
	struct expr *e = parse(text);
	enum expr_truth truth = call_expr_eval(e, c);

	expr_free(e);
	return truth;
}

static enum expr_truth eval_begin(const char *text, const struct call *c)
{
	struct expr *e = parse(text);
	enum expr_truth truth = call_expr_eval_begin(e, c);

	expr_free(e);
	return truth;
}

#define TRUE_OF(text, c) assert_int_equal(eval(text, c), EXPR_TRUE)
#define FALSE_OF(text, c) assert_int_equal(eval(text, c), EXPR_FALSE)
#define UNKNOWN_OF(text, c) assert_int_equal(eval(text, c), EXPR_UNKNOWN)

static void test_which_call(void **state)
{
	struct call c = call_of("read");

	(void)state;
	TRUE_OF("syscall == \"read\"", &c);
	FALSE_OF("syscall == \"readv\"", &c);
	TRUE_OF("syscall =~ \"re?d\"", &c);
	TRUE_OF("nr == 0", &c);
	TRUE_OF("abi == \"x86_64\"", &c);
	/* A number that nothing knows is called as in lines. */
	c.nr = 1000;
	c.desc = syscall_get(ABI_X86_64, 1000);
	TRUE_OF("syscall == \"syscall_1000\"", &c);
	TRUE_OF("syscall != \"read\"", &c);
	c.nr = -1;
	TRUE_OF("syscall == \"syscall_-1\" && nr < 0", &c);
}

static void test_thread(void **state)
{
	struct call c = call_of("read");

	(void)state;
	TRUE_OF("pid == 10 && tid == 11 && comm == \"worker\" && uid == 1000 && cpu == 2", &c);
	TRUE_OF("comm =~ \"work*\"", &c);
	FALSE_OF("uid == root", &c);
	c.cpu = -1;
	UNKNOWN_OF("cpu == 2", &c);
}

static void test_cgroup(void **state)
{
	struct call c = call_of("read");

	(void)state;
	thread.cgroup = NULL;
	UNKNOWN_OF("cgroup == \"/box\"", &c);
	UNKNOWN_OF("container == \"web\"", &c);
	thread.cgroup = &unknown;
	UNKNOWN_OF("cgroup == \"/box\"", &c);
	UNKNOWN_OF("container == \"web\"", &c);
	thread.cgroup = &box;
	TRUE_OF("cgroup == \"/box\"", &c);
	TRUE_OF("container == \"web\" && container.id =~ \"0123*\"", &c);
	/* In none, and that is known. */
	thread.cgroup = &slice;
	TRUE_OF("cgroup =~ \"/user*\"", &c);
	TRUE_OF("container == \"\" && container != \"web\" && container.id == \"\"", &c);
	thread.cgroup = NULL;
}

static void test_result(void **state)
{
	struct call c = call_of("read");

	(void)state;
	c.ret = 100;
	TRUE_OF("ret == 100 && bytes == 100 && !error && state == \"complete\"", &c);
	UNKNOWN_OF("errno == ENOENT", &c);
	c.ret = -ENOENT;
	TRUE_OF("ret == -2 && ret == -ENOENT && error && errno == ENOENT && errno == 2", &c);
	FALSE_OF("errno == EAGAIN", &c);
	TRUE_OF("errno in (EAGAIN, ENOENT)", &c);
	UNKNOWN_OF("bytes >= 0", &c);
	c.state = CALL_NO_ENTER;
	TRUE_OF("errno == ENOENT && state == \"no_enter\"", &c);
	c.state = CALL_UNFINISHED;
	UNKNOWN_OF("ret < 0", &c);
	UNKNOWN_OF("error", &c);
	UNKNOWN_OF("errno == ENOENT", &c);
	TRUE_OF("state == \"unfinished\"", &c);

	/* A result that is no count of bytes, and one that belongs to an interrupted call. */
	c = call_of("getpid");
	c.ret = 10;
	TRUE_OF("ret == 10", &c);
	UNKNOWN_OF("bytes == 10", &c);
	c = call_of("rt_sigreturn");
	c.ret = -EINTR;
	UNKNOWN_OF("ret < 0", &c);
	FALSE_OF("error", &c);
}

static void test_duration(void **state)
{
	struct call c = call_of("read");

	(void)state;
	c.dur_ns = 5000001;
	TRUE_OF("duration > 5ms && duration < 6ms", &c);
	FALSE_OF("duration <= 5ms", &c);
	c.state = CALL_UNFINISHED; /* so far */
	TRUE_OF("duration > 5ms", &c);
	c.state = CALL_EXIT_LOST;
	UNKNOWN_OF("duration > 5ms", &c);
	c.state = CALL_NO_ENTER;
	UNKNOWN_OF("duration < 5ms", &c);
}

static void test_arguments(void **state)
{
	struct call c = call_of("read");

	(void)state;
	c.args[0] = 0xffffffff00000003;
	c.args[1] = 0x7fff00001000;
	c.args[2] = UINT64_MAX;
	TRUE_OF("args.fd == 3 && fd == 3", &c);
	TRUE_OF("args.count > 0 && args.count == 0xffffffffffffffff", &c);
	TRUE_OF("args.buf == 0x7fff00001000", &c);
	TRUE_OF("arg0 == 0xffffffff00000003 && arg2 > 0 && arg5 == 0", &c);
	UNKNOWN_OF("args.flags == 0", &c);
	UNKNOWN_OF("args.filename == 0", &c);
	c.args[0] = (uint64_t)-1;
	TRUE_OF("args.fd == -1 && fd < 0", &c);
	/* 32-bit programs pass 32 bits. */
	c.abi = ABI_I386;
	TRUE_OF("args.count == 0xffffffff", &c);
	c.state = CALL_NO_ENTER;
	UNKNOWN_OF("args.fd == -1", &c);
	UNKNOWN_OF("fd == -1", &c);
	UNKNOWN_OF("arg0 != 5", &c);
}

static void test_words(void **state)
{
	struct call c = call_of("openat");

	(void)state;
	c.args[0] = (uint64_t)AT_FDCWD;
	c.args[2] = O_RDWR | O_CREAT | O_CLOEXEC;
	c.args[3] = 0644;
	TRUE_OF("args.flags & O_CREAT", &c);
	TRUE_OF("args.flags & CREAT", &c);
	TRUE_OF("args.flags & O_CLOEXEC", &c);
	FALSE_OF("args.flags & O_TRUNC", &c);
	TRUE_OF("args.flags & 3 == O_RDWR", &c);
	TRUE_OF("args.mode == 0644", &c);
	TRUE_OF("args.dfd == AT_FDCWD && args.dfd == CWD", &c);
	UNKNOWN_OF("fd == 3", &c); /* the working directory is none */
	c.args[2] = O_RDWR;
	UNKNOWN_OF("args.mode == 0644", &c); /* it means nothing without CREAT */

	c = call_of("kill");
	c.args[1] = 9;
	TRUE_OF("args.sig == SIGKILL && args.sig == KILL", &c);
	c = call_of("socket");
	c.args[0] = AF_INET6;
	TRUE_OF("args.family == AF_INET6 && args.family == INET6", &c);
}

/* Names of arguments that only a variant has. */
static void test_variants(void **state)
{
	struct call c = call_of("fcntl");

	(void)state;
	c.args[0] = 3;
	c.args[1] = F_SETPIPE_SZ;
	c.args[2] = 65536;
	c.ret = 65536;
	TRUE_OF("args.cmd == F_SETPIPE_SZ && args.size == 65536 && bytes == 65536", &c);
	c.args[1] = F_GETFD;
	UNKNOWN_OF("args.size == 65536", &c);
	UNKNOWN_OF("bytes == 65536", &c);
	c = call_of("ioctl");
	c.args[2] = 1;
	TRUE_OF("args.arg == 1", &c);
}

static void test_files(void **state)
{
	struct fd_file file = { .ref_cnt = 1,
				.used = true,
				.name = fd_name_new("/var/log/x", 10, true) };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = call_of("read");

	(void)state;
	UNKNOWN_OF("fd.path =~ \"/var/*\"", &c);
	c.files[0] = &file;
	TRUE_OF("fd.path =~ \"/var/*\" && fd.path == \"/var/log/x\"", &c);
	c = call_of("openat");
	c.ret_file = &file;
	UNKNOWN_OF("path == \"x\"", &c);
	bytes[1] = (struct call_bytes){ BYTES_WHOLE, 1, "xyz" };
	c.bytes = bytes;
	TRUE_OF("path == \"x\" && ret.path =~ \"*/x\"", &c);
	bytes[1].state = BYTES_CUT;
	UNKNOWN_OF("path == \"x\"", &c);
	/* In mmap() it is the fifth. */
	c = call_of("mmap");
	c.args[4] = 6;
	c.files[4] = &file;
	TRUE_OF("fd == 6 && fd.path == \"/var/log/x\"", &c);
	free(file.name);
}

static struct call moved(const char *name, int64_t ret)
{
	struct call c = call_of(name);

	for (size_t i = 0; i < SYSCALL_ARGS_MAX; i++)
		c.args[i] = 4096;
	c.ret = ret;
	return c;
}

/* Which way the bytes of a result went. */
static void test_directions(void **state)
{
	static const char *const read[] = {
		"read",	   "pread64",  "readv",	     "preadv",		"preadv2",   "recvfrom",
		"recvmsg", "getdents", "getdents64", "mq_timedreceive", "fgetxattr", "flistxattr",
	};
	static const char *const written[] = {
		"write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg",
	};
	static const char *const both[] = { "sendfile", "splice", "tee", "copy_file_range" };
	static const char *const neither[] = {
		"getrandom",   "getcwd",	  "readlink",	      "readlinkat",
		"getxattr",    "listxattr",	  "process_vm_readv", "process_vm_writev",
		"msgrcv",      "process_madvise", "vmsplice",	      "sched_getaffinity",
		"listxattrat",
	};
	struct call c;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(read); i++) {
		c = moved(read[i], 100);
		if (eval("bytes == 100 && bytes.read == 100", &c) != EXPR_TRUE)
			fail_msg("%s does not read", read[i]);
		UNKNOWN_OF("bytes.written == 100", &c);
	}
	for (size_t i = 0; i < ARRAY_CNT(written); i++) {
		c = moved(written[i], 100);
		if (eval("bytes == 100 && bytes.written == 100", &c) != EXPR_TRUE)
			fail_msg("%s does not write", written[i]);
		UNKNOWN_OF("bytes.read == 100", &c);
	}
	for (size_t i = 0; i < ARRAY_CNT(both); i++) {
		c = moved(both[i], 100);
		TRUE_OF("bytes.read == 100 && bytes.written == 100", &c);
	}
	for (size_t i = 0; i < ARRAY_CNT(neither); i++) {
		c = moved(neither[i], 100);
		if (eval("bytes == 100", &c) != EXPR_TRUE)
			fail_msg("%s has no bytes", neither[i]);
		UNKNOWN_OF("bytes.read == 100", &c);
		UNKNOWN_OF("bytes.written == 100", &c);
	}
}

static void test_directions_by_halves(void **state)
{
	struct call c = moved("read", -EAGAIN);

	(void)state;
	UNKNOWN_OF("bytes.read >= 0", &c);
	c.ret = 0;
	TRUE_OF("bytes.read == 0", &c);
	assert_int_equal(eval_begin("bytes.read == 0", &c), EXPR_UNKNOWN);
	c.state = CALL_UNFINISHED;
	UNKNOWN_OF("bytes.read >= 0", &c);
	/* The row tells, also where the arguments are not known. */
	c.state = CALL_NO_ENTER;
	c.ret = 5000;
	TRUE_OF("bytes.read == 5000", &c);
	/* A datagram is longer than the buffer, attributes are asked for without one. */
	c = moved("recvfrom", 9000);
	TRUE_OF("bytes == 9000 && bytes.read == 4096", &c);
	c = moved("fgetxattr", 30);
	c.args[3] = 0;
	TRUE_OF("bytes == 30 && bytes.read == 0", &c);
	/* A count of bytes that nothing moved. */
	c = moved("fcntl", 65536);
	c.args[1] = F_GETPIPE_SZ;
	TRUE_OF("bytes == 65536", &c);
	UNKNOWN_OF("bytes.read >= 0", &c);
	UNKNOWN_OF("bytes.written >= 0", &c);
	/* Of i386, whose fd is in memory: 10 is recv(), 16 sendmsg(). */
	c = moved("read", 100);
	c.abi = ABI_I386;
	c.nr = calls_nr(ABI_I386, "socketcall");
	c.desc = syscall_get(ABI_I386, c.nr);
	c.args[0] = 10;
	TRUE_OF("bytes.read == 100", &c);
	UNKNOWN_OF("bytes.written == 100", &c);
	c.args[0] = 16;
	TRUE_OF("bytes.written == 100", &c);
	UNKNOWN_OF("bytes.read == 100", &c);
}

/* Fields without an expression. */
static void test_get(void **state)
{
	struct call c = call_of("openat");
	char buf[CALL_FIELD_TEXT_BYTES];
	struct expr_value v;
	enum expr_type type;
	int id;

	(void)state;
	c.ret = -ENOENT;
	c.args[2] = O_CREAT;
	c.args[5] = UINT64_MAX;
	id = call_field_find("errno", 5, &type);
	assert_int_equal(type, EXPR_NUMBER);
	assert_true(call_field_get(&c, id, buf, &v));
	assert_int_equal(v.number, ENOENT);
	id = call_field_find("args.flags", 10, &type);
	assert_int_equal(type, EXPR_NUMBER);
	assert_true(call_field_get(&c, id, buf, &v));
	assert_int_equal(v.number, O_CREAT);
	assert_int_equal(call_field_word(NULL, id, "CREAT", 5, &v.number), 0);
	assert_int_equal(v.number, O_CREAT);
	id = call_field_find("arg5", 4, &type);
	assert_true(call_field_get(&c, id, buf, &v));
	assert_true(v.is_unsigned);
	id = call_field_find("args.buf", 8, &type);
	assert_false(call_field_get(&c, id, buf, &v));
	id = call_field_find("comm", 4, &type);
	assert_int_equal(type, EXPR_TEXT);
	assert_true(call_field_get(&c, id, buf, &v));
	assert_string_equal(v.text, "worker");
	assert_int_equal(call_field_find("com", 3, &type), -ENOENT);
	assert_int_equal(call_field_find("args.", 5, &type), -ENOENT);

	id = call_field_find("syscall", 7, &type);
	c.nr = INT64_MIN;
	c.desc = syscall_get(ABI_X86_64, c.nr);
	memset(buf, 'x', sizeof(buf));
	assert_true(call_field_get(&c, id, buf, &v));
	assert_int_equal(v.text_len, strlen("syscall_-9223372036854775808"));
	assert_memory_equal(v.text, "syscall_-9223372036854775808", v.text_len);
}

/* Every name in the list is one that is found, and there are as many as rows and arguments. */
static void test_list(void **state)
{
	struct call_field_names names = { .name = "" };
	const char *name;
	size_t idx = 0, task_cnt = 0;

	(void)state;
	for (; (name = call_field_name_at(&names, idx)); idx++) {
		enum expr_type type;

		if (call_field_find(name, strlen(name), &type) < 0)
			fail_msg("%s: is not found", name);
		task_cnt += task_field_find(name, strlen(name)) >= 0;
	}
	assert_true(idx > 1000);
	assert_int_equal(task_cnt, TASK_FIELD_CNT);
}

static void test_field_needs(void **state)
{
	enum expr_type type;

	(void)state;
	assert_true(call_field_needs_fds(call_field_find("fd.path", 7, &type)));
	assert_true(call_field_needs_cgroups(call_field_find("container", 9, &type)));
	assert_true(call_field_needs_uids(call_field_find("uid", 3, &type)));
	assert_false(call_field_needs_fds(call_field_find("fd", 2, &type)));
	assert_false(call_field_needs_uids(call_field_find("comm", 4, &type)));
	assert_false(call_field_needs_cgroups(call_field_find("args.fd", 7, &type)));
}

/* What the beginning tells is what the end will say. */
static void test_begin(void **state)
{
	static const char *const unknown_at_begin[] = {
		"ret == 0",
		"error",
		"errno == 0",
		"duration < 1s",
		"state != \"complete\"",
		"cpu == 2",
		"ret.path == \"/x\"",
		"bytes == 0",
	};
	static const char *const known_at_begin[] = {
		"syscall == \"read\"", "nr == 0",  "pid == 10",	   "tid == 11",
		"comm == \"worker\"",  "uid != 0", "args.fd == 0", "arg1 == 0",
	};
	struct call c = call_of("read");

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(unknown_at_begin); i++)
		assert_int_equal(eval_begin(unknown_at_begin[i], &c), EXPR_UNKNOWN);
	for (size_t i = 0; i < ARRAY_CNT(known_at_begin); i++)
		assert_int_equal(eval_begin(known_at_begin[i], &c), EXPR_TRUE);
	/* Behind an exec everything may be another. */
	c = call_of("execve");
	assert_int_equal(eval_begin("comm == \"worker\"", &c), EXPR_UNKNOWN);
	assert_int_equal(eval_begin("uid == 1000", &c), EXPR_UNKNOWN);
	assert_int_equal(eval_begin("tid == 11", &c), EXPR_UNKNOWN);
	assert_int_equal(eval_begin("pid == 10", &c), EXPR_TRUE);
	c = call_of("setuid");
	assert_int_equal(eval_begin("uid == 1000", &c), EXPR_UNKNOWN);
	assert_int_equal(eval_begin("comm == \"worker\"", &c), EXPR_TRUE);
}

static struct syscall_set narrowed(const char *text)
{
	struct expr *e = parse(text);
	struct syscall_set s = { 0 };

	syscall_set_fill(&s);
	call_expr_narrow(e, &s);
	expr_free(e);
	return s;
}

static bool has(const struct syscall_set *s, enum abi abi, const char *name)
{
	return syscall_set_has(s, abi, calls_nr(abi, name));
}

static void test_narrow(void **state)
{
	struct syscall_set s = narrowed("syscall == \"read\" && ret < 0");

	(void)state;
	assert_true(has(&s, ABI_X86_64, "read"));
	assert_true(has(&s, ABI_I386, "read"));
	assert_false(has(&s, ABI_X86_64, "write"));
	assert_false(syscall_set_has(&s, ABI_X86_64, 1000));
	/* Numbers out of reach of a set are never left out. */
	assert_true(syscall_set_has(&s, ABI_X86_64, -1));

	s = narrowed("syscall == \"read\" || ret < 0");
	assert_true(syscall_set_is_full(&s));
	s = narrowed("syscall in (\"read\", \"write\") && abi == \"x86_64\"");
	assert_true(has(&s, ABI_X86_64, "write"));
	assert_false(has(&s, ABI_I386, "write"));
	s = narrowed("!(syscall == \"read\")");
	assert_false(has(&s, ABI_X86_64, "read"));
	assert_true(has(&s, ABI_X86_64, "write"));
	assert_true(syscall_set_has(&s, ABI_X86_64, 1000));
}

/* What was not in the set does not get into it. */
static void test_narrow_empty(void **state)
{
	struct expr *e = parse("ret < 0");
	struct syscall_set s = { 0 };

	(void)state;
	call_expr_narrow(e, &s);
	assert_true(syscall_set_is_empty(&s));
	expr_free(e);
}

static void test_needs(void **state)
{
	struct expr *e = parse("fd.path == \"/x\" || comm == \"y\"");

	(void)state;
	assert_true(call_expr_needs_fds(e));
	assert_false(call_expr_needs_cgroups(e));
	assert_false(call_expr_needs_uids(e));
	expr_free(e);
	e = parse("ret.path == \"/x\" && uid == 0 && container.id == \"z\"");
	assert_true(call_expr_needs_fds(e));
	assert_true(call_expr_needs_cgroups(e));
	assert_true(call_expr_needs_uids(e));
	expr_free(e);
	e = parse("syscall == \"read\"");
	assert_false(call_expr_needs_fds(e) || call_expr_needs_cgroups(e) ||
		     call_expr_needs_uids(e));
	expr_free(e);
}

struct said {
	char text[DIAG_SENTENCE_BYTES];
};

static void hear(void *arg, enum diag_level level, const char *msg)
{
	struct said *said = arg;

	(void)level;
	snprintf(said->text, sizeof(said->text), "%s", msg);
}

static void expect_refused(const char *text, const char *says)
{
	struct said said = { "" };
	struct diag d = { .emit = hear, .arg = &said };
	struct expr *e;

	assert_int_equal(call_expr_parse(text, &d, &e), -EINVAL);
	if (!strstr(said.text, says))
		fail_msg("%s: says '%s', not '%s'", text, said.text, says);
}

static void test_names_that_are_none(void **state)
{
	(void)state;
	expect_refused("sycall == \"read\"", "syscall");
	expect_refused("args.cuont == 3", "args.count");
	expect_refused("args. == 3", "args.");
	expect_refused("args == 3", "args");
	expect_refused("errno == ENOENTT", "ENOENTT");
	expect_refused("args.flags & O_CREATE", "O_CREATE");
	expect_refused("args.flags & CLOEXEC", "CLOEXEC"); /* of open, or of memfd_create? */
	expect_refused("pid == SELF", "SELF");
}

/* A text that a field never has is a typing error. */
static void test_texts_that_are_none(void **state)
{
	struct expr *e;

	(void)state;
	expect_refused("syscall == \"opne\"", "open");
	expect_refused("\"opne\" == syscall", "open");
	expect_refused("syscall in (\"read\", \"wriet\")", "write");
	expect_refused("syscall != \"open*\"", "=~");
	expect_refused("state == \"compleet\"", "complete");
	expect_refused("abi == \"x32\"", "x32");
	e = parse("syscall == \"socketcall\" || syscall == \"syscall_500\" || comm == \"opne\" || "
		  "state == \"unfinished\" || abi == \"arm64\" || syscall =~ \"opne\"");
	expr_free(e);
}

/* Every argument that has a name is a field of its call, with the value that JSON has. */
static void test_all_arguments(void **state)
{
	const struct syscall_desc *d;

	(void)state;
	for (size_t i = 1; (d = syscall_at(i)); i++) {
		struct call c = { .state = CALL_COMPLETE, .task = &thread, .desc = d };
		struct syscall_args args;

		for (size_t j = 0; j < SYSCALL_ARGS_MAX; j++)
			c.args[j] = 100 + j;
		syscall_args_of(d, c.args, &args);
		for (unsigned int j = 0; j < args.cnt; j++) {
			char text[128];

			if (!args.arg[j])
				continue;
			snprintf(text, sizeof(text), "args.%s == %u", args.arg[j]->name, 100 + j);
			TRUE_OF(text, &c);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_call),
		cmocka_unit_test(test_thread),
		cmocka_unit_test(test_cgroup),
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_directions_by_halves),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_field_needs),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_begin),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_narrow_empty),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_names_that_are_none),
		cmocka_unit_test(test_texts_that_are_none),
		cmocka_unit_test(test_all_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
