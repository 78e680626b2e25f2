/* SPDX-License-Identifier: GPL-2.0-only */
/* Our capabilities (capabilities(7)), through libcap. */
#ifndef SYSTRAIL_UTIL_CAPS_H
#define SYSTRAIL_UTIL_CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/capability.h>

/* Whether @cap is in our effective set. */
bool caps_have(cap_value_t cap);

/*
 * Gives up all capabilities but those of @keep that we have, for good. Returns 0 or
 * -errno.
 */
int caps_drop_but(const cap_value_t *keep, size_t keep_cnt);

#endif
