/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PERF_RECORD_SAMPLE into an event. What a sample consists of is told in the comment of
 * PERF_RECORD_SAMPLE in linux/perf_event.h; the cgroup stands in front of the page sizes.
 */
#include "decode/decode_private.h"

#include <stddef.h>

enum {
	BRANCH_BYTES = 24, /* from, to and flags */
	BRANCH_COUNTERS = 1 << 19, /* PERF_SAMPLE_BRANCH_COUNTERS, since Linux 6.8 */
};

/* PERF_SAMPLE_READ: one value or a group of them, each with what read_format adds. */
static bool skip_read(const struct decode_layout *l, struct cursor *c)
{
	const uint64_t times = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	size_t per_value =
		8 + decode_fields_size(l->read_format & (PERF_FORMAT_ID | PERF_FORMAT_LOST));
	uint64_t cnt = 1;

	if (l->read_format & PERF_FORMAT_GROUP && !cursor_take(c, &cnt, sizeof(cnt)))
		return false;
	if (!cursor_skip(c, decode_fields_size(l->read_format & times)))
		return false;
	return cnt <= c->left / per_value && cursor_skip(c, cnt * per_value);
}

static bool skip_callchain(struct cursor *c)
{
	uint64_t cnt;

	return cursor_take(c, &cnt, sizeof(cnt)) && cnt <= c->left / 8 && cursor_skip(c, cnt * 8);
}

/* Reads what precedes the raw part and gives the raw part as a cursor of its own. */
static bool sample_to_raw(const struct decode_layout *l, struct cursor *c, struct event *ev,
			  struct cursor *raw)
{
	struct {
		int32_t pid, tid;
	} ids = { -1, -1 };
	uint32_t size;

	if (!cursor_skip(c, l->derived.before_tid))
		return false;
	if (l->sample_type & PERF_SAMPLE_TID && !cursor_take(c, &ids, sizeof(ids)))
		return false;
	ev->pid = ids.pid;
	ev->tid = ids.tid;
	if (!cursor_skip(c, l->derived.time_to_read))
		return false;
	if (l->sample_type & PERF_SAMPLE_READ && !skip_read(l, c))
		return false;
	if (l->sample_type & PERF_SAMPLE_CALLCHAIN && !skip_callchain(c))
		return false;
	*raw = (struct cursor){ NULL, 0 };
	if (!(l->sample_type & PERF_SAMPLE_RAW))
		return true;
	if (!cursor_take(c, &size, sizeof(size)))
		return false;
	*raw = (struct cursor){ c->p, size };
	return cursor_skip(c, size);
}

/* The registers of sys_enter, of which @mask were sampled: by which ABI the call is made. */
static bool take_abi(const struct decode_layout *l, uint64_t mask, struct cursor *c,
		     struct event *ev)
{
	uint64_t regs_abi, regs[64];

	if (!cursor_take(c, &regs_abi, sizeof(regs_abi)))
		return false;
	if (regs_abi != PERF_SAMPLE_REGS_ABI_NONE &&
	    !cursor_take(c, regs, decode_fields_size(mask)))
		return false;
	ev->u.enter.abi = l->arch->abi_of_regs(regs_abi, mask, regs);
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
	       (!l->enter_regs_mask || take_abi(l, l->enter_regs_mask, c, ev));
}

static bool decode_exit(const struct decode_layout *l, const struct cursor *raw, struct event *ev)
{
	ev->kind = EVENT_EXIT;
	return take_at(raw, l->exit.nr_offset, &ev->u.exit.nr, sizeof(ev->u.exit.nr)) &&
	       take_at(raw, l->exit.arg_offset, &ev->u.exit.ret, sizeof(ev->u.exit.ret));
}

static bool decode_fault(const struct decode_layout *l, const struct record *rec, struct event *ev)
{
	size_t ip_at = sizeof(*rec->hdr) + l->derived.before_ip;
	size_t addr_at = sizeof(*rec->hdr) + l->derived.before_time +
			 decode_fields_size(l->sample_type & PERF_SAMPLE_TIME);

	if (!(l->sample_type & PERF_SAMPLE_IP) || !(l->sample_type & PERF_SAMPLE_ADDR))
		return true;
	ev->kind = EVENT_FAULT;
	ev->u.fault.major = rec->major;
	return decode_copy_at(rec->hdr, ip_at, &ev->u.fault.ip, sizeof(ev->u.fault.ip)) &&
	       decode_copy_at(rec->hdr, addr_at, &ev->u.fault.addr, sizeof(ev->u.fault.addr));
}

/*
 * By the tracepoint that @raw is from, whose number its first field is. A page fault has no raw
 * part of its own: where one is asked for, the kernel fills in four zero bytes
 * (perf_prepare_sample() in kernel/events/core.c), and no tracepoint has number 0.
 */
static bool decode_raw(const struct decode_layout *l, const struct record *rec,
		       const struct cursor *raw, struct cursor *c, struct event *ev)
{
	uint16_t common_type;

	if (l->kind == DECODE_FAULT)
		return decode_fault(l, rec, ev);
	if (!take_at(raw, 0, &common_type, sizeof(common_type)))
		return !(l->sample_type & PERF_SAMPLE_RAW);
	if (!common_type)
		return l->kind == DECODE_TRACEPOINT || decode_fault(l, rec, ev);
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

/*
 * The kernel writes a bare 0 when there are no branches, as in all samples but those of hardware
 * events; else the index comes even if there were none, which in those we need not know.
 */
static bool skip_branches(const struct decode_layout *l, struct cursor *c)
{
	size_t per_branch = BRANCH_BYTES + (l->branch_type & BRANCH_COUNTERS ? 8 : 0);
	uint64_t cnt;

	if (!cursor_take(c, &cnt, sizeof(cnt)))
		return false;
	if (cnt && l->branch_type & PERF_SAMPLE_BRANCH_HW_INDEX && !cursor_skip(c, 8))
		return false;
	return cnt <= c->left / per_branch && cursor_skip(c, cnt * per_branch);
}

static bool skip_regs(uint64_t mask, struct cursor *c)
{
	uint64_t regs_abi;

	return cursor_take(c, &regs_abi, sizeof(regs_abi)) &&
	       (regs_abi == PERF_SAMPLE_REGS_ABI_NONE || cursor_skip(c, decode_fields_size(mask)));
}

/* How much of it was filled is told only where there is some. */
static bool skip_stack(struct cursor *c)
{
	uint64_t size;

	return cursor_take(c, &size, sizeof(size)) &&
	       (!size || (cursor_skip(c, size) && cursor_skip(c, 8)));
}

static bool take_user_regs(const struct decode_layout *l, struct cursor *c, struct event *ev)
{
	return ev->kind == EVENT_ENTER ? take_abi(l, l->user_regs_mask, c, ev) :
					 skip_regs(l->user_regs_mask, c);
}

/* From the raw part up to the cgroup. */
static bool take_tail(const struct decode_layout *l, struct cursor *c, struct event *ev)
{
	/* The two weights are two names for the same eight bytes. */
	const uint64_t fixed = PERF_SAMPLE_DATA_SRC | PERF_SAMPLE_TRANSACTION;
	uint64_t type = l->sample_type;

	if (type & PERF_SAMPLE_BRANCH_STACK && !skip_branches(l, c))
		return false;
	if (type & PERF_SAMPLE_REGS_USER && !take_user_regs(l, c, ev))
		return false;
	if (!(type & PERF_SAMPLE_CGROUP))
		return true;
	if (type & PERF_SAMPLE_STACK_USER && !skip_stack(c))
		return false;
	if (type & PERF_SAMPLE_WEIGHT_TYPE && !cursor_skip(c, 8))
		return false;
	if (!cursor_skip(c, decode_fields_size(type & fixed)))
		return false;
	if (type & PERF_SAMPLE_REGS_INTR && !skip_regs(l->intr_regs_mask, c))
		return false;
	return cursor_skip(c, decode_fields_size(type & PERF_SAMPLE_PHYS_ADDR));
}

/* What we want to know of all that follows the raw part. */
static bool take_rest(const struct decode_layout *l, struct cursor *c, struct event *ev)
{
	if (l->derived.tail && !take_tail(l, c, ev))
		return false;
	return !(l->sample_type & PERF_SAMPLE_CGROUP) ||
	       cursor_take(c, &ev->cgroup_id, sizeof(ev->cgroup_id));
}

bool decode_sample(const struct decode_layout *l, const struct record *rec, struct cursor *c,
		   struct event *ev)
{
	struct cursor raw;

	if (l->kind == DECODE_NOTHING)
		return true;
	if (!sample_to_raw(l, c, ev, &raw) || !decode_raw(l, rec, &raw, c, ev))
		return false;
	return !l->derived.rest || take_rest(l, c, ev);
}
