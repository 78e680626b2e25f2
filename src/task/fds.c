/* SPDX-License-Identifier: GPL-2.0-only */
/* The file descriptors of threads and processes, and the time at which names count; see fds.h. */
#include "task/fds.h"

#include <linux/sched.h>
#include <stdlib.h>

#include "task/fds_private.h"

struct fds *fds_new(const struct fds_opts *opts)
{
	struct fds *fds = calloc(1, sizeof(*fds));

	if (!fds)
		return NULL;
	fds->trusted = opts->trusted;
	fds->tell_ends = opts->names == FD_NAMES_ALL;
	fds->next_ns = UINT64_MAX;
	if ((!opts->look && !opts->told) || !opts->trusted)
		return fds;
	fds->told = !opts->look;
	fds->asks = fds->tables.asks = fd_asks_new(opts->names, opts->look);
	if (fds->asks)
		return fds;
	free(fds);
	return NULL;
}

/* --- Threads and processes ----------------------------------------------------------------- */

/* Whether the child of the call that @parent is in shares its fds, or the call does not say. */
static bool child_shares(const struct task *parent, const struct task *child)
{
	const struct syscall_desc *d = parent->call.desc;

	/* The flags of clone3() are in memory. Threads that do not share are unheard of there. */
	if (!d || d->does.kind != DOES_CLONE)
		return child->pid == parent->pid;
	return parent->call.args[0] & CLONE_FILES;
}

void fds_fork(struct fds *fds, struct task *parent, struct task *child, uint64_t time_ns)
{
	const struct task_call *call;
	struct fd_table *table;
	uint64_t before_ns = 0;

	if (!fds || !fds->trusted)
		return;
	if (child->tid == child->pid)
		fd_tables_new_pid(&fds->tables, child->pid, time_ns);
	table = parent ? fd_tables_of(&fds->tables, parent, fds->now_ns) : NULL;
	if (!table)
		return;
	if (child_shares(parent, child)) {
		fd_tables_join(&fds->tables, child, table);
		return;
	}
	/* The copy was made at some moment since the enter. */
	call = &parent->call;
	if (call->desc && call->desc->traits & SYSCALL_FORKS && !call->since_attach)
		before_ns = call->enter_ns;
	table = fd_tables_join_copy(&fds->tables, child, table, before_ns, time_ns);
	if (table && child->tid == child->pid)
		fd_tables_set_pid(&fds->tables, table, child->pid);
}

static uint64_t exec_began_ns(const struct task *t)
{
	const struct task_call *call = &t->call;

	return call->desc && call->desc->traits & SYSCALL_EXEC && !call->since_attach ?
		       call->enter_ns :
		       0;
}

void fds_exec(struct fds *fds, struct task *t)
{
	struct fd_table *table;

	if (!fds || !fds->trusted)
		return;
	table = fd_tables_of(&fds->tables, t, fds->now_ns);
	/* The kernel made the copy at some moment since the enter; the others went on meanwhile. */
	if (table && table->user_cnt > 1)
		table = fd_tables_join_copy(&fds->tables, t, table, exec_began_ns(t), fds->now_ns);
	if (!table)
		return;
	fd_tables_set_pid(&fds->tables, table, t->pid);
	table->tid = t->tid;
	if (table->opaque)
		fd_table_forget(table, fds->now_ns);
	table->opaque = false;
	fd_table_exec(table, fds->now_ns);
}

void fds_task_end(struct fds *fds, struct task *t)
{
	if (!fds)
		return;
	fds_release(t, fds->now_ns);
	fd_tables_task_end(&fds->tables, t);
}

/* --- Time ---------------------------------------------------------------------------------- */

void fds_passed(struct fds *fds, uint64_t now_ns)
{
	if (!fds)
		return;
	if (now_ns > fds->now_ns)
		fds->now_ns = now_ns;
	if (now_ns <= fds->next_ns)
		return;
	fd_asks_pass(fds->asks, now_ns);
	fds->next_ns = fd_asks_next_ns(fds->asks);
}

void fds_lost(struct fds *fds)
{
	if (!fds)
		return;
	fds->tables.loss_cnt++;
	fds->loss_ns = fds->now_ns;
	if (!fds->asks)
		return;
	fd_asks_cancel_all(fds->asks);
	fds->next_ns = UINT64_MAX;
}

void fds_in_loss(struct fds *fds, bool in_loss)
{
	if (!fds || fds->in_loss == in_loss)
		return;
	fds->in_loss = in_loss;
	fds_lost(fds);
}

void fds_resolve(struct fds *fds)
{
	if (!fds || !fds->asks)
		return;
	fd_asks_resolve(fds->asks);
	fds->next_ns = fd_asks_next_ns(fds->asks);
}

void fds_tell(struct fds *fds, const struct fd_told *told)
{
	struct fd_table *table;

	if (!fds || !fds->told || fds->in_loss || told->pid <= 0 || told->pid >= TASK_TID_LIMIT)
		return;
	/* Nothing was known of it before: what it is may have been so from the start. */
	table = fd_tables_of_pid(&fds->tables, told->pid, told->begin_ns);
	if (!table)
		return;
	if (table->loss_cnt != fds->tables.loss_cnt) {
		table->loss_cnt = fds->tables.loss_cnt;
		fd_table_forget(table, fds->loss_ns);
	}
	fd_asks_tell(fds->asks, table, told);
}

void fds_ask_process(struct fds *fds, int pid)
{
	struct fd_table *table;

	if (!fds || !fds->asks || fds->told)
		return;
	table = fd_tables_of_pid(&fds->tables, pid, fd_asks_now_ns(fds->asks));
	if (!table)
		return;
	if (!table->tid)
		table->tid = pid;
	/* If that fails, each fd is asked for when it is used. */
	if (!fd_asks_add_all(fds->asks, table))
		fds_resolve(fds);
	else if (table->tid == pid)
		table->tid = 0; /* a leader that has ended, say: whoever uses an fd will do */
}

void fds_free(struct fds *fds)
{
	if (!fds)
		return;
	fd_tables_fini(&fds->tables);
	for (unsigned int i = 0; i < ANON_KINDS_MAX; i++)
		fd_file_put(fds->anon[i].file);
	fd_asks_free(fds->asks);
	free(fds);
}
