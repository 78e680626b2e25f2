/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which records of a perf source count, live or in a recording of one: not those of another thread
 * than the targets', nor those that are there twice, nor samples of events that did not all record
 * yet.
 */
#ifndef SYSTRAIL_CAPTURE_WANTED_H
#define SYSTRAIL_CAPTURE_WANTED_H

#include "capture/members.h"
#include "capture/owners.h"
#include "util/idset.h"

/* All zero: every record counts. */
struct wanted {
	/*
	 * As long as not all events are started, an enter may be recorded whose exit, on another CPU
	 * or of another event, is not, or the other way round: samples from before do not count. What
	 * is told of tasks does, from the first moment.
	 */
	uint64_t begin_ns;
	/*
	 * Events with lower ids are of all threads; 0: there are none. What they tell (a signal that was
	 * sent) may be about a target.
	 */
	uint64_t first_id;
	struct members members; /* used: only of these, out of all threads */
	struct owners *owners; /* borrowed; NULL: no thread is recorded twice */
	struct idset left_out; /* threads that do not count until they end; no bits: none */
};

/* Another thread that does not count. Returns 0 or -ENOMEM. */
int wanted_leave_out(struct wanted *w, int tid);

/* Whether the next record, in the order of time, counts; @hdr is one of the kernel, with @l. */
bool wanted_has(struct wanted *w, const struct decode_layout *l,
		const struct perf_event_header *hdr);

void wanted_fini(struct wanted *w);

#endif
