/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: exits shown + exits lost = calls made, to the digit, however many records the rings
 * drop. usage: storm_static PROCESSES CALLS: forks that many processes, each of which calls getpid
 * that often. Prints the number of calls that return, in all processes together:
 *
 *	execve and the final write of this number, a fork for each process in the parent and in
 *	the child, CALLS getpids a process, and a wait4 for each.
 *
 * exit_group returns to nobody and is not in it.
 */
#include "nolibc.h"

TRACEE_START

static struct report report;

static __attribute__((noreturn)) void storm(long calls)
{
	while (calls--)
		sys0(__NR_getpid);
	for (;;)
		sys1(__NR_exit_group, 0);
}

void tracee_main(long argc, char **argv)
{
	long processes = argc > 1 ? to_number(argv[1]) : 2;
	long calls = argc > 2 ? to_number(argv[2]) : 1000;
	long idx, made = 1 + 1, failed = 0;

	for (idx = 0; idx < processes; idx++) {
		long pid = sys0(__NR_fork);

		if (!pid)
			storm(calls);
		failed += pid < 0;
		made += pid < 0 ? 1 : 2 + calls;
	}
	for (idx = 0; idx < processes; idx++) {
		failed += sys4(__NR_wait4, -1, 0, 0, 0) < 0;
		made++;
	}
	put_dec(&report, made);
	put_char(&report, '\n');
	sys3(__NR_write, 1, report.text, report.len);
	sys1(__NR_exit_group, failed != 0);
}
