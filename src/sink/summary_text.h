/* SPDX-License-Identifier: GPL-2.0-only */
/* The summary for people: perf trace's tables, with what else was asked for. */
#ifndef SYSTRAIL_SINK_SUMMARY_TEXT_H
#define SYSTRAIL_SINK_SUMMARY_TEXT_H

#include "sink/summary_groups.h"
#include "sink/tables.h"

/* What there is to show. */
struct summary_view {
	const struct summary_groups *groups;
	struct tables *tables;
	bool runtimes; /* with how long each thread ran */
	bool interval; /* the trace goes on */
	uint64_t begin_ns; /* of what was counted */
	uint64_t end_ns;
};

/* Writes it to the file of the tables. Returns 0 or -ENOMEM. */
int summary_text(const struct summary_view *v);

#endif
