/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where chunks come from and go to. It keeps a few for the next time, since to get and return a
 * quarter of a MiB costs the kernel more than to fill it.
 */
#ifndef SYSTRAIL_PERFDATA_CHUNK_POOL_H
#define SYSTRAIL_PERFDATA_CHUNK_POOL_H

#include "perfdata/reader.h"

struct chunk_pool;

enum { CHUNK_BYTES = 256 * 1024 };

/* NULL when memory is short. */
struct chunk_pool *chunk_pool_new(void);

/* Chunks that somebody holds stay valid; accepts NULL. */
void chunk_pool_free(struct chunk_pool *p);

/* An empty chunk with one reference and room for CHUNK_BYTES; NULL when memory is short. */
struct perfdata_chunk *chunk_pool_get(struct chunk_pool *p);

/*
 * Now that @c is filled: one that takes no more memory than it needs, or, where memory is short,
 * @c itself. Who holds many small ones of a slow pipe does not hold a lot.
 */
struct perfdata_chunk *chunk_fit(struct perfdata_chunk *c);

#endif
