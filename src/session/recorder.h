/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording from its first record to its last: the loop that copies the rings of a source to
 * files. Of the records it reads no more than their headers.
 *
 * A round takes the position of every ring, then copies all up to there, a piece of a ring at a time,
 * and then says that a round is over: what comes later is not older than what the round before this
 * one had.
 *
 * One thread copies all rings. Where programs do nothing but system calls a CPU writes some 200 MB
 * of records a second, and a core copies about 2 GB of them into files that the page cache takes
 * (0.7 GB with -z): it is the limit from about ten such CPUs on.
 */
#ifndef SYSTRAIL_SESSION_RECORDER_H
#define SYSTRAIL_SESSION_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/perf_source.h"
#include "perfdata/build_ids.h"
#include "perfdata/writer.h"
#include "session/ending.h"
#include "util/diag.h"

/* How far it is. */
struct recorder_counts {
	uint64_t record_cnt; /* the kernel's and those of what was there already; not our own */
	uint64_t bytes; /* in all files, with what is not records */
	uint64_t lost_cnt; /* told by PERF_RECORD_LOST so far */
};

/* Where the files come from, and who watches. */
struct recorder_ops {
	/* Begins a file. Returns 0 and @w, or -errno after a sentence. */
	int (*open)(void *arg, struct perfdata_writer **w);
	/*
	 * The file is complete, or as complete as it gets: closes it and frees @w. Returns 0, or -errno
	 * after a sentence.
	 */
	int (*close)(void *arg, struct perfdata_writer *w);
	/* Called in each round; NULL: nobody watches. */
	void (*watch)(void *arg, const struct recorder_counts *c);
	/* Whether to begin a new file, or with overwrite to write one; NULL: never. */
	bool (*asked_to_switch)(void *arg);
};

/* Copies of records, together long enough for a write. */
struct recorder_batch {
	unsigned char *bytes;
	size_t len;
};

struct recorder_ring {
	uint64_t lost_cnt; /* told by PERF_RECORD_LOST in this file */
	/* What source_loss() said when the last file ended. */
	uint64_t exit_before_cnt;
	uint64_t other_before_cnt;
};

struct recorder {
	const struct diag *diag;
	struct source *source;
	const struct recorder_ops *ops;
	void *arg;
	uint32_t begin_flags; /* enum rider_flags: those that the source does not know */
	const char *choice; /* for RIDER_CHOICE; borrowed */
	size_t choice_len; /* 0: there is none */
	bool overwrite; /* as the source was opened */
	bool uneven; /* not all samples have their time at the same place: it is not looked at */
	uint64_t max_bytes; /* of all files; 0: no limit */
	uint64_t switch_bytes; /* a new file when one is as large; 0: not for that reason */
	uint64_t switch_ns; /* a new file when one is as old; 0: the same */
	struct ending end;

	/* The recorder's own from here. */
	struct perfdata_writer *w; /* NULL: no file is open */
	struct recorder_batch batch;
	struct recorder_counts counts;
	struct recorder_ring *rings;
	uint64_t done_bytes; /* in files before this one */
	uint64_t file_begin_ns;
	uint64_t begin_ns; /* of the recording, until its first round is written; then 0 */
	struct build_ids *build_ids; /* of this file, as the other two */
	uint64_t first_ns; /* of its first and its last sample */
	uint64_t last_ns;
	int write_err; /* the first that failed: nothing is written any more */
	bool full; /* max_bytes is reached */
};

/* Takes a record of what was there already: for struct synth_config, with the recorder as @arg. */
int recorder_take(void *arg, const struct perf_event_header *hdr);

/*
 * Opens the first file; recorder_fini() is due. Returns 0, or -errno (after a sentence, unless that
 * is a lack of memory).
 */
int recorder_open(struct recorder *r);

/* From now on records are collected. Returns 0, or -errno after a sentence. */
int recorder_start(struct recorder *r);

/*
 * Records until the command or the targets end, a stop is asked for, the time is over or the
 * files are full; then completes the last file. Returns 0 or -errno: write_err, about which the
 * owner of the files says a sentence, or another after one. What was written until then is kept.
 */
int recorder_run(struct recorder *r);

/* Closes the file if one is open. */
void recorder_fini(struct recorder *r);

#endif
