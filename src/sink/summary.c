/* SPDX-License-Identifier: GPL-2.0-only */
/* Counting calls for a summary; see summary.h. What is written is made by summary_text.c and stats/. */
#include "sink/summary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_args.h"
#include "filter/call_io.h"
#include "task/fd_file.h"
#include "sink/intervals.h"
#include "sink/summary_text.h"

/* So many numbers without a name are told apart in a group: a program can make up any. */
enum { NAMELESS_MAX = 64 };

struct summary {
	struct sink base;
	struct summary_config cfg;
	struct tables tables;
	struct summary_groups groups;
	struct intervals intervals;
	uint64_t lost_cnt;
	uint64_t nameless_cnt;
	char nameless[32];
	int err;
};

static struct summary *self(struct sink *s)
{
	return (struct summary *)s;
}

/* --- Counting ----------------------------------------------------------------------------------- */

static struct stats_value name_of(struct summary *sum, const struct call *c)
{
	int len;

	if (c->desc->name)
		return stats_text(c->desc->name, c->desc->name_len);
	len = snprintf(sum->nameless, sizeof(sum->nameless), "syscall_%lld", (long long)c->nr);
	return stats_text(sum->nameless, (size_t)len);
}

/* The file that the call is about: that which it opens, or that of its first fd. */
static struct stats_value file_of(const struct call *c, int fd_idx)
{
	size_t len = 0;
	const char *raw = fd_file_raw(c->ret_file, &len);

	if (!raw && fd_idx >= 0)
		raw = fd_file_raw(c->files[fd_idx], &len);
	return raw ? stats_text(raw, len) : (struct stats_value){ 0 };
}

/* By what the call is counted in its group. False: it has nothing of the kind. */
static bool keys_of(struct summary *sum, const struct call *c, struct stats_value *v)
{
	const struct summary_shape *s = sum->cfg.shape;
	bool by_syscall = s->by_cnt == 1 && s->by[0] == SUMMARY_SYSCALL;
	int fd_idx = by_syscall ? -1 : call_first_fd(c);

	for (size_t i = 0; i < s->by_cnt; i++) {
		if (s->by[i] != SUMMARY_SYSCALL && fd_idx < 0 && !c->ret_file)
			return false;
		if (s->by[i] == SUMMARY_SYSCALL)
			v[i] = name_of(sum, c);
		else if (s->by[i] == SUMMARY_FILE)
			v[i] = file_of(c, fd_idx);
		else if (fd_idx >= 0)
			v[i] = stats_signed((int32_t)c->args[fd_idx]);
		else
			v[i] = stats_signed(c->ret);
	}
	return true;
}

static int add(const struct stats_table *t, struct stats_row *row, enum summary_field field,
	       uint64_t n)
{
	return stats_row_add(t, row, field, (__int128)n);
}

static int add_bytes(const struct stats_table *t, struct stats_row *row, const struct call *c)
{
	uint64_t n;
	int err = 0;

	if (call_bytes_read(c, &n))
		err = add(t, row, SUMMARY_READ, n);
	if (!err && call_bytes_written(c, &n))
		err = add(t, row, SUMMARY_WRITTEN, n);
	return err;
}

/* A call that returned, in the thread that made it. */
static int add_returned(const struct summary *sum, struct summary_group *group,
			struct stats_row *row, struct stats_value *keys, const struct call *c)
{
	const struct stats_table *t = &group->calls;
	struct stats_row *error;
	int err = 0;

	row->cnt++;
	if (call_is_timed(c))
		err = add(t, row, SUMMARY_DURATION, c->dur_ns);
	if (!err && sum->cfg.shape->bytes)
		err = add_bytes(t, row, c);
	if (err || !call_failed(c))
		return err;
	err = add(t, row, SUMMARY_ERRORS, 1);
	if (err || !sum->cfg.shape->errnos)
		return err;
	keys[sum->cfg.shape->by_cnt] = stats_signed(-c->ret);
	error = stats_table_row(&group->errors, keys);
	if (!error)
		return -ENOMEM;
	error->cnt++;
	return 0;
}

static int add_call(struct summary *sum, const struct call *c)
{
	struct stats_value keys[SUMMARY_BY_CNT + 1];
	bool returned = call_returned(c) && c->state != CALL_IN_CHILD;
	struct summary_group *group;
	struct stats_row *row;

	if (!keys_of(sum, c, keys))
		return 0;
	group = summary_groups_of(&sum->groups, c);
	if (!group)
		return -ENOMEM;
	group->event_cnt += c->state == CALL_COMPLETE ? 2 : 1;
	if (!returned && c->state != CALL_UNFINISHED)
		return 0;
	row = stats_table_row(&group->calls, keys);
	if (!row)
		return -ENOMEM;
	if (returned)
		return add_returned(sum, group, row, keys, c);
	return add(&group->calls, row, SUMMARY_PENDING, c->dur_ns);
}

static bool summary_call(struct sink *s, const struct call *c)
{
	struct summary *sum = self(s);
	int err = add_call(sum, c);

	if (err)
		sum->err = err;
	return false;
}

static void summary_task_end(struct sink *s, struct task *t)
{
	struct summary *sum = self(s);
	int err = summary_groups_task_end(&sum->groups, t);

	if (err)
		sum->err = err;
}

static void summary_lost(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt)
{
	(void)time_ns, (void)cpu;
	self(s)->lost_cnt += cnt;
}

/* --- Writing ------------------------------------------------------------------------------------ */

/* The tables of all groups in a format that is not perf's text. */
static int put_parts(struct summary *sum)
{
	const struct summary_shape *s = sum->cfg.shape;
	size_t cnt = summary_groups_cnt(&sum->groups);
	struct stats_value *outer = calloc(cnt * s->outer_cnt + 1, sizeof(*outer));
	struct stats_part *parts = calloc(2 * cnt + 1, sizeof(*parts));
	int err = outer && parts ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < cnt; i++) {
		const struct summary_group *group = summary_groups_at(&sum->groups, i);
		struct stats_part part = {
			.table = &group->calls,
			.outer_keys = s->outer,
			.outer = outer + i * s->outer_cnt,
			.outer_cnt = s->outer_cnt,
		};

		summary_groups_describe(&sum->groups, i, outer + i * s->outer_cnt);
		parts[i] = part;
		part.table = &group->errors;
		parts[cnt + i] = part;
	}
	if (!err)
		err = tables_put(&sum->tables, parts, cnt);
	/* In CSV all rows have the same columns. */
	if (!err && s->errnos && sum->tables.format != TABLES_CSV) {
		struct stats_order order = sum->tables.put.order;

		sum->tables.put.order = (struct stats_order){ 0 };
		err = tables_put(&sum->tables, parts + cnt, cnt);
		sum->tables.put.order = order;
	}
	free(parts);
	free(outer);
	return err;
}

static int put(struct summary *sum, uint64_t now_ns, bool last)
{
	struct summary_view view = {
		.groups = &sum->groups,
		.tables = &sum->tables,
		.runtimes = sum->cfg.runtimes,
		.begin_ns = sum->intervals.begin_ns,
		.end_ns = now_ns,
		.interval = !last,
	};
	struct tables_end end = { sum->intervals.begin_ns, now_ns, sum->lost_cnt };
	int err;

	summary_groups_update(&sum->groups, now_ns);
	sum->tables.put.has_time = sum->intervals.length_ns;
	sum->tables.put.time_ns = now_ns;
	err = sum->tables.format == TABLES_TEXT ? summary_text(&view) : put_parts(sum);
	tables_put_end(&sum->tables, &end);
	return err;
}

static void keep_error(struct summary *sum, int err)
{
	if (!sum->err)
		sum->err = err;
}

static void end_interval(void *arg, uint64_t time_ns)
{
	struct summary *sum = arg;

	keep_error(sum, put(sum, time_ns, false));
	if (!sum->intervals.alone)
		return;
	summary_groups_clear(&sum->groups, time_ns);
	sum->lost_cnt = 0;
}

static uint64_t summary_tick(struct sink *s, uint64_t now_ns)
{
	return intervals_tick(&self(s)->intervals, now_ns, end_interval, s);
}

static int summary_finish(struct sink *s, const struct sink_end *end)
{
	struct summary *sum = self(s);

	intervals_finish(&sum->intervals, end->now_ns);
	/* Of the whole trace it is known better now. */
	if (!sum->intervals.alone)
		sum->lost_cnt = end->lost_cnt;
	keep_error(sum, put(sum, end->now_ns, true));
	keep_error(sum, outfile_flush(sum->cfg.out));
	if (sum->groups.limit.exceeded)
		diag_say(sum->cfg.diag, DIAG_WARN,
			 "the summary has room for %llu rows: what was met later is added up under "
			 "(other); --max-keys makes more room",
			 (unsigned long long)sum->cfg.max_keys);
	return sum->err;
}

static void summary_close(struct sink *s)
{
	struct summary *sum = self(s);

	summary_groups_fini(&sum->groups);
	free(sum);
}

static const struct sink_ops summary_ops = {
	.call = summary_call,
	.lost = summary_lost,
	.task_end = summary_task_end,
	.tick = summary_tick,
	.finish = summary_finish,
	.close = summary_close,
};

struct sink *summary_new(const struct summary_config *cfg)
{
	struct summary *sum = calloc(1, sizeof(*sum));

	if (!sum)
		return NULL;
	sum->base.ops = &summary_ops;
	sum->cfg = *cfg;
	sum->tables = cfg->tables;
	sum->intervals = (struct intervals){ .length_ns = cfg->interval_ns, .alone = cfg->clear };
	summary_groups_init(&sum->groups, cfg->shape, cfg->max_keys);
	return &sum->base;
}
