/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of threads that follows the records; see members.h. */
#include "capture/members.h"

#include <errno.h>
#include <stdlib.h>

#include "task/task.h"

int members_init(struct members *m, bool inherit, bool whole)
{
	/* Addresses, of which only the touched pages cost memory. */
	*m = (struct members){
		.pid_of = calloc(TASK_TID_LIMIT, sizeof(*m->pid_of)),
		.first_of = calloc(TASK_TID_LIMIT, sizeof(*m->first_of)),
		.next_of = calloc(TASK_TID_LIMIT, sizeof(*m->next_of)),
		.prev_of = calloc(TASK_TID_LIMIT, sizeof(*m->prev_of)),
		.inherit = inherit,
		.whole = whole,
	};
	return m->pid_of && m->first_of && m->next_of && m->prev_of ? 0 : -ENOMEM;
}

void members_fini(struct members *m)
{
	free(m->pid_of);
	free(m->first_of);
	free(m->next_of);
	free(m->prev_of);
	*m = (struct members){ 0 };
}

static bool is_id(int id)
{
	return id > 0 && id < TASK_TID_LIMIT;
}

static bool is_member(const struct members *m, int pid, int tid)
{
	return is_id(tid) && pid > 0 && m->pid_of[tid] == pid;
}

bool members_have_process(const struct members *m, int pid)
{
	return is_id(pid) && m->first_of[pid];
}

static void leave(struct members *m, int tid)
{
	int next, prev;

	if (!is_id(tid) || !m->pid_of[tid])
		return;
	next = m->next_of[tid];
	prev = m->prev_of[tid];
	if (prev)
		m->next_of[prev] = next;
	else
		m->first_of[m->pid_of[tid]] = next;
	if (next)
		m->prev_of[next] = prev;
	m->pid_of[tid] = 0;
	m->cnt--;
}

bool members_add(struct members *m, int pid, int tid)
{
	if (!is_id(pid) || !is_id(tid) || is_member(m, pid, tid))
		return false;
	leave(m, tid); /* of a process that has ended without our seeing it */
	m->pid_of[tid] = pid;
	m->prev_of[tid] = 0;
	m->next_of[tid] = m->first_of[pid];
	if (m->next_of[tid])
		m->prev_of[m->next_of[tid]] = tid;
	m->first_of[pid] = tid;
	m->cnt++;
	return true;
}

int members_next_from(const struct members *m, int tid)
{
	for (; tid < TASK_TID_LIMIT; tid++)
		if (m->pid_of[tid])
			return tid;
	return 0;
}

/* All threads of @pid. */
static void forget_process(struct members *m, int pid)
{
	while (members_have_process(m, pid))
		leave(m, m->first_of[pid]);
}

/* The ids of a new thread may have been those of a member that ended long ago. */
static bool on_fork(struct members *m, const struct decode_origin *o, uint64_t time_ns)
{
	bool is_child = m->inherit && is_id(o->parent_tid) && m->pid_of[o->parent_tid];

	/* It was found in /proc, as a target, and this is how it was born. */
	if (time_ns < m->listed_ns && is_member(m, o->subject_pid, o->subject_tid))
		return true;
	/* It was not, and its EXIT may have been on a CPU that recorded nothing yet. */
	if (time_ns < m->enabled_ns)
		return false;
	leave(m, o->subject_tid);
	if (o->subject_pid == o->subject_tid)
		forget_process(m, o->subject_pid);
	return is_child && members_add(m, o->subject_pid, o->subject_tid);
}

/*
 * exec by a thread that is not the leader gives it the leader's tid, after all others have ended.
 * So who is left of the process is the caller, under its old tid, if it was a member.
 */
static void on_exec(struct members *m, const struct decode_origin *o)
{
	int pid = o->subject_pid;

	if (!members_have_process(m, pid) || is_member(m, pid, o->subject_tid))
		return;
	forget_process(m, pid);
	members_add(m, pid, o->subject_tid);
}

/* A thread whose FORK was lost is known by its process, where that belongs to us as a whole. */
static void mend(struct members *m, const struct decode_origin *o)
{
	if (m->lossy && m->whole && members_have_process(m, o->subject_pid))
		members_add(m, o->subject_pid, o->subject_tid);
}

bool members_want(struct members *m, const struct decode_layout *l,
		  const struct perf_event_header *hdr)
{
	struct decode_origin o;
	bool wanted;

	m->lossy |= hdr->type == PERF_RECORD_LOST;
	if (!decode_origin(l, hdr, &o))
		return true;
	if (hdr->type == PERF_RECORD_FORK)
		return on_fork(m, &o, decode_time_ns(l, hdr));
	if (hdr->type == PERF_RECORD_COMM && hdr->misc & PERF_RECORD_MISC_COMM_EXEC)
		on_exec(m, &o);
	mend(m, &o);
	wanted = is_member(m, o.subject_pid, o.subject_tid);
	if (hdr->type == PERF_RECORD_EXIT)
		leave(m, o.subject_tid);
	return wanted;
}
