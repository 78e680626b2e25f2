/* SPDX-License-Identifier: GPL-2.0-only */
/* perf records into events, bounds first; see decode.h. */
#include "decode/decode.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

/* The unread part of a record. */
struct cursor {
	const unsigned char *p;
	size_t left;
};

static bool take(struct cursor *c, void *out, size_t n)
{
	if (n > c->left)
		return false;
	memcpy(out, c->p, n);
	c->p += n;
	c->left -= n;
	return true;
}

static bool skip(struct cursor *c, size_t n)
{
	if (n > c->left)
		return false;
	c->p += n;
	c->left -= n;
	return true;
}

static struct cursor body(const struct perf_event_header *hdr)
{
	size_t size = hdr->size >= sizeof(*hdr) ? hdr->size - sizeof(*hdr) : 0;

	return (struct cursor){ (const unsigned char *)(hdr + 1), size };
}

static uint16_t fields_size(uint64_t sample_type)
{
	return (uint16_t)(8 * __builtin_popcountll(sample_type));
}

void decode_prepare(struct decode_layout *l)
{
	/* Eight-byte fields of a sample, in the order in which the kernel writes them. */
	const uint64_t before_tid = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP;
	const uint64_t time_to_read = PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR | PERF_SAMPLE_ID |
				      PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD;
	/* Of the trailer, the time and what follows it. */
	const uint64_t trailer = PERF_SAMPLE_TIME | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |
				 PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER;

	if (!l->arch)
		l->arch = arch_here();
	l->derived.before_ip = fields_size(l->sample_type & PERF_SAMPLE_IDENTIFIER);
	l->derived.before_tid = fields_size(l->sample_type & before_tid);
	l->derived.before_time = fields_size(l->sample_type & (before_tid | PERF_SAMPLE_TID));
	l->derived.time_to_read = fields_size(l->sample_type & time_to_read);
	l->derived.time_to_id = fields_size(l->sample_type & (PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR));
	l->derived.trailer = fields_size(l->sample_type & trailer);
	l->derived.enter_regs = fields_size(l->enter_regs_mask);
}

/* Copies @n bytes at @offset of the record, if they are all in it. */
static bool copy_at(const struct perf_event_header *hdr, size_t offset, void *out, size_t n)
{
	if (offset > hdr->size || n > hdr->size - offset)
		return false;
	memcpy(out, (const char *)hdr + offset, n);
	return true;
}

uint64_t decode_time_ns(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	size_t offset = sizeof(*hdr) + l->derived.before_time;
	uint64_t time_ns;

	if (!(l->sample_type & PERF_SAMPLE_TIME))
		return 0;
	if (hdr->type != PERF_RECORD_SAMPLE) {
		if (!l->sample_id_all || hdr->size < sizeof(*hdr) + l->derived.trailer)
			return 0;
		offset = hdr->size - l->derived.trailer;
	}
	return copy_at(hdr, offset, &time_ns, sizeof(time_ns)) ? time_ns : 0;
}

/* Where a sample or side-band record has its id, without regard to its size. */
static size_t id_offset(const struct decode_layout *l, const struct perf_event_header *hdr)
{
	if (hdr->type == PERF_RECORD_SAMPLE)
		return sizeof(*hdr) + l->derived.before_time + l->derived.time_to_id;
	/* The trailer has no address between the time and the id. */
	return hdr->size - l->derived.trailer + fields_size(l->sample_type & PERF_SAMPLE_TIME);
}

bool decode_origin(const struct decode_layout *l, const struct perf_event_header *hdr,
		   struct decode_origin *o)
{
	const size_t at = sizeof(*hdr);
	int32_t ids[4] = { -1, -1, -1, -1 }; /* of a task record: pid, ppid, tid, ptid */
	bool ok;

	switch (hdr->type) {
	case PERF_RECORD_SAMPLE:
		ok = copy_at(hdr, at + l->derived.before_tid, &ids[0], 4) &&
		     copy_at(hdr, at + l->derived.before_tid + 4, &ids[2], 4);
		break;
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
		ok = copy_at(hdr, at, ids, sizeof(ids));
		break;
	case PERF_RECORD_COMM:
	case PERF_RECORD_MMAP2:
		ok = copy_at(hdr, at, &ids[0], 4) && copy_at(hdr, at + 4, &ids[2], 4);
		break;
	default:
		return false;
	}
	if (!ok ||
	    (hdr->type != PERF_RECORD_SAMPLE && hdr->size < sizeof(*hdr) + l->derived.trailer))
		return false;
	o->id = 0;
	o->subject_pid = ids[0];
	o->subject_tid = ids[2];
	o->parent_tid = ids[3];
	return !(l->sample_type & PERF_SAMPLE_ID) ||
	       copy_at(hdr, id_offset(l, hdr), &o->id, sizeof(o->id));
}

/* PERF_SAMPLE_READ: one value or a group of them, each with what read_format adds. */
static bool skip_read(const struct decode_layout *l, struct cursor *c)
{
	const uint64_t times = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	size_t per_value = 8 + fields_size(l->read_format & (PERF_FORMAT_ID | PERF_FORMAT_LOST));
	uint64_t cnt = 1;

	if (l->read_format & PERF_FORMAT_GROUP && !take(c, &cnt, sizeof(cnt)))
		return false;
	if (!skip(c, fields_size(l->read_format & times)))
		return false;
	return cnt <= c->left / per_value && skip(c, cnt * per_value);
}

static bool skip_callchain(struct cursor *c)
{
	uint64_t cnt;

	return take(c, &cnt, sizeof(cnt)) && cnt <= c->left / 8 && skip(c, cnt * 8);
}

/* Reads what precedes the raw part and gives the raw part as a cursor of its own. */
static bool sample_to_raw(const struct decode_layout *l, struct cursor *c, struct event *ev,
			  struct cursor *raw)
{
	struct {
		int32_t pid, tid;
	} ids = { -1, -1 };
	uint32_t size;

	if (!skip(c, l->derived.before_tid))
		return false;
	if (l->sample_type & PERF_SAMPLE_TID && !take(c, &ids, sizeof(ids)))
		return false;
	ev->pid = ids.pid;
	ev->tid = ids.tid;
	if (!skip(c, l->derived.time_to_read))
		return false;
	if (l->sample_type & PERF_SAMPLE_READ && !skip_read(l, c))
		return false;
	if (l->sample_type & PERF_SAMPLE_CALLCHAIN && !skip_callchain(c))
		return false;
	if (!(l->sample_type & PERF_SAMPLE_RAW) || !take(c, &size, sizeof(size)))
		return false;
	*raw = (struct cursor){ c->p, size };
	return skip(c, size);
}

/* PERF_SAMPLE_REGS_USER of sys_enter. */
static bool take_abi(const struct decode_layout *l, struct cursor *c, struct event *ev)
{
	uint64_t regs_abi, regs[64];

	if (!take(c, &regs_abi, sizeof(regs_abi)))
		return false;
	if (regs_abi != PERF_SAMPLE_REGS_ABI_NONE && !take(c, regs, l->derived.enter_regs))
		return false;
	ev->u.enter.abi = l->arch->abi_of_regs(regs_abi, l->enter_regs_mask, regs);
	return true;
}

static bool take_at(const struct cursor *raw, size_t offset, void *out, size_t n)
{
	if (offset > raw->left || n > raw->left - offset)
		return false;
	memcpy(out, raw->p + offset, n);
	return true;
}

static bool decode_enter(const struct decode_layout *l, const struct cursor *raw, struct cursor *c,
			 struct event *ev)
{
	ev->kind = EVENT_ENTER;
	ev->u.enter.abi = l->arch->native;
	return take_at(raw, l->enter.nr_offset, &ev->u.enter.nr, sizeof(ev->u.enter.nr)) &&
	       take_at(raw, l->enter.arg_offset, ev->u.enter.args, sizeof(ev->u.enter.args)) &&
	       (!l->enter_regs_mask || take_abi(l, c, ev));
}

static bool decode_exit(const struct decode_layout *l, const struct cursor *raw, struct event *ev)
{
	ev->kind = EVENT_EXIT;
	return take_at(raw, l->exit.nr_offset, &ev->u.exit.nr, sizeof(ev->u.exit.nr)) &&
	       take_at(raw, l->exit.arg_offset, &ev->u.exit.ret, sizeof(ev->u.exit.ret));
}

/*
 * A page fault has no raw part of its own: the kernel fills in four zero bytes
 * (perf_prepare_sample() in kernel/events/core.c), and no tracepoint has number 0.
 */
static bool decode_fault(const struct decode_layout *l, const struct record *rec, struct event *ev)
{
	size_t ip_at = sizeof(*rec->hdr) + l->derived.before_ip;
	size_t addr_at = sizeof(*rec->hdr) + l->derived.before_time +
			 fields_size(l->sample_type & PERF_SAMPLE_TIME);

	if (!(l->sample_type & PERF_SAMPLE_IP) || !(l->sample_type & PERF_SAMPLE_ADDR))
		return true;
	ev->kind = EVENT_FAULT;
	ev->u.fault.major = rec->major;
	return copy_at(rec->hdr, ip_at, &ev->u.fault.ip, sizeof(ev->u.fault.ip)) &&
	       copy_at(rec->hdr, addr_at, &ev->u.fault.addr, sizeof(ev->u.fault.addr));
}

/* By the tracepoint that @raw is from, whose number its first field is. */
static bool decode_raw(const struct decode_layout *l, const struct record *rec,
		       const struct cursor *raw, struct cursor *c, struct event *ev)
{
	uint16_t common_type;

	if (!take_at(raw, 0, &common_type, sizeof(common_type)))
		return false;
	if (!common_type)
		return decode_fault(l, rec, ev);
	if (common_type == l->enter.id)
		return decode_enter(l, raw, c, ev);
	if (common_type == l->exit.id)
		return decode_exit(l, raw, ev);
	ev->kind = EVENT_TRACEPOINT;
	ev->u.tracepoint.id = common_type;
	ev->u.tracepoint.raw = raw->p;
	ev->u.tracepoint.raw_len = raw->left;
	return true;
}

static bool decode_sample(const struct decode_layout *l, const struct record *rec, struct cursor *c,
			  struct event *ev)
{
	struct cursor raw;

	if (!sample_to_raw(l, c, ev, &raw) || !decode_raw(l, rec, &raw, c, ev))
		return false;
	/* Nothing that we ask for comes between the registers and the cgroup. */
	return !(l->sample_type & PERF_SAMPLE_CGROUP) ||
	       take(c, &ev->cgroup_id, sizeof(ev->cgroup_id));
}

static bool decode_comm(struct cursor *c, uint16_t misc, struct event *ev)
{
	int32_t ids[2];

	if (!take(c, ids, sizeof(ids)) || !memchr(c->p, '\0', c->left))
		return false;
	ev->kind = EVENT_COMM;
	ev->pid = ids[0];
	ev->tid = ids[1];
	ev->u.comm.name = (const char *)c->p;
	ev->u.comm.by_exec = misc & PERF_RECORD_MISC_COMM_EXEC;
	return true;
}

/* PERF_RECORD_FORK and _EXIT have the same body: pid, ppid, tid, ptid. */
static bool decode_task(struct cursor *c, enum event_kind kind, struct event *ev)
{
	int32_t ids[4];

	if (!take(c, ids, sizeof(ids)))
		return false;
	ev->kind = kind;
	ev->pid = ids[0];
	ev->tid = ids[2];
	if (kind == EVENT_FORK)
		ev->u.fork.parent_tid = ids[3];
	return true;
}

/* PERF_RECORD_MMAP2: where, what (device and inode or build-id, which we do not need), and a name. */
static bool decode_mmap(struct cursor *c, struct event *ev)
{
	struct {
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
		unsigned char what[24];
		uint32_t prot, flags;
	} m;

	if (!take(c, &m, sizeof(m)) || !memchr(c->p, '\0', c->left))
		return false;
	ev->kind = EVENT_MMAP;
	ev->pid = m.pid;
	ev->tid = m.tid;
	ev->u.mmap.addr = m.addr;
	ev->u.mmap.len = m.len;
	ev->u.mmap.pgoff = m.pgoff;
	ev->u.mmap.exec = m.prot & PROT_EXEC;
	ev->u.mmap.file = (const char *)c->p;
	return true;
}

static bool decode_cgroup(struct cursor *c, struct event *ev)
{
	ev->kind = EVENT_CGROUP;
	if (!take(c, &ev->u.cgroup.id, sizeof(ev->u.cgroup.id)) || !memchr(c->p, '\0', c->left))
		return false;
	ev->u.cgroup.path = (const char *)c->p;
	return true;
}

static bool decode_lost(struct cursor *c, struct event *ev)
{
	ev->kind = EVENT_LOST;
	return skip(c, 8) && take(c, &ev->u.lost.cnt, sizeof(ev->u.lost.cnt));
}

static bool decode_found(const struct perf_event_header *hdr, struct event *ev)
{
	const struct record_found *r = (const void *)hdr;

	if (hdr->size < sizeof(*r) || !memchr(r->comm, '\0', sizeof(r->comm)))
		return false;
	ev->kind = EVENT_FOUND;
	ev->pid = r->pid;
	ev->tid = r->tid;
	ev->u.found.name = r->comm;
	ev->u.found.uid = -1;
	ev->u.found.cgroup_id = 0;
	return true;
}

static bool decode_inflight(const struct perf_event_header *hdr, struct event *ev)
{
	const struct record_inflight *r = (const void *)hdr;

	if (hdr->size < sizeof(*r) || (unsigned int)r->abi >= ABI_CNT)
		return false;
	ev->kind = EVENT_INFLIGHT;
	ev->time_ns = r->after_ns;
	ev->pid = r->pid;
	ev->tid = r->tid;
	ev->u.enter.nr = r->nr;
	ev->u.enter.abi = (enum abi)r->abi;
	memcpy(ev->u.enter.args, r->args, sizeof(r->args));
	return true;
}

static bool decode_body(const struct decode_layout *l, const struct record *rec, struct event *ev)
{
	struct cursor c = body(rec->hdr);

	switch (rec->hdr->type) {
	case PERF_RECORD_SAMPLE:
		return decode_sample(l, rec, &c, ev);
	case PERF_RECORD_COMM:
		return decode_comm(&c, rec->hdr->misc, ev);
	case PERF_RECORD_FORK:
		return decode_task(&c, EVENT_FORK, ev);
	case PERF_RECORD_EXIT:
		return decode_task(&c, EVENT_TASK_EXIT, ev);
	case PERF_RECORD_LOST:
		return decode_lost(&c, ev);
	case PERF_RECORD_MMAP2:
		return decode_mmap(&c, ev);
	case PERF_RECORD_CGROUP:
		return decode_cgroup(&c, ev);
	case RECORD_GAP:
		ev->kind = EVENT_LOST;
		ev->u.lost.cnt = 0;
		return true;
	case RECORD_FOUND:
		return decode_found(rec->hdr, ev);
	case RECORD_INFLIGHT:
		return decode_inflight(rec->hdr, ev);
	default:
		return true;
	}
}

int decode_record(const struct decode_layout *l, const struct record *rec, struct event *ev)
{
	ev->kind = EVENT_OTHER;
	ev->cpu = rec->cpu;
	ev->pid = ev->tid = -1;
	ev->time_ns = rec->time_ns;
	ev->in_loss = rec->in_loss;
	ev->cgroup_id = 0;
	if (decode_body(l, rec, ev))
		return 0;
	ev->kind = EVENT_OTHER;
	return -EBADMSG;
}
