/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A 32-bit program that opens the files that are its arguments one after the other, so that all of
 * them are the same file descriptor, and reads each some times. The position that it reads at is
 * the number of the argument, so that each line of a trace can be judged by itself.
 */
#include "nolibc.h"

#define ROUNDS 4

TRACEE_START

/* Long enough for somebody to look at what is open. */
static void pause_shortly(void)
{
	const long ts[2] = { 0, 20000000 };

	sys2(__NR_nanosleep, ts, 0);
}

static void use(const char *path, long position)
{
	long fd = sys3(__NR_open, path, 0, 0);
	char c;

	for (int i = 0; i < ROUNDS; i++) {
		sys6(__NR_pread64, fd, (long)&c, 1, position, 0, 0);
		pause_shortly();
	}
	sys1(__NR_close, fd);
}

void tracee_main(long argc, char **argv)
{
	for (long i = 1; i < argc; i++)
		use(argv[i], i);
	sys1(__NR_exit_group, 33);
}
