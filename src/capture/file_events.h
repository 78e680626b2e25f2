/* SPDX-License-Identifier: GPL-2.0-only */
/* The events that a recording describes, and which of them wrote a record. */
#ifndef SYSTRAIL_CAPTURE_FILE_EVENTS_H
#define SYSTRAIL_CAPTURE_FILE_EVENTS_H

#include "decode/decode.h"
#include "perfdata/about.h"
#include "util/diag.h"

/* Ids are given one after the other, so that few of those that are in use meet in one place. */
enum { FILE_EVENTS_CACHE = 256 };

struct file_events_id {
	uint64_t id;
	size_t event_idx;
};

struct file_events {
	struct decode_layout *layouts; /* by attr; one for all where records have no id */
	struct file_events_id *ids; /* ascending */
	size_t id_cnt;
	bool by_id; /* else all records belong to the first layout */
	struct {
		uint64_t id; /* 0: empty */
		const struct decode_layout *layout;
	} cache[FILE_EVENTS_CACHE];
};

/*
 * @base has the machine and the tracepoints. Returns 0, or -errno after a sentence: records whose
 * event cannot be told, or that have parts which nobody knows. file_events_fini() is due in
 * either case.
 */
int file_events_init(struct file_events *fe, const struct perfdata_attr *attrs, size_t attr_cnt,
		     const struct decode_layout *base, const struct diag *d);
void file_events_fini(struct file_events *fe);

/*
 * The layout of the event that wrote a record. Of a record without an id it is the first; NULL: no
 * event has its id.
 */
const struct decode_layout *file_events_find(struct file_events *fe,
					     const struct perf_event_header *hdr);

#endif
