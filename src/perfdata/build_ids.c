/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of build-ids; see build_ids.h. */
#include "perfdata/build_ids.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256 };

struct build_ids {
	size_t max_cnt;
	struct perfdata_build_id *ids; /* file is ours */
	size_t cnt;
	size_t cap;
	/* Open addressing: an index into ids plus one, 0 where there is none; at most half full. */
	uint32_t *slots;
	size_t slot_cnt; /* a power of two */
};

struct build_ids *build_ids_new(size_t max_cnt)
{
	struct build_ids *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->max_cnt = max_cnt < UINT32_MAX ? max_cnt : UINT32_MAX - 1;
	s->slots = calloc(FIRST_SLOTS, sizeof(*s->slots));
	s->slot_cnt = FIRST_SLOTS;
	if (!s->slots) {
		free(s);
		return NULL;
	}
	return s;
}

void build_ids_free(struct build_ids *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->cnt; i++)
		free((char *)(uintptr_t)s->ids[i].file);
	free(s->ids);
	free(s->slots);
	free(s);
}

/* FNV-1a. The id is no part of it, so that a file is found without one. */
static uint64_t hash(const char *file, uint16_t misc, int32_t pid)
{
	uint64_t h = (0xcbf29ce484222325ull ^ misc) + (uint32_t)pid;

	for (; *file; file++)
		h = (h ^ (unsigned char)*file) * 0x100000001b3ull;
	return h ^ h >> 32;
}

static bool same_file(const struct perfdata_build_id *a, const char *file, uint16_t misc,
		      int32_t pid)
{
	return a->pid == pid && a->misc == misc && !strcmp(a->file, file);
}

const struct perfdata_build_id *build_ids_find(const struct build_ids *s, const char *file,
					       uint16_t misc, int32_t pid)
{
	size_t mask = s->slot_cnt - 1;

	for (size_t i = hash(file, misc, pid) & mask; s->slots[i]; i = (i + 1) & mask)
		if (same_file(&s->ids[s->slots[i] - 1], file, misc, pid))
			return &s->ids[s->slots[i] - 1];
	return NULL;
}

/* The slot of @id, or the free one where it belongs. */
static uint32_t *find_slot(const struct build_ids *s, const struct perfdata_build_id *id)
{
	size_t mask = s->slot_cnt - 1, i = hash(id->file, id->misc, id->pid) & mask;

	for (; s->slots[i]; i = (i + 1) & mask) {
		const struct perfdata_build_id *b = &s->ids[s->slots[i] - 1];

		if (same_file(b, id->file, id->misc, id->pid) && b->size == id->size &&
		    !memcmp(b->id, id->id, id->size))
			break;
	}
	return &s->slots[i];
}

static int grow(struct build_ids *s)
{
	size_t cap = s->cap ? s->cap * 2 : FIRST_SLOTS / 2, slot_cnt = cap * 2;
	struct perfdata_build_id *ids = reallocarray(s->ids, cap, sizeof(*ids));
	uint32_t *slots;

	if (!ids)
		return -ENOMEM;
	s->ids = ids;
	slots = calloc(slot_cnt, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(s->slots);
	s->slots = slots;
	s->slot_cnt = slot_cnt;
	s->cap = cap;
	for (size_t i = 0; i < s->cnt; i++)
		*find_slot(s, &s->ids[i]) = (uint32_t)(i + 1);
	return 0;
}

int build_ids_add(struct build_ids *s, const struct perfdata_build_id *id)
{
	uint32_t *slot;
	char *file;

	if (id->size > sizeof(id->id))
		return -EINVAL;
	if (*find_slot(s, id))
		return 0;
	if (s->cnt == s->max_cnt)
		return -ENOSPC;
	if (s->cnt == s->cap && grow(s))
		return -ENOMEM;
	file = strdup(id->file);
	if (!file)
		return -ENOMEM;
	slot = find_slot(s, id);
	s->ids[s->cnt] = *id;
	s->ids[s->cnt].file = file;
	*slot = (uint32_t)++s->cnt;
	return 0;
}

const struct perfdata_build_id *build_ids_list(const struct build_ids *s, size_t *cnt)
{
	*cnt = s->cnt;
	return s->ids;
}
