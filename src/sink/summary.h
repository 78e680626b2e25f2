/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The summary of calls: tables with counts, errors and times, for each thread (as perf trace has
 * it) or whatever else they are grouped by. It is written when the trace is over, and with an
 * interval again and again.
 */
#ifndef SYSTRAIL_SINK_SUMMARY_H
#define SYSTRAIL_SINK_SUMMARY_H

#include "sink/sink.h"
#include "sink/summary_shape.h"
#include "sink/tables.h"

struct summary_config {
	struct outfile *out; /* borrowed, as all here */
	const struct diag *diag;
	const struct summary_shape *shape; /* settled */
	struct tables tables;
	bool runtimes; /* also how long each thread ran on a CPU */
	uint64_t interval_ns; /* 0: only at the end */
	bool clear; /* each interval by itself */
	uint64_t max_keys; /* of groups and rows together */
};

/* NULL when memory is short. */
struct sink *summary_new(const struct summary_config *cfg);

#endif
