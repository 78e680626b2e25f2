/* SPDX-License-Identifier: GPL-2.0-only */
/* A cgroup, and lists of them; where they come from, see cgroups.h. */
#ifndef SYSTRAIL_TASK_CGROUP_H
#define SYSTRAIL_TASK_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct container;

struct cgroup {
	uint64_t id;
	const char
		*path; /* from the root of the hierarchy: `/`, `/system.slice/x`; NULL: not known */
	const struct container *container; /* that it is, or is part of; NULL: none */
	/* For lines: the path, escaped, or `?`. */
	const char *label;
	size_t label_len;
};

/* Whether @cg is @outer or below it. */
bool cgroup_is_inside(const struct cgroup *cg, const struct cgroup *outer);

struct cgroup_list {
	const struct cgroup **v;
	size_t cnt;
	size_t cap;
};

/* Appends @cg; the second only unless it is there. Return 0 or -ENOMEM. */
int cgroup_list_append(struct cgroup_list *l, const struct cgroup *cg);
int cgroup_list_add(struct cgroup_list *l, const struct cgroup *cg);

/* Drops those that are inside another one of the list, whose events are theirs, too. */
void cgroup_list_drop_nested(struct cgroup_list *l);

/* Frees what the list holds and empties it. */
void cgroup_list_fini(struct cgroup_list *l);

#endif
