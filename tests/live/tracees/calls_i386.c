/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: a 32-bit program gets the names and numbers of i386, whose table differs from that of
 * x86_64 at nearly every number. No C library: exactly these calls.
 */
#include "nolibc.h"

#define AT_FDCWD (-100)
#define PROT_READ 1
#define MAP_FIXED_PRIVATE_ANONYMOUS 0x32
#define FIXED_ADDR 0x10000000

TRACEE_START

static struct report report;
static char bytes[64];

static void use_common_calls(int tid)
{
	expect(&report, tid, "gettid()", tid);
	expect(&report, tid, "getpid()", sys0(__NR_getpid));
	expect(&report, tid, "getppid()", sys0(__NR_getppid));
	expect(&report, tid, "close(fd: -1)", sys1(__NR_close, -1));
	expect(&report, tid, "openat(dfd: -100)", sys3(__NR_openat, AT_FDCWD, "/nonexistent/x", 0));
	expect(&report, tid, "lseek(fd: 777, offset: -5, whence: END)",
	       sys3(__NR_lseek, 777, -5, 2));
	expect(&report, tid, "read(fd: -2, count: 64)", sys3(__NR_read, -2, bytes, sizeof(bytes)));
}

/* Calls that x86_64 does not have, or that mean another one by its numbers. */
static void use_old_calls(int tid)
{
	unsigned long socket_args[3] = { 0x7fff, 1, 0 };
	long ret;

	ret = sys6(__NR_mmap2, FIXED_ADDR, 4096, PROT_READ, MAP_FIXED_PRIVATE_ANONYMOUS, -1, 0);
	expect(&report, tid,
	       "mmap2(addr: 0x10000000, len: 4096, prot: READ, flags: PRIVATE|FIXED|ANONYMOUS)",
	       ret);
	expect(&report, tid, "munmap(addr: 0x10000000, len: 4096)",
	       sys2(__NR_munmap, FIXED_ADDR, 4096));
	expect(&report, tid, "waitpid(pid: -1)", sys3(__NR_waitpid, -1, 0, 0));
	expect(&report, tid, "socketcall(call: SOCKET)", sys2(__NR_socketcall, 1, socket_args));
	ret = sys6(__NR__llseek, 778, 1, 2, (long)bytes, 0, 0);
	expect(&report, tid, "_llseek(fd: 778, offset_high: 1, offset_low: 2)", ret);
	expect(&report, tid, "setuid32(uid: -1)", sys1(__NR_setuid32, -1));
	expect(&report, tid, "clock_gettime64()", sys2(__NR_clock_gettime64, 0, 4));
	expect(&report, tid, "syscall_9999()", sys0(9999));
}

void tracee_main(long argc, char **argv)
{
	int tid = (int)sys0(__NR_gettid);

	(void)argc;
	(void)argv;
	expect(&report, tid, "execve()", 0);
	use_common_calls(tid);
	use_old_calls(tid);
	report_exit(&report, tid, 32);
}
