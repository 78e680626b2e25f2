/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each system call is: its name, its arguments and how they are to be shown, and
 * what it does to the thread that makes it. The key is the number and the ABI together.
 */
#ifndef SYSTRAIL_SYSCALL_SYSCALL_H
#define SYSTRAIL_SYSCALL_SYSCALL_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/arch.h"

enum { SYSCALL_ARGS_MAX = 6 };

enum arg_kind {
	ARG_INT, /* signed, 32 bits */
	ARG_UINT, /* unsigned, 32 bits */
	ARG_LONG, /* signed, a register wide */
	ARG_ULONG, /* unsigned, a register wide */
	ARG_PTR, /* an address, in hex */
	ARG_FD, /* a file descriptor */
	ARG_DIRFD, /* a file descriptor or AT_FDCWD */
	ARG_MODE, /* permission bits, in octal */
};

enum ret_kind {
	RET_INT,
	RET_PTR, /* an address, in hex */
	RET_PID, /* a process or thread, shown with its comm */
};

enum syscall_trait {
	SYSCALL_NO_RETURN = 1 << 0, /* exit, exit_group: there is no exit record */
	SYSCALL_SIGRETURN = 1 << 1, /* "returns" into what a signal had interrupted */
	SYSCALL_EXEC = 1 << 2, /* replaces the program; may change the tid */
	SYSCALL_FORKS = 1 << 3, /* returns a second time, in the child, with 0 */
};

struct syscall_arg {
	const char *name;
	enum arg_kind kind;
};

/* Owned by the table and valid as long as it. */
struct syscall_desc {
	const char *name; /* NULL: a number that nothing knows */
	enum ret_kind ret_kind;
	unsigned int traits;
	unsigned int arg_cnt;
	struct syscall_arg args[SYSCALL_ARGS_MAX];
};

/* An argument list as the kernel's format files give it: C types and names. */
struct syscall_shape {
	unsigned int arg_cnt;
	struct {
		const char *type;
		const char *name;
	} args[SYSCALL_ARGS_MAX];
};

/*
 * Where argument lists come from that the tables do not hold: fills @shape for the
 * tracefs event syscalls:sys_enter_@name. Returns 0, or -ENOENT where there is none. The
 * strings need to live only until the next call.
 */
typedef int (*syscall_shape_fn)(void *arg, const char *name, struct syscall_shape *shape);

struct syscall_table;

/* A table that asks @fn (may be NULL) with @arg. NULL when memory is short. */
struct syscall_table *syscall_table_new(syscall_shape_fn fn, void *arg);
void syscall_table_free(struct syscall_table *t);

/*
 * The description of call @nr of @abi; never NULL. It is made at the first use of each
 * call, later it is one load. A number without a name gets a description without a name
 * and with six arguments.
 */
const struct syscall_desc *syscall_get(struct syscall_table *t, enum abi abi, int64_t nr);

#endif
