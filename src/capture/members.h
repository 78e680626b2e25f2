/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which threads belong to the targets, where the events are those of all threads of the machine:
 * a set of threads that follows the FORK, EXIT and COMM records. It takes the place of inherited
 * events where there are not enough file descriptors for an event for each thread and CPU.
 */
#ifndef SYSTRAIL_CAPTURE_MEMBERS_H
#define SYSTRAIL_CAPTURE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"

struct members {
	int *pid_of; /* by tid, its process; 0: no member */
	/*
	 * The members of a process are a list: by pid the first, by tid the next and the one before; 0:
	 * none. So nothing has to be looked for, however often a hostile recording asks for it.
	 */
	int *first_of;
	int *next_of;
	int *prev_of;
	size_t cnt; /* of all */
	bool inherit; /* who is started by a member is one */
	bool whole; /* all threads of a process are members or none, so that lost FORKs are mended */
	bool lossy; /* records were lost: EXITs may be missing, and members that have ended stay */
	/* /proc was listed between these two, and what it said overrules the FORKs before. */
	uint64_t enabled_ns; /* from here on all events record: no EXIT is missing */
	uint64_t listed_ns;
};

/* Returns 0 or -ENOMEM; members_fini() is due in either case. */
int members_init(struct members *m, bool inherit, bool whole);
void members_fini(struct members *m);

/* Whether there is a set at all. */
static inline bool members_used(const struct members *m)
{
	return m->pid_of;
}

/* Whether any thread of @pid is a member. */
bool members_have_process(const struct members *m, int pid);

/* Adds a thread unless it is there. Returns whether it was not. */
bool members_add(struct members *m, int pid, int tid);

/* The member with the lowest tid from @tid on, or 0. Looks at all tids, so ask rarely. */
int members_next_from(const struct members *m, int tid);

/*
 * Takes the next record, in the order of time. Returns whether it is about a member, or about no
 * thread at all.
 */
bool members_want(struct members *m, const struct decode_layout *l,
		  const struct perf_event_header *hdr);

#endif
