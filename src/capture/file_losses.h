/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was lost when a recording was made, by CPU. We tell it ourselves at the end (RIDER_LOSS). In
 * a recording of perf the kernel tells it twice, if at all: PERF_RECORD_LOST in a ring says how
 * many records that ring had no room for, and when there was room again. Since 6.1 perf also
 * reads the counts of its events at the end (PERF_FORMAT_LOST), and writes each that is not 0 as
 * PERF_RECORD_LOST_SAMPLES, with the id of the event, but without a time or CPU. These are the
 * same records, so one of the two counts: LOST, which has a place, or where there was none (a ring
 * that was full up to the end), LOST_SAMPLES.
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
	struct file_losses_list summed; /* of LOST or LOST_SAMPLES */
	bool has_lost;
};

void file_losses_fini(struct file_losses *fl);

/*
 * Takes a record of any kind: LOST, LOST_SAMPLES and RIDER_LOSS. Returns 1 if it says what
 * another has said already, 0, or -ENOMEM.
 */
int file_losses_take(struct file_losses *fl, const struct record *rec);

/* As source_loss(). */
int file_losses_get(const struct file_losses *fl, unsigned int idx, struct source_loss *loss);

#endif
