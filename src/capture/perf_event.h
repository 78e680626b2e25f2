/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_event_open() for the two raw system call tracepoints: the attributes, the limits
 * that stand in the way, and the sentence when it is refused.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_EVENT_H
#define SYSTRAIL_CAPTURE_PERF_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"
#include "util/diag.h"

enum perf_event_side {
	PERF_EVENT_EXIT, /* sys_exit alone, so that its losses are lost calls */
	PERF_EVENT_ENTER, /* sys_enter, and the side-band records */
	PERF_EVENT_SIDES,
};

struct perf_event_plan {
	const struct diag *diag;
	const struct decode_layout *layout;
	bool inherit; /* children and new threads are followed */
	bool on_exec; /* starts with the next exec of the thread, else when enabled */
	bool format_lost; /* PERF_FORMAT_LOST works, as far as we know */
	bool opened; /* at least one event, so that format_lost is certain */
	uint32_t wakeup_bytes;
};

/*
 * What our events have in common; tracepoint ids are still to be filled in. @with_id: each
 * record tells the event it came from.
 */
struct decode_layout perf_event_layout(bool with_id);

/*
 * Opens one side, disabled, for @tid on @cpu; @tid -1 for every thread. Raises the limit
 * of file descriptors when it is reached. Returns the file descriptor or -errno, without
 * a sentence.
 */
int perf_event_new(struct perf_event_plan *plan, enum perf_event_side side, int tid, int cpu);

/* Says why perf_event_new() or mapping its ring was refused; returns @err. */
int perf_event_explain(const struct diag *d, int err, int tid, int cpu);

/* The id of the event, as in its records. Returns 0 or -errno. */
int perf_event_id(int fd, uint64_t *id);

/* How many records of @fd the kernel dropped (PERF_FORMAT_LOST). Returns 0 or -errno. */
int perf_event_lost(int fd, uint64_t *cnt);

#endif
