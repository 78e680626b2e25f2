/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of options, and argp driven by it; see options.h. */
#include "cmd/options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "task/fds.h"
#include "util/parse.h"

#define FIELD(name) offsetof(struct options, name)

static const struct option_row rows[] = {
	{ 'p', "pid", "PID[,PID...]", OPTION_TRACE, OPTION_IDS, FIELD(target.pids),
	  "Trace these processes: all their threads, and the children they start" },
	{ 't', "tid", "TID[,TID...]", OPTION_TRACE, OPTION_IDS, FIELD(target.tids),
	  "Trace these threads, and the threads and children they start" },
	{ 'a', "all-cpus", NULL, OPTION_TRACE, OPTION_ON, FIELD(all),
	  "Trace all processes; the default without a command, -p, -t and -C" },
	{ 'C', "cpu", "CPU[,CPU-CPU...]", OPTION_TRACE, OPTION_CPUS, FIELD(target.cpus),
	  "Trace all processes, on these CPUs only" },
	{ 0, "no-inherit", NULL, OPTION_TRACE, OPTION_OFF, FIELD(inherit),
	  "Do not follow children and new threads" },
	{ 0, "run-as", "USER", OPTION_TRACE, OPTION_TEXT, FIELD(run_as),
	  "Run the command as USER, without our privileges" },
	{ 0, "duration", "MS", OPTION_TRACE, OPTION_MS, FIELD(min_dur_ns),
	  "Show only calls that took at least MS milliseconds (decimals allowed)" },
	{ 0, "failure", NULL, OPTION_TRACE, OPTION_ON, FIELD(failure),
	  "Show only calls that failed" },
	{ 0, "max-events", "N", OPTION_TRACE, OPTION_COUNT, FIELD(max_events),
	  "Stop after N lines" },
	{ 's', "summary", NULL, OPTION_TRACE, OPTION_ON, FIELD(summary),
	  "Show only a summary for each thread, at the end" },
	{ 'S', "with-summary", NULL, OPTION_TRACE, OPTION_ON, FIELD(with_summary),
	  "Show all calls and a summary at the end" },
	{ 'o', "output", "FILE", OPTION_TRACE, OPTION_TEXT, FIELD(output),
	  "Write to FILE, or with - to standard output, instead of standard error" },
	{ 0, "format", "text|json", OPTION_TRACE, OPTION_CHOICE, FIELD(format),
	  "Write lines for people (default), or one JSON object a line" },
	{ 0, "color", "auto|always|never", OPTION_TRACE, OPTION_CHOICE, FIELD(color),
	  "Colour names, errors and long durations; auto (default): on a terminal, and if NO_COLOR "
	  "is not set" },
	{ 0, "decode-fds", "none|path|all", OPTION_TRACE, OPTION_CHOICE, FIELD(decode_fds),
	  "Show what file descriptors stand for: nothing, paths, or also the ends of sockets (default)" },
	{ 'T', "time", NULL, OPTION_TRACE, OPTION_ON, FIELD(full_time),
	  "Show the time of the monotonic clock, not that since the first event" },
	{ 0, "comm", NULL, OPTION_TRACE, OPTION_ON, FIELD(show_comm),
	  "Show the thread's name beside its id (default)" },
	{ 0, "no-comm", NULL, OPTION_TRACE, OPTION_OFF, FIELD(show_comm),
	  "Show the thread's id alone" },
	{ 'm', "mmap-pages", "PAGES|SIZE", OPTION_TRACE, OPTION_PAGES, FIELD(ring_bytes),
	  "Size of the ring of each CPU: pages, or bytes with the unit B, K, M or G; rounded up to "
	  "a power of two" },
	{ 0, "plugin", "FILE", OPTION_TRACE | OPTION_LIST, OPTION_TEXTS, FIELD(plugins),
	  "Load this plugin, beside those that are installed; may be given several times" },
	{ 0, "class", "CLASS", OPTION_LIST, OPTION_TEXT, FIELD(in_class),
	  "List only the system calls of this class, as %file" },
	{ 0, "abi", "x86_64|i386|arm64", OPTION_LIST, OPTION_CHOICE, FIELD(abi),
	  "List the system calls of this ABI; default: those of this machine" },
	{ 0, "strict", NULL, OPTION_TRACE, OPTION_ON, FIELD(strict),
	  "Exit with status 3 when events were lost" },
	{ 'v', "verbose", NULL, OPTION_TRACE | OPTION_LIST, OPTION_ON, FIELD(verbose),
	  "Say more: in a trace arguments that are zero and what is done how, in a list what "
	  "arguments mean for each value of another one" },
};

enum { ROW_CNT = sizeof(rows) / sizeof(*rows), KEY_WITHOUT_LETTER = 0x100 };

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
		[OPTION_TEXTS] = "a file, up to 32 times",
		[OPTION_COUNT] = "a whole number from 1",
		[OPTION_MS] = "milliseconds, as in 200 or 0.5",
		[OPTION_IDS] = "ids above 0 separated by commas, as in 123,456",
		[OPTION_CPUS] = "CPU numbers and ranges, as in 0,2-3",
		[OPTION_PAGES] = "a number of pages or a size, as in 128 or 8M, up to 2G",
	};

	if (err == -ENOMEM)
		argp_failure(state, EXIT_FAILURE, ENOMEM, "--%s", row->name);
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
	case OPTION_TEXTS:
		return add_text(arg, field);
	case OPTION_COUNT:
		return parse_u64(arg, 1, UINT64_MAX, field);
	case OPTION_MS:
		return parse_ms(arg, field);
	case OPTION_IDS:
		return parse_id_list(arg, 1, INT32_MAX, field);
	case OPTION_CPUS:
		return parse_range_list(arg, TARGET_CPU_MAX, field);
	case OPTION_PAGES:
		return parse_ring(arg, field);
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

/* Options that mean nothing together. */
static void check_conflicts(const struct argp_state *state, const struct options *o)
{
	bool some = o->target.pids.cnt || o->target.tids.cnt;

	if (some && o->all)
		argp_error(state, "-a traces all processes, -p and -t only some: leave one out");
	if (some && o->target.cpus.cnt)
		argp_error(state, "-C traces all processes, -p and -t only some: leave one out");
	if (o->run_as && !o->command)
		argp_error(state, "--run-as needs a command to run");
	if (o->summary && o->with_summary)
		argp_error(state, "-s shows only the summary, -S the calls as well: leave one out");
	if ((o->summary || o->with_summary) && o->format != OPTION_FORMAT_TEXT)
		argp_error(state, "-s and -S are tables for people: leave out --format");
	if (o->summary && o->max_events)
		argp_error(state, "--max-events counts lines, and -s shows none: use -S");
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	const struct option_row *row = row_of(key);
	int err;

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

void options_parse(enum option_command command, const char *doc, int argc, char **argv,
		   struct options *o)
{
	struct argp_option options[ROW_CNT + 2] = { 0 };
	bool is_list = command == OPTION_LIST;
	struct argp argp = {
		.options = options,
		.parser = parse_one,
		.args_doc = is_list ? "syscalls|classes|plugins|features" :
				      "[--] [COMMAND [ARG...]]",
		.doc = doc,
	};
	size_t n = 0;

	for (size_t i = 0; i < ROW_CNT; i++) {
		if (!(rows[i].commands & (unsigned int)command))
			continue;
		options[n++] = (struct argp_option){
			.name = rows[i].name,
			.key = rows[i].letter ? rows[i].letter : KEY_WITHOUT_LETTER + (int)i,
			.arg = rows[i].arg,
			.doc = rows[i].help,
		};
	}
	options[n] = (struct argp_option){ .key = 'h', .flags = OPTION_HIDDEN };
	*o = (struct options){ .show_comm = true,
			       .inherit = true,
			       .decode_fds = FD_NAMES_ALL,
			       .abi = arch_native_abi() };
	argp_err_exit_status = 2;
	/* Behind the command to trace all options are its own. */
	argp_parse(&argp, argc, argv, is_list ? 0 : ARGP_IN_ORDER, NULL, o);
}
