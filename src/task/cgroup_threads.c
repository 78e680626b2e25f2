/* SPDX-License-Identifier: GPL-2.0-only */
/* Who is in a cgroup; see cgroups_threads(). */
#include "task/cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Appends the numbers in the file of @cg that lists threads. */
static int read_threads(const struct cgroups *cs, const struct cgroup *cg, struct ids *tids)
{
	int dir = cgroups_open_dir(cs, cg), fd, tid, err = 0;
	FILE *in;

	if (dir < 0)
		return dir;
	fd = openat(dir, cgroups_mount(cs)->v2 ? "cgroup.threads" : "tasks", O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		close(dir);
		return err;
	}
	close(dir);
	in = fdopen(fd, "r");
	if (!in) {
		close(fd);
		return -ENOMEM;
	}
	/* One of a pid namespace that we do not see is 0. */
	while (!err && fscanf(in, "%d", &tid) == 1)
		if (tid > 0)
			err = ids_add(tids, tid);
	fclose(in);
	return err;
}

static int compare_ids(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorts @l from @begin on, and drops repetitions. */
static void sort_ids(struct ids *l, size_t begin)
{
	size_t cnt = begin;

	if (l->cnt == begin)
		return;
	qsort(l->v + begin, l->cnt - begin, sizeof(*l->v), compare_ids);
	for (size_t i = begin; i < l->cnt; i++)
		if (cnt == begin || l->v[i] != l->v[cnt - 1])
			l->v[cnt++] = l->v[i];
	l->cnt = cnt;
}

int cgroups_threads(struct cgroups *cs, const struct cgroup *cg, struct ids *tids)
{
	size_t begin = tids->cnt;
	const struct cgroup *inside;
	bool is_there = false;
	int err = cgroups_walk(cs);

	for (size_t i = 0; !err && (inside = cgroups_at(cs, i)); i++) {
		if (!cgroup_is_inside(inside, cg))
			continue;
		is_there = true;
		err = read_threads(cs, inside, tids);
		/* It vanished meanwhile, and its threads are gone or elsewhere. */
		if (err == -ENOENT || err == -ENODEV)
			err = 0;
	}
	sort_ids(tids, begin);
	if (err)
		return err;
	return is_there ? 0 : -ENOENT;
}
