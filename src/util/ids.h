/* SPDX-License-Identifier: GPL-2.0-only */
/* A growing list of small numbers: pids, tids, CPUs. */
#ifndef SYSTRAIL_UTIL_IDS_H
#define SYSTRAIL_UTIL_IDS_H

#include <stdbool.h>
#include <stddef.h>

struct ids {
	int *v;
	size_t cnt;
	size_t cap;
};

/* Appends @id. Returns 0 or -ENOMEM. */
int ids_add(struct ids *l, int id);

/* Appends @id unless it is there. Returns 0 or -ENOMEM. */
int ids_add_new(struct ids *l, int id);

bool ids_has(const struct ids *l, int id);

/* Frees what the list holds and empties it. */
void ids_fini(struct ids *l);

#endif
