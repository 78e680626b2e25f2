/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What calls do to the file descriptors of their process; see fds.h.
 *
 * A call takes effect somewhere between its enter and its exit, and other threads use the same
 * fds meanwhile. So what closes an fd is believed to have done so from its enter on, and to be
 * able to do so until its exit; a new fd is there from its exit on.
 */
#include "task/fds.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>

#include "task/fd_asks.h"
#include "task/fd_plan.h"
#include "task/fd_tables.h"
#include "task/sockets.h"

enum { ANON_KINDS_MAX = 32 };

/* The file of all fds of one anonymous kind, whose name is known beforehand. */
struct anon {
	const char *what; /* that of the description, so that it need not be compared by text */
	struct fd_file *file;
};

struct fds {
	bool trusted;
	bool in_loss;
	bool tell_ends; /* sockets by protocol and ends */
	uint64_t next_ns; /* fd_asks_next_ns() */
	uint64_t now_ns; /* the records have come so far */
	struct fd_asks *asks; /* NULL: nothing can be looked up */
	struct fd_plans plans;
	struct fd_tables tables;
	struct anon anon[ANON_KINDS_MAX];
};

struct fds *fds_new(const struct fds_opts *opts)
{
	struct fds *fds = calloc(1, sizeof(*fds));

	if (!fds)
		return NULL;
	fds->trusted = opts->trusted;
	fds->tell_ends = opts->names == FD_NAMES_ALL;
	fds->next_ns = UINT64_MAX;
	if (!opts->look || !opts->trusted)
		return fds;
	fds->asks = fds->tables.asks = fd_asks_new(opts->names, opts->look);
	if (fds->asks)
		return fds;
	free(fds);
	return NULL;
}

/* --- What a call has to do with fds -------------------------------------------------------- */

static bool is_cloexec_ioctl(uint64_t request)
{
	return (uint32_t)request == FIOCLEX || (uint32_t)request == FIONCLEX;
}

/* The range of fds that a call closes, or gives another meaning; false: it does not. */
static bool closes(const struct syscall_desc *d, const uint64_t *args, struct fd_range *r)
{
	unsigned int first = (unsigned int)args[0], last = first;

	switch (d->does.kind) {
	case DOES_CLOSE:
		break;
	case DOES_DUP_TO:
		if ((int)args[0] == (int)args[1])
			return false; /* dup2() does nothing then, dup3() fails */
		first = last = (unsigned int)args[1];
		break;
	case DOES_CLOSE_RANGE:
		if (args[2] & (CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC))
			return false; /* see on_close_range() */
		last = (unsigned int)args[1];
		break;
	default:
		return false;
	}
	if (last >= FD_TABLE_LIMIT)
		last = FD_TABLE_LIMIT - 1;
	*r = (struct fd_range){ (int)first, (int)last };
	return first <= last;
}

/* --- Enter --------------------------------------------------------------------------------- */

static void end_closing(struct task *t, uint64_t now_ns)
{
	struct task_fds *tf = &t->fds;

	tf->closing = false;
	if (!tf->table)
		return;
	fd_table_end_closing(tf->table, tf->closing_first, tf->closing_last);
	/* What came to these numbers meanwhile may have been hit. */
	fd_table_clear(tf->table, tf->closing_first, tf->closing_last, now_ns);
}

/* The call before is over and delivered. */
static void release(struct task *t, uint64_t now_ns)
{
	struct task_fds *tf = &t->fds;

	if (tf->closing)
		end_closing(t, now_ns);
	for (unsigned int i = 0; tf->held; i++, tf->held >>= 1) {
		if (!(tf->held & 1))
			continue;
		fd_file_put(tf->file[i]);
		tf->file[i] = NULL;
	}
	tf->proves = 0;
}

/*
 * The file of @fd, which a call uses. One that was not seen yet is "seen but not known", with
 * the name to follow.
 */
static struct fd_file *use_fd(struct fds *fds, struct fd_table *table, const struct task *t, int fd)
{
	struct fd_slot *slot = fd_table_make(table, fd);
	struct fd_file *file;

	if (!slot)
		return NULL;
	if (!slot->file) {
		file = fd_file_new(t->call.enter_ns);
		if (!file)
			return NULL;
		/* Who is found inside a call did not come there with a closed fd. */
		file->used = t->call.since_attach;
		fd_table_set(table, fd, file, FD_UNSURE, t->call.enter_ns);
		fd_file_put(file); /* the slot has it */
	}
	file = slot->file;
	if (fds->asks && fd_file_wants_name(file, t->call.enter_ns))
		fd_asks_add(fds->asks, table, fd, file);
	return file;
}

static void hold_files(struct fds *fds, struct fd_table *table, struct task *t, unsigned int bits)
{
	bool closes_it = t->fds.closing;

	for (unsigned int i = 0; bits >> i; i++) {
		int fd = (int)t->call.args[i];
		const struct fd_slot *slot;
		struct fd_file *file;

		if (!(bits >> i & 1))
			continue;
		if (closes_it && fd >= t->fds.closing_first && fd <= t->fds.closing_last) {
			slot = fd_table_find(table, fd);
			file = slot ? slot->file : NULL;
		} else {
			file = use_fd(fds, table, t, fd);
		}
		t->fds.file[i] = fd_file_get(file);
		t->fds.held |= (uint8_t)((file ? 1u : 0u) << i);
	}
}

/* What is so from the moment at which the call begins. */
static void begin_effect(struct fd_table *table, struct task *t, const struct fd_plan *plan)
{
	const struct syscall_desc *d = t->call.desc;
	const uint64_t *args = t->call.args;
	struct task_fds *tf = &t->fds;

	if (tf->closing) {
		fd_table_clear(table, tf->closing_first, tf->closing_last, t->call.enter_ns);
		fd_table_begin_closing(table, tf->closing_first, tf->closing_last);
		return;
	}
	if (d->does.kind == DOES_URING)
		table->opaque = true;
	if ((d->does.kind == DOES_FCNTL && (int)args[1] == F_SETFD) ||
	    (d->does.kind == DOES_IOCTL && is_cloexec_ioctl(args[1])))
		fd_table_set_at_exec(table, (int)args[0], (int)args[0], FD_UNSURE);
	if (tf->held & 1 && plan->desc->does.kind == DOES_CONNECT)
		fd_file_change_ends(tf->file[0]);
}

/* @t has entered a call that has to do with fds. */
static void enter_call(struct fds *fds, struct task *t, const struct fd_plan *plan)
{
	struct fd_table *table = fd_tables_of(&fds->tables, t, fds->now_ns);
	struct task_fds *tf = &t->fds;
	struct fd_range r;
	uint8_t dirfds;

	if (!table)
		return;
	tf->closing = closes(plan->desc, t->call.args, &r);
	if (tf->closing) {
		tf->closing_first = r.first;
		tf->closing_last = r.last;
	}
	if (!table->opaque && !fds->in_loss) {
		fd_plan_args(plan, t->call.args, &tf->proves, &dirfds);
		hold_files(fds, table, t, tf->proves | dirfds);
		if (plan->desc->does.kind == DOES_DUP_TO)
			tf->proves &= 1;
	}
	begin_effect(table, t, plan);
}

void fds_enter(struct fds *fds, struct task *t)
{
	const struct fd_plan *plan;

	if (!fds)
		return;
	if (t->fds.held || t->fds.closing)
		release(t, t->call.enter_ns);
	if (!t->call.desc || !fds->trusted)
		return;
	plan = fd_plan_of(&fds->plans, t->call.desc);
	if (plan->matters)
		enter_call(fds, t, plan);
}

/* --- Exit ---------------------------------------------------------------------------------- */

/* The call could not end so if its fds had not been open. */
static bool proves_open(int64_t ret)
{
	enum { RESTART_FIRST = 512, RESTART_LAST = 516 }; /* ERESTARTSYS and so on, in the kernel */

	if (ret >= 0)
		return true;
	if (ret <= -RESTART_FIRST && ret >= -RESTART_LAST)
		return true;
	return ret == -EAGAIN || ret == -EINTR || ret == -EINPROGRESS || ret == -ENOTTY ||
	       ret == -ESPIPE || ret == -EPIPE;
}

/* What the result says about the fds that were used. */
static void judge_files(struct fd_table *table, struct task *t, const struct fds_done *d)
{
	bool proof = proves_open(d->ret), closed = d->ret == -EBADF;
	struct task_fds *tf = &t->fds;

	for (unsigned int i = 0; (proof || closed) && tf->held >> i; i++) {
		struct fd_file *file = tf->file[i];
		int fd = (int)d->args[i];
		const struct fd_slot *slot;

		if (!file || !(tf->proves >> i & 1))
			continue;
		if (proof) {
			file->used = true;
			continue;
		}
		/* Perhaps there is none; a file that comes to this number later is another one. */
		slot = fd_table_find(table, fd);
		if (slot && slot->file == file && !fd_file_known(file))
			fd_table_clear(table, fd, fd, d->time_ns);
	}
}

static struct fd_file *anon_file(struct fds *fds, const char *what)
{
	for (struct anon *a = fds->anon; a < fds->anon + ANON_KINDS_MAX; a++) {
		if (a->what == what)
			return a->file;
		if (a->what)
			continue;
		a->file = fd_file_new(0);
		if (!a->file)
			return NULL;
		a->file->name = fd_name_new(what, strlen(what), false);
		a->file->used = true;
		a->what = what;
		return a->file;
	}
	return NULL;
}

/* Whether the new fd of @d will be closed by exec. */
static enum fd_at_exec new_at_exec(const struct fds_done *d)
{
	const struct syscall_effect *does = &d->desc->does;

	if (does->cloexec == ~0u)
		return FD_CLOSES;
	if (!does->cloexec) /* an open without a flag may have it in memory: openat2() */
		return does->kind == DOES_OPEN ? FD_UNSURE : FD_STAYS;
	if (!d->args)
		return FD_UNSURE;
	return (d->args[does->flags_arg] & does->cloexec) ? FD_CLOSES : FD_STAYS;
}

/*
 * A file for the new fd of @d. It is there, unless somebody has closed that number once more
 * while the call was going on.
 */
static struct fd_file *new_file(const struct fd_table *table, const struct fds_done *d)
{
	const struct task_call *call = &d->task->call;
	struct fd_file *file = fd_file_new(d->time_ns);

	if (file && d->args && !call->since_attach)
		file->used = fd_table_is_quiet(table, (int)d->ret, call->enter_ns);
	return file;
}

/* The result of @d is an fd of @file, or, where that is NULL, of one that was not seen before. */
static const struct fd_file *add_fd(struct fds *fds, struct fd_table *table,
				    const struct fds_done *d, struct fd_file *file,
				    enum fd_at_exec at_exec)
{
	int fd = (int)d->ret;
	const struct fd_slot *slot;

	if (fds->in_loss || table->opaque)
		return file;
	file = file ? fd_file_get(file) : new_file(table, d);
	if (!file)
		return NULL;
	fd_table_set(table, fd, file, at_exec, d->time_ns);
	fd_file_put(file); /* the slot has it */
	slot = fd_table_find(table, fd);
	if (!slot)
		return NULL;
	if (fds->asks && fd_file_wants_name(file, d->time_ns))
		fd_asks_add(fds->asks, table, fd, file);
	return file;
}

/* A new socket has its protocol from the arguments of socket(), or from the one that listens. */
static const struct fd_file *add_socket(struct fds *fds, struct fd_table *table,
					const struct fds_done *d)
{
	const struct fd_file *listens = d->task->fds.file[0], *added;
	struct fd_file *file;
	const char *text;
	size_t len;

	if (!fds->tell_ends || !d->args || fds->in_loss || table->opaque)
		return add_fd(fds, table, d, NULL, new_at_exec(d));
	file = new_file(table, d);
	if (!file)
		return NULL;
	text = fd_file_raw(listens, &len);
	if (d->desc->args[0].kind != ARG_FD)
		file->kind = socket_kind((int)d->args[0], (int)d->args[1], (int)d->args[2]);
	else if (text)
		file->kind = socket_kind_of_text(text, len);
	added = add_fd(fds, table, d, file, new_at_exec(d));
	fd_file_put(file); /* the table has it, or nobody */
	return added;
}

/* The file of args[0], if that fd was the same all the time. */
static struct fd_file *copied_file(const struct fd_table *table, const struct fds_done *d)
{
	struct fd_file *file = d->task->fds.file[0];
	const struct fd_slot *slot;
	int fd;

	if (!d->args || !file)
		return NULL;
	fd = (int)d->args[0];
	slot = fd_table_find(table, fd);
	/* Also one that went and came back may have been another when it was copied. */
	return slot && slot->file == file &&
			       fd_table_is_quiet(table, fd, d->task->call.enter_ns + 1) ?
		       file :
		       NULL;
}

static const struct fd_file *on_dup_to(struct fds *fds, struct fd_table *table,
				       const struct fds_done *d)
{
	if (!d->args)
		fd_table_forget(table, d->time_ns);
	else if ((int)d->args[0] == (int)d->args[1])
		return copied_file(table, d);
	return add_fd(fds, table, d, copied_file(table, d), new_at_exec(d));
}

static const struct fd_file *on_fcntl(struct fds *fds, struct fd_table *table,
				      const struct fds_done *d)
{
	if (!d->args) {
		fd_table_set_at_exec(table, 0, FD_TABLE_LIMIT, FD_UNSURE);
		return NULL;
	}
	switch ((int)d->args[1]) {
	case F_DUPFD:
		return add_fd(fds, table, d, copied_file(table, d), FD_STAYS);
	case F_DUPFD_CLOEXEC:
		return add_fd(fds, table, d, copied_file(table, d), FD_CLOSES);
	case F_SETFD:
		fd_table_set_at_exec(table, (int)d->args[0], (int)d->args[0],
				     (d->args[2] & FD_CLOEXEC) ? FD_CLOSES : FD_STAYS);
	}
	return NULL;
}

static void on_ioctl(struct fd_table *table, const struct fds_done *d)
{
	if (!d->args)
		fd_table_set_at_exec(table, 0, FD_TABLE_LIMIT, FD_UNSURE);
	else if (is_cloexec_ioctl(d->args[1]))
		fd_table_set_at_exec(table, (int)d->args[0], (int)d->args[0],
				     (uint32_t)d->args[1] == FIOCLEX ? FD_CLOSES : FD_STAYS);
}

/*
 * From now on the thread's table is its own, and what others do to theirs does not concern it.
 * Also where nobody shares it: threads that we have not met may.
 */
static struct fd_table *own_table(struct fds *fds, const struct fd_table *table,
				  const struct fds_done *d)
{
	const struct task_call *call = &d->task->call;

	return fd_tables_join_copy(&fds->tables, d->task, table,
				   call->since_attach ? 0 : call->enter_ns, d->time_ns);
}

/* It is not known whether @table is still one table or has become two. */
static void doubt_table(struct fd_table *table, uint64_t now_ns)
{
	if (table->user_cnt > 1)
		table->opaque = true;
	fd_table_forget(table, now_ns);
}

static void on_unshare(struct fds *fds, struct fd_table *table, const struct fds_done *d)
{
	if (!d->args)
		doubt_table(table, d->time_ns);
	else if (d->args[0] & CLONE_FILES)
		own_table(fds, table, d);
}

static void on_close_range(struct fds *fds, struct fd_table *table, const struct fds_done *d)
{
	struct fd_range r;

	if (!d->args) {
		doubt_table(table, d->time_ns);
		return;
	}
	if (d->args[2] & CLOSE_RANGE_UNSHARE)
		table = own_table(fds, table, d);
	if (!table)
		return;
	/* The kernel takes the lower half of each. */
	r.first = (uint32_t)d->args[0] < FD_TABLE_LIMIT ? (int)d->args[0] : FD_TABLE_LIMIT;
	r.last = (uint32_t)d->args[1] < FD_TABLE_LIMIT ? (int)d->args[1] : FD_TABLE_LIMIT;
	if (d->args[2] & CLOSE_RANGE_CLOEXEC)
		fd_table_set_at_exec(table, r.first, r.last, FD_CLOSES);
	else
		fd_table_clear(table, r.first, r.last, d->time_ns);
}

/* What has happened when @d has succeeded. */
static const struct fd_file *end_effect(struct fds *fds, struct fd_table *table,
					const struct fd_plan *plan, const struct fds_done *d)
{
	const struct syscall_effect *does = &d->desc->does;

	switch ((enum effect_kind)does->kind) {
	case DOES_OPEN:
		return add_fd(fds, table, d, NULL, new_at_exec(d));
	case DOES_SOCKET:
		return add_socket(fds, table, d);
	case DOES_ANON:
		return add_fd(fds, table, d, anon_file(fds, does->what), new_at_exec(d));
	case DOES_DUP:
		return add_fd(fds, table, d, copied_file(table, d), FD_STAYS);
	case DOES_DUP_TO:
		return on_dup_to(fds, table, d);
	case DOES_FCNTL:
		return on_fcntl(fds, table, d);
	case DOES_IOCTL:
		on_ioctl(table, d);
		break;
	case DOES_CLOSE_RANGE:
		on_close_range(fds, table, d);
		break;
	case DOES_UNSHARE:
		on_unshare(fds, table, d);
		break;
	default:
		if (d->desc->traits & SYSCALL_EXEC)
			fds_exec(fds, d->task);
		else if (fd_plan_returns_fd(plan, d->args))
			return add_fd(fds, table, d, NULL, FD_UNSURE);
	}
	return NULL;
}

/* What an fd is called that has just been made is sure even where nothing else is. */
static const struct fd_file *untrusted_result(struct fds *fds, const struct fds_done *d)
{
	const struct syscall_effect *does = &d->desc->does;

	return does->kind == DOES_ANON && d->ret >= 0 ? anon_file(fds, does->what) : NULL;
}

const struct fd_file *fds_exit(struct fds *fds, const struct fds_done *d)
{
	const struct fd_plan *plan;
	struct task *t = d->task;
	struct fd_table *table;

	if (!fds)
		return NULL;
	plan = fd_plan_of(&fds->plans, d->desc);
	if (t->fds.closing)
		end_closing(t, d->time_ns);
	if (!plan->matters)
		return NULL;
	if (!fds->trusted)
		return untrusted_result(fds, d);
	table = fd_tables_of(&fds->tables, t, fds->now_ns);
	if (!table)
		return NULL;
	if (d->args && t->fds.held)
		judge_files(table, t, d);
	if (!d->args && d->desc->does.kind == DOES_CLOSE)
		fd_table_forget(table, d->time_ns); /* one of them, and who knows which */
	if (d->args && t->fds.held & 1 && plan->desc->does.kind == DOES_CONNECT)
		fd_file_change_ends(t->fds.file[0]);
	return d->ret >= 0 ? end_effect(fds, table, plan, d) : NULL;
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
	release(t, fds->now_ns);
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

void fds_ask_process(struct fds *fds, int pid)
{
	struct fd_table *table;

	if (!fds || !fds->asks)
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
