/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of errors, and lists of them. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "syscall/errnos.h"

static void hear(void *arg, enum diag_level level, const char *msg)
{
	(void)level;
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(errno_name(ENOENT), "ENOENT");
	assert_string_equal(errno_text(ENOENT), "No such file or directory");
	assert_string_equal(errno_name(512), "ERESTARTSYS");
	assert_null(errno_name(0));
	assert_null(errno_name(ERRNO_MAX));
	assert_null(errno_name(-1));
}

static void test_find(void **state)
{
	(void)state;
	for (int err = 1; err <= ERRNO_MAX; err++) {
		const char *name = errno_name(err);

		if (name)
			assert_int_equal(errno_find(name, strlen(name)), err);
	}
	assert_int_equal(errno_find("EWOULDBLOCK", 11), EAGAIN);
	assert_int_equal(errno_find("ENOENT2", 6), ENOENT);
	assert_int_equal(errno_find("ENOENT2", 7), -ENOENT);
	assert_int_equal(errno_find("", 0), -ENOENT);
	assert_int_equal(errno_find("0", 1), -ENOENT);
}

static void test_list(void **state)
{
	struct ids errnos = { 0 };

	(void)state;
	assert_int_equal(errno_parse_list("ENOENT,11,EAGAIN,4095", NULL, &errnos), 0);
	assert_int_equal(errnos.cnt, 3);
	assert_int_equal(errnos.v[0], ENOENT);
	assert_int_equal(errnos.v[1], EAGAIN);
	assert_int_equal(errnos.v[2], 4095);
	ids_fini(&errnos);
}

static void expect_refused(const char *list, const char *says)
{
	char said[DIAG_SENTENCE_BYTES] = "";
	struct diag d = { .emit = hear, .arg = said };
	struct ids errnos = { 0 };

	assert_int_equal(errno_parse_list(list, &d, &errnos), -EINVAL);
	if (!strstr(said, says))
		fail_msg("%s: says '%s', not '%s'", list, said, says);
	ids_fini(&errnos);
}

static void test_bad_lists(void **state)
{
	(void)state;
	expect_refused("ENOEN", "there is no error 'ENOEN'; did you mean 'ENOENT'");
	expect_refused("ENOENT,EAGIAN", "'EAGAIN'");
	expect_refused("eagain", "'EAGAIN'");
	expect_refused("", "an error is missing");
	expect_refused("ENOENT,", "an error is missing");
	expect_refused(",ENOENT", "an error is missing");
	expect_refused("0", "there is no error '0'");
	expect_refused("-2", "there is no error '-2'");
	expect_refused("4096", "there is no error '4096'");
	expect_refused("12345678901234567890", "there is no error");
	expect_refused("\033[31m", "\\x1b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_bad_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
