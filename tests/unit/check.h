/* SPDX-License-Identifier: GPL-2.0-only */
/* cmocka, behind the headers that it wants to see first. */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define ARRAY_CNT(a) (sizeof(a) / sizeof(*(a)))

#endif
