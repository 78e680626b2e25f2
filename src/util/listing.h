/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Some of what was found, for a sentence: `a, b, c and 5 more`.
 *
 *	listing_init(&l);
 *	for each:
 *		if (listing_begin(&l))
 *			text_str(&l.text, name);
 *	... listing_end(&l)
 */
#ifndef SYSTRAIL_UTIL_LISTING_H
#define SYSTRAIL_UTIL_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "util/text.h"

enum { LISTING_MAX = 10, LISTING_BYTES = 800 };

struct listing {
	struct text text;
	size_t cnt; /* all that were begun */
	char buf[LISTING_BYTES];
};

void listing_init(struct listing *l);

/* The next one. Whether it is to be written: only the first LISTING_MAX are, as far as they fit. */
bool listing_begin(struct listing *l);

/* The list, terminated; valid as long as @l. */
const char *listing_end(struct listing *l);

#endif
