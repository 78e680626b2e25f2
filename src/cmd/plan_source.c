/* SPDX-License-Identifier: GPL-2.0-only */
/* The events of a plan, and the source that they make; see plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pair/fate.h"
#include "task/proc.h"

static struct perf_event_spec *add_spec(struct plan *p, enum perf_event_role role, uint32_t id,
					const char *name, const char *filter)
{
	struct perf_event_spec *spec = &p->specs[p->spec_cnt++];

	*spec = (struct perf_event_spec){
		.role = role,
		.id = id,
		.name = name,
		.filter = filter,
	};
	return spec;
}

/* One of the two raw tracepoints, once more for what is recorded later. */
static void add_raw_specs(struct plan *p, enum perf_event_role role, uint32_t id, const char *name,
			  const char *filter, const char *later_filter)
{
	add_spec(p, role, id, name, filter);
	if (*later_filter)
		add_spec(p, role, id, name, later_filter)->later = true;
}

/* Signals are rare, and are asked for on all CPUs where that is allowed. */
static bool add_wide(struct plan *p, const struct point *point)
{
	const char *filter = point->uses == POINT_SENT ? fate_sent_filter : NULL;

	if (point->uses != POINT_SENT && point->uses != POINT_SIGNAL)
		return false;
	p->wide[p->wide_cnt++] = (struct perf_event_spec){
		.role = PERF_EVENT_TRACEPOINT,
		.id = point->id,
		.name = point->name,
		.filter = filter,
	};
	return true;
}

static int list_events(struct plan *p, const struct decode_layout *l)
{
	unsigned int faults = p->opt->faults;

	p->specs = calloc(p->points.cnt + 6, sizeof(*p->specs));
	if (!p->specs)
		return -ENOMEM;
	/* How threads end is told by their last calls. */
	if (p->calls || p->signals) {
		add_raw_specs(p, PERF_EVENT_EXIT, l->exit.id, "raw_syscalls:sys_exit",
			      p->pushdown.exit, p->pushdown.later_exit);
		add_raw_specs(p, PERF_EVENT_ENTER, l->enter.id, "raw_syscalls:sys_enter",
			      p->pushdown.enter, p->pushdown.later_enter);
	}
	for (size_t i = 0; i < p->points.cnt; i++) {
		const struct point *point = &p->points.v[i];

		if (!add_wide(p, point))
			add_spec(p, PERF_EVENT_TRACEPOINT, point->id, point->name, point->filter);
	}
	if (faults == OPTION_FAULTS_ALL || faults == OPTION_FAULTS_MAJOR)
		add_spec(p, PERF_EVENT_FAULT_MAJOR, 0, "major page faults", NULL);
	if (faults == OPTION_FAULTS_ALL || faults == OPTION_FAULTS_MINOR)
		add_spec(p, PERF_EVENT_FAULT_MINOR, 0, "minor page faults", NULL);
	return 0;
}

/* The threads of -u, asked as often as threads may have been born. */
static int list_user(void *arg, struct ids *tids)
{
	const struct plan *p = arg;

	return proc_threads_of_uid((uint32_t)p->uid, tids);
}

/* A process that nobody sees because it is left out is a process that does not exist. */
static int check_user(struct plan *p)
{
	struct ids tids = { 0 };
	bool any = false;
	int err;

	if (!plan_attaches_to_user(p))
		return 0;
	err = list_user(p, &tids);
	for (size_t i = 0; i < tids.cnt; i++)
		any |= !ids_has(&p->ours, tids.v[i]);
	ids_fini(&tids);
	if (!err && !any)
		err = diag_fail(p->diag, -ESRCH,
				"no process runs as user %s: to wait for the first one, trace all with -a "
				"-u %s",
				p->opt->user, p->opt->user);
	return err;
}

int plan_open_source(struct plan *p, struct perf_source_config *cfg, int out_fd,
		     const struct decode_layout *layout, struct source **out)
{
	struct target *target = &p->opt->target;
	int err = target_resolve(target, out_fd, p->diag);

	p->ours = (struct ids){ .v = target->leave_out.v, .cnt = target->our_cnt };
	if (!err)
		err = check_user(p);
	if (err)
		return err;
	plan_make_filters(p);
	err = p->opt->records ? plan_check_record(p) : 0;
	if (!err)
		err = list_events(p, layout);
	if (err)
		return err;
	cfg->specs = p->specs;
	cfg->spec_cnt = p->spec_cnt;
	cfg->wide = p->wide;
	cfg->wide_cnt = p->wide_cnt;
	cfg->formats = p->formats;
	cfg->pids = &target->pids;
	cfg->tids = &target->tids;
	if (plan_attaches_to_user(p)) {
		cfg->list_threads = list_user;
		cfg->list_arg = p;
	}
	cfg->cgroup_fds = &p->group_fds;
	cfg->cgroup_tids = &p->group_tids;
	cfg->cpus = &target->cpus;
	cfg->leave_out = &target->leave_out;
	/* What a process of --filter-pids starts is traced, so it must have the events, too. */
	if (plan_names_threads(p) || plan_attaches_to_user(p))
		cfg->leave_out = &p->ours;
	cfg->left_out_in_kernel_cnt = p->pushdown.left_out_cnt;
	cfg->maps_data = p->opt->faults != OPTION_FAULTS_NONE;
	cfg->delayed = p->opt->delay_ns;
	return perf_source_open(cfg, layout, p->diag, out);
}
