/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows and what is added up in them; see table.h. */
#include "stats/table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_FIRST = 8 };

void stats_table_init(struct stats_table *t, const struct stats_schema *schema,
		      struct keymap_limit *limit)
{
	*t = (struct stats_table){ .schema = schema };
	keymap_init(&t->keys, schema->key_cnt, limit);
}

static size_t row_bytes(const struct stats_table *t)
{
	return sizeof(struct stats_row) + t->schema->field_cnt * sizeof(struct stats_values);
}

static struct stats_row *row_at(const struct stats_table *t, size_t idx)
{
	return (struct stats_row *)(t->rows + idx * row_bytes(t));
}

static void row_fini(const struct stats_table *t, struct stats_row *row)
{
	for (size_t i = 0; i < t->schema->field_cnt; i++)
		hist_free(row->fields[i].hist);
}

void stats_table_fini(struct stats_table *t)
{
	for (size_t i = 0; i < t->keys.cnt; i++)
		row_fini(t, row_at(t, i));
	if (t->rest)
		row_fini(t, t->rest);
	free(t->rest);
	free(t->rows);
	keymap_fini(&t->keys);
	t->rows = NULL;
	t->row_cap = 0;
	t->rest = NULL;
}

void stats_table_clear(struct stats_table *t)
{
	stats_table_fini(t);
}

/* Room for one more row than there are keys. */
static int reserve(struct stats_table *t)
{
	size_t cap = t->row_cap ? 2 * t->row_cap : ROWS_FIRST;
	char *rows;

	if (t->keys.cnt < t->row_cap)
		return 0;
	rows = realloc(t->rows, cap * row_bytes(t));
	if (!rows)
		return -ENOMEM;
	t->rows = rows;
	t->row_cap = cap;
	return 0;
}

static struct stats_row *rest_of(struct stats_table *t)
{
	if (!t->rest)
		t->rest = calloc(1, row_bytes(t));
	return t->rest;
}

struct stats_row *stats_table_row(struct stats_table *t, const struct stats_value *v)
{
	size_t cnt = t->keys.cnt;
	int64_t idx;

	if (reserve(t))
		return NULL;
	idx = keymap_get(&t->keys, v);
	if (idx == -ENOSPC)
		return rest_of(t);
	if (idx < 0)
		return NULL;
	if (t->keys.cnt != cnt)
		memset(row_at(t, (size_t)idx), 0, row_bytes(t));
	return row_at(t, (size_t)idx);
}

static void add_moments(struct stats_values *v, __int128 n)
{
	double delta = (double)n - v->mean;

	if (v->cnt == 1 || n < v->min)
		v->min = n;
	if (v->cnt == 1 || n > v->max)
		v->max = n;
	v->mean += delta / (double)v->cnt;
	v->m2 += delta * ((double)n - v->mean);
}

int stats_row_add(const struct stats_table *t, struct stats_row *row, size_t idx, __int128 n)
{
	unsigned int collects = t->schema->fields[idx].collects;
	struct stats_values *v = &row->fields[idx];

	v->cnt++;
	v->sum += n;
	if (collects & STATS_MOMENTS)
		add_moments(v, n);
	return collects & STATS_HIST ? hist_add(&v->hist, n) : 0;
}

/* Two means and their deviations as one (Chan, Golub, LeVeque 1979). */
static void merge_moments(struct stats_values *to, const struct stats_values *from)
{
	double n = (double)to->cnt, m = (double)from->cnt;
	double delta = from->mean - to->mean;

	if (!to->cnt || from->min < to->min)
		to->min = from->min;
	if (!to->cnt || from->max > to->max)
		to->max = from->max;
	to->mean += delta * m / (n + m);
	to->m2 += from->m2 + delta * delta * n * m / (n + m);
}

static int merge_row(const struct stats_table *t, struct stats_row *to,
		     const struct stats_row *from)
{
	int err = 0;

	to->cnt += from->cnt;
	for (size_t i = 0; !err && i < t->schema->field_cnt; i++) {
		struct stats_values *v = &to->fields[i];

		if (!from->fields[i].cnt)
			continue;
		merge_moments(v, &from->fields[i]);
		v->cnt += from->fields[i].cnt;
		v->sum += from->fields[i].sum;
		err = hist_merge(&v->hist, from->fields[i].hist);
	}
	return err;
}

int stats_table_merge(struct stats_table *t, const struct stats_table *from)
{
	struct stats_row *row;
	int err = 0;

	for (size_t i = 0; !err && i < from->keys.cnt; i++) {
		row = stats_table_row(t, keymap_at(&from->keys, i));
		err = row ? merge_row(t, row, row_at(from, i)) : -ENOMEM;
	}
	if (err || !from->rest)
		return err;
	row = rest_of(t);
	return row ? merge_row(t, row, from->rest) : -ENOMEM;
}

int stats_table_sum(const struct stats_table *t, const size_t *idx, size_t cnt,
		    struct stats_table *sum)
{
	struct stats_row *row = rest_of(sum);
	const struct stats_value *v;
	int err = row ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < cnt; i++)
		err = merge_row(t, row, stats_table_at(t, idx[i], &v));
	return err;
}

size_t stats_table_cnt(const struct stats_table *t)
{
	return t->keys.cnt + (t->rest != NULL);
}

const struct stats_row *stats_table_at(const struct stats_table *t, size_t idx,
				       const struct stats_value **v)
{
	static const struct stats_value rest[KEYMAP_VALUES_MAX] = {
		[0 ... KEYMAP_VALUES_MAX - 1] = { .kind = STATS_REST },
	};

	if (idx == t->keys.cnt) {
		*v = rest;
		return t->rest;
	}
	*v = keymap_at(&t->keys, idx);
	return row_at(t, idx);
}

/* --- Results ---------------------------------------------------------------------------------- */

static struct stats_result integer(__int128 n)
{
	return (struct stats_result){ .kind = STATS_INTEGER, .integer = n };
}

static struct stats_result real(double x)
{
	return (struct stats_result){ .kind = STATS_REAL, .real = x };
}

static double average(const struct stats_values *v)
{
	return (double)v->sum / (double)v->cnt;
}

static double deviation(const struct stats_values *v)
{
	return v->cnt < 2 ? 0 : sqrt(v->m2 / (double)(v->cnt - 1));
}

/* The middle of a bucket may lie outside of what there was, where that is known. */
static double percentile(const struct stats_values *v, double percent, unsigned int collects)
{
	double x = hist_percentile(v->hist, percent);

	if (!(collects & STATS_MOMENTS))
		return x;
	if (x < (double)v->min)
		return (double)v->min;
	return x > (double)v->max ? (double)v->max : x;
}

static double error_percent(const struct stats_values *v)
{
	if (v->cnt < 2 || v->sum <= 0)
		return 0;
	return 100 * deviation(v) / sqrt((double)v->cnt) / average(v);
}

struct stats_result stats_row_result(const struct stats_table *t, const struct stats_row *row,
				     const struct stats_column *c)
{
	const struct stats_values *v = &row->fields[c->field_idx];

	if (c->function == STATS_COUNT)
		return integer(row->cnt);
	if (c->function == STATS_VALUES)
		return integer(v->cnt);
	if (c->function == STATS_SUM)
		return integer(v->sum);
	if (!v->cnt)
		return (struct stats_result){ .kind = STATS_NO_RESULT };
	switch (c->function) {
	case STATS_AVG:
		return real(average(v));
	case STATS_MIN:
		return integer(v->min);
	case STATS_MAX:
		return integer(v->max);
	case STATS_STDDEV:
		return real(deviation(v));
	case STATS_STDERR:
		return real(error_percent(v));
	default:
		return real(percentile(v, c->percent, t->schema->fields[c->field_idx].collects));
	}
}

/* --- Order ------------------------------------------------------------------------------------ */

int stats_order_find(const struct stats_schema *s, const char *name, struct stats_order *order)
{
	for (size_t i = 0; i < s->column_cnt; i++) {
		if (strcmp(s->columns[i].name, name) != 0)
			continue;
		*order = (struct stats_order){ .idx = i };
		return 0;
	}
	for (size_t i = 0; i < s->key_cnt; i++) {
		if (strcmp(s->keys[i].name, name) != 0)
			continue;
		*order = (struct stats_order){ .by_key = true, .idx = i };
		return 0;
	}
	return -ENOENT;
}

/* A row with what it is ordered by: a percentile costs too much to be asked for at each comparison. */
struct place {
	size_t idx;
	const struct stats_value *key;
	bool is_rest;
	struct stats_result result;
};

struct ordering {
	const struct stats_table *t;
	const struct stats_order *order;
};

static int compare_keys(const struct stats_table *t, const struct stats_value *a,
			const struct stats_value *b, size_t first)
{
	int order = t->schema->key_cnt ? stats_value_compare(&a[first], &b[first]) : 0;

	for (size_t i = 0; !order && i < t->schema->key_cnt; i++)
		order = stats_value_compare(&a[i], &b[i]);
	return order;
}

/* What has no result comes behind what has. */
static int compare_results(const struct stats_result *a, const struct stats_result *b)
{
	if (a->kind == STATS_NO_RESULT || b->kind == STATS_NO_RESULT)
		return (a->kind == STATS_NO_RESULT) - (b->kind == STATS_NO_RESULT);
	if (a->kind == STATS_REAL)
		return (a->real < b->real) - (a->real > b->real);
	return (a->integer < b->integer) - (a->integer > b->integer);
}

static int compare(const void *pa, const void *pb, void *arg)
{
	const struct ordering *o = arg;
	const struct place *a = pa, *b = pb;
	int order;

	if (a->is_rest != b->is_rest)
		return a->is_rest ? 1 : -1;
	if (o->order->by_key)
		return compare_keys(o->t, a->key, b->key, o->order->idx);
	order = compare_results(&a->result, &b->result);
	return order ? order : compare_keys(o->t, a->key, b->key, 0);
}

static struct place place_of(const struct ordering *o, size_t idx)
{
	struct place p = { .idx = idx };
	const struct stats_row *row = stats_table_at(o->t, idx, &p.key);

	p.is_rest = row == o->t->rest;
	if (!o->order->by_key)
		p.result = stats_row_result(o->t, row, &o->t->schema->columns[o->order->idx]);
	return p;
}

size_t *stats_table_sorted(const struct stats_table *t, const struct stats_order *order)
{
	struct ordering o = { t, order };
	size_t cnt = stats_table_cnt(t);
	struct place *places = calloc(cnt + 1, sizeof(*places));
	size_t *idx = calloc(cnt + 1, sizeof(*idx));

	if (!places || !idx) {
		free(places);
		free(idx);
		return NULL;
	}
	for (size_t i = 0; i < cnt; i++)
		places[i] = place_of(&o, i);
	qsort_r(places, cnt, sizeof(*places), compare, &o);
	for (size_t i = 0; i < cnt; i++)
		idx[i] = places[i].idx;
	free(places);
	return idx;
}
