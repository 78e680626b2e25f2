/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Metrics, in the text format of Prometheus; put.h lists them.
 *
 * A name may stand for one metric only, and a set of labels for one sample of it, whatever traced
 * programs and users choose: names that would be the same, or could become the same with a suffix
 * of ours, get a number, and texts are written such that no two are written alike.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/cell.h"
#include "stats/number.h"

#define PREFIX "systrail_"
#define ROW_LABEL PREFIX "row"

enum {
	WORD_MAX = 64, /* of a name that somebody chose, so much is used */
	NAME_BYTES = 4 * WORD_MAX,
};

struct name {
	char s[NAME_BYTES];
};

struct label {
	struct name name;
	const struct stats_key *key;
	bool has_numbers; /* in some rows */
};

struct document {
	const struct stats_put *p;
	const struct stats_schema *schema;
	const struct stats_part *parts;
	size_t part_cnt;
	struct stats_rows *rows; /* of each part */
	struct label *labels; /* of the outer keys, then of the table's */
	size_t label_cnt;
	struct name *fields; /* as they are in names, without unit */
	struct stats_line line;
};

/* One row of one of the parts. */
struct sample {
	const struct stats_part *part;
	struct shown_row row;
};

/* --- Names ------------------------------------------------------------------------------------ */

static void name_begin(struct text *t, struct name *n)
{
	text_init(t, n->s, sizeof(n->s) - 1);
}

static void name_end(struct text *t)
{
	t->data[t->len] = '\0';
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (c >= '0' && c <= '9');
}

static void put_word(struct text *t, const char *word)
{
	if (*word >= '0' && *word <= '9' && !t->len)
		text_char(t, '_');
	for (size_t i = 0; i < WORD_MAX && word[i]; i++)
		text_char(t, is_name_char(word[i]) ? word[i] : '_');
	if (!*word)
		text_char(t, '_');
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* What the format or we give a meaning. */
static bool is_reserved_label(const char *s)
{
	return !strcmp(s, "le") || !strcmp(s, "quantile") || begins(s, "__") || begins(s, PREFIX);
}

static bool has_label(const struct document *d, size_t cnt, const char *name)
{
	for (size_t i = 0; i < cnt; i++)
		if (!strcmp(d->labels[i].name.s, name))
			return true;
	return false;
}

static void name_label(struct document *d, size_t idx, const struct stats_key *key)
{
	struct label *l = &d->labels[idx];
	struct name word;
	struct text t;

	l->key = key;
	name_begin(&t, &word);
	put_word(&t, key->name);
	name_end(&t);
	for (uint64_t n = 1; n == 1 || has_label(d, idx, l->name.s); n++) {
		name_begin(&t, &l->name);
		text_str(&t, is_reserved_label(word.s) ? "key_" : "");
		text_str(&t, word.s);
		if (n > 1) {
			text_char(&t, '_');
			text_u64(&t, n);
		}
		name_end(&t);
	}
}

/* The words that follow upon the name of a field, and `total`, which follows upon the table's. */
static bool is_suffix(const char *s)
{
	static const char *const words[] = { "total", "net",	"values",    "min",	"max",
					     "avg",   "stddev", "quantiles", "seconds", "bytes",
					     "sum",   "count",	"bucket",    "field" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (begins(s, words[i]))
			return true;
	return false;
}

/* Whether @name, of field @idx, may be that of another's metric. */
static bool is_ambiguous(const struct stats_schema *s, size_t idx, const char *name)
{
	struct name other;
	struct text t;
	size_t len;

	if (begins(name, "total"))
		return true;
	for (size_t i = 0; i < s->field_cnt; i++) {
		name_begin(&t, &other);
		put_word(&t, s->fields[i].name);
		name_end(&t);
		len = strlen(other.s);
		if (strncmp(name, other.s, len) || i == idx)
			continue;
		if ((!name[len] && i < idx) || (name[len] == '_' && is_suffix(name + len + 1)))
			return true;
	}
	return false;
}

static void name_field(struct document *d, size_t idx)
{
	struct name *n = &d->fields[idx];
	struct text t;

	name_begin(&t, n);
	put_word(&t, d->schema->fields[idx].name);
	name_end(&t);
	if (!is_ambiguous(d->schema, idx, n->s))
		return;
	text_lit(&t, "_field");
	text_u64(&t, idx);
	name_end(&t);
}

/* `_seconds`, unless @word, in front of it, says so. */
static const char *unit_of(enum stats_unit unit, const char *word)
{
	const char *name = unit == STATS_NS ? "_seconds" : unit == STATS_BYTES ? "_bytes" : "";
	size_t len = strlen(word), name_len = strlen(name);
	bool has = len >= name_len && !strcmp(word + len - name_len, name);
	bool is = *name && !strcmp(word, name + 1);

	return has || is ? "" : name;
}

/* The name of a metric, and behind the unit @suffix. @idx is that of a field. */
static struct name metric_of(const struct document *d, size_t idx, const char *word, bool has_unit,
			     const char *suffix)
{
	const char *field = d->fields[idx].s;
	struct name n;
	struct text t;

	name_begin(&t, &n);
	text_lit(&t, PREFIX);
	put_word(&t, d->schema->name);
	text_char(&t, '_');
	text_str(&t, field);
	text_str(&t, word);
	if (has_unit)
		text_str(&t, unit_of(d->schema->fields[idx].unit, *word ? word : field));
	text_str(&t, suffix);
	name_end(&t);
	return n;
}

/* --- Samples ---------------------------------------------------------------------------------- */

static void put_help(struct document *d, const struct name *n, const char *type, const char *help)
{
	struct text *t = &d->line.t;

	stats_line_begin(&d->line, d->p->out);
	text_lit(t, "# HELP ");
	text_str(t, n->s);
	text_char(t, ' ');
	text_str(t, help);
	text_lit(t, "\n# TYPE ");
	text_str(t, n->s);
	text_char(t, ' ');
	text_str(t, type);
	stats_line_end(&d->line);
}

static void put_label_text(struct text *t, const struct label *l, const struct stats_value *v)
{
	char data[CELL_TEXT_BYTES];
	struct text escaped;

	text_init(&escaped, data, sizeof(data));
	/* It might look like one of the numbers. */
	if (v->len && l->has_numbers)
		cell_escaped_first(&escaped, v->text, v->len);
	else
		cell_escaped(&escaped, v->text, v->len);
	/* There are no newlines in it any more. */
	for (size_t i = 0; i < escaped.len; i++) {
		if (data[i] == '\\' || data[i] == '"')
			text_char(t, '\\');
		text_char(t, data[i]);
	}
}

/* An empty label is none: that is the empty text, and nothing has to be something else. */
static void put_label(struct document *d, bool *first, const struct label *l,
		      const struct stats_value *v)
{
	struct text *t = &d->line.t;

	stats_line_room(&d->line);
	text_char(t, *first ? '{' : ',');
	*first = false;
	text_str(t, l->name.s);
	text_lit(t, "=\"");
	if (v->kind == STATS_TEXT)
		put_label_text(t, l, v);
	else if (v->kind == STATS_NONE || v->kind == STATS_REST)
		text_lit(t, "(none)");
	else
		cell_number(t, l->key->unit, v);
	text_char(t, '"');
}

static void put_plain_label(struct document *d, bool *first, const char *name, const char *value,
			    size_t len)
{
	stats_line_room(&d->line);
	text_char(&d->line.t, *first ? '{' : ',');
	*first = false;
	text_str(&d->line.t, name);
	text_lit(&d->line.t, "=\"");
	text_mem(&d->line.t, value, len);
	text_char(&d->line.t, '"');
}

/* `name{labels} `; one label more where @extra is not NULL. */
static void sample_begin(struct document *d, const char *name, const struct sample *s,
			 const char *extra, const struct text *value)
{
	const char *row = s->row.kind == SHOWN_OTHER ? "other" : "more";
	size_t outer_cnt = s->part->outer_cnt;
	bool first = true;

	stats_line_begin(&d->line, d->p->out);
	text_str(&d->line.t, name);
	for (size_t i = 0; i < outer_cnt; i++)
		put_label(d, &first, &d->labels[i], &s->part->outer[i]);
	for (size_t i = 0; s->row.kind == SHOWN_KEY && i < d->schema->key_cnt; i++)
		put_label(d, &first, &d->labels[outer_cnt + i], &s->row.keys[i]);
	if (s->row.kind != SHOWN_KEY)
		put_plain_label(d, &first, ROW_LABEL, row, strlen(row));
	if (extra)
		put_plain_label(d, &first, extra, value->data, value->len);
	stats_line_room(&d->line);
	text_str(&d->line.t, first ? " " : "} ");
}

static void put_integer(struct text *t, enum stats_unit unit, __int128 n)
{
	if (unit == STATS_NS)
		number_seconds(t, n);
	else
		number_integer(t, n);
}

static void put_result(struct text *t, enum stats_unit unit, const struct stats_result *r)
{
	if (r->kind == STATS_INTEGER)
		put_integer(t, unit, r->integer);
	else
		number_real(t, unit == STATS_NS ? r->real / 1e9 : r->real);
}

/* Calls @fn with each row of each part. */
typedef void sample_fn(struct document *d, const struct sample *s, void *arg);

static void each_sample(struct document *d, sample_fn *fn, void *arg)
{
	for (size_t i = 0; i < d->part_cnt; i++) {
		struct sample s = { .part = &d->parts[i] };

		for (size_t k = 0; k < stats_rows_cnt(&d->rows[i]); k++) {
			s.row = stats_rows_at(&d->rows[i], k);
			fn(d, &s, arg);
		}
	}
}

/* --- One number a row ------------------------------------------------------------------------- */

struct scalar {
	struct name name;
	struct stats_column column;
	enum stats_unit unit;
};

static void put_scalar_sample(struct document *d, const struct sample *s, void *arg)
{
	const struct scalar *m = arg;
	struct stats_result r = stats_row_result(s->part->table, s->row.row, &m->column);

	if (r.kind == STATS_NO_RESULT)
		return;
	sample_begin(d, m->name.s, s, NULL, NULL);
	put_result(&d->line.t, m->unit, &r);
	stats_line_end(&d->line);
}

static void put_count(struct document *d)
{
	struct scalar m = { .column.function = STATS_COUNT };
	struct text t;

	name_begin(&t, &m.name);
	text_lit(&t, PREFIX);
	put_word(&t, d->schema->name);
	text_lit(&t, "_total");
	name_end(&t);
	put_help(d, &m.name, "counter", "How many were counted.");
	each_sample(d, put_scalar_sample, &m);
}

static void put_scalar(struct document *d, size_t idx, enum stats_function function,
		       struct name name, const char *type, const char *help)
{
	struct scalar m = { .name = name };

	m.column = (struct stats_column){ .function = function, .field_idx = (unsigned int)idx };
	m.unit = function == STATS_VALUES ? STATS_PLAIN : d->schema->fields[idx].unit;
	put_help(d, &m.name, type, help);
	each_sample(d, put_scalar_sample, &m);
}

/* A sum of numbers that may be negative is no counter: it can fall. */
static void put_sums(struct document *d, size_t idx)
{
	enum stats_unit unit = d->schema->fields[idx].unit;

	if (unit == STATS_NS || unit == STATS_BYTES || d->schema->fields[idx].grows)
		put_scalar(d, idx, STATS_SUM, metric_of(d, idx, "", true, "_total"), "counter",
			   "The sum of the values.");
	else
		put_scalar(d, idx, STATS_SUM, metric_of(d, idx, "_net", false, ""), "gauge",
			   "The sum of the values, of which some may be negative.");
	put_scalar(d, idx, STATS_VALUES, metric_of(d, idx, "_values", false, "_total"), "counter",
		   "How many values there were.");
}

static void put_moments(struct document *d, size_t idx)
{
	static const struct {
		enum stats_function function;
		const char *word, *help;
	} moments[] = {
		{ STATS_MIN, "_min", "The lowest value." },
		{ STATS_MAX, "_max", "The highest value." },
		{ STATS_AVG, "_avg", "The mean of the values." },
		{ STATS_STDDEV, "_stddev", "The standard deviation of the values." },
	};

	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++)
		put_scalar(d, idx, moments[i].function,
			   metric_of(d, idx, moments[i].word, true, ""), "gauge", moments[i].help);
}

/* --- Distributions ---------------------------------------------------------------------------- */

struct distribution {
	struct name name;
	size_t field_idx;
	enum stats_unit unit;
	struct hist_range bounds[HIST_RANGES_MAX]; /* the same for all rows */
	size_t bound_cnt;
};

static void put_sample_of(struct document *d, const struct distribution *m, const char *suffix,
			  const struct sample *s)
{
	char name[NAME_BYTES + WORD_MAX];
	struct text t;

	text_init(&t, name, sizeof(name) - 1);
	text_str(&t, m->name.s);
	text_str(&t, suffix);
	name_end(&t);
	sample_begin(d, name, s, NULL, NULL);
}

/* What a histogram and a summary both end with. */
static void put_sum_and_count(struct document *d, const struct distribution *m,
			      const struct sample *s)
{
	const struct stats_values *v = &s->row.row->fields[m->field_idx];

	put_sample_of(d, m, "_sum", s);
	put_integer(&d->line.t, m->unit, v->sum);
	stats_line_end(&d->line);
	put_sample_of(d, m, "_count", s);
	text_u64(&d->line.t, v->cnt);
	stats_line_end(&d->line);
}

static void put_bucket(struct document *d, const struct distribution *m, const struct sample *s,
		       const struct hist_range *bound, uint64_t cnt)
{
	char name[NAME_BYTES + WORD_MAX], le[NUMBER_BYTES];
	struct text t;

	text_init(&t, name, sizeof(name) - 1);
	text_str(&t, m->name.s);
	text_lit(&t, "_bucket");
	name_end(&t);
	text_init(&t, le, sizeof(le));
	if (bound)
		put_integer(&t, m->unit, bound->high);
	else
		text_lit(&t, "+Inf");
	sample_begin(d, name, s, "le", &t);
	text_u64(&d->line.t, cnt);
	stats_line_end(&d->line);
}

static void put_hist_sample(struct document *d, const struct sample *s, void *arg)
{
	const struct distribution *m = arg;
	const struct stats_values *v = &s->row.row->fields[m->field_idx];
	struct hist_range ranges[HIST_RANGES_MAX];
	size_t cnt = hist_ranges(v->hist, ranges), i = 0;
	uint64_t sum = 0;

	for (size_t k = 0; k < m->bound_cnt; k++) {
		for (; i < cnt && ranges[i].high <= m->bounds[k].high; i++)
			sum += ranges[i].cnt;
		put_bucket(d, m, s, &m->bounds[k], sum);
	}
	put_bucket(d, m, s, NULL, v->cnt);
	put_sum_and_count(d, m, s);
}

struct merging {
	size_t field_idx;
	struct hist *hist;
	int err;
};

static void merge_sample(struct document *d, const struct sample *s, void *arg)
{
	struct merging *m = arg;

	(void)d;
	if (!m->err)
		m->err = hist_merge(&m->hist, s->row.row->fields[m->field_idx].hist);
}

/* Buckets of different rows can be added up only where their bounds are the same. */
static int find_bounds(struct document *d, struct distribution *m)
{
	struct merging merging = { .field_idx = m->field_idx };

	each_sample(d, merge_sample, &merging);
	m->bound_cnt = hist_ranges(merging.hist, m->bounds);
	hist_free(merging.hist);
	return merging.err;
}

static int put_histogram(struct document *d, size_t idx)
{
	struct distribution m = { .name = metric_of(d, idx, "", true, ""),
				  .field_idx = idx,
				  .unit = d->schema->fields[idx].unit };
	int err = find_bounds(d, &m);

	if (err)
		return err;
	put_help(d, &m.name, "histogram", "The distribution of the values, by powers of two.");
	each_sample(d, put_hist_sample, &m);
	return 0;
}

static bool is_percentile(const struct stats_column *c, size_t idx)
{
	return c->function == STATS_PERCENTILE && c->field_idx == idx;
}

/* Whether a column in front of @c is the same quantile. */
static bool is_repeated(const struct stats_schema *s, const struct stats_column *c)
{
	for (const struct stats_column *b = s->columns; b < c; b++)
		if (is_percentile(b, c->field_idx) && b->percent == c->percent)
			return true;
	return false;
}

static void put_quantiles(struct document *d, const struct sample *s, void *arg)
{
	const struct distribution *m = arg;
	const struct stats_schema *schema = d->schema;
	char quantile[NUMBER_BYTES];
	struct stats_result r;
	struct text t;

	for (size_t i = 0; i < schema->column_cnt; i++) {
		const struct stats_column *c = &schema->columns[i];

		if (!is_percentile(c, m->field_idx) || is_repeated(schema, c))
			continue;
		r = stats_row_result(s->part->table, s->row.row, c);
		if (r.kind == STATS_NO_RESULT)
			continue;
		/* 99.9 / 100 is not the number that is nearest to 0.999. */
		snprintf(quantile, sizeof(quantile), "%.12g", c->percent / 100);
		text_init(&t, quantile, sizeof(quantile));
		t.len = strlen(quantile);
		sample_begin(d, m->name.s, s, "quantile", &t);
		put_result(&d->line.t, m->unit, &r);
		stats_line_end(&d->line);
	}
	put_sum_and_count(d, m, s);
}

static void put_summary(struct document *d, size_t idx)
{
	struct distribution m = { .name = metric_of(d, idx, "_quantiles", true, ""),
				  .field_idx = idx,
				  .unit = d->schema->fields[idx].unit };

	put_help(d, &m.name, "summary", "Quantiles of all values since the start.");
	each_sample(d, put_quantiles, &m);
}

static int put_field(struct document *d, size_t idx)
{
	const struct stats_field *f = &d->schema->fields[idx];
	bool has_hist = f->collects & STATS_HIST, has_percentiles = false;
	int err = 0;

	for (size_t i = 0; i < d->schema->column_cnt; i++)
		has_percentiles |= is_percentile(&d->schema->columns[i], idx);
	if (has_hist && f->drawn)
		err = put_histogram(d, idx);
	else
		put_sums(d, idx);
	if (f->collects & STATS_MOMENTS)
		put_moments(d, idx);
	if (has_hist && has_percentiles)
		put_summary(d, idx);
	return err;
}

/* --- The document ----------------------------------------------------------------------------- */

static bool is_number(const struct stats_value *v)
{
	return v->kind == STATS_SIGNED || v->kind == STATS_UNSIGNED;
}

static void look_for_numbers(struct document *d, const struct sample *s, void *arg)
{
	struct label *l = d->labels;

	(void)arg;
	for (size_t i = 0; i < s->part->outer_cnt; i++, l++)
		l->has_numbers |= is_number(&s->part->outer[i]);
	for (size_t i = 0; s->row.kind == SHOWN_KEY && i < d->schema->key_cnt; i++, l++)
		l->has_numbers |= is_number(&s->row.keys[i]);
}

static int prepare(struct document *d)
{
	size_t outer_cnt = d->parts[0].outer_cnt, key_cnt = d->schema->key_cnt;
	int err = 0;

	d->label_cnt = outer_cnt + key_cnt;
	d->labels = calloc(d->label_cnt + 1, sizeof(*d->labels));
	d->fields = calloc(d->schema->field_cnt + 1, sizeof(*d->fields));
	d->rows = calloc(d->part_cnt, sizeof(*d->rows));
	if (!d->labels || !d->fields || !d->rows)
		return -ENOMEM;
	for (size_t i = 0; !err && i < d->part_cnt; i++)
		err = stats_rows_init(&d->rows[i], d->p, d->parts[i].table);
	if (err)
		return err;
	for (size_t i = 0; i < outer_cnt; i++)
		name_label(d, i, &d->parts[0].outer_keys[i]);
	for (size_t i = 0; i < key_cnt; i++)
		name_label(d, outer_cnt + i, &d->schema->keys[i]);
	for (size_t i = 0; i < d->schema->field_cnt; i++)
		name_field(d, i);
	each_sample(d, look_for_numbers, NULL);
	return 0;
}

static void release(struct document *d)
{
	for (size_t i = 0; d->rows && i < d->part_cnt; i++)
		if (d->rows[i].table)
			stats_rows_fini(&d->rows[i]);
	free(d->rows);
	free(d->labels);
	free(d->fields);
}

int stats_put_prometheus(const struct stats_put *p, const struct stats_part *parts, size_t part_cnt)
{
	struct document d = { .p = p, .parts = parts, .part_cnt = part_cnt };
	int err;

	if (!part_cnt)
		return 0;
	d.schema = parts[0].table->schema;
	err = prepare(&d);
	if (!err)
		put_count(&d);
	for (size_t i = 0; !err && i < d.schema->field_cnt; i++)
		err = put_field(&d, i);
	release(&d);
	return err;
}
