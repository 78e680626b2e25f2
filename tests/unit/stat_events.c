/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints and records of them; see stat_events.h. */
#include "unit/stat_events.h"

#include "unit/check.h"

#define FIELD(record, field, field_kind, ...)                                                   \
	{                                                                                       \
		.name = #field, .kind = (field_kind), .offset = offsetof(struct record, field), \
		.size = sizeof(((struct record *)0)->field), __VA_ARGS__                        \
	}

static struct record_field issue_fields[] = {
	FIELD(issue_record, common_pid, RECORD_SIGNED),
	FIELD(issue_record, dev, RECORD_UNSIGNED, .is_dev = true),
	FIELD(issue_record, sector, RECORD_UNSIGNED),
	FIELD(issue_record, bytes, RECORD_UNSIGNED),
	FIELD(issue_record, what, RECORD_UNSIGNED),
	FIELD(issue_record, caller, RECORD_UNSIGNED, .is_address = true),
	FIELD(issue_record, comm, RECORD_STRING),
	FIELD(issue_record, cmd, RECORD_STRING),
};

static struct record_field done_fields[] = {
	FIELD(done_record, common_pid, RECORD_SIGNED),
	FIELD(done_record, dev, RECORD_UNSIGNED, .is_dev = true),
	FIELD(done_record, sector, RECORD_SIGNED),
	FIELD(done_record, error, RECORD_SIGNED),
	FIELD(done_record, what, RECORD_STRING),
	FIELD(done_record, nr_done, RECORD_SIGNED),
	FIELD(done_record, cmd, RECORD_STRING),
};

const struct record_fields stat_events[STAT_EVENT_CNT] = {
	[ISSUE] = { "test:issue", 300, issue_fields, ARRAY_CNT(issue_fields) },
	[DONE] = { "test:done", 65535, done_fields, ARRAY_CNT(done_fields) },
};

struct mark stat_mark_of(size_t idx, struct task *t, uint64_t time_ns, const void *raw,
			 size_t raw_len)
{
	return (struct mark){
		.kind = MARK_TRACEPOINT,
		.task = t,
		.time_ns = time_ns,
		.cpu = 3,
		.u.tracepoint = { stat_events[idx].id, stat_events[idx].event, raw, raw_len },
	};
}
