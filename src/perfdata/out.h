/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a recording goes: a file, written at places of our own choice, or a pipe. Partial writes,
 * signals and readers who take nothing for a while end here.
 */
#ifndef SYSTRAIL_PERFDATA_OUT_H
#define SYSTRAIL_PERFDATA_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "util/patience.h"

struct out {
	int fd;
	bool pipe;
	const struct patience *patience; /* with the reader of a pipe; may be NULL */
	uint64_t pos; /* the end of what was written */
	uint64_t sent_pos; /* up to where the kernel was told to begin to put it on the disk */
};

/*
 * Appends @cnt pieces, whose description it uses up. Returns 0 or -errno; @o->pos has moved over
 * what was written before the error.
 */
int out_append(struct out *o, struct iovec *iov, int cnt);

/* Writes over what is at @pos of a file. Returns 0 or -errno. */
int out_rewrite(const struct out *o, uint64_t pos, const void *p, size_t size);

/* Takes away what is behind @pos of a file; what is in a pipe is there for good. */
void out_truncate(struct out *o, uint64_t pos);

#endif
