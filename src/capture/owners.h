/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose events a thread's records are taken from, so that none is taken twice.
 *
 * While we open events thread by thread, a thread may start another: that one inherits
 * those events of its parent that were open at this moment, all or some of them. It is
 * found in /proc later and gets events of its own, and then it may have two sets. With
 * PERF_SAMPLE_ID each record tells the event it came from (that of the parent, if
 * inherited), and of each thread only the records of one set, its owner's, are taken:
 *
 * - a thread that was attached by itself owns itself;
 * - another belongs to the set that its first FORK record came from. The events of a set
 *   are all open before the first is enabled, so that a child that was born after that has
 *   inherited all of them. (One whose birth had begun before has not, although the record
 *   comes from the set: perf_attach.c opens such threads, too.)
 */
#ifndef SYSTRAIL_CAPTURE_OWNERS_H
#define SYSTRAIL_CAPTURE_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"

struct owners {
	uint64_t *first_ids; /* of the sets, in ascending order: event ids only grow */
	size_t set_cnt;
	size_t set_cap;
	uint32_t *set_of; /* by tid; number of its set from 1, 0: not known */
};

/* Returns 0 or -ENOMEM; owners_fini() is due in either case. */
int owners_init(struct owners *o);
void owners_fini(struct owners *o);

/*
 * @tid has a set of events of its own, opened after all the others; @first_id is the id of
 * the first of them (PERF_EVENT_IOC_ID). Returns 0 or -ENOMEM.
 */
int owners_attach(struct owners *o, int tid, uint64_t first_id);

/*
 * Whether the record comes from another set than its thread's, and is to be dropped. One that
 * comes from an event that is older than all sets belongs to none, and is kept.
 */
bool owners_is_double(struct owners *o, const struct decode_layout *l,
		      const struct perf_event_header *hdr);

#endif
