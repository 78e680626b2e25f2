/* SPDX-License-Identifier: GPL-2.0-only */
/* Inside of decode: stepping through the bytes of a record, never beyond its end. */
#ifndef SYSTRAIL_DECODE_DECODE_PRIVATE_H
#define SYSTRAIL_DECODE_DECODE_PRIVATE_H

#include <string.h>

#include "decode/decode.h"

/* The unread part of a record. */
struct cursor {
	const unsigned char *p;
	size_t left;
};

static inline bool cursor_take(struct cursor *c, void *out, size_t n)
{
	if (n > c->left)
		return false;
	memcpy(out, c->p, n);
	c->p += n;
	c->left -= n;
	return true;
}

static inline bool cursor_skip(struct cursor *c, uint64_t n)
{
	if (n > c->left)
		return false;
	c->p += n;
	c->left -= n;
	return true;
}

/* Copies @n bytes at @offset of the record, if they are all in it. */
static inline bool decode_copy_at(const struct perf_event_header *hdr, size_t offset, void *out,
				  size_t n)
{
	if (offset > hdr->size || n > hdr->size - offset)
		return false;
	memcpy(out, (const char *)hdr + offset, n);
	return true;
}

/* The size of those parts of a sample that are eight bytes each. */
static inline uint16_t decode_fields_size(uint64_t sample_type)
{
	return (uint16_t)(8 * __builtin_popcountll(sample_type));
}

/* PERF_RECORD_SAMPLE, whose body is @c. False: too short. */
bool decode_sample(const struct decode_layout *l, const struct record *rec, struct cursor *c,
		   struct event *ev);

/* What we record beside perf's records, see perfdata/riders.h; false: too short. */
bool decode_rider(const struct perf_event_header *hdr, struct event *ev);
/* 0: it is none of ours. */
uint64_t decode_rider_time_ns(const struct perf_event_header *hdr);
/* Whether it is about a thread, which @o then tells. */
bool decode_rider_origin(const struct perf_event_header *hdr, struct decode_origin *o);

#endif
