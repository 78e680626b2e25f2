/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals as a file descriptor; see stop.h. */
#include "session/stop.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

int stop_open(struct stop *st)
{
	sigset_t set;

	*st = (struct stop){ .fd = -1 };
	stop_signals(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, &st->old_mask))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	st->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return st->fd < 0 ? -errno : 0;
}

bool stop_read(struct stop *st)
{
	struct signalfd_siginfo info;
	sigset_t set;

	while (read(st->fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD || st->asked)
			continue;
		st->asked = true;
		st->signo = (int)info.ssi_signo;
		st->sender_pid = info.ssi_code <= 0 ? (int)info.ssi_pid : 0;
		stop_signals(&set);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return st->asked;
}

void stop_close(struct stop *st)
{
	if (st->fd >= 0)
		close(st->fd);
	st->fd = -1;
}
