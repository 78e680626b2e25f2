/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lies where in one address space: mappings in the order of their addresses, none of which
 * overlaps another. A new one takes the place of what it covers, because that is what mmap()
 * does, and because no record tells of munmap().
 */
#ifndef SYSTRAIL_TASK_MAP_LIST_H
#define SYSTRAIL_TASK_MAP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/map_names.h"

/* The kernel's default for a process is 65530 (vm.max_map_count). */
enum { MAP_LIST_LIMIT = 65536 };

struct map {
	uint64_t addr; /* of the first byte */
	uint64_t end; /* behind the last byte */
	uint64_t pgoff_bytes; /* where in the file it begins */
	/* As records and /proc/PID/maps name it, not escaped: a path, "//anon", "[heap]"; never NULL. */
	const char *file;
	bool exec;
};

/* All zero: empty. */
struct map_list {
	struct map *map;
	size_t cnt;
	size_t cap;
};

/*
 * Adds @m, whose reference to the file's name passes to the list. Returns 0, -EINVAL for a
 * mapping without bytes, -ENOSPC at the limit or -ENOMEM; the reference is gone then too.
 */
int map_list_put(struct map_list *l, struct map_names *ns, const struct map *m);

/* The mapping that @addr lies in, or NULL. Borrowed until the list changes. */
const struct map *map_list_find(const struct map_list *l, uint64_t addr);

/* Makes @to, which is empty, a copy of @from. Returns 0 or -ENOMEM. */
int map_list_copy(struct map_list *to, struct map_names *ns, const struct map_list *from);

/* Empties @l and frees what it holds. */
void map_list_clear(struct map_list *l, struct map_names *ns);

#endif
