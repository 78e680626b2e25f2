/* SPDX-License-Identifier: GPL-2.0-only */
/* The buffer in front of a file descriptor: when it writes, and when it cannot. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/outfile.h"

static void put(struct outfile *of, const char *s)
{
	struct text t;

	outfile_reserve(of, &t);
	assert_int_equal(t.len, 0);
	assert_true(t.cap >= OUTFILE_LINE_BYTES);
	text_str(&t, s);
	outfile_commit(of, &t);
}

/* Line @i of a long output: the number, then as many letters. */
static void put_line(struct outfile *of, unsigned int i)
{
	struct text t;

	outfile_reserve(of, &t);
	text_u64(&t, i);
	text_fill(&t, (char)('a' + i % 26), i % 300);
	text_char(&t, '\n');
	outfile_commit(of, &t);
}

/* Reads @in to its end, which must have exactly the lines of put_line(). */
static void expect_lines(FILE *in, unsigned int cnt)
{
	char *line = NULL;
	size_t cap = 0;

	for (unsigned int i = 0; i < cnt; i++) {
		char expected[400];
		int n = snprintf(expected, sizeof(expected), "%u", i);

		memset(expected + n, 'a' + (int)(i % 26), i % 300);
		strcpy(expected + n + i % 300, "\n");
		assert_true(getline(&line, &cap, in) > 0);
		assert_string_equal(line, expected);
	}
	assert_int_equal(getline(&line, &cap, in), -1);
	free(line);
}

static off_t size_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_size;
}

static void test_buffers(void **state)
{
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct outfile *of = outfile_new(fd, NULL);

	(void)state;
	put(of, "one\n");
	put(of, "two\n");
	assert_int_equal(size_of(fd), 0);
	assert_int_equal(outfile_flush(of), 0);
	assert_int_equal(size_of(fd), 8);
	assert_int_equal(outfile_flush(of), 0);
	assert_int_equal(size_of(fd), 8);
	put(of, "three\n");
	assert_int_equal(outfile_free(of), 0);
	assert_int_equal(size_of(fd), 14);
	/* The file descriptor is still ours. */
	assert_int_equal(close(fd), 0);
}

static void test_free_accepts_null(void **state)
{
	(void)state;
	assert_int_equal(outfile_free(NULL), 0);
}

/* What was reserved and not committed is not there. */
static void test_reserve_without_commit(void **state)
{
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct outfile *of = outfile_new(fd, NULL);
	char buf[16];
	struct text t;

	(void)state;
	outfile_reserve(of, &t);
	text_lit(&t, "not this");
	put(of, "this");
	assert_int_equal(outfile_free(of), 0);
	assert_int_equal(pread(fd, buf, sizeof(buf), 0), 4);
	assert_memory_equal(buf, "this", 4);
	close(fd);
}

/* Much more than the buffer holds, without a flush by the caller. */
static void test_long_output(void **state)
{
	enum { LINES = 20000 };
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct outfile *of = outfile_new(fd, NULL);
	FILE *in;

	(void)state;
	for (unsigned int i = 0; i < LINES; i++)
		put_line(of, i);
	assert_int_equal(outfile_free(of), 0);
	in = fdopen(fd, "r");
	rewind(in);
	expect_lines(in, LINES);
	fclose(in);
}

/* Lines as long as they may be, up to the very end of the buffer. */
static void test_longest_lines(void **state)
{
	enum { LINES = 100 };
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct outfile *of = outfile_new(fd, NULL);

	(void)state;
	for (int i = 0; i < LINES; i++) {
		struct text t;

		outfile_reserve(of, &t);
		text_fill(&t, 'x', OUTFILE_LINE_BYTES);
		assert_false(t.cut);
		outfile_commit(of, &t);
	}
	assert_int_equal(outfile_free(of), 0);
	assert_int_equal(size_of(fd), (off_t)LINES * OUTFILE_LINE_BYTES);
	close(fd);
}

static void test_disk_full(void **state)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct outfile *of = outfile_new(fd, NULL);

	(void)state;
	assert_true(fd >= 0);
	put(of, "lost\n");
	assert_int_equal(outfile_error(of), 0);
	assert_int_equal(outfile_flush(of), -ENOSPC);
	assert_int_equal(outfile_error(of), -ENOSPC);
	/* It sticks, and later output does no harm, however much it is. */
	for (unsigned int i = 0; i < 10000; i++)
		put_line(of, i);
	assert_int_equal(outfile_flush(of), -ENOSPC);
	assert_int_equal(outfile_free(of), -ENOSPC);
	close(fd);
}

/* Later errors are of no interest: the first one is what happened. */
static void test_first_error_sticks(void **state)
{
	int fds[2];
	struct outfile *of;

	(void)state;
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	of = outfile_new(fds[1], NULL);
	close(fds[0]);
	put(of, "nobody reads\n");
	assert_int_equal(outfile_flush(of), -EPIPE);
	/* It would be EBADF now. */
	close(fds[1]);
	put(of, "more\n");
	assert_int_equal(outfile_flush(of), -EPIPE);
	assert_int_equal(outfile_error(of), -EPIPE);
	assert_int_equal(outfile_free(of), -EPIPE);
}

/* Somebody has closed our standard error. */
static void test_closed_fd(void **state)
{
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct outfile *of;

	(void)state;
	close(fd);
	of = outfile_new(fd, NULL);
	put(of, "x");
	assert_int_equal(outfile_free(of), -EBADF);
}

/* Reads slowly, in odd pieces, what comes through the pipe. */
static void drain_slowly(int from, int to)
{
	char buf[777];
	ssize_t n;

	while ((n = read(from, buf, sizeof(buf))) > 0)
		if (write(to, buf, (size_t)n) != n)
			_exit(1);
	_exit(n ? 1 : 0);
}

/* A full pipe takes a part of a write, or with O_NONBLOCK nothing: all arrives, once. */
static void run_pipe(int flags)
{
	enum { LINES = 5000 };
	int fds[2], copy = memfd_create("copy", 0), status;
	struct outfile *of;
	pid_t pid;
	FILE *in;

	assert_int_equal(pipe2(fds, flags), 0);
	fcntl(fds[1], F_SETPIPE_SZ, 4096);
	/* Reading blocks in any case. */
	fcntl(fds[0], F_SETFL, 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		close(fds[1]);
		drain_slowly(fds[0], copy);
	}
	close(fds[0]);
	of = outfile_new(fds[1], NULL);
	for (unsigned int i = 0; i < LINES; i++)
		put_line(of, i);
	assert_int_equal(outfile_free(of), 0);
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	in = fdopen(copy, "r");
	rewind(in);
	expect_lines(in, LINES);
	fclose(in);
}

static void test_pipe(void **state)
{
	(void)state;
	run_pipe(0);
}

static void test_nonblocking_pipe(void **state)
{
	(void)state;
	run_pipe(O_NONBLOCK);
}

/* The reader goes away while a non-blocking pipe is full: that has to end, too. */
static void test_nonblocking_pipe_without_reader(void **state)
{
	struct outfile *of;
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	fcntl(fds[0], F_SETFL, 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		char c;

		close(fds[1]);
		_exit(read(fds[0], &c, 1) == 1 ? 0 : 1);
	}
	close(fds[0]);
	of = outfile_new(fds[1], NULL);
	for (unsigned int i = 0; i < 20000; i++)
		put_line(of, i);
	assert_int_equal(outfile_free(of), -EPIPE);
	close(fds[1]);
	waitpid(pid, &status, 0);
}

/* A pipe, and a channel through which somebody asks us to end ('!') or just wakes us. */
struct stopped_pipe {
	int fds[2];
	int stop_fds[2];
	bool was_asked;
	struct patience patience;
};

static bool take_word(void *arg)
{
	struct stopped_pipe *p = arg;
	char word;

	while (read(p->stop_fds[0], &word, 1) == 1)
		p->was_asked |= word == '!';
	return p->was_asked;
}

static void stopped_pipe_open(struct stopped_pipe *p, char word)
{
	*p = (struct stopped_pipe){ .was_asked = false };
	assert_int_equal(pipe2(p->fds, O_CLOEXEC), 0);
	assert_int_equal(pipe2(p->stop_fds, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(write(p->stop_fds[1], &word, 1), 1);
	p->patience = (struct patience){ p->stop_fds[0], take_word, p };
}

static void stopped_pipe_close(struct stopped_pipe *p)
{
	for (int i = 0; i < 2; i++) {
		close(p->fds[i]);
		close(p->stop_fds[i]);
	}
}

/* Who asks us to end does not wait for a reader that has stopped reading. */
static void test_stop_with_a_stuck_reader(void **state)
{
	struct stopped_pipe p;
	struct outfile *of;

	(void)state;
	stopped_pipe_open(&p, '!');
	of = outfile_new(p.fds[1], &p.patience);
	for (unsigned int i = 0; i < 5000; i++)
		put_line(of, i);
	assert_int_equal(outfile_flush(of), -ECANCELED);
	assert_int_equal(outfile_free(of), -ECANCELED);
	stopped_pipe_close(&p);
}

/* Something else that wakes us, such as the end of a child, costs a slow reader nothing. */
static void test_wake_with_a_slow_reader(void **state)
{
	struct stopped_pipe p;
	struct outfile *of;
	int status;
	pid_t pid;

	(void)state;
	stopped_pipe_open(&p, '.');
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		char buf[4096];
		size_t sum = 0;
		ssize_t n;

		close(p.fds[1]);
		sleep(2); /* longer than the patience: slowness is what is tested */
		while ((n = read(p.fds[0], buf, sizeof(buf))) > 0)
			sum += (size_t)n;
		_exit(sum > 100000 ? 0 : 1);
	}
	of = outfile_new(p.fds[1], &p.patience);
	for (unsigned int i = 0; i < 50000; i++)
		put_line(of, i);
	assert_int_equal(outfile_free(of), 0);
	stopped_pipe_close(&p);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

/* A reader that reads gets all, also after somebody has asked. */
static void test_stop_with_a_reader(void **state)
{
	struct outfile *of;
	char buf[16] = { 0 };
	struct stopped_pipe p;

	(void)state;
	stopped_pipe_open(&p, '!');
	of = outfile_new(p.fds[1], &p.patience);
	put(of, "last words");
	assert_int_equal(outfile_free(of), 0);
	assert_int_equal(read(p.fds[0], buf, sizeof(buf) - 1), 10);
	assert_string_equal(buf, "last words");
	stopped_pipe_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buffers),
		cmocka_unit_test(test_free_accepts_null),
		cmocka_unit_test(test_reserve_without_commit),
		cmocka_unit_test(test_long_output),
		cmocka_unit_test(test_longest_lines),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_first_error_sticks),
		cmocka_unit_test(test_closed_fd),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_nonblocking_pipe),
		cmocka_unit_test(test_nonblocking_pipe_without_reader),
		cmocka_unit_test(test_stop_with_a_stuck_reader),
		cmocka_unit_test(test_stop_with_a_reader),
		cmocka_unit_test(test_wake_with_a_slow_reader),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
