/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The signals that end a trace in order, as a file descriptor: no handlers, no shared
 * state. Ctrl-C once drains and prints what there is; the second one kills at once.
 */
#ifndef SYSTRAIL_SESSION_STOP_H
#define SYSTRAIL_SESSION_STOP_H

#include <signal.h>
#include <stdbool.h>

struct stop {
	int fd;
	sigset_t old_mask; /* as it was before, for the command */
	bool asked; /* SIGINT, SIGTERM or SIGHUP came */
	int signo; /* which */
	int sender_pid; /* 0: the kernel (a key, a terminal that went away) */
};

/*
 * Blocks SIGINT, SIGTERM, SIGHUP and SIGCHLD and ignores SIGPIPE; they arrive at fd.
 * Returns 0 or -errno.
 */
int stop_open(struct stop *st);

/*
 * Reads what came. Returns true when the trace was asked to end; from then on another
 * such signal has its default effect.
 */
bool stop_read(struct stop *st);

void stop_close(struct stop *st);

#endif
