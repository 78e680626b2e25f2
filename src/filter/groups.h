/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroups and containers of -G and --container as conditions, for a recording: its cgroups
 * become known while it is read, and some of them do not exist any more.
 */
#ifndef SYSTRAIL_FILTER_GROUPS_H
#define SYSTRAIL_FILTER_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "task/cgroup.h"
#include "util/diag.h"

struct filter_group {
	char *text; /* a path with a slash first, or what names a container */
	bool is_container;
	bool from_root; /* it cannot be the end of a path */
	bool is_name; /* a glob for the last part of a path */
};

/* All zero: none. */
struct filter_groups {
	struct filter_group *v;
	size_t cnt;
	/* The last one that was asked about, and the answer: many calls of a thread follow each other. */
	const struct cgroup *last;
	const char *last_path;
	const void *last_container;
	bool last_answer;
};

/*
 * Add what was typed, as cgroups_resolve() and containers_resolve() read it. Return 0, -EINVAL
 * after a sentence, or -ENOMEM.
 */
int filter_groups_add_cgroup(struct filter_groups *g, const char *typed, const struct diag *d);
int filter_groups_add_container(struct filter_groups *g, const char *typed, const struct diag *d);

/* Frees what it holds and empties it. */
void filter_groups_fini(struct filter_groups *g);

/* Whether @cg (NULL: not known) is one of them, or is inside of one. */
bool filter_groups_have(struct filter_groups *g, const struct cgroup *cg);

#endif
