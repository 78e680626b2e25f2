/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing to somebody who may not read: a pager that waits for a key, a stopped terminal.
 * As long as nobody wants us to end we wait; after that, only for a second in which
 * nothing is taken.
 */
#ifndef SYSTRAIL_UTIL_PATIENCE_H
#define SYSTRAIL_UTIL_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>

struct patience {
	int stop_fd; /* readable when asked() may have changed */
	bool (*asked)(void *arg); /* whether we have been asked to end; takes what came */
	void *arg;
};

/*
 * Writes all of @buf to @fd. @p, or @p->asked, may be NULL: then it waits for ever. Returns
 * 0, -ECANCELED when the reader was given up, or the -errno of the write.
 */
int patience_write(const struct patience *p, int fd, const char *buf, size_t len);

#endif
