/* SPDX-License-Identifier: GPL-2.0-only */
/* The choices of a summary as schemas; see summary_shape.h. */
#include "sink/summary_shape.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const mode_names[] = {
	[SUMMARY_THREAD] = "thread", [SUMMARY_PROCESS] = "process",	[SUMMARY_COMM] = "comm",
	[SUMMARY_CGROUP] = "cgroup", [SUMMARY_CONTAINER] = "container", [SUMMARY_USER] = "user",
	[SUMMARY_CPU] = "cpu",	     [SUMMARY_TOTAL] = "total",
};

static const char *const by_names[] = {
	[SUMMARY_SYSCALL] = "syscall",
	[SUMMARY_FILE] = "file",
	[SUMMARY_FD] = "fd",
};

/* A list of words that is read into the numbers that they have. */
struct word_list {
	const char *option;
	const char *what; /* all of them, for a sentence */
	const char *const *words;
	size_t word_cnt;
};

/* The number of the word in front of the first comma, or -EINVAL after a sentence. */
static int find_word(const struct word_list *l, const char *text, size_t len, const struct diag *d)
{
	for (size_t i = 0; i < l->word_cnt; i++)
		if (strlen(l->words[i]) == len && !strncmp(l->words[i], text, len))
			return (int)i;
	return diag_fail(d, -EINVAL, "%s takes %s, not '%.*s'", l->option, l->what,
			 len > 100 ? 100 : (int)len, text);
}

static int add_words(const struct word_list *l, const char *text, const struct diag *d,
		     unsigned int *v, size_t *cnt)
{
	for (;;) {
		size_t len = strcspn(text, ",");
		int word = find_word(l, text, len, d);

		if (word < 0)
			return word;
		for (size_t i = 0; i < *cnt; i++)
			if (v[i] == (unsigned int)word)
				return diag_fail(d, -EINVAL, "%s names %s twice", l->option,
						 l->words[word]);
		v[(*cnt)++] = (unsigned int)word;
		if (!text[len])
			return 0;
		text += len + 1;
	}
}

int summary_shape_add_modes(struct summary_shape *s, const char *text, const struct diag *d)
{
	static const struct word_list list = {
		"--summary-mode",
		"thread, process, comm, cgroup, container, user, cpu or total, or several of them "
		"separated by commas",
		mode_names,
		SUMMARY_MODE_CNT,
	};

	return add_words(&list, text, d, s->modes, &s->mode_cnt);
}

int summary_shape_add_by(struct summary_shape *s, const char *text, const struct diag *d)
{
	static const struct word_list list = {
		"--by",
		"syscall, file or fd, or several of them separated by commas",
		by_names,
		SUMMARY_BY_CNT,
	};

	return add_words(&list, text, d, s->by, &s->by_cnt);
}

bool summary_shape_has(const struct summary_shape *s, enum summary_mode mode)
{
	for (size_t i = 0; i < s->mode_cnt; i++)
		if (s->modes[i] == mode)
			return true;
	return false;
}

bool summary_shape_is_by(const struct summary_shape *s, enum summary_by by)
{
	for (size_t i = 0; i < s->by_cnt; i++)
		if (s->by[i] == by)
			return true;
	return false;
}

static void add_outer(struct summary_shape *s, const char *name)
{
	s->outer[s->outer_cnt++] = (struct stats_key){ .name = name };
}

/* The columns of each mode, in the order in which summary_groups.c fills them. */
static void settle_outer(struct summary_shape *s)
{
	s->outer_cnt = 0;
	for (size_t i = 0; i < s->mode_cnt; i++) {
		enum summary_mode mode = s->modes[i];

		if (mode == SUMMARY_THREAD || mode == SUMMARY_PROCESS) {
			add_outer(s, mode == SUMMARY_THREAD ? "tid" : "pid");
			if (mode == SUMMARY_THREAD && !summary_shape_has(s, SUMMARY_PROCESS))
				add_outer(s, "pid");
			if (!summary_shape_has(s, SUMMARY_COMM))
				add_outer(s, mode == SUMMARY_THREAD ? "comm" : "process");
		} else if (mode != SUMMARY_TOTAL) {
			add_outer(s, mode == SUMMARY_USER ? "uid" : mode_names[mode]);
		}
	}
}

static void add_column(struct summary_shape *s, const char *name, enum stats_function function,
		       enum summary_field field)
{
	s->columns[s->calls.column_cnt++] = (struct stats_column){
		.name = name,
		.function = function,
		.field_idx = field,
	};
}

static void settle_columns(struct summary_shape *s)
{
	size_t first_optional;

	s->calls.columns = s->columns;
	s->calls.column_cnt = 0;
	add_column(s, "calls", STATS_COUNT, 0);
	add_column(s, "errors", STATS_VALUES, SUMMARY_ERRORS);
	add_column(s, "total", STATS_SUM, SUMMARY_DURATION);
	add_column(s, "min", STATS_MIN, SUMMARY_DURATION);
	add_column(s, "avg", STATS_AVG, SUMMARY_DURATION);
	add_column(s, "max", STATS_MAX, SUMMARY_DURATION);
	add_column(s, "stddev", STATS_STDDEV, SUMMARY_DURATION);
	for (size_t i = 0; i < s->percent_cnt; i++) {
		snprintf(s->percent_names[i], sizeof(s->percent_names[i]), "p%g", s->percents[i]);
		add_column(s, s->percent_names[i], STATS_PERCENTILE, SUMMARY_DURATION);
		s->columns[s->calls.column_cnt - 1].percent = s->percents[i];
	}
	first_optional = s->calls.column_cnt;
	if (s->bytes) {
		add_column(s, "read", STATS_SUM, SUMMARY_READ);
		add_column(s, "written", STATS_SUM, SUMMARY_WRITTEN);
	}
	add_column(s, "pending", STATS_VALUES, SUMMARY_PENDING);
	add_column(s, "pending_time", STATS_SUM, SUMMARY_PENDING);
	for (size_t i = first_optional; i < s->calls.column_cnt; i++)
		s->columns[i].optional = true;
}

static void settle_fields(struct summary_shape *s)
{
	bool hist = s->hist || s->percent_cnt;

	s->fields[SUMMARY_ERRORS] = (struct stats_field){ .name = "errors", .grows = true };
	s->fields[SUMMARY_DURATION] = (struct stats_field){
		.name = "duration",
		.unit = STATS_NS,
		.collects = STATS_MOMENTS | (hist ? STATS_HIST : 0),
		.drawn = s->hist,
	};
	s->fields[SUMMARY_PENDING] = (struct stats_field){ .name = "pending", .unit = STATS_NS };
	s->fields[SUMMARY_READ] = (struct stats_field){ .name = "read", .unit = STATS_BYTES };
	s->fields[SUMMARY_WRITTEN] = (struct stats_field){ .name = "written", .unit = STATS_BYTES };
}

void summary_shape_settle(struct summary_shape *s)
{
	if (!s->mode_cnt)
		s->modes[s->mode_cnt++] = SUMMARY_THREAD;
	if (!s->by_cnt)
		s->by[s->by_cnt++] = SUMMARY_SYSCALL;
	s->bytes |= summary_shape_is_by(s, SUMMARY_FILE) || summary_shape_is_by(s, SUMMARY_FD);
	settle_outer(s);
	settle_fields(s);
	for (size_t i = 0; i < s->by_cnt; i++)
		s->keys[i] = (struct stats_key){ .name = by_names[s->by[i]] };
	s->keys[s->by_cnt] = (struct stats_key){ .name = "errno", .unit = STATS_ERRNO };
	s->calls = (struct stats_schema){
		.name = "calls",
		.keys = s->keys,
		.key_cnt = s->by_cnt,
		.fields = s->fields,
		.field_cnt = SUMMARY_FIELD_CNT,
	};
	settle_columns(s);
	s->error_columns[0] = (struct stats_column){ .name = "errors" };
	s->errors = (struct stats_schema){
		.name = "errors",
		.keys = s->keys,
		.key_cnt = s->by_cnt + 1,
		.columns = s->error_columns,
		.column_cnt = 1,
	};
}
