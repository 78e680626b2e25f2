/* SPDX-License-Identifier: GPL-2.0-only */
/* -P: calls that touch a path by the files of their fds and by the names that they pass. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filter/paths.h"
#include "task/fd_file.h"
#include "unit/calls.h"

static struct fd_file file_of(const char *raw)
{
	return (struct fd_file){ .ref_cnt = 1,
				 .used = true,
				 .name = fd_name_new(raw, strlen(raw), true) };
}

static struct call call_of(const char *name)
{
	int64_t nr = calls_nr(ABI_X86_64, name);

	return (struct call){ .state = CALL_COMPLETE,
			      .abi = ABI_X86_64,
			      .nr = nr,
			      .desc = syscall_get(ABI_X86_64, nr) };
}

static struct call_bytes path_of(const char *path)
{
	return (struct call_bytes){ BYTES_WHOLE, (uint32_t)strlen(path), path };
}

/* Whether a read() from a file that /proc calls @raw touches @path. */
static bool read_touches(const char *path, const char *raw)
{
	struct filter_paths fp = { 0 };
	struct fd_file file = file_of(raw);
	struct call c = call_of("read");
	bool touches;

	assert_int_equal(filter_paths_add(&fp, path), 0);
	c.files[0] = &file;
	touches = filter_paths_touched(&fp, &c);
	filter_paths_fini(&fp);
	free(file.name);
	return touches;
}

static void test_files(void **state)
{
	(void)state;
	assert_true(read_touches("/none/log", "/none/log"));
	assert_false(read_touches("/none/log", "/none/log2"));
	assert_false(read_touches("/none/log", "/none/lo"));
	assert_false(read_touches("/none/log", "/none/log/x"));
	assert_false(read_touches("/none", "/none/log"));
	assert_true(read_touches("pipe:[123]", "pipe:[123]"));
}

static void test_removed_files(void **state)
{
	(void)state;
	assert_true(read_touches("/none/log", "/none/log (deleted)"));
	assert_false(read_touches("/none/log", "/none/log (deleted"));
	assert_false(read_touches("/none/log", "/none/log2 (deleted)"));
	assert_true(read_touches("/none/log (deleted)", "/none/log (deleted)"));
	assert_false(read_touches("/none/log (deleted)", "/none/log"));
}

/* A file whose name is not known, or not to be believed yet, is none of them. */
static void test_unknown_files(void **state)
{
	struct filter_paths fp = { 0 };
	struct fd_file file = file_of("/none/log");
	struct call c = call_of("read");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, "/none/log"), 0);
	assert_false(filter_paths_touched(&fp, &c));
	file.used = false;
	c.files[0] = &file;
	assert_false(filter_paths_touched(&fp, &c));
	filter_paths_fini(&fp);
	free(file.name);
}

static void test_result(void **state)
{
	struct filter_paths fp = { 0 };
	struct fd_file file = file_of("/none/log");
	struct call c = call_of("openat");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, "/none/other"), 0);
	assert_int_equal(filter_paths_add(&fp, "/none/log"), 0);
	c.args[0] = (uint64_t)AT_FDCWD;
	c.ret_file = &file;
	assert_true(filter_paths_touched(&fp, &c));
	/* The same where only the end of the call was seen. */
	c.state = CALL_NO_ENTER;
	assert_true(filter_paths_touched(&fp, &c));
	c.ret_file = NULL;
	assert_false(filter_paths_touched(&fp, &c));
	filter_paths_fini(&fp);
	free(file.name);
}

/* What stands in the place of arguments that were not seen is not looked at. */
static void test_without_enter(void **state)
{
	struct filter_paths fp = { 0 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = call_of("unlink");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, "/none/log"), 0);
	bytes[0] = path_of("/none/log");
	c.bytes = bytes;
	assert_true(filter_paths_touched(&fp, &c));
	c.state = CALL_NO_ENTER;
	assert_false(filter_paths_touched(&fp, &c));
	filter_paths_fini(&fp);
}

/* Whether openat(@dir, @name) touches @path; @dir NULL: AT_FDCWD. */
static bool openat_touches(const char *path, const char *dir, const char *name)
{
	struct filter_paths fp = { 0 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct fd_file file = { 0 };
	struct call c = call_of("openat");
	bool touches;

	assert_int_equal(filter_paths_add(&fp, path), 0);
	if (dir) {
		file = file_of(dir);
		c.files[0] = &file;
	}
	c.args[0] = dir ? 3 : (uint64_t)AT_FDCWD;
	bytes[1] = path_of(name);
	c.bytes = bytes;
	touches = filter_paths_touched(&fp, &c);
	filter_paths_fini(&fp);
	free(file.name);
	return touches;
}

static void test_names(void **state)
{
	(void)state;
	assert_true(openat_touches("/none/log", NULL, "/none/log"));
	assert_true(openat_touches("log", NULL, "log"));
	assert_false(openat_touches("/none/log", NULL, "log"));
	assert_false(openat_touches("/none/log", NULL, ""));
	assert_true(openat_touches("/none/log", "/none", "log"));
	assert_true(openat_touches("/none/a/log", "/none", "a/log"));
	assert_true(openat_touches("/none/log", "/", "none/log"));
	assert_false(openat_touches("/none/log", "/none", "og"));
	assert_false(openat_touches("/none/log", "/non", "e/log"));
	assert_false(openat_touches("/none/log", "/none", "/log"));
	assert_false(openat_touches("/none/log", "/none/log/deeper/than/that", "log"));
	/* With an empty name a call is about the file itself. */
	assert_true(openat_touches("/none", "/none", ""));
	assert_true(openat_touches("/none", "/none", "log"));
}

/* A name that was not read as a whole might be any that begins so. */
static void test_names_in_part(void **state)
{
	static const enum bytes_state states[] = { BYTES_NONE, BYTES_CUT, BYTES_UNREADABLE };
	struct filter_paths fp = { 0 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = call_of("unlink");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, "/none/log"), 0);
	c.bytes = bytes;
	for (size_t i = 0; i < ARRAY_CNT(states); i++) {
		bytes[0] = path_of("/none/log");
		bytes[0].state = states[i];
		assert_false(filter_paths_touched(&fp, &c));
	}
	filter_paths_fini(&fp);
}

/* rename() has two, and another string is not a path. */
static void test_which_arguments(void **state)
{
	struct filter_paths fp = { 0 };
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = call_of("rename");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, "/none/log"), 0);
	bytes[0] = path_of("/none/other");
	bytes[1] = path_of("/none/log");
	c.bytes = bytes;
	assert_true(filter_paths_touched(&fp, &c));
	c = call_of("setxattr");
	c.bytes = bytes;
	assert_false(filter_paths_touched(&fp, &c));
	filter_paths_fini(&fp);
}

/* A link counts as itself and as what it leads to. */
static void test_links(void **state)
{
	char dir[] = "/tmp/systrail-paths-XXXXXX", real[64], link[64];
	struct filter_paths fp = { 0 };
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(real, sizeof(real), "%s/real", dir);
	snprintf(link, sizeof(link), "%s/link", dir);
	fd = open(real, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(filter_paths_add(&fp, link), 0);
	assert_int_equal(fp.cnt, 2);
	assert_string_equal(fp.v[0].text, link);
	assert_string_equal(fp.v[1].text, real);
	filter_paths_fini(&fp);
	assert_int_equal(filter_paths_add(&fp, real), 0);
	assert_int_equal(fp.cnt, 1);
	filter_paths_fini(&fp);
	unlink(link);
	unlink(real);
	rmdir(dir);
}

static void test_empty(void **state)
{
	struct filter_paths fp = { 0 };
	struct call c = call_of("read");

	(void)state;
	assert_int_equal(filter_paths_add(&fp, ""), -EINVAL);
	assert_false(filter_paths_touched(&fp, &c));
	filter_paths_fini(&fp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),	      cmocka_unit_test(test_removed_files),
		cmocka_unit_test(test_unknown_files), cmocka_unit_test(test_result),
		cmocka_unit_test(test_without_enter), cmocka_unit_test(test_names),
		cmocka_unit_test(test_names_in_part), cmocka_unit_test(test_which_arguments),
		cmocka_unit_test(test_links),	      cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
