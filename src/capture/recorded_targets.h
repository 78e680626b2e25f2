/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a recording of ours is not to be shown, because the recorder copies rings as they are: the
 * reader drops what the perf source drops when it is read live (perf_source.c), by what the
 * recorder has told in RIDER_BEGIN and RIDER_TARGET.
 */
#ifndef SYSTRAIL_CAPTURE_RECORDED_TARGETS_H
#define SYSTRAIL_CAPTURE_RECORDED_TARGETS_H

#include "capture/members.h"
#include "capture/owners.h"
#include "perfdata/riders.h"
#include "util/idset.h"

/* All zero: a recording that tells nothing, of which everything counts. */
struct recorded_targets {
	uint64_t begin_ns; /* samples from before it do not count */
	uint64_t first_id; /* events with lower ids are of all threads; 0: there are none */
	struct members members; /* with RIDER_MEMBERS */
	struct owners owners; /* with RIDER_OWNERS */
	bool owned;
	struct idset left_out;
};

/* Takes what the recorder says of itself, once. Returns 0 or -ENOMEM; fini() is due in either case. */
int recorded_targets_begin(struct recorded_targets *t, const struct rider_begin *b);

/* The same for each thread. Nonsense is passed over. Returns 0 or -ENOMEM. */
int recorded_targets_add(struct recorded_targets *t, const struct rider_target *r);

/* Whether the next record, in order of time, counts; @hdr is one of the kernel, with @l. */
bool recorded_targets_want(struct recorded_targets *t, const struct decode_layout *l,
			   const struct perf_event_header *hdr);

void recorded_targets_fini(struct recorded_targets *t);

#endif
