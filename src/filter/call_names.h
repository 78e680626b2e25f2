/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls as people name them: what one item of -e stands for. */
#ifndef SYSTRAIL_FILTER_CALL_NAMES_H
#define SYSTRAIL_FILTER_CALL_NAMES_H

#include "syscall/set.h"
#include "util/diag.h"

/*
 * Adds to @s what @item stands for:
 *
 *	openat		a name; of whichever ABI
 *	open*		a glob
 *	/^open/		an extended regular expression that fits some part of the name; the / at
 *			the end may be missing, as in strace
 *	%file		a class; `file`, too, for those that strace knows so
 *	257		a number
 *	all, none
 *
 * Names, globs and numbers may have @64 or @32 behind them: only of 64-bit or 32-bit ABIs. With
 * a ? in front it is no error that there is nothing of that name; since it may be part of a glob
 * as well, it also stands for one character, or none.
 *
 * Returns 0, or -EINVAL after a sentence to @d that names what is near, or -ENOMEM.
 */
int call_names_add(struct syscall_set *s, const char *item, const struct diag *d);

#endif
