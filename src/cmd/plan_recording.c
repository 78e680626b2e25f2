/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan for a recording; see plan_private.h. Nothing is asked of this machine, neither its
 * tracefs nor /proc, and no kernel filters: all conditions are asked of what was recorded.
 */
#include "cmd/plan_private.h"

#include <errno.h>
#include <string.h>

#include "filter/call_fields.h"

static bool has_id(const struct plan_recorded *r, uint64_t id)
{
	for (size_t i = 0; i < r->attr_cnt; i++)
		if (r->attrs[i].attr.type == PERF_TYPE_TRACEPOINT && r->attrs[i].attr.config == id)
			return true;
	return false;
}

/* A fault is shown by what it was at and about. */
static bool has_faults(const struct plan_recorded *r, uint64_t config)
{
	const uint64_t needed = PERF_SAMPLE_IP | PERF_SAMPLE_ADDR;

	for (size_t i = 0; i < r->attr_cnt; i++) {
		const struct perf_event_attr *a = &r->attrs[i].attr;

		if (a->type == PERF_TYPE_SOFTWARE && a->config == config &&
		    (a->sample_type & needed) == needed)
			return true;
	}
	return false;
}

static bool has_point(const struct plan_recorded *r, struct formats *f, const char *system,
		      const char *name)
{
	int id = formats_event_id(f, system, name);

	return id >= 0 && has_id(r, (uint64_t)id);
}

void plan_look_at_recording(struct plan_recorded *r, struct formats *f)
{
	r->calls = has_point(r, f, "raw_syscalls", "sys_enter") ||
		   has_point(r, f, "raw_syscalls", "sys_exit");
	r->signals = has_point(r, f, "signal", "signal_deliver") &&
		     has_point(r, f, "signal", "signal_generate");
	r->runtimes = has_point(r, f, "sched", "sched_stat_runtime");
	r->major_faults = has_faults(r, PERF_COUNT_SW_PAGE_FAULTS_MAJ);
	/* What the event of both kinds has does not tell of which it is: perf takes it for minor. */
	r->minor_faults = has_faults(r, PERF_COUNT_SW_PAGE_FAULTS_MIN) ||
			  has_faults(r, PERF_COUNT_SW_PAGE_FAULTS);
	r->cgroups = false;
	for (size_t i = 0; i < r->attr_cnt; i++)
		r->cgroups |= (r->attrs[i].attr.sample_type & PERF_SAMPLE_CGROUP) != 0;
}

bool plan_has_recorded(const struct plan *p, uint32_t id)
{
	return has_id(p->recorded, id);
}

static unsigned int recorded_faults(const struct plan_recorded *r)
{
	if (r->major_faults)
		return r->minor_faults ? OPTION_FAULTS_ALL : OPTION_FAULTS_MAJOR;
	return r->minor_faults ? OPTION_FAULTS_MINOR : OPTION_FAULTS_NONE;
}

/* What was asked for by name, and is not there. */
static int check_there(const struct plan *p, bool named_calls)
{
	const struct plan_recorded *r = p->recorded;
	const struct options *o = p->opt;

	if (p->calls && named_calls && !r->calls)
		return diag_fail(p->diag, -ENOENT,
				 "there are no system calls in this recording (raw_syscalls:sys_enter and "
				 "sys_exit): record them with 'systrail record' or 'perf trace record'");
	if (o->signals && !r->signals)
		return diag_fail(p->diag, -ENOENT,
				 "--signals needs signal:signal_deliver and signal:signal_generate, which "
				 "are not both in this recording");
	if (o->sched && !r->runtimes)
		return diag_fail(p->diag, -ENOENT,
				 "--sched needs sched:sched_stat_runtime, which is not in this recording: "
				 "record with --sched");
	if ((o->faults == OPTION_FAULTS_ALL && !r->major_faults && !r->minor_faults) ||
	    (o->faults == OPTION_FAULTS_MAJOR && !r->major_faults) ||
	    (o->faults == OPTION_FAULTS_MINOR && !r->minor_faults))
		return diag_fail(p->diag, -ENOENT,
				 "there are no such page faults in this recording, with their addresses: "
				 "record with 'systrail record -F', or perf's -d");
	return 0;
}

/* As in a live trace, but where nothing is named all is shown that is there. */
int plan_decide_recorded(struct plan *p)
{
	const struct select *sel = &p->select;
	struct options *o = p->opt;
	bool summary = o->summary || o->with_summary;
	bool faults = o->faults != OPTION_FAULTS_NONE, others = sel->some_events || faults;
	bool asked = o->syscalls || summary || (sel->any_with && !sel->no_calls);
	int err;

	p->calls = o->syscalls || summary;
	p->calls |= sel->names_calls ? !sel->no_calls : !others;
	err = check_there(p, asked);
	if (err)
		return err;
	p->calls &= p->recorded->calls;
	p->all_points = !others && !o->summary && !o->counts && !sel->any_with && !sel->names_none;
	p->signals = o->signals;
	p->signals |= p->recorded->signals && !o->no_signals && !o->summary && !o->counts &&
		      (p->calls || sel->names_none);
	if (p->all_points)
		o->faults = recorded_faults(p->recorded);
	return 0;
}

/* What only a kernel, or another recording, can do. */
static int check_conditions(const struct plan *p)
{
	const struct options *o = p->opt;
	bool groups = o->cgroups.cnt || o->containers.cnt;

	for (size_t i = 0; i < o->events.cnt; i++)
		if (plan_is_filter(&o->events, i))
			return diag_fail(p->diag, -EINVAL,
					 "--filter is what a kernel does while it records: give it to "
					 "'systrail record'");
	if (plan_needs_cgroups(p) && !p->recorded->cgroups)
		return diag_fail(p->diag, -ENOENT,
				 "%s nothing to go by, because this recording does not tell of cgroups: "
				 "record with --show-cgroup, or perf's --all-cgroups",
				 groups		   ? "-G and --container have" :
				 o->show_cgroup	   ? "--show-cgroup has" :
				 o->show_container ? "--show-container has" :
				 o->summary_mode   ? "--summary-mode has" :
				 o->counts	   ? "cgroup and container have" :
						     "cgroup and container in --expr have");
	return 0;
}

static int find_groups(struct plan *p)
{
	const struct options *o = p->opt;
	int err = 0;

	if (!plan_needs_cgroups(p))
		return 0;
	p->cgroups = cgroups_new_recorded();
	if (!p->cgroups)
		return -ENOMEM;
	for (size_t i = 0; !err && i < o->cgroups.cnt; i++)
		err = filter_groups_add_cgroup(&p->recorded_groups, o->cgroups.v[i], p->diag);
	for (size_t i = 0; !err && i < o->containers.cnt; i++)
		err = filter_groups_add_container(&p->recorded_groups, o->containers.v[i], p->diag);
	return err;
}

int plan_resolve_recording(struct plan *p, struct formats *f)
{
	int err;

	p->formats = f;
	err = plan_find_points(p);
	if (!err && points_use(&p->points, POINT_SHOWN) && !p->opt->counts)
		formats_prepare(f, p->diag);
	if (!err && !p->calls && !p->signals && p->opt->faults == OPTION_FAULTS_NONE &&
	    !points_use(&p->points, POINT_SHOWN))
		err = diag_fail(p->diag, -ENOENT,
				p->recorded->described ?
					"there is nothing to show: this recording has no system calls, "
					"tracepoints or page faults that were asked for" :
					"there is nothing to show: this recording does not describe the "
					"tracepoints that its records may be of");
	if (!err)
		err = plan_stat_resolve(p);
	if (!err)
		err = check_conditions(p);
	return err ? err : find_groups(p);
}

int plan_check_facts(struct plan *p, const struct file_source_facts *facts)
{
	bool by_file = summary_shape_is_by(&p->summary, SUMMARY_FILE);
	bool counted = stat_names_need_fds(&p->stat.names);
	bool by_fds = by_file || counted || p->paths.cnt ||
		      (p->expr && call_expr_needs_fds(p->expr));

	/* Those that are there are for the ends of threads. */
	if (facts->begun && !facts->calls)
		p->calls = false;
	if (plan_needs_uids(p) && !facts->begun)
		return diag_fail(p->diag, -ENOENT,
				 "%s nothing to go by: a recording of perf does not tell users; one of "
				 "'systrail record' does",
				 p->uid >= 0 ? "-u has" :
				 summary_shape_has(&p->summary, SUMMARY_USER) ?
					       "--summary-mode=user has" :
					       "uid in --expr has");
	if (by_fds && !facts->sees_all_fds)
		return diag_fail(p->diag, -ENOENT,
				 "%s nothing to go by, because this recording does not tell what file "
				 "descriptors stand for%s",
				 p->paths.cnt ? "-P has" :
				 by_file      ? "--by file has" :
				 counted      ? "fd.path has" :
						"fd.path in --expr has",
				 facts->begun ? "" : ": one of 'systrail record' does");
	return 0;
}
