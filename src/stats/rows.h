/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of a table that are shown: in order, cut to the first ones where so many were asked for,
 * then one for what was cut off, then the rest of the table.
 */
#ifndef SYSTRAIL_STATS_ROWS_H
#define SYSTRAIL_STATS_ROWS_H

#include "stats/put.h"

struct stats_rows {
	const struct stats_table *table; /* borrowed */
	size_t *idx; /* all, in order */
	size_t top_cnt; /* so many of them are shown */
	size_t more_cnt; /* so many are added up */
	struct stats_table more;
	struct keymap_limit no_keys;
};

struct shown_row {
	enum shown_kind {
		SHOWN_KEY,
		SHOWN_MORE, /* what the other @more_cnt rows add up to */
		SHOWN_OTHER, /* the rest */
	} kind;
	size_t more_cnt;
	const struct stats_row *row;
	const struct stats_value *keys; /* of SHOWN_KEY */
};

/* stats_rows_fini() is due, also on -ENOMEM. @t may not change meanwhile. */
int stats_rows_init(struct stats_rows *r, const struct stats_put *p, const struct stats_table *t);
void stats_rows_fini(struct stats_rows *r);

size_t stats_rows_cnt(const struct stats_rows *r);
struct shown_row stats_rows_at(const struct stats_rows *r, size_t i);

#endif
