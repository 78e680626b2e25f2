/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What it costs to count a call in a table of statistics: `make bench-stats`.
 *
 * usage: bench-stats [--rounds N]
 *
 * Each update finds the row of two texts, a comm and a system call, and adds one duration to it, on
 * one CPU and with warm caches. 60 ns of the 300 that there are for a call may go there.
 */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/table.h"
#include "util/clock.h"

#define ARRAY_CNT(a) (sizeof(a) / sizeof(*(a)))

/* A round has to last so long that neither clock nor interrupts matter. */
#define ROUND_NS (200 * NSEC_PER_MSEC)

enum { ROUNDS = 7, ROUNDS_MAX = 1000, UPDATES = 4096 };

/* What one update adds. */
struct update {
	struct stats_value key[2];
	uint64_t dur_ns;
};

static const char *const comms[] = {
	"dd",	      "postgres", "kworker/0:1", "nginx", "systemd-journal", "containerd-shim",
	"prometheus", "sh",	  "node",	 "java",  "C2 CompilerThre"
};
static const char *const calls[] = { "read",  "write", "openat",     "close",	     "epoll_wait",
				     "futex", "mmap",  "newfstatat", "clock_gettime" };

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "bench-stats: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The same ones each time: xorshift, durations from 64 ns to 16 ms, short ones more often. */
static void make_updates(struct update *u)
{
	uint64_t x = 88172645463325252ull;

	for (size_t i = 0; i < UPDATES; i++) {
		const char *comm, *call;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		comm = comms[(x >> 8) % ARRAY_CNT(comms)];
		call = calls[(x >> 24) % ARRAY_CNT(calls)];
		u[i].key[0] = stats_text(comm, strlen(comm));
		u[i].key[1] = stats_text(call, strlen(call));
		u[i].dur_ns = 64 + ((x >> 40) >> (x % 18));
	}
}

static void add_all(struct stats_table *t, const struct update *u)
{
	for (size_t i = 0; i < UPDATES; i++) {
		struct stats_row *row = stats_table_row(t, u[i].key);

		if (!row || stats_row_add(t, row, 0, u[i].dur_ns))
			die("add");
		row->cnt++;
	}
}

/* Nanoseconds an update. */
static double time_round(struct stats_table *t, const struct update *u)
{
	uint64_t begin_ns = clock_now_ns(), dur_ns, cnt = 0;

	do {
		add_all(t, u);
		cnt += UPDATES;
		dur_ns = clock_now_ns() - begin_ns;
	} while (dur_ns < ROUND_NS);
	return (double)dur_ns / (double)cnt;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(const char *name, unsigned int collects, const struct update *u, int round_cnt)
{
	const struct stats_key keys[] = { { "comm", STATS_PLAIN }, { "syscall", STATS_PLAIN } };
	const struct stats_field field = { "duration", STATS_NS, collects, false };
	const struct stats_schema schema = {
		.name = "calls",
		.keys = keys,
		.key_cnt = ARRAY_CNT(keys),
		.fields = &field,
		.field_cnt = 1,
	};
	double ns[ROUNDS_MAX] = { 0 };
	struct keymap_limit limit;
	struct stats_table t;

	keymap_limit_init(&limit, 100000);
	stats_table_init(&t, &schema, &limit);
	add_all(&t, u); /* nobody counts this one: it makes the rows */
	for (int i = 0; i < round_cnt; i++)
		ns[i] = time_round(&t, u);
	qsort(ns, (size_t)round_cnt, sizeof(*ns), by_value);
	printf("%-20s %8zu %8.1f %8.1f\n", name, stats_table_cnt(&t), ns[0], ns[round_cnt / 2]);
	stats_table_fini(&t);
}

/* The CPU on which everything is measured. */
static int stay_on_cpu(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
	return cpu;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ 0 },
	};
	static struct update updates[UPDATES];
	int opt, round_cnt = ROUNDS;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		round_cnt = opt == 'r' ? atoi(optarg) : 0;
	if (round_cnt < 1 || round_cnt > ROUNDS_MAX || optind != argc) {
		fputs("usage: bench-stats [--rounds N]\n", stderr);
		return 2;
	}
	make_updates(updates);
	printf("%d rounds of %llu ms on CPU %d\n\n", round_cnt, ROUND_NS / NSEC_PER_MSEC,
	       stay_on_cpu());
	printf("%-20s %8s %8s %8s\n", "", "rows", "ns best", "median");
	report("count and sum", 0, updates, round_cnt);
	report("moments", STATS_MOMENTS, updates, round_cnt);
	report("moments, histogram", STATS_MOMENTS | STATS_HIST, updates, round_cnt);
	return 0;
}
