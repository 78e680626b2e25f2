/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of threads that follows the records; see members.h. */
#include "capture/members.h"

#include <errno.h>

#include "task/task.h"

int members_init(struct members *m, bool inherit)
{
	*m = (struct members){ .inherit = inherit };
	if (!idset_init(&m->tids, TASK_TID_LIMIT) || !idset_init(&m->pids, TASK_TID_LIMIT))
		return -ENOMEM;
	return 0;
}

void members_fini(struct members *m)
{
	idset_fini(&m->tids);
	idset_fini(&m->pids);
}

bool members_add(struct members *m, int pid, int tid)
{
	if (idset_has(&m->tids, tid))
		return false;
	idset_add(&m->tids, tid);
	idset_add(&m->pids, pid);
	m->cnt++;
	return true;
}

static void leave(struct members *m, int tid)
{
	if (!idset_has(&m->tids, tid))
		return;
	idset_remove(&m->tids, tid);
	m->cnt--;
}

/* The ids of a new thread may have been those of a member that ended long ago. */
static bool on_fork(struct members *m, const struct decode_origin *o)
{
	bool is_child = m->inherit && idset_has(&m->tids, o->parent_tid);

	leave(m, o->subject_tid);
	if (o->subject_pid == o->subject_tid)
		idset_remove(&m->pids, o->subject_pid);
	return is_child && members_add(m, o->subject_pid, o->subject_tid);
}

/*
 * exec by a thread that is not the leader gives it the leader's tid, after the leader has ended.
 * The thread stays one member; its old tid stays in the set until it is given out again.
 */
static void on_exec(struct members *m, const struct decode_origin *o)
{
	if (idset_has(&m->pids, o->subject_pid))
		idset_add(&m->tids, o->subject_tid);
}

bool members_want(struct members *m, const struct decode_layout *l,
		  const struct perf_event_header *hdr)
{
	struct decode_origin o;
	bool wanted;

	if (!decode_origin(l, hdr, &o))
		return true;
	if (hdr->type == PERF_RECORD_FORK)
		return on_fork(m, &o);
	if (hdr->type == PERF_RECORD_COMM && hdr->misc & PERF_RECORD_MISC_COMM_EXEC)
		on_exec(m, &o);
	wanted = idset_has(&m->tids, o.subject_tid);
	if (hdr->type == PERF_RECORD_EXIT)
		leave(m, o.subject_tid);
	return wanted;
}
