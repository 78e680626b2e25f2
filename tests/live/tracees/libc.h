/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a tracee with a C library needs. Such a program makes calls that its source does not name
 * (loader, stdio, thread start), so it marks the ones that a test shall look at: lseek() on a file
 * descriptor nobody has, with a number of the program's own choice as offset. It fails with EBADF
 * at once, changes nothing, and cannot be mistaken for a call of the C library.
 */
#ifndef TRACEE_LIBC_H
#define TRACEE_LIBC_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MARK_FD 4000

static inline int own_tid(void)
{
	return (int)syscall(SYS_gettid);
}

static inline void mark(int lane, long seq)
{
	syscall(SYS_lseek, MARK_FD + lane, seq, SEEK_SET);
}

/* The line a tracer should show for mark(lane, seq) of the thread tid. */
static inline void expect_mark(int tid, int lane, long seq)
{
	printf("%d lseek(fd: %d, offset: %ld) = -1 EBADF\n", tid, MARK_FD + lane, seq);
}

/* Waits for the test to say go: a byte, or the end, of our stdin. */
static inline void wait_for_go(void)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) < 0)
		continue;
}

/* Tells the test that everything is in place; the line is no expected call. */
static inline void say_ready(void)
{
	printf("# ready\n");
	fflush(stdout);
}

static inline void die(const char *what)
{
	perror(what);
	exit(1);
}

/*
 * True when the thread sleeps in the system call nr. The kernel's own view of the thread is what
 * the tracer reads too, so once this is true the call is certain to be pending.
 */
static inline int sleeps_in(int pid, int tid, long nr)
{
	char path[64], text[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return 0;
	text[len] = '\0';
	return text[0] != 'r' && strtol(text, NULL, 10) == nr;
}

static inline void wait_until_sleeps_in(int pid, int tid, long nr)
{
	while (!sleeps_in(pid, tid, nr))
		usleep(1000);
}

#endif
