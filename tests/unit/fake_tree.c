/* SPDX-License-Identifier: GPL-2.0-only */
/* Temporary trees for tests; see fake_tree.h. */
#include "unit/fake_tree.h"

#include "unit/check.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void emit(void *arg, enum diag_level level, const char *msg)
{
	struct fake_tree *t = arg;

	(void)level;
	t->said_cnt++;
	snprintf(t->said, sizeof(t->said), "%s", msg);
}

struct fake_tree *fake_tree_open(void)
{
	struct fake_tree *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	snprintf(t->dir, sizeof(t->dir), "%s/systrail.XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(t->dir));
	t->diag = (struct diag){ .emit = emit, .arg = t };
	return t;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void fake_tree_close(struct fake_tree *t)
{
	nftw(t->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(t);
}

const char *fake_tree_path(struct fake_tree *t, const char *path)
{
	snprintf(t->path, sizeof(t->path), "%s%s", t->dir, path);
	return t->path;
}

uint64_t fake_tree_mkdir(struct fake_tree *t, const char *path)
{
	char part[PATH_MAX];
	struct stat st;

	for (const char *s = path; *s;) {
		s += 1 + strcspn(s + 1, "/");
		snprintf(part, sizeof(part), "%.*s", (int)(s - path), path);
		mkdir(fake_tree_path(t, part), 0755);
	}
	assert_int_equal(stat(fake_tree_path(t, path), &st), 0);
	return st.st_ino;
}

void fake_tree_write(struct fake_tree *t, const char *path, const char *content)
{
	char dir[PATH_MAX];
	FILE *out;

	snprintf(dir, sizeof(dir), "%.*s", (int)(strrchr(path, '/') - path), path);
	fake_tree_mkdir(t, dir);
	out = fopen(fake_tree_path(t, path), "we");
	assert_non_null(out);
	assert_true(fputs(content, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

void fake_tree_expect_said(struct fake_tree *t, const char *part)
{
	if (t->said_cnt != 1 || !strstr(t->said, part))
		print_error("said %u: '%s', not '%s'\n", t->said_cnt, t->said, part);
	assert_int_equal(t->said_cnt, 1);
	assert_non_null(strstr(t->said, part));
	t->said_cnt = 0;
}
