/* SPDX-License-Identifier: GPL-2.0-only */
/* One set of events for each thread; see owners.h. */
#include "capture/owners.h"

#include <errno.h>
#include <stdlib.h>

#include "task/task.h"

int owners_init(struct owners *o)
{
	*o = (struct owners){ 0 };
	/* Sixteen megabytes of addresses, of which only the touched pages cost memory. */
	o->set_of = calloc(TASK_TID_LIMIT, sizeof(*o->set_of));
	return o->set_of ? 0 : -ENOMEM;
}

void owners_fini(struct owners *o)
{
	free(o->first_ids);
	free(o->set_of);
	*o = (struct owners){ 0 };
}

int owners_attach(struct owners *o, int tid, uint64_t first_id)
{
	if (o->set_cnt == o->set_cap) {
		size_t cap = o->set_cap ? 2 * o->set_cap : 64;
		uint64_t *ids = reallocarray(o->first_ids, cap, sizeof(*ids));

		if (!ids)
			return -ENOMEM;
		o->first_ids = ids;
		o->set_cap = cap;
	}
	o->first_ids[o->set_cnt++] = first_id;
	if (tid >= 0 && tid < TASK_TID_LIMIT)
		o->set_of[tid] = (uint32_t)o->set_cnt;
	return 0;
}

/* The number of the set that event @id belongs to, from 1; 0 if it is older than all. */
static uint32_t set_of_event(const struct owners *o, uint64_t id)
{
	size_t lo = 0, hi = o->set_cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (o->first_ids[mid] <= id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

bool owners_is_double(struct owners *o, const struct decode_layout *l,
		      const struct perf_event_header *hdr)
{
	struct decode_origin origin;
	uint32_t set;

	if (!decode_origin(l, hdr, &origin) || origin.subject_tid < 0 ||
	    origin.subject_tid >= TASK_TID_LIMIT)
		return false;
	set = set_of_event(o, origin.id);
	if (!set)
		return false;
	if (!o->set_of[origin.subject_tid])
		o->set_of[origin.subject_tid] = set;
	if (o->set_of[origin.subject_tid] != set)
		return true;
	/* The tid may be used again, by a thread of another parent. */
	if (hdr->type == PERF_RECORD_EXIT)
		o->set_of[origin.subject_tid] = 0;
	return false;
}
