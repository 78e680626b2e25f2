/* SPDX-License-Identifier: GPL-2.0-only */
/* perf records into events, bounds first; see decode.h. */
#include "decode/decode_private.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "perfdata/format.h"

static struct cursor body(const struct perf_event_header *hdr)
{
	size_t size = hdr->size >= sizeof(*hdr) ? hdr->size - sizeof(*hdr) : 0;

	return (struct cursor){ (const unsigned char *)(hdr + 1), size };
}

static bool decode_comm(struct cursor *c, uint16_t misc, struct event *ev)
{
	int32_t ids[2];

	if (!cursor_take(c, ids, sizeof(ids)) || !memchr(c->p, '\0', c->left))
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

	if (!cursor_take(c, ids, sizeof(ids)))
		return false;
	ev->kind = kind;
	ev->pid = ids[0];
	ev->tid = ids[2];
	if (kind == EVENT_FORK)
		ev->u.fork.parent_tid = ids[3];
	return true;
}

/* The name of the file ends the body of both kinds of record. */
static bool take_file(struct cursor *c, struct event *ev)
{
	ev->u.mmap.file = (const char *)c->p;
	return memchr(c->p, '\0', c->left);
}

/* What PERF_RECORD_MMAP and MMAP2 have in common: who, and where. */
static bool take_mmap(struct cursor *c, struct event *ev)
{
	struct {
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
	} m;

	if (!cursor_take(c, &m, sizeof(m)))
		return false;
	ev->kind = EVENT_MMAP;
	ev->pid = m.pid;
	ev->tid = m.tid;
	ev->u.mmap.addr = m.addr;
	ev->u.mmap.len = m.len;
	ev->u.mmap.pgoff = m.pgoff;
	return true;
}

/* PERF_RECORD_MMAP2: also what (device and inode or build-id, which we do not need). */
static bool decode_mmap2(struct cursor *c, struct event *ev)
{
	struct {
		unsigned char what[24];
		uint32_t prot, flags;
	} m;

	if (!take_mmap(c, ev) || !cursor_take(c, &m, sizeof(m)))
		return false;
	ev->u.mmap.exec = m.prot & PROT_EXEC;
	return take_file(c, ev);
}

/* PERF_RECORD_MMAP, of kernels and settings that have no MMAP2: it is told only what is no code. */
static bool decode_mmap(struct cursor *c, uint16_t misc, struct event *ev)
{
	if (!take_mmap(c, ev))
		return false;
	ev->u.mmap.exec = !(misc & PERF_RECORD_MISC_MMAP_DATA);
	return take_file(c, ev);
}

static bool decode_cgroup(struct cursor *c, struct event *ev)
{
	ev->kind = EVENT_CGROUP;
	if (!cursor_take(c, &ev->u.cgroup.id, sizeof(ev->u.cgroup.id)) ||
	    !memchr(c->p, '\0', c->left))
		return false;
	ev->u.cgroup.path = (const char *)c->p;
	return true;
}

static bool decode_lost(struct cursor *c, struct event *ev)
{
	ev->kind = EVENT_LOST;
	return cursor_skip(c, 8) && cursor_take(c, &ev->u.lost.cnt, sizeof(ev->u.lost.cnt));
}

/* What perf writes at the end; what a filter of its dropped is not lost. */
static bool decode_lost_samples(struct cursor *c, uint16_t misc, struct event *ev)
{
	const uint16_t by_filter = 1 << 15; /* PERF_RECORD_MISC_LOST_SAMPLES_BPF of perf */

	if (misc & by_filter)
		return true;
	ev->kind = EVENT_LOST;
	return cursor_take(c, &ev->u.lost.cnt, sizeof(ev->u.lost.cnt));
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
	case PERF_RECORD_LOST_SAMPLES:
		return decode_lost_samples(&c, rec->hdr->misc, ev);
	case PERF_RECORD_MMAP:
		return decode_mmap(&c, rec->hdr->misc, ev);
	case PERF_RECORD_MMAP2:
		return decode_mmap2(&c, ev);
	case PERF_RECORD_CGROUP:
		return decode_cgroup(&c, ev);
	case PERFDATA_RECORD_EVENT_TYPE:
		return decode_rider(rec->hdr, ev);
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
