/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records for what was there before the recording began, as perf makes them: the kernel, its
 * modules, the cgroups, threads with their names, and what is mapped; and beside them what perf has
 * no record for (perfdata/riders.h).
 *
 * perf's records of these have zeros in the fields that sample_id_all adds: a time before all
 * others, and the id of no event.
 */
#ifndef SYSTRAIL_CAPTURE_SYNTH_H
#define SYSTRAIL_CAPTURE_SYNTH_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"
#include "task/cgroups.h"
#include "task/fd_look.h"
#include "util/diag.h"

struct synth_config {
	/*
	 * Takes a record: hdr->size bytes, aligned to 8, valid until it returns. Returns 0 or
	 * -errno, which ends what called it. Never called but in source_begin_round().
	 */
	int (*emit)(void *arg, const struct perf_event_header *hdr);
	void *arg;
	bool maps_data; /* all that is mapped, not only code */
	enum fd_names fds; /* what their file descriptors are */
	bool uids; /* as whom they run */
	struct cgroups *cgroups; /* borrowed; NULL: not to be told */
};

#endif
