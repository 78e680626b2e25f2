/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lists of all containers that podman and CRI-O keep, one of the system and one of each user
 * who runs containers.
 */
#ifndef SYSTRAIL_TASK_CONTAINER_LISTS_H
#define SYSTRAIL_TASK_CONTAINER_LISTS_H

#include "task/container_facts.h"
#include "util/jsonfile.h"

enum { CONTAINER_LISTS_CNT = 2 };

/* Those of one user, kept for the next question; zero is empty. */
struct container_lists {
	bool read;
	unsigned int uid;
	struct json_value *v[CONTAINER_LISTS_CNT];
};

/*
 * Sets the name of @f, whose id and uid are known, if a list below @root has it. Whether one has.
 */
bool container_lists_name(struct container_lists *ls, const char *root, struct container_facts *f);

/* Frees what the lists hold and empties them. */
void container_lists_fini(struct container_lists *ls);

#endif
