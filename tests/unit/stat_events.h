/* SPDX-License-Identifier: GPL-2.0-only */
/* Two tracepoints that no kernel need have, with one of each kind of field, and records of them. */
#ifndef TESTS_UNIT_STAT_EVENTS_H
#define TESTS_UNIT_STAT_EVENTS_H

#include "filter/record_fields.h"
#include "pair/mark.h"

enum { ISSUE, DONE, STAT_EVENT_CNT };

/* The records, as the fields below say they are. */
struct issue_record {
	int32_t common_pid;
	uint32_t dev;
	uint64_t sector;
	uint32_t bytes;
	uint32_t what; /* a number here, */
	uint64_t caller;
	char comm[16];
	char cmd[64];
};

struct done_record {
	int32_t common_pid;
	uint32_t dev;
	int64_t sector; /* with a sign, unlike the other one */
	int32_t error;
	char what[8]; /* and a text there */
	int32_t nr_done;
	char cmd[64];
};

/* test:issue and test:done. */
extern const struct record_fields stat_events[STAT_EVENT_CNT];

/* A mark of a record of event @idx. */
struct mark stat_mark_of(size_t idx, struct task *t, uint64_t time_ns, const void *raw,
			 size_t raw_len);

#endif
