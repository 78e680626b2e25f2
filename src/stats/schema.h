/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a table of statistics is of: by what its rows are counted (keys), what numbers are
 * collected in them (fields), and what is shown of these (columns). Plain data that sinks make and
 * all formats of output go by.
 */
#ifndef SYSTRAIL_STATS_SCHEMA_H
#define SYSTRAIL_STATS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

/* How a value is shown to people; in JSON and CSV it is what it is. */
enum stats_unit {
	STATS_PLAIN,
	STATS_NS, /* nanoseconds */
	STATS_BYTES,
	STATS_HEX, /* an address */
	STATS_ERRNO, /* of errno(3), by its name; in JSON and CSV as well */
	STATS_DEV, /* a device as the kernel keeps it (MAJOR() in linux/kdev_t.h): `8,0`; there as well */
};

struct stats_key {
	const char *name;
	enum stats_unit unit;
};

/* What is collected of the values of a field beside how many there were and their sum, as bits. */
enum stats_collect {
	STATS_MOMENTS = 1 << 0, /* minimum, maximum, mean and deviation */
	STATS_HIST = 1 << 1, /* the distribution, for percentiles and histograms */
};

struct stats_field {
	const char *name;
	enum stats_unit unit;
	unsigned int collects; /* enum stats_collect */
	bool drawn; /* its histogram is shown under the table, or with the row in JSON */
	bool grows; /* values are never negative; times and bytes never are */
};

enum stats_function {
	STATS_COUNT, /* of the row: of no field */
	STATS_SUM,
	STATS_AVG,
	STATS_MIN,
	STATS_MAX,
	STATS_STDDEV, /* of a sample: with n - 1 */
	STATS_STDERR, /* that of the mean, in percent of it, which perf calls stddev */
	STATS_PERCENTILE,
	STATS_VALUES, /* how many values the field had */
};

struct stats_column {
	const char *name; /* of the column: `calls`, `avg(duration)` */
	enum stats_function function;
	unsigned int field_idx; /* not for COUNT */
	double percent; /* PERCENTILE */
	bool optional; /* people see it only in tables in which a row has anything there */
};

struct stats_schema {
	const char *name; /* of the table: `calls`, `files`; part of the names of metrics */
	const struct stats_key *keys;
	size_t key_cnt;
	const struct stats_field *fields;
	size_t field_cnt;
	const struct stats_column *columns;
	size_t column_cnt;
};

#endif
