/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file descriptors of processes: which open file each of them is, and its name.
 *
 * Records come after the fact and say numbers; /proc/PID/fd says names, but those of now. A
 * name is therefore asked for between two rounds and believed only when the records up to
 * that moment have come too, none of them touched the fd, and a call has found it open. So
 * a name is certain. It is missing in the first moments of a file, and where something
 * happened that is not seen.
 *
 * Taken for granted, because no record says so: threads that were there before us share the
 * fds of their process, and processes do not; a process made by clone3() does not share those
 * of its parent; nobody puts an fd into another process at a number that was in use (a seccomp
 * supervisor or an LSM at exec can); and a call found in flight uses what its fd is by then. An
 * io_uring that submits by itself (SQPOLL) is known by its setup, or its fd with -p.
 */
#ifndef SYSTRAIL_TASK_FDS_H
#define SYSTRAIL_TASK_FDS_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/syscall.h"
#include "task/fd_asks.h"
#include "task/fd_file.h"
#include "task/fd_look.h"
#include "task/task.h"

struct fds;

struct fds_opts {
	enum fd_names names;
	/*
	 * Every thread of the traced processes is traced, all the time. Else an fd can change
	 * unseen, and no fd has a name: -t, -C, and children that are not followed (a process
	 * may share its fds with them).
	 */
	bool trusted;
	/* Where names come from: &fd_look_proc in a live trace; NULL: from nowhere. Borrowed. */
	const struct fd_look *look;
	/* Without @look: names come from fds_tell(). */
	bool told;
};

/*
 * NULL when memory is short. With FD_NAMES_NONE there is no need for one: every function
 * here accepts NULL and does nothing.
 */
struct fds *fds_new(const struct fds_opts *opts);

/* No task is used with it any more; they can be freed before or after. */
void fds_free(struct fds *fds);

/* --- While records come, in their order ---------------------------------------------------- */

/*
 * All records before @now_ns have been dealt with: what was looked up before it becomes a
 * name, or is dropped. To be called before each record, with its time; costs a comparison
 * where nothing waits.
 */
void fds_passed(struct fds *fds, uint64_t now_ns);

/*
 * Whether records of any thread may be missing here, as struct record has it: to be called
 * before each record, and costs a comparison too. As long as it is so, nothing is known.
 */
void fds_in_loss(struct fds *fds, bool in_loss);

/*
 * @t has entered t->call: to be called after pair_enter(), when the call that it gave as lost
 * was delivered, and before the sinks see the new one. Fills t->fds.file; those references
 * are dropped at the next call of @t, or in fds_task_end(). Until then a struct call may
 * borrow them.
 */
void fds_enter(struct fds *fds, struct task *t);

/* A call that has returned. */
struct fds_done {
	struct task *task;
	const struct syscall_desc *desc;
	const uint64_t *args; /* NULL: not known, its enter was not seen */
	int64_t ret;
	uint64_t time_ns;
};

/*
 * To be called for the calls with a result (call_returned()), before they are delivered.
 * Returns the file that the result is an fd of, or NULL. Borrowed: valid until the next
 * record.
 */
const struct fd_file *fds_exit(struct fds *fds, const struct fds_done *d);

/* @child was born to @parent (NULL: unknown), which may be inside the call that did it. */
void fds_fork(struct fds *fds, struct task *parent, struct task *child, uint64_t time_ns);

/* exec has replaced the program of @t, which is the leader by now. */
void fds_exec(struct fds *fds, struct task *t);

/* @t is gone and its last call was delivered; to be called before task_bury(). */
void fds_task_end(struct fds *fds, struct task *t);

/* Records were lost: nothing that was known of the fds is certain any more. */
void fds_lost(struct fds *fds);

/*
 * What a recording says of an fd, at its time: as an answer of /proc it counts if no record touched
 * the fd since begin_ns.
 */
void fds_tell(struct fds *fds, const struct fd_told *told);

/* --- Between rounds ------------------------------------------------------------------------- */

/* Looks up what calls have used and nothing knows yet, a few hundred fds at most. */
void fds_resolve(struct fds *fds);

/*
 * Looks up all fds of process @pid (if they are many, the rest in the next calls of
 * fds_resolve()), so that already their first use has a name. To be called when its calls are
 * recorded: after source_start(); for the command before it is released.
 */
void fds_ask_process(struct fds *fds, int pid);

#endif
