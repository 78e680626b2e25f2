/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes that wait outside of memory: a temporary file without a name, which is gone when we are,
 * and is emptied whenever nobody needs what is in it.
 */
#ifndef SYSTRAIL_CAPTURE_SPILL_H
#define SYSTRAIL_CAPTURE_SPILL_H

#include <stddef.h>
#include <stdint.h>

struct spill {
	int fd; /* -1: not opened yet */
	uint64_t end; /* where the next bytes go */
	size_t user_cnt; /* of spill_put() without spill_done() */
};

void spill_init(struct spill *s);
void spill_fini(struct spill *s);

/*
 * Puts @n bytes away, and tells at which @offset of s->fd they can be read until spill_done().
 * Returns 0 or -errno.
 */
int spill_put(struct spill *s, const void *p, size_t n, int64_t *offset);

/* One of those who put bytes away does not need them any more. */
void spill_done(struct spill *s);

#endif
