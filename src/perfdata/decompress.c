/* SPDX-License-Identifier: GPL-2.0-only */
/* zstd; see decompress.h. */
#include "perfdata/decompress.h"

#ifdef HAVE_LIBZSTD

#include <stdlib.h>
#include <zstd.h>

struct decompress {
	/* Its memory is bounded by zstd itself: a window of 128 MiB is the most that it takes. */
	ZSTD_DStream *stream;
	ZSTD_inBuffer in;
	size_t given_bytes; /* of this piece */
	bool full; /* it gave all that there was room for, and may have more */
};

struct decompress *decompress_new(void)
{
	struct decompress *z = calloc(1, sizeof(*z));

	if (!z)
		return NULL;
	z->stream = ZSTD_createDStream();
	if (!z->stream) {
		free(z);
		errno = ENOMEM;
		return NULL;
	}
	return z;
}

void decompress_free(struct decompress *z)
{
	if (!z)
		return;
	ZSTD_freeDStream(z->stream);
	free(z);
}

void decompress_begin(struct decompress *z, const void *data, size_t size)
{
	z->in = (ZSTD_inBuffer){ .src = data, .size = size };
	z->given_bytes = 0;
	z->full = false;
}

ssize_t decompress_some(struct decompress *z, void *to, size_t room)
{
	ZSTD_outBuffer out = { .dst = to, .size = room };

	while (!out.pos && (z->full || z->in.pos < z->in.size)) {
		size_t before = z->in.pos;
		bool was_full = z->full;

		if (ZSTD_isError(ZSTD_decompressStream(z->stream, &out, &z->in)))
			return -EBADMSG;
		z->full = out.pos == out.size;
		if (!out.pos && z->in.pos == before && !was_full)
			return -EBADMSG;
	}
	z->given_bytes += out.pos;
	return z->given_bytes > DECOMPRESS_PIECE_BYTES ? -E2BIG : (ssize_t)out.pos;
}

#endif
