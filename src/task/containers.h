/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Containers: who they are, as far as the paths of their cgroups (container_scheme.h) and the files
 * of their runtimes (container_state.h) say. There are at most CONTAINERS_MAX; what is in later ones
 * counts as being in none.
 *
 * All texts were chosen by others; only the label is escaped.
 */
#ifndef SYSTRAIL_TASK_CONTAINERS_H
#define SYSTRAIL_TASK_CONTAINERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONTAINERS_MAX = 8192 };

struct container {
	const char *path; /* of its cgroup */
	const char *
		runtime; /* `docker`, `podman`, `containerd`, `cri-o`, `nspawn`, `lxc`, `crun`, ... */
	const char *id; /* never NULL; 64 hexadecimal digits, or a name where names are ids */
	const char *name; /* never NULL; empty: not known */
	/* Of the pod in Kubernetes; empty: in none, or not known */
	const char *pod_uid; /* with dashes */
	const char *pod;
	const char *pod_namespace;
	/* For lines: the name (`pod/name` in Kubernetes), else the first 12 digits of the id; escaped. */
	const char *label;
	size_t label_len;
};

struct containers;

/*
 * @state_root: below which the runtimes' files are (`` is the system's own); @mount_point: that of
 * the cgroups, which some of them write in front of paths. NULL when memory is short.
 */
struct containers *containers_open(const char *state_root, const char *mount_point);
void containers_close(struct containers *cts);

/*
 * The container that the cgroup @path is or is part of, or NULL. Borrowed until
 * containers_close(); its texts until the next containers_look().
 */
const struct container *containers_of_path(struct containers *cts, const char *path);

/*
 * Reads what the runtimes have written down since. Whether that made containers of cgroups
 * that were none.
 */
bool containers_look(struct containers *cts);

/* What a recording says of the container of the cgroup @cgroup_id. Texts are not terminated. */
struct container_told {
	uint64_t cgroup_id;
	const char *id;
	const char *name;
	const char *pod;
	size_t id_len;
	size_t name_len;
	size_t pod_len;
};

/*
 * The cgroup @path is that container. Whether that made containers of cgroups that were none. What
 * the path tells counts more, so that nothing but its names can be told of a container that has one.
 */
bool containers_tell(struct containers *cts, const char *path, const struct container_told *told);

/* All that were met or written down, also those that do not run: NULL behind the last. */
const struct container *containers_at(const struct containers *cts, size_t idx);

#endif
