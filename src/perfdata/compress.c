/* SPDX-License-Identifier: GPL-2.0-only */
/* zstd; see compress.h. */
#include "perfdata/compress.h"

#ifdef HAVE_LIBZSTD

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "perfdata/format.h"

enum {
	HEADER_BYTES = sizeof(struct perf_event_header),
	/*
	 * A record should end where the next may begin, at a multiple of 8 bytes, but has no other
	 * size than that of its header. So up to 7 bytes go into a frame that is skipped. It stands
	 * in front: behind the other one perf would not step over it.
	 */
	SKIPPED_BYTES = 8,
	FRAME_OFFSET = HEADER_BYTES + SKIPPED_BYTES + 8,
	RECORD_MAX_BYTES = 65528,
	FRAME_MAX_BYTES = RECORD_MAX_BYTES - FRAME_OFFSET,
	/* So much always fits, also where nothing can be compressed. */
	INPUT_MIN_BYTES = 32 * 1024,
};

struct compressor {
	ZSTD_CCtx *cctx;
	size_t target_bytes; /* of input for the next record */
	size_t inside_bytes; /* the last record ended so many bytes before the end of one in it */
	unsigned char buf[RECORD_MAX_BYTES + 8];
};

int compressor_new(int level, struct compressor **out)
{
	struct compressor *c = calloc(1, sizeof(*c));

	*out = NULL;
	if (!c)
		return -ENOMEM;
	c->target_bytes = COMPRESS_INPUT_BYTES;
	c->cctx = ZSTD_createCCtx();
	if (!c->cctx ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(c->cctx, ZSTD_c_compressionLevel, level))) {
		compressor_free(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}

void compressor_free(struct compressor *c)
{
	if (!c)
		return;
	ZSTD_freeCCtx(c->cctx);
	free(c);
}

/*
 * How many of the @max bytes at @data are whole records, or @max where not even one is. @left: how
 * many bytes are missing then to the end of the record.
 */
static size_t whole_bytes(const struct compressor *c, const unsigned char *data, size_t max,
			  size_t *left)
{
	size_t end = 0, next = c->inside_bytes;

	while (next <= max) {
		struct perf_event_header hdr;

		end = next;
		if (max - end < sizeof(hdr))
			break;
		memcpy(&hdr, data + end, sizeof(hdr));
		next = end + (hdr.size > sizeof(hdr) ? hdr.size : sizeof(hdr));
	}
	*left = !end && next > max ? next - max : 0;
	return end ? end : max;
}

/* Puts header and padding in front of the frame. */
static void finish_record(struct compressor *c, size_t frame_bytes, const void **record,
			  size_t *record_size)
{
	size_t pad = -frame_bytes % 8, front = HEADER_BYTES + (pad ? SKIPPED_BYTES + pad : 0);
	unsigned char *p = c->buf + FRAME_OFFSET - front;
	struct perf_event_header hdr = { .type = PERFDATA_RECORD_COMPRESSED,
					 .size = (uint16_t)(front + frame_bytes) };
	uint32_t skipped[2] = { ZSTD_MAGIC_SKIPPABLE_START, (uint32_t)pad };

	memcpy(p, &hdr, sizeof(hdr));
	if (pad) {
		memcpy(p + HEADER_BYTES, skipped, sizeof(skipped));
		memset(p + HEADER_BYTES + SKIPPED_BYTES, 0, pad);
	}
	*record = p;
	*record_size = hdr.size;
}

ptrdiff_t compressor_make(struct compressor *c, const void *data, size_t size, const void **record,
			  size_t *record_size)
{
	size_t max = size < c->target_bytes ? size : c->target_bytes;

	for (;;) {
		size_t left, n = whole_bytes(c, data, max, &left);
		size_t frame =
			ZSTD_compress2(c->cctx, c->buf + FRAME_OFFSET, FRAME_MAX_BYTES, data, n);

		if (!ZSTD_isError(frame)) {
			/* Only if there is more room than needed the next may have more in it. */
			if (frame < FRAME_MAX_BYTES / 2 && n > c->target_bytes / 2 &&
			    c->target_bytes < COMPRESS_INPUT_BYTES)
				c->target_bytes *= 2;
			c->inside_bytes = left;
			finish_record(c, frame, record, record_size);
			return (ptrdiff_t)n;
		}
		if (max <= INPUT_MIN_BYTES)
			return -ENOMEM; /* it fits, so that is all that can be missing */
		max = c->target_bytes = max / 2 > INPUT_MIN_BYTES ? max / 2 : INPUT_MIN_BYTES;
	}
}

#endif
