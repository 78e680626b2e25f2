/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of statistics in the format that was asked for. */
#ifndef SYSTRAIL_SINK_TABLES_H
#define SYSTRAIL_SINK_TABLES_H

#include "stats/put.h"
#include "util/document.h"

enum tables_format {
	TABLES_TEXT,
	TABLES_JSON,
	TABLES_CSV,
	TABLES_PROMETHEUS,
};

struct tables {
	struct stats_put put;
	enum tables_format format;
	bool headed; /* CSV: the names of the columns are written */
	struct document document; /* metrics: the file has only the last of them */
	bool begun; /* there is something of the next one */
};

/* Writes @cnt tables of one schema. Returns 0 or -ENOMEM; errors of writing stick to the file. */
int tables_put(struct tables *t, const struct stats_part *parts, size_t cnt);

/* What tables were of. */
struct tables_end {
	uint64_t begin_ns;
	uint64_t end_ns;
	uint64_t lost_cnt;
};

/*
 * What has to be said behind the tables, of the trace so far: how long it was, and what is missing. Where
 * only the last of such documents counts, as with metrics in a file, the next one will take its place.
 */
void tables_put_end(struct tables *t, const struct tables_end *end);

#endif
