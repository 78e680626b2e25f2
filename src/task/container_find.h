/* SPDX-License-Identifier: GPL-2.0-only */
/* Which container a user means. */
#ifndef SYSTRAIL_TASK_CONTAINER_FIND_H
#define SYSTRAIL_TASK_CONTAINER_FIND_H

#include <stdbool.h>

#include "task/containers.h"

/* Whether @text can mean @ct: in the words of containers_resolve(), in cgroup_find.h. */
bool container_is_meant(const struct container *ct, const char *text);

#endif
