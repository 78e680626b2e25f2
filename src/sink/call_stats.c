/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of calls; see call_stats.h. */
#include "sink/call_stats.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS_FIRST = 16,
	NAMELESS_MAX = 64,
};

/* The slot of the key, or the free one where it belongs; there is always a free one. */
static struct call_stat *probe(struct call_stat *slots, size_t slot_cnt,
			       const struct syscall_desc *desc, int64_t nr)
{
	size_t i = (((uintptr_t)desc >> 4) + (uint64_t)nr) * 0x9e3779b97f4a7c15ull >> 32;

	for (;; i++) {
		struct call_stat *st = &slots[i & (slot_cnt - 1)];

		if (!st->desc || (st->desc == desc && st->nr == nr))
			return st;
	}
}

static int grow(struct call_stats *cs)
{
	size_t slot_cnt = cs->slot_cnt ? 2 * cs->slot_cnt : SLOTS_FIRST;
	struct call_stat *slots = calloc(slot_cnt, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (size_t i = 0; i < cs->slot_cnt; i++)
		if (cs->slots[i].desc)
			*probe(slots, slot_cnt, cs->slots[i].desc, cs->slots[i].nr) = cs->slots[i];
	free(cs->slots);
	cs->slots = slots;
	cs->slot_cnt = slot_cnt;
	return 0;
}

static struct call_stat *get(struct call_stats *cs, const struct syscall_desc *desc, int64_t nr)
{
	struct call_stat *st;

	if (desc->name)
		nr = 0;
	st = cs->slot_cnt ? probe(cs->slots, cs->slot_cnt, desc, nr) : NULL;
	if (st && st->desc)
		return st;
	if (!desc->name && nr != CALL_STAT_OTHERS && cs->nameless_cnt == NAMELESS_MAX)
		return get(cs, desc, CALL_STAT_OTHERS);
	if (4 * (cs->used_cnt + 1) > 3 * cs->slot_cnt) {
		if (grow(cs))
			return NULL;
		st = probe(cs->slots, cs->slot_cnt, desc, nr);
	}
	st->desc = desc;
	st->nr = nr;
	cs->nameless_cnt += !desc->name && nr != CALL_STAT_OTHERS;
	st->min_ns = UINT64_MAX;
	cs->used_cnt++;
	return st;
}

static void add_time(struct call_stat *st, uint64_t dur_ns)
{
	double delta = (double)dur_ns - st->mean_ns;

	st->timed_cnt++;
	st->total_ns += dur_ns;
	if (dur_ns < st->min_ns)
		st->min_ns = dur_ns;
	if (dur_ns > st->max_ns)
		st->max_ns = dur_ns;
	st->mean_ns += delta / (double)st->timed_cnt;
	st->m2_ns2 += delta * ((double)dur_ns - st->mean_ns);
}

int call_stats_add(struct call_stats *cs, const struct call *c)
{
	struct call_stat *st;

	cs->event_cnt += c->state == CALL_COMPLETE ? 2 : 1;
	if (!call_returned(c) || c->state == CALL_IN_CHILD)
		return 0;
	st = get(cs, c->desc, c->nr);
	if (!st)
		return -ENOMEM;
	st->call_cnt++;
	st->error_cnt += call_failed(c);
	if (call_is_timed(c))
		add_time(st, c->dur_ns);
	return 0;
}

/* Two means and their deviations as one (Chan, Golub, LeVeque 1979). */
static void merge_times(struct call_stat *to, const struct call_stat *from)
{
	double n = (double)to->timed_cnt, m = (double)from->timed_cnt;
	double delta = from->mean_ns - to->mean_ns;

	if (!from->timed_cnt)
		return;
	to->mean_ns += delta * m / (n + m);
	to->m2_ns2 += from->m2_ns2 + delta * delta * n * m / (n + m);
	to->timed_cnt += from->timed_cnt;
	to->total_ns += from->total_ns;
	if (from->min_ns < to->min_ns)
		to->min_ns = from->min_ns;
	if (from->max_ns > to->max_ns)
		to->max_ns = from->max_ns;
}

int call_stats_merge(struct call_stats *cs, const struct call_stats *from)
{
	cs->event_cnt += from->event_cnt;
	for (size_t i = 0; i < from->slot_cnt; i++) {
		const struct call_stat *st = &from->slots[i];
		struct call_stat *to;

		if (!st->desc)
			continue;
		to = get(cs, st->desc, st->nr);
		if (!to)
			return -ENOMEM;
		to->call_cnt += st->call_cnt;
		to->error_cnt += st->error_cnt;
		merge_times(to, st);
	}
	return 0;
}

void call_stats_fini(struct call_stats *cs)
{
	free(cs->slots);
	*cs = (struct call_stats){ 0 };
}

static int by_total(const void *a, const void *b)
{
	const struct call_stat *x = *(const struct call_stat *const *)a;
	const struct call_stat *y = *(const struct call_stat *const *)b;

	if (x->total_ns != y->total_ns)
		return x->total_ns < y->total_ns ? 1 : -1;
	if (x->call_cnt != y->call_cnt)
		return x->call_cnt < y->call_cnt ? 1 : -1;
	if (!x->desc->name || !y->desc->name)
		return x->desc->name ? -1 : y->desc->name ? 1 : (x->nr > y->nr) - (x->nr < y->nr);
	return strcmp(x->desc->name, y->desc->name);
}

const struct call_stat **call_stats_sorted(const struct call_stats *cs)
{
	const struct call_stat **rows = calloc(cs->used_cnt + 1, sizeof(*rows));
	size_t n = 0;

	if (!rows)
		return NULL;
	for (size_t i = 0; i < cs->slot_cnt; i++)
		if (cs->slots[i].desc)
			rows[n++] = &cs->slots[i];
	qsort(rows, n, sizeof(*rows), by_total);
	return rows;
}

double call_stat_error_percent(const struct call_stat *st)
{
	double n = (double)st->timed_cnt;

	if (st->timed_cnt < 2 || st->mean_ns <= 0)
		return 0;
	return 100 * sqrt(st->m2_ns2 / (n - 1) / n) / st->mean_ns;
}
