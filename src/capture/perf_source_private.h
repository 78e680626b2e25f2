/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf_source.c and perf_record.c share; for nobody else. */
#ifndef SYSTRAIL_CAPTURE_PERF_SOURCE_PRIVATE_H
#define SYSTRAIL_CAPTURE_PERF_SOURCE_PRIVATE_H

#include "capture/merge.h"
#include "capture/perf_attach.h"
#include "capture/perf_events.h"
#include "capture/perf_source.h"
#include "capture/scan.h"
#include "capture/wanted.h"

struct perf_source {
	struct source base;
	const struct diag *diag;
	struct decode_layout layout;
	struct perf_event_spec *specs; /* of @events: a copy of the caller's, and what we add */
	struct perf_rings rings;
	struct perf_events events; /* of the targets */
	struct perf_events wide; /* of all threads, beside them */
	struct merge *merge;
	struct scan *scan; /* NULL: done, or nothing to scan */
	struct perf_attach_config targets; /* threads and processes, where some are named */
	struct perf_attached attached; /* the threads that were opened one by one */
	/* Where the kernel does not skip what is not of the targets, or not all events have begun. */
	struct wanted wanted;
	uint64_t *major_ids; /* of the events of major faults, ascending */
	size_t major_cnt;
	bool for_good; /* it does not end with its targets: system-wide, or cgroups */
	int command_pid; /* 0: none */
	bool inherit;
	bool started; /* events count from when they were opened */
	uint64_t
		end_ns; /* of the trace, once it has been stopped: samples from behind are dropped */
	int living_tid; /* a member that was seen to live, after a loss */
	size_t gone_cnt; /* of the attached, from the first, that have ended with all they bore */
	int epoll_fd;
	/* To be recorded: */
	bool record;
	bool overwrite;
	bool narrow; /* events for other ABIs were left out, see source_widen() */
	struct perf_rings side_rings; /* with overwrite */
	struct synth *synth;
	bool machine_told; /* what is told beside the threads */
	const struct ids *leave_out; /* those of the configuration, */
	struct ids left_out_tids; /* and of these those in @wanted */
};

static inline struct perf_source *perf_source_of(const struct source *s)
{
	return (struct perf_source *)s;
}

/* A scan of @tids, or of all threads but those in @leave_out. Returns 0 or -ENOMEM. */
int perf_source_scan(struct perf_source *ps, const struct ids *tids, const struct ids *leave_out);

/* What source_begin_round() is for one that is recorded. */
int perf_record_round(struct perf_source *ps, bool last);

/* Takes what is to be recorded from the configuration. Returns 0 or -ENOMEM. */
int perf_record_init(struct perf_source *ps, const struct perf_source_config *cfg);
void perf_record_fini(struct perf_source *ps);

#endif
