/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fixed mixture of calls, good and bad ones, for comparing two tracers that watch the same run.
 * Starts when stdin has a byte or ends. The lines between the two marks are the ones to compare.
 */
#include <sys/mman.h>
#include <sys/resource.h>

#include "libc.h"

#define ROUNDS 100
#define NO_FD 5000

static void use_files(int fd, int round)
{
	char bytes[256];

	syscall(SYS_read, fd, bytes, (size_t)(round % 256));
	syscall(SYS_pread64, fd, bytes, (size_t)16, (off_t)round * 4096);
	syscall(SYS_lseek, NO_FD, (off_t)round, SEEK_END);
	syscall(SYS_close, NO_FD + round);
	syscall(SYS_dup2, NO_FD, NO_FD + round);
	syscall(SYS_ftruncate, NO_FD, (off_t)round << 20);
	syscall(SYS_fchmod, NO_FD, 0640);
	syscall(SYS_access, "/nonexistent/systrail", R_OK);
	syscall(SYS_unlinkat, NO_FD, "nothing", 0);
}

static void use_memory(int round)
{
	size_t len = 4096 * (size_t)(1 + round % 7);
	char *addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (addr == MAP_FAILED)
		die("mmap");
	mprotect(addr, len, PROT_READ);
	madvise(addr, len, MADV_DONTNEED);
	munmap(addr + 1, len);
	munmap(addr, len);
}

static void use_process(int round)
{
	struct rlimit limit;

	syscall(SYS_getpid);
	syscall(SYS_gettid);
	syscall(SYS_getuid);
	syscall(SYS_umask, 022);
	syscall(SYS_kill, 999999999, round % 64);
	syscall(SYS_getpgid, 999999999);
	syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
	syscall(SYS_sched_yield);
}

int main(void)
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	int round;

	say_ready();
	wait_for_go();
	mark(0, 1);
	for (round = 0; round < ROUNDS; round++) {
		use_files(fd, round);
		use_memory(round);
		use_process(round);
	}
	mark(0, 2);
	return 0;
}
