/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls by name, and argument lists for some of them without a kernel to ask. */
#ifndef TESTS_UNIT_CALLS_H
#define TESTS_UNIT_CALLS_H

#include "syscall/syscall.h"

/* A table that has the lists of calls.c, and those that systrail itself holds. */
struct syscall_table *calls_table(void);

/* The number of @name, or -1 where @abi has no such call. */
int64_t calls_nr(struct syscall_table *t, enum abi abi, const char *name);

/* The ABI of 32-bit programs on this processor. */
enum abi calls_abi32(void);

#endif
