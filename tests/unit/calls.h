/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls by name. */
#ifndef TESTS_UNIT_CALLS_H
#define TESTS_UNIT_CALLS_H

#include "syscall/syscall.h"

/* The number of @name, or -1 where @abi has no such call. */
int64_t calls_nr(enum abi abi, const char *name);

/* The ABI of 32-bit programs on this processor. */
enum abi calls_abi32(void);

#endif
