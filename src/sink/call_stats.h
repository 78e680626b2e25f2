/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts and times of calls, by call: what a summary is made of. A small hash table that
 * only grows; adding a call to it costs no allocation once it has seen all its calls.
 */
#ifndef SYSTRAIL_SINK_CALL_STATS_H
#define SYSTRAIL_SINK_CALL_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "pair/call.h"

struct call_stat {
	const struct syscall_desc *desc; /* NULL: free. The key, together with */
	int64_t nr; /* the number, where the call has no name; else 0 */
	uint64_t call_cnt; /* those that returned, in the thread that called */
	uint64_t error_cnt;
	/* Over the calls whose duration is known. */
	uint64_t timed_cnt;
	uint64_t total_ns;
	uint64_t min_ns;
	uint64_t max_ns;
	double mean_ns; /* running mean and sum of squared distances (Welford) */
	double m2_ns2;
};

struct call_stats {
	struct call_stat *slots;
	size_t slot_cnt; /* a power of two, or 0 */
	size_t used_cnt;
	size_t nameless_cnt; /* of used_cnt; a program can make up any number of numbers */
	uint64_t event_cnt; /* enter and exit records */
};

/* The row of the calls whose numbers are too many to tell apart. */
#define CALL_STAT_OTHERS INT64_MIN

/* Adds a finished call. Returns 0 or -ENOMEM. */
int call_stats_add(struct call_stats *cs, const struct call *c);

/* Adds all of @from, as if its calls had been added here. Returns 0 or -ENOMEM. */
int call_stats_merge(struct call_stats *cs, const struct call_stats *from);

void call_stats_fini(struct call_stats *cs);

/*
 * The used slots, longest total first, as an array of @cs->used_cnt pointers that the caller
 * frees. NULL when memory is short.
 */
const struct call_stat **call_stats_sorted(const struct call_stats *cs);

/* The mean's standard error in percent of the mean, as perf shows it; 0 below two calls. */
double call_stat_error_percent(const struct call_stat *st);

#endif
