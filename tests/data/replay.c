/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole traces without a kernel: each tests/data/NAME.txt is a list of records, which are put
 * into rings in memory and run through a session. What comes out has to be NAME.out (the
 * lines) and NAME.summary (the summary); one of the two may be missing.
 *
 * A new case is a new NAME.txt. `build/tests/data/replay tests/data/NAME.txt` prints what
 * comes out of it; once it is what it should be, it goes into the files.
 *
 * A line of NAME.txt is a record, a word to the session, or a comment behind a #:
 *
 *	TIME CPU PID/TID enter CALL [ARG...]	in the native ABI; CALL is a name or a number
 *	TIME CPU PID/TID enter32 CALL [ARG...]	in that of 32-bit programs
 *	TIME CPU PID/TID exit CALL RESULT	a number, or an error as in -ENOENT
 *	TIME CPU PID/TID exit32 CALL RESULT	the same, CALL a name of the other ABI
 *	TIME CPU PID/TID comm NAME		up to the end of the line; \xNN is a byte
 *	TIME CPU PID/TID exec NAME		a new comm by exec
 *	TIME CPU PID/TID fork PID/TID		the parent
 *	TIME CPU PID/TID end			the thread is gone
 *	TIME CPU - lost RECORDS EXITS		PERF_RECORD_LOST, and how many were sys_exit
 *	TIME CPU - full				something long; the ring has no room behind it
 *	TIME - PID/TID found NAME		there when the trace began
 *	TIME - PID/TID inflight UNTIL CALL [ARG...]	inside of a call then
 *	round TIME	a round of reading: all above is in the rings, it goes up to TIME
 *	option WORD [VALUE]	duration NS, failure, max-events N, no-comm, time, zeros
 *	arch NAME	for this processor only
 *
 * Times are nanoseconds and begin late, at BASE_NS: a call that does not end is shown with
 * its time so far, and the clock of this machine should not count.
 */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/merge.h"
#include "session/session.h"
#include "sink/print.h"
#include "sink/summary.h"
#include "unit/calls.h"
#include "unit/cases.h"
#include "unit/records.h"
#include "unit/ring_memory.h"

static const char folder[] = "tests/data"; /* tests run in the root of the tree */

#define BASE_NS 1000000000000000000ull

enum {
	CPUS = 4,
	RING_BYTES = 8192,
	ROOM_WHEN_FULL = 64,
	WORDS_MAX = 16,
	LINES_MAX = 1024,
};

/* One input, line by line. */
struct script {
	const char *path;
	char *lines[LINES_MAX];
	size_t cnt;
};

/* A source that plays a script into rings. */
struct replay {
	struct source base;
	const struct script *script;
	const struct decode_layout *layout;
	size_t at; /* the next line */
	struct merge *merge;
	struct ring_memory ring[CPUS];
	struct source_loss loss[CPUS];
	struct bytes bytes; /* the record that is being made */
};

/* A line in words. */
struct words {
	const struct script *script;
	size_t line; /* from 0 */
	size_t cnt;
	char *word[WORDS_MAX];
	const char *rest[WORDS_MAX]; /* from each word up to the end of the line */
	char buf[512];
};

static void script_fail(const struct words *w, const char *why)
{
	fail_msg("%s:%zu: %s: %s", w->script->path, w->line + 1, why, w->script->lines[w->line]);
}

static void split(const struct script *s, size_t line, struct words *w)
{
	char *p = w->buf;

	w->script = s;
	w->line = line;
	w->cnt = 0;
	snprintf(w->buf, sizeof(w->buf), "%s", s->lines[line]);
	while (*(p += strspn(p, " \t")) && *p != '#' && w->cnt < WORDS_MAX) {
		w->rest[w->cnt] = s->lines[line] + (p - w->buf);
		w->word[w->cnt++] = p;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
}

static const char *word(const struct words *w, size_t i)
{
	if (i >= w->cnt)
		script_fail(w, "something is missing");
	return w->word[i];
}

static bool is(const struct words *w, size_t i, const char *text)
{
	return i < w->cnt && !strcmp(w->word[i], text);
}

static int64_t error_of(const char *name)
{
	for (int err = 1; err < 200; err++) {
		const char *known = strerrorname_np(err);

		if (known && !strcmp(known, name))
			return -err;
	}
	return 0;
}

static int64_t number(const struct words *w, size_t i)
{
	const char *s = word(w, i);
	char *end;
	int64_t v;

	errno = 0;
	v = *s == '-' ? strtoll(s, &end, 0) : (int64_t)strtoull(s, &end, 0);
	if (end != s && !*end && !errno)
		return v;
	v = *s == '-' ? error_of(s + 1) : 0;
	if (!v)
		script_fail(w, "not a number");
	return v;
}

static uint64_t time_of(const struct words *w, size_t i)
{
	return BASE_NS + (uint64_t)number(w, i);
}

static void ids_of(const struct words *w, size_t i, int *pid, int *tid)
{
	char rest;

	if (sscanf(word(w, i), "%d/%d%c", pid, tid, &rest) != 2)
		script_fail(w, "not PID/TID");
}

static int64_t nr_of(const struct words *w, size_t i, enum abi abi)
{
	int64_t nr = calls_nr(abi, word(w, i));

	return nr >= 0 ? nr : number(w, i);
}

static void args_of(const struct words *w, size_t from, uint64_t *args)
{
	memset(args, 0, SYSCALL_ARGS_MAX * sizeof(*args));
	for (size_t i = 0; i < SYSCALL_ARGS_MAX && from + i < w->cnt; i++)
		args[i] = (uint64_t)number(w, from + i);
}

/* The name from word @i on, with \xNN as the byte. */
static void name_of(const struct words *w, size_t i, char *name, size_t size)
{
	const char *p = i < w->cnt ? w->rest[i] : "";
	unsigned int byte;
	size_t n = 0;

	while (*p && n + 1 < size) {
		if (sscanf(p, "\\x%2x", &byte) == 1) {
			name[n++] = (char)byte;
			p += 4;
		} else {
			name[n++] = *p++;
		}
	}
	name[n] = '\0';
}

/* The records; each function makes one of the words behind TIME CPU PID/TID. */

static void make_enter(struct replay *rp, const struct words *w, struct stamp s)
{
	enum abi abi = is(w, 3, "enter32") ? calls_abi32() : arch_native_abi();
	uint64_t args[SYSCALL_ARGS_MAX];

	args_of(w, 5, args);
	bytes_enter(&rp->bytes, rp->layout, s, abi, nr_of(w, 4, abi), args);
}

static void make_exit(struct replay *rp, const struct words *w, struct stamp s)
{
	enum abi abi = is(w, 3, "exit32") ? calls_abi32() : arch_native_abi();

	bytes_exit(&rp->bytes, rp->layout, s, nr_of(w, 4, abi), number(w, 5));
}

static void make_comm(struct replay *rp, const struct words *w, struct stamp s)
{
	char name[TASK_COMM_BYTES];

	name_of(w, 4, name, sizeof(name));
	bytes_comm(&rp->bytes, rp->layout, s, name, is(w, 3, "exec"));
}

static void make_fork(struct replay *rp, const struct words *w, struct stamp s)
{
	int pid, tid;

	ids_of(w, 4, &pid, &tid);
	bytes_fork(&rp->bytes, rp->layout, s, pid, tid);
}

static void make_end(struct replay *rp, const struct words *w, struct stamp s)
{
	(void)w;
	bytes_task_exit(&rp->bytes, rp->layout, s);
}

static void make_lost(struct replay *rp, const struct words *w, struct stamp s)
{
	struct source_loss *loss = &rp->loss[number(w, 1)];
	uint64_t cnt = (uint64_t)number(w, 4), exits = (uint64_t)number(w, 5);

	loss->exit_cnt += exits;
	loss->other_cnt += cnt - exits;
	bytes_lost(&rp->bytes, rp->layout, s, cnt);
}

static void make_full(struct replay *rp, const struct words *w, struct stamp s)
{
	uint64_t room = ring_memory_room(&rp->ring[number(w, 1)]);

	if (room <= ROOM_WHEN_FULL)
		script_fail(w, "the ring is full already");
	bytes_other(&rp->bytes, rp->layout, s, PERF_RECORD_MMAP2, room - ROOM_WHEN_FULL);
}

static const struct {
	const char *word;
	void (*make)(struct replay *rp, const struct words *w, struct stamp s);
} record_words[] = {
	{ "comm", make_comm },	   { "end", make_end },	  { "enter", make_enter },
	{ "enter32", make_enter }, { "exec", make_comm }, { "exit", make_exit },
	{ "exit32", make_exit },   { "fork", make_fork }, { "full", make_full },
	{ "lost", make_lost },
};

static void write_record(struct replay *rp, const struct words *w)
{
	struct stamp s = { .time_ns = time_of(w, 0) };
	int64_t cpu = number(w, 1);

	if (cpu < 0 || cpu >= CPUS)
		script_fail(w, "no such CPU");
	if (!is(w, 2, "-"))
		ids_of(w, 2, &s.pid, &s.tid);
	for (size_t i = 0; i < ARRAY_CNT(record_words); i++) {
		if (!is(w, 3, record_words[i].word))
			continue;
		record_words[i].make(rp, w, s);
		if (!ring_memory_write(&rp->ring[cpu], bytes_hdr(&rp->bytes)))
			script_fail(w, "no room in the ring: it needs a round before");
		return;
	}
	script_fail(w, "no such record");
}

/* What is not in a ring: the threads and calls that were there. */
static void inject_record(struct replay *rp, const struct words *w)
{
	struct record_inflight inflight = {
		.hdr = { .type = RECORD_INFLIGHT, .size = sizeof(inflight) },
		.abi = (int32_t)arch_native_abi(),
	};
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
	};

	ids_of(w, 2, &found.pid, &found.tid);
	inflight.pid = found.pid;
	inflight.tid = found.tid;
	if (is(w, 3, "found")) {
		name_of(w, 4, found.comm, sizeof(found.comm));
		assert_int_equal(merge_inject(rp->merge, &found.hdr, time_of(w, 0)), 0);
	} else if (is(w, 3, "inflight")) {
		inflight.after_ns = time_of(w, 4);
		inflight.nr = nr_of(w, 5, arch_native_abi());
		args_of(w, 6, inflight.args);
		assert_int_equal(merge_inject(rp->merge, &inflight.hdr, time_of(w, 0)), 0);
	} else {
		script_fail(w, "no such record");
	}
}

/* Plays up to the next `round` and returns its time, or to the end. */
static uint64_t play(struct replay *rp)
{
	struct words w;

	while (rp->at < rp->script->cnt) {
		split(rp->script, rp->at++, &w);
		if (!w.cnt || is(&w, 0, "option") || is(&w, 0, "arch"))
			continue;
		if (is(&w, 0, "round"))
			return time_of(&w, 1);
		if (is(&w, 1, "-"))
			inject_record(rp, &w);
		else
			write_record(rp, &w);
	}
	return UINT64_MAX;
}

/* The operations of the source. */

static struct replay *self(const struct source *s)
{
	return (struct replay *)s;
}

static int replay_start(struct source *s)
{
	(void)s;
	return 0;
}

static int replay_fd(const struct source *s)
{
	(void)s;
	return -1;
}

static int replay_begin_round(struct source *s, bool last)
{
	struct replay *rp = self(s);
	uint64_t until_ns = play(rp);

	merge_begin_round(rp->merge, last ? UINT64_MAX : until_ns);
	return 1; /* never wait */
}

static int replay_next(struct source *s, struct record *rec)
{
	return merge_next(self(s)->merge, rec);
}

static bool replay_targets_gone(struct source *s)
{
	const struct replay *rp = self(s);

	return rp->at == rp->script->cnt;
}

static int replay_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	if (idx >= CPUS)
		return 0;
	*loss = self(s)->loss[idx];
	return 1;
}

static void replay_close(struct source *s)
{
	struct replay *rp = self(s);

	merge_free(rp->merge);
	for (int i = 0; i < CPUS; i++)
		ring_memory_fini(&rp->ring[i]);
	free(rp);
}

static const struct source_ops replay_ops = {
	.start = replay_start,
	.stop = replay_start,
	.fd = replay_fd,
	.begin_round = replay_begin_round,
	.next = replay_next,
	.targets_gone = replay_targets_gone,
	.loss = replay_loss,
	.close = replay_close,
};

static struct source *replay_new(const struct script *script, const struct decode_layout *layout)
{
	struct replay *rp = calloc(1, sizeof(*rp));

	rp->base.ops = &replay_ops;
	rp->script = script;
	rp->layout = layout;
	rp->merge = merge_new(layout);
	for (int i = 0; i < CPUS; i++) {
		/* Soon the first records wrap. */
		ring_memory_init(&rp->ring[i], RING_BYTES, RING_BYTES - 104);
		merge_add_ring(rp->merge, &rp->ring[i].ring, i);
		rp->loss[i] = (struct source_loss){ .cpu = i, .exact = true };
	}
	return &rp->base;
}

/* Scripts, and what the words to the session set. */

static void script_read(struct script *s, const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	*s = (struct script){ .path = path };
	if (!in) {
		fail_msg("%s: %s", path, strerror(errno));
		return; /* it does not come back, but nobody tells cppcheck */
	}
	while ((len = getline(&line, &cap, in)) > 0 && s->cnt < LINES_MAX) {
		line[strcspn(line, "\n")] = '\0';
		s->lines[s->cnt++] = strdup(line);
	}
	free(line);
	fclose(in);
}

static void script_fini(struct script *s)
{
	for (size_t i = 0; i < s->cnt; i++)
		free(s->lines[i]);
}

static bool is_for_here(const struct script *s)
{
	const char *here = arch_native_abi() == ABI_X86_64 ? "x86_64" : "arm64";
	struct words w;

	for (size_t i = 0; i < s->cnt; i++) {
		split(s, i, &w);
		if (is(&w, 0, "arch") && !is(&w, 1, here))
			return false;
	}
	return true;
}

static void set_option(const struct words *w, struct filter *filter, struct print_config *print,
		       struct format *format)
{
	if (is(w, 1, "duration"))
		filter->min_dur_ns = (uint64_t)number(w, 2);
	else if (is(w, 1, "failure"))
		filter->failure = true;
	else if (is(w, 1, "max-events"))
		print->max_events = (uint64_t)number(w, 2);
	else if (is(w, 1, "no-comm"))
		print->show_comm = false;
	else if (is(w, 1, "time"))
		print->full_time = true;
	else if (is(w, 1, "color"))
		print->color = true;
	else if (is(w, 1, "zeros"))
		format->zeros = true;
	else
		script_fail(w, "no such option");
}

static void set_options(const struct script *s, struct filter *filter, struct print_config *print,
			struct format *format)
{
	struct words w;

	for (size_t i = 0; i < s->cnt; i++) {
		split(s, i, &w);
		if (is(&w, 0, "option"))
			set_option(&w, filter, print, format);
	}
}

/* What the command would say at the end. */
static void put_end(struct session *s, struct outfile *out)
{
	struct session_losses l;
	struct text t;

	assert_int_equal(session_losses(s, &l), 0);
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

/* Runs @script into @out. */
static void run_session(const struct script *script, bool summary, struct outfile *out)
{
	struct session s = {
		.layout = records_layout(),
		.tasks = task_table_new(false),
		.sink_cnt = 1,
		.stop_fd = -1,
	};
	struct format format = { .tasks = s.tasks };
	struct print_config print = { .out = out, .format = &format, .show_comm = true };

	set_options(script, &s.filter, &print, &format);
	s.source = replay_new(script, &s.layout);
	s.sinks[0] = summary ? summary_new(out) : print_new(&print);
	assert_int_equal(session_start(&s), 0);
	assert_int_equal(session_run(&s), 0);
	put_end(&s, out);
	source_close(s.source);
	sink_close(s.sinks[0]);
	task_table_free(s.tasks);
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
