/* SPDX-License-Identifier: GPL-2.0-only */
/* A table of statistics to be shown, and what was shown. */
#ifndef TESTS_UNIT_STATS_TABLES_H
#define TESTS_UNIT_STATS_TABLES_H

#include "stats/put.h"

/*
 * Calls by comm and syscall (which may be texts or anything else), with a duration in nanoseconds,
 * of which all is collected and a histogram drawn, and bytes, of which there is the sum. Columns:
 * calls, total, avg, p99, bytes.
 */
extern const struct stats_schema calls_schema;

/* A table, and the limit that is its own. */
struct stats_fixture {
	struct keymap_limit limit;
	struct stats_table table;
};

void fixture_init(struct stats_fixture *f, const struct stats_schema *schema, uint64_t max);
void fixture_fini(struct stats_fixture *f);

/* A value from a string; NULL: nothing. */
struct stats_value value_of(const char *text);

/* Counts a call of @dur_ns; @bytes below 0 are none. */
void fixture_call(struct stats_fixture *f, struct stats_value comm, struct stats_value call,
		  __int128 dur_ns, __int128 bytes);

/* Output that is kept in memory. */
struct stats_shown {
	struct outfile *out;
	int fd;
	char *text; /* behind shown_end(), terminated */
};

void shown_begin(struct stats_shown *s);

/* Returns all that was written; freed by shown_fini(). */
const char *shown_end(struct stats_shown *s);
void shown_fini(struct stats_shown *s);

#endif
