/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: after a loss, no exit is paired with an older enter. usage: pairs_static PROCESSES CALLS:
 * each process seeks in a file that often, every time to another offset, which is also what the call
 * returns. So enter and exit belong together if, and only if, offset and result are equal.
 */
#include "nolibc.h"

#define FIRST_OFFSET 1000000

TRACEE_START

static struct report report;

static __attribute__((noreturn)) void seek(long first, long calls)
{
	/* A file of its own: the offset of a shared one has a lock. */
	long fd = sys2(__NR_memfd_create, "pairs", 0);
	long seq;

	for (seq = 0; seq < calls; seq++)
		sys3(__NR_lseek, fd, first + seq, 0);
	for (;;)
		sys1(__NR_exit_group, 0);
}

void tracee_main(long argc, char **argv)
{
	long processes = argc > 1 ? to_number(argv[1]) : 2;
	long calls = argc > 2 ? to_number(argv[2]) : 1000;
	long idx, failed = 0;

	for (idx = 0; idx < processes; idx++) {
		long pid = sys0(__NR_fork);

		if (!pid)
			seek(FIRST_OFFSET + idx * calls, calls);
		failed += pid < 0;
	}
	for (idx = 0; idx < processes; idx++)
		failed += sys4(__NR_wait4, -1, 0, 0, 0) < 0;
	put_dec(&report, processes * calls);
	put_char(&report, '\n');
	sys3(__NR_write, 1, report.text, report.len);
	sys1(__NR_exit_group, failed != 0);
}
