/* SPDX-License-Identifier: GPL-2.0-only */
/* The rings of a trace: one a CPU, into which all events of that CPU are directed. */
#ifndef SYSTRAIL_CAPTURE_PERF_RINGS_H
#define SYSTRAIL_CAPTURE_PERF_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/ring.h"
#include "util/diag.h"
#include "util/ids.h"

struct perf_rings {
	const struct diag *diag;
	struct ids cpus; /* ring i belongs to CPU cpus.v[i] */
	struct ring *rings;
	int *owner_fds; /* of the event through which ring i was mapped; -1: not yet */
	uint64_t ring_bytes;
	bool ring_bytes_asked; /* by the user: do not settle for less */
	bool backward; /* they are mapped to be written over, see ring.h; to be set before the first */
};

/*
 * Prepares rings of @ring_bytes (0: chosen) for @cpus, which are copied. Nothing is mapped
 * yet. Returns 0 or -ENOMEM; perf_rings_fini() is due in either case, after the events were
 * closed.
 */
int perf_rings_init(struct perf_rings *pr, const struct ids *cpus, uint64_t ring_bytes,
		    const struct diag *d);
void perf_rings_fini(struct perf_rings *pr);

/*
 * Directs event @fd into ring @i, which is mapped through it if it is the first. Returns 0,
 * -ENOBUFS without a sentence when so large a ring may not be locked, or -errno after one.
 */
int perf_rings_direct(struct perf_rings *pr, size_t i, int fd);

/* Event @fd of ring @i is about to be closed: if it owns the ring, that is unmapped. */
void perf_rings_forget(struct perf_rings *pr, size_t i, int fd);

/*
 * Smaller rings for all, where the first choice may not be locked and no ring is mapped.
 * Returns 0, or -EPERM after a sentence: there is no smaller size, or the user asked for this.
 */
int perf_rings_shrink(struct perf_rings *pr);

#endif
