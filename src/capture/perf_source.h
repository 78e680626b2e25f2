/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine: the raw tracepoints of this machine's kernel as a source. */
#ifndef SYSTRAIL_CAPTURE_PERF_SOURCE_H
#define SYSTRAIL_CAPTURE_PERF_SOURCE_H

#include "capture/perf_event.h"
#include "capture/perf_rings.h"
#include "capture/source.h"
#include "capture/synth.h"
#include "decode/formats.h"
#include "perfdata/about.h"
#include "perfdata/riders.h"
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
	/*
	 * To be recorded, not read: events as perf's tools can read them (perf_event_layout() with
	 * .record), no order is made, source_next() gives nothing. The rings are the caller's to
	 * empty, see below; source_begin_round() only looks at some more of what is there already
	 * (1: there is more), and gives it to @synth.
	 */
	bool record;
	const struct synth_config *synth; /* with @record: copied; what it points to is borrowed */
	/*
	 * With @record: the rings keep the last that was recorded, and are read when they are
	 * paused. What tells of tasks goes into others, perf_source_side_rings().
	 */
	bool overwrite;
};

/*
 * Opens the events and maps the rings. @layout has its tracepoints filled in, and the
 * source keeps a copy. Returns 0 and @out, or -errno; unless that is a plain lack of memory
 * or file descriptors, @d has been told.
 */
int perf_source_open(const struct perf_source_config *cfg, const struct decode_layout *layout,
		     const struct diag *d, struct source **out);

/* --- Recording ------------------------------------------------------------------------------- */

/*
 * The rings, and their CPUs, which are the caller's to read:
 *
 *	n = source_begin_round(s, last);
 *	for each ring: ring_snapshot(), ring_pieces(), write, ring_skip_bytes(), ring_release()
 *
 * A thread a ring may do that. source_fd() tells when there is something to do. Before a command is
 * released, and before a file's first round ends, source_begin_round() is best called until there is
 * no more: what it gives has the time 0, as perf has it, and so belongs to the front of a file.
 */
struct perf_rings *perf_source_rings(struct source *s);

/* With overwrite: the rings with what tells of tasks, to be emptied as others are. Else NULL. */
struct perf_rings *perf_source_side_rings(struct source *s);

/* The layout of the records: what the trailer is, and of samples what precedes their own fields. */
const struct decode_layout *perf_source_layout(const struct source *s);

/*
 * The events as they were opened, with all their ids. Returns 0 and @attrs (to be freed by
 * perf_source_attrs_free(); names are borrowed), or -errno.
 */
int perf_source_attrs(struct source *s, struct perfdata_attr **attrs, size_t *cnt);
void perf_source_attrs_free(struct perfdata_attr *attrs, size_t cnt);

/*
 * What the source knows for the rider of that kind, which is to be written first: all but the flags
 * _SEES_ALL_FDS, _CALLS, _SIGNALS, which the caller adds. To be called after source_start().
 */
void perf_source_rider_begin(const struct source *s, struct rider_begin *b);

/*
 * Stops and goes on writing into rings with overwrite. What comes meanwhile is lost, and counted.
 * Returns 0 or -errno.
 */
int perf_source_pause(struct source *s, bool paused);

/*
 * Begins to look again at all that is there now, for another file of the same recording, which
 * begins with perf_source_rider_begin() again: the next rounds give it to synth. Returns 0 or
 * -errno.
 */
int perf_source_look_again(struct source *s);

#endif
