/* SPDX-License-Identifier: GPL-2.0-only */
/* See stats_tables.h. */
#include "unit/stats_tables.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/check.h"

static const struct stats_key keys[] = { { "comm", STATS_PLAIN }, { "syscall", STATS_PLAIN } };

static const struct stats_field fields[] = {
	{ "duration", STATS_NS, STATS_MOMENTS | STATS_HIST, true },
	{ "bytes", STATS_BYTES, 0, false },
};

static const struct stats_column columns[] = {
	{ "calls", STATS_COUNT, 0, 0 },	      { "total", STATS_SUM, 0, 0 },
	{ "avg(duration)", STATS_AVG, 0, 0 }, { "p99", STATS_PERCENTILE, 0, 99 },
	{ "bytes", STATS_SUM, 1, 0 },
};

const struct stats_schema calls_schema = {
	.name = "calls",
	.keys = keys,
	.key_cnt = ARRAY_CNT(keys),
	.fields = fields,
	.field_cnt = ARRAY_CNT(fields),
	.columns = columns,
	.column_cnt = ARRAY_CNT(columns),
};

void fixture_init(struct stats_fixture *f, const struct stats_schema *schema, uint64_t max)
{
	keymap_limit_init(&f->limit, max);
	stats_table_init(&f->table, schema, &f->limit);
}

void fixture_fini(struct stats_fixture *f)
{
	stats_table_fini(&f->table);
}

struct stats_value value_of(const char *text)
{
	return text ? stats_text(text, strlen(text)) : (struct stats_value){ .kind = STATS_NONE };
}

void fixture_call(struct stats_fixture *f, struct stats_value comm, struct stats_value call,
		  __int128 dur_ns, __int128 bytes)
{
	const struct stats_value key[] = { comm, call };
	struct stats_row *row = stats_table_row(&f->table, key);

	assert_non_null(row);
	row->cnt++;
	assert_int_equal(stats_row_add(&f->table, row, 0, dur_ns), 0);
	if (bytes >= 0)
		assert_int_equal(stats_row_add(&f->table, row, 1, bytes), 0);
}

void shown_begin(struct stats_shown *s)
{
	s->fd = memfd_create("shown", MFD_CLOEXEC);
	s->out = outfile_new(s->fd, NULL);
	s->text = NULL;
	assert_non_null(s->out);
}

const char *shown_end(struct stats_shown *s)
{
	struct stat st;

	assert_int_equal(outfile_free(s->out), 0);
	assert_int_equal(fstat(s->fd, &st), 0);
	s->text = calloc(1, (size_t)st.st_size + 1);
	assert_int_equal(pread(s->fd, s->text, (size_t)st.st_size, 0), st.st_size);
	close(s->fd);
	return s->text;
}

void shown_fini(struct stats_shown *s)
{
	free(s->text);
}
