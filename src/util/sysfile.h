/* SPDX-License-Identifier: GPL-2.0-only */
/* One-line files of /sys and /proc/sys. */
#ifndef SYSTRAIL_UTIL_SYSFILE_H
#define SYSTRAIL_UTIL_SYSFILE_H

#include <stddef.h>

/* The first line of @path without its newline. Returns 0 or -errno. */
int sysfile_line(const char *path, char *buf, size_t size);

/* The number in @path, or @otherwise when there is none. */
long sysfile_long(const char *path, long otherwise);

#endif
