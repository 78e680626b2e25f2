/* SPDX-License-Identifier: GPL-2.0-only */
/* The command, the end and the privileges of a trace; see run.h. */
#include "cmd/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "cmd/commands.h"
#include "util/caps.h"

void run_init(struct run *r, const struct options *opt, struct output *output)
{
	*r = (struct run){
		.opt = opt,
		.output = output,
		.command = { .go_fd = -1, .exec_fd = -1 },
	};
}

int run_start_command(struct run *r)
{
	struct output *out = r->output;

	if (!r->opt->command)
		return 0;
	return command_start(&r->command, r->opt->command, r->opt->run_as, &out->stop, &out->diag);
}

bool run_should_stop(void *arg)
{
	struct run *r = arg;

	return output_asked_to_stop(r->output) ||
	       (r->opt->command && command_ended(&r->command, false));
}

void run_settle(struct run *r, bool makes_files)
{
	static const cap_value_t keep[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_KILL,
					    CAP_DAC_OVERRIDE };
	const struct diag *d = &r->output->diag;
	bool all = makes_files && !caps_borrowed();
	int err;

	if (setpriority(PRIO_PROCESS, 0, -20))
		diag_say(d, DIAG_INFO, "cannot raise our priority: %s", strerror(errno));
	err = caps_drop_but(keep, sizeof(keep) / sizeof(*keep) - !all);
	if (err)
		diag_say(d, DIAG_WARN, "cannot drop capabilities: %s", strerror(-err));
}

static enum command_result release(struct run *r)
{
	if (!r->opt->command)
		return COMMAND_RUNS;
	return command_release(&r->command, r->opt->command[0], &r->output->diag);
}

int run_begin(struct run *r, const struct ending *end, int (*start)(void *arg), void *arg,
	      enum command_result *result)
{
	uint64_t delay_ns = r->opt->delay_ns;
	int err = delay_ns ? 0 : start(arg);

	if (err)
		return err;
	*result = release(r);
	if (*result != COMMAND_RUNS || !delay_ns)
		return 0;
	return ending_delay(end, delay_ns) ? 0 : start(arg);
}

int run_status_of(enum command_result result)
{
	static const int status_of[] = {
		[COMMAND_RUNS] = 0,
		[COMMAND_NOT_FOUND] = STATUS_NO_COMMAND,
		[COMMAND_NOT_EXECUTABLE] = STATUS_CANNOT_EXEC,
		[COMMAND_NOT_THAT_USER] = STATUS_FAILED,
	};

	return status_of[result];
}

void run_wait_for_command(struct run *r, struct source **source, bool full)
{
	struct stop *stop = &r->output->stop;
	struct command *c = &r->command;
	bool asked;

	source_close(*source);
	*source = NULL;
	if (!r->opt->command)
		return;
	stop_read(stop);
	asked = stop->asked;
	if (asked && stop->sender_pid && c->pid)
		kill(c->pid, stop->signo);
	if (full && !asked && !command_ended(c, false))
		diag_say(&r->output->diag, DIAG_WARN,
			 "the trace is over; waiting for '%s' (%d) to end, to exit with its status",
			 r->opt->command[0], (int)c->pid);
	while (!command_ended(c, false)) {
		struct pollfd p = { .fd = stop->fd, .events = POLLIN };

		poll(&p, 1, -1);
		if (!stop_read(stop))
			continue;
		if (asked && stop->signo == SIGINT)
			stop_die(SIGINT);
		asked = true;
		if (stop->sender_pid && c->pid)
			kill(c->pid, stop->signo);
	}
}

int run_exit_status(const struct run *r)
{
	return r->opt->command ? command_exit_status(&r->command) : 0;
}

void run_fini(struct run *r)
{
	command_abandon(&r->command);
}
