/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of options, and argp driven by it; see options.h. */
#include "cmd/options.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "perfdata/writer.h"
#include "task/fds.h"
#include "util/clock.h"
#include "util/parse.h"

#define FIELD(name) offsetof(struct options, name)

/*
 * The commands that show calls, one by one or in numbers; those that trace; all that are about a
 * trace.
 */
enum {
	SHOWS = OPTION_TRACE | OPTION_REPORT,
	LOOKS = SHOWS | OPTION_STAT,
	CAPTURES = OPTION_TRACE | OPTION_RECORD | OPTION_STAT,
	TRACES = LOOKS | OPTION_RECORD,
};

static const struct option_row rows[] = {
	{ 'p', "pid", "PID[,PID...]", TRACES, OPTION_IDS, FIELD(target.pids),
	  "Trace these processes: all their threads, and the children they start" },
	{ 't', "tid", "TID[,TID...]", TRACES, OPTION_IDS, FIELD(target.tids),
	  "Trace these threads, and the threads and children they start" },
	{ 'u', "uid", "USER", TRACES, OPTION_ONCE, FIELD(user),
	  "Trace the processes that run as USER (a name or a number), and the children they start; "
	  "with another target: of its processes only those" },
	{ 'G', "cgroup", "CGROUP", TRACES, OPTION_TEXTS, FIELD(cgroups),
	  "Trace all processes in this cgroup (a path, or the end of one) and those below it, also "
	  "those that join later; may be given several times" },
	{ 0, "container", "NAME|ID", TRACES, OPTION_TEXTS, FIELD(containers),
	  "Trace all processes in this container; may be given several times" },
	{ 'a', "all-cpus", NULL, TRACES, OPTION_ON, FIELD(all),
	  "Trace all processes; the default without a command and another target" },
	{ 'C', "cpu", "CPU[,CPU-CPU...]", TRACES, OPTION_CPUS, FIELD(target.cpus),
	  "Trace only what is done on these CPUs, by all processes or by those of another target" },
	{ 0, "filter-pids", "PID[,PID...]", TRACES, OPTION_IDS, FIELD(target.not_pids),
	  "Leave out these processes" },
	{ 0, "no-inherit", NULL, TRACES, OPTION_OFF, FIELD(inherit),
	  "Do not follow children and new threads" },
	{ 0, "run-as", "USER", CAPTURES, OPTION_TEXT, FIELD(run_as),
	  "Run the command as USER, without our privileges" },
	{ 'D', "delay", "MS", CAPTURES, OPTION_MS, FIELD(delay_ns),
	  "Wait MS milliseconds before the trace begins" },
	{ 0, "for", "TIME", CAPTURES, OPTION_TIME, FIELD(for_ns),
	  "End the trace after TIME: 30s, 500ms, 2m; without a unit in seconds" },
	{ 'i', "input", "FILE", LOOKS, OPTION_TEXT, FIELD(input),
	  "Read this recording, - for standard input, instead of tracing; default of report: "
	  "standard input if that is a pipe, else perf.data" },
	{ 0, "header", NULL, OPTION_REPORT, OPTION_ON, FIELD(header),
	  "Show only what the recording says about itself" },
	{ 'e', "event", "EVENT[,EVENT...]", TRACES, OPTION_ITEMS, FIELD(events),
	  "Trace only these: system calls (names, globs, /regexes/, classes as %file), tracepoints "
	  "(system:event, with globs); ! in front: all others; also trace=, status= and signal= as "
	  "with strace; may be given several times" },
	{ 0, "filter", "FILTER", CAPTURES, OPTION_ITEMS, FIELD(events),
	  "Of the tracepoints of the -e before it, only records for which this is true: 'prev_pid == 1'" },
	{ 0, "syscalls", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(syscalls),
	  "Trace system calls also where -e names only tracepoints, or with -F" },
	{ 'F', "pf", "all|maj|min", SHOWS | OPTION_RECORD, OPTION_CHOICE, FIELD(faults),
	  "Trace page faults: all, or those that had to wait for a disk (maj), or the others (min)" },
	{ 0, "sched", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(sched),
	  "Show in the summary how long each thread ran on a CPU" },
	{ 0, "signals", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(signals),
	  "Show the signals that reach threads, and how threads end; default for a command and -p" },
	{ 0, "no-signals", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(no_signals),
	  "Do not show signals and the ends of threads" },
	{ 0, "duration", "MS", LOOKS, OPTION_MS, FIELD(min_dur_ns),
	  "Show only calls that took at least MS milliseconds (decimals allowed)" },
	{ 0, "duration-below", "MS", LOOKS, OPTION_MS_ABOVE_0, FIELD(max_dur_ns),
	  "Show only calls that took less than MS milliseconds" },
	{ 0, "failure", NULL, TRACES, OPTION_ON, FIELD(failure), "Show only calls that failed" },
	{ 0, "success", NULL, TRACES, OPTION_ON, FIELD(success),
	  "Show only calls that did not fail" },
	{ 0, "errno", "ERROR[,ERROR...]", TRACES, OPTION_ONCE, FIELD(errnos),
	  "Show only calls that failed with one of these errors, as ENOENT" },
	{ 'P', "trace-path", "PATH", LOOKS, OPTION_TEXTS, FIELD(paths),
	  "Show only calls that touch PATH; may be given several times" },
	{ 0, "fd", "FD[,FD...]", LOOKS, OPTION_FDS, FIELD(fds),
	  "Show only calls with one of these file descriptors" },
	{ 0, "expr", "EXPR", TRACES, OPTION_ONCE, FIELD(expr),
	  "Show only calls for which this is true: 'syscall == \"read\" && duration > 5ms'" },
	{ 0, "switch-on", "EVENT", LOOKS, OPTION_ONCE, FIELD(switch_on),
	  "Show nothing before this tracepoint or the entry of this system call" },
	{ 0, "switch-off", "EVENT", LOOKS, OPTION_ONCE, FIELD(switch_off),
	  "Show nothing from this tracepoint or the entry of this system call on" },
	{ 0, "max-events", "N", SHOWS, OPTION_COUNT, FIELD(max_events), "Stop after N lines" },
	{ 's', "summary", NULL, SHOWS, OPTION_ON, FIELD(summary),
	  "Show only a summary for each thread, at the end" },
	{ 'S', "with-summary", NULL, SHOWS, OPTION_ON, FIELD(with_summary),
	  "Show all calls and a summary at the end" },
	{ 0, "summary-mode", "MODE[,MODE...]", SHOWS, OPTION_ONCE, FIELD(summary_mode),
	  "Whose calls the summary counts together: those of a thread (default), process, comm, "
	  "cgroup, container, user, cpu, or in total" },
	{ 0, "by", "KEY[,KEY...]", LOOKS, OPTION_ONCE, FIELD(by),
	  "What is counted: with -s and -S by syscall (default), file or fd, with stat by any fields" },
	{ 0, "percentiles", "PERCENT[,PERCENT...]", SHOWS, OPTION_PERCENTS, FIELD(percents),
	  "Show in the summary how long so many percent of the calls took at most (50,90,99,99.9)" },
	{ 0, "hist", NULL, SHOWS, OPTION_ON, FIELD(hist),
	  "Draw in the summary how the durations of each call are distributed" },
	{ 0, "errno-summary", NULL, SHOWS, OPTION_ON, FIELD(errno_summary),
	  "Show in the summary which errors there were" },
	{ 0, "sum", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show the sum of these fields" },
	{ 0, "avg", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show their average" },
	{ 0, "min", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show their minimum" },
	{ 0, "max", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show their maximum" },
	{ 0, "stddev", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show their standard deviation" },
	{ 0, "percentiles", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Show their 50th, 90th, 99th and 99.9th percentile, or those of --percents" },
	{ 0, "percents", "PERCENT[,PERCENT...]", OPTION_STAT, OPTION_PERCENTS, FIELD(percents),
	  "Which percentiles --percentiles shows" },
	{ 0, "hist", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ITEMS, FIELD(values),
	  "Draw how they are distributed" },
	{ 0, "pair", "BEGIN,END", OPTION_STAT, OPTION_ONCE, FIELD(pair),
	  "Measure the time from one tracepoint to another, as the field latency" },
	{ 0, "key", "FIELD[,FIELD...]", OPTION_STAT, OPTION_ONCE, FIELD(pair_key),
	  "What the two records of a --pair have in common; FIELD=FIELD where they call it "
	  "differently" },
	{ 0, "recipe", "NAME", OPTION_STAT, OPTION_ONCE, FIELD(recipe),
	  "Count as this recipe says (see systrail list recipes); options here come before its own" },
	{ 0, "sort", "COLUMN", LOOKS, OPTION_ONCE, FIELD(sort),
	  "Order the rows of tables by this column, from large to small, or by this key" },
	{ 0, "top", "N", LOOKS, OPTION_COUNT, FIELD(top_cnt),
	  "Show only the first N rows of a table, and the rest as one" },
	{ 0, "interval", "TIME", LOOKS, OPTION_TIME, FIELD(interval_ns),
	  "Show the tables again and again, each TIME: 5s, 500ms; without a unit in seconds" },
	{ 0, "clear", NULL, LOOKS, OPTION_ON, FIELD(clear),
	  "With --interval, count each interval by itself" },
	{ 0, "max-keys", "N", LOOKS, OPTION_COUNT, FIELD(max_keys),
	  "Memory for so many rows (100000); what else is met is added up in one" },
	{ 'o', "output", "FILE", TRACES, OPTION_TEXT, FIELD(output),
	  "Write to FILE, or with - to standard output; default: standard error, of report standard "
	  "output, of record perf.data" },
	{ 0, "format", "text|json|csv|prometheus", LOOKS, OPTION_CHOICE, FIELD(format),
	  "Write for people (default), or one JSON object a line; tables also as CSV, or in the text "
	  "format of Prometheus" },
	{ 0, "color", "auto|always|never", SHOWS, OPTION_CHOICE, FIELD(color),
	  "Colour names, errors and long durations; auto (default): on a terminal, and if NO_COLOR "
	  "is not set" },
	{ 0, "decode-fds", "none|path|all", SHOWS, OPTION_CHOICE, FIELD(decode_fds),
	  "Show what file descriptors stand for: nothing, paths, or also the ends of sockets (default)" },
	{ 0, "show-cgroup", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(show_cgroup),
	  "Show the cgroup of each thread; with record: note it, to be shown by report" },
	{ 0, "show-container", NULL, SHOWS | OPTION_RECORD, OPTION_ON, FIELD(show_container),
	  "Show the container of each thread that is in one; with record as --show-cgroup" },
	{ 'T', "time", NULL, SHOWS, OPTION_ON, FIELD(full_time),
	  "Show the time of the monotonic clock, not that since the first event" },
	{ 0, "comm", NULL, SHOWS, OPTION_ON, FIELD(show_comm),
	  "Show the thread's name beside its id (default)" },
	{ 0, "no-comm", NULL, SHOWS, OPTION_OFF, FIELD(show_comm), "Show the thread's id alone" },
	{ 'm', "mmap-pages", "PAGES|SIZE", CAPTURES, OPTION_PAGES, FIELD(ring_bytes),
	  "Size of the ring of each CPU: pages, or bytes with the unit B, K, M or G; rounded up to "
	  "a power of two" },
	{ 'z', "compression-level", "LEVEL", OPTION_RECORD, OPTION_LEVEL, FIELD(zstd_level),
	  "Compress with zstd, from 1 (default: fast) to 22 (small)" },
	{ 0, "max-size", "SIZE", OPTION_RECORD, OPTION_SIZE, FIELD(max_bytes),
	  "End the recording before it is larger than this: 500M, 2G" },
	{ 0, "switch-output", "signal|SIZE|TIME", OPTION_RECORD, OPTION_WHEN, FIELD(switch_output),
	  "Begin a new file at the signal SIGUSR2 (default), or when one has this size (100M) or has "
	  "been written for this time (30s)" },
	{ 0, "switch-max-files", "N", OPTION_RECORD, OPTION_COUNT, FIELD(switch_max_files),
	  "Of the files of --switch-output keep only the last N" },
	{ 0, "overwrite", NULL, OPTION_RECORD, OPTION_ON, FIELD(overwrite),
	  "Keep only what is the newest in the rings, and write it at the end, or with "
	  "--switch-output at each signal" },
	{ 'q', "quiet", NULL, OPTION_RECORD | OPTION_REPORT | OPTION_STAT, OPTION_ON, FIELD(quiet),
	  "Do not say how far it is, nor what was written" },
	{ 0, "plugin", "FILE", SHOWS | OPTION_LIST, OPTION_TEXTS, FIELD(plugins),
	  "Load this plugin, beside those that are installed; may be given several times" },
	{ 0, "class", "CLASS", OPTION_LIST, OPTION_TEXT, FIELD(in_class),
	  "List only the system calls of this class, as %file" },
	{ 0, "abi", "x86_64|i386|arm64", OPTION_LIST, OPTION_CHOICE, FIELD(abi),
	  "List the system calls of this ABI; default: those of this machine" },
	{ 0, "strict", NULL, TRACES, OPTION_ON, FIELD(strict),
	  "Exit with status 3 when events were lost" },
	{ 'v', "verbose", NULL, TRACES | OPTION_LIST, OPTION_ON, FIELD(verbose),
	  "Say more: in a trace arguments that are zero and what is done how, in a list what "
	  "arguments mean for each value of another one" },
};

enum { ROW_CNT = sizeof(rows) / sizeof(*rows), KEY_WITHOUT_LETTER = 0x100 };

/* The longest time that makes sense, a hundred years: added to any clock it does not overflow. */
enum { TIME_MAX_H = 100 * 365 * 24 };

const struct option_row *options_rows(size_t *cnt)
{
	*cnt = ROW_CNT;
	return rows;
}

/* The sentence for an argument that is not what its option takes. */
static void bad_argument(const struct argp_state *state, const struct option_row *row,
			 const char *arg, int err)
{
	static const char *const takes[] = {
		[OPTION_TEXTS] = "a word, up to 32 times",
		[OPTION_ITEMS] = "a word, up to 64 times",
		[OPTION_COUNT] = "a whole number from 1",
		[OPTION_MS] = "milliseconds, as in 200 or 0.5",
		[OPTION_MS_ABOVE_0] = "milliseconds above 0, as in 200 or 0.5",
		[OPTION_TIME] = "a time from 1ns, as in 30s, 500ms or 2m",
		[OPTION_FDS] = "file descriptors separated by commas, as in 0,5",
		[OPTION_IDS] = "ids above 0 separated by commas, as in 123,456",
		[OPTION_CPUS] = "CPU numbers and ranges, as in 0,2-3",
		[OPTION_PAGES] = "a number of pages or a size, as in 128 or 8M, up to 2G",
		[OPTION_SIZE] = "a size with the unit B, K, M or G, as in 500M",
		[OPTION_LEVEL] = "a level from 1 to 22",
		[OPTION_PERCENTS] = "up to 16 percentages above 0 and up to 100, as in 50,99,99.9",
		[OPTION_WHEN] = "the word signal, a size as in 100M, or a time as in 30s",
	};

	if (err == -ENOMEM)
		argp_failure(state, EXIT_FAILURE, ENOMEM, "--%s", row->name);
	if (err == -EEXIST)
		argp_error(state,
			   "--%s is given twice, and one does not add to the other: leave one out",
			   row->name);
	argp_error(state, "'%s' is not good for --%s, which takes %s%s", arg, row->name,
		   row->kind == OPTION_CHOICE ? row->arg : takes[row->kind],
		   err == -ERANGE ? " (out of range)" : "");
}

/* One page at least, and a power of two, because the kernel takes nothing else: rounded up. */
static int parse_ring(const char *arg, uint64_t *bytes)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), v;
	int err = parse_pages(arg, page, &v);

	if (err)
		return err;
	if (v > 1ull << 31)
		return -ERANGE;
	for (*bytes = page; *bytes < v; *bytes *= 2)
		;
	return 0;
}

static int set_time(int (*parse)(const char *s, uint64_t *ns), const char *arg, uint64_t min_ns,
		    uint64_t *ns)
{
	int err = parse(arg, ns);

	if (err)
		return err;
	return *ns < min_ns || *ns > TIME_MAX_H * 3600ull * NSEC_PER_SEC ? -ERANGE : 0;
}

/* What is no number of pages has a unit. */
static int parse_size(const char *arg, uint64_t *bytes)
{
	size_t len = strlen(arg);

	if (len && isdigit((unsigned char)arg[len - 1]))
		return -EINVAL;
	return parse_pages(arg, 1, bytes);
}

/* The level where an option is given without one. */
enum { LEVEL_DEFAULT = PERFDATA_ZSTD_LEVEL_DEFAULT, LEVEL_MAX = PERFDATA_ZSTD_LEVEL_MAX };

static int parse_level(const char *arg, unsigned int *level)
{
	uint64_t v = LEVEL_DEFAULT;
	int err = arg ? parse_u64(arg, 1, LEVEL_MAX, &v) : 0;

	if (!err)
		*level = (unsigned int)v;
	return err;
}

/* Sizes have a unit in capitals, times one in small letters: 5M is a size, 5m a time. */
static int parse_when(const char *arg, struct option_when *when)
{
	size_t len = arg ? strlen(arg) : 0;
	struct option_when w = { .given = true };
	int err = 0;

	if (len && strchr("BKMG", arg[len - 1]))
		err = parse_size(arg, &w.bytes);
	else if (len && isdigit((unsigned char)*arg) && islower((unsigned char)arg[len - 1]))
		err = set_time(parse_time, arg, NSEC_PER_MSEC, &w.ns);
	else if (arg && strcmp(arg, "signal") != 0)
		err = -EINVAL;
	if (!err)
		*when = w;
	return err;
}

static int parse_percents(const char *arg, struct option_percents *p)
{
	*p = (struct option_percents){ 4, { 50, 90, 99, 99.9 } };
	if (!arg)
		return 0;
	p->cnt = 0;
	for (;;) {
		char *end;
		double v = strtod(arg, &end);

		if (end == arg || !isdigit((unsigned char)*arg) || (*end && *end != ','))
			return -EINVAL;
		if (!(v > 0) || v > 100 || p->cnt == OPTION_PERCENTS_MAX)
			return -ERANGE;
		p->v[p->cnt++] = v;
		if (!*end)
			return 0;
		arg = end + 1;
	}
}

/* Which of the words in @choices, `one|two|three`, @arg is. */
static int parse_choice(const char *choices, const char *arg, unsigned int *which)
{
	size_t len = strlen(arg);

	for (*which = 0;; ++*which) {
		size_t word = strcspn(choices, "|");

		if (word == len && !strncmp(choices, arg, len))
			return 0;
		if (!choices[word])
			return -EINVAL;
		choices += word + 1;
	}
}

static int add_text(const char *arg, struct option_texts *texts)
{
	if (texts->cnt == sizeof(texts->v) / sizeof(*texts->v))
		return -ERANGE;
	texts->v[texts->cnt++] = arg;
	return 0;
}

static int add_item(const char *option, const char *arg, struct option_items *items)
{
	if (items->cnt == OPTION_ITEMS_MAX)
		return -ERANGE;
	items->v[items->cnt].name = option;
	items->v[items->cnt++].text = arg;
	return 0;
}

static int set_once(const char *arg, const char **field)
{
	if (*field)
		return -EEXIST;
	*field = arg;
	return 0;
}

static int set_field(const struct option_row *row, const char *arg, void *field)
{
	switch (row->kind) {
	case OPTION_ON:
	case OPTION_OFF:
		*(bool *)field = row->kind == OPTION_ON;
		return 0;
	case OPTION_TEXT:
		*(const char **)field = arg;
		return 0;
	case OPTION_ONCE:
		return set_once(arg, field);
	case OPTION_TEXTS:
		return add_text(arg, field);
	case OPTION_ITEMS:
		return add_item(row->name, arg, field);
	case OPTION_TIME:
		return set_time(parse_time, arg, 1, field);
	case OPTION_FDS:
		return parse_id_list(arg, 0, INT32_MAX, field);
	case OPTION_COUNT:
		return parse_u64(arg, 1, UINT64_MAX, field);
	case OPTION_MS:
		return set_time(parse_ms, arg, 0, field);
	case OPTION_MS_ABOVE_0:
		return set_time(parse_ms, arg, 1, field);
	case OPTION_IDS:
		return parse_id_list(arg, 1, INT32_MAX, field);
	case OPTION_CPUS:
		return parse_range_list(arg, TARGET_CPU_MAX, field);
	case OPTION_PAGES:
		return parse_ring(arg, field);
	case OPTION_SIZE:
		return parse_size(arg, field);
	case OPTION_LEVEL:
		return parse_level(arg, field);
	case OPTION_WHEN:
		return parse_when(arg, field);
	case OPTION_PERCENTS:
		return parse_percents(arg, field);
	case OPTION_CHOICE:
		return parse_choice(row->arg, arg, field);
	}
	return -EINVAL;
}

static const struct option_row *row_of(int key)
{
	for (size_t i = 0; i < ROW_CNT; i++)
		if (rows[i].letter ? rows[i].letter == key : KEY_WITHOUT_LETTER + (int)i == key)
			return &rows[i];
	return NULL;
}

/* Targets that mean nothing together. */
static void check_targets(const struct argp_state *state, const struct options *o)
{
	bool threads = o->target.pids.cnt || o->target.tids.cnt;
	bool cgroups = o->cgroups.cnt || o->containers.cnt;

	if (threads && o->all)
		argp_error(state, "-a traces all processes, -p and -t only some: leave one out");
	if (threads && cgroups)
		argp_error(state, "-G and --container trace all processes of a cgroup, -p and -t "
				  "only some: leave one out");
	if (cgroups && !o->inherit)
		argp_error(state, "--no-inherit does not go with -G and --container, which trace "
				  "whatever is in the cgroup");
	if (o->run_as && !o->command)
		argp_error(state, "--run-as needs a command to run");
	for (size_t i = 0; i < o->target.not_pids.cnt; i++)
		if (ids_has(&o->target.pids, o->target.not_pids.v[i]))
			argp_error(state, "-p %d and --filter-pids %d cancel each other",
				   o->target.not_pids.v[i], o->target.not_pids.v[i]);
}

/* Conditions that no call can meet. */
static void check_filters(const struct argp_state *state, const struct options *o)
{
	if (o->success && (o->failure || o->errnos))
		argp_error(state, "--success and %s cancel each other: no call passes both",
			   o->failure ? "--failure" : "--errno");
	if (o->max_dur_ns && o->max_dur_ns <= o->min_dur_ns)
		argp_error(state,
			   "--duration and --duration-below cancel each other: no call takes at "
			   "least the first and less than the second");
	if (o->signals && o->no_signals)
		argp_error(state, "--signals and --no-signals cancel each other: leave one out");
}

struct given {
	bool given;
	const char *name;
};

/* With -s there is nothing but the summary. */
static void check_lines(const struct argp_state *state, const struct options *o)
{
	const struct given of_lines[] = {
		{ o->max_events, "--max-events" },
		{ o->faults != OPTION_FAULTS_NONE, "-F" },
		{ o->signals, "--signals" },
		{ o->show_cgroup, "--show-cgroup" },
		{ o->show_container, "--show-container" },
	};

	if (o->summary && o->with_summary)
		argp_error(state, "-s shows only the summary, -S the calls as well: leave one out");
	for (size_t i = 0; o->summary && i < sizeof(of_lines) / sizeof(*of_lines); i++)
		if (of_lines[i].given)
			argp_error(state, "%s is about lines, and -s shows none: use -S",
				   of_lines[i].name);
}

/* What is about a summary where there is none. */
static void check_summary(const struct argp_state *state, const struct options *o)
{
	const struct given of_summary[] = {
		{ o->sched, "--sched" },
		{ o->summary_mode, "--summary-mode" },
		{ o->by, "--by" },
		{ o->percents.cnt, "--percentiles" },
		{ o->hist, "--hist" },
		{ o->errno_summary, "--errno-summary" },
		{ o->sort, "--sort" },
		{ o->top_cnt, "--top" },
		{ o->interval_ns, "--interval" },
		{ o->max_keys, "--max-keys" },
	};

	check_lines(state, o);
	for (size_t i = 0; i < sizeof(of_summary) / sizeof(*of_summary); i++)
		if (of_summary[i].given && !o->summary && !o->with_summary)
			argp_error(state, "%s adds to the summary: use it with -s or -S",
				   of_summary[i].name);
	if (o->format > OPTION_FORMAT_JSON && !o->summary)
		argp_error(state, "--format=csv and prometheus are for tables: use -s");
}

static void check_tables(const struct argp_state *state, const struct options *o)
{
	if (o->clear && !o->interval_ns)
		argp_error(state,
			   "--clear is about the intervals of --interval: give that as well");
	if (o->interval_ns && o->format == OPTION_FORMAT_PROMETHEUS && o->clear)
		argp_error(state, "the counters of Prometheus only grow: leave out --clear");
}

/* What stat needs, and what goes only with something else. */
static void check_stat(const struct argp_state *state, const struct options *o)
{
	if (o->pair_key && !o->pair)
		argp_error(state, "--key is what the records of a --pair have in common: give that "
				  "as well");
	if (o->pair && !o->pair_key)
		argp_error(state,
			   "--pair needs a --key, which tells what ends from what began: "
			   "--pair block:block_rq_issue,block:block_rq_complete --key dev,sector");
	if (o->pair && o->events.cnt)
		argp_error(state, "--pair says which tracepoints are used: leave out -e");
}

/* Each --filter stands behind an -e of its own. */
static void check_items(const struct argp_state *state, const struct option_items *items)
{
	bool filter = true, before; /* nothing is as good as a filter */

	for (size_t i = 0; i < items->cnt; i++) {
		before = filter;
		filter = !strcmp(items->v[i].name, "filter");
		if (!filter)
			continue;
		if (before)
			argp_error(state,
				   i ? "an -e has two --filter behind it: join them with &&" :
				       "--filter narrows the tracepoints of the -e before it: put an "
				       "-e in front of it");
		if (!items->v[i].text[strspn(items->v[i].text, " \t")])
			argp_error(state, "--filter takes a condition, as in 'prev_pid == 1'");
	}
}

/* What of a recording depends on something else of it. */
static void check_recording(const struct argp_state *state, const struct options *o)
{
	const struct option_when *when = &o->switch_output;

	if (o->switch_max_files && !when->given)
		argp_error(state, "--switch-max-files is about the files of --switch-output: give "
				  "that as well");
	if (o->overwrite && (when->bytes || when->ns))
		argp_error(state, "with --overwrite nothing is written before a signal or the end: "
				  "give --switch-output without a size or time");
	if (when->given && o->output && !strcmp(o->output, "-"))
		argp_error(state,
			   "--switch-output makes files, and -o - writes to standard output: "
			   "leave one out");
}

/* What a recording has not, is not in it; @name: of an option. */
static void refuse_live(const struct argp_state *state, const char *name)
{
	argp_error(state,
		   "--%s is about a trace while it is made, and a recording is made already: give it "
		   "to 'systrail record'",
		   name);
}

/* What goes with a recording that is read, and what does not. */
static void check_reading(const struct argp_state *state, const struct options *o)
{
	if (o->command && o->reports)
		argp_error(state, "'%s' is no option: to read a recording of that name, give -i %s",
			   *o->command, *o->command);
	if (o->command)
		argp_error(state,
			   "-i reads a recording, and '%s' would be a command to trace: leave one out",
			   *o->command);
	if (o->run_as)
		refuse_live(state, "run-as");
	if (o->delay_ns)
		refuse_live(state, "delay");
	if (o->for_ns)
		refuse_live(state, "for");
	if (o->ring_bytes)
		refuse_live(state, "mmap-pages");
	/* What stat is told of tracepoints it can do itself. */
	for (size_t i = 0; !o->counts && i < o->events.cnt; i++)
		if (!strcmp(o->events.v[i].name, "filter"))
			refuse_live(state, "filter");
}

/* Options that mean nothing together. */
static void check_conflicts(const struct argp_state *state, const struct options *o)
{
	if (o->input || o->reports)
		check_reading(state, o);
	check_targets(state, o);
	check_filters(state, o);
	if (o->records)
		check_recording(state, o);
	else if (o->counts)
		check_stat(state, o);
	else
		check_summary(state, o);
	check_tables(state, o);
	check_items(state, &o->events);
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	const struct option_row *row = row_of(key);
	int err;

	if (row && o->records && !(row->commands & OPTION_RECORD))
		argp_error(state,
			   "--%s is about what is shown, and a recording keeps everything: give it to "
			   "'systrail report'",
			   row->name);
	if (row && o->reports && !(row->commands & OPTION_REPORT))
		refuse_live(state, row->name);
	if (row && o->counts && !(row->commands & OPTION_STAT))
		argp_error(state,
			   "--%s is about calls that are shown one by one: give it to 'systrail trace'",
			   row->name);
	if (row) {
		err = set_field(row, arg, (char *)o + row->field);
		if (err)
			bad_argument(state, row, arg, err);
		return 0;
	}
	switch (key) {
	case 'h': /* argp itself has only -? and --help */
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
		return 0;
	case ARGP_KEY_ARGS: /* the command, or what to list: all from the first word that is no option */
		o->command = state->argv + state->next;
		return 0;
	case ARGP_KEY_SUCCESS:
		check_conflicts(state, o);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Whether the argument may be left out. */
static bool takes_nothing_too(const struct option_row *row)
{
	return row->arg && (row->kind == OPTION_LEVEL || row->kind == OPTION_WHEN ||
			    (row->kind == OPTION_PERCENTS && row->commands & OPTION_TRACE));
}

/* Whether an option of that name means something else to @command. */
static bool is_another(const struct option_row *row, enum option_command command)
{
	for (size_t i = 0; i < ROW_CNT; i++)
		if (rows[i].commands & (unsigned int)command && &rows[i] != row &&
		    !strcmp(rows[i].name, row->name))
			return true;
	return false;
}

void options_parse(enum option_command command, const char *doc, int argc, char **argv,
		   struct options *o)
{
	struct argp_option options[ROW_CNT + 2] = { 0 };
	bool is_list = command == OPTION_LIST, is_report = command == OPTION_REPORT;
	struct argp argp = {
		.options = options,
		.parser = parse_one,
		.args_doc = is_list ? "syscalls|classes|events [PATTERN]|recipes|plugins|features" :
			    is_report ? NULL :
					"[--] [COMMAND [ARG...]]",
		.doc = doc,
	};
	size_t n = 0;

	for (size_t i = 0; i < ROW_CNT; i++) {
		const struct option_row *row = &rows[i];
		bool taken = row->commands & (unsigned int)command;
		/* What only trace can do the others know as well, to say where it belongs. */
		bool known = !is_list && row->commands & OPTION_TRACE && !is_another(row, command);

		if (!taken && !known)
			continue;
		options[n++] = (struct argp_option){
			.name = row->name,
			.key = row->letter ? row->letter : KEY_WITHOUT_LETTER + (int)i,
			.arg = row->arg,
			.flags = (takes_nothing_too(row) ? OPTION_ARG_OPTIONAL : 0) |
				 (taken ? 0 : OPTION_HIDDEN),
			.doc = row->help,
		};
	}
	options[n] = (struct argp_option){ .key = 'h', .flags = OPTION_HIDDEN };
	*o = (struct options){ .show_comm = true,
			       .inherit = true,
			       .records = command == OPTION_RECORD,
			       .reports = is_report,
			       .counts = command == OPTION_STAT,
			       .decode_fds = FD_NAMES_ALL,
			       .faults = OPTION_FAULTS_NONE,
			       .abi = arch_native_abi() };
	argp_err_exit_status = 2;
	/* Behind the command to trace all options are its own. */
	argp_parse(&argp, argc, argv, is_list ? 0 : ARGP_IN_ORDER, NULL, o);
}

void options_fini(struct options *o)
{
	target_fini(&o->target);
	ids_fini(&o->fds);
}
