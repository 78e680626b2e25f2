/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls of 32-bit programs, with numbers and registers of their own. A 64-bit program can make
 * them as well, where the kernel lets it.
 */
enum {
#define NR(nr, name) I386_##name = (nr),
#include "syscall/nr_i386.h"
#undef NR
};

#define SWEEP_NR(name) I386_##name

/* The sixth argument is in ebp, which the compiler may need itself. */
static inline void sweep_enter(long nr, const long *a)
{
	long sixth = a[5];

	__asm__ volatile("xchg %%rbp, %[sixth]\n\t"
			 "int $0x80\n\t"
			 "xchg %%rbp, %[sixth]"
			 : "+a"(nr), [sixth] "+r"(sixth)
			 : "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
			 : "memory", "r8", "r9", "r10", "r11");
}

#include "sweep.h"

/* clang-format off */
static const struct sweep calls[] = {
	/* files */
	BITS (1, open, 0, 0, 0640),
	BITS (2, openat, NO_DIR, 0, 0, 0640),
	BITS (1, access, 0, 0),
	RANGE(1, -1, 45, fcntl64, NO_FD, 0, 3),
	RANGE(1, 1024, 1040, fcntl, NO_FD, 0, 3),
	BITS (2, fcntl64, NO_FD, 4, 0),
	RANGE(2, -1, 9, lseek, NO_FD, -5),
	RANGE(4, -1, 5, _llseek, NO_FD, 1, 2, NO_ADDRESS, 0),
	CALL (mknod, 0, 0060600, 0x801),
	CALL (umask, 027),
	CALL (chmod, 0, 04755),
	CALL (chown32, 0, -1, 7),
	BITS (4, fchownat, NO_DIR, 0, -1, 7, 0),
	BITS (3, fstatat64, NO_DIR, 0, 0, 0),
	BITS (2, statx, NO_DIR, 0, 0, 0, 0),
	BITS (3, mount, 0, 0, 0, 0, 0),
	BITS (1, umount2, 0, 0),
	BITS (2, dup3, NO_FD, NO_FD, 0),
	BITS (2, inotify_add_watch, NO_FD, 0, 0),
	RANGE(1, 0x5400, 0x5460, ioctl, NO_FD, 0, NO_ADDRESS),
	RANGE(1, 0x1200, 0x1280, ioctl, NO_FD, 0, NO_ADDRESS),

	/* memory */
	BITS (2, mmap2, 0, 0, 0, 2, NO_FD, 0),
	BITS (3, mmap2, 0, 0, 0, 0, NO_FD, 1),
	BITS (2, mprotect, NO_ADDRESS, 4096, 0),
	RANGE(2, -1, 30, madvise, NO_ADDRESS, 0),
	BITS (0, mlockall, UNKNOWN_BIT),
	BITS (2, shmget, 0x7a7a7a7a, 0, 0600),
	RANGE(2, 0x100, 0x114, semctl, -1, 3, 0, 0),
	RANGE(1, 0x100, 0x110, shmctl, -1, 0, NO_ADDRESS),

	/* processes and signals */
	BITS (0, clone, 0x10000 | 17, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS),
	BITS (0, unshare, 1),
	BITS (2, wait4, -1, 0, 0, 0),
	CALL (waitpid, -1, 0, 1),
	RANGE(0, -1, 80, prctl, 0, -1, -1, -1, -1),
	RANGE(0, -1, 16, ptrace, 0, NO_PID, 3, 5),
	RANGE(0, -1, 18, setrlimit, 0, NO_ADDRESS),
	RANGE(0, -1, 18, ugetrlimit, 0, NO_ADDRESS),
	RANGE(0, -3, 3, getrusage, 0, NO_ADDRESS),
	RANGE(0, -1, 4, setpriority, 0, NO_PID, -5),
	RANGE(1, -1, 9, sched_setscheduler, NO_PID, 0, NO_ADDRESS),
	CALL (setresuid32, -1, 65534, -1),
	RANGE(1, 0, 66, kill, NO_PID, 0),
	RANGE(0, 0, 66, rt_sigaction, 0, 0, NO_ADDRESS, 8),
	RANGE(0, -1, 4, rt_sigprocmask, 0, 0, 0, 8),
	RANGE(0, -1, 4, sigprocmask, 0, 0, 0),
	RANGE(0, 65, 66, signal, 0, 1),

	/* times and sockets */
	RANGE(1, 0, 16, futex, NO_ADDRESS, 0, 7, 0, NO_ADDRESS, -1),
	RANGE(1, 384, 400, futex_time64, NO_ADDRESS, 0, 7, 3, NO_ADDRESS, 0x55),
	RANGE(0, -1, 13, clock_gettime, 0, NO_ADDRESS),
	RANGE(0, -1, 13, clock_gettime64, 0, NO_ADDRESS),
	BITS (1, timer_settime, -1, 0, NO_ADDRESS, 0),
	RANGE(0, -1, 50, socket, 0, 0x101, 0),
	BITS (3, sendto, NO_FD, NO_ADDRESS, 9, 0, 0, 0),
	BITS (3, accept4, NO_FD, 0, 0, 0),
	RANGE(2, -1, 85, setsockopt, NO_FD, 1, 0, NO_ADDRESS, 4),
	RANGE(0, 0, 25, socketcall, 0, NO_ADDRESS),

	/* the kernel's own */
	RANGE(0, -1, 40, bpf, 0, NO_ADDRESS, 0),
	RANGE(0, -1, 40, keyctl, 0, NO_KEY, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS),
	BITS (2, getrandom, 0, 0, 0),
	BITS (3, kexec_load, NO_ADDRESS, 0xffff, NO_ADDRESS, 0),
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
