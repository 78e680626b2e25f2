/* SPDX-License-Identifier: GPL-2.0-only */
/* fd_look.h on this machine's /proc. */
#include "task/fd_look.h"

#include "task/proc.h"
#include "util/clock.h"

static uint64_t now(void *arg)
{
	(void)arg;
	return clock_now_ns();
}

static int fd_link(void *arg, int tid, int fd, char *buf, size_t size)
{
	(void)arg;
	return proc_fd_link(tid, fd, buf, size);
}

static int fd_list(void *arg, int tid, struct ids *fds)
{
	(void)arg;
	return proc_fds(tid, fds);
}

static int fd_flags(void *arg, int tid, int fd)
{
	(void)arg;
	return proc_fd_flags(tid, fd);
}

static int fd_protocol(void *arg, int tid, int fd, char *buf, size_t size)
{
	(void)arg;
	return proc_fd_protocol(tid, fd, buf, size);
}

static int net_ns(void *arg, int tid, uint64_t *ns)
{
	(void)arg;
	return proc_net_ns(tid, ns);
}

static int net_open(void *arg, int tid, const char *file)
{
	(void)arg;
	return proc_net_open(tid, file);
}

const struct fd_look fd_look_proc = {
	.now_ns = now,
	.link = fd_link,
	.list = fd_list,
	.flags = fd_flags,
	.protocol = fd_protocol,
	.net_ns = net_ns,
	.net_open = net_open,
};
