/* SPDX-License-Identifier: GPL-2.0-only */
/* A hash table with linear probing; see keymap.h. */
#include "stats/keymap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "util/clock.h"

enum { SLOTS_FIRST = 16 };

struct entry {
	uint64_t hash;
	char *texts; /* of its values, one behind the other */
	struct stats_value v[];
};

void keymap_limit_init(struct keymap_limit *l, uint64_t max)
{
	*l = (struct keymap_limit){ .left = max };
	/* Only before the kernel has any randomness; then the time is as good as it gets. */
	if (getrandom(&l->seed, sizeof(l->seed), GRND_NONBLOCK) != sizeof(l->seed))
		l->seed = clock_now_ns();
}

void keymap_init(struct keymap *m, size_t value_cnt, struct keymap_limit *limit)
{
	*m = (struct keymap){ .limit = limit, .value_cnt = value_cnt };
}

static size_t entry_bytes(const struct keymap *m)
{
	return sizeof(struct entry) + m->value_cnt * sizeof(struct stats_value);
}

static struct entry *entry_at(const struct keymap *m, size_t idx)
{
	return (struct entry *)(m->entries + idx * entry_bytes(m));
}

void keymap_fini(struct keymap *m)
{
	m->limit->left += m->cnt;
	for (size_t i = 0; i < m->cnt; i++)
		free(entry_at(m, i)->texts);
	free(m->entries);
	free(m->slots);
	keymap_init(m, m->value_cnt, m->limit);
}

static bool is_key(const struct keymap *m, const struct entry *e, uint64_t hash,
		   const struct stats_value *v)
{
	return e->hash == hash && stats_key_is(e->v, v, m->value_cnt);
}

/* The slot of the key, or the free one where it belongs; there is always a free one. */
static uint32_t *probe(const struct keymap *m, uint64_t hash, const struct stats_value *v)
{
	for (size_t i = hash;; i++) {
		uint32_t *slot = &m->slots[i & (m->slot_cnt - 1)];

		if (!*slot || is_key(m, entry_at(m, *slot - 1), hash, v))
			return slot;
	}
}

static void place(struct keymap *m, size_t idx)
{
	size_t i = entry_at(m, idx)->hash;

	while (m->slots[i & (m->slot_cnt - 1)])
		i++;
	m->slots[i & (m->slot_cnt - 1)] = (uint32_t)idx + 1;
}

/* Twice the slots, and entries for three quarters of them. */
static int grow(struct keymap *m)
{
	size_t slot_cnt = m->slot_cnt ? 2 * m->slot_cnt : SLOTS_FIRST, cap = slot_cnt / 4 * 3;
	char *entries = realloc(m->entries, cap * entry_bytes(m));
	uint32_t *slots;

	if (!entries)
		return -ENOMEM;
	m->entries = entries;
	slots = calloc(slot_cnt, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(m->slots);
	m->slots = slots;
	m->slot_cnt = slot_cnt;
	m->cap = cap;
	for (size_t i = 0; i < m->cnt; i++)
		place(m, i);
	return 0;
}

/* Copies @v to @e, and its texts. */
static int keep(const struct keymap *m, struct entry *e, const struct stats_value *v)
{
	size_t size = stats_key_text_bytes(v, m->value_cnt);

	e->texts = size ? malloc(size) : NULL;
	if (size && !e->texts)
		return -ENOMEM;
	stats_key_copy(e->v, v, m->value_cnt, e->texts);
	return 0;
}

static int64_t add(struct keymap *m, uint64_t hash, const struct stats_value *v)
{
	struct entry *e;
	int err;

	if (!m->limit->left) {
		m->limit->exceeded = true;
		return -ENOSPC;
	}
	if (m->cnt == m->cap) {
		err = m->cnt < UINT32_MAX / 2 ? grow(m) : -ENOMEM;
		if (err)
			return err;
	}
	e = entry_at(m, m->cnt);
	e->hash = hash;
	err = keep(m, e, v);
	if (err)
		return err;
	place(m, m->cnt);
	m->limit->left--;
	return (int64_t)m->cnt++;
}

int64_t keymap_get(struct keymap *m, const struct stats_value *v)
{
	uint64_t hash = stats_key_hash(m->limit->seed, v, m->value_cnt);
	uint32_t *slot = m->slot_cnt ? probe(m, hash, v) : NULL;

	return slot && *slot ? (int64_t)*slot - 1 : add(m, hash, v);
}

const struct stats_value *keymap_at(const struct keymap *m, size_t idx)
{
	return entry_at(m, idx)->v;
}
