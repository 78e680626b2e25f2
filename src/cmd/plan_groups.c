/* SPDX-License-Identifier: GPL-2.0-only */
/* The cgroups of a plan; see plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "filter/call_fields.h"

bool plan_needs_cgroups(const struct plan *p)
{
	const struct options *o = p->opt;

	return o->cgroups.cnt || o->containers.cnt || o->show_cgroup || o->show_container ||
	       summary_shape_has(&p->summary, SUMMARY_CGROUP) ||
	       summary_shape_has(&p->summary, SUMMARY_CONTAINER) ||
	       stat_names_need_cgroups(&p->stat.names) ||
	       (p->expr && call_expr_needs_cgroups(p->expr));
}

/* An fd of its directory for the kernel, and the threads that are in it already. */
static int open_group(struct plan *p, const struct cgroup *cg)
{
	size_t before = p->group_tids.cnt;
	int fd = cgroups_open_dir(p->cgroups, cg), err;

	if (fd < 0)
		return diag_fail(p->diag, fd, "cannot open cgroup '%s': %s", cg->path,
				 strerror(-fd));
	err = ids_add(&p->group_fds, fd);
	if (err) {
		close(fd);
		return err;
	}
	err = cgroups_threads(p->cgroups, cg, &p->group_tids);
	if (err)
		return diag_fail(p->diag, err, "cannot list the processes of cgroup '%s': %s",
				 cg->path, strerror(-err));
	if (p->group_tids.cnt == before)
		diag_say(p->diag, DIAG_WARN,
			 "there is no process in cgroup '%s' now: waiting for those that join it",
			 cg->path);
	return 0;
}

int plan_find_groups(struct plan *p)
{
	const struct options *o = p->opt;
	int err = 0;

	if (!plan_needs_cgroups(p))
		return 0;
	p->cgroups = cgroups_open(p->diag);
	if (!p->cgroups)
		return -errno;
	for (size_t i = 0; !err && i < o->cgroups.cnt; i++)
		err = cgroups_resolve(p->cgroups, o->cgroups.v[i], &p->groups, p->diag);
	for (size_t i = 0; !err && i < o->containers.cnt; i++)
		err = containers_resolve(p->cgroups, o->containers.v[i], &p->groups, p->diag);
	cgroup_list_drop_nested(&p->groups);
	for (size_t i = 0; !err && i < p->groups.cnt; i++) {
		diag_say(p->diag, DIAG_INFO, "cgroup '%s'", p->groups.v[i]->path);
		err = open_group(p, p->groups.v[i]);
	}
	return err;
}
