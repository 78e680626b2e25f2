/* SPDX-License-Identifier: GPL-2.0-only */
/* A perf ring in ordinary memory, with the kernel's side of it: what writes. */
#ifndef TESTS_UNIT_RING_MEMORY_H
#define TESTS_UNIT_RING_MEMORY_H

#include "capture/ring.h"

struct ring_memory {
	struct perf_event_mmap_page ctl;
	unsigned char *data; /* of exactly @size bytes, so that a sanitizer sees what is beyond */
	uint64_t size;
	struct ring ring;
};

/* A ring of @size bytes whose positions begin at @start. Aborts without memory. */
void ring_memory_init(struct ring_memory *rm, uint64_t size, uint64_t start);
void ring_memory_fini(struct ring_memory *rm);

/* Bytes that the reader has given back. */
uint64_t ring_memory_room(const struct ring_memory *rm);

/* Writes @hdr->size bytes as the kernel does. Returns false when there is no room. */
bool ring_memory_write(struct ring_memory *rm, const struct perf_event_header *hdr);

/* The same without a look at the room or at the size in the header. */
void ring_memory_force(struct ring_memory *rm, const void *bytes, uint64_t size);

#endif
