/* SPDX-License-Identifier: GPL-2.0-only */
/* How far a long read is, on a terminal whose lines are somewhere else. */
#ifndef SYSTRAIL_CMD_READ_PROGRESS_H
#define SYSTRAIL_CMD_READ_PROGRESS_H

#include "cmd/output.h"
#include "perfdata/reader.h"

struct read_progress {
	struct output *output; /* borrowed; NULL: nothing is shown */
	const char *path;
	uint64_t next_ns; /* when it is shown again */
	bool shown;
};

/* From now on. Nothing is shown before half a second, nor where nobody would see it. */
void read_progress_begin(struct read_progress *p, struct output *o, const char *path);

/* To be called often. */
void read_progress_update(struct read_progress *p, const struct perfdata_reader *r);

/* Takes it away. */
void read_progress_end(struct read_progress *p);

#endif
