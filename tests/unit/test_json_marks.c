/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is no call as JSON: each kind of mark to the byte, cgroups and containers, and that the
 * lines are valid whatever a program chose and however long it is.
 */
#include "unit/check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sink/json.h"
#include "task/cgroups.h"
#include "unit/json_lines.h"

struct fixture {
	int fd;
	struct outfile *out;
	struct format format;
	struct format_tracepoints tracepoints; /* gives the fields below */
	const struct format_field *fields;
	size_t field_cnt;
	struct sink *sink;
	struct task_table *tasks;
	struct task *task;
	char *text; /* what was written last */
};

static void each_field(void *arg, const struct mark *m, format_field_fn *fn, void *fn_arg)
{
	const struct fixture *f = arg;

	(void)m;
	for (size_t i = 0; i < f->field_cnt; i++)
		fn(fn_arg, &f->fields[i]);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct json_config cfg;

	f->fd = memfd_create("json", MFD_CLOEXEC);
	f->out = outfile_new(f->fd, NULL);
	f->tasks = task_table_new(false);
	f->task = task_get(f->tasks, 10, 11);
	task_set_comm(f->task, "prog");
	f->tracepoints = (struct format_tracepoints){ .fields = each_field, .arg = f };
	f->format = (struct format){ .tasks = f->tasks, .tracepoints = &f->tracepoints };
	cfg = (struct json_config){ .out = f->out, .format = &f->format };
	f->sink = json_new(&cfg);
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
	size_t len;

	assert_int_equal(sink_flush(f->sink), 0);
	len = (size_t)lseek(f->fd, 0, SEEK_END);
	f->text = realloc(f->text, len + 1);
	assert_int_equal(pread(f->fd, f->text, len, 0), len);
	f->text[len] = '\0';
	assert_int_equal(ftruncate(f->fd, 0), 0);
	lseek(f->fd, 0, SEEK_SET);
	return f->text;
}

#define MARK(type) \
	"{\"type\":\"" type "\",\"ts_ns\":1000,\"pid\":10,\"tid\":11,\"comm\":\"prog\",\"cpu\":1"

static struct mark mark_of(struct fixture *f, enum mark_kind kind)
{
	return (struct mark){ .kind = kind, .task = f->task, .time_ns = 1000, .cpu = 1 };
}

/* The object of @m, behind that of the trace. */
static const char *mark_written(struct fixture *f, const struct mark *m)
{
	sink_start(f->sink, 1);
	written(f);
	assert_false(sink_mark(f->sink, m));
	return written(f);
}

static void expect_mark(struct fixture *f, const struct mark *m, const char *expected)
{
	assert_string_equal(mark_written(f, m), expected);
	assert_int_equal(json_lines(expected), 1);
}

static void test_ends(void **state)
{
	struct mark m = mark_of(*state, MARK_EXITED);

	m.u.exited.status = 255;
	expect_mark(*state, &m, MARK("thread_exit") ",\"status\":255}\n");
	m = mark_of(*state, MARK_KILLED);
	m.u.killed.signo = SIGSEGV;
	expect_mark(*state, &m, MARK("thread_exit") ",\"signal\":\"SIGSEGV\"}\n");
	m = mark_of(*state, MARK_GONE);
	expect_mark(*state, &m, MARK("thread_exit") "}\n");
	m.cpu = -1;
	expect_mark(*state, &m,
		    "{\"type\":\"thread_exit\",\"ts_ns\":1000,\"pid\":10,\"tid\":11,"
		    "\"comm\":\"prog\"}\n");
}

static void test_signals(void **state)
{
	struct mark m = mark_of(*state, MARK_SIGNAL);

	m.u.signal.signo = SIGCHLD;
	m.u.signal.code = CLD_EXITED;
	expect_mark(*state, &m,
		    MARK("signal") ",\"signal\":\"SIGCHLD\",\"code\":\"CLD_EXITED\"}\n");
	m.u.signal.signo = SIGSYS;
	m.u.signal.code = -4711;
	m.u.signal.err = -1;
	expect_mark(*state, &m,
		    MARK("signal") ",\"signal\":\"SIGSYS\",\"code\":\"-4711\",\"si_errno\":-1}\n");
	m.u.signal.signo = 4711;
	m.u.signal.err = 0;
	expect_mark(*state, &m, MARK("signal") ",\"signal\":\"4711\",\"code\":\"-4711\"}\n");
}

static void test_page_faults(void **state)
{
	struct mark m = mark_of(*state, MARK_FAULT);

	m.u.fault.from.addr = 0x7f0000001234;
	m.u.fault.to.addr = UINT64_MAX;
	expect_mark(*state, &m,
		    MARK("page_fault") ",\"major\":false,\"from\":{\"addr\":\"0x7f0000001234\"},"
				       "\"to\":{\"addr\":\"0xffffffffffffffff\"}}\n");
	m.u.fault.major = true;
	m.u.fault.from.file = "/lib/\"\n\xff";
	m.u.fault.from.offset = UINT64_MAX;
	m.u.fault.to = (struct mark_place){ .file = "[heap]" };
	expect_mark(*state, &m,
		    MARK("page_fault") ",\"major\":true,\"from\":{\"addr\":\"0x7f0000001234\","
				       "\"file\":\"/lib/\\\"\\n\\ufffd\",\"offset\":18446744073709551615},"
				       "\"to\":{\"addr\":\"0\",\"file\":\"[heap]\",\"offset\":0}}\n");
}

static struct mark tracepoint_of(struct fixture *f, const struct format_field *fields, size_t cnt)
{
	struct mark m = mark_of(f, MARK_TRACEPOINT);

	m.u.tracepoint.id = 1;
	m.u.tracepoint.name = "sched:x";
	f->fields = fields;
	f->field_cnt = cnt;
	return m;
}

#define EVENT MARK("tracepoint") ",\"event\":\"sched:x\",\"fields\":"

/* Each field in the type of its kind. */
static void test_fields(void **state)
{
	static const struct format_field fields[] = {
		{ .name = "min", .kind = FORMAT_FIELD_SIGNED, .number = 1ull << 63 },
		{ .name = "minus", .kind = FORMAT_FIELD_SIGNED, .number = UINT64_MAX },
		{ .name = "max", .kind = FORMAT_FIELD_UNSIGNED, .number = UINT64_MAX },
		{ .name = "zero", .kind = FORMAT_FIELD_UNSIGNED },
		{ .name = "text",
		  .kind = FORMAT_FIELD_TEXT,
		  .bytes = "a\"\\\n\0\xff",
		  .bytes_cnt = 6 },
		{ .name = "none", .kind = FORMAT_FIELD_TEXT, .bytes = "" },
	};
	struct mark m = tracepoint_of(*state, fields, ARRAY_CNT(fields));

	expect_mark(*state, &m,
		    EVENT "{\"min\":-9223372036854775808,\"minus\":-1,"
			  "\"max\":18446744073709551615,\"zero\":0,"
			  "\"text\":\"a\\\"\\\\\\n\\u0000\\ufffd\",\"none\":\"\"}}\n");
}

static void test_no_fields(void **state)
{
	struct fixture *f = *state;
	struct mark m = tracepoint_of(f, NULL, 0);

	expect_mark(f, &m, EVENT "{}}\n");
	f->format.tracepoints = NULL;
	expect_mark(f, &m, EVENT "{}}\n");
}

/* Bytes are the machine's; what of the last number is missing is no number. */
static void test_arrays(void **state)
{
	static const uint8_t bytes[] = { 0, 1, 255 };
	static const int8_t signed_bytes[] = { -1, INT8_MIN, INT8_MAX };
	static const int16_t shorts[] = { -2, INT16_MIN, 4711 };
	static const uint32_t ints[] = { UINT32_MAX, 1u << 31 };
	static const uint64_t longs[] = { UINT64_MAX, 1ull << 63 };
#define ARRAY(name_, array, is_signed)                                         \
	{                                                                      \
		.name = (name_), .kind = FORMAT_FIELD_ARRAY, .bytes = (array), \
		.bytes_cnt = sizeof(array), .element_bytes = sizeof(*(array)), \
		.element_signed = (is_signed)                                  \
	}
	const struct format_field fields[] = {
		ARRAY("u8", bytes, false),
		ARRAY("s8", signed_bytes, true),
		ARRAY("s16", shorts, true),
		ARRAY("u32", ints, false),
		ARRAY("s32", ints, true),
		ARRAY("u64", longs, false),
		ARRAY("s64", longs, true),
		{ .name = "none", .kind = FORMAT_FIELD_ARRAY, .bytes = bytes, .element_bytes = 8 },
		{ .name = "cut",
		  .kind = FORMAT_FIELD_ARRAY,
		  .bytes = shorts,
		  .bytes_cnt = 5,
		  .element_bytes = 2,
		  .element_signed = true },
	};
	struct mark m = tracepoint_of(*state, fields, ARRAY_CNT(fields));

	expect_mark(*state, &m,
		    EVENT "{\"u8\":[0,1,255],\"s8\":[-1,-128,127],\"s16\":[-2,-32768,4711],"
			  "\"u32\":[4294967295,2147483648],\"s32\":[-1,-2147483648],"
			  "\"u64\":[18446744073709551615,9223372036854775808],"
			  "\"s64\":[-1,-9223372036854775808],\"none\":[],\"cut\":[-2,-32768]}}\n");
}

/* --- Cgroups and containers ------------------------------------------------------------------ */

static void show_groups(struct fixture *f, bool cgroup, bool container)
{
	struct json_config cfg = {
		.out = f->out,
		.format = &f->format,
		.show_cgroup = cgroup,
		.show_container = container,
	};

	sink_close(f->sink);
	f->sink = json_new(&cfg);
}

static void expect_group(struct fixture *f, const struct cgroup *cg, const char *expected)
{
	struct mark m = mark_of(f, MARK_GONE);
	char line[512];

	f->task->cgroup = cg;
	snprintf(line, sizeof(line), "%s%s}\n", MARK("thread_exit"), expected);
	expect_mark(f, &m, line);
}

static void test_groups(void **state)
{
	static const struct container pod = {
		.id = "01\"\n", .name = "web\033", .pod = "front\xff", .label = "no"
	};
	static const struct container nameless = {
		.id = "02", .name = "", .pod = "", .label = "no"
	};
	static const struct cgroup in_pod = { .path = "/a\\\001",
					      .container = &pod,
					      .label = "no" };
	static const struct cgroup in_nameless = { .path = "/b", .container = &nameless };
	static const struct cgroup in_none = { .path = "/c", .label = "no" };
	static const struct cgroup unknown = { .label = "?" };
	struct fixture *f = *state;

	expect_group(f, &in_pod, "");
	show_groups(f, true, false);
	expect_group(f, &in_pod, ",\"cgroup\":\"/a\\\\\\u0001\"");
	expect_group(f, &unknown, "");
	expect_group(f, NULL, "");
	show_groups(f, false, true);
	expect_group(f, &in_pod,
		     ",\"container_id\":\"01\\\"\\n\",\"container\":\"web\\u001b\","
		     "\"pod\":\"front\\ufffd\"");
	expect_group(f, &in_nameless, ",\"container_id\":\"02\"");
	expect_group(f, &in_none, "");
	expect_group(f, NULL, "");
	show_groups(f, true, true);
	expect_group(f, &in_nameless, ",\"cgroup\":\"/b\",\"container_id\":\"02\"");
}

static void test_group_of_call(void **state)
{
	static const struct syscall_desc desc = { .name = "sync", .name_len = 4 };
	static const struct cgroup cg = { .path = "/c" };
	struct fixture *f = *state;
	struct call c = { .state = CALL_IN_CHILD, .task = f->task, .desc = &desc, .enter_ns = 9 };

	show_groups(f, true, true);
	f->task->cgroup = &cg;
	sink_start(f->sink, 1);
	assert_false(sink_call(f->sink, &c));
	assert_int_equal(json_lines(written(f)), 2);
	assert_non_null(strstr(f->text, "\"cpu\":0,\"cgroup\":\"/c\",\"syscall\":\"sync\","));
}

/* --- The longest marks ------------------------------------------------------------------------ */

/* Lines of @m one after the other, so that pieces end at many places; all are the same. */
static void expect_long(struct fixture *f, const struct mark *m, size_t len_min)
{
	enum { LINES = 30 };
	size_t line_len;

	sink_start(f->sink, 1);
	written(f);
	for (int i = 0; i < LINES; i++)
		assert_false(sink_mark(f->sink, m));
	assert_int_equal(json_lines(written(f)), LINES);
	line_len = strcspn(f->text, "\n") + 1;
	assert_true(line_len > len_min);
	for (size_t i = 1; i < LINES; i++)
		assert_memory_equal(f->text + i * line_len, f->text, line_len);
}

static void test_longest_fields(void **state)
{
	enum { BYTES = 65000 };
	unsigned char *bytes = malloc(BYTES);
	const struct format_field fields[] = {
		{ .name = "text", .kind = FORMAT_FIELD_TEXT, .bytes = bytes, .bytes_cnt = BYTES },
		{ .name = "array",
		  .kind = FORMAT_FIELD_ARRAY,
		  .bytes = bytes,
		  .bytes_cnt = BYTES,
		  .element_bytes = 1 },
		{ .name = "long",
		  .kind = FORMAT_FIELD_ARRAY,
		  .bytes = bytes,
		  .bytes_cnt = BYTES,
		  .element_bytes = 8,
		  .element_signed = true },
		{ .name = "last", .kind = FORMAT_FIELD_UNSIGNED, .number = 1 },
	};
	struct mark m = tracepoint_of(*state, fields, ARRAY_CNT(fields));

	memset(bytes, 0x81, BYTES);
	expect_long(*state, &m, (3 + 4) * BYTES);
	free(bytes);
}

static void test_many_fields(void **state)
{
	enum { MANY = 3000 };
	struct format_field *fields = calloc(MANY, sizeof(*fields));
	char(*names)[24] = calloc(MANY, sizeof(*names));
	struct mark m = tracepoint_of(*state, fields, MANY);

	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "field_%d", i);
		fields[i] = (struct format_field){ .name = names[i], .number = 1ull << 63 };
	}
	expect_long(*state, &m, MANY * sizeof("\"field_1\":-9223372036854775808"));
	free(names);
	free(fields);
}

/* Paths as long as they can be, and the longest escape for each of their bytes. */
static void test_longest_places(void **state)
{
	struct fixture *f = *state;
	struct mark m = mark_of(f, MARK_FAULT);
	char path[4096];
	struct container container = { .id = path, .name = path, .pod = path };
	struct cgroup cg = { .path = path, .container = &container };

	memset(path, '\001', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	show_groups(f, true, true);
	f->task->cgroup = &cg;
	m.u.fault.from.file = m.u.fault.to.file = path;
	expect_long(f, &m, 6 * 6 * (sizeof(path) - 1));
}

/* --- Among the other objects ------------------------------------------------------------------ */

static void test_max_events(void **state)
{
	struct fixture *f = *state;
	struct json_config cfg = { .out = f->out, .format = &f->format, .max_events = 2 };
	struct mark m = mark_of(f, MARK_GONE);

	sink_close(f->sink);
	f->sink = json_new(&cfg);
	sink_start(f->sink, 1);
	assert_false(sink_mark(f->sink, &m));
	sink_lost(f->sink, 1, 1, 1);
	assert_true(sink_mark(f->sink, &m));
}

/* The first object is that of the trace, whatever comes first. */
static void test_mark_before_start(void **state)
{
	struct fixture *f = *state;
	struct mark m = mark_of(f, MARK_GONE);

	assert_false(sink_mark(f->sink, &m));
	sink_start(f->sink, 7);
	assert_string_equal(written(f),
			    "{\"type\":\"trace\",\"schema\":1,\"clock\":\"monotonic\"}\n" MARK(
				    "thread_exit") "}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
		TEST(ends),
		TEST(signals),
		TEST(page_faults),
		TEST(fields),
		TEST(no_fields),
		TEST(arrays),
		TEST(groups),
		TEST(group_of_call),
		TEST(longest_fields),
		TEST(many_fields),
		TEST(longest_places),
		TEST(max_events),
		TEST(mark_before_start),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
