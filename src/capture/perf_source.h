/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine: the raw tracepoints of this machine's kernel as a source. */
#ifndef SYSTRAIL_CAPTURE_PERF_SOURCE_H
#define SYSTRAIL_CAPTURE_PERF_SOURCE_H

#include "capture/perf_event.h"
#include "capture/source.h"
#include "decode/formats.h"
#include "util/diag.h"
#include "util/ids.h"

struct perf_source_config {
	/* What to open, the exit side of calls first. */
	const struct perf_event_spec *specs;
	size_t spec_cnt;
	/*
	 * Threads to trace, all there are of each process, and those that @list_threads appends
	 * whenever it is asked; without any, and without cgroups and a command: system-wide.
	 */
	const struct ids *pids;
	const struct ids *tids;
	int (*list_threads)(void *arg, struct ids *tids);
	void *list_arg;
	/* Directories of cgroups, open, and the threads that are in them now. */
	const struct ids *cgroup_fds;
	const struct ids *cgroup_tids;
	/* The command we started, stopped before its exec; 0: none. It excludes the others. */
	int command_pid;
	const struct ids *cpus; /* only what is done on these */
	/*
	 * Threads that are not traced, where they are not named: of these the first
	 * left_out_in_kernel_cnt are skipped by the filters in @specs already.
	 */
	const struct ids *leave_out;
	size_t left_out_in_kernel_cnt;
	/*
	 * Opened for all threads of the machine where that is allowed, else like @specs: rare events
	 * that must not cost a file descriptor for each thread, or come from other threads.
	 */
	const struct perf_event_spec *wide;
	size_t wide_cnt;
	struct formats *formats; /* tells why the kernel refused a filter */
	bool inherit;
	bool maps_data; /* side-band tells also of mappings that are not code */
	bool delayed; /* nothing is recorded before source_start() */
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
