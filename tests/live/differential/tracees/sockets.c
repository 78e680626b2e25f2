/* SPDX-License-Identifier: GPL-2.0-only */
/* Families, types, protocols, levels, options and message flags of sockets. */
#include "sweep.h"

/*
 * An unknown flag in the type is found before the kernel looks for the family's module, which it
 * would load.
 */
#define NO_TYPE 0x100

/* clang-format off */
static const struct sweep calls[] = {
	RANGE(0, -1, 50, socket, 0, NO_TYPE | 1, 0),
	RANGE(1, NO_TYPE, NO_TYPE | 15, socket, 1, 0, 0),
	BITS (1, socket, 1, NO_TYPE | 2, 0),
	RANGE(2, -1, 264, socket, 2, NO_TYPE | 3, 0),
	RANGE(2, 0, 150, socket, 10, NO_TYPE | 1, 0),
	RANGE(2, -1, 25, socket, 16, NO_TYPE | 3, 0),
	RANGE(2, -1, 10, socket, 31, NO_TYPE | 3, 0),
	RANGE(2, -1, 10, socket, 29, NO_TYPE | 3, 0),
	CALL (socket, 17, NO_TYPE | 3, 0x0300),
	CALL (socket, 17, NO_TYPE | 2, 0x0608),
	CALL (socket, 17, NO_TYPE | 2, 0x0008),
	RANGE(0, 0, 3, socketpair, 0, NO_TYPE | 5, 0, NO_ADDRESS),
	CALL (bind, NO_FD, NO_ADDRESS, 16),
	CALL (connect, NO_FD, NO_ADDRESS, 110),
	CALL (listen, NO_FD, -1),
	BITS (3, accept4, NO_FD, 0, 0, 0),
	RANGE(1, -1, 4, shutdown, NO_FD, 0),
	BITS (3, sendto, NO_FD, NO_ADDRESS, 9, 0, 0, 0),
	BITS (3, recvfrom, NO_FD, NO_ADDRESS, 9, 0, 0, 0),
	BITS (2, sendmsg, NO_FD, NO_ADDRESS, 0),
	BITS (2, recvmsg, NO_FD, NO_ADDRESS, 0),
	BITS (3, sendmmsg, NO_FD, NO_ADDRESS, 2, 0),
	BITS (3, recvmmsg, NO_FD, NO_ADDRESS, 2, 0, 0),
	CALL (getsockname, NO_FD, NO_ADDRESS, NO_ADDRESS),

	/* All levels, and all options of those that many programs use */
	RANGE(1, -1, 290, setsockopt, NO_FD, 0, 1, NO_ADDRESS, 4),
	RANGE(2, -1, 85, setsockopt, NO_FD, 1, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 85, getsockopt, NO_FD, 1, 0, NO_ADDRESS, NO_ADDRESS),
	RANGE(2, -1, 85, setsockopt, NO_FD, 0, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 85, getsockopt, NO_FD, 0, 0, NO_ADDRESS, NO_ADDRESS),
	RANGE(2, -1, 85, setsockopt, NO_FD, 41, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 85, getsockopt, NO_FD, 41, 0, NO_ADDRESS, NO_ADDRESS),
	RANGE(2, -1, 50, setsockopt, NO_FD, 6, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 50, getsockopt, NO_FD, 6, 0, NO_ADDRESS, NO_ADDRESS),
	RANGE(2, -1, 110, setsockopt, NO_FD, 17, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 135, setsockopt, NO_FD, 132, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 25, setsockopt, NO_FD, 263, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 25, getsockopt, NO_FD, 263, 0, NO_ADDRESS, NO_ADDRESS),
	RANGE(2, -1, 20, setsockopt, NO_FD, 270, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 3, setsockopt, NO_FD, 255, 0, NO_ADDRESS, 4),
	RANGE(2, -1, 10, setsockopt, NO_FD, 58, 0, NO_ADDRESS, 4),
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
