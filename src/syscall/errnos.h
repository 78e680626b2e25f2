/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the errors of system calls are called: those of errno(3), and the few results that the
 * kernel uses between itself and signal delivery, which only a tracer sees.
 */
#ifndef SYSTRAIL_SYSCALL_ERRNOS_H
#define SYSTRAIL_SYSCALL_ERRNOS_H

#include <stddef.h>

#include "util/diag.h"
#include "util/ids.h"

/* A call has failed when its result is negative and not below -ERRNO_MAX. */
enum { ERRNO_MAX = 4095 };

/* `ENOENT`, `No such file or directory`; NULL for a number without a name. Static. */
const char *errno_name(int err);
const char *errno_text(int err);

/* The number of the error called @name, or -ENOENT. */
int errno_find(const char *name, size_t len);

/*
 * Appends the errors in @list (`ENOENT,EAGAIN,110`) to @out, each once. Returns 0, or -errno after
 * a sentence that names the nearest ones.
 */
int errno_parse_list(const char *list, const struct diag *d, struct ids *out);

#endif
