/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a plan the kernel can do; see plan_private.h. */
#include "cmd/plan_private.h"

#include <string.h>

#include "task/proc.h"
#include "util/text.h"

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

/* A filter over many calls is long, and nobody reads it to its end. */
enum { FILTER_SHOWN_BYTES = 160 };

static void say_filter(const struct plan *p, const char *event, const char *filter)
{
	size_t len = strlen(filter);

	if (len > FILTER_SHOWN_BYTES)
		diag_say(p->diag, DIAG_INFO, "kernel filter of %s: %.*s... (%zu bytes)", event,
			 FILTER_SHOWN_BYTES, filter, len);
	else if (len)
		diag_say(p->diag, DIAG_INFO, "kernel filter of %s: %s", event, filter);
}

/* The names of filters, in the kernel and here. */
struct filter_names {
	struct text in_kernel;
	struct text here;
};

static void put_name(struct filter_names *names, bool in_kernel, const char *name)
{
	struct text *t = in_kernel ? &names->in_kernel : &names->here;

	text_str(t, t->len ? ", " : " ");
	text_str(t, name);
}

static void put_names(struct filter_names *names, const struct plan *p,
		      const struct pushdown_in *in)
{
	const struct options *o = p->opt;
	bool shown = false;

	for (size_t i = 0; i < p->points.cnt; i++)
		shown |= p->points.v[i].filter != NULL;
	if (in->wanted && p->calls)
		put_name(names, p->pushdown.calls && *p->pushdown.enter, "the choice of calls");
	if (in->failures_only || in->successes_only || in->errnos)
		put_name(names, p->pushdown.rets, "results");
	if (in->comm && p->pushdown.comm)
		put_name(names, true, "comm in --expr");
	if (p->pushdown.left_out_cnt)
		put_name(names, true, "threads that are left out");
	if (in->leave_out && p->pushdown.left_out_cnt < in->leave_out->cnt)
		put_name(names, false, "more threads that are left out");
	if (shown)
		put_name(names, true, "--filter");
	if (o->min_dur_ns || o->max_dur_ns)
		put_name(names, false, "durations");
	if (p->paths.cnt)
		put_name(names, false, "-P");
	if (o->fds.cnt)
		put_name(names, false, "--fd");
	if (p->expr)
		put_name(names, false, "--expr");
	if (p->uid >= 0 && !plan_attaches_to_user(p))
		put_name(names, false, "-u");
}

/* -v: which filter runs where. */
static void say_filters(const struct plan *p, const struct pushdown_in *in)
{
	char in_kernel[256] = "", here[256] = "";
	struct filter_names names;

	text_init(&names.in_kernel, in_kernel, sizeof(in_kernel) - 1);
	text_init(&names.here, here, sizeof(here) - 1);
	put_names(&names, p, in);
	in_kernel[names.in_kernel.len] = '\0';
	here[names.here.len] = '\0';
	if (*in_kernel)
		diag_say(p->diag, DIAG_INFO, "filtered by the kernel:%s", in_kernel);
	if (*here)
		diag_say(p->diag, DIAG_INFO, "filtered by systrail itself:%s", here);
	if (p->calls || p->signals) {
		say_filter(p, "sys_enter", p->pushdown.enter);
		say_filter(p, "sys_exit", p->pushdown.exit);
	}
	for (size_t i = 0; i < p->points.cnt; i++)
		if (p->points.v[i].filter)
			say_filter(p, p->points.v[i].name, p->points.v[i].filter);
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
	const struct syscall_set none = { 0 };
	struct syscall_set keep = { 0 }, keep_later = { 0 };
	struct pushdown_in in = {
		.abis = arch_here()->abis,
		.wanted = !p->calls			  ? &none :
			  syscall_set_is_full(&p->wanted) ? NULL :
							    &p->wanted,
		.keep = &keep,
		.keep_later = &keep_later,
		.failures_only = plan_only_failures(p),
		.successes_only = plan_only_successes(p),
		.errnos = p->errnos.cnt ? &p->errnos : NULL,
		.comm = *p->comm ? p->comm : NULL,
	};

	/* The kernel reads these numbers as those of the initial pid namespace. */
	if (takes_all_threads(p) && proc_is_initial_pid_ns())
		in.leave_out = &p->opt->target.leave_out;
	syscall_set_add_where(&keep, is_kept_at_first, p);
	syscall_set_add_where(&keep_later, is_kept, p);
	pushdown_make(&p->pushdown, &in);
	say_filters(p, &in);
}
