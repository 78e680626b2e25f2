/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a record has its time, id, CPU and thread, without decoding the rest; see decode.h. */
#include "decode/decode_private.h"

#include <errno.h>
#include <stddef.h>

#include "perfdata/format.h"

#ifndef PERF_FORMAT_LOST
#define PERF_FORMAT_LOST (1u << 4)
#endif

/* All that Linux 6.18 knows. */
#define KNOWN_SAMPLE_TYPES ((uint64_t)PERF_SAMPLE_MAX - 1)
#define KNOWN_READ_FORMATS                                                                  \
	(PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING | PERF_FORMAT_ID | \
	 PERF_FORMAT_GROUP | PERF_FORMAT_LOST)
#define KNOWN_BRANCH_TYPES ((1ull << 20) - 1)

/* The parts of a sample behind its time that are of eight bytes, in the kernel's order. */
#define TIME_TO_ID (PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR)
#define TIME_TO_CPU (TIME_TO_ID | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID)
#define TIME_TO_READ (TIME_TO_CPU | PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD)
/* Parts between the raw part and the cgroup. */
#define TAIL                                                                         \
	(PERF_SAMPLE_BRANCH_STACK | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER | \
	 PERF_SAMPLE_WEIGHT_TYPE | PERF_SAMPLE_DATA_SRC | PERF_SAMPLE_TRANSACTION |  \
	 PERF_SAMPLE_REGS_INTR | PERF_SAMPLE_PHYS_ADDR)

static void prepare_ids(struct decode_layout *l)
{
	const uint16_t header = sizeof(struct perf_event_header);
	uint64_t type = l->sample_type;
	uint16_t time_at = header + l->derived.before_time;

	l->derived.sample_id = l->derived.sample_cpu = 0;
	l->derived.trailer_id = l->derived.trailer_cpu = 0;
	if (type & PERF_SAMPLE_IDENTIFIER) {
		l->derived.sample_id = header;
		l->derived.trailer_id = 8;
	} else if (type & PERF_SAMPLE_ID) {
		l->derived.sample_id = time_at + decode_fields_size(type & TIME_TO_ID);
		/* The trailer has no address between the time and the id. */
		l->derived.trailer_id =
			l->derived.trailer - decode_fields_size(type & PERF_SAMPLE_TIME);
	}
	if (type & PERF_SAMPLE_CPU) {
		l->derived.sample_cpu = time_at + decode_fields_size(type & TIME_TO_CPU);
		l->derived.trailer_cpu = 8 + decode_fields_size(type & PERF_SAMPLE_IDENTIFIER);
	}
	if (!l->sample_id_all)
		l->derived.trailer_id = l->derived.trailer_cpu = 0;
}

void decode_prepare(struct decode_layout *l)
{
	const uint64_t before_tid = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP;
	/* Of the trailer, the time and what follows it. */
	const uint64_t trailer = PERF_SAMPLE_TIME | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |
				 PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER;

	if (!l->arch)
		l->arch = arch_here();
	l->derived.before_ip = decode_fields_size(l->sample_type & PERF_SAMPLE_IDENTIFIER);
	l->derived.before_tid = decode_fields_size(l->sample_type & before_tid);
	l->derived.before_time =
		decode_fields_size(l->sample_type & (before_tid | PERF_SAMPLE_TID));
	l->derived.time_to_read = decode_fields_size(l->sample_type & TIME_TO_READ);
	l->derived.trailer = decode_fields_size(l->sample_type & trailer);
	l->derived.enter_regs = decode_fields_size(l->enter_regs_mask);
	l->derived.tail = l->sample_type & TAIL;
	l->derived.rest = l->sample_type & (TAIL | PERF_SAMPLE_CGROUP);
	prepare_ids(l);
}

static enum decode_kind kind_of_attr(const struct perf_event_attr *attr)
{
	if (attr->type == PERF_TYPE_TRACEPOINT)
		return DECODE_TRACEPOINT;
	if (attr->type != PERF_TYPE_SOFTWARE)
		return DECODE_NOTHING;
	switch (attr->config) {
	case PERF_COUNT_SW_PAGE_FAULTS:
	case PERF_COUNT_SW_PAGE_FAULTS_MIN:
	case PERF_COUNT_SW_PAGE_FAULTS_MAJ:
		return DECODE_FAULT;
	default:
		return DECODE_NOTHING;
	}
}

int decode_layout_of_attr(struct decode_layout *l, const struct perf_event_attr *attr)
{
	uint64_t type = attr->sample_type;

	if (type & ~KNOWN_SAMPLE_TYPES)
		return -ENOTSUP;
	if (type & PERF_SAMPLE_READ && attr->read_format & ~(uint64_t)KNOWN_READ_FORMATS)
		return -ENOTSUP;
	if (type & PERF_SAMPLE_BRANCH_STACK && attr->branch_sample_type & ~KNOWN_BRANCH_TYPES)
		return -ENOTSUP;
	l->kind = kind_of_attr(attr);
	l->sample_type = type;
	l->read_format = attr->read_format;
	l->sample_id_all = attr->sample_id_all;
	l->backward = attr->write_backward;
	l->major = l->kind == DECODE_FAULT && attr->config == PERF_COUNT_SW_PAGE_FAULTS_MAJ;
	l->enter_regs_mask = 0;
	l->user_regs_mask = type & PERF_SAMPLE_REGS_USER ? attr->sample_regs_user : 0;
	l->intr_regs_mask = type & PERF_SAMPLE_REGS_INTR ? attr->sample_regs_intr : 0;
	l->branch_type = type & PERF_SAMPLE_BRANCH_STACK ? attr->branch_sample_type : 0;
	decode_prepare(l);
	return 0;
}

/* Only what the kernel writes, or perf in its name, has a trailer. */
static bool has_trailer(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	return l->sample_id_all && hdr->type < PERFDATA_RECORD_USER &&
	       hdr->size >= sizeof(*hdr) + l->derived.trailer;
}

uint64_t decode_time_ns(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	size_t offset = sizeof(*hdr) + l->derived.before_time;
	uint64_t time_ns;

	if (hdr->type != PERF_RECORD_SAMPLE) {
		if (hdr->type >= PERFDATA_RECORD_USER)
			return decode_rider_time_ns(hdr);
		if (!has_trailer(l, hdr))
			return 0;
		offset = hdr->size - l->derived.trailer;
	}
	if (!(l->sample_type & PERF_SAMPLE_TIME))
		return 0;
	return decode_copy_at(hdr, offset, &time_ns, sizeof(time_ns)) ? time_ns : 0;
}

/*
 * The @n bytes that are at @sample in samples and @trailer bytes before the end of others; NULL:
 * they are not there.
 */
static const char *find_common(const struct decode_layout *l, const struct perf_event_header *hdr,
			       uint16_t sample, uint16_t trailer, size_t n)
{
	if (hdr->type == PERF_RECORD_SAMPLE)
		return sample && sample + n <= hdr->size ? (const char *)hdr + sample : NULL;
	return trailer && has_trailer(l, hdr) ? (const char *)hdr + hdr->size - trailer : NULL;
}

uint64_t decode_id(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	uint64_t id;
	const char *p =
		find_common(l, hdr, l->derived.sample_id, l->derived.trailer_id, sizeof(id));

	if (!p)
		return 0;
	memcpy(&id, p, sizeof(id));
	return id;
}

int decode_cpu(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	uint32_t cpu;
	const char *p =
		find_common(l, hdr, l->derived.sample_cpu, l->derived.trailer_cpu, sizeof(cpu));

	if (!p)
		return -1;
	memcpy(&cpu, p, sizeof(cpu));
	return cpu < DECODE_CPU_LIMIT ? (int)cpu : -1;
}

/* Of a task record: pid, ppid, tid, ptid. */
static bool copy_ids(const struct decode_layout *l, const struct perf_event_header *hdr,
		     int32_t ids[4])
{
	size_t at = sizeof(*hdr);

	switch (hdr->type) {
	case PERF_RECORD_SAMPLE:
		at += l->derived.before_tid;
		if (!(l->sample_type & PERF_SAMPLE_TID))
			return true;
		break;
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
		return decode_copy_at(hdr, at, ids, 4 * sizeof(*ids));
	default:
		break;
	}
	return decode_copy_at(hdr, at, &ids[0], sizeof(*ids)) &&
	       decode_copy_at(hdr, at + sizeof(*ids), &ids[2], sizeof(*ids));
}

static bool has_origin(uint32_t type)
{
	switch (type) {
	case PERF_RECORD_SAMPLE:
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
	case PERF_RECORD_COMM:
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		return true;
	default:
		return false;
	}
}

bool decode_origin(const struct decode_layout *l, const struct perf_event_header *hdr,
		   struct decode_origin *o)
{
	int32_t ids[4] = { -1, -1, -1, -1 };
	bool is_sample = hdr->type == PERF_RECORD_SAMPLE;

	if (!has_origin(hdr->type))
		return decode_rider_origin(hdr, o);
	if (!copy_ids(l, hdr, ids) ||
	    (!is_sample && hdr->size < sizeof(*hdr) + l->derived.trailer * l->sample_id_all))
		return false;
	if (is_sample && l->derived.sample_id && l->derived.sample_id + sizeof(o->id) > hdr->size)
		return false;
	o->id = decode_id(l, hdr);
	o->subject_pid = ids[0];
	o->subject_tid = ids[2];
	o->parent_tid = ids[3];
	return true;
}
