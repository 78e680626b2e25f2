/* SPDX-License-Identifier: GPL-2.0-only */
/* Results as text: exact for programs, short for people. */
#ifndef SYSTRAIL_STATS_NUMBER_H
#define SYSTRAIL_STATS_NUMBER_H

#include "stats/table.h"
#include "util/text.h"

/* All that is written here is shorter. */
enum { NUMBER_BYTES = 64 };

/* Decimal. */
void number_integer(struct text *t, __int128 n);

/*
 * The shortest of 15, 16 and 17 digits that are read back as the same number; what is not finite
 * is 0, for no format has a word for it that all readers know.
 */
void number_real(struct text *t, double x);

/* Nanoseconds as seconds, exactly and without zeros at the end. */
void number_seconds(struct text *t, __int128 ns);

/*
 * For people: `1.234 ms`, `12.1M` (a power of 1024), `0x7f00`; what is counted is exact. A result
 * that there is none of is `-`.
 */
void number_readable(struct text *t, enum stats_unit unit, const struct stats_result *r);

/* The lower end of a range of powers of two, short: `2.05us`, `64K`. */
void number_bound(struct text *t, enum stats_unit unit, __int128 n);

#endif
