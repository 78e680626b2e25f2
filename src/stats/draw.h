/* SPDX-License-Identifier: GPL-2.0-only */
/* Histograms for a terminal, a line a power of two. */
#ifndef SYSTRAIL_STATS_DRAW_H
#define SYSTRAIL_STATS_DRAW_H

#include "stats/hist.h"
#include "stats/schema.h"
#include "util/outfile.h"

/*
 * Draws @h (NULL: nothing) in @width columns (0: 80), as far as these are enough for the numbers
 * and a short bar. A line is labelled with the number of its range that is nearest to zero, which
 * is a power of two; where more than four lines in a row are empty, one with `~` stands for them.
 * What has a count has a mark. Returns 0: nothing is allocated.
 */
int stats_draw_hist(struct outfile *out, const struct hist *h, enum stats_unit unit,
		    unsigned int width);

#endif
