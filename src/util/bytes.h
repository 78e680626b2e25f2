/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers in the bytes of a tracepoint's record, which may lie anywhere and be aligned to nothing.
 * Cheap enough for each record.
 */
#ifndef SYSTRAIL_UTIL_BYTES_H
#define SYSTRAIL_UTIL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/text.h"

/* Whether a number can have @size bytes. */
static inline bool bytes_is_number_size(size_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* The number of @size bytes, such a size, at @p; one with a sign is extended to 64 bits. */
static inline uint64_t bytes_number(const void *p, size_t size, bool is_signed)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;
	uint8_t v8;

	/* Each of its own size: the compiler makes one load of it. */
	switch (size) {
	case 8:
		memcpy(&v64, p, 8);
		return v64;
	case 4:
		memcpy(&v32, p, 4);
		return is_signed ? (uint64_t)(int32_t)v32 : v32;
	case 2:
		memcpy(&v16, p, 2);
		return is_signed ? (uint64_t)(int16_t)v16 : v16;
	default:
		memcpy(&v8, p, 1);
		return is_signed ? (uint64_t)(int8_t)v8 : v8;
	}
}

/*
 * What the word at @offset of @raw announces: where its bytes begin, counted from the beginning
 * (__data_loc) or, if @relative, from behind the word (__rel_loc), and how many they are. Borrowed
 * from @raw. False: the word or its bytes are not all in there.
 */
static inline bool bytes_carried(const void *raw, size_t raw_len, size_t offset, bool relative,
				 const char **bytes, uint32_t *len)
{
	uint32_t word;
	size_t at;

	if (raw_len < sizeof(word) || offset > raw_len - sizeof(word))
		return false;
	memcpy(&word, (const char *)raw + offset, sizeof(word));
	at = (relative ? offset + sizeof(word) : 0) + (word & 0xffff);
	*len = word >> 16;
	if (at > raw_len || *len > raw_len - at)
		return false;
	*bytes = (const char *)raw + at;
	return true;
}

/* An array of numbers. */
struct bytes_array {
	const void *bytes; /* borrowed */
	size_t bytes_cnt;
	unsigned int element_bytes; /* 1, 2, 4 or 8 */
	bool is_signed;
};

/*
 * Makes whole elements of it: what is left over at the end is padding if the array is all the rest
 * of a record, and else a sign that the elements are something else, which is shown as bytes.
 */
static inline void bytes_array_settle(struct bytes_array *a, bool is_rest)
{
	if (is_rest)
		a->bytes_cnt -= a->bytes_cnt % a->element_bytes;
	if (a->bytes_cnt % a->element_bytes)
		a->element_bytes = 1;
}

static inline uint64_t bytes_element(const struct bytes_array *a, size_t idx)
{
	return bytes_number((const char *)a->bytes + idx * a->element_bytes, a->element_bytes,
			    a->is_signed);
}

/* All of it as `{0x1,0x2}`, numbers with a sign as `{-1,2}`. */
void bytes_put_array(struct text *t, const struct bytes_array *a);

#endif
