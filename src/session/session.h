/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace from its first record to its last: the loop that moves records from a source
 * through decoding, pairing and the filter to the sinks.
 */
#ifndef SYSTRAIL_SESSION_SESSION_H
#define SYSTRAIL_SESSION_SESSION_H

#include <stdbool.h>

#include "capture/file_source.h"
#include "filter/filter.h"
#include "pair/pair.h"
#include "session/ending.h"
#include "session/points.h"
#include "sink/sink.h"
#include "task/cgroups.h"
#include "task/fds.h"
#include "util/diag.h"

enum { SESSION_SINKS_MAX = 4 };

struct session {
	const struct diag *diag;
	struct source *source;
	struct task_table *tasks;
	struct pair pair;
	struct fds *fds; /* NULL: no names of file descriptors */
	struct filter filter;
	bool uids; /* the filter asks as whom threads run */
	struct cgroups *cgroups; /* NULL: records do not tell of any */
	/* What is shown beside the calls, and what the tracepoints in @points are good for. */
	struct points points;
	struct signal_fields signal_fields;
	struct sent_fields sent_fields;
	struct runtime_fields runtime_fields;
	/* Of a recording: at the entries of these calls showing begins and ends; NULL: of none. */
	const struct syscall_set *on_calls;
	const struct syscall_set *off_calls;
	uint64_t signals; /* those that are shown when they reach a thread: bit signo - 1 */
	bool ends; /* the ends of threads are shown */
	/* Of a recording: page faults that it has, and nobody wants to see. */
	bool no_major_faults;
	bool no_minor_faults;
	struct maps_table
		*maps; /* for page faults: which file they were in; NULL: none are shown */
	/* The tasks have the kernel's own numbers, and 0 is the idle task, not one of another namespace. */
	bool initial_pid_ns;
	bool live; /* the tasks are of this machine, and /proc tells of them */
	/* Of the recording, where the source is one; NULL: it is none. Borrowed. */
	const struct file_source_facts *recorded;
	/*
	 * Not live: how many records are read before the sinks write what they have; 0: each round
	 * of the source, which may have to wait for the next one.
	 */
	uint64_t flush_record_cnt;
	struct sink *sinks[SESSION_SINKS_MAX];
	unsigned int sink_cnt;
	struct ending end;

	/* The session's own from here. */
	bool widened; /* the source was told that there are programs of another ABI, */
	uint64_t narrow_until_ns; /* and until then it may have left out some of their calls */
	bool started; /* the sinks know the time of the first call */
	bool off; /* --switch-on has not come yet, or --switch-off has: nothing is shown */
	bool cut_short; /* of a recording not all was read */
	bool full; /* a sink has had all that it wants */
	uint64_t now_ns; /* of the last record */
	uint64_t tick_ns; /* when a sink wants to be told the time; UINT64_MAX: none does */
	uint64_t unflushed_cnt; /* records since the sinks have written */
	uint64_t lost_cnt; /* told by PERF_RECORD_LOST so far */
	/* The search for threads whose end was lost: */
	uint64_t sweep_until_ns; /* a pass that began later is the last; 0: there is none */
	uint64_t sweep_begin_ns; /* of this pass */
	int sweep_tid; /* where this pass goes on */
	uint64_t foreign_cnt; /* records of threads that have no tid here */
	uint64_t broken_cnt; /* records that were shorter than their layout */
};

/* From now on records are collected. Returns 0 or -errno after a sentence. */
int session_start(struct session *s);

/*
 * Traces until the command or the targets end, a stop is asked for or a sink is full;
 * then shows what is still going on and finishes the sinks. Returns 0 or -errno: that of
 * a sink that cannot write, about which its owner says a sentence, or another after one.
 * What was collected until then has reached the sinks.
 */
int session_run(struct session *s);

#endif
