/* SPDX-License-Identifier: GPL-2.0-only */
/* What lies where in one address space; see map_list.h. */
#include "task/map_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The first mapping that ends behind @addr. */
static size_t first_behind(const struct map_list *l, uint64_t addr)
{
	size_t low = 0, high = l->cnt;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->map[middle].end > addr)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

const struct map *map_list_find(const struct map_list *l, uint64_t addr)
{
	size_t idx = first_behind(l, addr);

	return idx < l->cnt && l->map[idx].addr <= addr ? &l->map[idx] : NULL;
}

static int reserve(struct map_list *l, size_t cnt)
{
	size_t cap = l->cap ? l->cap : 32;
	struct map *map;

	if (cnt > MAP_LIST_LIMIT)
		return -ENOSPC;
	if (cnt <= l->cap)
		return 0;
	while (cap < cnt)
		cap *= 2;
	map = reallocarray(l->map, cap, sizeof(*map));
	if (!map)
		return -ENOMEM;
	l->map = map;
	l->cap = cap;
	return 0;
}

/* What of @old lies below @m, and what above it. */
static struct map below(const struct map *old, const struct map *m)
{
	struct map part = *old;

	part.end = m->addr;
	return part;
}

static struct map above(const struct map *old, const struct map *m)
{
	struct map part = *old;

	part.pgoff_bytes += m->end - old->addr;
	part.addr = m->end;
	return part;
}

/* The mappings from @from to before @to become the @cnt of @by, whose references they get. */
static int replace(struct map_list *l, struct map_names *ns, size_t from, size_t to,
		   const struct map *by, size_t cnt)
{
	int err = reserve(l, l->cnt - (to - from) + cnt);

	if (err)
		return err;
	for (size_t i = from; i < to; i++)
		map_names_put(ns, l->map[i].file);
	memmove(&l->map[from + cnt], &l->map[to], (l->cnt - to) * sizeof(*l->map));
	memcpy(&l->map[from], by, cnt * sizeof(*by));
	l->cnt += cnt - (to - from);
	return 0;
}

int map_list_put(struct map_list *l, struct map_names *ns, const struct map *m)
{
	struct map by[3];
	size_t from, to, cnt = 0;
	int err;

	from = to = first_behind(l, m->addr);
	while (to < l->cnt && l->map[to].addr < m->end)
		to++;
	if (to > from && l->map[from].addr < m->addr)
		by[cnt++] = below(&l->map[from], m);
	by[cnt++] = *m;
	if (to > from && l->map[to - 1].end > m->end)
		by[cnt++] = above(&l->map[to - 1], m);
	/* The parts of the old ones have references of their own. */
	for (size_t i = 0; i < cnt; i++)
		map_names_ref(ns, by[i].file);
	err = m->addr < m->end ? replace(l, ns, from, to, by, cnt) : -EINVAL;
	for (size_t i = 0; err && i < cnt; i++)
		map_names_put(ns, by[i].file);
	map_names_put(ns, m->file);
	return err;
}

int map_list_copy(struct map_list *to, struct map_names *ns, const struct map_list *from)
{
	int err = reserve(to, from->cnt);

	if (err)
		return err;
	if (from->cnt)
		memcpy(to->map, from->map, from->cnt * sizeof(*from->map));
	to->cnt = from->cnt;
	for (size_t i = 0; i < to->cnt; i++)
		map_names_ref(ns, to->map[i].file);
	return 0;
}

void map_list_clear(struct map_list *l, struct map_names *ns)
{
	for (size_t i = 0; i < l->cnt; i++)
		map_names_put(ns, l->map[i].file);
	free(l->map);
	*l = (struct map_list){ 0 };
}
