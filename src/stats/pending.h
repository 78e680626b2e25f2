/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has begun and not ended yet: by key, when, and some values of that moment. Memory is bounded:
 * where there is no room for one more the oldest is forgotten. What a forgotten or ended one had
 * is used again, so that nothing is allocated when it has been going on for a while.
 */
#ifndef SYSTRAIL_STATS_PENDING_H
#define SYSTRAIL_STATS_PENDING_H

#include <stdbool.h>
#include <sys/queue.h>

#include "stats/value.h"

struct pending_entry {
	TAILQ_ENTRY(pending_entry) age; /* in the order of their begin, or free */
	struct pending_entry *next; /* in the same slot */
	uint64_t hash;
	uint64_t time_ns;
	char *texts;
	size_t texts_bytes;
	struct stats_value *values; /* those of the moment, behind the key */
	struct stats_value key[];
};

TAILQ_HEAD(pending_list, pending_entry);

struct pending {
	size_t key_cnt;
	size_t value_cnt;
	size_t max;
	uint64_t seed;
	struct pending_entry **slots;
	size_t slot_cnt; /* a power of two, or 0 */
	size_t cnt; /* how many have begun and not ended */
	struct pending_list begun;
	struct pending_list free;

	uint64_t again_cnt; /* begun once more before they ended: the first begin is forgotten */
	uint64_t forgotten_cnt; /* for want of room */
};

/* For keys and values of so many each, and at most @max at a time. pending_fini() is due. */
void pending_init(struct pending *p, size_t key_cnt, size_t value_cnt, size_t max, uint64_t seed);
void pending_fini(struct pending *p);

/* @key has begun. Returns 0 or -ENOMEM. */
int pending_begin(struct pending *p, const struct stats_value *key, uint64_t time_ns,
		  const struct stats_value *values);

/* @key has ended: what its begin was, valid until the next one begins; NULL: it was not seen. */
const struct pending_entry *pending_end(struct pending *p, const struct stats_value *key);

/* Forgets all that has begun. Returns how many these were. */
size_t pending_forget(struct pending *p);

#endif
