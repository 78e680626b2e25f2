/* SPDX-License-Identifier: GPL-2.0-only */
/* perf trace's summary; see summary_text.h. */
#include "sink/summary_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/draw.h"
#include "syscall/errnos.h"

/* The columns that all tables have, behind which come the percentiles; see summary_shape.c. */
enum { COLUMN_CALLS, COLUMN_ERRORS, COLUMN_TOTAL, COLUMN_STDDEV = 6, COLUMN_PERCENTS };

static void put_lit(struct outfile *out, const char *lit)
{
	struct text t;

	outfile_reserve(out, &t);
	text_str(&t, lit);
	outfile_commit(out, &t);
}

/* --- Rows ---------------------------------------------------------------------------------------- */

/* Of calls that were never seen to begin no time is known. */
static void put_time(struct text *t, const struct stats_result *r)
{
	text_char(t, ' ');
	if (r->kind == STATS_INTEGER)
		text_ms(t, (uint64_t)r->integer, 9);
	else if (r->kind == STATS_REAL)
		text_ms(t, (uint64_t)r->real, 9);
	else
		text_lit(t, "        -");
}

static void put_label(struct text *t, const struct stats_value *name)
{
	if (name->kind == STATS_TEXT)
		text_escape(t, name->text, name->len);
	else
		text_lit(t, "(other)");
}

static void put_name(struct text *t, const struct stats_value *name, size_t more_cnt)
{
	size_t from;

	text_lit(t, "   ");
	from = t->len;
	if (more_cnt) {
		text_char(t, '(');
		text_u64(t, more_cnt);
		text_lit(t, " more)");
	} else {
		put_label(t, name);
	}
	if (t->len - from < 15)
		text_fill(t, ' ', 15 - (t->len - from));
}

/* @more_cnt: of how many rows it is the sum; 0: it is one. */
static void put_row(struct outfile *out, const struct stats_table *table,
		    const struct stats_row *row, const struct stats_value *name, size_t more_cnt)
{
	const struct stats_schema *s = table->schema;
	const struct stats_column stderror = { .function = STATS_STDERR,
					       .field_idx = SUMMARY_DURATION };
	struct stats_result r;
	char percent[16];
	struct text t;

	outfile_reserve(out, &t);
	put_name(&t, name, more_cnt);
	text_char(&t, ' ');
	text_u64_width(&t, row->cnt, 8);
	text_char(&t, ' ');
	text_u64_width(&t, row->fields[SUMMARY_ERRORS].cnt, 6);
	for (size_t i = COLUMN_TOTAL; i < COLUMN_STDDEV; i++) {
		r = stats_row_result(table, row, &s->columns[i]);
		if (!row->fields[SUMMARY_DURATION].cnt)
			r.kind = STATS_NO_RESULT;
		put_time(&t, &r);
	}
	r = stats_row_result(table, row, &stderror);
	snprintf(percent, sizeof(percent), " %9.2f%%", r.kind == STATS_REAL ? r.real : 0.0);
	text_str(&t, percent);
	for (size_t i = COLUMN_PERCENTS; s->columns[i].function == STATS_PERCENTILE; i++) {
		r = stats_row_result(table, row, &s->columns[i]);
		put_time(&t, &r);
	}
	text_char(&t, '\n');
	outfile_commit(out, &t);
}

static void put_columns(struct outfile *out, const struct stats_schema *s)
{
	const struct stats_column *c;
	char name[24];
	struct text t;

	outfile_reserve(out, &t);
	text_lit(&t,
		 "\n\n   syscall            calls  errors     total       min       avg       max"
		 "     stddev");
	for (c = &s->columns[COLUMN_PERCENTS]; c->function == STATS_PERCENTILE; c++) {
		snprintf(name, sizeof(name), " %9s", c->name);
		text_str(&t, name);
	}
	text_lit(&t, "\n                                       (msec)    (msec)    (msec)    (msec)"
		     "        (%)");
	for (c = &s->columns[COLUMN_PERCENTS]; c->function == STATS_PERCENTILE; c++)
		text_lit(&t, "    (msec)");
	text_lit(&t, "\n   --------------- --------  ------ --------- --------- --------- ---------"
		     "     ------");
	for (c = &s->columns[COLUMN_PERCENTS]; c->function == STATS_PERCENTILE; c++)
		text_lit(&t, " ---------");
	text_char(&t, '\n');
	outfile_commit(out, &t);
}

/* The errors of a call, as perf trace --errno-summary shows them. */
static int put_errnos(struct outfile *out, const struct stats_table *errors,
		      const struct stats_value *name)
{
	const struct stats_order by_cnt = { 0 };
	size_t *idx = stats_table_sorted(errors, &by_cnt);
	const struct stats_value *v;
	struct text t;

	if (!idx)
		return -ENOMEM;
	for (size_t i = 0; i < stats_table_cnt(errors); i++) {
		const struct stats_row *row = stats_table_at(errors, idx[i], &v);
		const char *error;

		if (stats_value_compare(&v[0], name))
			continue;
		outfile_reserve(out, &t);
		text_lit(&t, "\t\t\t\t");
		error = v[1].kind == STATS_SIGNED ? errno_name((int)v[1].number) : NULL;
		if (error)
			text_str(&t, error);
		else if (v[1].kind == STATS_SIGNED)
			text_i64(&t, (int64_t)v[1].number);
		else
			text_lit(&t, "(other)");
		text_lit(&t, ": ");
		text_u64(&t, row->cnt);
		text_char(&t, '\n');
		outfile_commit(out, &t);
	}
	free(idx);
	return 0;
}

/* Those that were still going on, which are in no average. */
static void put_pending(struct outfile *out, const struct stats_row *row,
			const struct stats_value *name)
{
	const struct stats_values *p = &row->fields[SUMMARY_PENDING];
	struct text t;

	if (!p->cnt)
		return;
	outfile_reserve(out, &t);
	text_lit(&t, "   pending: ");
	put_label(&t, name);
	text_lit(&t, ", ");
	text_u64(&t, p->cnt);
	text_str(&t, p->cnt == 1 ? " call for " : " calls for ");
	text_ms(&t, (uint64_t)p->sum, 0);
	text_lit(&t, " msec\n");
	outfile_commit(out, &t);
}

static int put_hist(struct outfile *out, const struct stats_row *row,
		    const struct stats_value *name, unsigned int width)
{
	struct text t;

	if (!row->fields[SUMMARY_DURATION].cnt)
		return 0;
	outfile_reserve(out, &t);
	text_lit(&t, "\n   ");
	put_label(&t, name);
	text_lit(&t, ":\n");
	outfile_commit(out, &t);
	return stats_draw_hist(out, row->fields[SUMMARY_DURATION].hist, STATS_NS, width);
}

/* --- Tables --------------------------------------------------------------------------------------- */

/* What --top leaves out, as one row. */
static int put_more(const struct summary_view *v, const struct stats_table *table,
		    const size_t *idx, size_t cnt)
{
	const struct stats_value rest = { .kind = STATS_REST };
	struct keymap_limit none = { 0 };
	struct stats_table sum;
	int err;

	if (!cnt)
		return 0;
	stats_table_init(&sum, table->schema, &none);
	err = stats_table_sum(table, idx, cnt, &sum);
	if (!err)
		put_row(v->tables->put.out, &sum, sum.rest, &rest, cnt);
	stats_table_fini(&sum);
	return err;
}

static int put_rows(const struct summary_view *v, const struct summary_group *group,
		    const size_t *idx, size_t shown, size_t cnt)
{
	const struct stats_table *calls = &group->calls;
	struct outfile *out = v->tables->put.out;
	const struct stats_value *name;
	const struct stats_row *row;
	int err = 0;

	for (size_t i = 0; !err && i < shown; i++) {
		row = stats_table_at(calls, idx[i], &name);
		if (row->cnt)
			put_row(out, calls, row, name, 0);
		if (v->groups->shape->errnos)
			err = put_errnos(out, &group->errors, name);
	}
	if (!err)
		err = put_more(v, calls, idx + shown, cnt - shown);
	for (size_t i = 0; i < cnt; i++) {
		row = stats_table_at(calls, idx[i], &name);
		put_pending(out, row, name);
	}
	for (size_t i = 0; !err && v->groups->shape->hist && i < shown; i++) {
		row = stats_table_at(calls, idx[i], &name);
		err = put_hist(out, row, name, v->tables->put.width);
	}
	return err;
}

static bool any_returned(const struct stats_table *calls)
{
	const struct stats_value *name;
	bool any = false;

	for (size_t i = 0; !any && i < stats_table_cnt(calls); i++)
		any = stats_table_at(calls, i, &name)->cnt;
	return any;
}

static int put_calls(const struct summary_view *v, const struct summary_group *group)
{
	const struct stats_put *put = &v->tables->put;
	size_t cnt = stats_table_cnt(&group->calls), shown = cnt;
	size_t *idx = stats_table_sorted(&group->calls, &put->order);
	int err;

	if (!idx)
		return -ENOMEM;
	if (put->top_cnt && put->top_cnt < cnt)
		shown = (size_t)put->top_cnt;
	if (any_returned(&group->calls))
		put_columns(put->out, group->calls.schema);
	else
		put_lit(put->out, "\n\n");
	err = put_rows(v, group, idx, shown, cnt);
	free(idx);
	return err;
}

/* --- Groups --------------------------------------------------------------------------------------- */

/* How long a thread was there, as far as this was seen, and in system calls. */
static void put_share(const struct summary_view *v, const struct summary_thread *th, struct text *t)
{
	uint64_t begin_ns = th->begin_ns > v->begin_ns ? th->begin_ns : v->begin_ns;
	uint64_t ns = th->end_ns > begin_ns ? th->end_ns - begin_ns : 0;
	double percent = ns ? 100.0 * (double)th->in_calls_ns / (double)ns : 0;
	char share[64];

	snprintf(share, sizeof(share), ", %.1f%% of ", percent > 100 ? 100.0 : percent);
	text_str(t, share);
	text_ms(t, ns, 0);
	text_lit(t, " msec in system calls");
}

static void put_head(const struct summary_view *v, size_t idx, uint64_t all_events)
{
	const struct summary_group *group = summary_groups_at(v->groups, idx);
	const struct summary_shape *s = v->groups->shape;
	bool is_thread = s->mode_cnt == 1 && s->modes[0] == SUMMARY_THREAD;
	char share[96];
	struct text t;

	outfile_reserve(v->tables->put.out, &t);
	text_char(&t, ' ');
	summary_groups_put_name(v->groups, idx, &t);
	snprintf(share, sizeof(share), ", %llu events, %.1f%%",
		 (unsigned long long)group->event_cnt,
		 100.0 * (double)group->event_cnt / (double)all_events);
	text_str(&t, share);
	if (v->runtimes && is_thread) {
		text_lit(&t, ", ");
		text_ms(&t, group->thread ? group->thread->runtime_ns : group->runtime_ns, 0);
		text_lit(&t, " msec");
	}
	if (is_thread && group->thread)
		put_share(v, group->thread, &t);
	outfile_commit(v->tables->put.out, &t);
}

static int put_group(const struct summary_view *v, size_t idx, uint64_t all_events)
{
	const struct summary_group *group = summary_groups_at(v->groups, idx);
	const struct summary_shape *s = v->groups->shape;
	struct stats_part part = { .table = &group->calls };
	struct outfile *out = v->tables->put.out;
	int err;

	/* It only ended. */
	if (!stats_table_cnt(&group->calls))
		return 0;
	put_head(v, idx, all_events);
	if (s->by_cnt == 1 && s->by[0] == SUMMARY_SYSCALL) {
		err = put_calls(v, group);
	} else {
		put_lit(out, "\n\n");
		err = tables_put(v->tables, &part, 1);
		part.table = &group->errors;
		if (!err && s->errnos && stats_table_cnt(part.table)) {
			put_lit(out, "\n");
			err = tables_put(v->tables, &part, 1);
		}
	}
	put_lit(out, "\n\n");
	return err;
}

struct ordered {
	size_t idx;
	uint64_t event_cnt;
};

/* The busiest last, next to the prompt, as perf trace has it. */
static int by_events(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	if (x->event_cnt != y->event_cnt)
		return x->event_cnt < y->event_cnt ? -1 : 1;
	return (x->idx > y->idx) - (x->idx < y->idx);
}

static int put_groups(const struct summary_view *v)
{
	size_t cnt = summary_groups_cnt(v->groups);
	struct ordered *all = calloc(cnt + 1, sizeof(*all));
	uint64_t all_events = 0;
	int err = 0;

	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < cnt; i++) {
		all[i].idx = i;
		all[i].event_cnt = summary_groups_at(v->groups, i)->event_cnt;
		all_events += all[i].event_cnt;
	}
	qsort(all, cnt, sizeof(*all), by_events);
	for (size_t i = 0; !err && i < cnt; i++)
		err = put_group(v, all[i].idx, all_events);
	free(all);
	return err;
}

static void put_title(const struct summary_view *v)
{
	struct text t;

	outfile_reserve(v->tables->put.out, &t);
	text_lit(&t, "\n Summary of events");
	if (v->interval) {
		text_lit(&t, ", so far of ");
		text_ms(&t, v->end_ns - v->begin_ns, 0);
		text_lit(&t, " msec");
	}
	text_lit(&t, ":\n\n");
	outfile_commit(v->tables->put.out, &t);
}

int summary_text(const struct summary_view *v)
{
	put_title(v);
	return put_groups(v);
}
