/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: every call of a process is shown, once, in order, with the arguments at their places and
 * the result, and nothing else is. The program has no C library, so between the return of execve
 * and exit_group there are exactly the calls below.
 */
#include "nolibc.h"

#define AT_FDCWD (-100)
#define O_RDWR 2
#define O_CLOEXEC 02000000
#define SEEK_SET 0
#define SEEK_END 2
#define PROT_READ_WRITE 3
#define MAP_PRIVATE_ANONYMOUS 0x22

TRACEE_START

static struct report report;
static char bytes[64];

static void ask_who(int tid)
{
	expect(&report, tid, "gettid()", tid);
	expect(&report, tid, "getpid()", sys0(__NR_getpid));
	expect(&report, tid, "getppid()", sys0(__NR_getppid));
}

static void use_files(int tid)
{
	long fd, ret;

	expect(&report, tid, "close(fd: -1)", sys1(__NR_close, -1));
	expect(&report, tid, "close(fd: 2147483647)", sys1(__NR_close, 0x7fffffff));
	ret = sys4(__NR_openat, AT_FDCWD, "/nonexistent/systrail", O_RDWR | O_CLOEXEC, 0);
	expect(&report, tid, "openat(dfd: CWD, flags: RDWR|CLOEXEC)", ret);
	fd = sys4(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);
	expect(&report, tid, "openat(dfd: CWD, flags: RDWR)", fd);
	ret = sys3(__NR_write, fd, bytes, 17);
	expect_value(&report, tid, "write(fd: ", fd, ", count: 17)", ret);
	ret = sys3(__NR_read, fd, bytes, sizeof(bytes));
	expect_value(&report, tid, "read(fd: ", fd, ", count: 64)", ret);
	ret = sys3(__NR_lseek, fd, 0x123456789aL, SEEK_SET);
	expect_value(&report, tid, "lseek(fd: ", fd, ", offset: 0x123456789a, whence: SET)", ret);
	ret = sys3(__NR_lseek, 777, -5, SEEK_END);
	expect(&report, tid, "lseek(fd: 777, offset: -5, whence: END)", ret);
	ret = sys6(__NR_pread64, fd, 0, 0, 0x7766554433L, 0, 0);
	expect_value(&report, tid, "pread64(fd: ", fd, ", count: 0, pos: 0x7766554433)", ret);
	expect_value(&report, tid, "close(fd: ", fd, ")", sys1(__NR_close, fd));
}

static void use_memory(int tid)
{
	long addr, ret;

	addr = sys6(__NR_mmap, 0, 12345, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
	expect(&report, tid, "mmap(len: 12345, prot: READ|WRITE, flags: PRIVATE|ANONYMOUS)", addr);
	ret = sys3(__NR_mprotect, addr, 4096, 1);
	expect_value(&report, tid, "mprotect(start: ", addr, ", len: 4096, prot: READ)", ret);
	ret = sys2(__NR_munmap, addr + 1, 4096);
	expect_value(&report, tid, "munmap(addr: ", addr + 1, ", len: 4096)", ret);
	ret = sys2(__NR_munmap, addr, 12345);
	expect_value(&report, tid, "munmap(addr: ", addr, ", len: 12345)", ret);
	/* All six arguments differ, each with a value of its own. */
	ret = sys6(__NR_mmap, 0x11000, 0x22000, 0x3, 0x44, 0x55, 0x66000);
	expect(&report, tid,
	       "mmap(addr: 0x11000, len: 0x22000, prot: READ|WRITE, flags: 0x4|32BIT, fd: 0x55, "
	       "off: 0x66000)",
	       ret);
}

/* Numbers that no table knows; the last one asks for the x32 variant of getpid. */
static void call_the_unknown(int tid)
{
	expect(&report, tid, "syscall_9999()", sys3(9999, 1, 2, 3));
	expect(&report, tid, "syscall_4095()", sys0(4095));
	expect(&report, tid, "syscall_1073741863()", sys0(0x40000027));
}

void tracee_main(long argc, char **argv)
{
	int tid = (int)sys0(__NR_gettid);

	(void)argc;
	(void)argv;
	expect(&report, tid, "execve()", 0);
	ask_who(tid);
	use_files(tid);
	use_memory(tid);
	call_the_unknown(tid);
	expect(&report, tid, "kill(pid: 999999999, sig: SEGV)", sys2(__NR_kill, 999999999, 11));
	report_exit(&report, tid, 42);
}
