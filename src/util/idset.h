/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of small numbers (tids), one bit each; pages that no member touches cost nothing. */
#ifndef SYSTRAIL_UTIL_IDSET_H
#define SYSTRAIL_UTIL_IDSET_H

#include <stdbool.h>
#include <stdlib.h>

struct idset {
	unsigned int limit;
	unsigned char *bits;
};

/* An empty set of numbers below @limit. Returns false when memory is short. */
static inline bool idset_init(struct idset *s, unsigned int limit)
{
	s->limit = limit;
	s->bits = calloc(limit / 8 + 1, 1);
	return s->bits;
}

static inline void idset_fini(struct idset *s)
{
	free(s->bits);
	s->bits = NULL;
}

static inline bool idset_has(const struct idset *s, int id)
{
	return id >= 0 && (unsigned int)id < s->limit && (s->bits[id / 8] >> (id % 8) & 1);
}

/* A number outside the limit is not taken. */
static inline void idset_add(struct idset *s, int id)
{
	if (id >= 0 && (unsigned int)id < s->limit)
		s->bits[id / 8] |= (unsigned char)(1u << (id % 8));
}

static inline void idset_remove(struct idset *s, int id)
{
	if (id >= 0 && (unsigned int)id < s->limit)
		s->bits[id / 8] &= (unsigned char)~(1u << (id % 8));
}

#endif
