/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The summary as text, read back: whatever is folded together on a machine that starts
 * processes all day, no call is left out of the sums.
 */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sink/summary.h"
#include "unit/calls.h"

/* More than have a table of their own, and more names than are folded one by one. */
enum { MANY_THREADS = 6000, MANY_COMMS = 700 };

enum { BEGIN_NS = 1000000 };

struct fixture {
	FILE *file;
	struct outfile *out;
	struct sink *sink;
	struct task_table *tasks;
	struct summary_shape shape;
	struct summary_config cfg;
	const char *sort; /* NULL: by total */
	uint64_t now_ns; /* when the last call ended */
};

/* What the summary says, added up. */
struct totals {
	unsigned long long sections, threads, events, calls, errors;
	double total_ms;
	double percent;
};

/* A new sink, as f->shape and f->cfg are by now. */
static void open_sink(struct fixture *f)
{
	sink_close(f->sink);
	summary_shape_settle(&f->shape);
	f->cfg.out = f->out;
	f->cfg.shape = &f->shape;
	f->cfg.tables.put.out = f->out;
	f->cfg.tables.put.width = 80;
	if (!f->cfg.max_keys)
		f->cfg.max_keys = 100000;
	assert_int_equal(stats_order_find(&f->shape.calls, f->sort ? f->sort : "total",
					  &f->cfg.tables.put.order),
			 0);
	f->sink = summary_new(&f->cfg);
	assert_non_null(f->sink);
	sink_tick(f->sink, BEGIN_NS);
}

static int finish(struct fixture *f)
{
	return sink_finish(f->sink, &(struct sink_end){ .now_ns = f->now_ns });
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->file = fdopen(memfd_create("summary", MFD_CLOEXEC), "r");
	f->out = outfile_new(fileno(f->file), NULL);
	f->now_ns = BEGIN_NS;
	open_sink(f);
	f->tasks = task_table_new(false);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sink_close(f->sink);
	outfile_free(f->out);
	fclose(f->file);
	task_table_free(f->tasks);
	free(f);
	return 0;
}

static void call(struct fixture *f, struct task *t, const char *name, uint64_t dur_ns, int64_t ret)
{
	int64_t nr = calls_nr(arch_native_abi(), name);
	struct call c = {
		.state = CALL_COMPLETE,
		.task = t,
		.desc = syscall_get(arch_native_abi(), nr),
		.nr = nr,
		.ret = ret,
		.enter_ns = f->now_ns,
		.dur_ns = dur_ns,
	};

	f->now_ns += dur_ns;
	assert_false(sink_call(f->sink, &c));
}

static struct task *thread(struct fixture *f, int tid, const char *comm)
{
	struct task *t = task_get(f->tasks, tid, tid);

	task_set_comm(t, comm);
	return t;
}

static void end_thread(struct fixture *f, struct task *t)
{
	sink_task_end(f->sink, t);
	task_bury(f->tasks, t);
}

/* The head of a section, of one thread or of several. */
static bool read_head(const char *line, struct totals *sum, char *comm)
{
	unsigned long long threads, events;
	double percent;
	int tid;

	if (sscanf(line, " %63[^(] (%llu threads that ended), %llu events, %lf%%", comm, &threads,
		   &events, &percent) == 4 ||
	    sscanf(line, " (others%1[)] (%llu threads that ended), %llu events, %lf%%", comm,
		   &threads, &events, &percent) == 4) {
		sum->threads += threads;
	} else if (sscanf(line, " %63[^(] (%d), %llu events, %lf%%", comm, &tid, &events,
			  &percent) == 4) {
		sum->threads++;
	} else {
		return false;
	}
	sum->sections++;
	sum->events += events;
	sum->percent += percent;
	return true;
}

static void read_row(const char *line, struct totals *sum)
{
	unsigned long long calls, errors;
	char name[64];
	double total;

	if (sscanf(line, " %63s %llu %llu %lf %*f %*f %*f %*f%%", name, &calls, &errors, &total) !=
	    4)
		return;
	sum->calls += calls;
	sum->errors += errors;
	sum->total_ms += total;
}

/* Finishes, and adds up what is printed; of @only (NULL: all) the sections with that comm. */
static struct totals totals_of(struct fixture *f, const char *only)
{
	struct totals sum = { 0 };
	bool counts = !only;
	char *line = NULL;
	size_t cap = 0;

	if (!lseek(fileno(f->file), 0, SEEK_END))
		assert_int_equal(finish(f), 0);
	rewind(f->file);
	while (getline(&line, &cap, f->file) > 0) {
		struct totals section = sum;
		char comm[64];

		if (read_head(line, &section, comm)) {
			comm[strcspn(comm, " ")] = '\0';
			counts = !only || !strcmp(comm, only);
			if (counts)
				sum = section;
		} else if (counts) {
			read_row(line, &sum);
		}
	}
	free(line);
	return sum;
}

static void expect_text(struct fixture *f, const char *expected)
{
	char got[16384];
	size_t n;

	assert_int_equal(finish(f), 0);
	rewind(f->file);
	n = fread(got, 1, sizeof(got) - 1, f->file);
	got[n] = '\0';
	assert_string_equal(got, expected);
}

#define COLUMNS                                                                                    \
	"   syscall            calls  errors     total       min       avg       max     stddev\n" \
	"                                       (msec)    (msec)    (msec)    (msec)        (%)\n" \
	"   --------------- --------  ------ --------- --------- --------- ---------     ------\n"

static void test_text(void **state)
{
	struct fixture *f = *state;
	struct task *busy = thread(f, 11, "busy\n"), *idle = thread(f, 12, "idle");

	for (int i = 0; i < 3; i++)
		call(f, busy, "read", 1000000ull * (uint64_t)(i + 1), i ? 0 : -4);
	call(f, busy, "restart_syscall", 12345678900000, 0);
	call(f, idle, "close", 1499, 0);
	expect_text(f,
		    "\n Summary of events:\n\n"
		    " idle (12), 2 events, 20.0%, 100.0% of 0.001 msec in system calls\n\n" COLUMNS
		    "   close                  1      0     0.001     0.001     0.001     0.001      0.00%\n"
		    "\n\n"
		    " busy\\n (11), 8 events, 80.0%, 100.0% of 12345684.901 msec in system calls\n\n" COLUMNS
		    "   restart_syscall        1      0 12345678.900 12345678.900 12345678.900 12345678.900      0.00%\n"
		    "   read                   3      1     6.000     1.000     2.000     3.000     28.87%\n"
		    "\n\n"
		    " 12345684.901 msec of wall time\n");
}

static void test_nothing(void **state)
{
	struct fixture *f = *state;

	expect_text(f, "\n Summary of events:\n\n 0.000 msec of wall time\n");
}

/* With --sched each thread says how long it ran, also those that ended, and all that were folded. */
static void test_runtimes(void **state)
{
	struct fixture *f = *state;
	struct task *ended = thread(f, 11, "ended"), *living = thread(f, 12, "living");

	f->cfg.runtimes = true;
	open_sink(f);
	call(f, ended, "read", 1000000, 1);
	ended->runtime_ns = 1234567890;
	end_thread(f, ended);
	call(f, living, "read", 1000000, 1);
	call(f, living, "read", 1000000, 1);
	living->runtime_ns = 999;
	expect_text(f,
		    "\n Summary of events:\n\n"
		    " ended (11), 2 events, 33.3%, 1234.568 msec, 100.0% of 1.000 msec in system calls\n\n" COLUMNS
		    "   read                   1      0     1.000     1.000     1.000     1.000      0.00%\n"
		    "\n\n"
		    " living (12), 4 events, 66.7%, 0.001 msec, 100.0% of 2.000 msec in system calls\n\n" COLUMNS
		    "   read                   2      0     2.000     1.000     1.000     1.000      0.00%\n"
		    "\n\n"
		    " 3.000 msec of wall time\n");
}

static void test_runtimes_of_folded(void **state)
{
	enum { THREADS = 3000 };
	struct fixture *f = *state;
	double sum_ms = 0, ms;
	char *line = NULL;
	size_t cap = 0;

	f->cfg.runtimes = true;
	open_sink(f);
	for (int i = 0; i < THREADS; i++) {
		struct task *t = thread(f, 100 + i, "c");

		call(f, t, "close", 1000, 0);
		t->runtime_ns = 2000000;
		end_thread(f, t);
	}
	assert_int_equal(finish(f), 0);
	rewind(f->file);
	while (getline(&line, &cap, f->file) > 0)
		/* COMM (...), N events, P%, MS msec... */
		if (strstr(line, " events, ") && strstr(line, "%, ") &&
		    sscanf(strstr(line, "%, ") + 3, "%lf msec", &ms) == 1)
			sum_ms += ms;
	free(line);
	assert_true(sum_ms > 2.0 * THREADS - 0.5 && sum_ms < 2.0 * THREADS + 0.5);
}

/* A thread has the name that it had at its end, and a tid used again is another thread. */
static void test_names_and_tids(void **state)
{
	struct fixture *f = *state;
	struct task *t = thread(f, 11, "before");

	call(f, t, "close", 1000, 0);
	task_set_comm(t, "after");
	call(f, t, "close", 1000, 0);
	end_thread(f, t);
	t = thread(f, 11, "second");
	call(f, t, "close", 1000, 0);
	assert_int_equal(totals_of(f, "before").sections, 0);
	assert_int_equal(totals_of(f, "after").calls, 2);
	assert_int_equal(totals_of(f, "second").calls, 1);
	assert_int_equal(totals_of(f, NULL).threads, 2);
}

/* @threads one after the other, with @comms names in turn; each makes three calls. */
static void run_threads(struct fixture *f, int threads, int comms)
{
	for (int i = 0; i < threads; i++) {
		char comm[16];
		struct task *t;

		snprintf(comm, sizeof(comm), "c%d", i % comms);
		t = thread(f, 100 + i, comm);
		call(f, t, "read", 1000000, 1);
		call(f, t, "read", 3000000, -4);
		call(f, t, "close", 1000000, 0);
		end_thread(f, t);
	}
}

static void expect_totals(const struct totals *sum, unsigned long long threads)
{
	assert_int_equal(sum->threads, threads);
	assert_int_equal(sum->events, 6 * threads);
	assert_int_equal(sum->calls, 3 * threads);
	assert_int_equal(sum->errors, threads);
	assert_true(sum->total_ms > 5.0 * (double)threads - 0.5);
	assert_true(sum->total_ms < 5.0 * (double)threads + 0.5);
}

static void test_many_threads(void **state)
{
	struct fixture *f = *state;
	struct totals sum;

	run_threads(f, MANY_THREADS, 10);
	sum = totals_of(f, NULL);
	expect_totals(&sum, MANY_THREADS);
	assert_true(sum.sections < MANY_THREADS / 2);
	sum = totals_of(f, "c3");
	expect_totals(&sum, MANY_THREADS / 10);
}

static void test_many_comms(void **state)
{
	struct fixture *f = *state;
	struct totals sum;

	run_threads(f, MANY_THREADS, MANY_COMMS);
	sum = totals_of(f, NULL);
	expect_totals(&sum, MANY_THREADS);
	assert_true(sum.sections < MANY_THREADS / 2);
}

/* A name that has a folded table keeps to it, also when there is no room for new names. */
static void test_known_comm_stays_together(void **state)
{
	struct fixture *f = *state;
	struct totals sum;

	run_threads(f, MANY_COMMS, 1); /* c0 is the first to be folded */
	run_threads(f, 5 * MANY_COMMS, MANY_COMMS);
	run_threads(f, MANY_COMMS, 1);
	sum = totals_of(f, "c0");
	expect_totals(&sum, 2 * MANY_COMMS + 5);
}

/* The living are not folded, however many the dead are. */
static void test_living_beside_dead(void **state)
{
	struct fixture *f = *state;
	struct task *t = thread(f, 50, "living");

	call(f, t, "read", 1000000, 1);
	run_threads(f, MANY_THREADS, 3);
	call(f, t, "read", 1000000, 1);
	assert_int_equal(totals_of(f, "living").calls, 2);
	assert_int_equal(totals_of(f, NULL).calls, 3 * MANY_THREADS + 2);
}

/* What is written, as it is. */
static char *text_of(struct fixture *f)
{
	char *got = calloc(1, 65536);

	assert_int_equal(finish(f), 0);
	rewind(f->file);
	assert_true(fread(got, 1, 65535, f->file) > 0);
	return got;
}

static void expect_in(struct fixture *f, const char *const *lines)
{
	char *got = text_of(f);

	for (; *lines; lines++)
		if (!strstr(got, *lines))
			fail_msg("there is no '%s' in:\n%s", *lines, got);
	free(got);
}

#define EXPECT_IN(f, ...) expect_in(f, (const char *const[]){ __VA_ARGS__, NULL })

static void read_modes(struct fixture *f, const char *text)
{
	f->shape = (struct summary_shape){ 0 };
	assert_int_equal(summary_shape_add_modes(&f->shape, text, NULL), 0);
	open_sink(f);
}

/* Two processes, the second with two threads. */
static void some_threads(struct fixture *f)
{
	struct task *a = thread(f, 11, "a"), *b = thread(f, 12, "b"), *c;

	c = task_get(f->tasks, 12, 13);
	task_set_comm(c, "a");
	a->uid = 0;
	b->uid = c->uid = 1000;
	call(f, a, "read", 1000000, -4);
	call(f, b, "read", 2000000, 1);
	call(f, c, "read", 4000000, 1);
}

static void test_modes(void **state)
{
	static const char row3[] = "   read                   3      1     7.000";
	struct fixture *f = *state;

	read_modes(f, "total");
	some_threads(f);
	EXPECT_IN(f, " all, 6 events, 100.0%\n", row3);
}

static void test_mode_process(void **state)
{
	struct fixture *f = *state;

	read_modes(f, "process");
	some_threads(f);
	EXPECT_IN(f, " a (11), 2 events, 33.3%\n", " b (12), 4 events, 66.7%\n",
		  "   read                   2      0     6.000");
}

static void test_mode_comm(void **state)
{
	struct fixture *f = *state;

	read_modes(f, "comm");
	some_threads(f);
	EXPECT_IN(f, " a, 4 events, 66.7%\n", " b, 2 events, 33.3%\n",
		  "   read                   2      1     5.000");
}

static void test_nested_modes(void **state)
{
	struct fixture *f = *state;

	read_modes(f, "user,comm");
	some_threads(f);
	EXPECT_IN(f, " uid 0, a, 2 events", " uid 1000, a, 2 events", " uid 1000, b, 2 events");
}

/* Threads and CPUs: the thread's name also when it is one of those that are folded. */
static void test_folded_in_nested_modes(void **state)
{
	struct fixture *f = *state;
	struct totals sum;

	read_modes(f, "thread,cpu");
	run_threads(f, MANY_THREADS, 2);
	sum = totals_of(f, NULL);
	assert_int_equal(sum.calls, 3 * MANY_THREADS);
}

static void test_bad_words(void **state)
{
	struct summary_shape s = { 0 };

	(void)state;
	assert_int_equal(summary_shape_add_modes(&s, "thread,thread", NULL), -EINVAL);
	assert_int_equal(summary_shape_add_modes(&s, "threads", NULL), -EINVAL);
	assert_int_equal(summary_shape_add_modes(&s, "", NULL), -EINVAL);
	assert_int_equal(summary_shape_add_by(&s, "fd,", NULL), -EINVAL);
}

/* A call in flight is in no average, and not forgotten. */
static void test_pending(void **state)
{
	struct fixture *f = *state;
	struct task *t = thread(f, 11, "a");
	int64_t nr = calls_nr(arch_native_abi(), "futex");
	struct call c = {
		.state = CALL_UNFINISHED,
		.task = t,
		.desc = syscall_get(arch_native_abi(), nr),
		.nr = nr,
		.dur_ns = 5000000,
		.enter_ns = BEGIN_NS,
	};

	call(f, t, "futex", 1000000, 0);
	sink_call(f->sink, &c);
	EXPECT_IN(f, "   futex                  1      0     1.000     1.000     1.000     1.000",
		  "   pending: futex, 1 call for 5.000 msec\n");
}

static void test_errnos(void **state)
{
	struct fixture *f = *state;
	struct task *t = thread(f, 11, "a");

	f->shape.errnos = true;
	open_sink(f);
	for (int i = 0; i < 3; i++)
		call(f, t, "read", 1000, -2);
	call(f, t, "read", 1000, -4095);
	call(f, t, "close", 9000, -9);
	EXPECT_IN(f, "0.00%\n\t\t\t\tEBADF: 1\n   read ",
		  "%\n\t\t\t\tENOENT: 3\n\t\t\t\t4095: 1\n");
}

static void test_top_and_order(void **state)
{
	struct fixture *f = *state;
	struct task *t = thread(f, 11, "a");

	f->cfg.tables.put.top_cnt = 1;
	f->sort = "calls";
	open_sink(f);
	call(f, t, "read", 9000000, 1);
	call(f, t, "close", 1000000, -9);
	call(f, t, "write", 1000000, 1);
	call(f, t, "write", 1000000, 1);
	EXPECT_IN(f, "------\n   write                  2      0     2.000",
		  "   (2 more)               2      1    10.000");
}

/* What finds no room is added up. */
static void test_max_keys(void **state)
{
	struct fixture *f = *state;
	struct totals sum;

	f->cfg.max_keys = 50;
	open_sink(f);
	run_threads(f, 500, 100);
	sum = totals_of(f, NULL);
	assert_int_equal(sum.calls, 3 * 500);
	assert_int_equal(sum.errors, 500);
}

static void test_intervals(void **state)
{
	struct fixture *f = *state;
	struct task *t;

	f->cfg.interval_ns = 1000000000;
	f->cfg.clear = true;
	open_sink(f);
	t = thread(f, 11, "a");
	call(f, t, "read", 1000000, 1);
	assert_int_equal(sink_tick(f->sink, BEGIN_NS + 999999999), BEGIN_NS + 1000000000);
	assert_int_equal(sink_tick(f->sink, BEGIN_NS + 1000000000), BEGIN_NS + 2000000000);
	/* Nothing for a long time is one interval. */
	f->now_ns = BEGIN_NS + 5500000000;
	assert_int_equal(sink_tick(f->sink, f->now_ns), BEGIN_NS + 6000000000);
	call(f, t, "close", 1000000, 0);
	EXPECT_IN(f, " Summary of events, so far of 1000.000 msec:\n\n a (11), 2 events",
		  " Summary of events, so far of 3000.000 msec:\n\n 3000.000 msec of wall time",
		  " Summary of events:\n\n a (11), 2 events, 100.0%");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_text),
		TEST(test_nothing),
		TEST(test_runtimes),
		TEST(test_runtimes_of_folded),
		TEST(test_names_and_tids),
		TEST(test_many_threads),
		TEST(test_many_comms),
		TEST(test_living_beside_dead),
		TEST(test_known_comm_stays_together),
		TEST(test_modes),
		TEST(test_mode_process),
		TEST(test_mode_comm),
		TEST(test_nested_modes),
		TEST(test_folded_in_nested_modes),
		TEST(test_bad_words),
		TEST(test_pending),
		TEST(test_errnos),
		TEST(test_top_and_order),
		TEST(test_max_keys),
		TEST(test_intervals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
