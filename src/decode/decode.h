/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Raw record → event. The layout of a record follows from the perf_event_attr of the
 * event that wrote it (perf_event_open(2)); every access is checked against the record's
 * size, because a record may also come from a file.
 */
#ifndef SYSTRAIL_DECODE_DECODE_H
#define SYSTRAIL_DECODE_DECODE_H

#include <linux/perf_event.h>

#include "decode/event.h"

/* Where the raw tracepoints keep their fields, inside the raw part of a sample. */
struct decode_tracepoint {
	uint32_t id; /* common_type */
	uint32_t nr_offset;
	uint32_t arg_offset; /* args[6] of sys_enter, ret of sys_exit */
};

struct decode_layout {
	const struct arch *arch; /* of the machine whose kernel wrote the records; NULL: this one */
	/* What comes up to and with PERF_SAMPLE_RAW, the same in all events of a source. */
	uint64_t sample_type;
	uint64_t read_format;
	bool sample_id_all;
	/* sample_regs_user of sys_enter; 0: its samples have no registers. */
	uint64_t enter_regs_mask;
	struct decode_tracepoint enter;
	struct decode_tracepoint exit;

	/* Sizes that follow from the above, in bytes; set by decode_prepare(). */
	struct {
		uint16_t before_ip;
		uint16_t before_tid;
		uint16_t before_time;
		uint16_t time_to_read;
		uint16_t time_to_id; /* in samples */
		uint16_t trailer; /* what sample_id_all adds, from the time on */
		uint16_t enter_regs;
	} derived;
};

/* Completes @l, whose other fields are set; due before its first use. */
void decode_prepare(struct decode_layout *l);

/*
 * The time of a record, without decoding it; what the merge sorts by. Returns 0 for a
 * record that carries none or is too short for it.
 */
uint64_t decode_time_ns(const struct decode_layout *l, const struct perf_event_header *hdr);

/* Which event wrote a record, and about which thread. */
struct decode_origin {
	/* PERF_SAMPLE_ID: of the event that was opened, if this one is inherited; 0 without. */
	uint64_t id;
	int subject_pid; /* of the new thread for a FORK */
	int subject_tid;
	int parent_tid; /* of a FORK and an EXIT; else -1 */
};

/*
 * The origin of a sample or side-band record. False for other records and where the record
 * is too short.
 */
bool decode_origin(const struct decode_layout *l, const struct perf_event_header *hdr,
		   struct decode_origin *o);

/*
 * Decodes @rec into @ev. Returns 0 (also for records that mean nothing to us: EVENT_OTHER),
 * or -EBADMSG when the record is shorter than its layout says.
 */
int decode_record(const struct decode_layout *l, const struct record *rec, struct event *ev);

#endif
