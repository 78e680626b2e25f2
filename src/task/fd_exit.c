/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What calls have done to the file descriptors of their process when they return; see fds.h and
 * fd_enter.c.
 */
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <string.h>

#include "task/fds_private.h"
#include "task/sockets.h"

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
	else if (fds_is_cloexec_ioctl(d->args[1]))
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
		fds_end_closing(t, d->time_ns);
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
