/* SPDX-License-Identifier: GPL-2.0-only */
/* Which format; see tables.h. */
#include "sink/tables.h"

#include <errno.h>
#include <stdlib.h>

static int put_one(struct tables *t, const struct stats_part *part)
{
	bool header = !t->headed;

	if (t->format == TABLES_TEXT)
		return stats_put_text(&t->put, part);
	if (t->format == TABLES_JSON)
		return stats_put_json(&t->put, part);
	t->headed = true;
	return stats_put_csv(&t->put, part, header);
}

/* Parts that are told apart by nothing that is shown (a tid is used again), as one. */
struct merged {
	struct keymap_limit limit;
	struct keymap outers;
	struct stats_table *tables; /* by outer */
	struct stats_part *parts; /* those of the tables */
};

static int merge_part(struct merged *m, const struct stats_part *part)
{
	int64_t idx = keymap_get(&m->outers, part->outer);
	struct stats_part *to;

	if (idx < 0)
		return (int)idx;
	to = &m->parts[idx];
	if (!to->table) {
		*to = *part;
		to->table = &m->tables[idx];
		stats_table_init(&m->tables[idx], part->table->schema, &m->limit);
	}
	return stats_table_merge(&m->tables[idx], part->table);
}

/* A label that is there twice makes all metrics of a document worthless. */
static int put_metrics(struct tables *t, const struct stats_part *parts, size_t cnt)
{
	struct merged m = {
		.tables = calloc(cnt + 1, sizeof(*m.tables)),
		.parts = calloc(cnt + 1, sizeof(*m.parts)),
	};
	int err = m.tables && m.parts ? 0 : -ENOMEM;

	keymap_limit_init(&m.limit, UINT64_MAX / 2);
	keymap_init(&m.outers, cnt ? parts->outer_cnt : 0, &m.limit);
	for (size_t i = 0; !err && i < cnt; i++)
		err = merge_part(&m, &parts[i]);
	if (!err)
		err = stats_put_prometheus(&t->put, m.parts, m.outers.cnt);
	for (size_t i = 0; i < m.outers.cnt; i++)
		if (m.parts[i].table)
			stats_table_fini(&m.tables[i]);
	keymap_fini(&m.outers);
	free(m.tables);
	free(m.parts);
	return err;
}

int tables_put(struct tables *t, const struct stats_part *parts, size_t cnt)
{
	int err = 0;

	if (t->format == TABLES_PROMETHEUS) {
		if (!t->begun)
			document_begin(&t->document);
		t->begun = true;
		return put_metrics(t, parts, cnt);
	}
	for (size_t i = 0; !err && i < cnt; i++)
		err = put_one(t, &parts[i]);
	return err;
}

static void put_text_end(struct text *t, const struct tables_end *end)
{
	text_lit(t, " ");
	text_ms(t, end->end_ns > end->begin_ns ? end->end_ns - end->begin_ns : 0, 0);
	text_lit(t, " msec of wall time");
	if (end->lost_cnt) {
		text_lit(t, "; ");
		text_u64(t, end->lost_cnt);
		text_lit(t, " records were lost, and what they told is missing above");
	}
	text_char(t, '\n');
}

static void put_json_end(struct text *t, const struct tables_end *end)
{
	text_lit(t, "{\"type\":\"summary\",\"begin_ns\":");
	text_u64(t, end->begin_ns);
	text_lit(t, ",\"end_ns\":");
	text_u64(t, end->end_ns);
	text_lit(t, ",\"wall_ns\":");
	text_u64(t, end->end_ns > end->begin_ns ? end->end_ns - end->begin_ns : 0);
	text_lit(t, ",\"lost\":");
	text_u64(t, end->lost_cnt);
	text_lit(t, "}\n");
}

static void put_metrics_end(struct text *t, const struct tables_end *end)
{
	text_lit(t, "# HELP systrail_lost_records_total Records that were lost.\n"
		    "# TYPE systrail_lost_records_total counter\n"
		    "systrail_lost_records_total ");
	text_u64(t, end->lost_cnt);
	text_char(t, '\n');
}

/* An unfinished one stays away from those who wait for the whole. */
static void end_document(struct tables *t)
{
	int err = outfile_flush(t->put.out);

	if (!err)
		err = document_end(&t->document);
	if (err)
		outfile_fail(t->put.out, err);
	t->begun = false;
}

void tables_put_end(struct tables *tables, const struct tables_end *end)
{
	struct text t;

	outfile_reserve(tables->put.out, &t);
	if (tables->format == TABLES_TEXT)
		put_text_end(&t, end);
	else if (tables->format == TABLES_JSON)
		put_json_end(&t, end);
	else if (tables->format == TABLES_PROMETHEUS)
		put_metrics_end(&t, end);
	outfile_commit(tables->put.out, &t);
	if (tables->format == TABLES_PROMETHEUS)
		end_document(tables);
}
