/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What calls do to the file descriptors of their process when they are entered; see fds.h.
 *
 * A call takes effect somewhere between its enter and its exit, and other threads use the same
 * fds meanwhile. So what closes an fd is believed to have done so from its enter on, and to be
 * able to do so until its exit; a new fd is there from its exit on.
 */
#include <asm/ioctls.h>
#include <fcntl.h>
#include <linux/close_range.h>

#include "task/fds_private.h"

bool fds_is_cloexec_ioctl(uint64_t request)
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

void fds_end_closing(struct task *t, uint64_t now_ns)
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
void fds_release(struct task *t, uint64_t now_ns)
{
	struct task_fds *tf = &t->fds;

	if (tf->closing)
		fds_end_closing(t, now_ns);
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
static void begin_effect(struct fd_table *table, struct task *t)
{
	const struct syscall_desc *d = t->call.desc;
	const uint64_t *args = t->call.args;
	struct task_fds *tf = &t->fds;

	if (tf->closing) {
		fd_table_clear(table, tf->closing_first, tf->closing_last, t->call.enter_ns);
		fd_table_begin_closing(table, tf->closing_first, tf->closing_last);
		return;
	}
	if ((d->does.kind == DOES_FCNTL && (int)args[1] == F_SETFD) ||
	    (d->does.kind == DOES_IOCTL && fds_is_cloexec_ioctl(args[1])))
		fd_table_set_at_exec(table, (int)args[0], (int)args[0], FD_UNSURE);
	if (tf->held & 1 && d->does.kind == DOES_CONNECT)
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
		/* The new fd of dup2(): so that its change does not count as one of the whole table. */
		if (plan->desc->does.kind == DOES_DUP_TO)
			fd_table_make(table, r.first);
		tf->closing_first = r.first;
		tf->closing_last = r.last;
	}
	/* From now on, and its own argument may be the index of a registered ring, and no fd. */
	if (plan->desc->does.kind == DOES_URING)
		table->opaque = true;
	if (!table->opaque && !fds->in_loss) {
		fd_plan_args(plan, t->call.args, &tf->proves, &dirfds);
		hold_files(fds, table, t, tf->proves | dirfds);
		if (plan->desc->does.kind == DOES_DUP_TO)
			tf->proves &= 1;
	}
	begin_effect(table, t);
}

void fds_enter(struct fds *fds, struct task *t)
{
	const struct fd_plan *plan;

	if (!fds)
		return;
	if (t->fds.held || t->fds.closing)
		fds_release(t, t->call.enter_ns);
	if (!t->call.desc || !fds->trusted)
		return;
	plan = fd_plan_of(&fds->plans, t->call.desc);
	if (plan->matters)
		enter_call(fds, t, plan);
}
