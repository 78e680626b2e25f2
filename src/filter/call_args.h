/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of a call for those who look for something in them. */
#ifndef SYSTRAIL_FILTER_CALL_ARGS_H
#define SYSTRAIL_FILTER_CALL_ARGS_H

#include <fcntl.h>
#include <stdbool.h>

#include "pair/call.h"

/* Fills @args. False where only the exit was seen: what was passed is not known. */
static inline bool call_args_of(const struct call *c, struct syscall_args *args)
{
	if (c->state == CALL_NO_ENTER || c->state == CALL_IN_CHILD)
		return false;
	syscall_args_of(c->desc, c->args, args);
	return true;
}

/* Whether argument @idx is a file descriptor, and so not AT_FDCWD. */
static inline bool call_arg_is_fd(const struct call *c, const struct syscall_args *args,
				  unsigned int idx)
{
	const struct syscall_arg *arg = args->arg[idx];

	if (!arg || (arg->kind != ARG_FD && arg->kind != ARG_DIRFD))
		return false;
	return arg->kind == ARG_FD || (int32_t)c->args[idx] != AT_FDCWD;
}

/* The index of the first argument that is a file descriptor, or -1. */
static inline int call_first_fd(const struct call *c)
{
	struct syscall_args args;

	if (!call_args_of(c, &args))
		return -1;
	for (unsigned int i = 0; i < args.cnt; i++)
		if (call_arg_is_fd(c, &args, i))
			return (int)i;
	return -1;
}

/* The path in argument @idx, if it is one and all of it was read; else NULL. */
static inline const struct call_bytes *call_arg_path(const struct call *c,
						     const struct syscall_args *args,
						     unsigned int idx)
{
	const struct syscall_arg *arg = args->arg[idx];

	if (!c->bytes || !arg || arg->kind != ARG_PATH || c->bytes[idx].state != BYTES_WHOLE)
		return NULL;
	return &c->bytes[idx];
}

#endif
