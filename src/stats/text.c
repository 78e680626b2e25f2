/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table for people. Each cell is made twice, once to see how wide its column is, so that nothing
 * of it has to be kept.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/cell.h"
#include "stats/draw.h"
#include "stats/number.h"

enum {
	GAP = 2, /* blanks between columns */
	TEXT_WIDTH_MAX = 64, /* of a column of texts on a terminal; they are cut */
	TEXT_WIDTH_MIN = 20, /* down to this, where it is narrow */
};

/* The sign for what is cut off, one column wide. */
#define CUT "\u2026"

struct column {
	enum column_kind {
		COLUMN_TIME,
		COLUMN_OUTER,
		COLUMN_KEY,
		COLUMN_RESULT,
	} kind;
	size_t idx; /* among those of its kind */
	bool left; /* has texts */
	size_t width;
};

struct layout {
	const struct stats_put *p;
	const struct stats_part *part;
	const struct stats_schema *schema;
	struct stats_rows rows;
	struct column *columns;
	size_t column_cnt;
};

struct cell {
	struct text t;
	char data[CELL_TEXT_BYTES + NUMBER_BYTES];
	size_t width;
};

/* --- Cells ------------------------------------------------------------------------------------ */

static void cell_begin(struct cell *c)
{
	text_init(&c->t, c->data, CELL_TEXT_BYTES);
}

static bool begins_char(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* Counts characters: what is in a cell is valid UTF-8. More than @max are cut. */
static void cell_fit(struct cell *c, size_t max)
{
	size_t i, keep = 0;

	c->width = 0;
	for (i = 0; i < c->t.len; i++) {
		if (!begins_char(c->data[i]))
			continue;
		if (c->width == max - 1)
			keep = i;
		if (++c->width <= max)
			continue;
		memcpy(c->data + keep, CUT, sizeof(CUT) - 1);
		c->t.len = keep + sizeof(CUT) - 1;
		c->width = max;
		return;
	}
}

static void put_key(struct cell *c, const struct stats_key *key, const struct stats_value *v)
{
	struct stats_result number = { .kind = STATS_INTEGER, .integer = stats_number(v) };

	if (v->kind == STATS_NONE || v->kind == STATS_REST)
		text_char(&c->t, '-');
	else if (v->kind == STATS_TEXT && !v->len)
		text_lit(&c->t, "\"\"");
	else if (v->kind == STATS_TEXT)
		cell_escaped(&c->t, v->text, v->len);
	else if (key->unit == STATS_ERRNO || key->unit == STATS_DEV)
		cell_number(&c->t, key->unit, v);
	else
		number_readable(&c->t, key->unit, &number);
}

static void put_time(struct cell *c, uint64_t ns)
{
	char buf[NUMBER_BYTES];

	snprintf(buf, sizeof(buf), "%llu.%06llu", (unsigned long long)ns / 1000000000,
		 (unsigned long long)ns / 1000 % 1000000);
	text_str(&c->t, buf);
}

static void put_result(struct cell *c, const struct layout *l, size_t idx,
		       const struct stats_row *row)
{
	const struct stats_column *column = &l->schema->columns[idx];
	struct stats_result r = stats_row_result(l->part->table, row, column);
	enum stats_unit unit = STATS_PLAIN;

	if (column->function != STATS_COUNT && column->function != STATS_VALUES &&
	    column->function != STATS_STDERR)
		unit = l->schema->fields[column->field_idx].unit;
	number_readable(&c->t, unit, &r);
	if (column->function == STATS_STDERR && r.kind != STATS_NO_RESULT)
		text_char(&c->t, '%');
}

/* Only the first column of keys says what a row is that has none. */
static void make_cell(struct cell *c, const struct layout *l, const struct column *column,
		      const struct shown_row *row)
{
	size_t i = column->idx;

	cell_begin(c);
	if (column->kind == COLUMN_TIME)
		put_time(c, l->p->time_ns);
	else if (column->kind == COLUMN_OUTER)
		put_key(c, &l->part->outer_keys[i], &l->part->outer[i]);
	else if (column->kind == COLUMN_RESULT)
		put_result(c, l, i, row->row);
	else if (row->kind == SHOWN_KEY)
		put_key(c, &l->schema->keys[i], &row->keys[i]);
	else if (!i)
		cell_word(&c->t, row);
}

static void make_heading(struct cell *c, const struct layout *l, const struct column *column)
{
	const char *name = column->kind == COLUMN_TIME	? "time" :
			   column->kind == COLUMN_OUTER ? l->part->outer_keys[column->idx].name :
			   column->kind == COLUMN_KEY	? l->schema->keys[column->idx].name :
							  l->schema->columns[column->idx].name;

	cell_begin(c);
	text_escape(&c->t, name, cell_len(strlen(name)));
}

/* --- Layout ----------------------------------------------------------------------------------- */

/* Texts are to the left, and so are the words for numbers and for nothing at all. */
static bool has_text(const struct layout *l, const struct column *column,
		     const struct shown_row *row)
{
	const struct stats_value *v = NULL;
	enum stats_unit unit = STATS_PLAIN;

	if (column->kind == COLUMN_OUTER) {
		v = &l->part->outer[column->idx];
		unit = l->part->outer_keys[column->idx].unit;
	} else if (column->kind == COLUMN_KEY && row->kind == SHOWN_KEY) {
		v = &row->keys[column->idx];
		unit = l->schema->keys[column->idx].unit;
	}
	return v && (v->kind == STATS_TEXT || unit == STATS_ERRNO);
}

/* In a file nothing is cut. */
static size_t text_width_max(const struct stats_put *p)
{
	return p->width ? TEXT_WIDTH_MAX : SIZE_MAX;
}

static void widen(const struct layout *l, struct column *column, struct cell *c)
{
	cell_fit(c, column->left ? text_width_max(l->p) : SIZE_MAX);
	if (c->width > column->width)
		column->width = c->width;
}

static void measure(struct layout *l, struct column *column)
{
	struct shown_row row;
	struct cell c;

	for (size_t i = 0; !column->left && i < stats_rows_cnt(&l->rows); i++) {
		row = stats_rows_at(&l->rows, i);
		column->left = has_text(l, column, &row);
	}
	make_heading(&c, l, column);
	widen(l, column, &c);
	for (size_t i = 0; i < stats_rows_cnt(&l->rows); i++) {
		row = stats_rows_at(&l->rows, i);
		make_cell(&c, l, column, &row);
		widen(l, column, &c);
	}
}

static size_t total_width(const struct layout *l)
{
	size_t width = l->column_cnt ? (l->column_cnt - 1) * GAP : 0;

	for (size_t i = 0; i < l->column_cnt; i++)
		width += l->columns[i].width;
	return width;
}

static struct column *widest_text(const struct layout *l)
{
	struct column *widest = NULL;

	for (size_t i = 0; i < l->column_cnt; i++)
		if (l->columns[i].left && (!widest || l->columns[i].width > widest->width))
			widest = &l->columns[i];
	return widest;
}

/* Numbers are never cut: where they alone are too wide, the terminal has to wrap the lines. */
static void shrink(struct layout *l, size_t width)
{
	struct column *c = widest_text(l);

	for (; c && c->width > TEXT_WIDTH_MIN && total_width(l) > width; c = widest_text(l))
		c->width--;
}

static bool is_empty(const struct layout *l, const struct stats_column *c)
{
	bool empty = true;

	for (size_t i = 0; empty && i < stats_rows_cnt(&l->rows); i++) {
		struct shown_row row = stats_rows_at(&l->rows, i);
		struct stats_result r = stats_row_result(l->part->table, row.row, c);

		empty = r.kind == STATS_NO_RESULT || (r.kind == STATS_INTEGER && !r.integer);
	}
	return empty;
}

static void add_columns(struct layout *l, enum column_kind kind, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		if (kind != COLUMN_RESULT || !l->schema->columns[i].optional ||
		    !is_empty(l, &l->schema->columns[i]))
			l->columns[l->column_cnt++] = (struct column){ .kind = kind, .idx = i };
}

static int layout_init(struct layout *l, const struct stats_put *p, const struct stats_part *part)
{
	const struct stats_schema *s = part->table->schema;
	int err;

	*l = (struct layout){ .p = p, .part = part, .schema = s };
	err = stats_rows_init(&l->rows, p, part->table);
	l->columns = calloc(1 + part->outer_cnt + s->key_cnt + s->column_cnt, sizeof(*l->columns));
	if (err || !l->columns)
		return -ENOMEM;
	add_columns(l, COLUMN_TIME, p->has_time);
	add_columns(l, COLUMN_OUTER, part->outer_cnt);
	add_columns(l, COLUMN_KEY, s->key_cnt);
	add_columns(l, COLUMN_RESULT, s->column_cnt);
	for (size_t i = 0; i < l->column_cnt; i++)
		measure(l, &l->columns[i]);
	if (p->width)
		shrink(l, p->width);
	return 0;
}

static void layout_fini(struct layout *l)
{
	stats_rows_fini(&l->rows);
	free(l->columns);
}

/* --- Lines ------------------------------------------------------------------------------------ */

static void put_cell(struct text *t, const struct layout *l, size_t i, struct cell *c)
{
	const struct column *column = &l->columns[i];
	size_t pad;

	cell_fit(c, column->left ? column->width : SIZE_MAX);
	pad = column->width - c->width;
	if (!column->left)
		text_fill(t, ' ', pad);
	text_mem(t, c->data, c->t.len);
	if (i + 1 < l->column_cnt)
		text_fill(t, ' ', (column->left ? pad : 0) + GAP);
}

/* The heading for NULL. */
static void put_line(const struct layout *l, const struct shown_row *row)
{
	struct stats_line line;
	struct cell c;

	stats_line_begin(&line, l->p->out);
	for (size_t i = 0; i < l->column_cnt; i++) {
		if (row)
			make_cell(&c, l, &l->columns[i], row);
		else
			make_heading(&c, l, &l->columns[i]);
		stats_line_room(&line);
		put_cell(&line.t, l, i, &c);
	}
	stats_line_end(&line);
}

static void put_rule(const struct layout *l)
{
	struct stats_line line;

	stats_line_begin(&line, l->p->out);
	for (size_t i = 0; i < l->column_cnt; i++) {
		stats_line_room(&line);
		text_fill(&line.t, '-', l->columns[i].width);
		if (i + 1 < l->column_cnt)
			text_fill(&line.t, ' ', GAP);
	}
	stats_line_end(&line);
}

/* --- Histograms ------------------------------------------------------------------------------- */

/* `comm dd, syscall read: duration`, behind a line without anything. */
static void put_title(const struct layout *l, const struct shown_row *row, const char *field)
{
	bool first = true;
	struct stats_line line;
	struct cell c;

	stats_line_begin(&line, l->p->out);
	text_char(&line.t, '\n');
	for (size_t i = 0; i < l->column_cnt; i++) {
		const struct column *column = &l->columns[i];

		if (column->kind != COLUMN_OUTER && column->kind != COLUMN_KEY)
			continue;
		if (column->kind == COLUMN_KEY && row->kind != SHOWN_KEY && column->idx)
			continue;
		stats_line_room(&line);
		text_str(&line.t, first ? "" : ", ");
		make_heading(&c, l, column);
		cell_fit(&c, text_width_max(l->p));
		text_mem(&line.t, c.data, c.t.len);
		text_char(&line.t, ' ');
		make_cell(&c, l, column, row);
		cell_fit(&c, text_width_max(l->p));
		text_mem(&line.t, c.data, c.t.len);
		first = false;
	}
	stats_line_room(&line);
	text_str(&line.t, first ? "" : ": ");
	text_escape(&line.t, field, cell_len(strlen(field)));
	stats_line_end(&line);
}

static int put_hists(const struct layout *l, const struct shown_row *row)
{
	const struct stats_field *fields = l->schema->fields;
	int err = 0;

	for (size_t i = 0; !err && i < l->schema->field_cnt; i++) {
		const struct hist *h = row->row->fields[i].hist;

		if (!fields[i].drawn || !hist_cnt(h))
			continue;
		put_title(l, row, fields[i].name);
		err = stats_draw_hist(l->p->out, h, fields[i].unit, l->p->width);
	}
	return err;
}

int stats_put_text(const struct stats_put *p, const struct stats_part *part)
{
	struct layout l;
	struct shown_row row;
	int err = layout_init(&l, p, part);
	size_t cnt = err ? 0 : stats_rows_cnt(&l.rows);

	if (!err) {
		put_line(&l, NULL);
		put_rule(&l);
	}
	for (size_t i = 0; i < cnt; i++) {
		row = stats_rows_at(&l.rows, i);
		put_line(&l, &row);
	}
	for (size_t i = 0; !err && i < cnt; i++) {
		row = stats_rows_at(&l.rows, i);
		err = put_hists(&l, &row);
	}
	layout_fini(&l);
	return err;
}
