/* SPDX-License-Identifier: GPL-2.0-only */
/* The writer of a ring in memory; see ring_memory.h. */
#include "unit/ring_memory.h"

#include <stdlib.h>

void ring_memory_init(struct ring_memory *rm, uint64_t size, uint64_t start)
{
	*rm = (struct ring_memory){ .size = size };
	rm->ctl.data_head = rm->ctl.data_tail = start;
	rm->data = calloc(1, size);
	if (!rm->data || ring_init(&rm->ring, &rm->ctl, rm->data, size))
		abort();
}

void ring_memory_fini(struct ring_memory *rm)
{
	ring_fini(&rm->ring);
	free(rm->data);
}

uint64_t ring_memory_room(const struct ring_memory *rm)
{
	return rm->size - (rm->ctl.data_head - rm->ctl.data_tail);
}

void ring_memory_force(struct ring_memory *rm, const void *bytes, uint64_t size)
{
	const unsigned char *p = bytes;

	for (uint64_t i = 0; i < size; i++)
		rm->data[(rm->ctl.data_head + i) % rm->size] = p[i];
	rm->ctl.data_head += size;
}

bool ring_memory_write(struct ring_memory *rm, const struct perf_event_header *hdr)
{
	if (ring_memory_room(rm) < hdr->size)
		return false;
	ring_memory_force(rm, hdr, hdr->size);
	return true;
}
