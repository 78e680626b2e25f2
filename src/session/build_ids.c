/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of build-ids; see build_ids.h. */
#include "session/build_ids.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifndef PERF_RECORD_MISC_MMAP_BUILD_ID
#define PERF_RECORD_MISC_MMAP_BUILD_ID (1 << 14) /* linux/perf_event.h, since 5.12 */
#endif

/* PERF_RECORD_MMAP2 with a build-id, see perf_event_open(2). */
struct mmap2 {
	struct perf_event_header hdr;
	uint32_t pid;
	uint32_t tid;
	uint64_t addr;
	uint64_t len;
	uint64_t pgoff;
	uint8_t build_id_size;
	uint8_t reserved[3];
	uint8_t build_id[PERFDATA_BUILD_ID_BYTES];
	uint32_t prot;
	uint32_t flags;
	char file[];
};

static uint64_t hash(const struct perfdata_build_id *id)
{
	uint64_t h = 14695981039346656037ull; /* FNV-1a */

	for (size_t i = 0; i < id->size; i++)
		h = (h ^ id->id[i]) * 1099511628211ull;
	for (const char *s = id->file; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211ull;
	return h;
}

static bool same(const struct perfdata_build_id *a, const struct perfdata_build_id *b)
{
	return a->size == b->size && !memcmp(a->id, b->id, a->size) && !strcmp(a->file, b->file);
}

/* Where @id is, or belongs. */
static uint32_t *find_slot(const struct build_ids *b, const struct perfdata_build_id *id)
{
	size_t i = hash(id) & (b->slot_cnt - 1);

	while (b->slots[i] && !same(&b->v[b->slots[i] - 1], id))
		i = (i + 1) & (b->slot_cnt - 1);
	return &b->slots[i];
}

/* Room for one more. */
static int grow(struct build_ids *b)
{
	size_t cap = b->cap ? 2 * b->cap : 64;
	struct perfdata_build_id *v;
	uint32_t *slots;

	if (b->cnt < b->cap)
		return 0;
	v = reallocarray(b->v, cap, sizeof(*v));
	if (!v)
		return -ENOMEM;
	b->v = v;
	slots = calloc(2 * cap, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(b->slots);
	b->slots = slots;
	b->slot_cnt = 2 * cap;
	b->cap = cap;
	for (size_t i = 0; i < b->cnt; i++)
		*find_slot(b, &b->v[i]) = (uint32_t)i + 1;
	return 0;
}

int build_ids_add(struct build_ids *b, const struct perf_event_header *hdr)
{
	const struct mmap2 *m = (const void *)hdr;
	struct perfdata_build_id id = { .pid = -1 };
	uint32_t *slot;
	int err;

	if (hdr->type != PERF_RECORD_MMAP2 || !(hdr->misc & PERF_RECORD_MISC_MMAP_BUILD_ID) ||
	    hdr->size <= sizeof(*m) || !m->build_id_size ||
	    m->build_id_size > PERFDATA_BUILD_ID_BYTES ||
	    !memchr(m->file, '\0', hdr->size - sizeof(*m)))
		return 0;
	id.misc = hdr->misc & PERF_RECORD_MISC_CPUMODE_MASK;
	id.file = m->file;
	id.size = m->build_id_size;
	memcpy(id.id, m->build_id, id.size);
	err = b->cnt < BUILD_IDS_MAX ? grow(b) : 0;
	if (err)
		return err;
	slot = find_slot(b, &id);
	if (*slot || b->cnt == BUILD_IDS_MAX)
		return 0;
	id.file = strdup(m->file);
	if (!id.file)
		return -ENOMEM;
	b->v[b->cnt++] = id;
	*slot = (uint32_t)b->cnt;
	return 0;
}

void build_ids_fini(struct build_ids *b)
{
	for (size_t i = 0; i < b->cnt; i++)
		free((char *)b->v[i].file);
	free(b->v);
	free(b->slots);
	*b = (struct build_ids){ 0 };
}
