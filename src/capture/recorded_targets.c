/* SPDX-License-Identifier: GPL-2.0-only */
/* What a recorder tells of its targets; see recorded_targets.h. */
#include "capture/recorded_targets.h"

int recorded_targets_begin(struct recorded_targets *t, const struct rider_begin *b)
{
	struct members *m = &t->wanted.members;
	int err = 0;

	t->wanted.begin_ns = b->begin_ns;
	t->wanted.first_id = b->first_target_id;
	if (b->flags & RIDER_MEMBERS) {
		err = members_init(m, b->flags & RIDER_INHERIT, b->flags & RIDER_WHOLE);
		m->enabled_ns = b->enabled_ns;
		m->listed_ns = b->listed_ns;
	}
	if (!err && b->flags & RIDER_OWNERS) {
		t->wanted.owners = &t->owners;
		err = owners_init(&t->owners);
	}
	return err;
}

int recorded_targets_add(struct recorded_targets *t, const struct rider_target *r)
{
	switch (r->what) {
	case RIDER_TARGET_OWNER:
		return t->wanted.owners ? owners_attach(t->wanted.owners, r->tid, r->first_id) : 0;
	case RIDER_TARGET_MEMBER:
		if (members_used(&t->wanted.members))
			members_add(&t->wanted.members, r->pid, r->tid);
		return 0;
	case RIDER_TARGET_LEFT_OUT:
		return wanted_leave_out(&t->wanted, r->tid);
	default:
		return 0;
	}
}

void recorded_targets_fini(struct recorded_targets *t)
{
	wanted_fini(&t->wanted);
	owners_fini(&t->owners);
}
