/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was lost when a recording was made, by CPU. We tell it ourselves at the end (RIDER_LOSS). In
 * a recording of perf the kernel tells it twice, if at all: PERF_RECORD_LOST in a ring says how
 * many records that ring had no room for, and when there was room again. Since 6.1 perf also
 * reads the counts of its events at the end (PERF_FORMAT_LOST), and writes each that is not 0 as
 * PERF_RECORD_LOST_SAMPLES, with the id of the event, but without a time or CPU, at the end of the
 * file. These are the same records once more, and those that were lost when no LOST could follow,
 * as the ring was full up to the end. So of LOST_SAMPLES only what is more than LOST counts.
 */
#ifndef SYSTRAIL_CAPTURE_FILE_LOSSES_H
#define SYSTRAIL_CAPTURE_FILE_LOSSES_H

#include "capture/source.h"

struct file_losses_list {
	struct source_loss *v;
	size_t cnt, cap;
	unsigned int *place_of; /* by CPU from -1 on: where in v, and 1; 0: nowhere */
};

struct file_losses {
	struct file_losses_list told; /* by riders */
	struct file_losses_list summed; /* of LOST and what LOST_SAMPLES add to it */
	uint64_t lost_cnt; /* of LOST, on all CPUs */
	uint64_t samples_cnt; /* of LOST_SAMPLES */
	/* A LOST_SAMPLES of what they add. */
	struct {
		struct perf_event_header hdr;
		uint64_t cnt;
	} rest;
};

void file_losses_fini(struct file_losses *fl);

/*
 * Takes a record of any kind: LOST, LOST_SAMPLES and RIDER_LOSS. Returns 1 if it says only what
 * others have said already, 0 (and a LOST_SAMPLES says only what is new, up to the next one), or
 * -ENOMEM.
 */
int file_losses_take(struct file_losses *fl, struct record *rec);

/* As source_loss(). */
int file_losses_get(const struct file_losses *fl, unsigned int idx, struct source_loss *loss);

#endif
