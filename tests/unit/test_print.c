/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that are too long; what lines look like is tested with tests/data. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sink/print.h"
#include "unit/calls.h"

enum { LONG_BYTES = 400000 };

/* The line of an openat() whose path, @len bytes, came along. The caller frees it. */
static char *line_of(size_t len, bool color)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);
	struct outfile *out = outfile_new(fd, NULL);
	struct task_table *tasks = task_table_new(false);
	struct format format = { .tasks = tasks };
	struct print_config cfg = { .out = out, .format = &format, .color = color };
	struct sink *sink = print_new(&cfg);
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct call c = { .state = CALL_COMPLETE, .abi = ABI_X86_64, .ret = -2, .bytes = bytes };
	char *path = malloc(len), *line;
	off_t end;

	memset(path, 'x', len);
	bytes[1] = (struct call_bytes){ BYTES_WHOLE, (uint32_t)len, path };
	c.task = task_get(tasks, 10, 10);
	c.nr = calls_nr(ABI_X86_64, "openat");
	c.desc = syscall_get(ABI_X86_64, c.nr);
	c.args[1] = 0x1000;
	assert_false(sink_call(sink, &c));
	assert_int_equal(outfile_free(out), 0);
	sink_close(sink);
	task_table_free(tasks);
	free(path);
	end = lseek(fd, 0, SEEK_END);
	assert_true(end > 0);
	line = calloc(1, (size_t)end + 1);
	assert_int_equal(pread(fd, line, (size_t)end, 0), end);
	close(fd);
	return line;
}

static void expect_end(const char *line, const char *end)
{
	assert_true(strlen(line) > strlen(end));
	assert_string_equal(line + strlen(line) - strlen(end), end);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void test_long_paths_fit(void **state)
{
	char *line = line_of(4 * 4095, false);

	(void)state;
	expect_end(line, "= -1 ENOENT (No such file or directory)\n");
	free(line);
}

/* What is cut says so, stays one line, and leaves no colour on the terminal. */
static void test_cut(void **state)
{
	char *line = line_of(LONG_BYTES, false);

	(void)state;
	expect_end(line, "xxx...\n");
	free(line);
	line = line_of(LONG_BYTES, true);
	expect_end(line, "xxx\033[m...\n");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_paths_fit),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
