/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether text is JSON lines. */
#ifndef TESTS_UNIT_JSON_LINES_H
#define TESTS_UNIT_JSON_LINES_H

#include <stddef.h>

/* Fails unless @p is lines, each one an object and nothing else. Returns how many. */
size_t json_lines(const char *p);

#endif
