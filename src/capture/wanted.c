/* SPDX-License-Identifier: GPL-2.0-only */
/* Which records count; see wanted.h. */
#include "capture/wanted.h"

#include <errno.h>

#include "task/task.h"

int wanted_leave_out(struct wanted *w, int tid)
{
	if (!w->left_out.bits && !idset_init(&w->left_out, TASK_TID_LIMIT))
		return -ENOMEM;
	idset_add(&w->left_out, tid);
	return 0;
}

static bool is_early(const struct wanted *w, const struct decode_layout *l,
		     const struct perf_event_header *hdr)
{
	return hdr->type == PERF_RECORD_SAMPLE && decode_time_ns(l, hdr) < w->begin_ns;
}

static bool is_wide(const struct wanted *w, const struct decode_layout *l,
		    const struct perf_event_header *hdr)
{
	struct decode_origin origin;

	return w->first_id && decode_origin(l, hdr, &origin) && origin.id < w->first_id;
}

static bool is_left_out(struct wanted *w, const struct decode_layout *l,
			const struct perf_event_header *hdr)
{
	struct decode_origin origin;

	if (!w->left_out.bits || !decode_origin(l, hdr, &origin) ||
	    !idset_has(&w->left_out, origin.subject_tid))
		return false;
	/* The tid may be used again, by somebody else. */
	if (hdr->type == PERF_RECORD_EXIT)
		idset_remove(&w->left_out, origin.subject_tid);
	return true;
}

bool wanted_has(struct wanted *w, const struct decode_layout *l,
		const struct perf_event_header *hdr)
{
	if (is_early(w, l, hdr))
		return false;
	if (members_used(&w->members))
		return members_want(&w->members, l, hdr) || is_wide(w, l, hdr);
	if (w->owners)
		return !owners_is_double(w->owners, l, hdr);
	return !is_left_out(w, l, hdr);
}

void wanted_fini(struct wanted *w)
{
	members_fini(&w->members);
	idset_fini(&w->left_out);
}
