/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where cgroups are mounted, and by which hierarchy the kernel filters perf events: the one of
 * version 1 that the perf_event controller is mounted with, else the one of version 2.
 */
#ifndef SYSTRAIL_TASK_CGROUP_MOUNT_H
#define SYSTRAIL_TASK_CGROUP_MOUNT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/diag.h"

/* More than there are controllers. */
enum { CGROUP_MOUNTS_MAX = 32 };

struct cgroup_mount {
	bool v2;
	char point[PATH_MAX];
	char root[PATH_MAX]; /* which cgroup the mount point shows; mostly `/` */
	char options[128]; /* of version 1: the controllers, after `rw` */
};

struct cgroup_mounts {
	struct cgroup_mount *v;
	size_t cnt;
};

/*
 * Reads the mounts of cgroups from @mountinfo (/proc/self/mountinfo, proc(5)). Returns 0 or
 * -errno; to be freed with cgroup_mounts_fini().
 */
int cgroup_mounts_read(const char *mountinfo, struct cgroup_mounts *out);
void cgroup_mounts_fini(struct cgroup_mounts *ms);

/*
 * The mount that perf events go by, according to @controllers (/proc/cgroups). NULL and errno
 * after a sentence that says what is missing.
 */
const struct cgroup_mount *cgroup_mounts_of_perf(const struct cgroup_mounts *ms,
						 const char *controllers, const struct diag *d);

/* The mount below which @path lies (or is), or NULL. */
const struct cgroup_mount *cgroup_mounts_around(const struct cgroup_mounts *ms, const char *path);

/* Whether there is a cgroup @path (from the root of the hierarchy) below @m. */
bool cgroup_mount_has(const struct cgroup_mount *m, const char *path);

/* What of @path comes behind @dir: empty, or with a slash first; NULL: it is not below @dir. */
const char *cgroup_path_below(const char *path, const char *dir);

#endif
