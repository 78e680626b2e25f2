/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls, records and pairs of records into the rows of a table; see stat.h. */
#include "sink/stat.h"

#include <errno.h>
#include <stdlib.h>

#include "sink/intervals.h"

struct stat_sink {
	struct sink base;
	struct stat_config cfg;
	struct tables tables;
	struct keymap_limit limit;
	struct stats_table table;
	struct pending pending;
	uint64_t alone_cnt; /* ends whose begin was not seen */
	uint64_t backwards_cnt; /* ends that came before their begin */
	uint64_t cut_cnt; /* begun before a loss, behind which nobody knows what ended */
	uint64_t unkeyed_cnt; /* begins and ends of which nobody knows what they belong to */
	struct intervals intervals;
	uint64_t lost_cnt;
	uint16_t *event_of; /* by id: 1 + index of the event */
	size_t id_cnt;
	int err;
	struct stat_view view; /* of what is counted now */
};

static struct stat_sink *self(struct sink *s)
{
	return (struct stat_sink *)s;
}

static void keep_error(struct stat_sink *st, int err)
{
	if (!st->err)
		st->err = err;
}

/* --- Counting ----------------------------------------------------------------------------------- */

/* For expressions, which know values of another kind. */
static bool get_for_expr(void *ctx, int id, struct expr_value *v)
{
	struct stats_value value = stat_value(ctx, (size_t)id);

	if (value.kind == STATS_NONE)
		return false;
	v->number = (int64_t)value.number;
	v->is_unsigned = value.kind == STATS_UNSIGNED;
	v->text = value.text;
	v->text_len = value.len;
	return true;
}

static void values_of(struct stat_view *w, const size_t *refs, size_t cnt, struct stats_value *v)
{
	for (size_t i = 0; i < cnt; i++)
		v[i] = stat_value(w, refs[i]);
}

/* What st->view shows is one more of its row. */
static int count(struct stat_sink *st)
{
	const struct stat_spec *spec = st->cfg.spec;
	struct stats_value keys[STAT_KEYS_MAX];
	struct stats_row *row;
	int err = 0;

	if (spec->expr && expr_eval(spec->expr, get_for_expr, &st->view) != EXPR_TRUE)
		return 0;
	values_of(&st->view, spec->keys, spec->schema.key_cnt, keys);
	row = stats_table_row(&st->table, keys);
	if (!row)
		return -ENOMEM;
	row->cnt++;
	for (size_t i = 0; !err && i < spec->schema.field_cnt; i++) {
		struct stats_value v = stat_value(&st->view, spec->fields[i]);

		if (v.kind != STATS_NONE)
			err = stats_row_add(&st->table, row, i, stats_number(&v));
	}
	return err;
}

static bool stat_call(struct sink *s, const struct call *c)
{
	struct stat_sink *st = self(s);

	/* As in a summary: those that returned, in the thread that made them. */
	if (st->cfg.spec->names.source.events || !call_returned(c) || c->state == CALL_IN_CHILD)
		return false;
	st->view.call = c;
	keep_error(st, count(st));
	return false;
}

/* What the begin of a pair has that its end will not have. */
static int begin(struct stat_sink *st, const struct stats_value *key)
{
	const struct stat_names *n = &st->cfg.spec->names;
	struct stats_value kept[STAT_REFS_MAX];

	st->view.kept = NULL;
	for (size_t i = 0; i < n->ref_cnt; i++)
		if (n->refs[i].of_begin)
			kept[n->refs[i].kept_idx] = stat_value(&st->view, i);
	return pending_begin(&st->pending, key, st->view.mark->time_ns, kept);
}

static int end(struct stat_sink *st, const struct stats_value *key)
{
	const struct pending_entry *e = pending_end(&st->pending, key);

	if (!e) {
		st->alone_cnt++;
		return 0;
	}
	if (st->view.mark->time_ns < e->time_ns) {
		st->backwards_cnt++;
		return 0;
	}
	st->view.kept = e->values;
	st->view.latency_ns = st->view.mark->time_ns - e->time_ns;
	return count(st);
}

/* Two that nobody knows are not the same for that. */
static bool is_known(const struct stats_value *key, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		if (key[i].kind == STATS_NONE)
			return false;
	return true;
}

static int count_side(struct stat_sink *st)
{
	const struct stat_spec *spec = st->cfg.spec;
	size_t side = st->view.event_idx;
	struct stats_value key[STAT_KEYS_MAX];

	values_of(&st->view, spec->pair_keys[side], spec->pair_key_cnt, key);
	if (!is_known(key, spec->pair_key_cnt)) {
		st->unkeyed_cnt++;
		return 0;
	}
	return side == STAT_BEGIN ? begin(st, key) : end(st, key);
}

static bool stat_mark(struct sink *s, const struct mark *m)
{
	struct stat_sink *st = self(s);
	uint32_t id = m->u.tracepoint.id;

	if (m->kind != MARK_TRACEPOINT || id >= st->id_cnt || !st->event_of[id])
		return false;
	st->view.mark = m;
	st->view.event_idx = st->event_of[id] - 1u;
	keep_error(st, st->cfg.spec->names.source.pair ? count_side(st) : count(st));
	return false;
}

static void stat_lost(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt)
{
	struct stat_sink *st = self(s);

	(void)time_ns, (void)cpu;
	st->lost_cnt += cnt;
	/* An end and the begin behind it may be among the lost: this begin is not that of a later end. */
	st->cut_cnt += pending_forget(&st->pending);
}

/* --- Writing ------------------------------------------------------------------------------------ */

static void put_blank_line(struct outfile *out)
{
	struct text t;

	outfile_reserve(out, &t);
	text_char(&t, '\n');
	outfile_commit(out, &t);
}

static int put(struct stat_sink *st, uint64_t now_ns)
{
	struct stats_part part = { .table = &st->table };
	struct tables_end end = { st->intervals.begin_ns, now_ns, st->lost_cnt };
	int err;

	st->tables.put.has_time = st->intervals.length_ns;
	st->tables.put.time_ns = now_ns;
	err = tables_put(&st->tables, &part, 1);
	if (st->tables.format == TABLES_TEXT)
		put_blank_line(st->tables.put.out);
	tables_put_end(&st->tables, &end);
	return err;
}

static void end_interval(void *arg, uint64_t time_ns)
{
	struct stat_sink *st = arg;

	keep_error(st, put(st, time_ns));
	if (!st->intervals.alone)
		return;
	stats_table_clear(&st->table);
	st->lost_cnt = 0;
}

static uint64_t stat_tick(struct sink *s, uint64_t now_ns)
{
	return intervals_tick(&self(s)->intervals, now_ns, end_interval, s);
}

/* What was left out, so that nobody takes the numbers for more than they are. */
static void say_rest(const struct stat_sink *st)
{
	const struct diag *d = st->cfg.diag;
	const struct pending *p = &st->pending;

	if (st->limit.exceeded)
		diag_say(d, DIAG_WARN,
			 "there is room for %llu rows: what was met later is added up under (other); "
			 "--max-keys makes more room",
			 (unsigned long long)st->cfg.max_keys);
	if (p->forgotten_cnt)
		diag_say(d, DIAG_WARN,
			 "%llu pairs were not measured, because too many had begun and not ended: "
			 "--max-keys makes more room",
			 (unsigned long long)p->forgotten_cnt);
	if (st->backwards_cnt)
		diag_say(d, DIAG_WARN, "%llu pairs ended before they began, and were left out",
			 (unsigned long long)st->backwards_cnt);
	if (st->cut_cnt)
		diag_say(d, DIAG_WARN,
			 "%llu pairs were not measured, because records were lost behind their begin",
			 (unsigned long long)st->cut_cnt);
	if (st->unkeyed_cnt)
		diag_say(d, DIAG_WARN,
			 "%llu begins and ends of pairs were left out, because their key is not known",
			 (unsigned long long)st->unkeyed_cnt);
	if (st->alone_cnt || p->again_cnt || p->cnt)
		diag_say(d, DIAG_WARN,
			 "of the pairs that are not counted %llu ended without having been seen to "
			 "begin, %llu began again before they ended, and %llu had not ended",
			 (unsigned long long)st->alone_cnt, (unsigned long long)p->again_cnt,
			 (unsigned long long)p->cnt);
}

static int stat_finish(struct sink *s, const struct sink_end *end)
{
	struct stat_sink *st = self(s);

	intervals_finish(&st->intervals, end->now_ns);
	/* Of the whole trace it is known better now. */
	if (!st->intervals.alone)
		st->lost_cnt = end->lost_cnt;
	keep_error(st, put(st, end->now_ns));
	keep_error(st, outfile_flush(st->tables.put.out));
	say_rest(st);
	return st->err;
}

static void stat_close(struct sink *s)
{
	struct stat_sink *st = self(s);

	stats_table_fini(&st->table);
	pending_fini(&st->pending);
	free(st->event_of);
	free(st);
}

static const struct sink_ops stat_ops = {
	.call = stat_call,
	.mark = stat_mark,
	.lost = stat_lost,
	.tick = stat_tick,
	.finish = stat_finish,
	.close = stat_close,
};

static int index_events(struct stat_sink *st)
{
	const struct stat_source *source = &st->cfg.spec->names.source;

	for (size_t i = 0; i < source->event_cnt; i++)
		if (source->events[i].id >= st->id_cnt)
			st->id_cnt = (size_t)source->events[i].id + 1;
	st->event_of = calloc(st->id_cnt + 1, sizeof(*st->event_of));
	if (!st->event_of)
		return -ENOMEM;
	for (size_t i = 0; i < source->event_cnt; i++)
		st->event_of[source->events[i].id] = (uint16_t)(i + 1);
	return 0;
}

struct sink *stat_new(const struct stat_config *cfg)
{
	struct stat_sink *st = malloc(sizeof(*st));

	if (!st)
		return NULL;
	*st = (struct stat_sink){
		.base.ops = &stat_ops,
		.cfg = *cfg,
		.tables = cfg->tables,
		.intervals = { .length_ns = cfg->interval_ns, .alone = cfg->clear },
	};
	st->view.names = &cfg->spec->names;
	keymap_limit_init(&st->limit, cfg->max_keys);
	stats_table_init(&st->table, &cfg->spec->schema, &st->limit);
	pending_init(&st->pending, cfg->spec->pair_key_cnt, cfg->spec->names.kept_cnt,
		     (size_t)cfg->max_keys, st->limit.seed);
	if (index_events(st)) {
		stat_close(&st->base);
		return NULL;
	}
	return &st->base;
}
