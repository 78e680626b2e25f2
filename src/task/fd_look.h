/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the fds of a process are looked at from outside. Behind a few functions, so that a test
 * can play the process and choose the moment of every look.
 */
#ifndef SYSTRAIL_TASK_FD_LOOK_H
#define SYSTRAIL_TASK_FD_LOOK_H

#include <stddef.h>
#include <stdint.h>

#include "util/ids.h"

/* How much is said about an fd. */
enum fd_names {
	FD_NAMES_NONE,
	FD_NAMES_PATH, /* as /proc has it: a path, socket:[123], anon_inode:[eventpoll] */
	FD_NAMES_ALL, /* sockets by their protocol and ends */
};

/* All but now_ns() return 0 or -errno, and say what is so at that moment. */
struct fd_look {
	void *arg; /* the first argument of each */
	/* By the clock of the records. */
	uint64_t (*now_ns)(void *arg);
	/* What @fd of thread @tid is, NUL-terminated. */
	int (*link)(void *arg, int tid, int fd, char *buf, size_t size);
	/* Appends the fds that are open. */
	int (*list)(void *arg, int tid, struct ids *fds);
	/* The open(2) flags of @fd, O_CLOEXEC among them, or -errno. */
	int (*flags)(void *arg, int tid, int fd);
	/* The protocol of the socket @fd, NUL-terminated. */
	int (*protocol)(void *arg, int tid, int fd, char *buf, size_t size);
	/* Which network namespace @tid is in. */
	int (*net_ns)(void *arg, int tid, uint64_t *ns);
	/* An fd (the caller's) to read /proc/net/@file as @tid would see it, or -errno. */
	int (*net_open)(void *arg, int tid, const char *file);
};

/* The /proc of this machine. */
extern const struct fd_look fd_look_proc;

#endif
