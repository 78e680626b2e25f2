/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of the classes of system calls, which are strace's. */
#ifndef SYSTRAIL_SYSCALL_CLASSES_H
#define SYSTRAIL_SYSCALL_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct syscall_class_row {
	const char *name; /* `%file` */
	uint32_t bits; /* enum syscall_class */
	bool bare; /* strace has long had it without the %, too, be there a call of that name */
	const char *help; /* "calls that ..." */
};

/* The classes, in the order in which they are listed; NULL behind the last. */
const struct syscall_class_row *syscall_class_at(size_t idx);

/* The class called @name, with its % or without; NULL: there is none. */
const struct syscall_class_row *syscall_class_find(const char *name, size_t len);

#endif
