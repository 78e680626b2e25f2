/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What -e selects, in the words that users of strace and perf trace have for it:
 *
 *	-e NAME,...	system calls: names, globs, /regexes/, %classes, numbers, all, none;
 *			and tracepoints, SYSTEM:EVENT, where both may be globs
 *	-e status=...	how calls end
 *	-e signal=...	signals
 *
 * `!` before a list takes all of it away, `!` before a later item that one. Of several -e
 * everything counts that one names and none takes away; where all only take away, the rest counts.
 *
 *	struct select s = { 0 };
 *	for each -e: select_add(&s, arg, d);
 *	select_finish(&s, d);
 */
#ifndef SYSTRAIL_FILTER_SELECT_H
#define SYSTRAIL_FILTER_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syscall/set.h"
#include "util/diag.h"

/* A pattern of tracepoints: two globs. */
struct select_event {
	char *text; /* `sched:*` */
	bool negative; /* takes away */
};

/* What was named and what was taken away, of a kind of things that are bits of a word. */
struct select_bits {
	uint64_t with;
	uint64_t without;
	bool any_with;
	bool any;
};

/* All zero: nothing is said. */
struct select {
	/* What select_finish() makes of it all. */
	bool some_calls; /* only those of @calls */
	bool no_calls; /* none: only tracepoints were named, or `none` */
	bool some_signals; /* only those of @signals */
	unsigned int statuses; /* enum filter_status; 0: all */
	uint64_t signals; /* signal 1 in bit 0; see select_has_signal() */
	struct syscall_set calls;

	/* What select_add() collects. The patterns stand in the order in which they were typed. */
	struct select_event *events;
	size_t event_cnt;
	bool has_all; /* set by the caller: all tracepoints are there, to be taken away from */
	bool some_events; /* one that takes nothing away */
	bool names_calls; /* an item was about system calls, be it `none` */
	bool names_none;
	bool any_with; /* something is in @with, or could have been: `?nosuchcall` */
	struct syscall_set with;
	struct syscall_set without;
	struct select_bits status_bits;
	struct select_bits signal_bits;
};

/* Reads the argument of one -e. Returns 0, -EINVAL after a sentence to @d, or -ENOMEM. */
int select_add(struct select *s, const char *arg, const struct diag *d);

/*
 * Adds up what all -e said. Returns 0, or -EINVAL after a sentence to @d: nothing is left of the
 * system calls, the signals, ...
 */
int select_finish(struct select *s, const struct diag *d);

/* Frees what @s holds. */
void select_fini(struct select *s);

/* Whether the tracepoint is among those that were named. */
bool select_has_event(const struct select *s, const char *system, const char *name);

/* Whether it is among those that were taken away. */
bool select_drops_event(const struct select *s, const char *system, const char *name);

static inline bool select_has_signal(const struct select *s, int signo)
{
	return !s->some_signals || (signo > 0 && signo <= 64 && s->signals >> (signo - 1) & 1);
}

#endif
