/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a recording cannot be narrowed by; see plan_private.h. Nobody looks at its records before
 * they are in the file, so the kernel has to do it, or report later.
 */
#include "cmd/plan_private.h"

#include <errno.h>

#include "filter/call_fields.h"

static int refuse(const struct plan *p, const char *what)
{
	return diag_fail(p->diag, -EINVAL,
			 "%s, which the kernel cannot leave out of a recording: record without it, and "
			 "give it to 'systrail report'",
			 what);
}

/* Whether a part of --expr is in the filters of the kernel. */
static bool pushes_expr(const struct plan *p)
{
	struct syscall_set calls;

	syscall_set_fill(&calls);
	call_expr_narrow(p->expr, &calls);
	return (*p->comm && p->pushdown.comm) ||
	       (!syscall_set_is_full(&calls) && p->pushdown.calls);
}

int plan_check_record(const struct plan *p)
{
	const struct options *o = p->opt;
	bool by_end = plan_only_failures(p) || plan_only_successes(p) || p->errnos.cnt;

	if (p->uid >= 0 && !plan_attaches_to_user(p))
		return refuse(p, "-u beside another target asks as whom each thread runs");
	if (p->select.statuses && !plan_only_failures(p) && !plan_only_successes(p))
		return refuse(p, "-e status= asks how calls end");
	if (by_end && !p->pushdown.rets)
		return refuse(p, o->success ? "--success asks how calls end" :
				 o->errnos  ? "--errno asks how calls end" :
				 o->failure ? "--failure asks how calls end" :
					      "-e status= asks how calls end");
	if (p->select.some_signals)
		return refuse(p, "-e signal= chooses among the signals that reach threads");
	if (p->expr && !pushes_expr(p))
		return refuse(p, "--expr asks for nothing but what is known when a call has ended");
	return 0;
}
