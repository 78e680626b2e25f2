/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The distribution of numbers in log-linear buckets, as HdrHistogram has them: each power of two is
 * divided into 64 buckets of one width, so that the middle of a bucket is off by at most 1/128 of
 * any number in it (HIST_ERROR); numbers below 128 have buckets of their own. Memory comes by power
 * of two, when the first number of it does.
 */
#ifndef SYSTRAIL_STATS_HIST_H
#define SYSTRAIL_STATS_HIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIST_ERROR (1.0 / 128)

struct hist;

/* Counts @n into *@h, which is made when it is NULL. Returns 0 or -ENOMEM. */
int hist_add(struct hist **h, __int128 n);

/* Counts all of @from (NULL: nothing) into *@h. Returns 0 or -ENOMEM. */
int hist_merge(struct hist **h, const struct hist *from);

/* Accepts NULL, as all below. */
void hist_free(struct hist *h);

uint64_t hist_cnt(const struct hist *h);

/*
 * The number below or at which @percent of all lie (nearest rank), off by at most HIST_ERROR of
 * itself; 0 when there are none.
 */
double hist_percentile(const struct hist *h, double percent);

/* The numbers from @low to @high, both included. */
struct hist_range {
	__int128 low;
	__int128 high;
	uint64_t cnt;
};

/* Negative and positive ones, and zero. */
enum { HIST_RANGES_MAX = 2 * 64 + 1 };

/*
 * By powers of two, from the first range that is not empty to the last: ..., -3..-2, -1, 0, 1, 2..3,
 * 4..7, ... Returns how many.
 */
size_t hist_ranges(const struct hist *h, struct hist_range out[HIST_RANGES_MAX]);

#endif
