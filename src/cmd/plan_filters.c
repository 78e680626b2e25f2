/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a plan the kernel can do; see plan_private.h. */
#include "cmd/plan_private.h"

#include "task/proc.h"

/*
 * Calls that come whether anybody wants to see them or not, because we have to know: who executes
 * another program, who ends, as whom a thread runs, and what happens to file descriptors.
 */
static bool is_kept(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *d)
{
	const struct plan *p = arg;
	unsigned int traits = SYSCALL_EXEC | SYSCALL_NO_RETURN;

	(void)abi, (void)nr;
	if (plan_needs_uids(p))
		traits |= SYSCALL_SETS_UID;
	if (*p->comm)
		traits |= SYSCALL_SETS_COMM;
	return d->traits & traits || (p->fds && d->does.kind != DOES_NOTHING);
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
	if (!p->pushdown.rets && (plan_only_failures(p) || plan_only_successes(p) || p->errnos.cnt))
		text_str(&t, ", results");
	if (o->min_dur_ns || o->max_dur_ns)
		text_str(&t, ", durations");
	if (p->paths.cnt)
		text_str(&t, ", -P");
	if (o->fds.cnt)
		text_str(&t, ", --fd");
	if (p->expr)
		text_str(&t, ", --expr");
	if (p->uid >= 0 && !plan_attaches_to_user(p))
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
	return !plan_names_threads(p) && !plan_attaches_to_user(p) &&
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
void plan_make_filters(struct plan *p)
{
	struct syscall_set keep = { 0 };
	struct pushdown_in in = {
		.abis = arch_abis(),
		.wanted = syscall_set_is_full(&p->wanted) ? NULL : &p->wanted,
		.keep = &keep,
		.failures_only = plan_only_failures(p),
		.successes_only = plan_only_successes(p),
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
