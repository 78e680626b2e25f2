/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one place where things are added up: rows by key, in each a count and what was collected of
 * some fields. Adding to a row that is there allocates nothing (but for a power of two that a
 * histogram meets first).
 *
 * When the limit of keys is reached, what would need a new row goes into one row for all the rest,
 * so that sums over all rows are right whatever happens.
 */
#ifndef SYSTRAIL_STATS_TABLE_H
#define SYSTRAIL_STATS_TABLE_H

#include <stdbool.h>

#include "stats/hist.h"
#include "stats/keymap.h"
#include "stats/schema.h"

/* The values of a field in one row. */
struct stats_values {
	uint64_t cnt;
	__int128 sum; /* of 2^63 values of 64 bits: it cannot overflow */
	/* With STATS_MOMENTS: */
	__int128 min;
	__int128 max;
	double mean; /* running mean and sum of squared distances (Welford 1962) */
	double m2;
	struct hist *hist; /* with STATS_HIST; NULL: no value yet */
};

struct stats_row {
	uint64_t cnt;
	struct stats_values fields[];
};

struct stats_table {
	const struct stats_schema *schema; /* borrowed */
	struct keymap keys;
	char *rows; /* by number of the key */
	size_t row_cap;
	struct stats_row *rest; /* NULL: there was room for all */
};

/* stats_table_fini() is due. @schema and @limit are borrowed. */
void stats_table_init(struct stats_table *t, const struct stats_schema *schema,
		      struct keymap_limit *limit);
void stats_table_fini(struct stats_table *t);

/* Removes all rows. */
void stats_table_clear(struct stats_table *t);

/*
 * The row of the key @v, of as many values as the schema has keys; valid until the next one is
 * asked for. NULL when memory is short.
 */
struct stats_row *stats_table_row(struct stats_table *t, const struct stats_value *v);

/* Adds a value of field @idx. Returns 0 or -ENOMEM. */
int stats_row_add(const struct stats_table *t, struct stats_row *row, size_t idx, __int128 n);

/* Adds all of @from, of the same schema, as if it had been added here. Returns 0 or -ENOMEM. */
int stats_table_merge(struct stats_table *t, const struct stats_table *from);

/* How many rows there are, the rest among them. */
size_t stats_table_cnt(const struct stats_table *t);

/* Row @idx of these, the rest last. Its key into @v (not NULL), borrowed as by keymap_at(). */
const struct stats_row *stats_table_at(const struct stats_table *t, size_t idx,
				       const struct stats_value **v);

/* --- Results ---------------------------------------------------------------------------------- */

/* What a column of a row has. */
struct stats_result {
	enum stats_result_kind {
		STATS_NO_RESULT, /* there were no values */
		STATS_INTEGER,
		STATS_REAL,
	} kind;
	__int128 integer;
	double real;
};

struct stats_result stats_row_result(const struct stats_table *t, const struct stats_row *row,
				     const struct stats_column *c);

/* By what rows are ordered. */
struct stats_order {
	bool by_key; /* by key @idx, upwards; else by column @idx, downwards */
	size_t idx;
};

/* The order by the column, or else the key, that is called @name. Returns 0 or -ENOENT. */
int stats_order_find(const struct stats_schema *s, const char *name, struct stats_order *order);

/*
 * The numbers of all rows in that order (ties by key), the rest last: an array of
 * stats_table_cnt() that the caller frees. NULL when memory is short.
 */
size_t *stats_table_sorted(const struct stats_table *t, const struct stats_order *order);

/*
 * Adds the rows whose numbers are @idx[0..@cnt) to @sum, of the same schema, as the rest of it.
 * Returns 0 or -ENOMEM.
 */
int stats_table_sum(const struct stats_table *t, const size_t *idx, size_t cnt,
		    struct stats_table *sum);

#endif
