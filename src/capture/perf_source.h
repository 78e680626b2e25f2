/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine: the raw tracepoints of this machine's kernel as a source. */
#ifndef SYSTRAIL_CAPTURE_PERF_SOURCE_H
#define SYSTRAIL_CAPTURE_PERF_SOURCE_H

#include "capture/source.h"
#include "util/diag.h"
#include "util/ids.h"

struct perf_source_config {
	/* Threads to trace, all there are of each process; both empty: system-wide. */
	const struct ids *pids;
	const struct ids *tids;
	/* The command we started, stopped before its exec; 0: none. It excludes the others. */
	int command_pid;
	const struct ids *cpus; /* system-wide: only these; empty: all online */
	const struct ids *leave_out; /* system-wide: threads that are not traced */
	bool inherit;
	bool (*should_stop)(void *arg); /* true: give up attaching; NULL: never */
	void *should_stop_arg;
	uint64_t ring_bytes; /* of each ring, a power of two; 0: chosen */
};

/*
 * Opens the events and maps the rings. @layout has its tracepoints filled in, and the
 * source keeps a copy. Returns 0 and @out, or -errno; unless that is a plain lack of memory
 * or file descriptors, @d has been told.
 */
int perf_source_open(const struct perf_source_config *cfg, const struct decode_layout *layout,
		     const struct diag *d, struct source **out);

#endif
