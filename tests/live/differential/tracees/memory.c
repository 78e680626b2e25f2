/* SPDX-License-Identifier: GPL-2.0-only */
/* Protections, flags and advice of the calls about memory. */
#include "sweep.h"

/* clang-format off */
static const struct sweep calls[] = {
	/* A length of zero is wrong for all flags. */
	BITS (2, mmap, 0, 0, 0, 2, NO_FD, 0),
	BITS (3, mmap, 0, 0, 0, 0, NO_FD, 4096),
	BITS (3, mmap, 0, 0, 3, 0x22, 7, 4096),
	RANGE(3, 0, 15, mmap, 0, 0, 1, 0, NO_FD, 0),
	CALL (mmap, 0, 0, 3, 0x22 | 0x40000 | 21 << 26, NO_FD, 0),
	CALL (mmap, 0, 0, 3, 0x22 | 0x40000 | 30 << 26, NO_FD, 0),
	BITS (2, mprotect, NO_ADDRESS, 4096, 0),
	BITS (2, pkey_mprotect, NO_ADDRESS, 4096, 0, -1),
	BITS (1, pkey_alloc, 1, 0),
	CALL (pkey_free, -1),
	BITS (3, mremap, NO_ADDRESS, 4096, 8192, 0, NO_ADDRESS),
	CALL (munmap, NO_ADDRESS, -1),
	CALL (brk, NO_ADDRESS),
	BITS (2, msync, NO_ADDRESS, 4096, 0),
	RANGE(2, -1, 30, madvise, NO_ADDRESS, 0),
	RANGE(2, 95, 110, madvise, NO_ADDRESS, 0),
	RANGE(3, -1, 30, process_madvise, NO_FD, NO_ADDRESS, 1, 0, 0),
	BITS (4, process_madvise, NO_FD, NO_ADDRESS, 1, 20, 0),
	CALL (mlock, NO_ADDRESS, -1),
	BITS (2, mlock2, NO_ADDRESS, -4096, 0),
	BITS (0, mlockall, UNKNOWN_BIT),
	CALL (mincore, NO_ADDRESS, 4096, 0),
	CALL (remap_file_pages, NO_ADDRESS, 4096, 3, 7, 0x10000),
	RANGE(0, -1, 12, set_mempolicy, 0, NO_ADDRESS, 65),
	BITS (0, set_mempolicy, 2, NO_ADDRESS, 65),
	RANGE(2, -1, 12, mbind, NO_ADDRESS, 4096, 0, NO_ADDRESS, 65, 0),
	BITS (5, mbind, NO_ADDRESS, 4096, 1, NO_ADDRESS, 65, 0),
	BITS (4, get_mempolicy, NO_ADDRESS, NO_ADDRESS, 65, NO_ADDRESS, UNKNOWN_BIT),
	BITS (5, move_pages, NO_PID, 1, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, 0),
	CALL (migrate_pages, NO_PID, 65, NO_ADDRESS, NO_ADDRESS),
	CALL (set_mempolicy_home_node, NO_ADDRESS, 4096, 1, 0),
	BITS (1, memfd_create, 0, 0),
	CALL (memfd_create, NO_ADDRESS, 0x4 | 21 << 26),
	BITS (0, memfd_secret, UNKNOWN_BIT),
	BITS (0, userfaultfd, UNKNOWN_BIT),
	CALL (process_mrelease, NO_FD, 0),
	CALL (process_vm_readv, NO_PID, NO_ADDRESS, 1, NO_ADDRESS, 2, 0),
	CALL (process_vm_writev, NO_PID, NO_ADDRESS, 1, NO_ADDRESS, 2, 7),

	/* System V; a size of zero is wrong for a new segment, too many for new semaphores. */
	BITS (2, shmget, 0x7a7a7a7a, 0, 0600),
	CALL (shmget, 0, -1, 01600),
	BITS (2, shmat, -1, 0, 0),
	RANGE(1, -1, 20, shmctl, -1, 0, NO_ADDRESS),
	RANGE(1, 0x100, 0x110, shmctl, -1, 0, NO_ADDRESS),
	BITS (2, semget, 0x7a7a7a7a, 0x7fffffff, 0600),
	RANGE(2, -1, 24, semctl, -1, 3, 0, 0),
	RANGE(2, 0x100, 0x114, semctl, -1, 3, 0, 0),
	CALL (semop, -1, NO_ADDRESS, 1),
	CALL (msgget, 0x7a7a7a7a, 0640),
	CALL (msgget, 0x7a7a7a7a, 0x6000 | 04),
	RANGE(1, -1, 16, msgctl, -1, 0, NO_ADDRESS),
	BITS (3, msgsnd, -1, NO_ADDRESS, 8, 0),
	BITS (4, msgrcv, -1, NO_ADDRESS, 8, -3, 0),
	CALL (mq_open, 0, 0102, 0600, 0),
	CALL (mq_timedsend, NO_FD, NO_ADDRESS, 8, 7, 0),
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
