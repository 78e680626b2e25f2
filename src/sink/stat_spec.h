/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted by what, and which numbers are made of it: the options of systrail stat as
 * references (stat_names.h) and the schema of a table.
 */
#ifndef SYSTRAIL_SINK_STAT_SPEC_H
#define SYSTRAIL_SINK_STAT_SPEC_H

#include "filter/expr.h"
#include "sink/stat_names.h"
#include "stats/keymap.h"

enum {
	STAT_KEYS_MAX = KEYMAP_VALUES_MAX,
	STAT_FIELDS_MAX = 16,
	STAT_COLUMNS_MAX = 64,
	STAT_PERCENTS_MAX = 16,
	STAT_NAME_BYTES = 96,
};

struct stat_spec {
	struct stat_names names;
	size_t keys[STAT_KEYS_MAX]; /* references */
	size_t fields[STAT_FIELDS_MAX]; /* references, in the order of the schema's fields */
	size_t pair_keys[2][STAT_KEYS_MAX]; /* of its begin and its end, beside each other */
	size_t pair_key_cnt;
	struct expr *expr; /* over references; NULL: all */
	struct stats_schema schema;

	/* What the schema points to. */
	struct stats_key schema_keys[STAT_KEYS_MAX];
	struct stats_field schema_fields[STAT_FIELDS_MAX];
	struct stats_column columns[STAT_COLUMNS_MAX];
	char column_names[STAT_COLUMNS_MAX][STAT_NAME_BYTES];
};

/* It stays where it is. All functions return 0, or -errno after a sentence. stat_spec_fini() is due. */
void stat_spec_init(struct stat_spec *s, const struct stat_source *source, const struct diag *d);
void stat_spec_fini(struct stat_spec *s);

/* --by: names, separated by commas. */
int stat_spec_add_keys(struct stat_spec *s, const char *names);

/* --@option (sum, avg, min, max, stddev, percentiles, hist) of these names. */
int stat_spec_add_values(struct stat_spec *s, const char *option, const char *names,
			 const double *percents, size_t percent_cnt);

/* --key: names, or NAME=NAME where begin and end call it differently. */
int stat_spec_set_pair_key(struct stat_spec *s, const char *names);

/* --expr, over the same names. */
int stat_spec_set_expr(struct stat_spec *s, const char *text);

#endif
