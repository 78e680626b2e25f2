/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that make a plan share: plan.c reads the options and decides, plan_points.c finds
 * the tracepoints, plan_groups.c the cgroups, plan_filters.c tells the kernel what it can leave out,
 * plan_source.c opens what is left; plan_summary.c is about -s and -S,
 * plan_stat.c about stat, plan_recording.c about recordings.
 * Functions return 0, or -errno after a sentence.
 */
#ifndef SYSTRAIL_CMD_PLAN_PRIVATE_H
#define SYSTRAIL_CMD_PLAN_PRIVATE_H

#include "cmd/plan.h"

/* Whether item @i is a --filter and no -e. */
bool plan_is_filter(const struct option_items *items, size_t i);

/* Threads are named one by one: -p, -t. */
bool plan_names_threads(const struct plan *p);

/* All threads of a user are opened one by one, unless -u narrows another target. */
bool plan_attaches_to_user(const struct plan *p);

/* Somebody asks for the cgroups of threads, or as whom they run. */
bool plan_needs_cgroups(const struct plan *p);
bool plan_needs_uids(const struct plan *p);

/* No other calls pass than those that failed; that did not. */
bool plan_only_failures(const struct plan *p);
bool plan_only_successes(const struct plan *p);

/* Whether it has to be known what fds stand for: to show it, or to filter by it. */
int plan_decide_fds(struct plan *p);

/* What -s and -S show, and in which order. */
bool plan_has_summary(const struct plan *p);
int plan_read_summary(struct plan *p);

/* The order that --sort names, if it is given, of tables with this schema. */
int plan_find_order(const struct plan *p, const struct stats_schema *s, struct stats_order *order);

/*
 * stat: rewrites the options of events as those of a trace; whether it is about tracepoints; behind
 * plan_find_points(), finds what is named, and so what has to be known of threads and fds.
 */
int plan_stat_prepare(struct plan *p);
bool plan_stat_of_points(const struct plan *p);
int plan_stat_resolve(struct plan *p);
void plan_stat_fini(struct plan *p);

/* decide_what() for a recording: what is shown of what it has. */
int plan_decide_recorded(struct plan *p);

/* Whether the recording has records of the tracepoint @id. */
bool plan_has_recorded(const struct plan *p, uint32_t id);

int plan_find_points(struct plan *p);
int plan_find_groups(struct plan *p);

/* Makes the kernel's filters of the two raw tracepoints; the targets are resolved. */
void plan_make_filters(struct plan *p);

/* For record, behind plan_make_filters(): that nothing else than the kernel has to filter. */
int plan_check_record(const struct plan *p);

#endif
