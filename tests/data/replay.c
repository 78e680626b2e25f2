/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole traces without a kernel: each tests/data/NAME.txt is a list of records, which are put
 * into rings in memory and run through a session. What comes out has to be NAME.out (the
 * lines) and NAME.summary (the summary); one of the two may be missing.
 *
 * A new case is a new NAME.txt. `build/tests/data/replay tests/data/NAME.txt` prints what
 * comes out of it; once it is what it should be, it goes into the files.
 *
 * A line of NAME.txt is a record (script_records.h), a word to the source (script_source.h) or to
 * the session, or a comment behind a #:
 *
 *	TIME CPU PID/TID RECORD...
 *	option WORD [VALUE]	see set_option()
 *	arch NAME		for this processor only
 */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "session/losses.h"
#include "session/session.h"
#include "sink/print.h"
#include "sink/summary.h"
#include "task/cgroups.h"
#include "task/maps.h"
#include "unit/cases.h"
#include "unit/script_records.h"
#include "unit/script_source.h"

static const char folder[] = "tests/data"; /* tests run in the root of the tree */

/* What the words to the session set. */

static bool is_for_here(const struct script *s)
{
	const char *here = arch_native_abi() == ABI_X86_64 ? "x86_64" : "arm64";
	struct words w;

	for (size_t i = 0; i < s->cnt; i++) {
		words_split(s, i, &w);
		if (words_is(&w, 0, "arch") && !words_is(&w, 1, here))
			return false;
	}
	return true;
}

/* A session with what it borrows. */
struct run {
	struct session session;
	struct decode_layout layout;
	struct format format;
	struct print_config print;
	struct summary_shape shape;
	struct ids not_pids;
	bool runtimes;
	char dir[32]; /* an empty one, instead of a tree of cgroups */
};

/* Names of cgroups come from records alone. */
static void know_cgroups(struct run *run)
{
	if (run->session.cgroups)
		return;
	snprintf(run->dir, sizeof(run->dir), "/tmp/replay.XXXXXX");
	assert_non_null(mkdtemp(run->dir));
	run->session.cgroups = cgroups_open_at(run->dir, run->dir, NULL);
	assert_non_null(run->session.cgroups);
	run->layout.sample_type |= PERF_SAMPLE_CGROUP;
}

static void know_faults(struct run *run)
{
	run->session.maps = maps_table_new(NULL);
	run->layout.sample_type |= PERF_SAMPLE_IP | PERF_SAMPLE_ADDR | PERF_SAMPLE_ID;
}

static void use_point(struct run *run, const struct words *w, enum point_use use)
{
	unsigned int p = script_point(w, 2);

	assert_non_null(
		points_add(&run->session.points, SCRIPT_ID_POINTS + p, script_point_names[p], use));
}

/* What narrows the trace. */
static bool set_filter(struct run *run, const struct words *w)
{
	struct filter *filter = &run->session.filter;

	if (words_is(w, 1, "duration")) { /* NS */
		filter->min_dur_ns = (uint64_t)words_number(w, 2);
	} else if (words_is(w, 1, "failure")) {
		filter->statuses = FILTER_FAILED;
	} else if (words_is(w, 1, "user")) { /* UID */
		filter->some_uid = true;
		filter->uid = words_number(w, 2);
	} else if (words_is(w, 1, "not-pid")) { /* PID */
		assert_int_equal(ids_add(&run->not_pids, (int)words_number(w, 2)), 0);
		filter->not_pids = &run->not_pids;
	} else {
		return false;
	}
	return true;
}

/* What there is beside the calls. */
static bool set_events(struct run *run, const struct words *w)
{
	if (words_is(w, 1, "show")) { /* NAME of a tracepoint */
		use_point(run, w, POINT_SHOWN);
	} else if (words_is(w, 1, "switch-on")) { /* NAME */
		use_point(run, w, POINT_ON);
		run->session.off = true;
	} else if (words_is(w, 1, "switch-off")) { /* NAME */
		use_point(run, w, POINT_OFF);
	} else if (words_is(w, 1, "signals")) { /* only those: bit NUMBER - 1 */
		run->session.signals = (uint64_t)words_number(w, 2);
	} else if (words_is(w, 1, "ends")) {
		run->session.ends = true;
	} else if (words_is(w, 1, "faults")) {
		know_faults(run);
	} else if (words_is(w, 1, "sched")) {
		run->runtimes = true;
	} else {
		return false;
	}
	return true;
}

/* What lines look like. */
static bool set_print(struct run *run, const struct words *w)
{
	if (words_is(w, 1, "max-events")) /* N */
		run->print.max_events = (uint64_t)words_number(w, 2);
	else if (words_is(w, 1, "no-comm"))
		run->print.show_comm = false;
	else if (words_is(w, 1, "time"))
		run->print.full_time = true;
	else if (words_is(w, 1, "color"))
		run->print.color = true;
	else if (words_is(w, 1, "zeros"))
		run->format.zeros = true;
	else if (words_is(w, 1, "cgroup"))
		run->print.show_cgroup = true;
	else if (words_is(w, 1, "container"))
		run->print.show_container = true;
	else
		return false;
	if (run->print.show_cgroup || run->print.show_container)
		know_cgroups(run);
	return true;
}

static void set_option(struct run *run, const struct words *w)
{
	if (!set_filter(run, w) && !set_events(run, w) && !set_print(run, w))
		words_fail(w, "no such option");
}

static void set_options(struct run *run, const struct script *s)
{
	struct words w;

	for (size_t i = 0; i < s->cnt; i++) {
		words_split(s, i, &w);
		if (words_is(&w, 0, "option"))
			set_option(run, &w);
	}
	decode_prepare(&run->layout);
}

/* What the command would say at the end. */
static void put_end(struct session *s, struct outfile *out)
{
	struct losses l;
	struct text t;

	assert_int_equal(losses_of_source(&l, s->source, s->lost_cnt, NULL), 0);
	outfile_reserve(out, &t);
	if (l.exit_cnt || l.other_cnt) {
		text_lit(&t, "lost ");
		text_u64(&t, l.exit_cnt + l.other_cnt);
		text_lit(&t, " records, ");
		text_u64(&t, l.exit_cnt);
		text_lit(&t, " exits\n");
	}
	if (s->foreign_cnt) {
		text_u64(&t, s->foreign_cnt);
		text_lit(&t, " records of foreign threads\n");
	}
	outfile_commit(out, &t);
	assert_int_equal(s->broken_cnt, 0);
}

/* A tracepoint's fields are a text here. */
static void point_text(void *arg, struct text *t, const struct mark *m)
{
	const char *text = (const char *)m->u.tracepoint.raw + BYTES_COMMON;

	(void)arg;
	text_escape(t, text, strnlen(text, m->u.tracepoint.raw_len - BYTES_COMMON));
}

static const struct format_tracepoints tracepoints = { .text = point_text };

static void run_init(struct run *run, struct outfile *out)
{
	struct task_table *tasks = task_table_new(false);

	*run = (struct run){
		.layout = records_layout(),
		.session = {
			.tasks = tasks,
			.signal_fields = script_signal_fields,
			.sent_fields = script_sent_fields,
			.runtime_fields = script_runtime_fields,
			.signals = UINT64_MAX,
			.sink_cnt = 1,
			.initial_pid_ns = true,
			.end.stop_fd = -1,
			.pair.native = arch_native_abi(),
		},
		.format = { .tasks = tasks, .tracepoints = &tracepoints },
	};
	run->print = (struct print_config){
		.out = out, .format = &run->format, .show_comm = true, .durations = true
	};
	points_add(&run->session.points, SCRIPT_ID_SIGNAL, "signal:signal_deliver", POINT_SIGNAL);
	points_add(&run->session.points, SCRIPT_ID_SENT, "signal:signal_generate", POINT_SENT);
	points_add(&run->session.points, SCRIPT_ID_RUNTIME, "sched:sched_stat_runtime",
		   POINT_RUNTIME);
}

static void run_fini(struct run *run)
{
	source_close(run->session.source);
	sink_close(run->session.sinks[0]);
	points_fini(&run->session.points);
	ids_fini(&run->not_pids);
	maps_table_free(run->session.maps);
	task_table_free(run->session.tasks);
	cgroups_close(run->session.cgroups);
	if (*run->dir)
		rmdir(run->dir);
}

static struct sink *new_summary(struct run *run, struct outfile *out)
{
	struct summary_config cfg = {
		.out = out,
		.shape = &run->shape,
		.runtimes = run->runtimes,
		.tables.put.out = out,
		.max_keys = 1000,
	};

	summary_shape_settle(&run->shape);
	assert_int_equal(stats_order_find(&run->shape.calls, "total", &cfg.tables.put.order), 0);
	return summary_new(&cfg);
}

/* Runs @script into @out. */
static void run_session(const struct script *script, bool summary, struct outfile *out)
{
	struct run run;
	struct session *s = &run.session;

	run_init(&run, out);
	set_options(&run, script);
	s->source = script_source_new(script, &run.layout, s->tasks);
	s->sinks[0] = summary ? new_summary(&run, out) : print_new(&run.print);
	assert_int_equal(session_start(s), 0);
	assert_int_equal(session_run(s), 0);
	put_end(s, out);
	run_fini(&run);
}

static char *read_all(FILE *in)
{
	char *text = NULL;
	size_t cap = 0;

	/* A file has no NUL, so that this is all of it. */
	if (getdelim(&text, &cap, '\0', in) < 0)
		text = strcpy(realloc(text, 1), "");
	return text;
}

/* What comes out of @script; the caller frees it. */
static char *output_of(const struct script *script, bool summary)
{
	FILE *file = fdopen(memfd_create("replay", MFD_CLOEXEC), "r");
	struct outfile *out;
	char *text;

	assert_non_null(file);
	out = outfile_new(fileno(file), NULL);
	run_session(script, summary, out);
	assert_int_equal(outfile_free(out), 0);
	rewind(file);
	text = read_all(file);
	fclose(file);
	return text;
}

/* Fails at the first line in which they differ. */
static void compare(const char *path, const char *expected, const char *got)
{
	for (size_t line = 1; *expected || *got; line++) {
		size_t e = strcspn(expected, "\n"), g = strcspn(got, "\n");

		if (e != g || memcmp(expected, got, e) || expected[e] != got[g])
			fail_msg("%s:%zu:\n  expected |%.*s|\n  got      |%.*s|", path, line,
				 (int)e, expected, (int)g, got);
		expected += e + !!expected[e];
		got += g + !!got[g];
	}
}

/* tests/data/NAME.txt → tests/data/NAME@suffix; true if there is such a file. */
static bool check(const struct script *s, const char *suffix, bool summary)
{
	char path[4096], *expected, *got;
	FILE *in;

	snprintf(path, sizeof(path), "%.*s%s", (int)(strlen(s->path) - strlen(".txt")), s->path,
		 suffix);
	in = fopen(path, "r");
	if (!in)
		return false;
	expected = read_all(in);
	fclose(in);
	got = output_of(s, summary);
	compare(path, expected, got);
	free(expected);
	free(got);
	return true;
}

static void test_case(void **state)
{
	struct script s;
	bool any;

	script_read(&s, *state);
	if (!is_for_here(&s)) {
		script_fini(&s);
		skip();
	}
	any = check(&s, ".out", false);
	any |= check(&s, ".summary", true);
	if (!any)
		fail_msg("%s has neither .out nor .summary", s.path);
	script_fini(&s);
}

/* For whoever writes a case. */
static void print_outputs(const char *path)
{
	struct script s;

	script_read(&s, path);
	for (int summary = 0; summary < 2; summary++) {
		char *text = output_of(&s, summary);

		fputs(text, stdout);
		free(text);
	}
	script_fini(&s);
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return cases_run(folder, test_case);
	for (int i = 1; i < argc; i++)
		print_outputs(argv[i]);
	return 0;
}
