/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our capabilities (capabilities(7)), through libcap.
 *
 * They are *borrowed* when our file has them and not who started us. Then nothing that he names (a
 * file to write, a plugin, the command) may be opened by their means. So a systrail with borrowed
 * capabilities begins without any in effect, opens what was named, and takes them only then.
 */
#ifndef SYSTRAIL_UTIL_CAPS_H
#define SYSTRAIL_UTIL_CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/capability.h>

/* Whether @cap is in our effective set. */
bool caps_have(cap_value_t cap);

/* Whether our privileges come from our file. */
bool caps_borrowed(void);

/*
 * To be called first: borrowed capabilities are out of effect until caps_take(). Returns 0, -EPERM
 * if we run set-uid or set-gid, for which we are not made, or another -errno.
 */
int caps_begin(void);

/* All capabilities that we have are in effect. Returns 0 or -errno. */
int caps_take(void);

/* In a child that becomes the command: no borrowed ones any more. Returns 0 or -errno. */
int caps_give_back(void);

/*
 * Gives up all capabilities but those of @keep that we have, for good. Returns 0 or
 * -errno.
 */
int caps_drop_but(const cap_value_t *keep, size_t keep_cnt);

#endif
