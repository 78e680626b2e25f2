/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file descriptor with one big buffer, for output at speed.
 *
 * The caller reserves room, makes a line in place and commits it. The first write error
 * sticks: later output is dropped and outfile_error() says why, so that the hot path need
 * not look at every line.
 */
#ifndef SYSTRAIL_UTIL_OUTFILE_H
#define SYSTRAIL_UTIL_OUTFILE_H

#include <stddef.h>

#include "util/patience.h"
#include "util/text.h"

struct outfile;

/*
 * A buffer in front of @fd; @patience (may be NULL) is that with a reader who takes
 * nothing. Both stay the caller's. NULL when memory is short.
 */
struct outfile *outfile_new(int fd, const struct patience *patience);

/* Flushes and frees; accepts NULL. Returns 0 or the -errno of the first failed write. */
int outfile_free(struct outfile *of);

/* An empty text in which at least OUTFILE_LINE_BYTES fit; valid until outfile_commit(). */
enum { OUTFILE_LINE_BYTES = 65536 };
void outfile_reserve(struct outfile *of, struct text *t);

/* Takes over what was written into the text that outfile_reserve() gave. */
void outfile_commit(struct outfile *of, const struct text *t);

/* Writes out what is buffered. Returns 0 or the sticky -errno. */
int outfile_flush(struct outfile *of);

/* Something else has gone wrong with the file: the first error is kept. */
void outfile_fail(struct outfile *of, int err);

/* 0, or the -errno of the first failed write. */
int outfile_error(const struct outfile *of);

#endif
