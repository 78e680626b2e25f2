/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel can leave out itself: the text of tracepoint filters (PERF_EVENT_IOC_SET_FILTER)
 * for raw_syscalls:sys_enter and sys_exit.
 *
 * A filter lets through all records that are wanted, and may let through others: a record has the
 * number of its call and not the ABI, and numbers that nothing knows are taken along where that
 * makes the text shorter. So struct filter has the last word, always.
 */
#ifndef SYSTRAIL_FILTER_PUSHDOWN_H
#define SYSTRAIL_FILTER_PUSHDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "syscall/set.h"
#include "util/ids.h"

/* The kernel takes a page, NUL included; pages are no smaller than 4096 bytes. */
enum { PUSHDOWN_BYTES = 4096 };

/* All zero: nothing to leave out. What it points to is borrowed. */
struct pushdown_in {
	unsigned int abis; /* 1 << enum abi: those in which calls are made here; 0: any */
	const struct syscall_set *wanted; /* NULL: all calls */
	/*
	 * Calls of which enter and exit come whatever is asked for below: those that change
	 * what we know of a task (its fds, comm, uid, program). NULL: none.
	 */
	const struct syscall_set *keep;
	/* The same from a later moment on, for pushdown.later_enter and later_exit. NULL: none. */
	const struct syscall_set *keep_later;
	bool failures_only;
	bool successes_only;
	const struct ids *errnos; /* failed with one of these; NULL: no matter */
	/*
	 * Only threads whose comm is this one or matches this glob; NULL: any. A call changes its
	 * thread's comm: see to it that those that do are in @keep.
	 */
	const char *comm;
	const struct ids *leave_out; /* tids; NULL: none */
};

struct pushdown {
	char enter[PUSHDOWN_BYTES]; /* empty: no filter */
	char exit[PUSHDOWN_BYTES];
	/*
	 * The records of keep_later that these leave out, and no others: for more events, because
	 * an event keeps the filter that it got first. Empty: there are none.
	 */
	char later_enter[PUSHDOWN_BYTES];
	char later_exit[PUSHDOWN_BYTES];
	/* What of it went into the kernel; the rest is too long, or not to be said there. */
	bool calls; /* wanted */
	bool rets; /* failures_only, successes_only, errnos */
	bool comm;
	size_t left_out_cnt; /* the first so many of leave_out */
};

void pushdown_make(struct pushdown *p, const struct pushdown_in *in);

#endif
