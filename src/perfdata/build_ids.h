/* SPDX-License-Identifier: GPL-2.0-only */
/* Which files were mapped, and what their build-ids are: a set for the end of a recording. */
#ifndef SYSTRAIL_PERFDATA_BUILD_IDS_H
#define SYSTRAIL_PERFDATA_BUILD_IDS_H

#include "perfdata/about.h"

struct build_ids;

/* An empty set of at most @max_cnt, or NULL when memory is short. */
struct build_ids *build_ids_new(size_t max_cnt);

/* Accepts NULL. */
void build_ids_free(struct build_ids *s);

/*
 * The id of @file that was added first, or NULL; @misc and @pid as in struct perfdata_build_id.
 * Borrowed until the next one is added.
 */
const struct perfdata_build_id *build_ids_find(const struct build_ids *s, const char *file,
					       uint16_t misc, int32_t pid);

/*
 * Adds a copy of @id unless the same is there. A file that was replaced has two. Returns 0,
 * -EINVAL (of more bytes than an id has), -ENOSPC (the set is full) or -ENOMEM.
 */
int build_ids_add(struct build_ids *s, const struct perfdata_build_id *id);

/* All of them, in the order in which they were added; borrowed until the next is. */
const struct perfdata_build_id *build_ids_list(const struct build_ids *s, size_t *cnt);

#endif
