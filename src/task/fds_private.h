/* SPDX-License-Identifier: GPL-2.0-only */
/* What fds.c, fd_enter.c and fd_exit.c share of struct fds; for nobody else. */
#ifndef SYSTRAIL_TASK_FDS_PRIVATE_H
#define SYSTRAIL_TASK_FDS_PRIVATE_H

#include "task/fd_asks.h"
#include "task/fd_plan.h"
#include "task/fd_tables.h"
#include "task/fds.h"

enum { ANON_KINDS_MAX = 32 };

/* The file of all fds of one anonymous kind, whose name is known beforehand. */
struct anon {
	const char *what; /* that of the description, so that it need not be compared by text */
	struct fd_file *file;
};

struct fds {
	bool trusted;
	bool in_loss;
	bool told; /* nothing is looked up, names are told */
	bool tell_ends; /* sockets by protocol and ends */
	uint64_t next_ns; /* fd_asks_next_ns() */
	uint64_t now_ns; /* the records have come so far */
	uint64_t loss_ns; /* when records were lost last */
	struct fd_asks *asks; /* NULL: nothing can be looked up */
	struct fd_plans plans;
	struct fd_tables tables;
	struct anon anon[ANON_KINDS_MAX];
};

/* Whether @request of ioctl() changes close-on-exec. */
bool fds_is_cloexec_ioctl(uint64_t request);

/* What the call of @t was to close is closed by now, and perhaps what came there meanwhile. */
void fds_end_closing(struct task *t, uint64_t now_ns);

/* @t's call is over and delivered: its files are not held any more. */
void fds_release(struct task *t, uint64_t now_ns);

#endif
