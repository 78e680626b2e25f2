/* SPDX-License-Identifier: GPL-2.0-only */
/* A sorted array of tracepoints; see points.h. */
#include "session/points.h"

#include <stdlib.h>
#include <string.h>

/* Where @id is, or would be. */
static size_t place_of(const struct points *p, uint32_t id)
{
	size_t lo = 0, hi = p->cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->v[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct point *points_add(struct points *p, uint32_t id, const char *name, enum point_use use)
{
	size_t at = place_of(p, id);

	if (at == p->cnt || p->v[at].id != id) {
		if (p->cnt == p->cap) {
			size_t cap = p->cap ? 2 * p->cap : 8;
			struct point *v = reallocarray(p->v, cap, sizeof(*v));

			if (!v)
				return NULL;
			p->v = v;
			p->cap = cap;
		}
		memmove(p->v + at + 1, p->v + at, (p->cnt++ - at) * sizeof(*p->v));
		p->v[at] = (struct point){ .id = id, .name = name };
	}
	p->v[at].uses |= use;
	return &p->v[at];
}

const struct point *points_find(const struct points *p, uint32_t id)
{
	size_t at = place_of(p, id);

	return at < p->cnt && p->v[at].id == id ? &p->v[at] : NULL;
}

bool points_use(const struct points *p, enum point_use use)
{
	for (size_t i = 0; i < p->cnt; i++)
		if (p->v[i].uses & use)
			return true;
	return false;
}

void points_fini(struct points *p)
{
	free(p->v);
	*p = (struct points){ 0 };
}
