/* SPDX-License-Identifier: GPL-2.0-only */
/* When what is captured ends, and sleeping until it does or something comes. */
#ifndef SYSTRAIL_SESSION_ENDING_H
#define SYSTRAIL_SESSION_ENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "util/diag.h"

struct ending {
	/* Readable when it should end: a signal, the command's end. -1: none. */
	int stop_fd;
	/* Asked in each round, at once when stop_fd is readable; true ends it. NULL: never. */
	bool (*should_stop)(void *arg);
	void *should_stop_arg;
	uint64_t until_ns; /* --for: when it ends; 0: never */
};

/*
 * Sleeps until @fd (-1: none) is readable, but not longer than @wait_ms, nor beyond the end. Returns
 * 1 when that has come, 0, or -errno after a sentence.
 */
int ending_wait(const struct ending *e, int fd, int wait_ms, const struct diag *d);

/* Sleeps for @delay_ns. Returns 0, or 1 when it should end before it has begun. */
int ending_delay(const struct ending *e, uint64_t delay_ns);

/* @wait_ms, or less up to @until_ns (0: never). */
int ending_until_ms(uint64_t until_ns, int wait_ms);

#endif
