/* SPDX-License-Identifier: GPL-2.0-only */
/* Which calls are of interest; see filter.h. */
#include "filter/filter.h"

#include "filter/call_args.h"
#include "filter/call_fields.h"
#include "pair/pair.h"
#include "task/creds.h"

static enum filter_status status_of(const struct call *c)
{
	if (call_returned(c))
		return call_failed(c) ? FILTER_FAILED : FILTER_SUCCESSFUL;
	return c->state == CALL_EXIT_LOST ? FILTER_UNAVAILABLE : FILTER_UNFINISHED;
}

static bool any_status(const struct filter *f)
{
	return !f->statuses || (f->statuses & FILTER_ALL_STATUSES) == FILTER_ALL_STATUSES;
}

/* Whether it takes, or may have taken, less than --duration-below. */
static bool short_enough(const struct filter *f, const struct call *c)
{
	/* How long that took is between nothing and dur_ns; all others took dur_ns or more. */
	if (!f->max_dur_ns || c->state == CALL_EXIT_LOST)
		return true;
	return c->dur_ns < f->max_dur_ns;
}

static bool ended_as_wanted(const struct filter *f, const struct call *c)
{
	if (!short_enough(f, c))
		return false;
	if (!any_status(f) && !(f->statuses & status_of(c)))
		return false;
	return !f->errnos || (call_failed(c) && ids_has(f->errnos, (int)-c->ret));
}

bool filter_wants_thread(const struct filter *f, struct task *t)
{
	if (f->not_pids && ids_has(f->not_pids, t->pid))
		return false;
	if (f->groups && !filter_groups_have(f->groups, t->cgroup))
		return false;
	return !f->some_uid || task_uid(t) == f->uid;
}

static bool has_fd(const struct ids *fds, const struct call *c)
{
	struct syscall_args args;

	if (!call_args_of(c, &args))
		return false;
	for (unsigned int i = 0; i < args.cnt; i++)
		if (call_arg_is_fd(c, &args, i) && ids_has(fds, (int)c->args[i]))
			return true;
	return false;
}

/* All but the end of it and the expression, the cheapest first. */
static bool is_wanted_call(const struct filter *f, const struct call *c)
{
	if (f->some_calls && !syscall_set_has(&f->calls, c->abi, c->nr))
		return false;
	if (!filter_wants_thread(f, c->task))
		return false;
	if (f->fds && !has_fd(f->fds, c))
		return false;
	return !f->paths || filter_paths_touched(f->paths, c);
}

bool filter_wants_by_rest(const struct filter *f, const struct call *c)
{
	if (!ended_as_wanted(f, c) || !is_wanted_call(f, c))
		return false;
	return !f->expr || call_expr_eval(f->expr, c) == EXPR_TRUE;
}

bool filter_needs_end(const struct filter *f)
{
	return f->min_dur_ns || f->max_dur_ns || !any_status(f) || f->errnos;
}

/* Whether the call may make the thread one of another user, by whom its end will be judged. */
static bool may_change_user(const struct filter *f, const struct task *t)
{
	return f->some_uid && t->call.desc->traits & (SYSCALL_EXEC | SYSCALL_SETS_UID);
}

bool filter_wants_begin(const struct filter *f, struct task *t)
{
	struct call c;

	if (filter_needs_end(f))
		return false;
	if (filter_is_plain(f))
		return true;
	if (may_change_user(f, t))
		return false;
	if (!pair_peek(t, t->call.enter_ns, &c) || !is_wanted_call(f, &c))
		return false;
	return !f->expr || call_expr_eval_begin(f->expr, &c) == EXPR_TRUE;
}
