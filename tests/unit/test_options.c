/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of options: what each sets, what is refused, and whether the manual has them. */
#include "unit/check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch/arch.h"
#include "cmd/options.h"

/* The commands and their manuals; tests run in the root of the tree. */
static const struct {
	enum option_command bit;
	const char *name;
	const char *manual;
} commands[] = {
	{ OPTION_TRACE, "systrail trace", "man/systrail-trace.1" },
	{ OPTION_LIST, "systrail list", "man/systrail-list.1" },
	{ OPTION_RECORD, "systrail record", "man/systrail-record.1" },
	{ OPTION_REPORT, "systrail report", "man/systrail-report.1" },
	{ OPTION_STAT, "systrail stat", "man/systrail-stat.1" },
};

enum { ARGS_MAX = 64, RETURNED = 77, SHOWS = OPTION_TRACE | OPTION_REPORT };

/* The command that parse() parses for; each test begins with trace. */
static size_t now;

static int begin(void **state)
{
	(void)state;
	now = 0;
	return 0;
}

static struct options parse(const char *const *args)
{
	const char *argv[ARGS_MAX] = { commands[now].name };
	struct options o;
	int argc = 1;

	for (; args[argc - 1]; argc++)
		argv[argc] = args[argc - 1];
	options_parse(commands[now].bit, "A test.", argc, (char **)argv, &o);
	/* The words, not the array, are the caller's; both end with NULL. */
	if (o.command)
		o.command = (char **)args + (o.command - (char **)argv - 1);
	return o;
}

#define PARSE(...) parse((const char *const[]){ __VA_ARGS__, NULL })

/* What a process that only parses @args says, on both channels, and its exit status. */
struct outcome {
	int status;
	char text[16384];
};

static struct outcome run(const char *const *args)
{
	struct outcome out = { .status = -1 };
	size_t len = 0;
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	fflush(NULL); /* or the child writes out our buffers, too */
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		parse(args);
		_exit(RETURNED);
	}
	close(fds[1]);
	while ((n = read(fds[0], out.text + len, sizeof(out.text) - 1 - len)) > 0)
		len += (size_t)n;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		out.status = WEXITSTATUS(status);
	return out;
}

#define RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

static const struct option_row *row_at(size_t i)
{
	size_t cnt;
	const struct option_row *rows = options_rows(&cnt);

	return i < cnt ? &rows[i] : NULL;
}

static bool is_for_now(const struct option_row *row)
{
	return row->commands & (unsigned int)commands[now].bit;
}

/* Whether its argument may be left out, and so has to be in one word with it. */
static bool is_optional(const struct option_row *row)
{
	return row->kind == OPTION_LEVEL || row->kind == OPTION_WHEN ||
	       (row->kind == OPTION_PERCENTS && row->commands & OPTION_TRACE);
}

static void test_rows_are_complete(void **state)
{
	const struct option_row *row;

	(void)state;
	assert_non_null(row_at(0));
	for (size_t i = 0; (row = row_at(i)); i++) {
		bool takes_one = row->kind != OPTION_ON && row->kind != OPTION_OFF;

		assert_true(row->name && strlen(row->name) > 1);
		assert_true(row->help && *row->help);
		assert_true(row->commands != 0);
		assert_true(row->field < sizeof(struct options));
		assert_int_equal(row->arg != NULL, takes_one);
	}
}

static void test_rows_differ(void **state)
{
	const struct option_row *a, *b;

	(void)state;
	for (size_t i = 0; (a = row_at(i)); i++) {
		for (size_t k = 0; k < i; k++) {
			b = row_at(k);
			/* Two commands may mean different things by a name. */
			if (!(a->commands & b->commands))
				continue;
			assert_string_not_equal(a->name, b->name);
			assert_true(!a->letter || a->letter != b->letter);
			/* Only on and off may set the same, and those whose order counts. */
			assert_true(a->field != b->field || a->kind != b->kind ||
				    a->kind == OPTION_ITEMS);
		}
	}
}

/* An argument that @row takes; of several words the last. */
static const char *argument_of(const struct option_row *row)
{
	static const char *const arguments[] = {
		[OPTION_ON] = NULL,	      [OPTION_OFF] = NULL,
		[OPTION_TEXT] = "some text",  [OPTION_COUNT] = "12345",
		[OPTION_MS] = "0.25",	      [OPTION_IDS] = "7,8",
		[OPTION_CPUS] = "0,2-3",      [OPTION_PAGES] = "2048K",
		[OPTION_TEXTS] = "some text", [OPTION_TIME] = "1.5m",
		[OPTION_FDS] = "0,3",	      [OPTION_ITEMS] = "some text",
		[OPTION_ONCE] = "some text",  [OPTION_MS_ABOVE_0] = "0.25",
		[OPTION_SIZE] = "3M",	      [OPTION_LEVEL] = "7",
		[OPTION_WHEN] = "30s",	      [OPTION_PERCENTS] = "50,99.9",
	};

	if (row->kind == OPTION_CHOICE)
		return strrchr(row->arg, '|') + 1;
	return arguments[row->kind];
}

static void expect_ids(const struct ids *ids, size_t cnt, const int *v)
{
	assert_int_equal(ids->cnt, cnt);
	assert_memory_equal(ids->v, v, cnt * sizeof(*v));
}

static unsigned int count_bars(const char *s)
{
	unsigned int cnt = 0;

	while ((s = strchr(s, '|'))) {
		cnt++;
		s++;
	}
	return cnt;
}

static void expect_field(const struct option_row *row, const struct options *o)
{
	const void *field = (const char *)o + row->field;

	switch (row->kind) {
	case OPTION_ON:
	case OPTION_OFF:
		assert_int_equal(*(const bool *)field, row->kind == OPTION_ON);
		break;
	case OPTION_TEXT:
	case OPTION_ONCE:
		assert_string_equal(*(const char *const *)field, "some text");
		break;
	case OPTION_CHOICE:
		assert_int_equal(*(const unsigned int *)field, count_bars(row->arg));
		break;
	case OPTION_TEXTS:
		assert_int_equal(((const struct option_texts *)field)->cnt, 1);
		assert_string_equal(((const struct option_texts *)field)->v[0], "some text");
		break;
	case OPTION_ITEMS: {
		const struct option_items *items = field;

		assert_string_equal(items->v[items->cnt - 1].name, row->name);
		assert_string_equal(items->v[items->cnt - 1].text, "some text");
		break;
	}
	case OPTION_COUNT:
		assert_int_equal(*(const uint64_t *)field, 12345);
		break;
	case OPTION_TIME:
		assert_int_equal(*(const uint64_t *)field, 90000000000);
		break;
	case OPTION_FDS:
		expect_ids(field, 2, (const int[]){ 0, 3 });
		break;
	case OPTION_MS:
	case OPTION_MS_ABOVE_0:
		assert_int_equal(*(const uint64_t *)field, 250000);
		break;
	case OPTION_IDS:
		expect_ids(field, 2, (const int[]){ 7, 8 });
		break;
	case OPTION_CPUS:
		expect_ids(field, 3, (const int[]){ 0, 2, 3 });
		break;
	case OPTION_PAGES:
		assert_int_equal(*(const uint64_t *)field, 2048 * 1024);
		break;
	case OPTION_SIZE:
		assert_int_equal(*(const uint64_t *)field, 3 << 20);
		break;
	case OPTION_LEVEL:
		assert_int_equal(*(const unsigned int *)field, 7);
		break;
	case OPTION_WHEN:
		assert_true(((const struct option_when *)field)->given);
		assert_int_equal(((const struct option_when *)field)->ns, 30000000000);
		break;
	case OPTION_PERCENTS:
		assert_int_equal(((const struct option_percents *)field)->cnt, 2);
		assert_true(((const struct option_percents *)field)->v[1] == 99.9);
		break;
	}
}

/* Some options mean something only behind another one. */
static const struct {
	const char *name;
	unsigned int commands;
	const char *needed;
} needs[] = {
	{ "sched", SHOWS, "--summary" },
	{ "summary-mode", SHOWS, "--summary" },
	{ "by", SHOWS, "--summary" },
	{ "percentiles", SHOWS, "--summary" },
	{ "hist", SHOWS, "--summary" },
	{ "errno-summary", SHOWS, "--summary" },
	{ "sort", SHOWS, "--summary" },
	{ "top", SHOWS, "--summary" },
	{ "interval", SHOWS, "--summary" },
	{ "clear", SHOWS, "--summary" },
	{ "clear", SHOWS | OPTION_STAT, "--interval=1" },
	{ "max-keys", SHOWS, "--summary" },
	{ "format", SHOWS, "--summary" },
	{ "switch-max-files", OPTION_RECORD, "--switch-output" },
	{ "filter", ~0u, "--event=some:event" },
	{ "pair", OPTION_STAT, "--key=field" },
	{ "key", OPTION_STAT, "--pair=some:begin,some:end" },
};

/* Puts what @row needs into @words. Returns how many these are. */
static size_t needed_before(const struct option_row *row, const char **words)
{
	size_t cnt = 0;

	for (size_t i = 0; i < ARRAY_CNT(needs); i++)
		if (!strcmp(row->name, needs[i].name) &&
		    needs[i].commands & (unsigned int)commands[now].bit)
			words[cnt++] = needs[i].needed;
	return cnt;
}

/* What reads a recording traces no command. */
static bool takes_command(const struct option_row *row)
{
	return commands[now].bit != OPTION_REPORT && strcmp(row->name, "input") != 0;
}

/* @row as `-p X`, `-pX`, `--pid X` or `--pid=X`, in front of a command. */
static void check_spelling(const struct option_row *row, bool by_letter, bool in_one_word)
{
	const char *arg = argument_of(row), *words[7] = { NULL };
	size_t cnt = 0;
	char word[128];
	struct options o;

	if (by_letter)
		snprintf(word, sizeof(word), "-%c", row->letter);
	else
		snprintf(word, sizeof(word), "--%s", row->name);
	if (arg && in_one_word) {
		snprintf(word + strlen(word), sizeof(word) - strlen(word), "%s%s",
			 by_letter ? "" : "=", arg);
		arg = NULL;
	}
	cnt = needed_before(row, words);
	words[cnt++] = word;
	if (arg)
		words[cnt++] = arg;
	if (takes_command(row))
		words[cnt] = "command";
	o = parse(words);
	expect_field(row, &o);
	if (takes_command(row))
		assert_string_equal(o.command[0], "command");
	options_fini(&o);
}

static void test_every_option(void **state)
{
	const struct option_row *row;

	(void)state;
	for (size_t i = 0; (row = row_at(i)); i++) {
		for (now = 0; now < ARRAY_CNT(commands); now++) {
			if (!is_for_now(row))
				continue;
			for (int one_word = is_optional(row); one_word < 2; one_word++) {
				check_spelling(row, false, one_word);
				if (row->letter)
					check_spelling(row, true, one_word);
			}
		}
	}
}

static void test_defaults(void **state)
{
	struct options o = parse((const char *const[]){ NULL });

	(void)state;
	assert_true(o.show_comm);
	assert_true(o.inherit);
	assert_false(o.all || o.full_time || o.verbose || o.failure || o.summary ||
		     o.with_summary || o.strict);
	assert_null(o.output);
	assert_null(o.run_as);
	assert_null(o.command);
	assert_int_equal(o.ring_bytes, 0);
	assert_int_equal(o.min_dur_ns, 0);
	assert_int_equal(o.max_events, 0);
	assert_int_equal(o.target.pids.cnt + o.target.tids.cnt + o.target.cpus.cnt, 0);
}

static void test_lists_add_up(void **state)
{
	struct options o = PARSE("-p", "1,2", "-p", "3,2", "-t", "9");

	(void)state;
	expect_ids(&o.target.pids, 3, (const int[]){ 1, 2, 3 });
	expect_ids(&o.target.tids, 1, (const int[]){ 9 });
	options_fini(&o);
}

static void test_last_one_counts(void **state)
{
	struct options o =
		PARSE("--no-comm", "--comm", "-m", "1", "-m", "64K", "-o", "a", "-o", "b");

	(void)state;
	assert_true(o.show_comm);
	assert_int_equal(o.ring_bytes, 65536);
	assert_string_equal(o.output, "b");
	o = PARSE("--comm", "--no-comm");
	assert_false(o.show_comm);
}

/* Options behind the command's name are the command's own. */
static void test_command(void **state)
{
	struct options o = PARSE("-T", "ls", "-a", "--failure", "--", "x");
	static const char *const words[] = { "ls", "-a", "--failure", "--", "x" };

	(void)state;
	assert_true(o.full_time);
	assert_false(o.all || o.failure);
	for (size_t i = 0; i < ARRAY_CNT(words); i++)
		assert_string_equal(o.command[i], words[i]);
	assert_null(o.command[ARRAY_CNT(words)]);

	o = PARSE("--", "-a", "b");
	assert_false(o.all);
	assert_string_equal(o.command[0], "-a");
	assert_string_equal(o.command[1], "b");
	o = PARSE("-s", "--");
	assert_null(o.command);
}

/* A list has no command to trace: options may stand behind what is to be listed. */
static void test_list(void **state)
{
	struct options o;

	(void)state;
	now = 1;
	o = PARSE("syscalls", "--class", "%file", "-v");
	assert_true(o.verbose);
	assert_string_equal(o.in_class, "%file");
	assert_int_equal(o.abi, arch_native_abi());
	o = PARSE("--plugin", "a", "plugins", "--plugin=b");
	assert_int_equal(o.plugins.cnt, 2);
	assert_string_equal(o.plugins.v[0], "a");
	assert_string_equal(o.plugins.v[1], "b");
	o = PARSE("--abi", "i386");
	assert_int_equal(o.abi, ABI_I386);
	assert_null(o.command);
}

static void test_record(void **state)
{
	struct options o;

	(void)state;
	now = 2;
	o = PARSE("-z", "--switch-output", "command");
	assert_true(o.records && o.switch_output.given);
	assert_int_equal(o.zstd_level, 1);
	assert_int_equal(o.switch_output.bytes + o.switch_output.ns, 0);
	assert_string_equal(o.command[0], "command");
	o = PARSE("-z22", "--switch-output=signal");
	assert_int_equal(o.zstd_level, 22);
	assert_true(o.switch_output.given);
	/* Capitals are sizes, small letters times. */
	o = PARSE("--switch-output=5M");
	assert_int_equal(o.switch_output.bytes, 5 << 20);
	o = PARSE("--switch-output=5m");
	assert_int_equal(o.switch_output.bytes, 0);
	assert_int_equal(o.switch_output.ns, 300000000000);
	assert_int_equal(PARSE("--max-size", "512B").max_bytes, 512);
	now = 0;
	assert_false(PARSE("-s").records);
}

static void test_report(void **state)
{
	struct options o;

	(void)state;
	now = 3;
	o = PARSE("-i", "a", "--header", "-q");
	assert_true(o.reports && o.header && o.quiet);
	assert_string_equal(o.input, "a");
	assert_null(PARSE("-s").input);
	now = 0;
	o = PARSE("-i", "-", "-s");
	assert_false(o.reports);
	assert_string_equal(o.input, "-");
}

static void test_pages(void **state)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	(void)state;
	assert_int_equal(PARSE("-m", "128").ring_bytes, 128 * page);
	assert_int_equal(PARSE("-m", "1").ring_bytes, page);
	assert_int_equal(PARSE("-m", "8M").ring_bytes, 8 << 20);
	assert_int_equal(PARSE("-m", "2G").ring_bytes, 2ull << 30);
	/* A ring is a power of two of whole pages, so that is what there is at least. */
	assert_int_equal(PARSE("-m", "3").ring_bytes, 4 * page);
	assert_int_equal(PARSE("-m", "1B").ring_bytes, page);
	assert_int_equal(PARSE("-m", "5M").ring_bytes, 8 << 20);
	assert_int_equal(PARSE("-m", "1025M").ring_bytes, 2ull << 30);
}

static void expect_usage(const char *const *args, const char *part_of_text)
{
	struct outcome out = run(args);

	if (out.status != 2 || !strstr(out.text, part_of_text))
		fail_msg("%s %s...: status %d, and: %s", args[0], args[1] ? args[1] : "",
			 out.status, out.text);
}

#define EXPECT_USAGE(part, ...) expect_usage((const char *const[]){ __VA_ARGS__, NULL }, part)

static void test_conflicts(void **state)
{
	(void)state;
	EXPECT_USAGE("-a", "-a", "-p", "1");
	EXPECT_USAGE("-a", "-t", "1", "-a");
	EXPECT_USAGE("-G", "-p", "1", "-G", "x");
	EXPECT_USAGE("--container", "--container", "x", "-t", "1");
	EXPECT_USAGE("--no-inherit", "--no-inherit", "-G", "x");
	EXPECT_USAGE("cancel each other", "-p", "1", "--filter-pids", "2,1");
	EXPECT_USAGE("cancel each other", "--success", "--failure");
	EXPECT_USAGE("cancel each other", "--success", "--errno", "ENOENT");
	EXPECT_USAGE("cancel each other", "--duration", "5", "--duration-below", "5");
	EXPECT_USAGE("cancel each other", "--signals", "--no-signals");
	EXPECT_USAGE("--sched", "--sched");
	EXPECT_USAGE("--filter", "--filter", "a == 1", "-e", "sched:*");
	EXPECT_USAGE("--run-as", "--run-as", "nobody");
	EXPECT_USAGE("--run-as", "--run-as", "nobody", "-a");
	EXPECT_USAGE("-S", "-s", "-S");
	EXPECT_USAGE("--max-events", "-s", "--max-events", "5");
	EXPECT_USAGE("-F", "-s", "-F", "all");
	EXPECT_USAGE("--signals", "-s", "--signals");
	EXPECT_USAGE("--show-cgroup", "-s", "--show-cgroup");
	EXPECT_USAGE("--show-container", "-s", "--show-container");
	EXPECT_USAGE("&&", "-e", "a:b", "--filter", "a == 1", "--filter", "b == 1");
	EXPECT_USAGE("--filter takes a condition", "-e", "a:b", "--filter", " ");
}

/* Where the last one counted, the other would be a filter that is forgotten. */
static void test_given_twice(void **state)
{
	(void)state;
	EXPECT_USAGE("--expr is given twice", "--expr", "error", "--expr", "ret == 1");
	EXPECT_USAGE("--errno is given twice", "--errno", "EPERM", "--errno", "EIO");
	EXPECT_USAGE("--uid is given twice", "-u", "root", "--uid", "nobody");
	EXPECT_USAGE("--switch-on is given twice", "--switch-on", "a", "--switch-on", "b");
	EXPECT_USAGE("--switch-off is given twice", "--switch-off", "a", "--switch-off", "b");
}

static void test_times(void **state)
{
	(void)state;
	EXPECT_USAGE("above 0", "--duration-below", "0");
	EXPECT_USAGE("above 0", "--duration-below", "0.0000001");
	EXPECT_USAGE("from 1ns", "--for", "0");
	/* Added to a clock they would overflow. */
	EXPECT_USAGE("out of range", "--for", "5124095h");
	EXPECT_USAGE("out of range", "-D", "18446744073709");
	assert_int_equal(PARSE("--for", "876000h").for_ns, 876000 * 3600000000000ull);
}

/* No conflict where somebody could see one. */
static void test_no_conflicts(void **state)
{
	(void)state;
	assert_int_equal(RUN("-a", "sleep", "1").status, RETURNED);
	assert_int_equal(RUN("-a", "-C", "0").status, RETURNED);
	assert_int_equal(RUN("-p", "1", "-C", "0").status, RETURNED);
	assert_int_equal(RUN("-u", "root", "-G", "x", "-a").status, RETURNED);
	assert_int_equal(RUN("-p", "1", "-t", "2", "sleep", "1").status, RETURNED);
	assert_int_equal(RUN("--run-as", "nobody", "id").status, RETURNED);
	assert_int_equal(RUN("-S", "--max-events", "5").status, RETURNED);
	assert_int_equal(RUN("--duration", "0").status, RETURNED);
	assert_int_equal(RUN("--failure", "--duration", "1", "-s").status, RETURNED);
}

static void test_bad_arguments(void **state)
{
	static const struct {
		const char *option;
		const char *arg;
	} bad[] = {
		{ "--pid", "" },	   { "--pid", "0" },
		{ "--pid", "12x" },	   { "--pid", "1,,2" },
		{ "--pid", "-1" },	   { "--pid", "1-3" },
		{ "--tid", "abc" },	   { "--tid", "2147483648" },
		{ "--tid", "1, 2" },	   { "--cpu", "3-1" },
		{ "--cpu", "x" },	   { "--cpu", "70000" },
		{ "--cpu", "0-" },	   { "--duration", "5ms" },
		{ "--duration", "-1" },	   { "--duration", "1e3" },
		{ "--duration", "" },	   { "--max-events", "0" },
		{ "--max-events", "5x" },  { "--max-events", "-5" },
		{ "--mmap-pages", "0" },

		{ "--mmap-pages", "4G" },  { "--mmap-pages", "2049M" },
		{ "--mmap-pages", "8MB" }, { "--mmap-pages", "8 M" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		char quoted[64];

		/* The message names the option and repeats what was wrong with it. */
		EXPECT_USAGE(bad[i].option, bad[i].option, bad[i].arg);
		snprintf(quoted, sizeof(quoted), "'%s'", bad[i].arg);
		EXPECT_USAGE(quoted, bad[i].option, bad[i].arg);
	}
}

static void test_bad_recordings(void **state)
{
	(void)state;
	now = 2;
	EXPECT_USAGE("from 1 to 22", "-z0");
	EXPECT_USAGE("from 1 to 22", "-z99");
	EXPECT_USAGE("from 1 to 22", "--compression-level=fast");
	EXPECT_USAGE("the unit", "--max-size", "0");
	EXPECT_USAGE("the unit", "--max-size", "0M");
	EXPECT_USAGE("the unit", "--max-size", "100");
	EXPECT_USAGE("the unit", "--max-size", "5T");
	EXPECT_USAGE("the word signal", "--switch-output=foo");
	EXPECT_USAGE("the word signal", "--switch-output=");
	EXPECT_USAGE("the word signal", "--switch-output=10");
	EXPECT_USAGE("the word signal", "--switch-output=0s");
	EXPECT_USAGE("the word signal", "--switch-output=-5M");
	EXPECT_USAGE("a whole number", "--switch-output", "--switch-max-files=0");
	EXPECT_USAGE("--switch-output", "--switch-max-files=2");
	EXPECT_USAGE("--overwrite", "--overwrite", "--switch-output=5M");
	EXPECT_USAGE("-o -", "--switch-output", "-o", "-");
	/* What only trace can do belongs to report. */
	EXPECT_USAGE("systrail report", "--duration", "5");
	EXPECT_USAGE("systrail report", "-s");
	EXPECT_USAGE("systrail report", "--format=json");
	EXPECT_USAGE("systrail report", "-P", "/etc");
	EXPECT_USAGE("unrecognized", "--class", "%file");
	assert_int_equal(RUN("--sched", "--overwrite", "--switch-output").status, RETURNED);
}

/* A recording is made already. */
static void test_bad_reports(void **state)
{
	static const char *const live[][2] = {
		{ "--run-as", "nobody" },
		{ "--delay", "5" },
		{ "--for", "1s" },
		{ "-m", "8M" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(live); i++) {
		now = 3;
		EXPECT_USAGE("systrail record", live[i][0], live[i][1]);
		now = 0;
		EXPECT_USAGE("systrail record", "-i", "f", live[i][0], live[i][1]);
	}
	EXPECT_USAGE("systrail record", "-i", "f", "-e", "sched:*", "--filter", "1");
	EXPECT_USAGE("'ls' would be a command", "-i", "f", "ls");
	EXPECT_USAGE("'ls' would be a command", "-i", "f", "--", "ls", "-l");
	now = 3;
	EXPECT_USAGE("systrail record", "-e", "sched:*", "--filter", "1");
	EXPECT_USAGE("-i perf.data", "perf.data");
	EXPECT_USAGE("cancel each other", "--signals", "--no-signals");
	EXPECT_USAGE("use -S", "-s", "--max-events", "5");
}

static void test_too_many(void **state)
{
	const char *args[ARGS_MAX] = { NULL };

	(void)state;
	for (int i = 0; i < 32; i++)
		args[i] = "--plugin=x";
	assert_int_equal(parse(args).plugins.cnt, 32);
	args[32] = "--plugin=x";
	expect_usage(args, "--plugin");
}

static void test_bad_usage(void **state)
{
	(void)state;
	EXPECT_USAGE("text|json", "--format", "yaml");
	EXPECT_USAGE("text|json", "--format=tex");
	EXPECT_USAGE("text|json", "--format=");
	EXPECT_USAGE("class", "--class", "%file");
	now = 1;
	EXPECT_USAGE("p", "-p", "1");
	EXPECT_USAGE("x86_64|i386|arm64", "--abi", "mips");
	now = 0;
	EXPECT_USAGE("nonsense", "--nonsense");
	EXPECT_USAGE("Z", "-Z");
	EXPECT_USAGE("argument", "-p");
	EXPECT_USAGE("argument", "--duration");
	EXPECT_USAGE("argument", "--failure=yes");
}

/* Whether the command has another option of that name, which is not @row. */
static bool is_another(const struct option_row *row)
{
	const struct option_row *other;

	for (size_t i = 0; (other = row_at(i)); i++)
		if (other != row && is_for_now(other) && !strcmp(other->name, row->name))
			return true;
	return false;
}

static void check_help(void)
{
	struct outcome out = RUN("--help");
	const struct option_row *row;

	assert_int_equal(out.status, 0);
	for (size_t i = 0; (row = row_at(i)); i++) {
		char name[64];

		snprintf(name, sizeof(name), "--%s%s%s%s", row->name, is_optional(row) ? "[" : "",
			 row->arg ? "=" : "", row->arg ? row->arg : "");
		if (is_another(row))
			continue;
		if (is_for_now(row) != (strstr(out.text, name) != NULL))
			fail_msg("%s --help and %s:\n%s", commands[now].name, name, out.text);
	}
}

static void test_help(void **state)
{
	(void)state;
	for (now = 0; now < ARRAY_CNT(commands); now++)
		check_help();
}

/* The line without macros, escapes and font changes: what stands on the page. */
static void undo_roff(char *line)
{
	char *from = line, *to = line;

	if (*from == '.')
		from += strcspn(from, " ");
	from += strspn(from, " ");
	while (*from && *from != '\n') {
		if (!strncmp(from, "\\-", 2)) {
			*to++ = '-';
			from += 2;
		} else if (!strncmp(from, "\\f", 2) && from[2]) {
			from += 3;
		} else if (!strncmp(from, "\\&", 2)) {
			from += 2;
		} else if (*from == '"') {
			from++;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

/* The options in the manual: each the line behind a .TP that begins with a hyphen. */
struct manual {
	char *heads[256];
	size_t cnt;
};

static bool manual_read(struct manual *m)
{
	FILE *in = fopen(commands[now].manual, "r");
	bool is_head = false;
	char *line = NULL;
	size_t cap = 0;

	*m = (struct manual){ .cnt = 0 };
	if (!in)
		return false;
	while (getline(&line, &cap, in) > 0) {
		bool was_head = is_head;

		is_head = !strncmp(line, ".TP", 3);
		undo_roff(line);
		if (was_head && *line == '-' && m->cnt < ARRAY_CNT(m->heads))
			m->heads[m->cnt++] = strdup(line);
	}
	free(line);
	fclose(in);
	return true;
}

static void manual_fini(struct manual *m)
{
	for (size_t i = 0; i < m->cnt; i++)
		free(m->heads[i]);
}

/* `-p, --pid PID[,PID...]` */
static void head_of(const struct option_row *row, char *buf, size_t size)
{
	char letter[8] = "";

	if (row->letter)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	snprintf(buf, size, "%s--%s%s%s%s", letter, row->name,
		 is_optional(row) ? "[=" :
		 row->arg	  ? " " :
				    "",
		 row->arg ? row->arg : "", is_optional(row) ? "]" : "");
}

static bool manual_has(const struct manual *m, const char *head)
{
	for (size_t i = 0; i < m->cnt; i++)
		if (!strcmp(m->heads[i], head))
			return true;
	return false;
}

static bool has_row(const char *head)
{
	const struct option_row *row;

	for (size_t i = 0; (row = row_at(i)); i++) {
		char own[128];

		head_of(row, own, sizeof(own));
		if (is_for_now(row) && !strcmp(own, head))
			return true;
	}
	return false;
}

static void test_manual_has_every_row(void **state)
{
	const struct option_row *row;
	struct manual m;

	(void)state;
	for (now = 0; now < ARRAY_CNT(commands); now++) {
		if (!manual_read(&m))
			skip();
		for (size_t i = 0; (row = row_at(i)); i++) {
			char head[128];

			head_of(row, head, sizeof(head));
			if (is_for_now(row) && !manual_has(&m, head))
				fail_msg("%s has no option '%s'", commands[now].manual, head);
		}
		manual_fini(&m);
	}
}

/* And no option that is none; argp brings two of its own. */
static void test_manual_has_no_other(void **state)
{
	struct manual m;

	(void)state;
	for (now = 0; now < ARRAY_CNT(commands); now++) {
		if (!manual_read(&m))
			skip();
		for (size_t k = 0; k < m.cnt; k++)
			if (!strstr(m.heads[k], "--help") && !strstr(m.heads[k], "--usage") &&
			    !has_row(m.heads[k]))
				fail_msg("%s describes '%s', which is no option",
					 commands[now].manual, m.heads[k]);
		manual_fini(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_rows_are_complete, begin),
		cmocka_unit_test_setup(test_rows_differ, begin),
		cmocka_unit_test_setup(test_every_option, begin),
		cmocka_unit_test_setup(test_defaults, begin),
		cmocka_unit_test_setup(test_lists_add_up, begin),
		cmocka_unit_test_setup(test_last_one_counts, begin),
		cmocka_unit_test_setup(test_command, begin),
		cmocka_unit_test_setup(test_list, begin),
		cmocka_unit_test_setup(test_record, begin),
		cmocka_unit_test_setup(test_report, begin),
		cmocka_unit_test_setup(test_pages, begin),
		cmocka_unit_test_setup(test_conflicts, begin),
		cmocka_unit_test_setup(test_given_twice, begin),
		cmocka_unit_test_setup(test_times, begin),
		cmocka_unit_test_setup(test_no_conflicts, begin),
		cmocka_unit_test_setup(test_bad_arguments, begin),
		cmocka_unit_test_setup(test_bad_recordings, begin),
		cmocka_unit_test_setup(test_bad_reports, begin),
		cmocka_unit_test_setup(test_too_many, begin),
		cmocka_unit_test_setup(test_bad_usage, begin),
		cmocka_unit_test_setup(test_help, begin),
		cmocka_unit_test_setup(test_manual_has_every_row, begin),
		cmocka_unit_test_setup(test_manual_has_no_other, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
