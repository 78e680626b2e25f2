/* SPDX-License-Identifier: GPL-2.0-only */
/* Futexes, clocks and timers. */
#include "sweep.h"

/* clang-format off */
static const struct sweep calls[] = {
	/* The word of a futex is aligned; all operations with and without the two flags */
	RANGE(1, 0, 16, futex, NO_ADDRESS, 0, 7, 0, NO_ADDRESS, -1),
	RANGE(1, 128, 144, futex, NO_ADDRESS, 0, 7, 3, NO_ADDRESS, 0x55),
	RANGE(1, 256, 272, futex, NO_ADDRESS, 0, 7, 3, NO_ADDRESS, 0x55),
	RANGE(1, 384, 400, futex, NO_ADDRESS, 0, 7, 3, NO_ADDRESS, 0x55),
	CALL (futex, NO_ADDRESS, 5, 1, 2, NO_ADDRESS, 0x04001000),
	CALL (futex, NO_ADDRESS, 133, 1, 2, NO_ADDRESS, 0x92345678),
	CALL (futex, NO_ADDRESS, 5, 1, 2, NO_ADDRESS, 0x75abc123),
	CALL (futex, NO_ADDRESS, -1, 1, 2, NO_ADDRESS, 1),
	CALL (futex_waitv, NO_ADDRESS, 1, 0, 0, 1),
	CALL (futex_waitv, NO_ADDRESS, 1, 7, 0, 1),
	CALL (set_robust_list, NO_ADDRESS, 1),
	CALL (get_robust_list, NO_PID, NO_ADDRESS, NO_ADDRESS),

	/* The addresses are wrong. Below zero are the clocks of processes and of devices. */
	RANGE(0, -9, 20, clock_gettime, 0, NO_ADDRESS),
	RANGE(0, -1, 13, clock_getres, 0, NO_ADDRESS),
	RANGE(0, -1, 13, clock_settime, 0, NO_ADDRESS),
	RANGE(0, -1, 13, clock_adjtime, 0, NO_ADDRESS),
	RANGE(0, -1, 13, clock_nanosleep, 0, 1, NO_ADDRESS, 0),
	BITS (1, clock_nanosleep, 1, 0, NO_ADDRESS, NO_ADDRESS),
	CALL (nanosleep, NO_ADDRESS, 0),
	RANGE(0, -1, 13, timer_create, 0, NO_ADDRESS, NO_ADDRESS),
	BITS (1, timer_settime, -1, 0, NO_ADDRESS, 0),
	CALL (timer_gettime, -1, NO_ADDRESS),
	CALL (timer_getoverrun, -1),
	CALL (timer_delete, -1),
	RANGE(0, -1, 13, timerfd_create, 0, UNKNOWN_BIT),
	BITS (1, timerfd_create, 1, UNKNOWN_BIT),
	BITS (1, timerfd_settime, NO_FD, 0, NO_ADDRESS, 0),
	CALL (timerfd_gettime, NO_FD, NO_ADDRESS),
	RANGE(0, -1, 4, getitimer, 0, NO_ADDRESS),
	RANGE(0, -1, 4, setitimer, 0, NO_ADDRESS, 0),
	CALL (adjtimex, NO_ADDRESS),
	CALL (gettimeofday, NO_ADDRESS, NO_ADDRESS),
	CALL (settimeofday, NO_ADDRESS, NO_ADDRESS),
	CALL (times, NO_ADDRESS),
	CALL (ppoll, NO_ADDRESS, 1, NO_ADDRESS, 0, 8),
	CALL (pselect6, 3, NO_ADDRESS, 0, 0, 0, 0),
#ifdef SYS_alarm
	CALL (alarm, 0),
	CALL (time, NO_ADDRESS),
	CALL (utime, 0, 0),
	CALL (futimesat, NO_DIR, 0, 0),
#endif
};
/* clang-format on */

int main(void)
{
	return SWEEP(calls);
}
