/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of mapped files, each kept once: a thousand processes map the same libc.
 *
 * A name that nobody uses any more stays for a while, so that who has just read it from a
 * mapping that is replaced meanwhile can still print it.
 */
#ifndef SYSTRAIL_TASK_MAP_NAMES_H
#define SYSTRAIL_TASK_MAP_NAMES_H

#include <stddef.h>

enum { MAP_NAMES_BUCKETS = 1024 };

struct map_name;

/* All zero: empty. */
struct map_names {
	struct map_name *bucket[MAP_NAMES_BUCKETS];
	size_t name_cnt;
	size_t unused_cnt;
};

/*
 * The one copy of @name, with a reference for the caller; NULL when memory is short. More than
 * PATH_MAX bytes are cut.
 */
const char *map_names_get(struct map_names *ns, const char *name);

/* One reference more, and one less; @name is from map_names_get(). NULL is fine. */
void map_names_ref(struct map_names *ns, const char *name);
void map_names_put(struct map_names *ns, const char *name);

/* Frees what nobody uses, if that has become much. Until here such names are readable. */
void map_names_prune(struct map_names *ns);

/* Frees all names, also those in use. */
void map_names_fini(struct map_names *ns);

#endif
