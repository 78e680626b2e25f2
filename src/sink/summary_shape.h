/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a summary is of: whose calls together make a group, by what they are counted in it, and
 * what is told of them. From this come the schemas of its tables.
 */
#ifndef SYSTRAIL_SINK_SUMMARY_SHAPE_H
#define SYSTRAIL_SINK_SUMMARY_SHAPE_H

#include <stdbool.h>

#include "stats/schema.h"
#include "util/diag.h"

/* Whose calls are counted together. */
enum summary_mode {
	SUMMARY_THREAD,
	SUMMARY_PROCESS,
	SUMMARY_COMM,
	SUMMARY_CGROUP,
	SUMMARY_CONTAINER,
	SUMMARY_USER,
	SUMMARY_CPU,
	SUMMARY_TOTAL, /* all of them */
	SUMMARY_MODE_CNT,
};

/* By what they are counted there. */
enum summary_by {
	SUMMARY_SYSCALL,
	SUMMARY_FILE, /* of the first file descriptor, or that is opened; calls without one are left out */
	SUMMARY_FD, /* the first file descriptor; the same */
	SUMMARY_BY_CNT,
};

/* The fields of a row. */
enum summary_field {
	SUMMARY_ERRORS, /* a value for each call that failed */
	SUMMARY_DURATION,
	SUMMARY_PENDING, /* how long calls had been going on at the end */
	SUMMARY_READ,
	SUMMARY_WRITTEN,
	SUMMARY_FIELD_CNT,
};

enum { SUMMARY_PERCENTS_MAX = 16 };

struct summary_shape {
	enum summary_mode modes[SUMMARY_MODE_CNT];
	size_t mode_cnt; /* 0: SUMMARY_TOTAL */
	enum summary_by by[SUMMARY_BY_CNT];
	size_t by_cnt;
	double percents[SUMMARY_PERCENTS_MAX];
	size_t percent_cnt;
	bool hist; /* the distribution of durations is drawn */
	bool errnos; /* which errors there were */
	bool bytes; /* how many bytes were read and written; always by file and fd */

	/* Made by summary_shape_settle(). */
	struct stats_schema calls;
	struct stats_schema errors; /* the same and by errno */
	struct stats_key outer[3 * SUMMARY_MODE_CNT]; /* what tells a group from others */
	size_t outer_cnt;
	struct stats_key keys[SUMMARY_BY_CNT + 1];
	struct stats_field fields[SUMMARY_FIELD_CNT];
	struct stats_column columns[SUMMARY_PERCENTS_MAX + 16];
	struct stats_column error_columns[1];
	char percent_names[SUMMARY_PERCENTS_MAX][16];
};

/*
 * Adds the modes, or what they are counted by, that @text names, separated by commas. Return 0, or
 * -EINVAL after a sentence.
 */
int summary_shape_add_modes(struct summary_shape *s, const char *text, const struct diag *d);
int summary_shape_add_by(struct summary_shape *s, const char *text, const struct diag *d);

/* Whether calls are told apart by @mode; are counted by @by. */
bool summary_shape_has(const struct summary_shape *s, enum summary_mode mode);
bool summary_shape_is_by(const struct summary_shape *s, enum summary_by by);

/*
 * All is said: makes the schemas, which point into @s, so that it stays where it is. Where nothing
 * was said the modes are threads and the calls are counted by name.
 */
void summary_shape_settle(struct summary_shape *s);

#endif
