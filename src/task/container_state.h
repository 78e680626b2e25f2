/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What container runtimes write down about their containers: hints, which may be missing, old or,
 * where users run their own containers, lies. All files are read within limits.
 */
#ifndef SYSTRAIL_TASK_CONTAINER_STATE_H
#define SYSTRAIL_TASK_CONTAINER_STATE_H

#include "task/container_facts.h"

struct container_state;

/*
 * For one look at the files, which are below @root (`` is the system's own). NULL when memory
 * is short. A file that tells of many containers is read once.
 */
struct container_state *container_state_open(const char *root);
void container_state_close(struct container_state *st);

/*
 * Completes @f, whose runtime, id and pod_uid are set, as far as the runtime's files know the
 * container. Whether its name is known now.
 */
bool container_state_complete(struct container_state *st, struct container_facts *f);

/*
 * Calls @fn for each container whose cgroup can have any path, which its runtime has written
 * down; @path is from the root of the hierarchy.
 */
typedef void container_declared_fn(void *arg, const char *path, const struct container_facts *f);
void container_state_declared(struct container_state *st, container_declared_fn *fn, void *arg);

#endif
