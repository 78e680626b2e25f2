/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs: consecutive records of a file in the order of time, and how their bytes are had when it is
 * their turn; the inside of capture/file_merge.h.
 *
 * A piece is a chunk of the file, held in memory or only known by its place. A run in memory is
 * read where it is. Others are read through slots: a bounded number of buffers, of which the runs
 * that are being read each take one, and lose it again when there are more runs than slots.
 */
#ifndef SYSTRAIL_CAPTURE_FILE_RUNS_H
#define SYSTRAIL_CAPTURE_FILE_RUNS_H

#include "capture/spill.h"
#include "decode/decode.h"
#include "perfdata/reader.h"

enum {
	FILE_RUNS_SLOTS = 256,
	FILE_RUNS_SLOT_BYTES = 64 * 1024, /* more than the largest record */
	/* Of a descending run: it is turned round in its slot. */
	FILE_RUNS_DESCENDING_BYTES = 32 * 1024,
};

struct file_piece {
	struct perfdata_chunk *chunk; /* NULL: not in memory any more */
	int64_t offset; /* where its bytes are then; -1: nowhere */
	bool spilled; /* in the temporary file, else in that of the reader */
	unsigned int user_cnt;
};

struct file_slot;

struct file_run {
	struct record rec; /* the front one, but for its bytes */
	bool timed; /* it has a time of its own */
	bool descending; /* newest first in the file */
	bool is_gap; /* no record of the file, but a RECORD_GAP */
	uint64_t order; /* among equal times */
	struct file_piece *piece; /* NULL for a gap */
	struct file_slot *slot; /* NULL: none now */
	size_t begin, end; /* in the piece */
	size_t at; /* of the front one; if descending, after it was turned round */
};

struct file_runs {
	void (*put)(struct perfdata_chunk *c);
	int fd; /* of the reader; -1: none */
	struct spill spill;
	size_t held_bytes; /* of chunks in memory */
	struct file_slot *slots;
	size_t slot_cnt; /* of those that were used at least once */
	size_t free_cnt; /* of these, that nobody uses now */
	size_t victim_idx;
	unsigned char *aligned; /* room for one record */
};

/* Returns 0 or -ENOMEM; file_runs_fini() is due in either case, after all pieces are done. */
int file_runs_init(struct file_runs *rs, int fd, void (*put)(struct perfdata_chunk *c));
void file_runs_fini(struct file_runs *rs);

/*
 * A piece that is @chunk, whose reference becomes its own, with one user. NULL: no memory, and
 * the chunk has been put.
 */
struct file_piece *file_piece_new(struct file_runs *rs, struct perfdata_chunk *chunk);
/* One user less; the last one frees it. */
void file_piece_put(struct file_runs *rs, struct file_piece *p);
/* Makes sure that its bytes can be had without the chunk. Returns 0 or -errno. */
int file_piece_save(struct file_runs *rs, struct file_piece *p);
/* Lets the chunk of a piece go that was saved. */
void file_piece_drop(struct file_runs *rs, struct file_piece *p);

/*
 * The record at @offset of a piece in memory, aligned; valid until the next call of any of these.
 * NULL: it does not fit in.
 */
const struct perf_event_header *file_piece_record(struct file_runs *rs, const struct file_piece *p,
						  size_t offset);

/* A run of nothing yet, at @begin of @p. NULL: no memory. */
struct file_run *file_run_new(struct file_piece *p, size_t begin);
void file_run_free(struct file_runs *rs, struct file_run *r);

/*
 * The front record, valid until the next call of any of these. Returns 0 and @hdr, or -errno (-EIO:
 * the file is not what it was).
 */
int file_run_front(struct file_runs *rs, struct file_run *r, const struct perf_event_header **hdr);

/* Steps behind @hdr, the front record. Returns whether there is another. */
static inline bool file_run_skip(struct file_run *r, const struct perf_event_header *hdr)
{
	r->at += hdr->size;
	return r->at < r->end - r->begin;
}

#endif
