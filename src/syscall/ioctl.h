/* SPDX-License-Identifier: GPL-2.0-only */
/* The requests of ioctl(2): data (ioctl_rows.h), generated from kernel headers. */
#ifndef SYSTRAIL_SYSCALL_IOCTL_H
#define SYSTRAIL_SYSCALL_IOCTL_H

#include <stdint.h>

#include "syscall/syscall.h"

/* What the third argument is. */
enum ioctl_arg {
	IOCTL_NONE, /* it means nothing */
	IOCTL_INT, /* a number */
	IOCTL_FD, /* a file descriptor */
	IOCTL_PTR, /* an address, or not known */
};

struct ioctl_row {
	uint32_t request;
	uint8_t arg; /* enum ioctl_arg */
	const char *name;
};

/* The row of @request, or NULL. */
const struct ioctl_row *ioctl_find(uint32_t request);

/* What the third argument of ioctl() is with @request; NULL: it means nothing. */
const struct syscall_arg *ioctl_arg_of(uint32_t request);

/* All that ioctl_arg_of() can return but NULL, which stands behind the last. */
const struct syscall_arg *ioctl_arg_at(size_t idx);

#endif
