/* SPDX-License-Identifier: GPL-2.0-only */
/* What was lost of all that should have been captured. */
#ifndef SYSTRAIL_SESSION_LOSSES_H
#define SYSTRAIL_SESSION_LOSSES_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/source.h"
#include "util/diag.h"

struct losses {
	uint64_t exit_cnt; /* calls that are not shown */
	uint64_t other_cnt; /* enters and side-band records */
	bool exact; /* else only other_cnt is known, and holds both */
};

/*
 * Adds up the losses of all CPUs, which are complete behind source_stop(), and says those of each to
 * @d. @told_cnt: what PERF_RECORD_LOST told, for where the kernel counts no better. Returns 0 or
 * -errno.
 */
int losses_of_source(struct losses *l, struct source *s, uint64_t told_cnt, const struct diag *d);

/* Of all kinds. */
static inline uint64_t losses_cnt(const struct losses *l)
{
	return l->exit_cnt + l->other_cnt;
}

#endif
