/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting by any keys: what systrail stat shows. It is written when the trace is over, and with an
 * interval again and again.
 */
#ifndef SYSTRAIL_SINK_STAT_H
#define SYSTRAIL_SINK_STAT_H

#include "sink/sink.h"
#include "sink/stat_spec.h"
#include "sink/tables.h"

struct stat_config {
	const struct diag *diag; /* borrowed, as all here */
	const struct stat_spec *spec;
	struct tables tables;
	uint64_t interval_ns; /* 0: only at the end */
	bool clear; /* each interval by itself */
	uint64_t max_keys; /* so many rows, and so many pairs at a time that have not ended */
};

/* NULL when memory is short. */
struct sink *stat_new(const struct stat_config *cfg);

#endif
