/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which threads belong to the targets, where the events are those of all threads of the machine:
 * a set of tids that follows the FORK and EXIT records. It takes the place of inherited events
 * where there are not enough file descriptors for an event for each thread and CPU.
 */
#ifndef SYSTRAIL_CAPTURE_MEMBERS_H
#define SYSTRAIL_CAPTURE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "decode/decode.h"
#include "util/idset.h"

struct members {
	struct idset tids;
	struct idset pids; /* of them, so that exec finds back a process whose tid it changes */
	size_t cnt; /* of those that live */
	bool inherit; /* who is started by a member is one */
};

/* Returns 0 or -ENOMEM; members_fini() is due in either case. */
int members_init(struct members *m, bool inherit);
void members_fini(struct members *m);

/* Whether there is a set at all. */
static inline bool members_used(const struct members *m)
{
	return m->tids.bits;
}

/* Adds a thread unless it is there. Returns whether it was not. */
bool members_add(struct members *m, int pid, int tid);

/*
 * Takes the next record, in the order of time. Returns whether it is about a member, or about no
 * thread at all.
 */
bool members_want(struct members *m, const struct decode_layout *l,
		  const struct perf_event_header *hdr);

#endif
