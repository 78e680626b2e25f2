/* SPDX-License-Identifier: GPL-2.0-only */
/* Which records of a recording count; see recorded_targets.h. */
#include "capture/recorded_targets.h"

#include <errno.h>

#include "task/task.h"

int recorded_targets_begin(struct recorded_targets *t, const struct rider_begin *b)
{
	int err = 0;

	t->begin_ns = b->begin_ns;
	t->first_id = b->first_target_id;
	if (b->flags & RIDER_MEMBERS && !members_used(&t->members)) {
		err = members_init(&t->members, b->flags & RIDER_INHERIT, b->flags & RIDER_WHOLE);
		t->members.enabled_ns = b->enabled_ns;
		t->members.listed_ns = b->listed_ns;
	}
	if (!err && b->flags & RIDER_OWNERS && !t->owned) {
		t->owned = true;
		err = owners_init(&t->owners);
	}
	return err;
}

static int leave_out(struct recorded_targets *t, int tid)
{
	if (!t->left_out.bits && !idset_init(&t->left_out, TASK_TID_LIMIT))
		return -ENOMEM;
	idset_add(&t->left_out, tid);
	return 0;
}

static bool can_be(int tid)
{
	return tid > 0 && tid < TASK_TID_LIMIT;
}

int recorded_targets_add(struct recorded_targets *t, const struct rider_target *r)
{
	if (!can_be(r->tid))
		return 0;
	switch (r->what) {
	case RIDER_TARGET_OWNER:
		return t->owned ? owners_attach(&t->owners, r->tid, r->first_id) : 0;
	case RIDER_TARGET_MEMBER:
		if (members_used(&t->members) && can_be(r->pid))
			members_add(&t->members, r->pid, r->tid);
		return 0;
	case RIDER_TARGET_LEFT_OUT:
		return leave_out(t, r->tid);
	default:
		return 0;
	}
}

static bool is_wide(const struct recorded_targets *t, const struct decode_layout *l,
		    const struct perf_event_header *hdr)
{
	struct decode_origin origin;

	return t->first_id && decode_origin(l, hdr, &origin) && origin.id < t->first_id;
}

/* Until the thread ends, because its tid may be used again. */
static bool is_left_out(struct recorded_targets *t, const struct decode_layout *l,
			const struct perf_event_header *hdr)
{
	struct decode_origin origin;

	if (!t->left_out.bits || !decode_origin(l, hdr, &origin) ||
	    !idset_has(&t->left_out, origin.subject_tid))
		return false;
	if (hdr->type == PERF_RECORD_EXIT)
		idset_remove(&t->left_out, origin.subject_tid);
	return true;
}

bool recorded_targets_want(struct recorded_targets *t, const struct decode_layout *l,
			   const struct perf_event_header *hdr)
{
	if (hdr->type == PERF_RECORD_SAMPLE && decode_time_ns(l, hdr) < t->begin_ns)
		return false;
	if (members_used(&t->members))
		return members_want(&t->members, l, hdr) || is_wide(t, l, hdr);
	if (t->owned)
		return !owners_is_double(&t->owners, l, hdr);
	return !is_left_out(t, l, hdr);
}

void recorded_targets_fini(struct recorded_targets *t)
{
	members_fini(&t->members);
	owners_fini(&t->owners);
	idset_fini(&t->left_out);
}
