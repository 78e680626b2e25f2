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

/* What the samples of a layout are. */
enum decode_kind {
	DECODE_BY_RAW, /* of several events: tracepoints, or faults where the raw part is empty */
	DECODE_TRACEPOINT,
	DECODE_FAULT,
	DECODE_NOTHING, /* nothing that we use */
};

/*
 * Our own events have one layout for all of them, with registers in sys_enter only. In a
 * recording each event has its own, see decode_layout_of_attr().
 */
struct decode_layout {
	const struct arch *arch; /* of the machine whose kernel wrote the records; NULL: this one */
	enum decode_kind kind;
	uint64_t sample_type;
	uint64_t read_format;
	bool sample_id_all;
	bool backward; /* a ring is written from its end on: in a file the newest record is first */
	bool major; /* the faults are major ones; in a recording, where the event tells */
	/* sample_regs_user of sys_enter; 0: its samples have no registers of their own. */
	uint64_t enter_regs_mask;
	/* Of sample_type, where it has these parts: PERF_SAMPLE_REGS_USER, _INTR, _BRANCH_STACK. */
	uint64_t user_regs_mask;
	uint64_t intr_regs_mask;
	uint64_t branch_type;
	struct decode_tracepoint enter;
	struct decode_tracepoint exit;

	/* What follows from the above, sizes in bytes; set by decode_prepare(). */
	struct {
		uint16_t before_ip;
		uint16_t before_tid;
		uint16_t before_time;
		uint16_t time_to_read;
		uint16_t sample_id; /* where a sample has its id, from its beginning; 0: nowhere */
		uint16_t sample_cpu; /* the same for its CPU */
		uint16_t trailer; /* what sample_id_all adds, from the time on */
		uint16_t trailer_id; /* where the id is, from the end back; 0: nowhere */
		uint16_t trailer_cpu;
		uint16_t enter_regs;
		bool tail; /* between the raw part and the cgroup there is more */
		bool rest; /* that, or a cgroup */
	} derived;
};

/* CPUs of this number and above are none that we know. */
enum { DECODE_CPU_LIMIT = 65536 };

/* Completes @l, whose other fields are set; due before its first use. */
void decode_prepare(struct decode_layout *l);

/*
 * The layout of the records that an event with @attr writes, ready for use. Machine and
 * tracepoints of @l are kept as they are. Returns 0, or -ENOTSUP when a sample has parts that
 * nobody had thought of when this was written.
 */
int decode_layout_of_attr(struct decode_layout *l, const struct perf_event_attr *attr);

/*
 * The time of a record, without decoding it; what the merge sorts by. Returns 0 for a
 * record that carries none or is too short for it.
 */
uint64_t decode_time_ns(const struct decode_layout *l, const struct perf_event_header *hdr);

/* The same for the id of its event; the records that perf itself makes up have 0 as well. */
uint64_t decode_id(const struct decode_layout *l, const struct perf_event_header *hdr);

/* The same for the CPU; -1: not told, or no number of a CPU. */
int decode_cpu(const struct decode_layout *l, const struct perf_event_header *hdr);

/* Which event wrote a record, and about which thread. */
struct decode_origin {
	/* Of the event that was opened, if this one is inherited; 0: the layout has none. */
	uint64_t id;
	int subject_pid; /* of the new thread for a FORK */
	int subject_tid;
	int parent_tid; /* of a FORK and an EXIT; else -1 */
};

/*
 * The origin of a sample, a side-band record, or one of ours about a thread that was there
 * already. False for other records and where the record is too short.
 */
bool decode_origin(const struct decode_layout *l, const struct perf_event_header *hdr,
		   struct decode_origin *o);

/*
 * Decodes @rec into @ev. Returns 0 (also for records that mean nothing to us: EVENT_OTHER),
 * or -EBADMSG when the record is shorter than its layout says.
 */
int decode_record(const struct decode_layout *l, const struct record *rec, struct event *ev);

#endif
