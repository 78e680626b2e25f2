/* SPDX-License-Identifier: GPL-2.0-only */
/* Chunks, with memory that is used again; see chunk_pool.h. */
#include "perfdata/chunk_pool.h"

#include <stdlib.h>
#include <string.h>

enum { SPARE_MAX = 8 };

struct chunk {
	struct perfdata_chunk c;
	struct chunk_pool *pool; /* NULL: its memory is its own */
	uint64_t bytes[];
};

struct chunk_pool {
	size_t user_cnt; /* chunks that are held, and the reader */
	size_t spare_cnt;
	struct chunk *spare[SPARE_MAX];
};

struct chunk_pool *chunk_pool_new(void)
{
	struct chunk_pool *p = calloc(1, sizeof(*p));

	if (p)
		p->user_cnt = 1;
	return p;
}

static void leave(struct chunk_pool *p)
{
	if (--p->user_cnt)
		return;
	while (p->spare_cnt)
		free(p->spare[--p->spare_cnt]);
	free(p);
}

void chunk_pool_free(struct chunk_pool *p)
{
	if (p)
		leave(p);
}

static struct chunk *chunk_init(struct chunk *k, struct chunk_pool *pool)
{
	k->c = (struct perfdata_chunk){
		.ref_cnt = 1,
		.offset = -1,
		.data = (unsigned char *)k->bytes,
	};
	k->pool = pool;
	return k;
}

struct perfdata_chunk *chunk_pool_get(struct chunk_pool *p)
{
	struct chunk *k;

	if (p->spare_cnt)
		k = p->spare[--p->spare_cnt];
	else
		k = malloc(sizeof(*k) + CHUNK_BYTES);
	if (!k)
		return NULL;
	p->user_cnt++;
	return &chunk_init(k, p)->c;
}

struct perfdata_chunk *chunk_fit(struct perfdata_chunk *c)
{
	struct chunk *k;

	if (c->size > CHUNK_BYTES / 2)
		return c;
	k = malloc(sizeof(*k) + c->size);
	if (!k)
		return c;
	chunk_init(k, NULL);
	k->c.size = c->size;
	k->c.offset = c->offset;
	memcpy(k->c.data, c->data, c->size);
	perfdata_chunk_put(c);
	return &k->c;
}

void perfdata_chunk_put(struct perfdata_chunk *c)
{
	struct chunk *k = (struct chunk *)c; /* its first member */
	struct chunk_pool *p;

	if (!c || --c->ref_cnt)
		return;
	p = k->pool;
	if (p && p->spare_cnt < SPARE_MAX)
		p->spare[p->spare_cnt++] = k;
	else
		free(k);
	if (p)
		leave(p);
}
