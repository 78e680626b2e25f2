/* SPDX-License-Identifier: GPL-2.0-only */
/* A temporary directory with cgroups and files in it, and what was said about it. */
#ifndef TESTS_UNIT_FAKE_TREE_H
#define TESTS_UNIT_FAKE_TREE_H

#include <limits.h>
#include <stdint.h>

#include "util/diag.h"

struct fake_tree {
	char dir[PATH_MAX];
	char path[2 * PATH_MAX]; /* what fake_tree_path() returned last */
	struct diag diag;
	unsigned int said_cnt;
	char said[DIAG_SENTENCE_BYTES]; /* the last sentence */
};

/* Makes the directory; the test fails if it cannot. To be removed with fake_tree_close(). */
struct fake_tree *fake_tree_open(void);
void fake_tree_close(struct fake_tree *t);

/* Makes a directory in it with all its parents, and returns its inode number. */
uint64_t fake_tree_mkdir(struct fake_tree *t, const char *path);

/* Writes a file in it, whose directory is made if need be. */
void fake_tree_write(struct fake_tree *t, const char *path, const char *content);

/* The path of something in it, valid until the next call. */
const char *fake_tree_path(struct fake_tree *t, const char *path);

/* The test fails unless one sentence was said since the last time, and @part is in it. */
void fake_tree_expect_said(struct fake_tree *t, const char *part);

#endif
