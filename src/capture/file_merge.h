/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of a file in the order of time, in a memory that does not grow with the file.
 *
 * A recorder goes from ring to ring, writes what it finds, and closes each such round with
 * PERF_RECORD_FINISHED_ROUND. So a file consists of stretches that are each in order, and what
 * still comes behind the end of a round was recorded after the round before it was begun. perf
 * gives, at the end of a round, all records up to the latest of the round before. We wait for one
 * round more: a loss is told at the beginning of the stretch behind it, and has to be known before
 * the records of other CPUs from within it are given. Without any round all of the file waits.
 *
 * What waits is not kept by record: chunks of the reader are cut into runs, consecutive records of
 * ascending times, and the runs are merged. What waits beyond FILE_MERGE_HELD_BYTES is let go, and
 * read again when it is its turn: from the file, or where that cannot be (a pipe, or compressed),
 * from a temporary file without a name.
 *
 * Rings that are written backwards (perf record --overwrite) come newest first. Such a stretch is
 * cut into pieces that are turned round when it is their turn.
 *
 * A record without a time goes behind the one before it. Records of the same time keep the order
 * of the file. Where there are too many runs, the earliest is given before it is certain that
 * nothing earlier comes; what then does come is given at once, and counted.
 *
 * As in capture/merge.h a loss is a span of time on its CPU: behind the record before PERF_RECORD_LOST
 * stands a RECORD_GAP, and what other CPUs did up to LOST is marked in_loss. Where records have no
 * CPU it is not known which one was the one before, and the span begins as early as it can.
 */
#ifndef SYSTRAIL_CAPTURE_FILE_MERGE_H
#define SYSTRAIL_CAPTURE_FILE_MERGE_H

#include "decode/decode.h"
#include "perfdata/reader.h"

enum {
	FILE_MERGE_HELD_BYTES = 48 << 20, /* of chunks */
	FILE_MERGE_RUNS_MAX = 1 << 18,
};

/*
 * Fills in what a record tells of itself: layout (NULL: nobody's), time_ns (0: none), cpu
 * (-1: not told) and major. hdr is set.
 */
typedef void file_merge_look_fn(void *arg, struct record *rec);

struct file_merge_config {
	/* As perfdata_read(), or -EAGAIN: there is nothing yet; and perfdata_chunk_put(). */
	int (*read)(void *arg, struct perfdata_chunk **out);
	void (*put)(struct perfdata_chunk *c);
	file_merge_look_fn *look;
	void *arg; /* of read and look */
	int fd; /* where chunks can be read again; -1: nowhere */
	size_t held_bytes; /* limits, for tests; 0: as above */
	size_t runs_max;
};

struct file_merge;

/* NULL when memory is short. */
struct file_merge *file_merge_new(const struct file_merge_config *cfg);
void file_merge_free(struct file_merge *m);

/*
 * The next record, valid until the next call. Returns 1 and @rec, 0 at the end, or -errno: of
 * the reader (after -EAGAIN it goes on), -EIO when the file changed while it was read.
 */
int file_merge_next(struct file_merge *m, struct record *rec);

/* Reads the first chunk, so that its records have been looked at. Returns 0 or -errno. */
int file_merge_begin(struct file_merge *m);

/* How many records were given behind later ones. */
uint64_t file_merge_late_cnt(const struct file_merge *m);

/* The error of the temporary file, which then was done without; 0: there was none. */
int file_merge_spill_error(const struct file_merge *m);

#endif
