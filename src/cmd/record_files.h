/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of a recording: what they are called, and that nobody else is in them.
 *
 * Root may record into a directory where everybody can write. So no file is opened that is there
 * already, but a new one is made, for its owner alone; and no symbolic link is followed. (To write
 * into a pipe or a device that has a name is a different thing, and needs no new file.)
 */
#ifndef SYSTRAIL_CMD_RECORD_FILES_H
#define SYSTRAIL_CMD_RECORD_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/options.h"
#include "util/diag.h"

/* A name, and behind it a stamp as perf makes it: .YYYYmmddHHMMSScc */
enum { RECORD_FILE_NAME_BYTES = 256, RECORD_FILE_STAMP_BYTES = 18 };

struct record_files {
	const struct diag *diag;
	const char *path; /* of the file; what to call standard output, if it goes there */
	int dir_fd;
	const char *name; /* the last part of path */
	int fd; /* of the file that is being written; -1: none */
	bool pipe; /* it cannot be written but from its beginning to its end, and has no name */
	bool stamped; /* each gets a name of its own at its end */
	char stamp[RECORD_FILE_STAMP_BYTES]; /* of the last one, with the dot; or empty */
	uint64_t stamp_cs; /* the time in it, in hundredths of a second */
	uint64_t max_cnt; /* so many are kept; 0: all */
	char (*done)[RECORD_FILE_STAMP_BYTES]; /* the stamps of those that are, from the oldest */
	uint64_t done_cnt;
	uint64_t done_cap;
};

/*
 * Finds out where the recording goes, and opens that if it is no new file; a FIFO may have to wait
 * for its reader. To be called before our own file's capabilities are taken. Returns 0, or -errno
 * after a sentence. record_files_fini() is due.
 */
int record_files_init(struct record_files *rf, const struct options *o, const struct diag *d);

/*
 * Makes the next file as fd; the first one moves an old file of that name out of the way, to
 * NAME.old. Returns 0, or -errno after a sentence.
 */
int record_files_create(struct record_files *rf);

/* Closes fd, and gives the file its own name where it gets one. As record_files_create(). */
int record_files_complete(struct record_files *rf);

void record_files_fini(struct record_files *rf);

#endif
