/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a system call has to do with file descriptors, worked out from its description once and
 * not once a call: most have nothing to do with them, and that is to cost nothing.
 */
#ifndef SYSTRAIL_TASK_FD_PLAN_H
#define SYSTRAIL_TASK_FD_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/syscall.h"

struct fd_plan {
	const struct syscall_desc *desc; /* NULL: not worked out yet */
	bool matters; /* it has anything to do with fds */
	bool args_vary; /* which arguments are fds depends on the others: see fd_plan_args() */
	bool ret_varies; /* and so does whether the result is one */
	/* Bits: the arguments that are fds, and those that are where a path begins. */
	uint8_t fds;
	uint8_t dirfds;
};

/* The plans of as many descriptions as there are used at a time; one takes another's place. */
enum { FD_PLANS = 1024 };

struct fd_plans {
	struct fd_plan plan[FD_PLANS];
};

/* Works out the plan of @d. */
void fd_plan_make(struct fd_plan *p, const struct syscall_desc *d);

/* The plan of @d. Borrowed until the next one is asked for. */
static inline const struct fd_plan *fd_plan_of(struct fd_plans *plans, const struct syscall_desc *d)
{
	struct fd_plan *p = &plans->plan[(uintptr_t)d / sizeof(*d) % FD_PLANS];

	if (p->desc != d)
		fd_plan_make(p, d);
	return p;
}

/* The bits of p->fds and p->dirfds for these @args, which may not be NULL. */
void fd_plan_args(const struct fd_plan *p, const uint64_t *args, uint8_t *fds, uint8_t *dirfds);

/* Whether a result that is not an error is a new fd. @args may be NULL: not known. */
bool fd_plan_returns_fd(const struct fd_plan *p, const uint64_t *args);

#endif
