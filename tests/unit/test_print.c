/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines that are too long, and those of marks: what stands beside them, and what they interrupt.
 * What lines of calls look like is tested with tests/data.
 */
#include "unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pair/pair.h"
#include "sink/print.h"
#include "task/cgroups.h"
#include "unit/calls.h"

enum { LONG_BYTES = 400000 };

/* The line of an openat() whose path, @len bytes, came along. The caller frees it. */
static char *line_of(size_t len, bool color)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);
	struct outfile *out = outfile_new(fd, NULL);
	struct task_table *tasks = task_table_new(false);
	struct format format = { .tasks = tasks };
	struct print_config cfg = { .out = out, .format = &format, .color = color };
	struct sink *sink = print_new(&cfg);
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = {
		.state = CALL_COMPLETE, .enter_ns = 1, .abi = ABI_X86_64, .ret = -2, .bytes = bytes
	};
	char *path = malloc(len), *line;
	off_t end;

	memset(path, 'x', len);
	bytes[1] = (struct call_bytes){ BYTES_WHOLE, (uint32_t)len, path };
	c.task = task_get(tasks, 10, 10);
	c.nr = calls_nr(ABI_X86_64, "openat");
	c.desc = syscall_get(ABI_X86_64, c.nr);
	c.args[1] = 0x1000;
	assert_false(sink_call(sink, &c));
	assert_int_equal(outfile_free(out), 0);
	sink_close(sink);
	task_table_free(tasks);
	free(path);
	end = lseek(fd, 0, SEEK_END);
	assert_true(end > 0);
	line = calloc(1, (size_t)end + 1);
	assert_int_equal(pread(fd, line, (size_t)end, 0), end);
	close(fd);
	return line;
}

static void expect_end(const char *line, const char *end)
{
	assert_true(strlen(line) > strlen(end));
	assert_string_equal(line + strlen(line) - strlen(end), end);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void test_long_paths_fit(void **state)
{
	char *line = line_of(4 * 4095, false);

	(void)state;
	expect_end(line, "= -1 ENOENT (No such file or directory)\n");
	free(line);
}

/* What is cut says so, stays one line, and leaves no colour on the terminal. */
static void test_cut(void **state)
{
	char *line = line_of(LONG_BYTES, false);

	(void)state;
	expect_end(line, "xxx...\n");
	free(line);
	line = line_of(LONG_BYTES, true);
	expect_end(line, "xxx\033[m...\n");
	free(line);
}

/* --- Marks ---------------------------------------------------------------------------------- */

struct fixture {
	int fd;
	struct outfile *out;
	struct task_table *tasks;
	struct format format;
	struct print_config cfg;
	struct sink *sink; /* made at its first use */
	struct pair pair;
	char *text;
};

/* A tracepoint's record is its own text here. */
static void text_of(void *arg, struct text *t, const struct mark *m)
{
	(void)arg;
	text_mem(t, m->u.tracepoint.raw, m->u.tracepoint.raw_len);
}

static const struct format_tracepoints tracepoints = { .text = text_of };

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->fd = memfd_create("lines", MFD_CLOEXEC);
	f->out = outfile_new(f->fd, NULL);
	f->tasks = task_table_new(false);
	f->format = (struct format){ .tasks = f->tasks, .tracepoints = &tracepoints };
	f->cfg = (struct print_config){
		.out = f->out, .format = &f->format, .show_comm = true, .durations = true
	};
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

static struct sink *sink_of(struct fixture *f)
{
	if (!f->sink) {
		f->sink = print_new(&f->cfg);
		sink_start(f->sink, 1000000);
	}
	return f->sink;
}

static struct task *thread(struct fixture *f, int tid, const char *comm)
{
	struct task *t = task_get(f->tasks, 10, tid);

	task_set_comm(t, comm);
	return t;
}

/* @t enters read(). */
static void enter_read(struct fixture *f, struct task *t, uint64_t time_ns)
{
	const uint64_t args[SYSCALL_ARGS_MAX] = { 3, 0x7f00, 1 };
	const struct pair_enter e = {
		.nr = calls_nr(ABI_X86_64, "read"),
		.abi = ABI_X86_64,
		.time_ns = time_ns,
		.args = args,
	};
	struct call old;

	assert_false(pair_enter(&f->pair, t, &e, &old));
	assert_false(sink_begin(sink_of(f), t));
}

/* And returns 1. */
static void leave_read(struct fixture *f, struct task *t, uint64_t time_ns)
{
	const struct pair_exit x = { .nr = calls_nr(ABI_X86_64, "read"),
				     .ret = 1,
				     .time_ns = time_ns };
	struct call done, old;

	assert_false(pair_exit(&f->pair, t, &x, &done, &old));
	assert_false(sink_call(sink_of(f), &done));
}

static struct mark exit_of(struct task *t, uint64_t time_ns)
{
	return (struct mark){
		.kind = MARK_EXITED, .task = t, .time_ns = time_ns, .u.exited.status = 3
	};
}

static struct mark tracepoint_of(struct task *t, const char *text, size_t len)
{
	return (struct mark){
		.kind = MARK_TRACEPOINT,
		.task = t,
		.time_ns = 2000000,
		.u.tracepoint = { .id = 1, .name = "sched:x", .raw = text, .raw_len = len },
	};
}

/* All that was written. */
static const char *written(struct fixture *f)
{
	off_t end;

	assert_int_equal(sink_flush(sink_of(f)), 0);
	end = lseek(f->fd, 0, SEEK_END);
	f->text = realloc(f->text, (size_t)end + 1);
	assert_int_equal(pread(f->fd, f->text, (size_t)end, 0), end);
	f->text[end] = '\0';
	return f->text;
}

/* The line of @m alone. */
static void expect_mark(struct fixture *f, const struct mark *m, const char *line)
{
	assert_false(sink_mark(sink_of(f), m));
	assert_string_equal(written(f), line);
}

/* Where there are calls, a mark leaves their column free. */
static void test_mark_beside_calls(void **state)
{
	struct fixture *f = *state;
	struct mark m = exit_of(thread(f, 11, "prog"), 1250000);

	expect_mark(f, &m, "     0.250 (         ): prog/11 +++ exited with 3 +++\n");
}

static void test_mark_alone(void **state)
{
	struct fixture *f = *state;
	struct mark m = exit_of(thread(f, 11, "prog"), 1250000);

	f->cfg.durations = false;
	f->cfg.show_comm = false;
	expect_mark(f, &m, "     0.250 11 +++ exited with 3 +++\n");
}

static void test_mark_full_time(void **state)
{
	struct fixture *f = *state;
	struct mark m = exit_of(thread(f, 11, ""), 1250000);

	f->cfg.full_time = true;
	expect_mark(f, &m, "     1.250 (         ): 11 +++ exited with 3 +++\n");
}

static void test_tracepoint(void **state)
{
	struct fixture *f = *state;
	struct mark m = tracepoint_of(thread(f, 11, "prog"), "a=1 b=x", 7);

	expect_mark(f, &m, "     1.000 (         ): prog/11 sched:x(a=1 b=x)\n");
}

static void test_tracepoint_in_color(void **state)
{
	struct fixture *f = *state;
	struct mark m = tracepoint_of(thread(f, 11, "prog"), "a=1", 3);

	f->cfg.color = true;
	expect_mark(f, &m, "     1.000 (         ): prog/11 \033[1msched:x\033[m(a=1)\n");
}

static void test_tracepoint_without_formats(void **state)
{
	struct fixture *f = *state;
	struct mark m = tracepoint_of(thread(f, 11, "prog"), "a=1", 3);

	f->format.tracepoints = NULL;
	expect_mark(f, &m, "     1.000 (         ): prog/11 sched:x()\n");
}

/* As with calls: it says that it is cut, and nothing of it is left on the terminal. */
static void test_long_tracepoint(void **state)
{
	struct fixture *f = *state;
	char *text = malloc(LONG_BYTES);
	struct mark m = tracepoint_of(thread(f, 11, "prog"), text, LONG_BYTES);

	memset(text, 'x', LONG_BYTES);
	f->cfg.color = true;
	assert_false(sink_mark(sink_of(f), &m));
	expect_end(written(f), "xxx\033[m...\n");
	free(text);
}

/* Another thread's mark, and one of the thread itself: a fault inside of the call. */
static void test_mark_interrupts(void **state)
{
	struct fixture *f = *state;
	struct task *reader = thread(f, 11, "r"), *other = thread(f, 12, "o");
	struct mark m = exit_of(other, 1200000);

	enter_read(f, reader, 1100000);
	assert_false(sink_mark(sink_of(f), &m));
	m = (struct mark){ .kind = MARK_GONE, .task = other, .time_ns = 1300000 };
	assert_false(sink_mark(sink_of(f), &m));
	leave_read(f, reader, 1400000);
	enter_read(f, reader, 1500000);
	m = (struct mark){ .kind = MARK_FAULT, .task = reader, .time_ns = 1600000 };
	m.u.fault.to.addr = 0x7f00;
	assert_false(sink_mark(sink_of(f), &m));
	leave_read(f, reader, 1700000);
	enter_read(f, reader, 1800000);
	leave_read(f, reader, 1900000);
	assert_string_equal(written(f),
			    "     0.100 (         ): r/11 read(fd: 3, buf: 0x7f00, count: 1)                                 ...\n"
			    "     0.200 (         ): o/12 +++ exited with 3 +++\n"
			    "     0.300 (         ): o/12 +++ ended +++\n"
			    "     0.100 ( 0.300 ms): r/11  ... [continued]: read())                                             = 1\n"
			    "     0.500 (         ): r/11 read(fd: 3, buf: 0x7f00, count: 1)                                 ...\n"
			    "     0.600 (         ): r/11 minfault [0] => 0x7f00 (?.)\n"
			    "     0.500 ( 0.200 ms): r/11  ... [continued]: read())                                             = 1\n"
			    "     0.800 ( 0.100 ms): r/11 read(fd: 3, buf: 0x7f00, count: 1)                                    = 1\n");
}

/* The interrupted line is one of the lines that were asked for. */
static void test_marks_count(void **state)
{
	struct fixture *f = *state;
	struct task *reader = thread(f, 11, "r");
	struct mark m = exit_of(thread(f, 12, "o"), 1200000);

	f->cfg.max_events = 3;
	assert_false(sink_mark(sink_of(f), &m));
	assert_false(sink_mark(sink_of(f), &m));
	enter_read(f, reader, 1100000);
	assert_true(sink_mark(sink_of(f), &m));
	written(f);
	expect_end(strchr(strchr(f->text, '\n') + 1, '\n') + 1, "...\n");
}

static void test_last_mark(void **state)
{
	struct fixture *f = *state;
	struct mark m = exit_of(thread(f, 12, "o"), 1200000);

	f->cfg.max_events = 2;
	assert_false(sink_mark(sink_of(f), &m));
	assert_true(sink_mark(sink_of(f), &m));
}

/* --- Cgroups and containers ------------------------------------------------------------------ */

static const struct container web = { .id = "0123", .name = "web", .label = "web", .label_len = 3 };
static const struct cgroup in_web = {
	.path = "/a/web", .container = &web, .label = "/a/web", .label_len = 6
};
static const struct cgroup in_none = { .path = "/b", .label = "/b", .label_len = 2 };

/* The line of a mark, with that between time and name. */
static void expect_group(struct fixture *f, const struct cgroup *cg, const char *group)
{
	struct task *t = thread(f, 11, "p");
	struct mark m = exit_of(t, 1250000);
	char line[256];

	t->cgroup = cg;
	snprintf(line, sizeof(line), "     0.250 (         ): %sp/11 +++ exited with 3 +++\n",
		 group);
	expect_mark(f, &m, line);
	assert_int_equal(ftruncate(f->fd, 0), 0);
	lseek(f->fd, 0, SEEK_SET);
}

static void test_groups_are_asked_for(void **state)
{
	struct fixture *f = *state;

	expect_group(f, &in_web, "");
	expect_group(f, NULL, "");
}

static void test_show_cgroup(void **state)
{
	struct fixture *f = *state;

	f->cfg.show_cgroup = true;
	expect_group(f, &in_web, "[/a/web] ");
	expect_group(f, &in_none, "[/b] ");
	expect_group(f, NULL, "[?] ");
}

static void test_show_container(void **state)
{
	struct fixture *f = *state;

	f->cfg.show_container = true;
	expect_group(f, &in_web, "[web] ");
	expect_group(f, &in_none, "");
	expect_group(f, NULL, "");
}

static void test_show_both(void **state)
{
	struct fixture *f = *state;

	f->cfg.show_cgroup = f->cfg.show_container = true;
	expect_group(f, &in_web, "[web] [/a/web] ");
	expect_group(f, &in_none, "[/b] ");
	expect_group(f, NULL, "[?] ");
}

/* The two halves of a call say so, too; their columns move with it. */
static void test_groups_of_calls(void **state)
{
	struct fixture *f = *state;
	struct task *reader = thread(f, 11, "r"), *other = thread(f, 12, "o");
	struct mark m = exit_of(other, 1200000);

	f->cfg.show_container = true;
	reader->cgroup = &in_web;
	enter_read(f, reader, 1100000);
	assert_false(sink_mark(sink_of(f), &m));
	leave_read(f, reader, 1400000);
	assert_string_equal(written(f),
			    "     0.100 (         ): [web] r/11 read(fd: 3, buf: 0x7f00, count: 1)                                 ...\n"
			    "     0.200 (         ): o/12 +++ exited with 3 +++\n"
			    "     0.100 ( 0.300 ms): [web] r/11  ... [continued]: read())                                             = 1\n");
}

/* --- What programs choose -------------------------------------------------------------------- */

/* One line, and no byte of it that a terminal would obey. */
static void expect_harmless(const char *line)
{
	for (; line[1]; line++)
		assert_true((unsigned char)*line >= 0x20 && (unsigned char)*line < 0x7f);
	assert_int_equal(*line, '\n');
}

static void test_hostile_names(void **state)
{
	static const char hostile[] = "\033]0;x\007\n\xff\x9b";
	struct fixture *f = *state;
	struct mark m = { .kind = MARK_FAULT, .task = thread(f, 11, hostile), .time_ns = 1200000 };

	m.u.fault.from = (struct mark_place){ 0x1000, hostile, 0x10, true };
	m.u.fault.to = (struct mark_place){ 0x2000, hostile, 0x20, false };
	assert_false(sink_mark(sink_of(f), &m));
	expect_harmless(written(f));
	assert_non_null(strstr(f->text, ": \\x1b]0;x\\x07\\n\\xff\\x9b/11 minfault ["));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_paths_fit),
		cmocka_unit_test(test_cut),
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
		TEST(mark_beside_calls),
		TEST(mark_alone),
		TEST(mark_full_time),
		TEST(tracepoint),
		TEST(tracepoint_in_color),
		TEST(tracepoint_without_formats),
		TEST(long_tracepoint),
		TEST(mark_interrupts),
		TEST(marks_count),
		TEST(last_mark),
		TEST(groups_are_asked_for),
		TEST(show_cgroup),
		TEST(show_container),
		TEST(show_both),
		TEST(groups_of_calls),
		TEST(hostile_names),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
