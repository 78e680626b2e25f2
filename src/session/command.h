/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command to trace: started stopped before its exec, so that the events are there
 * first, then released, and waited for.
 */
#ifndef SYSTRAIL_SESSION_COMMAND_H
#define SYSTRAIL_SESSION_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "session/stop.h"
#include "util/diag.h"

struct command {
	pid_t pid; /* 0: none, or waited for */
	int go_fd; /* a byte here lets it exec; closing it without ends it */
	int exec_fd; /* it says here what failed before it became the command */
	int status; /* as of waitpid(2), once it has ended */
};

/*
 * Forks a child that waits to exec @argv (found by PATH, borrowed until command_release()).
 * @run_as, if not NULL, is the user (name or uid) whose ids it takes, without any
 * capability of ours; its signals are as @stop found them. Borrowed capabilities (caps.h) it
 * never has, and with them there is no @run_as. Returns 0 or -errno after a sentence.
 */
int command_start(struct command *c, char *const argv[], const char *run_as,
		  const struct stop *stop, const struct diag *d);

enum command_result {
	COMMAND_RUNS,
	COMMAND_NOT_FOUND,
	COMMAND_NOT_EXECUTABLE,
	COMMAND_NOT_THAT_USER, /* we may not become whom it is to be run as */
};

/*
 * Lets it exec. If that fails, a sentence has said why and the child has been waited for.
 */
enum command_result command_release(struct command *c, const char *name, const struct diag *d);

/* Takes its status if it has ended, or waits for that if @block. Returns whether it has. */
bool command_ended(struct command *c, bool block);

/* Ends a child that has not been released; accepts one that was never started. */
void command_abandon(struct command *c);

/* The exit status to pass on: its own, or 128 + the signal that killed it. */
int command_exit_status(const struct command *c);

#endif
