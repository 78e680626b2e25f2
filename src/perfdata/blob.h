/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes that are put together in memory: a buffer that grows. When there is no memory the rest is
 * dropped and `failed` says so, so that only the end need be looked at.
 */
#ifndef SYSTRAIL_PERFDATA_BLOB_H
#define SYSTRAIL_PERFDATA_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
	unsigned char *data;
	size_t len;
	size_t cap;
	bool failed;
};

/* Frees what is in @b, which begins as { 0 }. */
void blob_fini(struct blob *b);

/* Appends @size bytes; @p is not needed where @size is 0. */
void blob_mem(struct blob *b, const void *p, size_t size);
void blob_u32(struct blob *b, uint32_t v);
void blob_u64(struct blob *b, uint64_t v);
void blob_zeros(struct blob *b, size_t size);

/* Zeros up to a multiple of 8 bytes. */
void blob_align(struct blob *b);

#endif
