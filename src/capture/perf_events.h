/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events of a plan, opened for one scope after the other (a thread, a cgroup, all) on
 * every CPU, and directed into the rings.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_EVENTS_H
#define SYSTRAIL_CAPTURE_PERF_EVENTS_H

#include "capture/perf_event.h"
#include "capture/perf_rings.h"

struct perf_events {
	struct perf_event_plan plan;
	struct perf_rings *rings; /* borrowed */
	/* Those of the dummy, where the others are written backward; NULL: the same. Borrowed. */
	struct perf_rings *side_rings;
	/* For each scope plan.spec_cnt fds on each CPU. */
	int *fds;
	size_t scope_cnt;
	size_t scope_cap;
};

/* No event yet; @plan is copied, and what it points to borrowed. */
void perf_events_init(struct perf_events *pe, const struct perf_event_plan *plan,
		      struct perf_rings *rings);

/* Closes them; due before perf_rings_fini(), also where nothing was opened. */
void perf_events_fini(struct perf_events *pe);

/*
 * Opens the events of @scope on every CPU, directs them into the rings and, where @start,
 * starts them. Returns 0, -ESRCH when the thread has ended (nothing is left open), -EMFILE when
 * there are not enough file descriptors, or another -errno after a sentence.
 */
int perf_events_add(struct perf_events *pe, const struct perf_scope *scope, bool start);

/* The event of @spec_idx of the @scope_idx-th scope on ring @cpu_idx. */
int perf_events_fd(const struct perf_events *pe, size_t scope_idx, size_t cpu_idx, size_t spec_idx);

/*
 * Starts, scope by scope, all events but those that are for later;
 * perf_events_widen() starts these. A thread's events are started in all that inherited them, too.
 * They return 0 or the first -errno, as does perf_events_disable(), which stops them all.
 */
int perf_events_enable(const struct perf_events *pe);
int perf_events_widen(const struct perf_events *pe);
int perf_events_disable(const struct perf_events *pe);

/* The rings that the events of @spec_idx are directed into. */
struct perf_rings *perf_events_rings_of(const struct perf_events *pe, size_t spec_idx);

bool perf_events_has_later(const struct perf_events *pe);

/*
 * Adds up what the kernel dropped on ring @cpu_idx: calls and other records. Returns 0 or
 * -errno.
 */
int perf_events_lost(const struct perf_events *pe, size_t cpu_idx, uint64_t *exit_cnt,
		     uint64_t *other_cnt);

#endif
