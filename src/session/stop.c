/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals as a file descriptor; see stop.h. */
#include "session/stop.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

int stop_open(struct stop *st)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, normal = { .sa_handler = SIG_DFL };
	struct sigaction hup;

	*st = (struct stop){ .fd = -1 };
	sigemptyset(&st->set);
	sigaddset(&st->set, SIGINT);
	sigaddset(&st->set, SIGTERM);
	sigaddset(&st->set, SIGCHLD);
	/* signalfd would give a blocked signal although it is ignored. */
	if (!sigaction(SIGHUP, NULL, &hup) && hup.sa_handler != SIG_IGN)
		sigaddset(&st->set, SIGHUP);
	/* With SIGCHLD ignored there would be neither the signal nor a status to wait for. */
	if (sigprocmask(SIG_BLOCK, &st->set, &st->old_mask) ||
	    sigaction(SIGPIPE, &ignore, &st->old_pipe) ||
	    sigaction(SIGCHLD, &normal, &st->old_chld))
		return -errno;
	st->fd = signalfd(-1, &st->set, SFD_CLOEXEC | SFD_NONBLOCK);
	return st->fd < 0 ? -errno : 0;
}

int stop_heed_usr2(struct stop *st)
{
	sigset_t usr2;

	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	sigaddset(&st->set, SIGUSR2);
	if (sigprocmask(SIG_BLOCK, &usr2, NULL) ||
	    signalfd(st->fd, &st->set, SFD_CLOEXEC | SFD_NONBLOCK) < 0)
		return -errno;
	return 0;
}

void stop_restore(const struct stop *st)
{
	sigaction(SIGPIPE, &st->old_pipe, NULL);
	sigaction(SIGCHLD, &st->old_chld, NULL);
	sigprocmask(SIG_SETMASK, &st->old_mask, NULL);
}

bool stop_read(struct stop *st)
{
	struct signalfd_siginfo info;
	bool any = false;

	while (read(st->fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		if (info.ssi_signo == SIGUSR2) {
			st->told = true;
			continue;
		}
		any = st->asked = true;
		st->signo = (int)info.ssi_signo;
		st->sender_pid = info.ssi_code <= 0 ? (int)info.ssi_pid : 0;
	}
	return any;
}

void stop_die(int signo)
{
	sigset_t set;

	signal(signo, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, signo);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signo);
}

void stop_close(struct stop *st)
{
	if (st->fd >= 0)
		close(st->fd);
	st->fd = -1;
}
