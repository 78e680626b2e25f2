/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables as output: for people, and in the three formats that other programs read. What of a row is
 * shown is the same in all of them (stats/rows.h), and so is which table it belongs to.
 *
 * All of these return 0 or -ENOMEM; that something could not be written the outfile remembers.
 */
#ifndef SYSTRAIL_STATS_PUT_H
#define SYSTRAIL_STATS_PUT_H

#include "stats/table.h"
#include "util/outfile.h"

/* A table, and what is the same in all of its rows. */
struct stats_part {
	const struct stats_table *table;
	const struct stats_key *outer_keys; /* in front of the table's own: a thread, say */
	const struct stats_value *outer;
	size_t outer_cnt;
};

/* What holds for all rows of a document. */
struct stats_put {
	struct outfile *out;
	struct stats_order order;
	uint64_t
		top_cnt; /* so many rows of a table, one more has what the others add up to; 0: all */
	unsigned int width; /* columns of the terminal; 0: it is none, and texts are not cut */
	bool has_time;
	uint64_t time_ns; /* when the interval ended that the rows are of; not in metrics */
};

/*
 * A table for people, and under it a histogram of each field that is to be drawn, of each row. In
 * the columns of keys `-` is nothing, `(other)` the rest of the table and `(5 more)` what top_cnt
 * left out; a text that is such a word has its first character as \xNN. Times get a readable
 * unit, bytes from 10000 on K, M, G, ... which are powers of 1024.
 */
int stats_put_text(const struct stats_put *p, const struct stats_part *part);

/*
 * As RFC 4180 has it, but for lines that end with \n alone; with @with_header first the names, in
 * which NS fields have `_ns`. Numbers are exact and without units. Nothing is an empty cell, an
 * empty text is one in quotes; other texts are escaped as on the terminal, so that each can be told
 * from each and from `(other)`, which is then in all columns of keys.
 *
 * A text that a spreadsheet would take for a formula (it begins with = + - @) stays as it is: data
 * that is altered for one reader is wrong for all others. Import such files as text.
 */
int stats_put_csv(const struct stats_put *p, const struct stats_part *part, bool with_header);

/*
 * A line with an object for each row:
 *
 *   {"type":"stat","table":"calls","ts_ns":1,"key":{"comm":"dd","syscall":"read"},"count":2,
 *    "fields":{"duration_ns":{"count":2,"sum":30,"min":10,"max":20,"avg":15,"stddev":7.1,
 *    "percentiles":{"99":20},"hist":[{"low":8,"high":15,"count":1},...]}}}
 *
 * ts_ns is there with a time, min, max and stddev where they are collected, percentiles where a
 * column is one, hist for a drawn field: only what has a count. A field without values has nothing
 * but "count":0 and "sum":0. A key that is nothing is null. The row for the rest says
 * "other":true and the one for what top_cnt left out "more":N, in front of "key", which then has
 * only the outer keys. Integers are exact, also where they need more than 64 bits.
 */
int stats_put_json(const struct stats_put *p, const struct stats_part *part);

/*
 * The text format 0.0.4 of Prometheus, for all of @parts, whose schema and outer keys are the same
 * and whose outer values differ. Seconds and bytes are the units.
 *
 *   systrail_TABLE_total                   counter: how many
 *   systrail_TABLE_FIELD_seconds           histogram, of a field that is drawn; else
 *   systrail_TABLE_FIELD_seconds_total     counter: the sum; where it could fall, as it can without
 *   systrail_TABLE_FIELD_net               a unit, this gauge, and
 *   systrail_TABLE_FIELD_values_total      counter: how many values
 *   systrail_TABLE_FIELD_min_seconds       gauges of a field whose moments are collected: also
 *                                          max, avg and stddev
 *   systrail_TABLE_FIELD_quantiles_seconds summary, where columns are percentiles
 *
 * Texts are escaped as on the terminal; nothing is `(none)`. The rest has, instead of keys, the label
 * systrail_row="other", and what top_cnt left out systrail_row="more".
 */
int stats_put_prometheus(const struct stats_put *p, const struct stats_part *parts,
			 size_t part_cnt);

#endif
