/* SPDX-License-Identifier: GPL-2.0-only */
/* What to trace: the processes, threads and CPUs that the user named, checked. */
#ifndef SYSTRAIL_SESSION_TARGET_H
#define SYSTRAIL_SESSION_TARGET_H

#include <stdbool.h>

#include "util/diag.h"
#include "util/ids.h"

/* The highest number of a CPU: kernels are built for 8192 at most (CONFIG_NR_CPUS). */
enum { TARGET_CPU_MAX = 8191 };

struct target {
	struct ids pids;
	struct ids tids;
	struct ids not_pids; /* processes that are left out */
	struct ids cpus; /* as named; after target_resolve() all that are to be used */
	bool all_cpus; /* none was named: all that were online at target_resolve() */
	struct ids leave_out; /* threads that are not shown unless they are named */
	size_t our_cnt; /* the first of these, who show what we write; behind them not_pids */
};

/*
 * Checks that all that was named is there and completes the rest: the online CPUs where
 * none was named, the threads of not_pids, and, where no thread is named, those that show
 * what we write to @out_fd. Returns 0 or -errno after a sentence.
 */
int target_resolve(struct target *t, int out_fd, const struct diag *d);

/*
 * A CPU that has come online since and belongs to the target, but has no ring: what is
 * done there is not seen. -1: none.
 */
int target_unwatched_cpu(const struct target *t);

void target_fini(struct target *t);

#endif
