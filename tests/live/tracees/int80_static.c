/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: the ABI belongs to the call, not to the program. A 64-bit program mixes `syscall` with
 * `int $0x80`, where the same number means another call: 20 is writev here and getpid there, 39 is
 * getpid here and mkdir there, 6 is lstat here and close there.
 */
#include "nolibc.h"

TRACEE_START

static struct report report;

void tracee_main(long argc, char **argv)
{
	int tid = (int)sys0(__NR_gettid);
	int round;

	(void)argc;
	(void)argv;
	expect(&report, tid, "execve()", 0);
	expect(&report, tid, "gettid()", tid);
	for (round = 0; round < 3; round++) {
		expect(&report, tid, "getpid()", int80(20, 0, 0, 0));
		expect(&report, tid, "writev(fd: -1, vlen: 7)", sys3(20, -1, 0, 7));
		expect(&report, tid, "getpid()", sys0(39));
		expect(&report, tid, "mkdir(mode: 3)", int80(39, 0, 3, 0));
		expect(&report, tid, "close(fd: 4321)", int80(6, 4321, 0, 0));
		expect(&report, tid, "lstat()", sys2(6, 0, 0));
		expect(&report, tid, "close(fd: 4322)", sys1(3, 4322));
		expect(&report, tid, "read(fd: 4323, count: 5)", int80(3, 4323, 0, 5));
	}
	report_exit(&report, tid, 80);
}
