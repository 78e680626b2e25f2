/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which calls are of interest: the options that narrow a trace, as one predicate over a call.
 * What of it the kernel does already (pushdown.h) is asked here once more, so that an answer
 * never hangs on what the kernel could be told.
 */
#ifndef SYSTRAIL_FILTER_FILTER_H
#define SYSTRAIL_FILTER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "filter/expr.h"
#include "filter/groups.h"
#include "filter/paths.h"
#include "pair/call.h"
#include "syscall/set.h"
#include "util/ids.h"

/* How a call ended, in strace's words, as bits. */
enum filter_status {
	FILTER_SUCCESSFUL = 1 << 0,
	FILTER_FAILED = 1 << 1,
	FILTER_UNFINISHED = 1 << 2, /* its thread or the trace ended first; exit, exit_group */
	FILTER_UNAVAILABLE = 1 << 3, /* it ended, and how was not seen */
	FILTER_ALL_STATUSES = (1 << 4) - 1,
};

/*
 * All zero: every call. A call must pass all that is set. What this points to is borrowed.
 *
 * Of a call that was not seen whole the length is not known. It passes where it may be of the
 * length that is asked for, as far as what was seen of it tells. What an expression, --fd, -P or
 * -u needs and nobody knows lets no call pass.
 */
struct filter {
	uint64_t min_dur_ns; /* --duration */
	uint64_t max_dur_ns; /* --duration-below: shorter than this; 0: any */
	unsigned int statuses; /* enum filter_status; 0: all */
	bool some_calls; /* only @calls */
	bool some_uid; /* only of threads whose effective user is @uid */
	int64_t uid;
	const struct ids *errnos; /* --errno: failed with one of these; NULL: any */
	const struct ids *fds; /* --fd: an argument is one of these; NULL: any */
	const struct filter_paths *paths; /* -P; NULL: any */
	const struct ids *not_pids; /* --filter-pids: processes that are left out; NULL: none */
	struct filter_groups *groups; /* -G, --container of a recording; NULL: any */
	const struct expr *expr; /* --expr, of call_expr_parse(); NULL: all */
	struct syscall_set calls;
};

/* Nothing is asked for but a duration: what most traces have, and what must cost nothing. */
static inline bool filter_is_plain(const struct filter *f)
{
	return !f->some_calls && !f->max_dur_ns && !f->statuses && !f->errnos && !f->fds &&
	       !f->paths && !f->not_pids && !f->some_uid && !f->groups && !f->expr;
}

/* Whether it takes, or may have taken, at least --duration. */
static inline bool filter_long_enough(const struct filter *f, const struct call *c)
{
	return c->dur_ns >= f->min_dur_ns || (c->at_most_ns && c->at_most_ns >= f->min_dur_ns);
}

/* The part of the filter that is about threads, and so about what is no call as well. */
bool filter_wants_thread(const struct filter *f, struct task *t);

/* The rest of filter_wants(). */
bool filter_wants_by_rest(const struct filter *f, const struct call *c);

/* Whether @c, which has ended or will not be seen to end, is wanted. */
static inline bool filter_wants(const struct filter *f, const struct call *c)
{
	return filter_long_enough(f, c) && (filter_is_plain(f) || filter_wants_by_rest(f, c));
}

/* Whether only the end of a call can tell, whatever it is, so that no beginning may be shown. */
bool filter_needs_end(const struct filter *f);

/*
 * Whether the call that @t is in will be wanted however it ends, so that its beginning may be
 * shown. (The end passes too, unless what it is about changes in between: another thread renames
 * this one, or moves it to another cgroup.)
 */
bool filter_wants_begin(const struct filter *f, struct task *t);

#endif
