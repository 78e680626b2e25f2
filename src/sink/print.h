/* SPDX-License-Identifier: GPL-2.0-only */
/* One line a call, as perf trace prints it, and one for what else happens. */
#ifndef SYSTRAIL_SINK_PRINT_H
#define SYSTRAIL_SINK_PRINT_H

#include "format/value.h"
#include "sink/sink.h"
#include "util/outfile.h"

struct print_config {
	struct outfile *out; /* borrowed */
	const struct format *format; /* borrowed */
	bool full_time; /* -T: the clock's time, not that since the first line */
	bool show_comm;
	bool show_cgroup; /* the path of the thread's cgroup */
	bool show_container; /* the name of its container, if it is in one */
	bool durations; /* there are calls, so that the column has to be kept free elsewhere, too */
	bool color; /* names, errors and long durations stand out */
	bool live; /* somebody watches: show a call that blocks before it ends */
	uint64_t max_events; /* 0: no limit */
};

/* NULL when memory is short. */
struct sink *print_new(const struct print_config *cfg);

#endif
