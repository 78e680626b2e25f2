/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The signals that end a trace in order, as a file descriptor: no handlers, no shared
 * state. They stay blocked for good, because a terminal that goes away and timeout(1)
 * send more than one, and none may cut off the summary.
 */
#ifndef SYSTRAIL_SESSION_STOP_H
#define SYSTRAIL_SESSION_STOP_H

#include <signal.h>
#include <stdbool.h>

struct stop {
	int fd; /* readable when a signal has come */
	sigset_t set; /* these */
	bool asked; /* SIGINT, SIGTERM or SIGHUP came */
	bool told; /* SIGUSR2 came; who acts on it clears this */
	/* The last of those that end a trace. */
	int signo;
	int sender_pid; /* 0: the kernel (a key, a terminal that went away) */
	/* As they were before, for the command. */
	sigset_t old_mask;
	struct sigaction old_pipe;
	struct sigaction old_chld;
};

/*
 * Blocks SIGINT, SIGTERM, SIGHUP and SIGCHLD, which arrive at fd, and ignores SIGPIPE. A
 * SIGHUP that was ignored when we were started (nohup) stays ignored. Returns 0 or -errno.
 */
int stop_open(struct stop *st);

/* From now on SIGUSR2 arrives there, too. Returns 0 or -errno. */
int stop_heed_usr2(struct stop *st);

/* In a child before its exec: signals are as we were started with. */
void stop_restore(const struct stop *st);

/* Takes what has come. Returns true when a signal to end was among it. */
bool stop_read(struct stop *st);

/* Dies of @signo, as if nothing had been blocked. */
void stop_die(int signo);

void stop_close(struct stop *st);

#endif
