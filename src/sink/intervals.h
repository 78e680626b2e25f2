/* SPDX-License-Identifier: GPL-2.0-only */
/* The intervals after which a sink shows what it has counted, in the time of the trace. */
#ifndef SYSTRAIL_SINK_INTERVALS_H
#define SYSTRAIL_SINK_INTERVALS_H

#include <stdbool.h>
#include <stdint.h>

struct intervals {
	uint64_t length_ns; /* 0: there is but one, the trace */
	bool alone; /* each is counted by itself, and not with those before */
	uint64_t begin_ns; /* of what is counted; 0: not yet */
	uint64_t next_ns; /* when the one that goes on will end */
};

/*
 * All that happened before @now_ns was given: calls @end with the end of each interval that is over.
 * Those in which there was nothing are one: in a recording that may have been a day. Returns when it
 * wants to be asked again, as sink_tick() does.
 */
uint64_t intervals_tick(struct intervals *iv, uint64_t now_ns,
			void (*end)(void *arg, uint64_t time_ns), void *arg);

/* The trace is over: there is nothing behind @now_ns. */
void intervals_finish(struct intervals *iv, uint64_t now_ns);

#endif
