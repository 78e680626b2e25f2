/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stretch of a stream of records: it is filled at the end and read from the front. What is left
 * of a record that is not whole moves to the front when room is needed, so a byte moves at most
 * once.
 */
#ifndef SYSTRAIL_PERFDATA_WINDOW_H
#define SYSTRAIL_PERFDATA_WINDOW_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	WINDOW_BYTES = 256 * 1024,
	RECORD_MAX_BYTES = 64 * 1024, /* its size has 16 bits */
};

struct window {
	unsigned char *buf;
	size_t pos; /* of the first byte that is not read yet */
	size_t len;
};

/* Returns 0 or -ENOMEM. */
static inline int window_init(struct window *w)
{
	*w = (struct window){ .buf = malloc(WINDOW_BYTES) };
	return w->buf ? 0 : -ENOMEM;
}

static inline void window_fini(struct window *w)
{
	free(w->buf);
	w->buf = NULL;
}

static inline size_t window_left(const struct window *w)
{
	return w->len - w->pos;
}

static inline const unsigned char *window_at(const struct window *w)
{
	return w->buf + w->pos;
}

/* Where to fill in more, and how much. There is room as long as less than a record is left. */
static inline unsigned char *window_room(struct window *w, size_t *room)
{
	if (WINDOW_BYTES - w->len < RECORD_MAX_BYTES) {
		memmove(w->buf, w->buf + w->pos, window_left(w));
		w->len -= w->pos;
		w->pos = 0;
	}
	*room = WINDOW_BYTES - w->len;
	return w->buf + w->len;
}

#endif
