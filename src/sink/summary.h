/* SPDX-License-Identifier: GPL-2.0-only */
/* perf trace's summary: for each thread a table of its calls, with counts and times. */
#ifndef SYSTRAIL_SINK_SUMMARY_H
#define SYSTRAIL_SINK_SUMMARY_H

#include "sink/sink.h"
#include "util/outfile.h"

/*
 * Writes to @out (borrowed) when the trace is over; @runtimes: with how long each thread ran on a
 * CPU. NULL when memory is short.
 */
struct sink *summary_new(struct outfile *out, bool runtimes);

#endif
