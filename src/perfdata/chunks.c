/* SPDX-License-Identifier: GPL-2.0-only */
/* A stream of records as chunks; see chunks.h. */
#include "perfdata/chunks.h"

#include <inttypes.h>

#include "perfdata/decompress.h"
#include "perfdata/format.h"

int chunks_init(struct chunks *c, struct perfdata_input *in, const struct diag *diag,
		const char *name)
{
	*c = (struct chunks){ .in = in, .diag = diag, .name = name };
	c->pool = chunk_pool_new();
	return c->pool ? 0 : -ENOMEM;
}

void chunks_fini(struct chunks *c)
{
	decompress_free(c->z);
	window_fini(&c->inner);
	chunk_pool_free(c->pool);
}

/* --- The end ------------------------------------------------------------------------------------ */

static bool end_damaged(struct chunks *c)
{
	c->ended = c->damaged = true;
	return false;
}

static bool end_failed(struct chunks *c, int err)
{
	c->ended = true;
	c->err = err;
	return false;
}

static bool end_no_memory(struct chunks *c)
{
	return end_failed(c, diag_fail(c->diag, -ENOMEM, "%s: no memory to read it", c->name));
}

/* What input_fill() and its kin returned is no 1. */
static bool end_of_input(struct chunks *c, int ret)
{
	if (ret < 0)
		return end_failed(c, diag_fail(c->diag, ret, "%s: cannot be read: %s", c->name,
					       strerror(-ret)));
	c->ended = true;
	c->cut_bytes = window_left(&c->in->w) + window_left(&c->inner);
	return false;
}

/* The record at the front of @w, which is @c's input or what came out of its front record. */
static bool end_bad_record(struct chunks *c, const struct window *w)
{
	bool inner = w == &c->inner;
	struct perf_event_header hdr;

	memcpy(&hdr, window_at(w), sizeof(hdr));
	diag_say(c->diag, DIAG_WARN,
		 "%s: damaged: at byte %" PRIu64
		 " there is %sa record of type %u and %u bytes, which "
		 "cannot be; only what comes before is read",
		 c->name, c->in->offset, inner ? "(compressed) " : "", (unsigned int)hdr.type,
		 (unsigned int)hdr.size);
	return end_damaged(c);
}

/* --- Records into the chunk --------------------------------------------------------------------- */

enum scan_end {
	SCAN_STARVED, /* the next record is not whole */
	SCAN_FULL, /* there is no room for it */
	SCAN_USER, /* it is one of perf's own */
	SCAN_DAMAGED, /* its size cannot be */
};

/* How many bytes from the front of @w, at most @room, are records of the kernel, and what ends them. */
static enum scan_end scan(const struct window *w, size_t room, size_t *run_bytes)
{
	const unsigned char *p = window_at(w);
	size_t left = window_left(w), n = 0;
	enum scan_end end;

	for (;;) {
		struct perf_event_header hdr;

		end = SCAN_STARVED;
		if (left - n < sizeof(hdr))
			break;
		memcpy(&hdr, p + n, sizeof(hdr));
		end = SCAN_DAMAGED;
		if (hdr.size < sizeof(hdr))
			break;
		end = SCAN_USER;
		if (hdr.type >= PERFDATA_RECORD_USER)
			break;
		end = SCAN_DAMAGED;
		if (hdr.size % 8)
			break;
		end = SCAN_STARVED;
		if (hdr.size > left - n)
			break;
		end = SCAN_FULL;
		if (hdr.size > room - n)
			break;
		n += hdr.size;
	}
	*run_bytes = n;
	return end;
}

static size_t room_in(const struct perfdata_chunk *out)
{
	return CHUNK_BYTES - out->size;
}

/* @offset: of these bytes in the file, -1 if they are not to be found there. */
static void append(struct perfdata_chunk *out, const void *p, size_t n, int64_t offset)
{
	if (!out->size)
		out->offset = offset;
	else if (out->offset >= 0 && offset != out->offset + (int64_t)out->size)
		out->offset = -1;
	memcpy(out->data + out->size, p, n);
	out->size += n;
}

static int64_t offset_of_input(const struct chunks *c)
{
	return c->in->is_file ? (int64_t)c->in->offset : -1;
}

/* --- Compressed records -------------------------------------------------------------------------- */

int chunks_no_zstd(const struct chunks *c)
{
	return diag_fail(c->diag, -ENOTSUP,
			 "%s: is compressed, and this systrail was built without libzstd, which it "
			 "takes to read it",
			 c->name);
}

static bool begin_piece(struct chunks *c, const struct perf_event_header *hdr)
{
	const unsigned char *rec = window_at(&c->in->w);
	size_t at = sizeof(*hdr), size = hdr->size - at;
	uint64_t told;

	if (hdr->type == PERFDATA_RECORD_COMPRESSED2) {
		at += sizeof(told);
		if (hdr->size < at)
			return end_bad_record(c, &c->in->w);
		memcpy(&told, rec + sizeof(*hdr), sizeof(told));
		if (told > hdr->size - at)
			return end_bad_record(c, &c->in->w);
		size = (size_t)told;
	}
	if (!decompress_available())
		return end_failed(c, chunks_no_zstd(c));
	if (!c->z) {
		c->z = decompress_new();
		if (!c->z || window_init(&c->inner))
			return end_no_memory(c);
	}
	c->piece_bytes = hdr->size;
	decompress_begin(c->z, rec + at, size);
	return true;
}

/* More bytes out of the compressed record, or it is done. */
static bool inflate(struct chunks *c)
{
	size_t room;
	unsigned char *to = window_room(&c->inner, &room);
	ssize_t n = decompress_some(c->z, to, room);

	if (n < 0) {
		diag_say(c->diag, DIAG_WARN,
			 "%s: damaged: the compressed record at byte %" PRIu64
			 " %s; only what comes "
			 "before is read",
			 c->name, c->in->offset,
			 n == -E2BIG ? "would be larger than any that is made in order" :
				       "cannot be decompressed");
		return end_damaged(c);
	}
	c->inner.len += (size_t)n;
	if (!n) {
		input_advance(c->in, c->piece_bytes);
		c->piece_bytes = 0;
	}
	return true;
}

static bool followed_by_payload(uint32_t type)
{
	return type == PERFDATA_RECORD_AUXTRACE || type == PERFDATA_RECORD_TRACING_DATA;
}

static bool is_compressed(uint32_t type)
{
	return type == PERFDATA_RECORD_COMPRESSED || type == PERFDATA_RECORD_COMPRESSED2;
}

/* One of perf's own at the front of what was decompressed. */
static bool inner_user_record(struct chunks *c, struct perfdata_chunk *out, size_t room)
{
	struct perf_event_header hdr;

	memcpy(&hdr, window_at(&c->inner), sizeof(hdr));
	/* Those never are inside; a bomb in a bomb would be. */
	if (is_compressed(hdr.type) || followed_by_payload(hdr.type) || hdr.size % 8)
		return end_bad_record(c, &c->inner);
	if (hdr.size > window_left(&c->inner))
		return inflate(c);
	if (hdr.size > room)
		return false;
	append(out, window_at(&c->inner), hdr.size, -1);
	c->inner.pos += hdr.size;
	return true;
}

/* --- Step by step -------------------------------------------------------------------------------- */

/* Each of these does one thing, and returns false when @out is done with. */

static bool step_inner(struct chunks *c, struct perfdata_chunk *out)
{
	size_t run;
	enum scan_end end = scan(&c->inner, room_in(out), &run);

	if (run) {
		append(out, window_at(&c->inner), run, -1);
		c->inner.pos += run;
		c->begun = true;
	}
	switch (end) {
	case SCAN_FULL:
		return false;
	case SCAN_DAMAGED:
		return end_bad_record(c, &c->inner);
	case SCAN_USER:
		return inner_user_record(c, out, room_in(out));
	default:
		return inflate(c);
	}
}

/* @n bytes are in the window. A pipe is not waited for as long as there is something to give. */
static bool need(struct chunks *c, const struct perfdata_chunk *out, size_t n)
{
	int ret;

	if (window_left(&c->in->w) >= n)
		return true;
	if (!c->in->is_file && out->size) {
		c->waits = true;
		return false;
	}
	ret = input_fill(c->in, n);
	return ret == 1 || end_of_input(c, ret);
}

static bool skip_payload(struct chunks *c, const struct perf_event_header *hdr)
{
	const unsigned char *at = window_at(&c->in->w) + sizeof(*hdr);
	uint64_t size = 0;
	uint32_t size32 = 0;
	int ret;

	if (hdr->type == PERFDATA_RECORD_TRACING_DATA) {
		if (hdr->size < sizeof(*hdr) + sizeof(size32))
			return end_bad_record(c, &c->in->w);
		memcpy(&size32, at, sizeof(size32));
		size = size32;
	} else {
		if (hdr->size < sizeof(*hdr) + sizeof(size))
			return end_bad_record(c, &c->in->w);
		memcpy(&size, at, sizeof(size));
	}
	input_advance(c->in, hdr->size);
	if (hdr->type == PERFDATA_RECORD_TRACING_DATA && c->hook.tracing)
		ret = c->hook.tracing(c->hook.arg, c->in, size);
	else
		ret = input_skip(c->in, size);
	if (ret != 1) {
		end_of_input(c, ret);
		/* Of what follows the record something is missing, if only by its absence. */
		c->cut_bytes += !ret;
		return false;
	}
	return true;
}

/* One of perf's own at the front of the input. */
static bool user_record(struct chunks *c, struct perfdata_chunk *out)
{
	struct perf_event_header hdr;
	const unsigned char *rec;
	int err;

	memcpy(&hdr, window_at(&c->in->w), sizeof(hdr));
	if (!need(c, out, hdr.size))
		return false;
	rec = window_at(&c->in->w);
	if (is_compressed(hdr.type))
		return begin_piece(c, &hdr);
	if (hdr.size > room_in(out))
		return false;
	err = c->hook.record ? c->hook.record(c->hook.arg, rec, hdr.size) : 0;
	if (err)
		return end_failed(c, err);
	/* perf pads some of its own to 4 bytes only; those are for us, and would misalign others. */
	if (hdr.size % 8 == 0)
		append(out, rec, hdr.size, offset_of_input(c));
	if (followed_by_payload(hdr.type))
		/* The chunk ends here, so that its bytes can be found in the file. */
		return skip_payload(c, &hdr) && !out->size;
	input_advance(c->in, hdr.size);
	return true;
}

static bool starved(struct chunks *c, const struct perfdata_chunk *out)
{
	struct perf_event_header hdr = { .size = sizeof(hdr) };

	if (window_left(&c->in->w) >= sizeof(hdr))
		memcpy(&hdr, window_at(&c->in->w), sizeof(hdr));
	return need(c, out, hdr.size);
}

static bool step(struct chunks *c, struct perfdata_chunk *out)
{
	size_t run;
	enum scan_end end;

	if (c->piece_bytes)
		return step_inner(c, out);
	end = scan(&c->in->w, room_in(out), &run);
	if (run) {
		append(out, window_at(&c->in->w), run, offset_of_input(c));
		input_advance(c->in, run);
		c->begun = true;
	}
	switch (end) {
	case SCAN_FULL:
		return false;
	case SCAN_DAMAGED:
		return end_bad_record(c, &c->in->w);
	case SCAN_USER:
		return user_record(c, out);
	default:
		return starved(c, out);
	}
}

int chunks_next(struct chunks *c, struct perfdata_chunk **out)
{
	struct perfdata_chunk *chunk;

	c->waits = false;
	if (c->ended)
		return c->err;
	chunk = chunk_pool_get(c->pool);
	if (!chunk) {
		end_no_memory(c);
		return c->err;
	}
	while (step(c, chunk))
		;
	if (!chunk->size) {
		perfdata_chunk_put(chunk);
		return c->err;
	}
	*out = chunk_fit(chunk);
	return 1;
}
