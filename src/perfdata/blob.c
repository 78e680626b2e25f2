/* SPDX-License-Identifier: GPL-2.0-only */
/* Growing bytes; see blob.h. */
#include "perfdata/blob.h"

#include <stdlib.h>
#include <string.h>

enum { BLOB_FIRST_BYTES = 4096 };

void blob_fini(struct blob *b)
{
	free(b->data);
	*b = (struct blob){ 0 };
}

/* Where @size more bytes go; NULL: there is no memory for them. */
static unsigned char *take(struct blob *b, size_t size)
{
	size_t cap = b->cap ? b->cap : BLOB_FIRST_BYTES;
	unsigned char *data;

	if (b->failed || size > SIZE_MAX / 2 - b->len) {
		b->failed = true;
		return NULL;
	}
	while (cap < b->len + size)
		cap *= 2;
	if (cap > b->cap) {
		data = realloc(b->data, cap);
		if (!data) {
			b->failed = true;
			return NULL;
		}
		b->data = data;
		b->cap = cap;
	}
	data = b->data + b->len;
	b->len += size;
	return data;
}

void blob_mem(struct blob *b, const void *p, size_t size)
{
	unsigned char *to = take(b, size);

	if (to && size)
		memcpy(to, p, size);
}

void blob_u32(struct blob *b, uint32_t v)
{
	blob_mem(b, &v, sizeof(v));
}

void blob_u64(struct blob *b, uint64_t v)
{
	blob_mem(b, &v, sizeof(v));
}

void blob_zeros(struct blob *b, size_t size)
{
	unsigned char *to = take(b, size);

	if (to)
		memset(to, 0, size);
}

void blob_align(struct blob *b)
{
	blob_zeros(b, -b->len % 8);
}
