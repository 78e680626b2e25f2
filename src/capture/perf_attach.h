/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening the events of processes that run already, and go on starting threads meanwhile:
 * /proc is listed and what is new is opened, until nothing is new.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_ATTACH_H
#define SYSTRAIL_CAPTURE_PERF_ATTACH_H

#include <stdbool.h>

#include "capture/owners.h"
#include "capture/perf_events.h"
#include "util/ids.h"

struct perf_attach_config {
	const struct ids *pids; /* processes, with all their threads */
	const struct ids *tids; /* threads */
	/* Appends more threads to @tids, asked in each pass; NULL: there are none. */
	int (*list)(void *arg, struct ids *tids);
	void *list_arg;
	const struct ids *leave_out; /* threads that are not opened, whoever names them */
	bool enable; /* each as soon as it is open */
	bool (*should_stop)(void *arg); /* true: give up; NULL: never */
	void *should_stop_arg;
};

/* The threads that there are now, into @tids. Returns 0 or -errno. */
int perf_attach_list(const struct perf_attach_config *cfg, struct ids *tids);

/* Says that the targets have ended; returns -ESRCH. */
int perf_attach_say_ended(const struct perf_attach_config *cfg, const struct diag *d);

struct perf_attached {
	struct ids tids; /* the threads that were opened, in the order of their events */
	struct owners owners;
	bool doubles; /* some thread may have two sets of events: ask owners */
};

/*
 * Opens the events of @pe for each thread. Returns 0, or -errno after a sentence: -ESRCH when
 * no thread was left, -EINTR when it was given up; -EMFILE comes without a sentence. perf_attached_fini() is due in either
 * case.
 */
int perf_attach(struct perf_attached *at, struct perf_events *pe,
		const struct perf_attach_config *cfg);
void perf_attached_fini(struct perf_attached *at);

#endif
