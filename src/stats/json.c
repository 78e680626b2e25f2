/* SPDX-License-Identifier: GPL-2.0-only */
/* A JSON object for each row; put.h has the layout. */
#include "stats/cell.h"
#include "stats/number.h"

struct json_row {
	const struct stats_put *p;
	const struct stats_part *part;
	struct shown_row shown;
	struct stats_line line;
};

static void put_string(struct stats_line *l, const char *s, size_t len)
{
	stats_line_room(l);
	text_char(&l->t, '"');
	text_json(&l->t, s, cell_len(len));
	text_char(&l->t, '"');
}

/* `{"name":` in front of the first of an object, `,"name":` in front of the others. */
static void put_name(struct stats_line *l, bool *first, const char *name, const char *suffix)
{
	stats_line_room(l);
	text_char(&l->t, *first ? '{' : ',');
	text_char(&l->t, '"');
	text_json(&l->t, name, cell_len(strlen(name)));
	text_str(&l->t, suffix);
	text_lit(&l->t, "\":");
	*first = false;
}

static void close_object(struct stats_line *l, bool empty)
{
	text_str(&l->t, empty ? "{}" : "}");
}

static void put_value(struct stats_line *l, const struct stats_key *key,
		      const struct stats_value *v)
{
	bool quoted;

	if (v->kind == STATS_TEXT) {
		put_string(l, v->text, v->len);
	} else if (v->kind == STATS_NONE || v->kind == STATS_REST) {
		text_lit(&l->t, "null");
	} else {
		quoted = cell_is_word(key->unit, v);
		text_str(&l->t, quoted ? "\"" : "");
		cell_number(&l->t, key->unit, v);
		text_str(&l->t, quoted ? "\"" : "");
	}
}

static void put_keys(struct json_row *r)
{
	const struct stats_schema *s = r->part->table->schema;
	bool first = true;

	text_lit(&r->line.t, ",\"key\":");
	for (size_t i = 0; i < r->part->outer_cnt; i++) {
		put_name(&r->line, &first, r->part->outer_keys[i].name, "");
		put_value(&r->line, &r->part->outer_keys[i], &r->part->outer[i]);
	}
	for (size_t i = 0; r->shown.kind == SHOWN_KEY && i < s->key_cnt; i++) {
		put_name(&r->line, &first, s->keys[i].name, "");
		put_value(&r->line, &s->keys[i], &r->shown.keys[i]);
	}
	close_object(&r->line, first);
}

/* --- Fields ----------------------------------------------------------------------------------- */

static void put_result(struct json_row *r, const struct stats_column *c)
{
	struct stats_result result = stats_row_result(r->part->table, r->shown.row, c);

	if (result.kind == STATS_INTEGER)
		number_integer(&r->line.t, result.integer);
	else
		number_real(&r->line.t, result.real);
}

static void put_function(struct json_row *r, const char *name, enum stats_function function,
			 size_t field_idx)
{
	struct stats_column c = { .function = function, .field_idx = (unsigned int)field_idx };

	text_lit(&r->line.t, ",\"");
	text_str(&r->line.t, name);
	text_lit(&r->line.t, "\":");
	put_result(r, &c);
}

static bool is_percentile(const struct stats_column *c, size_t field_idx)
{
	return c->function == STATS_PERCENTILE && c->field_idx == field_idx;
}

/* A name may be in an object only once. */
static bool is_repeated(const struct stats_schema *s, size_t column_idx)
{
	const struct stats_column *c = &s->columns[column_idx];

	for (size_t i = 0; i < column_idx; i++)
		if (is_percentile(&s->columns[i], c->field_idx) &&
		    s->columns[i].percent == c->percent)
			return true;
	return false;
}

static void put_percentiles(struct json_row *r, size_t field_idx)
{
	const struct stats_schema *s = r->part->table->schema;
	bool first = true;

	for (size_t i = 0; i < s->column_cnt; i++) {
		if (!is_percentile(&s->columns[i], field_idx) || is_repeated(s, i))
			continue;
		stats_line_room(&r->line);
		text_str(&r->line.t, first ? ",\"percentiles\":{\"" : ",\"");
		number_real(&r->line.t, s->columns[i].percent);
		text_lit(&r->line.t, "\":");
		put_result(r, &s->columns[i]);
		first = false;
	}
	if (!first)
		text_char(&r->line.t, '}');
}

static void put_hist(struct json_row *r, const struct hist *h)
{
	struct hist_range ranges[HIST_RANGES_MAX];
	size_t cnt = hist_ranges(h, ranges);

	/* 160 bytes each at most. */
	stats_line_room(&r->line);
	for (size_t i = 0; i < cnt; i++) {
		if (!ranges[i].cnt)
			continue;
		/* The first range is never empty. */
		text_str(&r->line.t, i ? ",{\"low\":" : ",\"hist\":[{\"low\":");
		number_integer(&r->line.t, ranges[i].low);
		text_lit(&r->line.t, ",\"high\":");
		number_integer(&r->line.t, ranges[i].high);
		text_lit(&r->line.t, ",\"count\":");
		text_u64(&r->line.t, ranges[i].cnt);
		text_char(&r->line.t, '}');
	}
	if (cnt)
		text_char(&r->line.t, ']');
}

static void put_field(struct json_row *r, size_t i)
{
	const struct stats_field *f = &r->part->table->schema->fields[i];
	const struct stats_values *v = &r->shown.row->fields[i];

	text_lit(&r->line.t, "{\"count\":");
	text_u64(&r->line.t, v->cnt);
	put_function(r, "sum", STATS_SUM, i);
	if (v->cnt && f->collects & STATS_MOMENTS) {
		put_function(r, "min", STATS_MIN, i);
		put_function(r, "max", STATS_MAX, i);
	}
	if (v->cnt)
		put_function(r, "avg", STATS_AVG, i);
	if (v->cnt && f->collects & STATS_MOMENTS)
		put_function(r, "stddev", STATS_STDDEV, i);
	if (v->cnt && f->collects & STATS_HIST)
		put_percentiles(r, i);
	if (f->drawn)
		put_hist(r, v->hist);
	text_char(&r->line.t, '}');
}

static void put_fields(struct json_row *r)
{
	const struct stats_schema *s = r->part->table->schema;
	bool first = true;

	text_lit(&r->line.t, ",\"fields\":");
	for (size_t i = 0; i < s->field_cnt; i++) {
		const char *name = s->fields[i].name;

		put_name(&r->line, &first, name,
			 cell_unit_suffix(s->fields[i].unit, name, strlen(name)));
		put_field(r, i);
	}
	close_object(&r->line, first);
}

static void put_row(struct json_row *r)
{
	struct stats_line *l = &r->line;
	const char *name = r->part->table->schema->name;

	stats_line_begin(l, r->p->out);
	text_lit(&l->t, "{\"type\":\"stat\",\"table\":");
	put_string(l, name, strlen(name));
	if (r->p->has_time) {
		text_lit(&l->t, ",\"ts_ns\":");
		text_u64(&l->t, r->p->time_ns);
	}
	if (r->shown.kind == SHOWN_OTHER)
		text_lit(&l->t, ",\"other\":true");
	if (r->shown.kind == SHOWN_MORE) {
		text_lit(&l->t, ",\"more\":");
		text_u64(&l->t, r->shown.more_cnt);
	}
	put_keys(r);
	text_lit(&l->t, ",\"count\":");
	text_u64(&l->t, r->shown.row->cnt);
	put_fields(r);
	text_char(&l->t, '}');
	stats_line_end(l);
}

int stats_put_json(const struct stats_put *p, const struct stats_part *part)
{
	struct json_row r = { .p = p, .part = part };
	struct stats_rows rows;
	int err = stats_rows_init(&rows, p, part->table);

	for (size_t i = 0; !err && i < stats_rows_cnt(&rows); i++) {
		r.shown = stats_rows_at(&rows, i);
		put_row(&r);
	}
	stats_rows_fini(&rows);
	return err;
}
