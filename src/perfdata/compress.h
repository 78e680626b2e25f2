/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records into PERF_RECORD_COMPRESSED. Each is a zstd frame of its own, of whole records wherever
 * these are not too large for one, so that all that was written before we were killed can be read.
 * Built without libzstd there is none.
 */
#ifndef SYSTRAIL_PERFDATA_COMPRESS_H
#define SYSTRAIL_PERFDATA_COMPRESS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

/* A reader needs so much room for what comes out of one record; less would compress worse. */
enum { COMPRESS_INPUT_BYTES = 256 * 1024 };

struct compressor;

#ifdef HAVE_LIBZSTD

static inline bool compressor_exists(void)
{
	return true;
}

/* @level is 1 to 22. Returns 0 and @out, which compressor_free() frees, or -ENOMEM. */
int compressor_new(int level, struct compressor **out);
/* Accepts NULL. */
void compressor_free(struct compressor *c);

/*
 * Makes a record of the first of the @size (not 0) bytes at @data, which go on from where the last
 * record ended. Returns how many of them are in it, or -errno. @record, whose size is a multiple
 * of 8, is valid until the next call.
 */
ptrdiff_t compressor_make(struct compressor *c, const void *data, size_t size, const void **record,
			  size_t *record_size);

#else

static inline bool compressor_exists(void)
{
	return false;
}

static inline int compressor_new(int level, struct compressor **out)
{
	(void)level;
	*out = NULL;
	return -ENOTSUP;
}

static inline void compressor_free(struct compressor *c)
{
	(void)c;
}

static inline ptrdiff_t compressor_make(struct compressor *c, const void *data, size_t size,
					const void **record, size_t *record_size)
{
	(void)c;
	(void)data;
	(void)size;
	*record = NULL;
	*record_size = 0;
	return -ENOTSUP;
}

#endif

#endif
