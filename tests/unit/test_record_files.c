/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a recording: names, modes, what is kept and what refused; and the words of its progress. */
#include "unit/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/progress.h"
#include "cmd/record_files.h"

static char said[DIAG_SENTENCE_BYTES];
static int home_fd = -1;
static char dir[64];

static void note(void *arg, enum diag_level level, const char *msg)
{
	(void)arg, (void)level;
	snprintf(said, sizeof(said), "%s", msg);
}

static const struct diag diag = { .emit = note };

/* Each test has an empty directory of its own as current one. */
static int begin(void **state)
{
	(void)state;
	home_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	strcpy(dir, "/tmp/test_record_files.XXXXXX");
	said[0] = '\0';
	return home_fd < 0 || !mkdtemp(dir) || chdir(dir);
}

static int end(void **state)
{
	DIR *d = opendir(".");
	const struct dirent *e;

	(void)state;
	if (!d)
		return -1;
	while ((e = readdir(d)))
		if (e->d_name[0] != '.' && unlink(e->d_name))
			rmdir(e->d_name);
	closedir(d);
	if (fchdir(home_fd))
		return -1;
	close(home_fd);
	return rmdir(dir);
}

static void make_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "we");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void expect_text(const char *name, const char *text)
{
	char line[64] = "";
	FILE *f = fopen(name, "re");

	assert_non_null(f);
	assert_true(fgets(line, sizeof(line), f) || !*text);
	assert_string_equal(line, text);
	fclose(f);
}

/* How many files have a name that begins so. */
static int count_files(const char *prefix)
{
	DIR *d = opendir(".");
	const struct dirent *e;
	int cnt = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		cnt += !strncmp(e->d_name, prefix, strlen(prefix));
	closedir(d);
	return cnt;
}

/* -o @output with the other options at their defaults, or those of @o. */
static int init(struct record_files *rf, struct options *o, const char *output)
{
	o->output = output;
	return record_files_init(rf, o, &diag);
}

static void expect_refused(const char *output, int err, const char *part)
{
	struct record_files rf;
	struct options o = { 0 };

	assert_int_equal(init(&rf, &o, output), err);
	if (!strstr(said, part))
		fail_msg("'%s' has no '%s'", said, part);
	record_files_fini(&rf);
}

static void test_new_file(void **state)
{
	struct record_files rf;
	struct options o = { 0 };
	struct stat st;

	(void)state;
	umask(0);
	assert_int_equal(init(&rf, &o, "f"), 0);
	assert_int_equal(rf.fd, -1);
	assert_false(rf.pipe);
	/* Nothing is there before it has to be. */
	assert_int_equal(access("f", F_OK), -1);
	assert_int_equal(record_files_create(&rf), 0);
	assert_int_equal(write(rf.fd, "new", 3), 3);
	assert_int_equal(fstat(rf.fd, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_true(fcntl(rf.fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(record_files_complete(&rf), 0);
	assert_int_equal(rf.fd, -1);
	expect_text("f", "new");
	assert_int_equal(count_files("f"), 1);
	record_files_fini(&rf);
}

static void test_old_file_is_kept(void **state)
{
	struct record_files rf;
	struct options o = { 0 };

	(void)state;
	make_file("f", "second");
	make_file("f.old", "first");
	chmod("f", 0666);
	assert_int_equal(init(&rf, &o, "f"), 0);
	expect_text("f", "second");
	assert_int_equal(record_files_create(&rf), 0);
	assert_int_equal(record_files_complete(&rf), 0);
	expect_text("f", "");
	expect_text("f.old", "second");
	record_files_fini(&rf);
}

/* Not even one that comes between the look and the opening. */
static void test_links_are_not_followed(void **state)
{
	struct record_files rf;
	struct options o = { 0 };
	struct stat st;

	(void)state;
	make_file("target", "precious");
	assert_int_equal(symlink("target", "f"), 0);
	expect_refused("f", -ELOOP, "symbolic link");
	assert_int_equal(unlink("f"), 0);
	assert_int_equal(init(&rf, &o, "f"), 0);
	assert_int_equal(symlink("target", "f"), 0);
	assert_int_equal(record_files_create(&rf), 0);
	assert_int_equal(fstatat(AT_FDCWD, "f", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(record_files_complete(&rf), 0);
	expect_text("target", "precious");
	record_files_fini(&rf);
}

static void test_refused(void **state)
{
	char name[300] = "";

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	expect_refused("d", -EISDIR, "'d'");
	expect_refused("d/", -EISDIR, "'d/'");
	expect_refused(".", -EISDIR, "'.'");
	expect_refused("nodir/f", -ENOENT, "'nodir/f'");
	memset(name, 'x', sizeof(name) - 1);
	expect_refused(name, -ENAMETOOLONG, "xxx");
}

static void test_device(void **state)
{
	struct record_files rf;
	struct options o = { 0 };

	(void)state;
	assert_int_equal(init(&rf, &o, "/dev/null"), 0);
	assert_true(rf.pipe && rf.fd >= 0);
	assert_int_equal(record_files_create(&rf), 0);
	assert_int_equal(record_files_complete(&rf), 0);
	record_files_fini(&rf);
	o.switch_output.given = true;
	assert_int_equal(init(&rf, &o, "/dev/null"), -EINVAL);
	assert_non_null(strstr(said, "--switch-output"));
	record_files_fini(&rf);
}

/* More of them in a hundredth of a second than there are names for: each has its own. */
static void test_stamps(void **state)
{
	struct options o = { .switch_output.given = true };
	struct record_files rf;

	(void)state;
	assert_int_equal(init(&rf, &o, "f"), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(record_files_create(&rf), 0);
		assert_int_equal(record_files_complete(&rf), 0);
		assert_int_equal(strlen(rf.stamp), 17);
		assert_int_equal(strspn(rf.stamp + 1, "0123456789"), 16);
		assert_int_equal(strncmp(rf.stamp, ".20", 3), 0);
	}
	assert_int_equal(count_files("f."), 10);
	assert_int_equal(access("f", F_OK), -1);
	record_files_fini(&rf);
}

static void test_only_the_last(void **state)
{
	struct options o = { .switch_output.given = true, .switch_max_files = 3 };
	char names[40][RECORD_FILE_NAME_BYTES];
	struct record_files rf;

	(void)state;
	assert_int_equal(init(&rf, &o, "f"), 0);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(record_files_create(&rf), 0);
		assert_int_equal(record_files_complete(&rf), 0);
		snprintf(names[i], sizeof(names[i]), "f%s", rf.stamp);
		/* One that somebody else took away is no reason to complain. */
		if (i == 20)
			assert_int_equal(unlink(names[i]), 0);
	}
	assert_int_equal(count_files("f."), 3);
	for (int i = 37; i < 40; i++)
		assert_int_equal(access(names[i], F_OK), 0);
	assert_string_equal(said, "");
	record_files_fini(&rf);
}

static void expect_put(void (*put)(struct text *t, uint64_t v), uint64_t v, const char *expected)
{
	char buf[64] = "";
	struct text t;

	text_init(&t, buf, sizeof(buf) - 1);
	put(&t, v);
	assert_string_equal(buf, expected);
}

static void test_words(void **state)
{
	(void)state;
	expect_put(progress_put_bytes, 0, "0 bytes");
	expect_put(progress_put_bytes, 1023, "1023 bytes");
	expect_put(progress_put_bytes, 1024, "1.0 KB");
	expect_put(progress_put_bytes, 1024 * 1024 - 1, "1023.9 KB");
	expect_put(progress_put_bytes, 12900000, "12.3 MB");
	expect_put(progress_put_bytes, 5ull << 40, "5.0 TB");
	expect_put(progress_put_bytes, 5000ull << 40, "5000.0 TB");
	expect_put(progress_put_bytes, UINT64_MAX, "16777215.9 TB");
	expect_put(progress_put_count, 0, "0");
	expect_put(progress_put_count, 999, "999");
	expect_put(progress_put_count, 1000, "1,000");
	expect_put(progress_put_count, 1000123, "1,000,123");
	expect_put(progress_put_count, 1002003, "1,002,003");
	expect_put(progress_put_count, UINT64_MAX, "18,446,744,073,709,551,615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_new_file, begin, end),
		cmocka_unit_test_setup_teardown(test_old_file_is_kept, begin, end),
		cmocka_unit_test_setup_teardown(test_links_are_not_followed, begin, end),
		cmocka_unit_test_setup_teardown(test_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_device, begin, end),
		cmocka_unit_test_setup_teardown(test_stamps, begin, end),
		cmocka_unit_test_setup_teardown(test_only_the_last, begin, end),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
