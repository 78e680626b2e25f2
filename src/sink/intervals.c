/* SPDX-License-Identifier: GPL-2.0-only */
/* When intervals end; see intervals.h. */
#include "sink/intervals.h"

static void end_at(struct intervals *iv, uint64_t time_ns, void (*end)(void *arg, uint64_t time_ns),
		   void *arg)
{
	end(arg, time_ns);
	if (iv->alone)
		iv->begin_ns = time_ns;
	iv->next_ns = time_ns < UINT64_MAX - iv->length_ns ? time_ns + iv->length_ns : UINT64_MAX;
}

uint64_t intervals_tick(struct intervals *iv, uint64_t now_ns,
			void (*end)(void *arg, uint64_t time_ns), void *arg)
{
	/* What a recording tells of before it began has no time. */
	if (!now_ns)
		return 0;
	if (!iv->begin_ns) {
		iv->begin_ns = now_ns;
		iv->next_ns = iv->length_ns ? now_ns + iv->length_ns : UINT64_MAX;
	}
	if (iv->next_ns == UINT64_MAX || now_ns < iv->next_ns)
		return iv->next_ns;
	end_at(iv, iv->next_ns, end, arg);
	if (now_ns >= iv->next_ns)
		end_at(iv, now_ns - (now_ns - iv->next_ns) % iv->length_ns, end, arg);
	return iv->next_ns;
}

void intervals_finish(struct intervals *iv, uint64_t now_ns)
{
	if (!iv->begin_ns)
		iv->begin_ns = now_ns;
}
