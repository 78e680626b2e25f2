/* SPDX-License-Identifier: GPL-2.0-only */
/* Clones, waits, prctl, ids, limits, schedulers, signals and the tracing of others. */
#include "sweep.h"

/* clang-format off */
static const struct sweep calls[] = {
	/* CLONE_THREAD alone cannot be. With all bits, NEWNS and FS contradict each other. */
	BITS (0, clone, 0x10000 | 17, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS),
	RANGE(0, 0x10000, 0x10042, clone, 0, NO_ADDRESS, 0, 0, 0),
	CALL (clone3, NO_ADDRESS, 1),
	BITS (0, unshare, 1),
	BITS (1, setns, NO_FD, 0),
	BITS (2, wait4, -1, 0, 0, 0),
	CALL (wait4, -77, NO_ADDRESS, 1, NO_ADDRESS),
	RANGE(0, -1, 5, waitid, 0, 7, 0, 4, 0),
	BITS (3, waitid, 1, 7, 0, 0, 0),
	BITS (1, pidfd_open, -1, 0),
	BITS (3, pidfd_send_signal, NO_FD, 15, 0, 0),
	CALL (pidfd_getfd, NO_FD, -1, 0),
	CALL (getpgid, NO_PID),
	CALL (setpgid, NO_PID, 0),
	CALL (getsid, NO_PID),
	CALL (setsid),

	/* prctl: all ones mean nothing to most options */
	RANGE(0, -1, 80, prctl, 0, -1, -1, -1, -1),
	RANGE(1, -1, 66, prctl, 1),
	RANGE(1, 2, 9, prctl, 4),
	RANGE(1, 3, 9, prctl, 22, 0, NO_ADDRESS),
	BITS (1, prctl, 28, UNKNOWN_BIT),
	RANGE(1, 0, 45, prctl, 23),
	RANGE(1, 41, 45, prctl, 24),
	RANGE(1, 2, 5, prctl, 33, 0, 7),
	RANGE(1, 1, 20, prctl, 35, 0, NO_ADDRESS, 0, 0),
	RANGE(1, 5, 9, prctl, 47, 0, 3, 0, 0),
	RANGE(2, 0, 45, prctl, 47, 1, 0, 0, 0),
	RANGE(1, 0, 9, prctl, 52, 0, 0, 0, 0),
	RANGE(1, 0, 9, prctl, 53, 0, 64, 0, 0),
	RANGE(2, 0, 40, prctl, 53, 9, 0, 0, 0),
	RANGE(1, 2, 9, prctl, 59, 0, 0, 0, 0),
	RANGE(1, 4, 9, prctl, 62, 0, NO_PID, 0, 0),
	BITS (1, prctl, 65, UNKNOWN_BIT, 0, 0, 0),
	RANGE(1, 0, 3, prctl, 0x53564d41, 0, NO_ADDRESS, 4096, 0),
	CALL (prctl, 0x59616d61, -1),
	CALL (prctl, 0x59616d61, NO_PID),
	CALL (prctl, 15, NO_ADDRESS),
#ifdef SYS_arch_prctl
	RANGE(0, 0x1001, 0x1004, arch_prctl, 0, -1),
	RANGE(0, 0x1011, 0x1012, arch_prctl, 0, -1),
	RANGE(0, 0x1021, 0x1025, arch_prctl, 0, -1),
	RANGE(0, 0x4001, 0x4004, arch_prctl, 0, -1),
	RANGE(0, 0x5001, 0x5006, arch_prctl, 0, -1),
	RANGE(0, 0, 18, modify_ldt, 0, NO_ADDRESS, 16),
#endif
	/* Filters that nobody can read. Mode strict has no flags. */
	RANGE(0, 1, 6, seccomp, 0, UNKNOWN_BIT, NO_ADDRESS),
	BITS (1, seccomp, 1, 0, NO_ADDRESS),
	RANGE(0, -1, 34, ptrace, 0, NO_PID, 3, 5),
	RANGE(0, 0x4200, 0x4212, ptrace, 0, NO_PID, 1, 9),
	BITS (3, ptrace, 0x4200, NO_PID, 0, 0),
	BITS (3, ptrace, 0x4206, NO_PID, 0, 0),
	RANGE(3, -1, 66, ptrace, 7, NO_PID, 0),
	RANGE(2, 0, 3, ptrace, 0x4204, NO_PID, 0, NO_ADDRESS),
	RANGE(2, 0x200, 0x205, ptrace, 0x4204, NO_PID, 0, NO_ADDRESS),
	RANGE(2, -1, 10, kcmp, NO_PID, NO_PID, 0, 3, 4),

	/* who, and how much */
	CALL (setresuid, -1, 65534, -1),
	CALL (setresgid, 65534, -1, -1),
	CALL (setreuid, -1, 65534),
	CALL (setfsuid, -1),
	CALL (setfsgid, 77),
	CALL (setgroups, -1, NO_ADDRESS),
	CALL (getgroups, -1, NO_ADDRESS),
	CALL (capget, NO_ADDRESS, NO_ADDRESS),
	RANGE(1, -1, 18, prlimit64, 0, 0, 0, 0),
	RANGE(0, -1, 18, getrlimit, 0, NO_ADDRESS),
	RANGE(0, -1, 18, setrlimit, 0, NO_ADDRESS),
	RANGE(0, -3, 3, getrusage, 0, NO_ADDRESS),
	RANGE(0, -1, 4, getpriority, 0, NO_PID),
	RANGE(0, -1, 4, setpriority, 0, NO_PID, -5),
	RANGE(0, -1, 4, ioprio_get, 0, NO_PID),
	RANGE(0, -1, 4, ioprio_set, 0, NO_PID, 0x2003),
	RANGE(2, 0, 9, ioprio_set, 1, NO_PID),
	CALL (ioprio_set, 1, NO_PID, 0x4007),
	CALL (ioprio_set, 1, NO_PID, 0x6000),
	CALL (ioprio_set, 1, NO_PID, 0xe001),
	RANGE(1, -1, 9, sched_setscheduler, NO_PID, 0, NO_ADDRESS),
	BITS (1, sched_setscheduler, NO_PID, 1, NO_ADDRESS),
	CALL (sched_getscheduler, NO_PID),
	RANGE(0, -1, 9, sched_get_priority_max, 0),
	RANGE(0, -1, 9, sched_get_priority_min, 0),
	BITS (2, sched_setattr, NO_PID, 0, 0),
	CALL (sched_getattr, NO_PID, NO_ADDRESS, 56, 1),
	CALL (sched_setaffinity, NO_PID, 8, NO_ADDRESS),
	CALL (sched_rr_get_interval, NO_PID, NO_ADDRESS),
	RANGE(0, 0x08000000, 0x0800000f, personality, 0),
	CALL (personality, 0xffffffff),
	BITS (0, personality, 0),
	CALL (personality, 0),

	/* signals, to no one */
	RANGE(1, 0, 66, kill, NO_PID, 0),
	CALL (kill, NO_PID, -1),
	CALL (tkill, -1, 15),
	CALL (tgkill, -1, -1, 64),
	CALL (rt_sigqueueinfo, NO_PID, 34, 0),
	CALL (rt_tgsigqueueinfo, NO_PID, NO_PID, 34, 0),
	RANGE(0, 0, 66, rt_sigaction, 0, 0, NO_ADDRESS, 8),
	RANGE(0, -1, 4, rt_sigprocmask, 0, 0, 0, 8),
	CALL (rt_sigpending, NO_ADDRESS, 8),
	CALL (rt_sigtimedwait, NO_ADDRESS, 0, 0, 8),
	CALL (sigaltstack, NO_ADDRESS, NO_ADDRESS),
#ifdef SYS_getpgrp
	CALL (getpgrp),
#endif
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
