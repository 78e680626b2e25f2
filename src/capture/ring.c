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

int ring_map(struct ring *r, int fd, uint64_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *map;
	int err;

	map = mmap(NULL, page + size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	err = ring_init(r, (void *)map, map + page, size);
	if (err)
		munmap(map, page + size);
	return err;
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

const struct perf_event_header *ring_peek(struct ring *r, int *err)
{
	uint64_t left = r->head - r->pos, at = r->pos & (r->size - 1), whole = r->size - at;
	const struct perf_event_header *hdr = (const void *)(r->data + at);

	if (!left)
		return NULL;
	/* Records are multiples of 8 bytes, so a header itself never wraps. */
	if (left > r->size || left < sizeof(*hdr) || hdr->size < sizeof(*hdr) || hdr->size > left ||
	    hdr->size % 8) {
		*err = -EBADMSG;
		return NULL;
	}
	if (hdr->size <= whole)
		return hdr;
	memcpy(r->wrapped, hdr, whole);
	memcpy(r->wrapped + whole, r->data, hdr->size - whole);
	return (const void *)r->wrapped;
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
