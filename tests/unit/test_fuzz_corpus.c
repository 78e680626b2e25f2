/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The corpus of each fuzz target, through that target: what once found something stays found. The
 * Makefile names the targets after their files, see tests/fuzz/README.md.
 */
#include "unit/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int target_fn(const uint8_t *data, size_t size);

/* NULL: that file is not there. */
__attribute__((weak)) target_fn fuzz_expr, fuzz_print, fuzz_reader, fuzz_report, fuzz_sample,
	fuzz_tracing;

static const struct {
	const char *name;
	target_fn *run;
} targets[] = {
	{ "expr", fuzz_expr },	   { "print", fuzz_print },   { "reader", fuzz_reader },
	{ "report", fuzz_report }, { "sample", fuzz_sample }, { "tracing", fuzz_tracing },
};

static target_fn *find_target(const char *name)
{
	for (size_t i = 0; i < ARRAY_CNT(targets); i++)
		if (!strcmp(targets[i].name, name))
			return targets[i].run;
	return NULL;
}

/* In memory of exactly its size, so that a sanitizer sees a step behind it. */
static uint8_t *read_file(const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data;
	long len;

	assert_non_null(in);
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	len = ftell(in);
	assert_true(len >= 0);
	rewind(in);
	data = malloc(len ? (size_t)len : 1);
	assert_non_null(data);
	*size = fread(data, 1, (size_t)len, in);
	assert_int_equal(*size, len);
	fclose(in);
	return data;
}

static unsigned int run_corpus(const char *name)
{
	target_fn *run = find_target(name);
	char dir[512], path[1024];
	struct dirent *entry;
	unsigned int cnt = 0;
	DIR *d;

	if (!run)
		fail_msg("tests/fuzz/corpus/%s is the corpus of no target here", name);
	snprintf(dir, sizeof(dir), "tests/fuzz/corpus/%s", name);
	d = opendir(dir);
	assert_non_null(d);
	while ((entry = readdir(d))) {
		uint8_t *data;
		size_t size;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		data = read_file(path, &size);
		/* A crash is to be told with its file. */
		print_message("# %s\n", path);
		assert_int_equal(run(data, size), 0);
		free(data);
		cnt++;
	}
	closedir(d);
	return cnt;
}

static void test_corpus(void **state)
{
	DIR *d = opendir("tests/fuzz/corpus");
	struct dirent *entry;
	unsigned int cnt = 0;

	(void)state;
	assert_non_null(d);
	while ((entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		if (!run_corpus(entry->d_name))
			fail_msg("tests/fuzz/corpus/%s is empty", entry->d_name);
		cnt++;
	}
	closedir(d);
	assert_true(cnt >= 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
