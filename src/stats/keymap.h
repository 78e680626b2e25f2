/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From keys, tuples of values, to the small numbers 0, 1, 2, ... in the order in which they were
 * met. Texts are copied. Finding one costs no allocation.
 */
#ifndef SYSTRAIL_STATS_KEYMAP_H
#define SYSTRAIL_STATS_KEYMAP_H

#include <stdbool.h>

#include "stats/key.h"

/* What all maps of a trace share, so that their memory together is bounded. */
struct keymap_limit {
	uint64_t left; /* so many more keys may be added */
	bool exceeded; /* one was not */
	uint64_t seed; /* of the hashes: who chooses names shall not choose where they meet */
};

enum {
	KEYMAP_VALUES_MAX = 16,
};

struct keymap {
	struct keymap_limit *limit; /* borrowed */
	size_t value_cnt; /* of each key */
	char *entries; /* by number */
	size_t cnt;
	size_t cap;
	uint32_t *slots; /* 1 + number, or 0: free */
	size_t slot_cnt; /* a power of two, or 0 */
};

/* A limit for @max keys, with a seed of its own. */
void keymap_limit_init(struct keymap_limit *l, uint64_t max);

/* keymap_fini() is due. @value_cnt is at most KEYMAP_VALUES_MAX. */
void keymap_init(struct keymap *m, size_t value_cnt, struct keymap_limit *limit);

/* Gives back to the limit what it has used. */
void keymap_fini(struct keymap *m);

/*
 * The number of the key @v, which is added if it is new. -ENOSPC: the limit does not let it;
 * -ENOMEM.
 */
int64_t keymap_get(struct keymap *m, const struct stats_value *v);

/* The values of key @idx; borrowed until the next one is added. */
const struct stats_value *keymap_at(const struct keymap *m, size_t idx);

#endif
