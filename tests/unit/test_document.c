/* SPDX-License-Identifier: GPL-2.0-only */
/* One document in the place of another: what a reader sees at each moment. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/document.h"

struct fixture {
	char dir[64];
	char path[128];
	int fd;
	struct document d;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/document-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/metrics", f->dir);
	f->fd = open(f->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_true(f->fd >= 0);
	f->d = (struct document){ .path = f->path, .fd = f->fd };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	unlink(f->path);
	/* Nothing else was left there. */
	assert_int_equal(rmdir(f->dir), 0);
	free(f);
	return 0;
}

static void put(struct fixture *f, const char *text)
{
	assert_int_equal(write(f->fd, text, strlen(text)), (ssize_t)strlen(text));
}

static void expect(const struct fixture *f, const char *text)
{
	char got[256] = "";
	FILE *in = fopen(f->path, "r");

	assert_non_null(in);
	got[fread(got, 1, sizeof(got) - 1, in)] = '\0';
	fclose(in);
	assert_string_equal(got, text);
}

static void test_whole_or_old(void **state)
{
	struct fixture *f = *state;

	document_begin(&f->d);
	put(f, "a longer document\n");
	assert_int_equal(document_end(&f->d), 0);
	expect(f, "a longer document\n");
	document_begin(&f->d);
	put(f, "short");
	if (f->d.unnamed) /* what /tmp is on can do that nearly everywhere */
		expect(f, "a longer document\n");
	put(f, "er\n");
	assert_int_equal(document_end(&f->d), 0);
	expect(f, "shorter\n");
}

/* Where no file without a name can be had, at least nothing of an older document is left. */
static void test_in_place(void **state)
{
	struct fixture *f = *state;
	char nowhere[] = "/proc/self/nowhere";

	f->d.path = nowhere;
	document_begin(&f->d);
	assert_false(f->d.unnamed);
	put(f, "a longer document\n");
	assert_int_equal(document_end(&f->d), 0);
	document_begin(&f->d);
	put(f, "short\n");
	assert_int_equal(document_end(&f->d), 0);
	expect(f, "short\n");
}

static void test_appended(void **state)
{
	struct fixture *f = *state;

	f->d.path = NULL;
	for (int i = 0; i < 2; i++) {
		document_begin(&f->d);
		put(f, "one\n");
		assert_int_equal(document_end(&f->d), 0);
	}
	expect(f, "one\none\n");
}

/* Whoever removed the folder meanwhile is told. */
static void test_name_that_cannot_be_had(void **state)
{
	struct fixture *f = *state;
	char path[PATH_MAX];

	document_begin(&f->d);
	if (!f->d.unnamed)
		skip();
	snprintf(path, sizeof(path), "%s/nofolder/metrics", f->dir);
	f->d.path = path;
	put(f, "text\n");
	assert_int_equal(document_end(&f->d), -ENOENT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_whole_or_old),
		TEST(test_in_place),
		TEST(test_appended),
		TEST(test_name_that_cannot_be_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
