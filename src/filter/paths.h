/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The paths of -P: whether a call touches one of them, by name or through a file descriptor.
 *
 * Paths are compared as a whole, as strace does. Each counts as it was typed and as realpath(3)
 * resolves it. A file that was removed or replaced while it is open has " (deleted)" behind its
 * path in /proc; it still counts as that path, because who asks for a log file wants to see who
 * writes to the old one.
 */
#ifndef SYSTRAIL_FILTER_PATHS_H
#define SYSTRAIL_FILTER_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "pair/call.h"

struct filter_path {
	char *text;
	size_t len;
};

/* All zero: none. */
struct filter_paths {
	struct filter_path *v;
	size_t cnt;
};

/*
 * Adds @typed, and what it resolves to where that is something else; it need not exist. Returns
 * 0, -EINVAL (it is empty) or -ENOMEM.
 */
int filter_paths_add(struct filter_paths *fp, const char *typed);

/* Frees what it holds and empties it. */
void filter_paths_fini(struct filter_paths *fp);

/*
 * Whether @c touches one of the paths: by the file of an fd among its arguments or of its result,
 * or by a path that it names, as it stands there or behind the file of its dirfd. Names count
 * where the source of the call has read them (see struct call_bytes), and only whole ones;
 * nothing is known about the working directory.
 */
bool filter_paths_touched(const struct filter_paths *fp, const struct call *c);

#endif
