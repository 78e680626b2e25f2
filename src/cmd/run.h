/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands that capture have in common, whatever becomes of it: the command whose calls
 * are captured, the end of it all, and our privileges.
 */
#ifndef SYSTRAIL_CMD_RUN_H
#define SYSTRAIL_CMD_RUN_H

#include "capture/source.h"
#include "cmd/output.h"
#include "session/command.h"
#include "session/ending.h"

struct run {
	const struct options *opt; /* borrowed */
	struct output *output; /* borrowed */
	struct command command;
};

/* The command that the options name is none yet. run_fini() is due. */
void run_init(struct run *r, const struct options *opt, struct output *output);

/*
 * Starts the command up to its exec, if there is one, behind output_heed_signals(). Returns 0, or
 * -errno after a sentence.
 */
int run_start_command(struct run *r);

/* Whether to end: a signal came, or the command has ended. @arg is the struct run. */
bool run_should_stop(void *arg);

/*
 * The reader must not starve when the traced programs take every CPU, and having opened all it
 * needs no privilege but to read /proc and tracefs, and to pass a signal on; @makes_files: and to
 * make more files, where it might make the first. Unless this is because of our own file, it keeps
 * what root has for that.
 */
void run_settle(struct run *r, bool makes_files);

/*
 * Captures: @start is called before the command, if there is one, may exec, or with --delay after it
 * has run for a while (unless @end came first). Returns 0, and in @result what came of the command
 * (COMMAND_RUNS without one), or what @start returned.
 */
int run_begin(struct run *r, const struct ending *end, int (*start)(void *arg), void *arg,
	      enum command_result *result);

/* The exit status where the command did not run. */
int run_status_of(enum command_result result);

/*
 * The trace is over, the command perhaps not: waits for it, if there is one. @source is closed, so
 * that nothing of ours slows it down any more. @full: the trace ended by itself, which is said. A
 * signal that a key or the terminal sent has reached the command as well; one that was sent to us
 * alone is passed on. A second Ctrl-C means that we shall not wait.
 */
void run_wait_for_command(struct run *r, struct source **source, bool full);

/* The command's own exit status, or 0 where there is none. */
int run_exit_status(const struct run *r);

void run_fini(struct run *r);

#endif
