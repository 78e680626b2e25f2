/* SPDX-License-Identifier: GPL-2.0-only */
/* What is asked for, and the filter that says so; see plan.h and plan_private.h. */
#include "cmd/plan_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filter/call_fields.h"
#include "syscall/errnos.h"
#include "task/creds.h"
#include "task/proc.h"

bool plan_is_filter(const struct option_items *items, size_t i)
{
	return !strcmp(items->v[i].name, "filter");
}

static int read_items(struct plan *p)
{
	const struct option_items *items = &p->opt->events;
	int err = 0;

	for (size_t i = 0; !err && i < items->cnt; i++) {
		if (!plan_is_filter(items, i))
			err = select_add(&p->select, items->v[i].text, p->diag);
		p->event_ends[i] = p->select.event_cnt;
	}
	return err ? err : select_finish(&p->select, p->diag);
}

static int read_paths(struct plan *p)
{
	const struct option_texts *paths = &p->opt->paths;
	int err = 0;

	for (size_t i = 0; !err && i < paths->cnt; i++)
		err = filter_paths_add(&p->paths, paths->v[i]);
	return err == -EINVAL ? diag_fail(p->diag, err, "-P takes a path, not an empty word") : err;
}

/* How calls may end that all filters of results let pass; 0: none does. */
static unsigned int wanted_statuses(const struct plan *p)
{
	const struct options *o = p->opt;
	unsigned int statuses = p->select.statuses ? p->select.statuses : FILTER_ALL_STATUSES;

	if (o->failure || o->errnos)
		statuses &= FILTER_FAILED;
	if (o->success)
		statuses &= FILTER_SUCCESSFUL;
	return statuses;
}

/* A call that takes or returns a file descriptor, whatever its other arguments are. */
static bool uses_fds(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *d)
{
	(void)arg, (void)abi, (void)nr;
	if (d->ret.kind == RET_FD)
		return true;
	for (unsigned int i = 0; i < d->arg_cnt; i++)
		if (d->args[i].kind == ARG_FD || d->args[i].kind == ARG_DIRFD)
			return true;
	return d->variants;
}

static bool touches_files(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *d)
{
	for (unsigned int i = 0; i < d->arg_cnt; i++)
		if (d->args[i].kind == ARG_PATH)
			return true;
	return uses_fds(arg, abi, nr, d);
}

/* What can pass all filters, as far as the number of a call tells. */
static int find_wanted(struct plan *p)
{
	struct syscall_set some = { 0 };

	if (p->select.some_calls)
		p->wanted = p->select.calls;
	else
		syscall_set_fill(&p->wanted);
	if (p->expr)
		call_expr_narrow(p->expr, &p->wanted);
	if (p->paths.cnt)
		syscall_set_add_where(&some, touches_files, NULL);
	else if (p->opt->fds.cnt)
		syscall_set_add_where(&some, uses_fds, NULL);
	if (p->paths.cnt || p->opt->fds.cnt)
		syscall_set_intersect(&p->wanted, &some);
	if (p->calls && syscall_set_is_empty(&p->wanted))
		return diag_fail(p->diag, -EINVAL,
				 "the filters cancel each other: no system call "
				 "passes all of -e, --expr, -P and --fd");
	return 0;
}

/* Whether it has to be known what fds stand for: to show it, or to filter by it. */
int plan_decide_fds(struct plan *p)
{
	const struct options *o = p->opt;
	bool by_file = plan_has_summary(p) && summary_shape_is_by(&p->summary, SUMMARY_FILE);
	bool counted = stat_names_need_fds(&p->stat.names);
	bool filtered = by_file || counted || p->paths.cnt ||
			(p->expr && call_expr_needs_fds(p->expr));
	const char *why = p->paths.cnt ? "-P" :
			  by_file      ? "--by file" :
			  counted      ? "fd.path" :
					 "fd.path in --expr";
	struct syscall_set using = { 0 };

	syscall_set_add_where(&using, uses_fds, NULL);
	syscall_set_intersect(&using, &p->wanted);
	p->fds = p->calls &&
		 (filtered || (!o->summary && !o->counts && !syscall_set_is_empty(&using)));
	if (p->fds && o->decode_fds == FD_NAMES_NONE) {
		p->fds = false;
		if (filtered)
			return diag_fail(p->diag, -EINVAL,
					 "%s needs to know what file descriptors stand for: leave out "
					 "--decode-fds=none",
					 why);
	}
	if (filtered && !plan_sees_all_fds(p))
		return diag_fail(p->diag, -EINVAL,
				 "%s finds nothing with -t, -C or --no-inherit, because threads that are "
				 "not traced can change what file descriptors stand for",
				 why);
	return 0;
}

/*
 * Where only something else than system calls is named, these are not traced; and where they are
 * not, signals stay away, unless it was said that no call is wanted.
 */
static void decide_what(struct plan *p)
{
	const struct options *o = p->opt;
	const struct select *sel = &p->select;
	bool others = sel->some_events || o->faults != OPTION_FAULTS_NONE;
	bool by_thread = o->target.pids.cnt || (o->command && !plan_has_target(p));

	p->calls = o->syscalls || o->summary || o->with_summary;
	p->calls |= sel->names_calls ? !sel->no_calls : !others;
	p->signals = o->signals;
	p->signals |= !o->no_signals && !o->summary && !o->counts && by_thread &&
		      (p->calls || sel->names_none);
}

int plan_read(struct plan *p, struct options *opt, const struct diag *d)
{
	int err;

	p->opt = opt;
	p->diag = d;
	p->uid = -1;
	p->select.has_all = p->recorded;
	err = plan_stat_prepare(p);
	if (!err)
		err = read_items(p);
	if (!err)
		err = read_paths(p);
	if (!err && opt->errnos)
		err = errno_parse_list(opt->errnos, d, &p->errnos);
	if (!err && opt->expr && !plan_stat_of_points(p))
		err = call_expr_parse(opt->expr, d, &p->expr);
	if (!err && p->expr && !call_expr_requires_comm(p->expr, p->comm, sizeof(p->comm)))
		*p->comm = '\0';
	if (!err && opt->user)
		err = creds_parse_user(opt->user, d, &p->uid);
	if (!err)
		err = plan_read_summary(p);
	if (err)
		return err;
	if (!wanted_statuses(p))
		return diag_fail(d, -EINVAL,
				 "the filters cancel each other: no call ends as %s and as -e status= say",
				 opt->success ? "--success" :
				 opt->failure ? "--failure" :
						"--errno");
	if (p->recorded)
		err = plan_decide_recorded(p);
	else
		decide_what(p);
	if (err)
		return err;
	if (!p->recorded && !p->calls && !p->select.some_events &&
	    opt->faults == OPTION_FAULTS_NONE && !p->signals)
		return diag_fail(d, -EINVAL,
				 "there is nothing left to trace: -e leaves no system call");
	err = find_wanted(p);
	return err ? err : plan_decide_fds(p);
}

bool plan_has_target(const struct plan *p)
{
	const struct options *o = p->opt;

	return o->all || o->user || o->cgroups.cnt || o->containers.cnt || o->target.pids.cnt ||
	       o->target.tids.cnt || (o->target.cpus.cnt && !o->target.all_cpus);
}

bool plan_names_threads(const struct plan *p)
{
	return p->opt->target.pids.cnt || p->opt->target.tids.cnt;
}

/* All threads of a user are opened one by one, unless -u narrows another target. */
bool plan_attaches_to_user(const struct plan *p)
{
	const struct options *o = p->opt;

	return !p->recorded && o->user && !plan_names_threads(p) && !o->all && !o->cgroups.cnt &&
	       !o->containers.cnt;
}

bool plan_sees_all_fds(const struct plan *p)
{
	const struct target *t = &p->opt->target;

	return !t->tids.cnt && (!t->cpus.cnt || t->all_cpus) && p->opt->inherit;
}

/* What records have to have. */
static struct decode_layout layout_of(const struct plan *p)
{
	struct perf_event_fields fields = {
		/* Events of several threads may meet (see capture/owners.h); faults of both kinds. */
		.with_id = plan_names_threads(p) || plan_attaches_to_user(p) ||
			   p->opt->faults != OPTION_FAULTS_NONE,
		.with_cgroup = plan_needs_cgroups(p),
		.with_addr = p->opt->faults != OPTION_FAULTS_NONE,
		.record = p->opt->records,
	};

	return perf_event_layout(&fields);
}

int plan_resolve(struct plan *p, struct formats *f, struct decode_layout *layout)
{
	int err;

	p->formats = f;
	err = plan_find_points(p);
	if (!err && points_use(&p->points, POINT_SHOWN) && !p->opt->counts)
		formats_prepare(f, p->diag);
	if (!err)
		err = plan_stat_resolve(p);
	if (err)
		return err;
	*layout = layout_of(p);
	err = formats_raw_syscalls(f, p->diag, layout);
	if (!err)
		err = plan_find_groups(p);
	decode_prepare(layout);
	return err;
}

bool plan_needs_uids(const struct plan *p)
{
	return summary_shape_has(&p->summary, SUMMARY_USER) ||
	       stat_names_need_uids(&p->stat.names) || (p->uid >= 0 && !plan_attaches_to_user(p)) ||
	       (p->expr && call_expr_needs_uids(p->expr));
}

bool plan_only_failures(const struct plan *p)
{
	return wanted_statuses(p) == FILTER_FAILED;
}

bool plan_only_successes(const struct plan *p)
{
	return wanted_statuses(p) == FILTER_SUCCESSFUL;
}

void plan_fill_session(struct plan *p, struct session *s)
{
	const struct options *o = p->opt;
	struct filter *f = &s->filter;

	f->min_dur_ns = o->min_dur_ns;
	f->max_dur_ns = o->max_dur_ns;
	f->statuses = wanted_statuses(p);
	if (f->statuses == FILTER_ALL_STATUSES)
		f->statuses = 0;
	/* Calls that were found in flight are not wanted where no calls are. */
	f->some_calls = !p->calls || !syscall_set_is_full(&p->wanted);
	if (p->calls)
		f->calls = p->wanted;
	f->errnos = p->errnos.cnt ? &p->errnos : NULL;
	f->fds = o->fds.cnt ? &o->fds : NULL;
	f->paths = p->paths.cnt ? &p->paths : NULL;
	f->not_pids = o->target.not_pids.cnt ? &o->target.not_pids : NULL;
	f->some_uid = p->uid >= 0 && !plan_attaches_to_user(p);
	f->uid = p->uid;
	f->expr = p->expr;
	f->groups = p->recorded_groups.cnt ? &p->recorded_groups : NULL;
	s->pair.native = p->recorded ? p->recorded->arch->native : arch_native_abi();
	s->pair.abis = p->recorded ? p->recorded->arch->abis : arch_here()->abis;
	s->initial_pid_ns = p->recorded || proc_is_initial_pid_ns();
	s->uids = plan_needs_uids(p);
	s->cgroups = p->cgroups;
	s->points = p->points;
	s->signal_fields = p->signal_fields;
	s->sent_fields = p->sent_fields;
	s->runtime_fields = p->runtime_fields;
	s->signals = p->select.some_signals ? p->select.signals : UINT64_MAX;
	s->ends = p->signals;
	s->off = o->switch_on;
	s->on_calls = syscall_set_is_empty(&p->on_calls) ? NULL : &p->on_calls;
	s->off_calls = syscall_set_is_empty(&p->off_calls) ? NULL : &p->off_calls;
	s->no_major_faults = o->faults == OPTION_FAULTS_MINOR || o->faults == OPTION_FAULTS_NONE;
	s->no_minor_faults = o->faults == OPTION_FAULTS_MAJOR || o->faults == OPTION_FAULTS_NONE;
}

void plan_fini(struct plan *p)
{
	plan_stat_fini(p);
	select_fini(&p->select);
	ids_fini(&p->errnos);
	filter_paths_fini(&p->paths);
	expr_free(p->expr);
	points_fini(&p->points);
	cgroup_list_fini(&p->groups);
	filter_groups_fini(&p->recorded_groups);
	for (size_t i = 0; i < p->group_fds.cnt; i++)
		close(p->group_fds.v[i]);
	ids_fini(&p->group_fds);
	ids_fini(&p->group_tids);
	cgroups_close(p->cgroups);
	free(p->specs);
}
