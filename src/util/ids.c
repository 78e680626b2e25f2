/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of pids, tids, CPUs; see ids.h. */
#include "util/ids.h"

#include <errno.h>
#include <stdlib.h>

int ids_add(struct ids *l, int id)
{
	if (l->cnt == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		int *v = reallocarray(l->v, cap, sizeof(*v));

		if (!v)
			return -ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->cnt++] = id;
	return 0;
}

bool ids_has(const struct ids *l, int id)
{
	for (size_t i = 0; i < l->cnt; i++)
		if (l->v[i] == id)
			return true;
	return false;
}

int ids_add_new(struct ids *l, int id)
{
	return ids_has(l, id) ? 0 : ids_add(l, id);
}

void ids_fini(struct ids *l)
{
	free(l->v);
	*l = (struct ids){ 0 };
}
