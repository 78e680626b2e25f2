/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own interfaces: bpf, perf, io_uring, landlock, keys, kexec, modules and others. */
#include "sweep.h"

/* clang-format off */
static const struct sweep calls[] = {
	RANGE(0, -1, 45, bpf, 0, NO_ADDRESS, 0),
	BITS (4, perf_event_open, NO_ADDRESS, 0, -1, NO_FD, 0),
	CALL (perf_event_open, NO_ADDRESS, NO_PID, 3, 4, 8),
	CALL (io_uring_setup, 8, NO_ADDRESS),
	BITS (3, io_uring_enter, NO_FD, 1, 2, 0, 0, 8),
	RANGE(1, -1, 40, io_uring_register, NO_FD, 0, NO_ADDRESS, 2),
	CALL (io_uring_register, NO_FD, 0x80000003, NO_ADDRESS, 2),
	CALL (io_setup, -1, NO_ADDRESS),
	CALL (io_getevents, NO_ADDRESS, 1, -1, 0, 0),
	BITS (2, landlock_create_ruleset, NO_ADDRESS, 8, 0),
	RANGE(1, -1, 4, landlock_add_rule, NO_FD, 0, NO_ADDRESS, 0),
	BITS (3, landlock_add_rule, NO_FD, 1, NO_ADDRESS, 0),
	BITS (1, landlock_restrict_self, NO_FD, 0),

	/* Keys that are not there, and key rings by their special names */
	RANGE(0, -1, 40, keyctl, 0, NO_KEY, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS),
	RANGE(1, -9, 0, keyctl, 6, 0, NO_ADDRESS, 0, 0),
	BITS (2, keyctl, 5, NO_KEY, 0),
	RANGE(1, -2, 9, keyctl, 14, 0),
	BITS (4, keyctl, 30, NO_KEY, NO_KEY, NO_KEY, 0),
	RANGE(4, -9, 0, add_key, 0, 0, 0, 0, 0),
	RANGE(3, -9, 0, request_key, 0, 0, 0, 0),

	/* As nobody, and wrong besides: the second magic number, the count of segments */
	RANGE(2, 0, 1, reboot, 0, 0, 0, 0),
	CALL (reboot, 0xfee1dead, 1, 0x01234567, 0),
	CALL (reboot, 0xfee1dead, 1, 0x4321fedc, 0),
	CALL (reboot, 0xfee1dead, 1, 0xcdef0123, 0),
	CALL (reboot, 0xfee1dead, 1, 0x89abcdef, 0),
	CALL (reboot, 0xfee1dead, 1, 0xa1b2c3d4, NO_ADDRESS),
	CALL (reboot, 0xfee1dead, 1, 0xd000fce2, 0),
	CALL (reboot, 0xfee1dead, 1, 0x45584543, 0),
	CALL (reboot, 0, 0x28121969, 0, 0),
	CALL (reboot, 0, 0x05121996, 0, 0),
	CALL (reboot, 0, 0x16041998, 0, 0),
	CALL (reboot, 0, 0x20112000, 0, 0),
	BITS (3, kexec_load, NO_ADDRESS, 0xffff, NO_ADDRESS, 0),
	CALL (kexec_load, NO_ADDRESS, 0xffff, NO_ADDRESS, 62 << 16 | 1),
	BITS (4, kexec_file_load, NO_FD, NO_FD, 0, 0, 0),
	CALL (init_module, NO_ADDRESS, 0, NO_ADDRESS),
	BITS (2, finit_module, NO_FD, NO_ADDRESS, 0),
	BITS (1, delete_module, 0, 0),
	RANGE(0, -1, 12, syslog, 0, 0, -1),

	BITS (1, membarrier, 0, 1),
	BITS (0, membarrier, UNKNOWN_BIT, 0),
	CALL (membarrier, 1 << 7, 1, 3),
	RANGE(0, 0, 9, membarrier, 0, 2),
	CALL (membarrier, 0, 0),
	BITS (2, rseq, 0, 32, 0, 0x53053053),
	BITS (2, getrandom, 0, 0, 0),
	CALL (getrandom, NO_ADDRESS, -1, 2),
	CALL (getcpu, 0, 0, 0),
	CALL (sethostname, 0, -1),
	CALL (acct, NO_ADDRESS),
	CALL (swapoff, NO_ADDRESS),
	CALL (pivot_root, 0, 0),
	CALL (chroot, NO_ADDRESS),
	CALL (vhangup),
#ifdef SYS_ioperm
	CALL (ioperm, -1, 1, 1),
	CALL (iopl, 9),
#endif
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
