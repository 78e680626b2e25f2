/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Many rings, each in order of time, as one stream in order of time.
 *
 * Records wait in their rings, so the merge needs no memory of its own. A round goes up
 * to a moment before the rings' positions were read: whatever happened before that
 * moment is in some ring by then, and a thread that changed the CPU never shows its exit
 * before its enter.
 *
 * A loss has a beginning and an end. The kernel writes PERF_RECORD_LOST when there is room
 * again: that is the end. It can have begun right behind the record before, and there a
 * RECORD_GAP is given. A ring that was seen full may be dropping records that no LOST
 * tells of yet, so a RECORD_GAP comes there as well; any other record of that ring ends it,
 * because LOST would come first, and when none comes, a second RECORD_GAP from the time at
 * which there was room again. What comes meanwhile from other rings is marked in_loss.
 */
#ifndef SYSTRAIL_CAPTURE_MERGE_H
#define SYSTRAIL_CAPTURE_MERGE_H

#include "capture/ring.h"
#include "decode/decode.h"

struct merge;

/*
 * A merge that reads the records of @layout (borrowed). NULL when memory is short.
 */
struct merge *merge_new(const struct decode_layout *layout);
void merge_free(struct merge *m);

/* Adds a ring (borrowed) that belongs to @cpu. Returns 0 or -ENOMEM. */
int merge_add_ring(struct merge *m, struct ring *r, int cpu);

/*
 * Puts in a record that is in no ring (RECORD_FOUND, RECORD_INFLIGHT); it is copied. Such
 * records come in order of time. Returns 0 or -ENOMEM.
 */
int merge_inject(struct merge *m, const struct perf_event_header *hdr, uint64_t time_ns);

/*
 * Reads the positions of all rings; records up to @until_ns are this round's. The caller
 * takes the clock before.
 */
void merge_begin_round(struct merge *m, uint64_t until_ns);

/* As source_next(); -EBADMSG when a ring is broken. */
int merge_next(struct merge *m, struct record *rec);

#endif
