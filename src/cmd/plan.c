/* SPDX-License-Identifier: GPL-2.0-only */
/* Options into a source and a filter; see plan.h. */
#include "cmd/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/perf_event.h"
#include "filter/call_fields.h"
#include "filter/call_names.h"
#include "pair/fate.h"
#include "syscall/errnos.h"
#include "task/creds.h"
#include "task/proc.h"

static bool is_filter(const struct option_items *items, size_t i)
{
	return !strcmp(items->v[i].name, "filter");
}

static int read_items(struct plan *p)
{
	const struct option_items *items = &p->opt->events;
	int err = 0;

	for (size_t i = 0; !err && i < items->cnt; i++) {
		if (!is_filter(items, i))
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
static int decide_fds(struct plan *p)
{
	const struct options *o = p->opt;
	bool filtered = p->paths.cnt || (p->expr && call_expr_needs_fds(p->expr));
	const char *why = p->paths.cnt ? "-P" : "fd.path in --expr";
	struct syscall_set using = { 0 };

	syscall_set_add_where(&using, uses_fds, NULL);
	syscall_set_intersect(&using, &p->wanted);
	p->fds = p->calls && (filtered || (!o->summary && !syscall_set_is_empty(&using)));
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
	p->signals |= !o->no_signals && !o->summary && by_thread && (p->calls || sel->names_none);
}

int plan_read(struct plan *p, struct options *opt, const struct diag *d)
{
	int err;

	p->opt = opt;
	p->diag = d;
	p->uid = -1;
	err = read_items(p);
	if (!err)
		err = read_paths(p);
	if (!err && opt->errnos)
		err = errno_parse_list(opt->errnos, d, &p->errnos);
	if (!err && opt->expr)
		err = call_expr_parse(opt->expr, d, &p->expr);
	if (!err && p->expr && !call_expr_requires_comm(p->expr, p->comm, sizeof(p->comm)))
		*p->comm = '\0';
	if (!err && opt->user)
		err = creds_parse_user(opt->user, d, &p->uid);
	if (err)
		return err;
	if (!wanted_statuses(p))
		return diag_fail(d, -EINVAL,
				 "the filters cancel each other: no call ends as %s and as -e status= say",
				 opt->success ? "--success" : opt->failure ? "--failure" : "--errno");
	decide_what(p);
	if (!p->calls && !p->select.some_events && opt->faults == OPTION_FAULTS_NONE && !p->signals)
		return diag_fail(d, -EINVAL,
				 "there is nothing left to trace: -e leaves no system call");
	err = find_wanted(p);
	return err ? err : decide_fds(p);
}

bool plan_has_target(const struct plan *p)
{
	const struct options *o = p->opt;

	return o->all || o->user || o->cgroups.cnt || o->containers.cnt || o->target.pids.cnt ||
	       o->target.tids.cnt || (o->target.cpus.cnt && !o->target.all_cpus);
}

static bool names_threads(const struct plan *p)
{
	return p->opt->target.pids.cnt || p->opt->target.tids.cnt;
}

/* All threads of a user are opened one by one, unless -u narrows another target. */
static bool attaches_to_user(const struct plan *p)
{
	const struct options *o = p->opt;

	return o->user && !names_threads(p) && !o->all && !o->cgroups.cnt && !o->containers.cnt;
}

bool plan_sees_all_fds(const struct plan *p)
{
	const struct target *t = &p->opt->target;

	return !t->tids.cnt && (!t->cpus.cnt || t->all_cpus) && p->opt->inherit;
}

/* --- Tracepoints ------------------------------------------------------------------------------ */

struct adding {
	struct plan *plan;
	const char *filter;
	enum point_use use;
};

static int add_point(void *arg, const struct formats_event *ev)
{
	struct adding *a = arg;
	struct point *point;

	/* These are what calls are made of, so that their records cannot be shown beside them. */
	if (!strcmp(ev->system, "raw_syscalls")) {
		a->plan->calls = true;
		return 0;
	}
	if (a->use == POINT_SHOWN && !select_has_event(&a->plan->select, ev->system, ev->name))
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
				 "which '%s' is not", option, event);
	err = call_names_add(&calls, event, p->diag);
	if (err)
		return err;
	snprintf(pattern, sizeof(pattern), "syscalls:sys_enter_%s", event);
	return add_points(p, pattern, NULL, use);
}

/* The tracepoints of the -e that is item @i, with the filter that stands behind it. */
static int add_shown(struct plan *p, size_t i)
{
	const struct option_items *items = &p->opt->events;
	bool filtered = i + 1 < items->cnt && is_filter(items, i + 1);
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

	return err ? diag_fail(p->diag, err, "this kernel's %s:%s has no field '%s'", system, event,
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
					 "%s is shown in lines, and -s shows none: use -S", point->name);
	}
	return 0;
}

static int find_points(struct plan *p)
{
	const struct options *o = p->opt;
	bool calls = p->calls;
	int err = 0;

	for (size_t i = 0; !err && i < o->events.cnt; i++)
		if (!is_filter(&o->events, i))
			err = add_shown(p, i);
	if (!err && p->calls != calls)
		err = decide_fds(p);
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

/* --- Cgroups ---------------------------------------------------------------------------------- */

static bool needs_cgroups(const struct plan *p)
{
	const struct options *o = p->opt;

	return o->cgroups.cnt || o->containers.cnt || o->show_cgroup || o->show_container ||
	       (p->expr && call_expr_needs_cgroups(p->expr));
}

/* An fd of its directory for the kernel, and the threads that are in it already. */
static int open_group(struct plan *p, const struct cgroup *cg)
{
	size_t before = p->group_tids.cnt;
	int fd = cgroups_open_dir(p->cgroups, cg), err;

	if (fd < 0)
		return diag_fail(p->diag, fd, "cannot open cgroup '%s': %s", cg->path,
				 strerror(-fd));
	err = ids_add(&p->group_fds, fd);
	if (err) {
		close(fd);
		return err;
	}
	err = cgroups_threads(p->cgroups, cg, &p->group_tids);
	if (err)
		return diag_fail(p->diag, err, "cannot list the processes of cgroup '%s': %s",
				 cg->path, strerror(-err));
	if (p->group_tids.cnt == before)
		diag_say(p->diag, DIAG_WARN,
			 "there is no process in cgroup '%s' now: waiting for those that join it",
			 cg->path);
	return 0;
}

static int find_groups(struct plan *p)
{
	const struct options *o = p->opt;
	int err = 0;

	if (!needs_cgroups(p))
		return 0;
	p->cgroups = cgroups_open(p->diag);
	if (!p->cgroups)
		return -errno;
	for (size_t i = 0; !err && i < o->cgroups.cnt; i++)
		err = cgroups_resolve(p->cgroups, o->cgroups.v[i], &p->groups, p->diag);
	for (size_t i = 0; !err && i < o->containers.cnt; i++)
		err = containers_resolve(p->cgroups, o->containers.v[i], &p->groups, p->diag);
	cgroup_list_drop_nested(&p->groups);
	for (size_t i = 0; !err && i < p->groups.cnt; i++) {
		diag_say(p->diag, DIAG_INFO, "cgroup '%s'", p->groups.v[i]->path);
		err = open_group(p, p->groups.v[i]);
	}
	return err;
}

int plan_resolve(struct plan *p, struct formats *f, struct decode_layout *layout)
{
	struct perf_event_fields fields = {
		/* Events of several threads may meet (see capture/owners.h), and kinds of faults. */
		.with_id = names_threads(p) || attaches_to_user(p) ||
			   p->opt->faults == OPTION_FAULTS_ALL,
		.with_cgroup = needs_cgroups(p),
		.with_addr = p->opt->faults != OPTION_FAULTS_NONE,
	};
	int err;

	p->formats = f;
	*layout = perf_event_layout(&fields);
	err = formats_raw_syscalls(f, p->diag, layout);
	if (!err)
		err = find_points(p);
	if (!err && points_use(&p->points, POINT_SHOWN))
		formats_prepare(f, p->diag);
	if (!err)
		err = find_groups(p);
	decode_prepare(layout);
	return err;
}

/* --- The kernel's filters --------------------------------------------------------------------- */

static bool needs_uids(const struct plan *p)
{
	return (p->uid >= 0 && !attaches_to_user(p)) || (p->expr && call_expr_needs_uids(p->expr));
}

/*
 * Calls that come whether anybody wants to see them or not, because we have to know: who executes
 * another program, who ends, as whom a thread runs, and what happens to file descriptors.
 */
static bool is_kept(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *d)
{
	const struct plan *p = arg;
	unsigned int traits = SYSCALL_EXEC | SYSCALL_NO_RETURN;

	(void)abi, (void)nr;
	if (needs_uids(p))
		traits |= SYSCALL_SETS_UID;
	if (*p->comm)
		traits |= SYSCALL_SETS_COMM;
	return d->traits & traits || (p->fds && d->does.kind != DOES_NOTHING);
}

static bool only_failures(const struct plan *p)
{
	return wanted_statuses(p) == FILTER_FAILED;
}

static bool only_successes(const struct plan *p)
{
	return wanted_statuses(p) == FILTER_SUCCESSFUL;
}

/* -v: which filter runs where. */
static void say_filters(const struct plan *p, const struct pushdown_in *in)
{
	const struct options *o = p->opt;
	char msg[256];
	struct text t;

	if (*p->pushdown.enter)
		diag_say(p->diag, DIAG_INFO, "kernel filter of sys_enter: %s", p->pushdown.enter);
	if (*p->pushdown.exit)
		diag_say(p->diag, DIAG_INFO, "kernel filter of sys_exit: %s", p->pushdown.exit);
	for (size_t i = 0; i < p->points.cnt; i++)
		if (p->points.v[i].filter)
			diag_say(p->diag, DIAG_INFO, "kernel filter of %s: %s", p->points.v[i].name,
				 p->points.v[i].filter);
	text_init(&t, msg, sizeof(msg) - 1);
	if (in->wanted && (!p->pushdown.calls || !*p->pushdown.enter))
		text_str(&t, ", the choice of calls");
	if (!p->pushdown.rets && (only_failures(p) || only_successes(p) || p->errnos.cnt))
		text_str(&t, ", results");
	if (o->min_dur_ns || o->max_dur_ns)
		text_str(&t, ", durations");
	if (p->paths.cnt)
		text_str(&t, ", -P");
	if (o->fds.cnt)
		text_str(&t, ", --fd");
	if (p->expr)
		text_str(&t, ", --expr");
	if (p->uid >= 0 && !attaches_to_user(p))
		text_str(&t, ", -u");
	if (in->leave_out && p->pushdown.left_out_cnt < in->leave_out->cnt)
		text_str(&t, ", some threads that are left out");
	msg[t.len] = '\0';
	if (t.len)
		diag_say(p->diag, DIAG_INFO, "filtered by systrail itself:%s", msg + 1);
}

/* Whether events are not opened thread by thread, so that they are also of who is to be left out. */
static bool takes_all_threads(const struct plan *p)
{
	return !names_threads(p) && !attaches_to_user(p) &&
	       (plan_has_target(p) || !p->opt->command);
}

/* The end of a process is a rare call by whichever number. */
static bool is_kept_at_first(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *d)
{
	return (abi == arch_native_abi() || d->traits & SYSCALL_ENDS_PROCESS) &&
	       is_kept(arg, abi, nr, d);
}

/*
 * The kernel does not know of which ABI a call is, so that a number stands for a call of each. The
 * calls that were asked for come in all of them from the beginning, those that are kept in other
 * ABIs than ours only when such a program was seen; see source_widen().
 */
static void make_filters(struct plan *p)
{
	struct syscall_set keep = { 0 };
	struct pushdown_in in = {
		.abis = arch_abis(),
		.wanted = syscall_set_is_full(&p->wanted) ? NULL : &p->wanted,
		.keep = &keep,
		.failures_only = only_failures(p),
		.successes_only = only_successes(p),
		.errnos = p->errnos.cnt ? &p->errnos : NULL,
		.comm = *p->comm ? p->comm : NULL,
	};

	/* The kernel reads these numbers as those of the initial pid namespace. */
	if (takes_all_threads(p) && proc_is_initial_pid_ns())
		in.leave_out = &p->opt->target.leave_out;
	syscall_set_add_where(&keep, is_kept_at_first, p);
	pushdown_make(&p->pushdown, &in);
	say_filters(p, &in);
	syscall_set_add_where(&keep, is_kept, p);
	pushdown_make(&p->wide_pushdown, &in);
}

/* --- The source ------------------------------------------------------------------------------- */

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

/* One of the two raw tracepoints. */
static void add_raw_spec(struct plan *p, enum perf_event_role role, uint32_t id, const char *name,
			 const char *filter, const char *wide_filter)
{
	struct perf_event_spec *spec = add_spec(p, role, id, name, filter);

	if (strcmp(filter, wide_filter) != 0)
		spec->wide_filter = wide_filter;
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

	p->specs = calloc(p->points.cnt + 4, sizeof(*p->specs));
	if (!p->specs)
		return -ENOMEM;
	if (p->calls) {
		add_raw_spec(p, PERF_EVENT_EXIT, l->exit.id, "raw_syscalls:sys_exit",
			     p->pushdown.exit, p->wide_pushdown.exit);
		add_raw_spec(p, PERF_EVENT_ENTER, l->enter.id, "raw_syscalls:sys_enter",
			     p->pushdown.enter, p->wide_pushdown.enter);
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

	if (!attaches_to_user(p))
		return 0;
	err = list_user(p, &tids);
	for (size_t i = 0; i < tids.cnt; i++)
		any |= !ids_has(&p->opt->target.leave_out, tids.v[i]);
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

	if (!err)
		err = check_user(p);
	if (err)
		return err;
	make_filters(p);
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
	if (attaches_to_user(p)) {
		cfg->list_threads = list_user;
		cfg->list_arg = p;
	}
	cfg->cgroup_fds = &p->group_fds;
	cfg->cgroup_tids = &p->group_tids;
	cfg->cpus = &target->cpus;
	cfg->leave_out = &target->leave_out;
	cfg->left_out_in_kernel_cnt = p->pushdown.left_out_cnt;
	cfg->maps_data = p->opt->faults != OPTION_FAULTS_NONE;
	cfg->delayed = p->opt->delay_ns;
	return perf_source_open(cfg, layout, p->diag, out);
}

void plan_fill_session(const struct plan *p, struct session *s)
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
	f->some_uid = p->uid >= 0 && !attaches_to_user(p);
	f->uid = p->uid;
	f->expr = p->expr;
	s->initial_pid_ns = proc_is_initial_pid_ns();
	s->uids = needs_uids(p);
	s->cgroups = p->cgroups;
	s->points = p->points;
	s->signal_fields = p->signal_fields;
	s->sent_fields = p->sent_fields;
	s->runtime_fields = p->runtime_fields;
	s->signals = p->select.some_signals ? p->select.signals : UINT64_MAX;
	s->ends = p->signals;
	s->off = o->switch_on;
}

void plan_fini(struct plan *p)
{
	select_fini(&p->select);
	ids_fini(&p->errnos);
	filter_paths_fini(&p->paths);
	expr_free(p->expr);
	points_fini(&p->points);
	cgroup_list_fini(&p->groups);
	for (size_t i = 0; i < p->group_fds.cnt; i++)
		close(p->group_fds.v[i]);
	ids_fini(&p->group_fds);
	ids_fini(&p->group_tids);
	cgroups_close(p->cgroups);
	free(p->specs);
}
