/* SPDX-License-Identifier: GPL-2.0-only */
/* The tracepoints of a plan; see plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "filter/call_names.h"

struct adding {
	struct plan *plan;
	const char *filter;
	enum point_use use;
};

/* What is recorded for the sake of something else. */
static bool is_means(const struct plan *p, const struct formats_event *ev)
{
	if (p->signals && !strcmp(ev->system, "signal"))
		return !strcmp(ev->name, "signal_deliver") || !strcmp(ev->name, "signal_generate");
	return p->opt->sched && !strcmp(ev->full_name, "sched:sched_stat_runtime");
}

static bool is_shown(const struct plan *p, const struct formats_event *ev)
{
	if (p->recorded && !plan_has_recorded(p, ev->id))
		return false;
	if (p->all_points)
		return !is_means(p, ev) && !select_drops_event(&p->select, ev->system, ev->name);
	return select_has_event(&p->select, ev->system, ev->name);
}

static int add_point(void *arg, const struct formats_event *ev)
{
	struct adding *a = arg;
	struct point *point;

	/* These are what calls are made of, so that their records cannot be shown beside them. */
	if (!strcmp(ev->system, "raw_syscalls")) {
		a->plan->calls = true;
		return 0;
	}
	if (a->use == POINT_SHOWN && !is_shown(a->plan, ev))
		return 0;
	point = points_add(&a->plan->points, ev->id, ev->full_name, a->use);
	if (!point)
		return -ENOMEM;
	if (!a->filter)
		return 0;
	if (point->filter && strcmp(point->filter, a->filter) != 0)
		return diag_fail(a->plan->diag, -EINVAL,
				 "%s is named twice, with different filters: join these with ||",
				 point->name);
	point->filter = a->filter;
	return 0;
}

static int add_points(struct plan *p, const char *pattern, const char *filter, enum point_use use)
{
	struct adding a = { p, filter, use };

	return formats_match_events(p->formats, pattern, p->diag, add_point, &a);
}

/* The pattern of a syscall's entry: `connect` means syscalls:sys_enter_connect. */
static int add_switch(struct plan *p, const char *event, enum point_use use)
{
	const char *option = use == POINT_ON ? "--switch-on" : "--switch-off";
	struct syscall_set calls = { 0 };
	char pattern[128];
	int err;

	if (strchr(event, ':'))
		return add_points(p, event, NULL, use);
	if (!*event || strpbrk(event, "%/@!, "))
		return diag_fail(p->diag, -EINVAL,
				 "%s takes a tracepoint, SYSTEM:EVENT, or the name of one system call, "
				 "which '%s' is not",
				 option, event);
	err = call_names_add(&calls, event, p->diag);
	if (err)
		return err;
	if (p->recorded) {
		*(use == POINT_ON ? &p->on_calls : &p->off_calls) = calls;
		return 0;
	}
	snprintf(pattern, sizeof(pattern), "syscalls:sys_enter_%s", event);
	return add_points(p, pattern, NULL, use);
}

/* The tracepoints of the -e that is item @i, with the filter that stands behind it. */
static int add_shown(struct plan *p, size_t i)
{
	const struct option_items *items = &p->opt->events;
	bool filtered = i + 1 < items->cnt && plan_is_filter(items, i + 1);
	const char *filter = filtered ? items->v[i + 1].text : NULL;
	size_t first = i ? p->event_ends[i - 1] : 0;
	int err = 0;

	if (filtered && first == p->event_ends[i])
		return diag_fail(p->diag, -EINVAL,
				 "--filter '%s' narrows tracepoints, and '-e %s' names none: narrow system "
				 "calls with --expr",
				 filter, items->v[i].text);
	for (; !err && first < p->event_ends[i]; first++)
		if (!p->select.events[first].negative)
			err = add_points(p, p->select.events[first].text, filter, POINT_SHOWN);
	return err;
}

static int need_field(struct plan *p, const char *system, const char *event, const char *name,
		      struct point_field *f)
{
	int err = formats_field(p->formats, system, event, name, &f->offset, &f->size);

	return err ? diag_fail(p->diag, err, "%s %s:%s has no field '%s'",
			       p->recorded ? "the recording's" : "this kernel's", system, event,
			       name) :
		     0;
}

/* What signals need: that they were delivered, and which of them was sent to end a process. */
static int add_signals(struct plan *p)
{
	static const char sys[] = "signal", got[] = "signal_deliver", sent[] = "signal_generate";
	int err = add_points(p, "signal:signal_deliver", NULL, POINT_SIGNAL);

	if (!err)
		err = add_points(p, "signal:signal_generate", NULL, POINT_SENT);
	if (!err)
		err = need_field(p, sys, got, "sig", &p->signal_fields.sig);
	if (!err)
		err = need_field(p, sys, got, "code", &p->signal_fields.code);
	if (!err)
		err = need_field(p, sys, got, "errno", &p->signal_fields.err);
	if (!err)
		err = need_field(p, sys, got, "sa_handler", &p->signal_fields.handler);
	if (!err)
		err = need_field(p, sys, sent, "sig", &p->sent_fields.sig);
	if (!err)
		err = need_field(p, sys, sent, "pid", &p->sent_fields.tid);
	return err;
}

static int add_runtime(struct plan *p)
{
	static const char sys[] = "sched", event[] = "sched_stat_runtime";
	int err = add_points(p, "sched:sched_stat_runtime", NULL, POINT_RUNTIME);

	if (!err)
		err = need_field(p, sys, event, "pid", &p->runtime_fields.tid);
	if (!err)
		err = need_field(p, sys, event, "runtime", &p->runtime_fields.runtime);
	return err;
}

/* Tracepoints that are asked for in ways that do not go together. */
static int check_points(const struct plan *p)
{
	for (size_t i = 0; i < p->points.cnt; i++) {
		const struct point *point = &p->points.v[i];

		if (point->filter && point->uses & ~(unsigned int)POINT_SHOWN)
			return diag_fail(p->diag, -EINVAL,
					 "--filter cannot narrow %s, which is needed for something else: "
					 "leave out --filter, or --signals, --sched and --switch-on",
					 point->name);
		if (point->uses & POINT_ON && point->uses & POINT_OFF)
			return diag_fail(p->diag, -EINVAL,
					 "--switch-on and --switch-off cancel each other: both mean %s",
					 point->name);
		if (point->uses & POINT_SHOWN && p->opt->summary)
			return diag_fail(p->diag, -EINVAL,
					 "%s is shown in lines, and -s shows none: use -S",
					 point->name);
	}
	return 0;
}

/* A recording is shown whole where nothing of it is named, but for what its signals are made of. */
static int add_recorded(struct plan *p)
{
	struct adding a = { p, NULL, POINT_SHOWN };
	int err = formats_match_events(p->formats, "*:*", NULL, add_point, &a);

	return err == -ENOENT ? 0 : err;
}

int plan_find_points(struct plan *p)
{
	const struct options *o = p->opt;
	bool calls = p->calls;
	int err = 0;

	for (size_t i = 0; !err && i < o->events.cnt; i++)
		if (!plan_is_filter(&o->events, i))
			err = add_shown(p, i);
	if (!err && p->all_points)
		err = add_recorded(p);
	if (!err && p->calls != calls)
		err = plan_decide_fds(p);
	if (!err && !p->calls && p->select.some_events && !points_use(&p->points, POINT_SHOWN))
		err = diag_fail(p->diag, -EINVAL,
				"the -e options leave no tracepoint: they take away all that they name");
	if (!err && o->switch_on)
		err = add_switch(p, o->switch_on, POINT_ON);
	if (!err && o->switch_off)
		err = add_switch(p, o->switch_off, POINT_OFF);
	if (!err && p->signals)
		err = add_signals(p);
	if (!err && o->sched)
		err = add_runtime(p);
	return err ? err : check_points(p);
}
