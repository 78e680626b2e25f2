/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strict reading of what people type: the whole string must be the thing asked for, so
 * that `12x` is an error and not twelve. All return 0, -EINVAL (not such a thing),
 * -ERANGE (outside the limits) or -ENOMEM, and leave the result alone on error.
 */
#ifndef SYSTRAIL_UTIL_PARSE_H
#define SYSTRAIL_UTIL_PARSE_H

#include <stdint.h>

#include "util/ids.h"

/* A decimal number from @min to @max. */
int parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out);

/* Milliseconds with an optional fraction (`200`, `0.25`), as nanoseconds. */
int parse_ms(const char *s, uint64_t *ns);

/* A time with a unit, `30s`, `500ms`, `2m`, `1h`; without one in seconds. As nanoseconds. */
int parse_time(const char *s, uint64_t *ns);

/* `12,34`: appends each number from @min to @max to @out, without repeating one. */
int parse_id_list(const char *s, int min, int max, struct ids *out);

/* `0,2-3` as the kernel writes CPU lists; appends to @out without repeating one. */
int parse_range_list(const char *s, int max, struct ids *out);

/* A count of @page_bytes pages (`128`) or a size with a unit (`512K`, `8M`, `1G`, `4096B`), in bytes. */
int parse_pages(const char *s, uint64_t page_bytes, uint64_t *bytes);

#endif
