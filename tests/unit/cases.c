/* SPDX-License-Identifier: GPL-2.0-only */
/* A test for each file of a folder; see cases.h. */
#include "unit/cases.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/check.h"

static int is_input(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && !strcmp(d->d_name + len - 4, ".txt");
}

int cases_run(const char *folder, void (*test)(void **state))
{
	struct dirent **entries;
	int cnt = scandir(folder, &entries, is_input, alphasort), failed;
	struct CMUnitTest *tests;

	if (cnt <= 0) {
		fprintf(stderr, "%s: no test cases\n", folder);
		return 1;
	}
	tests = calloc((size_t)cnt, sizeof(*tests));
	for (int i = 0; i < cnt; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
		tests[i] = (struct CMUnitTest){ entries[i]->d_name, test, NULL, NULL, path };
	}
	/* What the macro cmocka_run_group_tests() is made of; it wants an array. */
	failed = _cmocka_run_group_tests(folder, tests, (size_t)cnt, NULL, NULL);
	for (int i = 0; i < cnt; i++) {
		free(tests[i].initial_state);
		free(entries[i]);
	}
	free(tests);
	free(entries);
	return failed;
}
