/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening the events of processes that run already, and go on starting threads meanwhile:
 * /proc is listed and what is new is opened, until nothing is new.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_ATTACH_H
#define SYSTRAIL_CAPTURE_PERF_ATTACH_H

#include <stdbool.h>

#include "capture/owners.h"
#include "capture/perf_rings.h"
#include "util/ids.h"

struct perf_attach_config {
	const struct ids *pids; /* processes, with all their threads */
	const struct ids *tids; /* threads */
	bool (*should_stop)(void *arg); /* true: give up; NULL: never */
	void *should_stop_arg;
};

struct perf_attached {
	struct ids tids; /* the threads that were opened, in the order of @pr */
	struct owners owners;
	bool doubles; /* some thread may have two sets of events: ask owners */
};

/*
 * Opens and starts the events in @pr. Returns 0, or -errno after a sentence: -ESRCH when
 * no thread was left, -EINTR when it was given up. perf_attached_fini() is due in either
 * case.
 */
int perf_attach(struct perf_attached *at, struct perf_rings *pr,
		const struct perf_attach_config *cfg);
void perf_attached_fini(struct perf_attached *at);

#endif
