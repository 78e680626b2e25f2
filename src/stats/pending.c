/* SPDX-License-Identifier: GPL-2.0-only */
/* A hash table with lists, and another list by age; see pending.h. */
#include "stats/pending.h"

#include <errno.h>
#include <stdlib.h>

#include "stats/key.h"

enum { SLOTS_FIRST = 64 };

void pending_init(struct pending *p, size_t key_cnt, size_t value_cnt, size_t max, uint64_t seed)
{
	*p = (struct pending){
		.key_cnt = key_cnt,
		.value_cnt = value_cnt,
		.max = max,
		.seed = seed,
	};
	TAILQ_INIT(&p->begun);
	TAILQ_INIT(&p->free);
}

static void free_list(struct pending_list *l)
{
	struct pending_entry *e;

	while ((e = TAILQ_FIRST(l))) {
		TAILQ_REMOVE(l, e, age);
		free(e->texts);
		free(e);
	}
}

void pending_fini(struct pending *p)
{
	free_list(&p->begun);
	free_list(&p->free);
	free(p->slots);
	p->slots = NULL;
}

static struct pending_entry **slot_of(const struct pending *p, uint64_t hash)
{
	return &p->slots[hash & (p->slot_cnt - 1)];
}

static int grow(struct pending *p)
{
	size_t slot_cnt = p->slot_cnt ? 2 * p->slot_cnt : SLOTS_FIRST;
	struct pending_entry **slots = calloc(slot_cnt, sizeof(struct pending_entry *)), *e;

	if (!slots)
		return -ENOMEM;
	free(p->slots);
	p->slots = slots;
	p->slot_cnt = slot_cnt;
	TAILQ_FOREACH(e, &p->begun, age) {
		e->next = *slot_of(p, e->hash);
		*slot_of(p, e->hash) = e;
	}
	return 0;
}

/* Where the key is in the list of its slot: the pointer to it, which is NULL where it is not. */
static struct pending_entry **find(const struct pending *p, uint64_t hash,
				   const struct stats_value *key)
{
	struct pending_entry **at = slot_of(p, hash);

	while (*at && ((*at)->hash != hash || !stats_key_is((*at)->key, key, p->key_cnt)))
		at = &(*at)->next;
	return at;
}

static struct pending_entry *take(struct pending *p, struct pending_entry **at)
{
	struct pending_entry *e = *at;

	*at = e->next;
	TAILQ_REMOVE(&p->begun, e, age);
	TAILQ_INSERT_HEAD(&p->free, e, age);
	p->cnt--;
	return e;
}

static void drop_oldest(struct pending *p)
{
	struct pending_entry *e = TAILQ_FIRST(&p->begun), **at = slot_of(p, e->hash);

	while (*at != e)
		at = &(*at)->next;
	take(p, at);
}

/* One that is free, with room for @texts_bytes. It stays in the list. */
static struct pending_entry *get_free(struct pending *p, size_t texts_bytes)
{
	struct pending_entry *e = TAILQ_FIRST(&p->free);
	char *texts;

	if (!e) {
		e = calloc(1, sizeof(*e) + (p->key_cnt + p->value_cnt) * sizeof(*e->key));
		if (!e)
			return NULL;
		e->values = e->key + p->key_cnt;
		TAILQ_INSERT_HEAD(&p->free, e, age);
	}
	if (texts_bytes <= e->texts_bytes)
		return e;
	texts = realloc(e->texts, texts_bytes);
	if (!texts)
		return NULL;
	e->texts = texts;
	e->texts_bytes = texts_bytes;
	return e;
}

int pending_begin(struct pending *p, const struct stats_value *key, uint64_t time_ns,
		  const struct stats_value *values)
{
	uint64_t hash = stats_key_hash(p->seed, key, p->key_cnt);
	size_t key_bytes = stats_key_text_bytes(key, p->key_cnt);
	struct pending_entry *e, **at;

	if (p->cnt >= p->slot_cnt && grow(p))
		return -ENOMEM;
	at = find(p, hash, key);
	if (*at) {
		take(p, at);
		p->again_cnt++;
	}
	if (p->cnt >= p->max) {
		drop_oldest(p);
		p->forgotten_cnt++;
	}
	e = get_free(p, key_bytes + stats_key_text_bytes(values, p->value_cnt));
	if (!e)
		return -ENOMEM;
	stats_key_copy(e->key, key, p->key_cnt, e->texts);
	stats_key_copy(e->values, values, p->value_cnt, e->texts ? e->texts + key_bytes : NULL);
	e->hash = hash;
	e->time_ns = time_ns;
	TAILQ_REMOVE(&p->free, e, age);
	TAILQ_INSERT_TAIL(&p->begun, e, age);
	e->next = *slot_of(p, hash);
	*slot_of(p, hash) = e;
	p->cnt++;
	return 0;
}

const struct pending_entry *pending_end(struct pending *p, const struct stats_value *key)
{
	struct pending_entry **at;

	if (!p->cnt)
		return NULL;
	at = find(p, stats_key_hash(p->seed, key, p->key_cnt), key);
	return *at ? take(p, at) : NULL;
}

size_t pending_forget(struct pending *p)
{
	size_t cnt = p->cnt;

	while (p->cnt)
		drop_oldest(p);
	return cnt;
}
