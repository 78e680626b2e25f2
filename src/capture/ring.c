/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a perf ring buffer; see ring.h. */
#include "capture/ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* perf_event_header.size has 16 bits. */
enum { RECORD_BYTES_MAX = 65536 };

/*
 * With less room than this a sys_enter record may have been dropped: 64 bytes of
 * arguments, and what samples add to them. Longer records (a path in MMAP2) are of no
 * interest to the pairing.
 */
enum { SYSCALL_RECORD_BYTES_MAX = 256 };

int ring_init(struct ring *r, struct perf_event_mmap_page *ctl, const void *data, uint64_t size)
{
	*r = (struct ring){ .ctl = ctl, .data = data, .size = size, .gap_pos = RING_NO_GAP };
	r->wrapped = malloc(RECORD_BYTES_MAX);
	if (!r->wrapped)
		return -ENOMEM;
	r->pos = r->head = r->released = ctl->data_tail;
	return 0;
}

void ring_fini(struct ring *r)
{
	free(r->wrapped);
	*r = (struct ring){ 0 };
}

static int map_with(struct ring *r, int fd, uint64_t size, int prot)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *map;
	int err;

	map = mmap(NULL, page + size, prot, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	err = ring_init(r, (void *)map, map + page, size);
	if (err)
		munmap(map, page + size);
	return err;
}

int ring_map(struct ring *r, int fd, uint64_t size)
{
	return map_with(r, fd, size, PROT_READ | PROT_WRITE);
}

/* That we cannot write is what tells the kernel not to wait for us (perf_event_open(2)). */
int ring_map_backward(struct ring *r, int fd, uint64_t size)
{
	return map_with(r, fd, size, PROT_READ);
}

void ring_unmap(struct ring *r)
{
	if (r->ctl)
		munmap(r->ctl, (size_t)sysconf(_SC_PAGESIZE) + r->size);
	ring_fini(r);
}

/* With @head written and up to released given back, was there room for another record? */
static void look_for_gap(struct ring *r, uint64_t head)
{
	if (head - r->released + SYSCALL_RECORD_BYTES_MAX > r->size)
		r->gap_pos = head;
}

void ring_snapshot(struct ring *r)
{
	/*
	 * Pairs with the barrier in the kernel's perf_output_put_handle(), which comes
	 * between the records and data_head: what lies below head is complete.
	 */
	r->head = __atomic_load_n(&r->ctl->data_head, __ATOMIC_ACQUIRE);
	look_for_gap(r, r->head);
}

/* The record at @pos, which is all in the ring; a copy, where it wraps around the end. */
static const struct perf_event_header *whole_record(struct ring *r, uint64_t pos)
{
	uint64_t at = pos & (r->size - 1), whole = r->size - at;
	const struct perf_event_header *hdr = (const void *)(r->data + at);

	if (hdr->size <= whole)
		return hdr;
	memcpy(r->wrapped, hdr, whole);
	memcpy(r->wrapped + whole, r->data, hdr->size - whole);
	return (const void *)r->wrapped;
}

const struct perf_event_header *ring_peek(struct ring *r, int *err)
{
	uint64_t left = r->head - r->pos;
	const struct perf_event_header *hdr = (const void *)(r->data + (r->pos & (r->size - 1)));

	if (!left)
		return NULL;
	/* Records are multiples of 8 bytes, so a header itself never wraps. */
	if (left > r->size || left < sizeof(*hdr) || hdr->size < sizeof(*hdr) || hdr->size > left ||
	    hdr->size % 8) {
		*err = -EBADMSG;
		return NULL;
	}
	return whole_record(r, r->pos);
}

void ring_release(struct ring *r)
{
	/*
	 * Pairs with the control dependency in the kernel's __perf_output_begin(), which
	 * reads data_tail before it writes: our reads are done before it may.
	 */
	__atomic_store_n(&r->ctl->data_tail, r->pos, __ATOMIC_RELEASE);
	/*
	 * The ring may have filled up since the snapshot, and now there is room again, so no
	 * later look would show it. The barrier puts the store before the load: what the
	 * kernel still refused for want of this room, it refused at this head or before.
	 */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	look_for_gap(r, __atomic_load_n(&r->ctl->data_head, __ATOMIC_ACQUIRE));
	r->released = r->pos;
}

int ring_pieces(const struct ring *r, struct iovec out[2])
{
	uint64_t bytes = r->head - r->pos, at = r->pos & (r->size - 1), whole = r->size - at;

	if (!bytes || bytes > r->size)
		return 0;
	out[0] = (struct iovec){ (void *)(r->data + at), bytes < whole ? bytes : whole };
	if (bytes <= whole)
		return 1;
	out[1] = (struct iovec){ (void *)r->data, bytes - whole };
	return 2;
}

/* --- Written backward -------------------------------------------------------------------------- */

static int walk_add(struct ring_walk *w, uint64_t pos)
{
	size_t cap = w->cap ? 2 * w->cap : 1024;
	uint64_t *grown;

	if (w->cnt == w->cap) {
		grown = reallocarray(w->pos, cap, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		w->pos = grown;
		w->cap = cap;
	}
	w->pos[w->cnt++] = pos;
	return 0;
}

static void walk_reverse(struct ring_walk *w)
{
	for (size_t i = 0; i < w->cnt / 2; i++) {
		uint64_t pos = w->pos[i];

		w->pos[i] = w->pos[w->cnt - 1 - i];
		w->pos[w->cnt - 1 - i] = pos;
	}
}

/*
 * The positions go down from 0, so the newest record is at the head and the older ones follow, up
 * to where the ring has never been written, or to what the newest have been written over.
 */
int ring_walk_backward(struct ring *r, struct ring_walk *w)
{
	/* As in ring_snapshot(). */
	uint64_t head = __atomic_load_n(&r->ctl->data_head, __ATOMIC_ACQUIRE), seen = 0;
	int err = 0;

	w->cnt = 0;
	r->head = head;
	while (seen < r->size && !err) {
		const struct perf_event_header *hdr =
			(const void *)(r->data + ((head + seen) & (r->size - 1)));

		/* Nothing was written yet, or what is left of a record that was written over. */
		if (!(head + seen) || !hdr->size || hdr->size > r->size - seen)
			break;
		if (hdr->size < sizeof(*hdr) || hdr->size % 8)
			err = -EBADMSG;
		else
			err = walk_add(w, head + seen);
		seen += hdr->size;
	}
	walk_reverse(w);
	return err;
}

void ring_walk_fini(struct ring_walk *w)
{
	free(w->pos);
	*w = (struct ring_walk){ 0 };
}

const struct perf_event_header *ring_at(struct ring *r, uint64_t pos)
{
	return whole_record(r, pos);
}
