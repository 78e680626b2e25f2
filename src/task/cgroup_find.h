/* SPDX-License-Identifier: GPL-2.0-only */
/* The cgroups that a user means by what they typed: -G, --container. */
#ifndef SYSTRAIL_TASK_CGROUP_FIND_H
#define SYSTRAIL_TASK_CGROUP_FIND_H

#include "task/cgroups.h"

/*
 * Appends the cgroups that @text means: a path below the mount point (`/sys/fs/cgroup/a/b`), a path
 * from the root of the hierarchy (`/a/b`, `a/b`), the unique end of one (`b`; `nginx` for
 * nginx.service, .slice, .scope), or all that match a glob (`a/\*`). Returns 0 or -errno after a
 * sentence.
 */
int cgroups_resolve(const struct cgroups *cs, const char *text, struct cgroup_list *out,
		    const struct diag *d);

/*
 * Appends the cgroups of the container that @text means: its name, its id or the first digits of
 * it (at least 4), `pod/name`, `namespace/pod/name`; a pod's name or uid means all its containers.
 * Returns 0 or -errno after a sentence.
 */
int containers_resolve(const struct cgroups *cs, const char *text, struct cgroup_list *out,
		       const struct diag *d);

#endif
