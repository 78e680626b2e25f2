/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The JSON lines: what each state of a call has, to the byte; that they are valid whatever a
 * program chose and however long it is; and that no call of the table can spoil them.
 */
#include "unit/check.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sink/json.h"
#include "task/fd_file.h"
#include "unit/json_lines.h"

struct fixture {
	int fd;
	struct outfile *out;
	struct format format;
	struct sink *sink;
	struct task_table *tasks;
	struct task *task;
	char *text; /* all that was written */
	size_t len;
};

/* --- Calls that no kernel can change -------------------------------------------------------- */

static const struct const_row open_rows[] = {
	{ 0x40, 0x40, "CREAT", 5 },
	{ 0x80000, 0x80000, "CLOEXEC", 7 },
	{ 0x0, 0x0, "RDONLY", 6 },
};

static const struct const_set open_set = { .name = "test_open",
					   .prefix = "",
					   .kind = CONST_FLAGS,
					   .row_cnt = ARRAY_CNT(open_rows),
					   .rows = open_rows };

/* The length is kept beside the name. */
#define WITH_NAME(name_) .name = name_, .name_len = sizeof(name_) - 1

static const struct syscall_desc open_desc = {
	WITH_NAME("openat"),
	.ret.kind = RET_FD,
	.arg_cnt = 4,
	.args = { { WITH_NAME("dfd"), .kind = ARG_DIRFD },
		  { WITH_NAME("filename"), .kind = ARG_PATH },
		  { WITH_NAME("flags"), .kind = ARG_FLAGS, .set = &open_set },
		  { WITH_NAME("mode"), .kind = ARG_MODE } },
};

/* One argument of each kind of number. */
static const struct syscall_desc numbers_desc = {
	WITH_NAME("numbers"),
	.ret.kind = RET_PTR,
	.arg_cnt = 6,
	.args = { { WITH_NAME("i"), .kind = ARG_INT },
		  { WITH_NAME("u"), .kind = ARG_UINT },
		  { WITH_NAME("l"), .kind = ARG_LONG },
		  { WITH_NAME("ul"), .kind = ARG_ULONG },
		  { WITH_NAME("pid"), .kind = ARG_PID },
		  { WITH_NAME("uid"), .kind = ARG_UID } },
};

static const struct syscall_desc words_desc = {
	WITH_NAME("words"),
	.ret = { RET_FLAGS, &open_set },
	.arg_cnt = 3,
	.args = { { WITH_NAME("mode"), .kind = ARG_MODE },
		  { WITH_NAME("sig"), .kind = ARG_SIGNAL },
		  { WITH_NAME("buf"), .kind = ARG_BUF } },
};

static const struct syscall_desc strings_desc = {
	WITH_NAME("strings"),
	.ret.kind = RET_NONE,
	.arg_cnt = 6,
	.args = { { WITH_NAME("a"), .kind = ARG_PATH },
		  { WITH_NAME("b"), .kind = ARG_STR },
		  { WITH_NAME("c"), .kind = ARG_PATH },
		  { WITH_NAME("d"), .kind = ARG_PATH },
		  { WITH_NAME("e"), .kind = ARG_PATH },
		  { WITH_NAME("f"), .kind = ARG_PATH } },
};

static const struct syscall_desc fds_desc = {
	WITH_NAME("fds"),
	.ret.kind = RET_FD,
	.arg_cnt = 6,
	.args = { { WITH_NAME("a"), .kind = ARG_FD },
		  { WITH_NAME("b"), .kind = ARG_FD },
		  { WITH_NAME("c"), .kind = ARG_FD },
		  { WITH_NAME("d"), .kind = ARG_FD },
		  { WITH_NAME("e"), .kind = ARG_FD },
		  { WITH_NAME("f"), .kind = ARG_FD } },
};

static const struct syscall_desc exit_desc = {
	WITH_NAME("exit_group"),
	.traits = SYSCALL_NO_RETURN,
	.arg_cnt = 1,
	.args = { { WITH_NAME("error_code"), .kind = ARG_INT } },
};

static const struct syscall_desc sigreturn_desc = {
	WITH_NAME("rt_sigreturn"),
	.traits = SYSCALL_SIGRETURN,
};

static const struct syscall_variant fcntl_rows[] = {
	{ .value = 3, .name = "GETFL", .has_ret = true, .ret = { RET_FLAGS, &open_set } },
	{ .value = 4,
	  .name = "SETFL",
	  .arg_cnt = 1,
	  .args = { { WITH_NAME("flags"), .kind = ARG_FLAGS, .set = &open_set } } },
};

static const struct syscall_variants fcntl_variants = { 1, ~0u, ARRAY_CNT(fcntl_rows), fcntl_rows };

static const struct syscall_desc fcntl_desc = {
	WITH_NAME("fcntl"),
	.ret.kind = RET_INT,
	.arg_cnt = 3,
	.variants = &fcntl_variants,
	.args = { { WITH_NAME("fd"), .kind = ARG_FD },
		  { WITH_NAME("cmd"), .kind = ARG_INT },
		  { WITH_NAME("arg"), .kind = ARG_ULONG } },
};

/* --- Fixture -------------------------------------------------------------------------------- */

static struct sink *new_sink(struct fixture *f, uint64_t max_events)
{
	struct json_config cfg = {
		.out = f->out,
		.format = &f->format,
		.version = "1.2 (a \"b\")",
		.wall_offset_ns = 1700000000000000123,
		.max_events = max_events,
	};

	return json_new(&cfg);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->fd = memfd_create("json", MFD_CLOEXEC);
	f->out = outfile_new(f->fd, NULL);
	f->tasks = task_table_new(false);
	f->task = task_get(f->tasks, 10, 11);
	task_set_comm(f->task, "prog");
	f->format.tasks = f->tasks;
	f->sink = new_sink(f, 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sink_close(f->sink);
	outfile_free(f->out);
	close(f->fd);
	task_table_free(f->tasks);
	free(f->text);
	free(f);
	return 0;
}

/* All that came since the last time, as a string. */
static const char *written(struct fixture *f)
{
	assert_int_equal(sink_flush(f->sink), 0);
	f->len = (size_t)lseek(f->fd, 0, SEEK_END);
	f->text = realloc(f->text, f->len + 1);
	assert_int_equal(pread(f->fd, f->text, f->len, 0), f->len);
	f->text[f->len] = '\0';
	assert_int_equal(ftruncate(f->fd, 0), 0);
	lseek(f->fd, 0, SEEK_SET);
	return f->text;
}

static struct call call_of(struct fixture *f, const struct syscall_desc *desc)
{
	return (struct call){
		.state = CALL_COMPLETE,
		.task = f->task,
		.desc = desc,
		.abi = ABI_X86_64,
		.nr = 257,
		.enter_ns = 1000,
		.dur_ns = 20,
		.cpu = 1,
	};
}

static void expect(struct fixture *f, const struct call *c, const char *expected)
{
	assert_false(sink_call(f->sink, c));
	assert_string_equal(written(f), expected);
}

#define THREAD "\"pid\":10,\"tid\":11,\"comm\":\"prog\",\"cpu\":1,"
#define TIMED "{\"type\":\"call\",\"ts_ns\":1000,\"dur_ns\":20," THREAD
#define NAMED(name) "\"syscall\":\"" name "\",\"nr\":257,\"abi\":\"x86_64\","
#define NO_RAW "\"raw\":[\"0x0\",\"0x0\",\"0x0\",\"0x0\",\"0x0\",\"0x0\"],"
#define COMPLETE "\"state\":\"complete\"}\n"

/* --- Arguments and results ------------------------------------------------------------------ */

static void test_complete(void **state)
{
	struct call c = call_of(*state, &open_desc);

	c.args[0] = (uint64_t)AT_FDCWD;
	c.args[1] = 0x7f0012345678;
	c.args[2] = 0x80040;
	c.args[3] = 0644;
	c.ret = 3;
	expect(*state, &c,
	       TIMED NAMED("openat") "\"args\":{\"dfd\":-100,\"filename\":\"0x7f0012345678\","
				     "\"flags\":\"CREAT|CLOEXEC\",\"mode\":\"0644\"},"
				     "\"raw\":[\"0xffffffffffffff9c\",\"0x7f0012345678\","
				     "\"0x80040\",\"0x1a4\",\"0x0\",\"0x0\"],\"ret\":3," COMPLETE);
}

/* Zeros are shown, each in the type of its kind. */
static void test_zeros(void **state)
{
	struct call c = call_of(*state, &numbers_desc);

	expect(*state, &c,
	       TIMED NAMED("numbers") "\"args\":{\"i\":0,\"u\":0,\"l\":0,\"ul\":0,\"pid\":0,"
				      "\"uid\":0}," NO_RAW "\"ret\":0," COMPLETE);
	c = call_of(*state, &words_desc);
	expect(*state, &c,
	       TIMED NAMED("words") "\"args\":{\"mode\":\"0\",\"sig\":\"0\",\"buf\":\"0\"}," NO_RAW
				    "\"ret\":0,\"ret_text\":\"RDONLY\"," COMPLETE);
}

static void test_number_limits(void **state)
{
	struct call c = call_of(*state, &numbers_desc);

	memset(c.args, 0xff, sizeof(c.args));
	c.ret = 0x7f0012345678;
	expect(*state, &c,
	       TIMED NAMED("numbers") "\"args\":{\"i\":-1,\"u\":4294967295,\"l\":-1,"
				      "\"ul\":18446744073709551615,\"pid\":-1,\"uid\":-1},"
				      "\"raw\":[\"0xffffffffffffffff\",\"0xffffffffffffffff\","
				      "\"0xffffffffffffffff\",\"0xffffffffffffffff\","
				      "\"0xffffffffffffffff\",\"0xffffffffffffffff\"],"
				      "\"ret\":139638282147448," COMPLETE);
}

/* The result of a 32-bit program is 32 bits wide. */
static void test_i386(void **state)
{
	struct call c = call_of(*state, &numbers_desc);

	c.abi = ABI_I386;
	c.ret = (int32_t)0xf7f00000;
	expect(*state, &c,
	       TIMED "\"syscall\":\"numbers\",\"nr\":257,\"abi\":\"i386\","
		     "\"args\":{\"i\":0,\"u\":0,\"l\":0,\"ul\":0,\"pid\":0,\"uid\":0}," NO_RAW
		     "\"ret\":4159700992," COMPLETE);
}

static void expect_ret(struct fixture *f, const struct syscall_desc *desc, int64_t ret,
		       const char *expected)
{
	struct call c = call_of(f, desc);
	char end[128];

	c.ret = ret;
	assert_false(sink_call(f->sink, &c));
	snprintf(end, sizeof(end), "],%s," COMPLETE, expected);
	assert_non_null(strstr(written(f), end));
}

static void test_results(void **state)
{
	expect_ret(*state, &open_desc, -2, "\"ret\":-2,\"errno\":\"ENOENT\"");
	expect_ret(*state, &numbers_desc, -12, "\"ret\":-12,\"errno\":\"ENOMEM\"");
	expect_ret(*state, &words_desc, -22, "\"ret\":-22,\"errno\":\"EINVAL\"");
	expect_ret(*state, &open_desc, -512, "\"ret\":-512,\"errno\":\"ERESTARTSYS\"");
	expect_ret(*state, &open_desc, -4000, "\"ret\":-4000,\"errno\":\"errno 4000\"");
	expect_ret(*state, &open_desc, -4096, "\"ret\":-4096");
	expect_ret(*state, &open_desc, INT64_MIN, "\"ret\":-9223372036854775808");
	expect_ret(*state, &words_desc, 0x40, "\"ret\":64,\"ret_text\":\"CREAT\"");
}

/* Arguments and result as the selector says. */
static void test_variants(void **state)
{
	struct call c = call_of(*state, &fcntl_desc);

	c.args[1] = 3;
	c.ret = 0x80000;
	expect(*state, &c,
	       TIMED NAMED("fcntl") "\"args\":{\"fd\":0,\"cmd\":3},\"raw\":[\"0x0\",\"0x3\","
				    "\"0x0\",\"0x0\",\"0x0\",\"0x0\"],"
				    "\"ret\":524288,\"ret_text\":\"CLOEXEC\"," COMPLETE);
	c.args[1] = 4;
	c.ret = 0;
	expect(*state, &c,
	       TIMED NAMED("fcntl") "\"args\":{\"fd\":0,\"cmd\":4,\"flags\":\"RDONLY\"},"
				    "\"raw\":[\"0x0\",\"0x4\",\"0x0\",\"0x0\",\"0x0\",\"0x0\"],"
				    "\"ret\":0," COMPLETE);
}

static void test_unknown_call(void **state)
{
	struct call c = call_of(*state, syscall_get(ABI_X86_64, 999));

	c.nr = 999;
	c.args[5] = 7;
	expect(*state, &c,
	       TIMED "\"syscall\":\"syscall_999\",\"nr\":999,\"abi\":\"x86_64\","
		     "\"args\":{\"arg0\":\"0\",\"arg1\":\"0\",\"arg2\":\"0\",\"arg3\":\"0\","
		     "\"arg4\":\"0\",\"arg5\":\"0x7\"},"
		     "\"raw\":[\"0x0\",\"0x0\",\"0x0\",\"0x0\",\"0x0\",\"0x7\"],"
		     "\"ret\":0," COMPLETE);
}

/* --- States --------------------------------------------------------------------------------- */

static void test_since_attach(void **state)
{
	struct call c = call_of(*state, &exit_desc);

	c.since_attach = true;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true,\"dur_ns\":20," THREAD
		       NAMED("exit_group") "\"args\":{\"error_code\":0}," NO_RAW
					   "\"ret\":0," COMPLETE);
}

static void test_no_enter(void **state)
{
	struct call c = call_of(*state, &open_desc);

	c.state = CALL_NO_ENTER;
	c.dur_ns = 0;
	c.ret = 5;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true," THREAD NAMED(
		       "openat") "\"ret\":5,\"state\":\"no_enter\"}\n");
	c.at_most_ns = 77;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true,\"at_most_ns\":77," THREAD
		       NAMED("openat") "\"ret\":5,\"state\":\"no_enter\"}\n");
}

/* Which result a variant has is not known without the arguments. */
static void test_no_enter_of_variants(void **state)
{
	struct call c = call_of(*state, &fcntl_desc);

	c.state = CALL_NO_ENTER;
	c.args[1] = 3;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true," THREAD NAMED(
		       "fcntl") "\"ret\":0,\"state\":\"no_enter\"}\n");
}

static void test_in_child(void **state)
{
	struct call c = call_of(*state, &open_desc);

	c.state = CALL_IN_CHILD;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true," THREAD NAMED(
		       "openat") "\"ret\":0,\"state\":\"in_child\"}\n");
}

static void test_without_result(void **state)
{
	struct call c = call_of(*state, &exit_desc);

	c.state = CALL_NO_RETURN;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000," THREAD NAMED(
		       "exit_group") "\"args\":{\"error_code\":0}," NO_RAW
				     "\"state\":\"no_return\"}\n");
	c.state = CALL_EXIT_LOST;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000," THREAD NAMED(
		       "exit_group") "\"args\":{\"error_code\":0}," NO_RAW
				     "\"state\":\"exit_lost\"}\n");
	c.state = CALL_UNFINISHED;
	expect(*state, &c,
	       TIMED NAMED("exit_group") "\"args\":{\"error_code\":0}," NO_RAW
					 "\"state\":\"unfinished\"}\n");
}

/* Found inside of a call, and no record since: no CPU is known. */
static void test_no_cpu(void **state)
{
	struct call c = call_of(*state, &exit_desc);

	c.state = CALL_UNFINISHED;
	c.since_attach = true;
	c.cpu = -1;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true,\"dur_ns\":20,\"pid\":10,"
	       "\"tid\":11,\"comm\":\"prog\"," NAMED(
		       "exit_group") "\"args\":{\"error_code\":0}," NO_RAW
				     "\"state\":\"unfinished\"}\n");
}

/* What it leaves in the register is the interrupted code's, and no result. */
static void test_sigreturn(void **state)
{
	struct call c = call_of(*state, &sigreturn_desc);

	c.ret = -4;
	expect(*state, &c, TIMED NAMED("rt_sigreturn") "\"args\":{}," NO_RAW COMPLETE);
}

/* --- What programs choose ------------------------------------------------------------------- */

static void test_strings(void **state)
{
	const struct call_bytes bytes[SYSCALL_ARGS_MAX] = {
		{ BYTES_WHOLE, 5, "/a\"\n\xff" }, { BYTES_WHOLE, 0, "" },  { BYTES_CUT, 2, "/c" },
		{ BYTES_UNREADABLE, 0, NULL },	  { BYTES_NONE, 0, NULL }, { BYTES_CUT, 0, "" },
	};
	struct call c = call_of(*state, &strings_desc);

	c.bytes = bytes;
	for (int i = 0; i < SYSCALL_ARGS_MAX; i++)
		c.args[i] = 0x10;
	expect(*state, &c,
	       TIMED NAMED("strings") "\"args\":{\"a\":\"/a\\\"\\n\\ufffd\",\"b\":\"\","
				      "\"c\":\"/c\",\"d\":\"0x10\",\"e\":\"0x10\",\"f\":\"\"},"
				      "\"strings\":{\"a\":\"whole\",\"b\":\"whole\",\"c\":\"cut\","
				      "\"d\":\"unreadable\",\"f\":\"cut\"},"
				      "\"raw\":[\"0x10\",\"0x10\",\"0x10\",\"0x10\",\"0x10\","
				      "\"0x10\"],\"ret\":0," COMPLETE);
}

static struct fd_file file_of(const char *raw, size_t len)
{
	return (struct fd_file){ .ref_cnt = 1, .used = true, .name = fd_name_new(raw, len, true) };
}

static void test_files(void **state)
{
	struct fd_file etc = file_of("/etc\xfe\033", 6), sock = file_of("socket:[1]", 10);
	struct fd_file nameless = { .ref_cnt = 1 };
	struct call c = call_of(*state, &open_desc);

	c.files[0] = &etc;
	c.ret_file = &sock;
	expect(*state, &c,
	       TIMED NAMED("openat") "\"args\":{\"dfd\":0,\"filename\":\"0\",\"flags\":\"RDONLY\","
				     "\"mode\":\"0\"},\"fds\":{\"dfd\":\"/etc\\ufffd\\u001b\","
				     "\"ret\":\"socket:[1]\"}," NO_RAW "\"ret\":0," COMPLETE);
	c.files[0] = &nameless;
	expect(*state, &c,
	       TIMED NAMED("openat") "\"args\":{\"dfd\":0,\"filename\":\"0\",\"flags\":\"RDONLY\","
				     "\"mode\":\"0\"},\"fds\":{\"ret\":\"socket:[1]\"}," NO_RAW
				     "\"ret\":0," COMPLETE);
	/* Without its enter, the result is all that is known. */
	c.state = CALL_NO_ENTER;
	c.files[0] = &etc;
	expect(*state, &c,
	       "{\"type\":\"call\",\"ts_ns\":1000,\"began_unseen\":true," THREAD NAMED(
		       "openat") "\"fds\":{\"ret\":\"socket:[1]\"},\"ret\":0,"
				 "\"state\":\"no_enter\"}\n");
	free(etc.name);
	free(sock.name);
}

static void test_comm(void **state)
{
	struct fixture *f = *state;
	struct call c = call_of(f, &sigreturn_desc);

	task_set_comm(f->task, "\"\\\n\033\xff\xc3\xa4 x");
	assert_false(sink_call(f->sink, &c));
	assert_non_null(
		strstr(written(f), "\"comm\":\"\\\"\\\\\\n\\u001b\\ufffd\xc3\xa4 x\",\"cpu"));
}

/* --- The longest lines ---------------------------------------------------------------------- */

/*
 * Every name as long as a path can be, and every byte of it the longest escape: more than
 * outfile_reserve() gives, at every place that the ends of its buffer can fall on.
 */
static void test_longest_files(void **state)
{
	enum { PATH_BYTES = 4095, LINES = 50 };
	struct fixture *f = *state;
	struct call c = call_of(f, &fds_desc);
	char path[PATH_BYTES];
	struct fd_file file;
	const char *line;
	size_t line_len;

	memset(path, '\001', sizeof(path));
	file = file_of(path, sizeof(path));
	for (int i = 0; i < SYSCALL_ARGS_MAX; i++)
		c.files[i] = &file;
	c.ret_file = &file;
	for (int i = 0; i < LINES; i++)
		assert_false(sink_call(f->sink, &c));
	line = written(f);
	assert_int_equal(json_lines(line), LINES);
	line_len = strcspn(line, "\n") + 1;
	assert_true(line_len > 7 * 6 * PATH_BYTES);
	for (size_t i = 1; i < LINES; i++)
		assert_memory_equal(line + i * line_len, line, line_len);
	free(file.name);
}

static void test_longest_strings(void **state)
{
	enum { STRING_BYTES = 100000 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX];
	struct fixture *f = *state;
	struct call c = call_of(f, &strings_desc);
	char *string = malloc(STRING_BYTES);
	const char *p;
	size_t cnt = 0;

	/* Characters of three bytes, so that a piece may end inside of one. */
	for (size_t i = 0; i < STRING_BYTES; i++)
		string[i] = "\xe2\x82\xac"[i % 3];
	for (int i = 0; i < SYSCALL_ARGS_MAX; i++)
		bytes[i] = (struct call_bytes){ BYTES_WHOLE, STRING_BYTES, string };
	c.bytes = bytes;
	assert_false(sink_call(f->sink, &c));
	p = written(f);
	assert_int_equal(json_lines(p), 1);
	while ((p = strstr(p, "\xe2\x82\xac"))) {
		p += 3;
		cnt++;
	}
	assert_int_equal(cnt, SYSCALL_ARGS_MAX * (STRING_BYTES / 3));
	free(string);
}

/* A value that text lines have no room for either says that it is cut. */
static void test_longest_value(void **state)
{
	enum { BUF_BYTES = 20000 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct fixture *f = *state;
	struct call c = call_of(f, &words_desc);
	char *buf = calloc(1, BUF_BYTES);

	bytes[2] = (struct call_bytes){ BYTES_WHOLE, BUF_BYTES, buf };
	c.bytes = bytes;
	assert_false(sink_call(f->sink, &c));
	assert_int_equal(json_lines(written(f)), 1);
	assert_non_null(strstr(f->text, "...\"},\"raw\""));
	free(buf);
}

/* --- The table ------------------------------------------------------------------------------ */

static void check_names(const struct syscall_desc *d, const uint64_t *values)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	struct syscall_args args;

	syscall_args_of(d, values, &args);
	for (unsigned int i = 0; i < args.cnt; i++) {
		const char *name = args.arg[i] ? args.arg[i]->name : "skipped";
		size_t len = strlen(name);

		if (args.arg[i] && args.arg[i]->name_len != len)
			fail_msg("%s: '%s' is longer than its table says", d->name, name);
		if (!len || len > 64 || strspn(name, letters) != len || !strcmp(name, "ret"))
			fail_msg("%s: an argument is named '%s'", d->name, name);
		for (unsigned int j = 0; args.arg[i] && j < i; j++)
			if (args.arg[j] && !strcmp(args.arg[j]->name, name))
				fail_msg("%s: two arguments are named '%s'", d->name, name);
	}
}

static void check_call(struct fixture *f, enum abi abi, int64_t nr, uint64_t fill, int64_t selector)
{
	const struct syscall_desc *d = syscall_get(abi, nr);
	struct call c = call_of(f, d);

	c.abi = abi;
	c.nr = nr;
	c.ret = (int64_t)fill;
	memset(c.args, 0, sizeof(c.args));
	for (unsigned int i = 0; i < SYSCALL_ARGS_MAX; i++)
		c.args[i] = fill;
	if (selector >= 0)
		c.args[d->variants->selector] = (uint64_t)selector;
	check_names(d, c.args);
	assert_false(sink_call(f->sink, &c));
}

/* Arguments have names of their own, by which they can be keys; values stay inside of strings. */
static void test_every_call(void **state)
{
	static const uint64_t fills[] = { 0, 1, 0x7fffffff, 0x8000000000000001, UINT64_MAX };
	struct fixture *f = *state;
	size_t cnt = 0;

	for (enum abi abi = 0; abi < ABI_CNT; abi++) {
		for (int64_t nr = -1; nr <= SYSCALL_NR_LIMIT; nr++) {
			const struct syscall_variants *v = syscall_get(abi, nr)->variants;

			for (size_t i = 0; i < ARRAY_CNT(fills); i++, cnt++)
				check_call(f, abi, nr, fills[i], -1);
			for (unsigned int row = 0; v && row < v->row_cnt; row++, cnt++)
				check_call(f, abi, nr, 0x42, (int64_t)v->rows[row].value);
		}
		assert_int_equal(json_lines(written(f)), cnt);
		cnt = 0;
	}
}

/* --- Other objects -------------------------------------------------------------------------- */

#define TRACE                                                                                         \
	"{\"type\":\"trace\",\"schema\":1,\"version\":\"1.2 (a \\\"b\\\")\",\"clock\":\"monotonic\"," \
	"\"wall_offset_ns\":1700000000000000123}\n"

static void test_trace_comes_once(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(written(f), "");
	sink_start(f->sink, 5);
	sink_lost(f->sink, 6, 1, 2);
	assert_int_equal(sink_finish(f->sink, &(struct sink_end){ 0 }), 0);
	assert_string_equal(written(f),
			    TRACE "{\"type\":\"lost\",\"ts_ns\":6,\"cpu\":1,\"cnt\":2}\n");
}

static void test_loss_before_start(void **state)
{
	struct fixture *f = *state;

	sink_lost(f->sink, 6, 0, UINT64_MAX);
	sink_start(f->sink, 7);
	assert_string_equal(written(f), TRACE "{\"type\":\"lost\",\"ts_ns\":6,\"cpu\":0,"
					      "\"cnt\":18446744073709551615}\n");
}

static void test_trace_without_events(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sink_finish(f->sink, &(struct sink_end){ 0 }), 0);
	assert_string_equal(written(f), TRACE);
}

static void test_unknown_config(void **state)
{
	struct fixture *f = *state;
	struct json_config cfg = { .out = f->out, .format = &f->format };

	sink_close(f->sink);
	f->sink = json_new(&cfg);
	sink_start(f->sink, 1);
	assert_string_equal(written(f),
			    "{\"type\":\"trace\",\"schema\":1,\"clock\":\"monotonic\"}\n");
}

static void test_max_events(void **state)
{
	struct fixture *f = *state;
	struct call c = call_of(f, &sigreturn_desc);

	sink_close(f->sink);
	f->sink = new_sink(f, 2);
	sink_start(f->sink, 1);
	sink_lost(f->sink, 1, 1, 1);
	assert_false(sink_call(f->sink, &c));
	sink_lost(f->sink, 1, 1, 1);
	assert_true(sink_call(f->sink, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
		TEST(complete),
		TEST(zeros),
		TEST(number_limits),
		TEST(i386),
		TEST(results),
		TEST(variants),
		TEST(unknown_call),
		TEST(since_attach),
		TEST(no_enter),
		TEST(no_enter_of_variants),
		TEST(in_child),
		TEST(without_result),
		TEST(no_cpu),
		TEST(sigreturn),
		TEST(strings),
		TEST(files),
		TEST(comm),
		TEST(longest_files),
		TEST(longest_strings),
		TEST(longest_value),
		TEST(every_call),
		TEST(trace_comes_once),
		TEST(loss_before_start),
		TEST(trace_without_events),
		TEST(unknown_config),
		TEST(max_events),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
