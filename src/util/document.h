/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that always has one whole document: the next one takes its place at once. Who reads it
 * meanwhile (a collector of metrics) never sees half of one.
 */
#ifndef SYSTRAIL_UTIL_DOCUMENT_H
#define SYSTRAIL_UTIL_DOCUMENT_H

#include <stdbool.h>

struct document {
	const char
		*path; /* borrowed; NULL: it is no file that can be replaced, and all is appended */
	int fd; /* open on that file, borrowed */
	bool unnamed; /* @fd stands for what will become the file */
};

/*
 * A new document begins: what is written to @d->fd is not in the file yet. Where the file system
 * cannot do that, it is written over what is there.
 */
void document_begin(struct document *d);

/* All of it is written: it is the file now. Returns 0 or -errno. */
int document_end(struct document *d);

#endif
