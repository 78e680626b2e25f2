/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The perf events of a trace and the rings they write to: one ring a CPU, into which all
 * events of that CPU are directed, however many threads are traced.
 */
#ifndef SYSTRAIL_CAPTURE_PERF_RINGS_H
#define SYSTRAIL_CAPTURE_PERF_RINGS_H

#include "capture/perf_event.h"
#include "capture/ring.h"
#include "util/ids.h"

struct perf_rings {
	struct perf_event_plan plan;
	struct ids cpus; /* ring i belongs to CPU cpus.v[i] */
	struct ring *rings;
	int *owner_fds; /* of the event through which ring i was mapped; -1: not yet */
	uint64_t ring_bytes;
	bool ring_bytes_asked; /* by the user: do not settle for less */
	/* For each thread PERF_EVENT_SIDES fds on each CPU. */
	int *fds;
	size_t thread_cnt;
	size_t thread_cap;
};

/*
 * Prepares rings of @ring_bytes (0: chosen) for @cpus, which are copied. Nothing is opened
 * yet. Returns 0 or -ENOMEM; perf_rings_fini() is due in either case.
 */
int perf_rings_init(struct perf_rings *pr, const struct perf_event_plan *plan,
		    const struct ids *cpus, uint64_t ring_bytes);
void perf_rings_fini(struct perf_rings *pr);

/*
 * Opens the events of @tid (-1: all threads) on every CPU, directs them into the rings
 * and, where @enable, starts them. Returns 0, -ESRCH when the thread has ended (nothing is
 * left open), or another -errno after a sentence.
 */
int perf_rings_add(struct perf_rings *pr, int tid, bool enable);

/* The events of the @thread-th thread on ring @cpu_idx. */
int perf_rings_fd(const struct perf_rings *pr, size_t thread, size_t cpu_idx,
		  enum perf_event_side side);

/*
 * An ioctl of perf_event_open(2) that takes @arg, on all events, the exit side of each
 * first. Returns 0 or the first -errno.
 */
int perf_rings_ioctl(const struct perf_rings *pr, unsigned long request, const void *arg);

#endif
