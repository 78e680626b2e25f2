/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which calls a recording was asked for, so that report need not be told again. The kernel records
 * more than these: calls that change what is known of a process, and the beginnings of calls whose
 * ends are not wanted.
 */
#ifndef SYSTRAIL_CMD_CHOICE_H
#define SYSTRAIL_CMD_CHOICE_H

#include <stddef.h>

#include "cmd/options.h"

/* A choice that is longer is not told. */
enum { CHOICE_BYTES = 4000 };

/*
 * Writes what of @o narrows the calls as words `option=argument`, each with its NUL. Returns how many
 * bytes, 0 for no choice or one that does not fit.
 */
size_t choice_make(const struct options *o, char *words, size_t size);

/*
 * Sets the options of @o, of report, as the @len bytes of @words say (the last one is a NUL), unless
 * its user has chosen calls himself. They borrow from @words. Returns 0, or, with nothing set,
 * -EINVAL for what is not taken from a file, which may be anybody's: a choice that is longer than any
 * that is told, or has repetitions, back references or escapes of a regex in it, with which a few
 * bytes can ask for gigabytes.
 */
int choice_apply(struct options *o, const char *words, size_t len);

#endif
