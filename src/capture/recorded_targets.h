/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which records of a recording of ours count. The recorder copies rings as they are and tells, in
 * RIDER_BEGIN and RIDER_TARGET, what source_next() would have dropped of a live trace.
 */
#ifndef SYSTRAIL_CAPTURE_RECORDED_TARGETS_H
#define SYSTRAIL_CAPTURE_RECORDED_TARGETS_H

#include "capture/wanted.h"
#include "perfdata/riders.h"

/* All zero: nothing was told, and everything counts. It stays where it is, once it has begun. */
struct recorded_targets {
	struct wanted wanted;
	struct owners owners; /* where @wanted has them */
};

/* Takes what the recorder says of itself, once. Returns 0 or -ENOMEM; fini() is due in either case. */
int recorded_targets_begin(struct recorded_targets *t, const struct rider_begin *b);

/* The same for each thread. Nonsense is passed over. Returns 0 or -ENOMEM. */
int recorded_targets_add(struct recorded_targets *t, const struct rider_target *r);

void recorded_targets_fini(struct recorded_targets *t);

#endif
