/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The consumer's side of one perf ring buffer (perf_event_open(2), "MMAP layout").
 *
 * Records are read in place. The kernel may overwrite them only after ring_release(), so
 * the ring itself is the memory in which records wait for their turn in the merge.
 */
#ifndef SYSTRAIL_CAPTURE_RING_H
#define SYSTRAIL_CAPTURE_RING_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct ring {
	struct perf_event_mmap_page *ctl; /* NULL: not mapped */
	const unsigned char *data;
	uint64_t size; /* of data, a power of two */
	uint64_t pos; /* of the next record */
	uint64_t head; /* as of the last snapshot */
	uint64_t released; /* what the kernel was told */
	/*
	 * The ring was seen full when it had been written up to here, so the kernel may have
	 * dropped records that belong right before this position. RING_NO_GAP: nowhere.
	 */
	uint64_t gap_pos;
	unsigned char *wrapped; /* a copy of a record that wraps around the end */
};

/*
 * Maps the ring of perf event @fd: a control page and @size bytes (a power of two of whole
 * pages). Returns 0 or -errno.
 */
int ring_map(struct ring *r, int fd, uint64_t size);

/* The same over memory that is the caller's, for tests; @ctl must outlive @r. */
int ring_init(struct ring *r, struct perf_event_mmap_page *ctl, const void *data, uint64_t size);

/* Unmaps what ring_map() mapped; accepts a ring that is not. */
void ring_unmap(struct ring *r);

/* Frees what ring_init() took, and no mapping. */
void ring_fini(struct ring *r);

/* No ring gets as far. */
#define RING_NO_GAP UINT64_MAX

/* Whether records may be missing before the next one. */
static inline bool ring_at_gap(const struct ring *r)
{
	return r->pos == r->gap_pos;
}

/* Takes the kernel's write position as the end of what ring_peek() gives. */
void ring_snapshot(struct ring *r);

/*
 * The next record, or NULL at the end of the snapshot. Valid until the next ring_peek()
 * and, at most, until ring_release(). A size that cannot be is reported as -EBADMSG in
 * @err, which is not touched otherwise.
 */
const struct perf_event_header *ring_peek(struct ring *r, int *err);

/* Steps over the record that ring_peek() gave. */
static inline void ring_skip(struct ring *r, const struct perf_event_header *hdr)
{
	r->pos += hdr->size;
}

/* Bytes that were read and not given back yet. */
static inline uint64_t ring_held_bytes(const struct ring *r)
{
	return r->pos - r->released;
}

/* Gives all that was stepped over back to the kernel. */
void ring_release(struct ring *r);

/*
 * All bytes of the snapshot that were not stepped over, which are whole records, as one piece or,
 * where they wrap around the end, two. Returns how many; 0: there is nothing. To be followed by
 * ring_skip_bytes() of them, and ring_release().
 */
int ring_pieces(const struct ring *r, struct iovec out[2]);

static inline void ring_skip_bytes(struct ring *r, uint64_t bytes)
{
	r->pos += bytes;
}

/* --- Written backward, over what is oldest (perf_event_attr.write_backward) ------------------ */

/*
 * The same as ring_map() for such a ring, which is only read: nothing is given back, and the
 * functions above are not for it.
 */
int ring_map_backward(struct ring *r, int fd, uint64_t size);

/* Where the records of such a ring are, the oldest first. */
struct ring_walk {
	uint64_t *pos; /* for ring_at() */
	size_t cnt;
	size_t cap;
};

/*
 * Finds the records of a ring that is paused (perf_source_pause()). @w is used again, or all zeros.
 * Returns 0, -ENOMEM, or -EBADMSG: the ring is broken, and what is behind that place is missing.
 */
int ring_walk_backward(struct ring *r, struct ring_walk *w);
void ring_walk_fini(struct ring_walk *w);

/* The record at a position of ring_walk. Valid until the next call. */
const struct perf_event_header *ring_at(struct ring *r, uint64_t pos);

#endif
