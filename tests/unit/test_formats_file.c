/* SPDX-License-Identifier: GPL-2.0-only */
/* Formats that a recording brings: nothing but they count, and no damage to them matters. */
#include "unit/formats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* clang-format off */
#define EVENT(name, id, fields) \
	"name: " name "\nID: " id "\n" FORMAT_COMMON fields

#define SYS_ENTER EVENT("sys_enter", "418", \
	FORMAT_FIELD("long id", 8, 8, 1) \
	FORMAT_FIELD("unsigned long args[6]", 16, 48, 0)) \
	"\nprint fmt: \"NR %ld\", REC->id\n"
#define SYS_EXIT EVENT("sys_exit", "417", \
	FORMAT_FIELD("long id", 8, 8, 1) \
	FORMAT_FIELD("long ret", 16, 8, 1)) \
	"\nprint fmt: \"NR %ld = %ld\", REC->id, REC->ret\n"
#define NAMES EVENT("names", "300", \
	FORMAT_FIELD("void * function", 8, 8, 0) \
	FORMAT_FIELD("const char * what", 16, 8, 0)) \
	"\nprint fmt: \"%ps %s\", REC->function, REC->what\n"
/* clang-format on */

#define FORMAT_OF(system_name, string)                              \
	{                                                           \
		.system = { system_name, sizeof(system_name) - 1 }, \
		.text = { string, sizeof(string) - 1 },             \
	}

struct heard {
	unsigned int cnt;
	enum diag_level level;
	char msg[DIAG_SENTENCE_BYTES];
};

static void hear(void *arg, enum diag_level level, const char *msg)
{
	struct heard *h = arg;

	h->cnt++;
	h->level = level;
	snprintf(h->msg, sizeof(h->msg), "%s", msg);
}

static struct perfdata_tracing tracing_of(struct perfdata_format *formats, size_t cnt)
{
	return (struct perfdata_tracing){
		.long_bytes = 8,
		.page_bytes = 4096,
		.formats = formats,
		.format_cnt = cnt,
	};
}

static struct formats *open_formats(struct perfdata_format *formats, size_t cnt, struct heard *h)
{
	const struct diag d = { hear, h };
	struct perfdata_tracing t = tracing_of(formats, cnt);
	struct formats *f = formats_from_tracing(&t, &d);

	assert_non_null(f);
	return f;
}

static int add_name(void *arg, const struct formats_event *event)
{
	struct text *t = arg;

	text_str(t, event->full_name);
	text_char(t, ' ');
	return 0;
}

/* What @pattern matches, with whichever of the two functions. */
static int match(struct formats *f, const char *pattern, bool list, const char *expected,
		 struct heard *h)
{
	const struct diag d = { hear, h };
	char buf[256] = "";
	struct text t;
	int err;

	text_init(&t, buf, sizeof(buf) - 1);
	err = list ? formats_list_events(f, pattern, &d, add_name, &t) :
		     formats_match_events(f, pattern, &d, add_name, &t);
	assert_string_equal(buf, expected);
	return err;
}

static void test_patterns(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("raw_syscalls", SYS_EXIT),
		FORMAT_OF("test", FORMAT_NAMED),
		FORMAT_OF("raw_syscalls", SYS_ENTER),
	};
	struct heard h = { 0 };
	struct formats *f = open_formats(formats, ARRAY_CNT(formats), &h);

	(void)state;
	for (int list = 0; list < 2; list++) {
		assert_int_equal(match(f, "*:*", list,
				       "raw_syscalls:sys_enter raw_syscalls:sys_exit test:named ",
				       &h),
				 0);
		assert_int_equal(match(f, "raw*:*exit", list, "raw_syscalls:sys_exit ", &h), 0);
		assert_int_equal(match(f, "test:named", list, "test:named ", &h), 0);
		assert_int_equal(h.cnt, 0);
		/* Of this machine's there is plenty. */
		assert_int_equal(match(f, "sched:*", list, "", &h), -ENOENT);
		assert_string_equal(h.msg, "no tracepoint in the recording matches 'sched:*'");
		assert_int_equal(match(f, "sched:sched_switch", list, "", &h), -ENOENT);
		assert_string_equal(h.msg, "the recording has no tracepoint 'sched:sched_switch'");
		assert_int_equal(match(f, "test:nmaed", list, "", &h), -ENOENT);
		assert_string_equal(h.msg, "the recording has no tracepoint 'test:nmaed'; did you "
					   "mean 'test:named'?");
		assert_int_equal(match(f, "named", list, "", &h), -EINVAL);
		h.cnt = 0;
	}
	formats_close(f);
}

static void test_events(void **state)
{
	struct perfdata_format formats[] = { FORMAT_OF("test", FORMAT_NAMED) };
	struct heard h = { 0 };
	struct formats *f = open_formats(formats, 1, &h);
	const struct formats_event *event;
	uint32_t offset, size, offsets[SYSCALL_ARGS_MAX];
	unsigned char raw[64];
	char buf[128];
	size_t len = formats_named(raw, 42, "abc", 4);

	(void)state;
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), -ENOENT);
	assert_int_equal(formats_event(f, "test", "named", &event), 0);
	assert_int_equal(event->id, 800);
	assert_int_equal(formats_field(f, "test", "named", "number", &offset, &size), 0);
	assert_int_equal(offset, 8);
	assert_int_equal(formats_show(f, raw, len, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "number=42 name=abc");
	assert_int_equal(formats_event(f, "sched", "sched_switch", &event), -ENOENT);
	assert_int_equal(formats_event_id(f, "sched", "sched_switch"), -ENOENT);
	assert_int_equal(formats_field(f, "sched", "sched_switch", "prev_pid", &offset, &size),
			 -ENOENT);
	assert_int_equal(formats_user_strings(f, "openat", offsets), -ENOENT);
	assert_int_equal(h.cnt, 0);
	formats_close(f);
}

static void test_raw_syscalls(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("raw_syscalls", SYS_EXIT),
		FORMAT_OF("raw_syscalls", SYS_ENTER),
		FORMAT_OF("test", FORMAT_NAMED),
	};
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	struct decode_layout l = { 0 };
	struct formats *f = open_formats(formats, 3, &h);

	(void)state;
	assert_int_equal(formats_raw_syscalls(f, &d, &l), 0);
	assert_int_equal(l.enter.id, 418);
	assert_int_equal(l.enter.nr_offset, 8);
	assert_int_equal(l.enter.arg_offset, 16);
	assert_int_equal(l.exit.id, 417);
	assert_int_equal(l.exit.arg_offset, 16);
	formats_close(f);

	f = open_formats(formats, 1, &h);
	assert_int_equal(formats_raw_syscalls(f, &d, &l), 0);
	assert_int_equal(l.enter.id, 0);
	assert_int_equal(l.exit.id, 417);
	formats_close(f);

	f = open_formats(formats + 2, 1, &h);
	assert_int_equal(formats_raw_syscalls(f, &d, &l), -ENOENT);
	assert_int_equal(l.enter.id, 0);
	assert_int_equal(l.exit.id, 0);
	assert_int_equal(h.cnt, 0);
	formats_close(f);
}

/* An event of that name which is something else. */
static void test_odd_raw_syscalls(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("raw_syscalls",
			  EVENT("sys_enter", "418",
				FORMAT_FIELD("long id", 8, 8, 1)) "\nprint fmt: \"\"\n"),
	};
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	struct decode_layout l = { 0 };
	struct formats *f = open_formats(formats, 1, &h);

	(void)state;
	assert_int_equal(formats_raw_syscalls(f, &d, &l), -ENOTSUP);
	assert_int_equal(h.cnt, 1);
	assert_int_equal(l.enter.id, 0);
	formats_close(f);
}

/* The names are those of the kernel that recorded. */
static void test_names(void **state)
{
	static const char kallsyms[] = "ffffffff81000000 T recorded_function\n";
	static const char printk[] = "0xffffffff82000000 : \"recorded string\"\n";
	struct {
		uint16_t id, zero;
		int32_t pid;
		uint64_t function, what;
	} r = { .id = 300, .function = 0xffffffff81000000, .what = 0xffffffff82000000 };
	struct perfdata_format formats[] = { FORMAT_OF("test", NAMES) };
	struct perfdata_tracing t = tracing_of(formats, 1);
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	struct formats *f;
	char buf[128];

	(void)state;
	t.kallsyms = (struct perfdata_bytes){ kallsyms, sizeof(kallsyms) - 1 };
	t.printk = (struct perfdata_bytes){ printk, sizeof(printk) - 1 };
	f = formats_from_tracing(&t, &d);
	assert_non_null(f);
	assert_int_equal(formats_event_id(f, "test", "names"), 300);
	formats_prepare(f, &d);
	formats_prepare(f, &d);
	assert_int_equal(formats_show(f, &r, sizeof(r), buf, sizeof(buf)), 0);
	assert_string_equal(buf, "recorded_function recorded string");
	assert_int_equal(h.cnt, 0);
	formats_close(f);

	t.kallsyms.len = t.printk.len = 0;
	f = formats_from_tracing(&t, &d);
	assert_int_equal(formats_event_id(f, "test", "names"), 300);
	formats_prepare(f, &d);
	assert_int_equal(h.cnt, 1);
	assert_int_equal(h.level, DIAG_INFO);
	assert_int_equal(formats_show(f, &r, sizeof(r), buf, sizeof(buf)), 0);
	assert_non_null(strstr(buf, "ffffffff81000000 "));
	formats_close(f);
}

/* Said once, and what is good stays. */
static void test_damaged(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("test", "name: damaged\n"),
		FORMAT_OF("te/st", FORMAT_NAMED),
		FORMAT_OF("", FORMAT_NAMED),
		FORMAT_OF("test", FORMAT_NAMED),
	};
	struct heard h = { 0 };
	struct formats *f = open_formats(formats, ARRAY_CNT(formats), &h);

	(void)state;
	assert_int_equal(h.cnt, 1);
	assert_int_equal(h.level, DIAG_WARN);
	assert_memory_equal(h.msg, "3 of the recording's formats", 28);
	assert_int_equal(match(f, "*:*", false, "test:named ", &h), 0);
	formats_close(f);
}

static void test_doubles(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("test", EVENT("b", "7", "") "\nprint fmt: \"first\"\n"),
		FORMAT_OF("test", EVENT("a", "7", "") "\nprint fmt: \"same id\"\n"),
		FORMAT_OF("test", EVENT("b", "8", "") "\nprint fmt: \"same name\"\n"),
		FORMAT_OF("other", EVENT("b", "9", "") "\nprint fmt: \"other\"\n"),
	};
	unsigned char raw[8] = { 7 };
	struct heard h = { 0 };
	struct formats *f = open_formats(formats, ARRAY_CNT(formats), &h);
	char buf[64];

	(void)state;
	assert_int_equal(h.cnt, 1);
	assert_memory_equal(h.msg, "2 of the recording's formats", 28);
	assert_int_equal(match(f, "*:*", false, "other:b test:b ", &h), 0);
	assert_int_equal(formats_show(f, raw, sizeof(raw), buf, sizeof(buf)), 0);
	assert_string_equal(buf, "first");
	formats_close(f);
}

static void test_too_many(void **state)
{
	enum { CNT = 9000 };
	struct perfdata_format *formats = calloc(CNT, sizeof(*formats));
	char *texts = malloc(CNT * 512);
	struct heard h = { 0 };
	const struct formats_event *event;
	struct formats *f;

	(void)state;
	for (int i = 0; i < CNT; i++) {
		int len = snprintf(texts + i * 512, 512,
				   "name: e%d\nID: %d\n" FORMAT_COMMON "\nprint fmt: \"\"\n", i, i);

		formats[i] = (struct perfdata_format){
			.system = { "test", 4 },
			.text = { texts + i * 512, (size_t)len },
		};
	}
	f = open_formats(formats, CNT, &h);
	assert_int_equal(h.cnt, 1);
	assert_non_null(strstr(h.msg, "808 are left out"));
	assert_int_equal(formats_event(f, "test", "e8191", &event), 0);
	assert_int_equal(formats_event(f, "test", "e8192", &event), -ENOENT);
	formats_close(f);
	free(texts);
	free(formats);
}

static void test_big_endian(void **state)
{
	struct perfdata_tracing t = tracing_of(NULL, 0);
	struct heard h = { 0 };
	const struct diag d = { hear, &h };

	(void)state;
	t.big_endian = true;
	assert_null(formats_from_tracing(&t, &d));
	assert_int_equal(errno, ENOTSUP);
	assert_int_equal(h.cnt, 1);
	t.big_endian = false;
	formats_close(formats_from_tracing(&t, &d));
	assert_int_equal(h.cnt, 1);
}

/* Plugins that take lengths and addresses from the record get none of a recording. */
static void test_calls(void **state)
{
	struct perfdata_format formats[] = {
		FORMAT_OF("test",
			  EVENT("calls", "300",
				FORMAT_FIELD("int a", 8, 4,
					     1)) "\nprint fmt: \"%s\", scsi_trace_parse_cdb(p, REC->a, REC->a)\n"),
	};
	unsigned char raw[12] = { 300 & 0xff, 300 >> 8, [8] = 9 };
	struct heard h = { 0 };
	struct formats *f = open_formats(formats, 1, &h);
	char buf[64];

	(void)state;
	assert_int_equal(match(f, "*:*", false, "test:calls ", &h), 0);
	assert_int_equal(formats_show(f, raw, sizeof(raw), buf, sizeof(buf)), 0);
	assert_string_equal(buf, "a=9");
	formats_close(f);
}

/* What goes into a recording, and comes out of it. */
static void test_collect(void **state)
{
	static const char *const names[] = { "sched:sched_switch", "raw_syscalls:sys_enter",
					     "sched:sched_switch" };
	static const char *const missing[] = { "sched:nothing" };
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	struct formats_collection *c = NULL;
	const struct perfdata_tracing *t;
	struct formats *f, *live;

	(void)state;
	if (geteuid() || !formats_tracefs())
		skip();
	live = formats_open(&d);
	if (!live)
		skip();
	assert_int_equal(formats_collect(live, names, 3, &d, &c), 0);
	t = formats_collection_tracing(c);
	assert_int_equal(t->format_cnt, 2);
	assert_memory_equal(t->formats[0].system.p, "sched", 5);
	assert_memory_equal(t->formats[0].text.p, "name: sched_switch\n", 19);
	assert_int_equal(t->long_bytes, sizeof(long));
	assert_memory_equal(t->header_page.p, "\tfield: u64 timestamp;", 22);
	assert_true(t->header_event.len > 0);
	assert_int_equal(t->kallsyms.len, 0);
	f = formats_from_tracing(t, &d);
	formats_collection_free(c);
	assert_int_equal(match(f, "*:*", false, "raw_syscalls:sys_enter sched:sched_switch ", &h),
			 0);
	assert_int_equal(formats_event_id(f, "sched", "sched_switch"),
			 formats_event_id(live, "sched", "sched_switch"));
	formats_close(f);
	assert_int_equal(h.cnt, 0);
	assert_int_equal(formats_collect(live, missing, 1, &d, &c), -ENOENT);
	assert_int_equal(h.cnt, 1);
	formats_collection_free(NULL);
	formats_close(live);
}

/* Only of events that show functions, and only functions. */
static void test_collect_functions(void **state)
{
	static const char *const names[] = { "workqueue:workqueue_execute_start" };
	struct formats_collection *c = NULL;
	const struct perfdata_tracing *t;
	struct formats *live;
	char *text, *save;

	(void)state;
	live = geteuid() || !formats_tracefs() ? NULL : formats_open(NULL);
	if (!live)
		skip();
	assert_int_equal(formats_collect(live, names, 1, NULL, &c), 0);
	t = formats_collection_tracing(c);
	text = calloc(1, t->kallsyms.len + 1);
	if (t->kallsyms.len)
		memcpy(text, t->kallsyms.p, t->kallsyms.len);
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (!strchr("tTwW", line[17]))
			fail_msg("no function: %s", line);
	free(text);
	formats_collection_free(c);
	formats_close(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),     cmocka_unit_test(test_events),
		cmocka_unit_test(test_raw_syscalls), cmocka_unit_test(test_odd_raw_syscalls),
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_doubles),	     cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_big_endian),   cmocka_unit_test(test_calls),
		cmocka_unit_test(test_collect),	     cmocka_unit_test(test_collect_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
