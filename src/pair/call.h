/* SPDX-License-Identifier: GPL-2.0-only */
/* The paired call: all that filters and sinks ever see of a system call. */
#ifndef SYSTRAIL_PAIR_CALL_H
#define SYSTRAIL_PAIR_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/syscall.h"
#include "task/task.h"

enum call_state {
	CALL_COMPLETE, /* enter and exit */
	CALL_NO_ENTER, /* an exit whose enter we have not: args mean nothing */
	CALL_IN_CHILD, /* the same, where there is none: fork returns in a child that did not call */
	CALL_NO_RETURN, /* exit, exit_group: there will be no exit record */
	CALL_EXIT_LOST, /* it ended, but the record that said how was lost */
	CALL_UNFINISHED, /* still going on when the thread or the trace ended */
};

/* What an argument pointed to, when the source of the call could read it. */
enum bytes_state {
	BYTES_NONE, /* it was not asked for */
	BYTES_WHOLE,
	BYTES_CUT, /* there is more than came along */
	BYTES_UNREADABLE, /* the address was bad, or its page was not there */
};

struct call_bytes {
	enum bytes_state state;
	uint32_t len; /* of a string without its NUL */
	const char *data; /* borrowed as long as the call */
};

struct call {
	enum call_state state;
	struct task *task;
	const struct syscall_desc *desc;
	enum abi abi;
	int64_t nr;
	int64_t ret; /* where call_returned() */
	/*
	 * When it began. Where call_began_unseen() that is not known, and this is the first
	 * moment at which the thread was seen in it (without an enter: the exit).
	 */
	uint64_t enter_ns;
	bool since_attach;
	/* How long it took, or has taken so far; at least so long with since_attach. */
	uint64_t dur_ns;
	/* NO_ENTER: it took no longer than this, the time since the thread's last record; 0: unknown. */
	uint64_t at_most_ns;
	int cpu; /* of its last record */
	uint64_t args[SYSCALL_ARGS_MAX];
	/*
	 * SYSCALL_ARGS_MAX of them, or NULL: the records of the raw tracepoints have none. A
	 * source that has them (user strings of Linux 6.19, see formats_user_strings()) sets it.
	 */
	const struct call_bytes *bytes;
	/*
	 * What the arguments that are file descriptors stood for when the call was entered, and
	 * what the result stands for; NULL where that is not known. Borrowed from the thread, as
	 * long as the call.
	 */
	const struct fd_file *files[SYSCALL_ARGS_MAX];
	const struct fd_file *ret_file;
};

/* There is an exit record, and so a result. */
static inline bool call_returned(const struct call *c)
{
	return c->state == CALL_COMPLETE || c->state == CALL_NO_ENTER || c->state == CALL_IN_CHILD;
}

static inline bool call_began_unseen(const struct call *c)
{
	return c->since_attach || c->state == CALL_NO_ENTER || c->state == CALL_IN_CHILD;
}

/* Its result is its own: sigreturn's is that of what a signal had interrupted. */
static inline bool call_has_result(const struct call *c)
{
	return call_returned(c) && !(c->desc->traits & SYSCALL_SIGRETURN);
}

/* The kernel returns -4095..-1 for an error, and with pointers nothing else up there. */
static inline bool call_failed(const struct call *c)
{
	return call_has_result(c) && c->ret < 0 && c->ret >= -4095;
}

/* When it began is known, so that dur_ns is exact. */
static inline bool call_is_timed(const struct call *c)
{
	return c->state == CALL_COMPLETE && !c->since_attach;
}

#endif
