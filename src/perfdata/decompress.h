/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The content of PERF_RECORD_COMPRESSED: pieces of one stream of zstd, which holds records that may
 * begin in one piece and end in another. Built without libzstd there is none.
 */
#ifndef SYSTRAIL_PERFDATA_DECOMPRESS_H
#define SYSTRAIL_PERFDATA_DECOMPRESS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "config.h"

struct decompress;

/*
 * What one piece, of at most 64 KiB, may become. Stacks that were copied and hold zeros come near
 * to a thousand times the size; zstd can be made to give 30000 times.
 */
enum { DECOMPRESS_PIECE_BYTES = 64 * 1024 * 1024 };

#ifdef HAVE_LIBZSTD

static inline bool decompress_available(void)
{
	return true;
}

/* NULL when memory is short. */
struct decompress *decompress_new(void);
void decompress_free(struct decompress *z);

/* The next piece; @data stays the caller's until decompress_some() has returned 0. */
void decompress_begin(struct decompress *z, const void *data, size_t size);

/*
 * Writes the next bytes, at most @room (at least 1), to @to. Returns how many, 0 when the piece is
 * done, -EBADMSG when it is damaged, or -E2BIG when it would be more than DECOMPRESS_PIECE_BYTES.
 */
ssize_t decompress_some(struct decompress *z, void *to, size_t room);

#else

static inline bool decompress_available(void)
{
	return false;
}

static inline struct decompress *decompress_new(void)
{
	errno = ENOTSUP;
	return NULL;
}

static inline void decompress_free(struct decompress *z)
{
	(void)z;
}

static inline void decompress_begin(struct decompress *z, const void *data, size_t size)
{
	(void)z;
	(void)data;
	(void)size;
}

static inline ssize_t decompress_some(struct decompress *z, void *to, size_t room)
{
	(void)z;
	(void)to;
	(void)room;
	return -ENOTSUP;
}

#endif

#endif
