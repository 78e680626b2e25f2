/* SPDX-License-Identifier: GPL-2.0-only */
/* One JSON object a line, for programs: the format that systrail-json(5) promises. */
#ifndef SYSTRAIL_SINK_JSON_H
#define SYSTRAIL_SINK_JSON_H

#include "format/value.h"
#include "sink/sink.h"
#include "util/outfile.h"

struct json_config {
	struct outfile *out; /* borrowed */
	const struct format *format; /* borrowed; its zeros do not count: all is shown */
	const char *version; /* of systrail; borrowed. NULL: not told */
	const char *clock; /* of the events; NULL: `monotonic` */
	int64_t wall_offset_ns; /* CLOCK_REALTIME minus the clock of the events; 0: not known */
	bool show_cgroup;
	bool show_container;
	uint64_t max_events; /* 0: no limit */
};

/* NULL when memory is short. */
struct sink *json_new(const struct json_config *cfg);

#endif
