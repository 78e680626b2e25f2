/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a table is shown; see rows.h. */
#include "stats/rows.h"

#include <errno.h>
#include <stdlib.h>

int stats_rows_init(struct stats_rows *r, const struct stats_put *p, const struct stats_table *t)
{
	struct stats_order order = p->order;
	size_t cnt = t->keys.cnt;

	if (!t->schema->column_cnt && !order.by_key)
		order = (struct stats_order){ .by_key = true };
	*r = (struct stats_rows){ .table = t };
	stats_table_init(&r->more, t->schema, &r->no_keys);
	r->idx = stats_table_sorted(t, &order);
	if (!r->idx)
		return -ENOMEM;
	r->top_cnt = p->top_cnt && p->top_cnt < cnt ? p->top_cnt : cnt;
	r->more_cnt = cnt - r->top_cnt;
	return r->more_cnt ? stats_table_sum(t, r->idx + r->top_cnt, r->more_cnt, &r->more) : 0;
}

void stats_rows_fini(struct stats_rows *r)
{
	stats_table_fini(&r->more);
	free(r->idx);
}

size_t stats_rows_cnt(const struct stats_rows *r)
{
	return r->top_cnt + (r->more_cnt != 0) + (r->table->rest != NULL);
}

struct shown_row stats_rows_at(const struct stats_rows *r, size_t i)
{
	struct shown_row shown = { .kind = SHOWN_KEY };

	if (i < r->top_cnt) {
		shown.row = stats_table_at(r->table, r->idx[i], &shown.keys);
	} else if (i == r->top_cnt && r->more_cnt) {
		shown.kind = SHOWN_MORE;
		shown.more_cnt = r->more_cnt;
		shown.row = r->more.rest;
	} else {
		shown.kind = SHOWN_OTHER;
		shown.row = r->table->rest;
	}
	return shown;
}
