/* SPDX-License-Identifier: GPL-2.0-only */
/* Which finished calls are of interest. */
#ifndef SYSTRAIL_FILTER_FILTER_H
#define SYSTRAIL_FILTER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "pair/call.h"

/* All zero: every call. */
struct filter {
	uint64_t min_dur_ns; /* --duration */
	bool failure; /* --failure */
};

/* Whether only the end of a call can tell, so that its beginning must not be shown. */
static inline bool filter_needs_end(const struct filter *f)
{
	return f->min_dur_ns || f->failure;
}

/*
 * Whether @c is wanted. A call of which we have not seen all passes a duration if the part
 * that we know of is long enough, or if a loss hides how long it was.
 */
static inline bool filter_wants(const struct filter *f, const struct call *c)
{
	if (f->failure && !call_failed(c))
		return false;
	return c->dur_ns >= f->min_dur_ns || (c->at_most_ns && c->at_most_ns >= f->min_dur_ns);
}

#endif
