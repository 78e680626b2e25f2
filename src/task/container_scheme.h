/* SPDX-License-Identifier: GPL-2.0-only */
/* How container runtimes name their cgroups: what the path alone tells of a container. */
#ifndef SYSTRAIL_TASK_CONTAINER_SCHEME_H
#define SYSTRAIL_TASK_CONTAINER_SCHEME_H

#include "task/container_facts.h"

/*
 * The container that the cgroup @path is, or is part of; the innermost one, if containers run in
 * containers. Returns how many bytes of @path are the container's own cgroup, and fills @f as far
 * as the path tells; 0: it is no container's by its name.
 */
size_t container_scheme_match(const char *path, struct container_facts *f);

/* Whether @id is what Docker, podman, containerd and CRI-O use: 64 hexadecimal digits. */
bool container_scheme_is_hex_id(const char *id, size_t len);

#endif
