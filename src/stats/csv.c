/* SPDX-License-Identifier: GPL-2.0-only */
/* Comma-separated values; put.h says which dialect. */
#include "stats/cell.h"
#include "stats/number.h"

struct csv_line {
	struct stats_line line;
	bool begun;
};

static void next_cell(struct csv_line *l)
{
	stats_line_room(&l->line);
	if (l->begun)
		text_char(&l->line.t, ',');
	l->begun = true;
}

/* In quotes, those inside twice, where the cell would otherwise be more than one, none or trimmed. */
static void put_quoted(struct text *t, const char *s, size_t len)
{
	bool quotes = !len || s[0] == ' ' || s[len - 1] == ' ';

	for (size_t i = 0; i < len; i++)
		quotes = quotes || s[i] == '"' || s[i] == ',';
	if (!quotes) {
		text_mem(t, s, len);
		return;
	}
	text_char(t, '"');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			text_char(t, '"');
		text_char(t, s[i]);
	}
	text_char(t, '"');
}

static void put_text(struct csv_line *l, const char *s, size_t len)
{
	char data[CELL_TEXT_BYTES];
	struct text t;

	text_init(&t, data, sizeof(data));
	cell_escaped(&t, s, len);
	put_quoted(&l->line.t, data, t.len);
}

static void put_key(struct csv_line *l, const struct stats_key *key, const struct stats_value *v)
{
	char data[NUMBER_BYTES];
	struct text t;

	next_cell(l);
	if (v->kind == STATS_TEXT) {
		put_text(l, v->text, v->len);
	} else if (v->kind == STATS_SIGNED || v->kind == STATS_UNSIGNED) {
		text_init(&t, data, sizeof(data));
		cell_number(&t, key->unit, v);
		put_quoted(&l->line.t, data, t.len);
	}
}

static void put_word(struct csv_line *l, const struct shown_row *row)
{
	char data[NUMBER_BYTES];
	struct text t;

	next_cell(l);
	text_init(&t, data, sizeof(data));
	cell_word(&t, row);
	put_quoted(&l->line.t, data, t.len);
}

static void put_result(struct csv_line *l, const struct stats_result *r)
{
	next_cell(l);
	if (r->kind == STATS_INTEGER)
		number_integer(&l->line.t, r->integer);
	else if (r->kind == STATS_REAL)
		number_real(&l->line.t, r->real);
}

static void put_row(const struct stats_put *p, const struct stats_part *part,
		    const struct shown_row *row)
{
	const struct stats_schema *s = part->table->schema;
	struct stats_result result;
	struct csv_line l = { 0 };

	stats_line_begin(&l.line, p->out);
	if (p->has_time) {
		next_cell(&l);
		text_u64(&l.line.t, p->time_ns);
	}
	for (size_t i = 0; i < part->outer_cnt; i++)
		put_key(&l, &part->outer_keys[i], &part->outer[i]);
	for (size_t i = 0; i < s->key_cnt; i++) {
		if (row->kind == SHOWN_KEY)
			put_key(&l, &s->keys[i], &row->keys[i]);
		else
			put_word(&l, row);
	}
	for (size_t i = 0; i < s->column_cnt; i++) {
		result = stats_row_result(part->table, row->row, &s->columns[i]);
		put_result(&l, &result);
	}
	stats_line_end(&l.line);
}

/* --- Names ------------------------------------------------------------------------------------ */

static void put_name(struct csv_line *l, const char *name)
{
	next_cell(l);
	put_text(l, name, strlen(name));
}

static const char *suffix_of(const struct stats_schema *s, const struct stats_column *c, size_t len)
{
	switch (c->function) {
	case STATS_COUNT:
	case STATS_VALUES:
		return "";
	case STATS_STDERR:
		return "_percent";
	default:
		return cell_unit_suffix(s->fields[c->field_idx].unit, c->name, len);
	}
}

/* The unit belongs to what is in brackets: `total_ns`, `avg(duration_ns)`. */
static void put_column_name(struct csv_line *l, const struct stats_schema *s,
			    const struct stats_column *c)
{
	char data[CELL_TEXT_BYTES];
	size_t len = cell_len(strlen(c->name));
	size_t stem = len && c->name[len - 1] == ')' ? len - 1 : len;
	struct text t;

	next_cell(l);
	text_init(&t, data, sizeof(data));
	text_escape(&t, c->name, stem);
	text_str(&t, suffix_of(s, c, stem));
	text_mem(&t, c->name + stem, len - stem);
	put_quoted(&l->line.t, data, t.len);
}

static void put_header(const struct stats_put *p, const struct stats_part *part)
{
	const struct stats_schema *s = part->table->schema;
	struct csv_line l = { 0 };

	stats_line_begin(&l.line, p->out);
	if (p->has_time)
		put_name(&l, "ts_ns");
	for (size_t i = 0; i < part->outer_cnt; i++)
		put_name(&l, part->outer_keys[i].name);
	for (size_t i = 0; i < s->key_cnt; i++)
		put_name(&l, s->keys[i].name);
	for (size_t i = 0; i < s->column_cnt; i++)
		put_column_name(&l, s, &s->columns[i]);
	stats_line_end(&l.line);
}

int stats_put_csv(const struct stats_put *p, const struct stats_part *part, bool with_header)
{
	struct stats_rows rows;
	struct shown_row row;
	int err = stats_rows_init(&rows, p, part->table);

	if (!err && with_header)
		put_header(p, part);
	for (size_t i = 0; !err && i < stats_rows_cnt(&rows); i++) {
		row = stats_rows_at(&rows, i);
		put_row(p, part, &row);
	}
	stats_rows_fini(&rows);
	return err;
}
