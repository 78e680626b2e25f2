/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of cgroups; see cgroup.h. */
#include "task/cgroup.h"

#include <errno.h>
#include <stdlib.h>

#include "task/cgroup_mount.h"

int cgroup_list_append(struct cgroup_list *l, const struct cgroup *cg)
{
	if (l->cnt == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		const struct cgroup **v = reallocarray(l->v, cap, sizeof(*v));

		if (!v)
			return -ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->cnt++] = cg;
	return 0;
}

int cgroup_list_add(struct cgroup_list *l, const struct cgroup *cg)
{
	for (size_t i = 0; i < l->cnt; i++)
		if (l->v[i] == cg)
			return 0;
	return cgroup_list_append(l, cg);
}

static bool inside_another(const struct cgroup_list *l, const struct cgroup *cg)
{
	for (size_t i = 0; i < l->cnt; i++)
		if (l->v[i] != cg && cgroup_is_inside(cg, l->v[i]))
			return true;
	return false;
}

void cgroup_list_drop_nested(struct cgroup_list *l)
{
	size_t kept = 0;

	/* What is dropped may be what another one is inside of, and then so is what it is inside of. */
	for (size_t i = 0; i < l->cnt; i++) {
		const struct cgroup_list rest = { .v = l->v + i, .cnt = l->cnt - i };
		const struct cgroup_list before = { .v = l->v, .cnt = kept };

		if (!inside_another(&before, l->v[i]) && !inside_another(&rest, l->v[i]))
			l->v[kept++] = l->v[i];
	}
	l->cnt = kept;
}

void cgroup_list_fini(struct cgroup_list *l)
{
	free(l->v);
	*l = (struct cgroup_list){ 0 };
}

bool cgroup_is_inside(const struct cgroup *cg, const struct cgroup *outer)
{
	if (cg == outer)
		return true;
	return cg->path && outer->path && cgroup_path_below(cg->path, outer->path);
}
