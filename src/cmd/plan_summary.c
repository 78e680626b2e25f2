/* SPDX-License-Identifier: GPL-2.0-only */
/* What a summary is of, out of the options; see plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <string.h>

#include "util/nearest.h"

int plan_find_order(const struct plan *p, const struct stats_schema *s, struct stats_order *order)
{
	const char *name = p->opt->sort;
	char all[512] = "";

	if (!name || !stats_order_find(s, name, order))
		return 0;
	for (size_t i = 0; i < s->column_cnt + s->key_cnt; i++) {
		const char *next = i < s->column_cnt ? s->columns[i].name :
						       s->keys[i - s->column_cnt].name;

		if (i)
			strncat(all, ", ", sizeof(all) - strlen(all) - 1);
		strncat(all, next, sizeof(all) - strlen(all) - 1);
	}
	return diag_fail(p->diag, -EINVAL,
			 "--sort takes a column or key of the table, not '%s': %s", name, all);
}

bool plan_has_summary(const struct plan *p)
{
	return p->opt->summary || p->opt->with_summary;
}

int plan_read_summary(struct plan *p)
{
	const struct options *o = p->opt;
	struct summary_shape *s = &p->summary;
	int err = 0;

	if (!plan_has_summary(p))
		return 0;
	if (o->summary_mode)
		err = summary_shape_add_modes(s, o->summary_mode, p->diag);
	if (!err && o->by)
		err = summary_shape_add_by(s, o->by, p->diag);
	if (err)
		return err;
	s->percent_cnt = o->percents.cnt;
	memcpy(s->percents, o->percents.v, sizeof(s->percents));
	s->hist = o->hist;
	s->errnos = o->errno_summary;
	s->bytes = o->format != OPTION_FORMAT_TEXT;
	summary_shape_settle(s);
	if (stats_order_find(&s->calls, "total", &p->order))
		return -EINVAL;
	return plan_find_order(p, &s->calls, &p->order);
}
