/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a line costs: `make bench-format`.
 *
 * usage: bench-format [--rounds N] FILE
 *
 * Formats the recorded calls of FILE again and again, with the real sinks, into /dev/null, on one
 * CPU and with warm caches. tools/bench-format.calls says what a FILE is. A core that is to keep
 * up with another one that does nothing but system calls has 300 ns for a line.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/value.h"
#include "sink/json.h"
#include "sink/print.h"
#include "task/fd_file.h"
#include "util/clock.h"

#define ARRAY_CNT(a) (sizeof(a) / sizeof(*(a)))

/* A round has to last so long that neither clock nor interrupts matter. */
#define ROUND_NS (300 * NSEC_PER_MSEC)

/* The calls of one name are fewer, and there are many names. */
#define NAME_ROUND_NS (10 * NSEC_PER_MSEC)

/* The clock when the first call begins; an hour after boot is as good as any. */
#define START_NS (3600 * NSEC_PER_SEC)

enum { ROUNDS = 7, ROUNDS_MAX = 1000, NAMES_SHOWN = 10 };

struct bench {
	int round_cnt;
	struct task_table *tasks;
	struct format format;
	struct call *calls;
	size_t call_cnt;
	struct fd_file **files; /* one for each name that a file descriptor has */
	size_t file_cnt;
	struct outfile *out;
	struct sink *print, *json;
};

/* Neighbours among the calls. */
struct calls {
	const struct call *first;
	size_t cnt;
};

__attribute__((format(printf, 1, 2))) static _Noreturn void die(const char *fmt, ...)
{
	va_list args;

	fputs("bench-format: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* @p, unless that is NULL. */
static void *must(void *p)
{
	if (!p)
		die("%s", strerror(errno));
	return p;
}

/* --- The recorded calls ------------------------------------------------------------------------ */

/* A line of the FILE, and what is still to be read of it. */
struct line {
	const char *path;
	size_t nr;
	char *rest;
};

static const char *next_word(struct line *l)
{
	const char *word = strsep(&l->rest, "\t");

	if (!word)
		die("%s:%zu: there is something missing", l->path, l->nr);
	return word;
}

static long long next_number(struct line *l)
{
	return strtoll(next_word(l), NULL, 10);
}

static enum abi next_abi(struct line *l)
{
	static const struct {
		const char *name;
		enum abi abi;
	} abis[] = { { "x86_64", ABI_X86_64 }, { "i386", ABI_I386 }, { "arm64", ABI_ARM64 } };
	const char *word = next_word(l);

	for (size_t i = 0; i < ARRAY_CNT(abis); i++)
		if (!strcmp(word, abis[i].name))
			return abis[i].abi;
	die("%s:%zu: no ABI is called %s", l->path, l->nr, word);
}

static struct task *next_task(struct bench *b, struct line *l)
{
	int pid = (int)next_number(l), tid = (int)next_number(l);
	struct task *t = must(task_get(b->tasks, pid, tid));

	task_set_comm(t, next_word(l));
	return t;
}

/* The file of that name, which many calls share as in a trace. */
static const struct fd_file *file_of(struct bench *b, const char *name)
{
	size_t name_len = strlen(name), len = 0;
	struct fd_file *file;

	for (size_t i = 0; i < b->file_cnt; i++) {
		const char *raw = fd_file_raw(b->files[i], &len);

		if (len == name_len && !memcmp(raw, name, len))
			return b->files[i];
	}
	file = must(fd_file_new(START_NS));
	file->used = true;
	fd_file_name(file, must(fd_name_new(name, name_len, false)), START_NS);
	b->files = must(realloc(b->files, (b->file_cnt + 1) * sizeof(*b->files)));
	b->files[b->file_cnt++] = file;
	return file;
}

/* `0=NAME`: the file that argument 0 is; `ret=NAME`: the one that the result is. */
static void read_file(struct bench *b, struct line *l, struct call *c)
{
	const char *word = next_word(l), *name = strchr(word, '=');
	unsigned int idx = (unsigned int)word[0] - '0';

	if (name && !strncmp(word, "ret=", 4))
		c->ret_file = file_of(b, name + 1);
	else if (name == word + 1 && idx < SYSCALL_ARGS_MAX)
		c->files[idx] = file_of(b, name + 1);
	else
		die("%s:%zu: what is %s?", l->path, l->nr, word);
}

/* Calls follow upon each other as if there were nothing between them. */
static void read_call(struct bench *b, struct line *l, uint64_t enter_ns, struct call *c)
{
	*c = (struct call){ .state = CALL_COMPLETE, .enter_ns = enter_ns };
	c->abi = next_abi(l);
	c->nr = next_number(l);
	c->desc = syscall_get(c->abi, c->nr);
	for (unsigned int i = 0; i < SYSCALL_ARGS_MAX; i++)
		c->args[i] = strtoull(next_word(l), NULL, 16);
	c->ret = next_number(l);
	c->dur_ns = (uint64_t)next_number(l);
	c->task = next_task(b, l);
	while (l->rest)
		read_file(b, l, c);
}

static void read_calls(struct bench *b, const char *path)
{
	FILE *in = fopen(path, "re");
	struct line l = { .path = path };
	uint64_t now_ns = START_NS;
	char *buf = NULL;
	size_t cap = 0;

	if (!in)
		die("%s: %s", path, strerror(errno));
	while (getline(&buf, &cap, in) > 0) {
		l.nr++;
		l.rest = buf;
		buf[strcspn(buf, "\n")] = '\0';
		if (*buf == '#' || !*buf)
			continue;
		b->calls = must(realloc(b->calls, (b->call_cnt + 1) * sizeof(*b->calls)));
		read_call(b, &l, now_ns, &b->calls[b->call_cnt]);
		now_ns += b->calls[b->call_cnt++].dur_ns;
	}
	if (ferror(in) || !b->call_cnt)
		die("%s: no calls in it", path);
	free(buf);
	fclose(in);
}

/* --- What is measured -------------------------------------------------------------------------- */

static void make_line(struct bench *b, const struct call *c)
{
	sink_call(b->print, c);
}

static void make_args(struct bench *b, const struct call *c)
{
	struct text t;

	outfile_reserve(b->out, &t);
	format_args(&b->format, &t, c);
	outfile_commit(b->out, &t);
}

static void make_json(struct bench *b, const struct call *c)
{
	sink_call(b->json, c);
}

struct way {
	const char *name;
	void (*make)(struct bench *b, const struct call *c);
};

static const struct way whole_line = { "line", make_line };
static const struct way args_only = { "arguments only", make_args };
static const struct way json_object = { "JSON", make_json };

static void open_sinks(struct bench *b, int fd)
{
	struct print_config print = { .format = &b->format, .show_comm = true };
	struct json_config json = { .format = &b->format };

	b->out = print.out = json.out = must(outfile_new(fd, NULL));
	b->print = must(print_new(&print));
	b->json = must(json_new(&json));
	sink_start(b->print, START_NS);
	sink_start(b->json, START_NS);
	outfile_flush(b->out); /* what they say before the first call */
}

static void close_sinks(struct bench *b)
{
	int err;

	sink_close(b->print);
	sink_close(b->json);
	err = outfile_free(b->out);
	if (err)
		die("cannot write: %s", strerror(-err));
}

/* One round: nanoseconds a line. */
static double time_round(struct bench *b, const struct way *w, struct calls calls,
			 uint64_t round_ns)
{
	uint64_t begin_ns = clock_now_ns(), dur_ns, line_cnt = 0;
	size_t pass_cnt = 1 + 500 / calls.cnt; /* what the clock costs should not show */

	do {
		for (size_t pass = 0; pass < pass_cnt; pass++)
			for (size_t i = 0; i < calls.cnt; i++)
				w->make(b, &calls.first[i]);
		line_cnt += pass_cnt * calls.cnt;
		dur_ns = clock_now_ns() - begin_ns;
	} while (dur_ns < round_ns);
	return (double)dur_ns / (double)line_cnt;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct cost {
	double best_ns, median_ns;
};

/* All rounds, behind one that nobody counts: it fills the caches. */
static struct cost time_way(struct bench *b, const struct way *w, struct calls calls,
			    uint64_t round_ns)
{
	double ns[ROUNDS_MAX] = { 0 };

	time_round(b, w, calls, round_ns / 10);
	for (int i = 0; i < b->round_cnt; i++)
		ns[i] = time_round(b, w, calls, round_ns);
	qsort(ns, (size_t)b->round_cnt, sizeof(*ns), by_value);
	return (struct cost){ ns[0], ns[b->round_cnt / 2] };
}

struct lengths {
	off_t min_bytes, max_bytes, sum_bytes;
};

/* How long the lines are, by writing them one by one to @fd, which is that of the sinks. */
static struct lengths measure_lengths(struct bench *b, const struct way *w, int fd)
{
	struct lengths l = { .min_bytes = OUTFILE_LINE_BYTES };

	for (size_t i = 0; i < b->call_cnt; i++) {
		off_t begin = lseek(fd, 0, SEEK_CUR), len;

		w->make(b, &b->calls[i]);
		outfile_flush(b->out);
		len = lseek(fd, 0, SEEK_CUR) - begin;
		l.sum_bytes += len;
		if (len < l.min_bytes)
			l.min_bytes = len;
		if (len > l.max_bytes)
			l.max_bytes = len;
	}
	return l;
}

/* --- Reports ----------------------------------------------------------------------------------- */

static void report_ways(struct bench *b)
{
	static const struct way *const ways[] = { &whole_line, &args_only, &json_object };
	struct lengths lengths[ARRAY_CNT(ways)];
	int fd = memfd_create("lines", MFD_CLOEXEC);

	open_sinks(b, fd);
	for (size_t i = 0; i < ARRAY_CNT(ways); i++)
		lengths[i] = measure_lengths(b, ways[i], fd);
	close_sinks(b);
	close(fd);

	printf("%-14s %8s %8s %8s %8s %8s\n", "", "ns best", "median", "bytes", "min", "max");
	fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	open_sinks(b, fd);
	for (size_t i = 0; i < ARRAY_CNT(ways); i++) {
		struct calls all = { b->calls, b->call_cnt };
		struct cost cost = time_way(b, ways[i], all, ROUND_NS);

		printf("%-14s %8.0f %8.0f %8.0f %8jd %8jd\n", ways[i]->name, cost.best_ns,
		       cost.median_ns, (double)lengths[i].sum_bytes / (double)b->call_cnt,
		       (intmax_t)lengths[i].min_bytes, (intmax_t)lengths[i].max_bytes);
	}
	close_sinks(b);
	close(fd);
}

/* All calls of one name. */
struct family {
	struct calls calls;
	double line_ns, args_ns; /* of one of them */
};

static double total_ns(const struct family *f)
{
	return f->line_ns * (double)f->calls.cnt;
}

static int by_total(const void *a, const void *b)
{
	double x = total_ns(a), y = total_ns(b);

	return (x < y) - (x > y);
}

static int by_name(const void *a, const void *b)
{
	const struct call *x = a, *y = b;
	int order = strcmp(x->desc->name ?: "", y->desc->name ?: "");

	return order ? order : (x->enter_ns > y->enter_ns) - (x->enter_ns < y->enter_ns);
}

/* Sorts the calls and fills @f with one family for each name in them; returns how many. */
static size_t find_families(struct bench *b, struct family *f)
{
	const struct call *c = b->calls, *end = c + b->call_cnt;
	size_t cnt = 0;

	qsort(b->calls, b->call_cnt, sizeof(*b->calls), by_name);
	for (; c < end; c++) {
		if (!cnt || f[cnt - 1].calls.first->desc != c->desc)
			f[cnt++] = (struct family){ .calls.first = c };
		f[cnt - 1].calls.cnt++;
	}
	return cnt;
}

static void report_families(struct bench *b)
{
	struct family *f = must(calloc(b->call_cnt, sizeof(*f)));
	size_t cnt = find_families(b, f);
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	double all_ns = 0;

	open_sinks(b, fd);
	for (size_t i = 0; i < cnt; i++) {
		f[i].line_ns = time_way(b, &whole_line, f[i].calls, NAME_ROUND_NS).best_ns;
		f[i].args_ns = time_way(b, &args_only, f[i].calls, NAME_ROUND_NS).best_ns;
		all_ns += total_ns(&f[i]);
	}
	close_sinks(b);
	close(fd);
	qsort(f, cnt, sizeof(*f), by_total);
	printf("\n%-14s %8s %8s %8s %8s\n", "", "lines", "ns line", "ns args", "% of all");
	for (size_t i = 0; i < cnt && i < NAMES_SHOWN; i++)
		printf("%-14s %8zu %8.0f %8.0f %8.1f\n", f[i].calls.first->desc->name ?: "?",
		       f[i].calls.cnt, f[i].line_ns, f[i].args_ns, 100 * total_ns(&f[i]) / all_ns);
	free(f);
}

/* The CPU on which everything is measured. */
static int stay_on_cpu(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("cannot stay on CPU %d: %s", cpu, strerror(errno));
	return cpu;
}

static const char *read_options(struct bench *b, int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		b->round_cnt = opt == 'r' ? atoi(optarg) : 0;
	if (b->round_cnt < 1 || b->round_cnt > ROUNDS_MAX || optind != argc - 1) {
		fputs("usage: bench-format [--rounds N] FILE\n", stderr);
		exit(2);
	}
	return argv[optind];
}

int main(int argc, char **argv)
{
	struct bench b = { .round_cnt = ROUNDS, .tasks = must(task_table_new(false)) };
	const char *path = read_options(&b, argc, argv);

	b.format.tasks = b.tasks;
	read_calls(&b, path);
	printf("%zu calls, %zu files; %d rounds of %llu ms on CPU %d\n\n", b.call_cnt, b.file_cnt,
	       b.round_cnt, ROUND_NS / NSEC_PER_MSEC, stay_on_cpu());
	report_ways(&b);
	report_families(&b);
	for (size_t i = 0; i < b.file_cnt; i++)
		fd_file_put(b.files[i]);
	free(b.files);
	free(b.calls);
	task_table_free(b.tasks);
	return 0;
}
