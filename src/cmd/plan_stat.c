/* SPDX-License-Identifier: GPL-2.0-only */
/* What systrail stat counts, out of the options; see plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/record_fields_of.h"

/* --- Before anything is known of events --------------------------------------------------------- */

static void add_event(struct options *o, const char *text)
{
	size_t i = o->events.cnt++;

	o->events.v[i].name = "event";
	o->events.v[i].text = text;
}

/* The two tracepoints of --pair are those that are traced. */
static int read_pair(struct plan *p)
{
	const char *comma = strchr(p->opt->pair, ',');

	if (!comma || strchr(comma + 1, ',') || strpbrk(p->opt->pair, "*?[!/"))
		return diag_fail(p->diag, -EINVAL,
				 "--pair takes two tracepoints, as in sched:sched_wakeup,"
				 "sched:sched_switch, not '%s'",
				 p->opt->pair);
	p->pair_begin = strndup(p->opt->pair, (size_t)(comma - p->opt->pair));
	if (!p->pair_begin)
		return -ENOMEM;
	if (!strchr(p->pair_begin, ':') || !strchr(comma, ':'))
		return diag_fail(p->diag, -EINVAL,
				 "--pair takes two tracepoints, SYSTEM:EVENT each, not '%s'",
				 p->opt->pair);
	if (!strcmp(p->pair_begin, comma + 1))
		return diag_fail(p->diag, -EINVAL,
				 "--pair takes two different tracepoints, not %s twice", comma + 1);
	add_event(p->opt, p->pair_begin);
	add_event(p->opt, comma + 1);
	return 0;
}

/* The condition behind the -e that is item @i becomes that of --expr. */
static int take_filter(struct plan *p, size_t i)
{
	struct option_items *items = &p->opt->events;

	if (p->opt->expr)
		return diag_fail(p->diag, -EINVAL,
				 "--filter is the same as --expr %s, and only one condition can be given: "
				 "join them with &&",
				 p->recorded ? "in a recording" : "for system calls");
	p->opt->expr = items->v[i].text;
	memmove(&items->v[i], &items->v[i + 1], (--items->cnt - i) * sizeof(*items->v));
	return 0;
}

/* Whether @word is one of several in the list. */
static bool is_among(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += len)
		if ((at == list || at[-1] == ',') && (!at[len] || at[len] == ','))
			return list[len];
	return false;
}

static int fail_mixed(const struct plan *p)
{
	return diag_fail(p->diag, -EINVAL,
			 "one table is of system calls or of tracepoints: run stat twice for both");
}

int plan_stat_prepare(struct plan *p)
{
	struct option_items *items = &p->opt->events;
	int err = 0;

	if (!p->opt->counts)
		return 0;
	for (size_t i = 0; !err && i < items->cnt; i++) {
		bool filter = plan_is_filter(items, i);

		if (!filter && !strcmp(items->v[i].text, "syscalls"))
			items->v[i].text = "all";
		else if (!filter && is_among(items->v[i].text, "syscalls"))
			return fail_mixed(p);
		/* Of tracepoints that happen the kernel does it. */
		if (filter && (p->recorded || !strchr(items->v[i - 1].text, ':')))
			err = take_filter(p, i--);
	}
	if (!err && p->opt->pair)
		err = read_pair(p);
	return err;
}

bool plan_stat_of_points(const struct plan *p)
{
	return p->opt->counts && p->select.some_events;
}

/* --- Behind the tracepoints --------------------------------------------------------------------- */

/* The fields of those that are counted, in the order of the pair or else of their ids. */
static int list_events(struct plan *p)
{
	p->events = calloc(p->points.cnt + 1, sizeof(*p->events));
	if (!p->events)
		return -ENOMEM;
	for (size_t i = 0; i < p->points.cnt; i++) {
		const struct point *point = &p->points.v[i];
		int err;

		if (!(point->uses & POINT_SHOWN))
			continue;
		err = record_fields_of(&p->events[p->event_cnt], p->formats, point->id);
		if (err)
			return err;
		p->event_cnt++;
	}
	if (p->pair_begin && p->event_cnt == 2 && strcmp(p->events[0].event, p->pair_begin) != 0) {
		struct record_fields first = p->events[0];

		p->events[0] = p->events[1];
		p->events[1] = first;
	}
	return 0;
}

static int check_events(const struct plan *p)
{
	if (p->calls && p->event_cnt)
		return fail_mixed(p);
	if (p->pair_begin && p->event_cnt != 2)
		return diag_fail(p->diag, -ENOENT, "--pair needs both of its tracepoints, and %s",
				 p->recorded ? "this recording has not both of them" :
					       "this kernel has not both of them");
	return 0;
}

/* What most want to see where nothing is said. */
static const char *default_keys(const struct plan *p)
{
	if (p->opt->by)
		return p->opt->by;
	if (!p->event_cnt)
		return p->opt->values.cnt ? NULL : "syscall";
	return p->event_cnt > 1 && !p->pair_begin ? "event" : NULL;
}

static int read_values(struct plan *p, struct stat_spec *s)
{
	static const struct option_percents usual = { 4, { 50, 90, 99, 99.9 } };
	const struct option_percents *percents = p->opt->percents.cnt ? &p->opt->percents : &usual;
	const struct option_items *items = &p->opt->values;
	int err = 0;

	for (size_t i = 0; !err && i < items->cnt; i++)
		err = stat_spec_add_values(s, items->v[i].name, items->v[i].text, percents->v,
					   percents->cnt);
	return err;
}

int plan_stat_resolve(struct plan *p)
{
	struct stat_source source = { 0 };
	int err;

	if (!p->opt->counts)
		return 0;
	err = list_events(p);
	if (!err)
		err = check_events(p);
	if (err)
		return err;
	source.events = p->event_cnt ? p->events : NULL;
	source.event_cnt = p->event_cnt;
	source.pair = p->pair_begin;
	stat_spec_init(&p->stat, &source, p->diag);
	if (p->pair_begin)
		err = stat_spec_set_pair_key(&p->stat, p->opt->pair_key);
	if (!err)
		err = stat_spec_add_keys(&p->stat, default_keys(p));
	if (!err)
		err = read_values(p, &p->stat);
	if (!err && p->opt->expr && p->event_cnt)
		err = stat_spec_set_expr(&p->stat, p->opt->expr);
	if (!err)
		err = plan_find_order(p, &p->stat.schema, &p->order);
	return err ? err : plan_decide_fds(p);
}

void plan_stat_fini(struct plan *p)
{
	stat_spec_fini(&p->stat);
	for (size_t i = 0; i < p->event_cnt; i++)
		record_fields_fini(&p->events[i]);
	free(p->events);
	free(p->pair_begin);
}
