/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroups that the kernel knows when it filters events: those of the one hierarchy that the
 * perf_event controller is bound to, which is either version 2 or one of version 1.
 *
 * A record names its cgroup by a number, the inode of its directory. What the directories are
 * called is read once, when the hierarchy is opened; of later ones the records tell
 * (cgroups_learn), or the tree is walked again, at most for a 20th of the time. A cgroup that is
 * known stays known when it is removed, as there may be records of it, and a path, once known, does
 * not change. Memory is bounded: when CGROUPS_BYTES_MAX is used up, later cgroups have no path.
 */
#ifndef SYSTRAIL_TASK_CGROUPS_H
#define SYSTRAIL_TASK_CGROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/cgroup.h"
#include "task/cgroup_mount.h"
#include "task/containers.h"
#include "util/diag.h"
#include "util/ids.h"

enum { CGROUPS_BYTES_MAX = 64 << 20 };

struct cgroups;

/*
 * Finds the hierarchy and reads its tree. Returns NULL and sets errno after a sentence: none is
 * mounted, or it cannot be read.
 */
struct cgroups *cgroups_open(const struct diag *d);

/* The same for a tree that is somewhere else, with files of container runtimes under @state_root. */
struct cgroups *cgroups_open_at(const char *mount_point, const char *state_root,
				const struct diag *d);
void cgroups_close(struct cgroups *cs);

/*
 * Those of a recording, which know what records tell (cgroups_learn(), cgroups_tell_container()) and
 * nothing of this machine. NULL when memory is short.
 */
struct cgroups *cgroups_new_recorded(void);

/* Where it is mounted, and which version it is. */
const struct cgroup_mount *cgroups_mount(const struct cgroups *cs);

/* All mounted hierarchies, also those that perf events do not go by. */
const struct cgroup_mounts *cgroups_mounts(const struct cgroups *cs);

/*
 * The cgroup with that number, never NULL. Borrowed until cgroups_close(). One that is not known
 * yet has no path; it can get one by the next cgroups_round().
 */
const struct cgroup *cgroups_find_id(struct cgroups *cs, uint64_t id);

/* A record told it (PERF_RECORD_CGROUP). */
void cgroups_learn(struct cgroups *cs, uint64_t id, const char *path);

/* What a recording says of the container of a cgroup, which has been learnt before. */
void cgroups_tell_container(struct cgroups *cs, const struct container_told *told);

/* Between two rounds: looks for the cgroups and containers whose names are not known yet. */
void cgroups_round(struct cgroups *cs);

/* The cgroup that thread @tid is in now, or NULL. */
const struct cgroup *cgroups_of_thread(struct cgroups *cs, int tid);

/* The directory for perf_event_open(): an fd of the caller's, or -errno (-ENOENT: it is removed). */
int cgroups_open_dir(const struct cgroups *cs, const struct cgroup *cg);

/*
 * Appends the threads that are in @cg and the cgroups below it now, each once. Returns 0 or
 * -errno (-ENOENT: it is removed).
 */
int cgroups_threads(struct cgroups *cs, const struct cgroup *cg, struct ids *tids);

/* Walks the tree now. Returns 0 or -errno: it is not there any more. */
int cgroups_walk(struct cgroups *cs);

/*
 * Those that were there at the last walk, parents first: NULL behind the last. Of a recording all
 * that were learnt.
 */
const struct cgroup *cgroups_at(const struct cgroups *cs, size_t idx);

/* The same for containers; there may be some that do not run. */
const struct container *cgroups_container_at(const struct cgroups *cs, size_t idx);

/* A directory that the last walk could not read, for want of permission; NULL: none. */
const char *cgroups_denied(const struct cgroups *cs);

#endif
