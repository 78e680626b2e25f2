/* SPDX-License-Identifier: GPL-2.0-only */
/* Records into tasks, calls and marks; see records.h. */
#include "session/records.h"

#include <signal.h>
#include <string.h>

#include "pair/fate.h"
#include "perfdata/riders.h"
#include "session/points.h"
#include "task/creds.h"
#include "task/maps.h"
#include "util/clock.h"

void records_deliver(struct session *s, const struct call *c)
{
	if (s->full || s->off || !filter_wants(&s->filter, c))
		return;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_call(s->sinks[i], c))
			s->full = true;
}

static void begin(struct session *s, struct task *t)
{
	if (s->full || s->off || !filter_wants_begin(&s->filter, t))
		return;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_begin(s->sinks[i], t))
			s->full = true;
}

/* Gives a mark, whose kind and u are set, to the sinks. */
static void deliver_mark(struct session *s, struct task *t, const struct event *ev, struct mark *m)
{
	if (s->full || s->off || !filter_wants_thread(&s->filter, t))
		return;
	m->task = t;
	m->time_ns = ev->time_ns;
	m->cpu = ev->cpu;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_mark(s->sinks[i], m))
			s->full = true;
}

static struct task *leader_of(const struct session *s, const struct task *t)
{
	return task_find(s->tasks, t->pid);
}

static void bury(struct session *s, struct task *t)
{
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		sink_task_end(s->sinks[i], t);
	fds_task_end(s->fds, t);
	maps_task_end(s->maps, t);
	task_bury(s->tasks, t);
}

/* The thread is no more: the call that it was in is unfinished for ever. */
static void end_call(struct session *s, struct task *t, uint64_t now_ns)
{
	struct call c;

	if (pair_take(t, now_ns, &c))
		records_deliver(s, &c);
}

void records_lose_task(struct session *s, struct task *t, uint64_t now_ns)
{
	struct call c;

	if (pair_take_lost(t, now_ns, &c))
		records_deliver(s, &c);
	bury(s, t);
}

/* Something to show has come; the first such record is where time begins. */
static void start(struct session *s, uint64_t time_ns)
{
	if (s->started)
		return;
	s->started = true;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		sink_start(s->sinks[i], time_ns);
}

/* @id: 0: it is not told. */
static void move_to_cgroup(struct session *s, struct task *t, uint64_t id)
{
	if (!id || id == t->cgroup_id)
		return;
	t->cgroup_id = id;
	t->cgroup = s->cgroups ? cgroups_find_id(s->cgroups, id) : NULL;
}

static void update_cgroup(struct session *s, struct task *t, const struct event *ev)
{
	move_to_cgroup(s, t, ev->cgroup_id);
}

/* The living thread that a record is about, or NULL: one of another pid namespace. */
static struct task *task_of(struct session *s, const struct event *ev)
{
	struct task *t = ev->tid > 0 ? task_get(s->tasks, ev->pid, ev->tid) : NULL;

	/* The tid is used again by another process; the records of that were lost. */
	if (t && ev->pid > 0 && t->pid != ev->pid) {
		records_lose_task(s, t, ev->time_ns);
		t = task_get(s->tasks, ev->pid, ev->tid);
	}
	if (t)
		update_cgroup(s, t, ev);
	else
		s->foreign_cnt++;
	return t;
}

/* The same for a tracepoint, which may also be hit where no thread runs: by a CPU's idle task. */
static struct task *task_of_point(struct session *s, const struct event *ev)
{
	struct task *t;

	if (ev->tid || ev->pid || !s->initial_pid_ns)
		return task_of(s, ev);
	t = task_get(s->tasks, 0, 0);
	if (t && !t->comm[0])
		task_set_comm(t, "swapper");
	return t;
}

/*
 * The first call of a program of another ABI. The kernel has filtered so far by the numbers of our
 * own, because those of the other one are numbers of other calls here, frequent ones among them
 * (i386's exit is x86_64's write). What such programs did to their fds until now we may have
 * missed, and records from before now may still come.
 */
static void widen(struct session *s)
{
	int ret = source_widen(s->source);

	s->widened = true;
	if (!ret)
		return;
	s->narrow_until_ns = ret < 0 ? UINT64_MAX : clock_now_ns();
	fds_in_loss(s->fds, true);
	if (ret < 0 && !s->live)
		diag_say(s->diag, DIAG_WARN,
			 "of 32-bit programs not all calls were recorded that have to be known of: how "
			 "they end may not be seen, and no file descriptor has a name from here on");
	else if (ret < 0)
		diag_say(s->diag, DIAG_WARN,
			 "cannot start the events for 32-bit programs (%s): how they end may not be "
			 "seen, and no file descriptor has a name from here on",
			 strerror(-ret));
}

/* The entry of a call may be where showing begins or ends. */
static void switch_at(struct session *s, const struct pair_enter *e)
{
	if (s->on_calls && syscall_set_has(s->on_calls, e->abi, e->nr))
		s->off = false;
	if (s->off_calls && syscall_set_has(s->off_calls, e->abi, e->nr))
		s->off = true;
}

static void on_enter(struct session *s, const struct event *ev)
{
	struct pair_enter e = {
		.nr = ev->u.enter.nr,
		.abi = ev->u.enter.abi,
		.time_ns = ev->time_ns,
		.cpu = ev->cpu,
		.since_attach = ev->kind == EVENT_INFLIGHT,
		.args = ev->u.enter.args,
	};
	struct task *t = task_of(s, ev);
	struct call c;

	if (!t || (e.since_attach && pair_knows(t)))
		return;
	if (e.abi != s->pair.native && !s->widened)
		widen(s);
	start(s, ev->time_ns);
	if (pair_enter(&s->pair, t, &e, &c))
		records_deliver(s, &c);
	if (!e.since_attach)
		switch_at(s, &e);
	if (!t->call.desc)
		return;
	fds_enter(s->fds, t);
	if (t->call.desc->traits & SYSCALL_NO_RETURN) {
		fate_call(t, leader_of(s, t));
		pair_take(t, ev->time_ns, &c);
		records_deliver(s, &c);
	} else {
		begin(s, t);
	}
}

/* What the call did to the file descriptors of its process. */
static void returned(struct session *s, struct call *c, uint64_t time_ns)
{
	struct fds_done done = {
		.task = c->task,
		.desc = c->desc,
		.args = c->state == CALL_COMPLETE ? c->args : NULL,
		.ret = c->ret,
		.time_ns = time_ns,
	};

	c->ret_file = fds_exit(s->fds, &done);
	creds_call(c->task, c->desc);
}

static void on_exit(struct session *s, const struct event *ev)
{
	struct pair_exit x = {
		.nr = ev->u.exit.nr,
		.ret = ev->u.exit.ret,
		.time_ns = ev->time_ns,
		.cpu = ev->cpu,
		.in_loss = ev->in_loss,
	};
	struct task *t = task_of(s, ev);
	struct call done, old;

	if (!t)
		return;
	start(s, ev->time_ns);
	if (pair_exit(&s->pair, t, &x, &done, &old))
		records_deliver(s, &old);
	returned(s, &done, ev->time_ns);
	records_deliver(s, &done);
}

/* exec leaves one thread, under the tid of the leader; another may have called it. */
static void on_exec(struct session *s, const struct event *ev)
{
	struct task *leader = task_find(s->tasks, ev->pid), *caller;

	if (leader && leader->call.desc && leader->call.desc->traits & SYSCALL_EXEC)
		return;
	caller = task_find_execing(s->tasks, ev->pid);
	if (!caller)
		return;
	if (leader && !leader->dead) {
		end_call(s, leader, ev->time_ns);
		bury(s, leader);
	}
	task_become_leader(s->tasks, caller);
}

/*
 * The thread was there before us: what records will not tell of it is asked now, or a recording has
 * told it.
 */
static void on_found(struct session *s, const struct event *ev)
{
	struct task *t = task_of(s, ev);

	if (!t)
		return;
	task_set_comm(t, ev->u.found.name);
	if (!s->live) {
		creds_tell(t, ev->u.found.uid);
		move_to_cgroup(s, t, ev->u.found.cgroup_id);
		return;
	}
	maps_found(s->maps, t);
	if (s->uids)
		task_uid(t);
	if (s->cgroups) {
		t->cgroup = cgroups_of_thread(s->cgroups, t->tid);
		t->cgroup_id = t->cgroup ? t->cgroup->id : 0;
	}
}

static void on_comm(struct session *s, const struct event *ev)
{
	struct task *t;

	if (ev->u.comm.by_exec)
		on_exec(s, ev);
	t = task_of(s, ev);
	if (!t)
		return;
	task_set_comm(t, ev->u.comm.name);
	if (ev->u.comm.by_exec) {
		pair_execed(t);
		creds_exec(t);
		fate_exec(t);
		fds_exec(s->fds, t);
		maps_exec(s->maps, t, ev->time_ns);
	}
}

static void on_fork(struct session *s, const struct event *ev)
{
	struct task *old = task_find(s->tasks, ev->tid), *parent, *child;

	if (old && !old->dead)
		records_lose_task(s, old, ev->time_ns); /* the tid is used again */
	if (ev->tid <= 0)
		return;
	child = task_fork(s->tasks, ev->pid, ev->tid, ev->u.fork.parent_tid);
	parent = task_find(s->tasks, ev->u.fork.parent_tid);
	if (!child)
		return;
	if (parent && parent->dead)
		parent = NULL;
	fds_fork(s->fds, parent, child, ev->time_ns);
	maps_fork(s->maps, parent, child, ev->time_ns);
	if (parent && s->uids)
		task_uid(parent); /* later nobody could say as whom a short-lived child ran */
	creds_fork(parent, child);
	if (parent) {
		child->cgroup = parent->cgroup;
		child->cgroup_id = parent->cgroup_id;
	}
}

/*
 * perf's own record of a thread that was there already, which may come when the thread has been
 * seen: it is not born again.
 */
static bool is_known_fork(const struct session *s, const struct record *rec, const struct event *ev)
{
	const struct task *t = task_find(s->tasks, ev->tid);

	return rec->hdr->misc & PERF_RECORD_MISC_FORK_EXEC && t && !t->dead && t->pid == ev->pid;
}

static void on_task_exit(struct session *s, const struct event *ev)
{
	struct task *t = task_find(s->tasks, ev->tid);
	struct mark m;

	if (!t || t->dead)
		return;
	if (s->ends)
		fate_end(s->tasks, t, leader_of(s, t), &m);
	end_call(s, t, ev->time_ns);
	if (s->ends) {
		start(s, ev->time_ns);
		deliver_mark(s, t, ev, &m);
	}
	bury(s, t);
}

/* The number in a field of a tracepoint's record; 0 where the record is too short. */
static int64_t field_of(const struct event *ev, const struct point_field *f)
{
	const char *raw = ev->u.tracepoint.raw;
	int32_t v32;
	int64_t v64;

	if (f->offset > ev->u.tracepoint.raw_len || f->size > ev->u.tracepoint.raw_len - f->offset)
		return 0;
	if (f->size == sizeof(v32)) {
		memcpy(&v32, raw + f->offset, sizeof(v32));
		return v32;
	}
	if (f->size != sizeof(v64))
		return 0;
	memcpy(&v64, raw + f->offset, sizeof(v64));
	return v64;
}

/*
 * A signal reached a thread. The events of it are of all threads of the machine, so that only
 * those count that we know already.
 */
static void on_signal(struct session *s, const struct event *ev)
{
	const struct signal_fields *f = &s->signal_fields;
	struct task *t = task_find(s->tasks, ev->tid);
	struct mark m = {
		.kind = MARK_SIGNAL,
		.u.signal = {
			.signo = (int)field_of(ev, &f->sig),
			.code = (int)field_of(ev, &f->code),
			.err = (int)field_of(ev, &f->err),
		},
	};
	bool by_default = !field_of(ev, &f->handler);
	int signo = m.u.signal.signo;

	if (!t || t->dead || !fate_signal(t, leader_of(s, t), signo, by_default))
		return;
	if (signo < 1 || signo > 64 || !(s->signals >> (signo - 1) & 1))
		return;
	update_cgroup(s, t, ev);
	start(s, ev->time_ns);
	deliver_mark(s, t, ev, &m);
}

/*
 * The living thread that a field of a tracepoint's record names, or NULL. These are the kernel's own
 * numbers: in another pid namespace than the first they are not ours, and name somebody else.
 */
static struct task *task_in_field(struct session *s, const struct event *ev,
				  const struct point_field *f)
{
	struct task *t = s->initial_pid_ns ? task_find(s->tasks, (int)field_of(ev, f)) : NULL;

	return t && !t->dead ? t : NULL;
}

/* A signal was queued for a thread, which may be what will end it. */
static void on_sent(struct session *s, const struct event *ev)
{
	struct task *t = task_in_field(s, ev, &s->sent_fields.tid);

	if (t)
		fate_sent(t, leader_of(s, t), (int)field_of(ev, &s->sent_fields.sig));
}

/* The CPU time of a thread, which the kernel may tell while another one runs. */
static void on_runtime(struct session *s, const struct event *ev)
{
	struct task *t = task_in_field(s, ev, &s->runtime_fields.tid);

	if (t)
		t->runtime_ns += (uint64_t)field_of(ev, &s->runtime_fields.runtime);
}

static void show_point(struct session *s, const struct event *ev, const struct point *p)
{
	struct task *t = task_of_point(s, ev);
	struct mark m = {
		.kind = MARK_TRACEPOINT,
		.u.tracepoint = {
			.id = p->id,
			.name = p->name,
			.raw = ev->u.tracepoint.raw,
			.raw_len = ev->u.tracepoint.raw_len,
		},
	};

	if (!t)
		return;
	start(s, ev->time_ns);
	deliver_mark(s, t, ev, &m);
}

static void on_tracepoint(struct session *s, const struct event *ev)
{
	const struct point *p = points_find(&s->points, ev->u.tracepoint.id);

	if (!p)
		return;
	if (p->uses & POINT_ON)
		s->off = false;
	if (p->uses & POINT_SIGNAL)
		on_signal(s, ev);
	if (p->uses & POINT_SENT)
		on_sent(s, ev);
	if (p->uses & POINT_RUNTIME)
		on_runtime(s, ev);
	if (p->uses & POINT_SHOWN)
		show_point(s, ev, p);
	if (p->uses & POINT_OFF)
		s->off = true;
}

static struct mark_place place_of(struct session *s, struct task *t, uint64_t addr)
{
	const struct map *map = maps_find(s->maps, t, addr);
	struct mark_place place = { .addr = addr };

	if (map) {
		place.file = map->file;
		place.offset = maps_offset(map, addr);
		place.exec = map->exec;
	}
	return place;
}

static void on_fault(struct session *s, const struct event *ev)
{
	struct task *t = task_of(s, ev);
	struct mark m = { .kind = MARK_FAULT, .u.fault.major = ev->u.fault.major };

	if (!t || (ev->u.fault.major ? s->no_major_faults : s->no_minor_faults))
		return;
	start(s, ev->time_ns);
	m.u.fault.from = place_of(s, t, ev->u.fault.ip);
	m.u.fault.to = place_of(s, t, ev->u.fault.addr);
	deliver_mark(s, t, ev, &m);
}

static void on_mmap(struct session *s, const struct event *ev)
{
	struct maps_mmap map = {
		.time_ns = ev->time_ns,
		.addr = ev->u.mmap.addr,
		.len_bytes = ev->u.mmap.len,
		.pgoff_bytes = ev->u.mmap.pgoff,
		.file = ev->u.mmap.file,
		.exec = ev->u.mmap.exec,
	};
	/* What the kernel has mapped is nobody's (a recording tells that, too). */
	struct task *t = s->maps && ev->pid >= 0 ? task_of(s, ev) : NULL;

	if (t)
		maps_mmap(s->maps, t, &map);
}

static void on_fd(struct session *s, const struct event *ev)
{
	struct fd_told told = {
		.begin_ns = ev->u.fd.begin_ns,
		.end_ns = ev->time_ns,
		.pid = ev->pid,
		.fd = ev->u.fd.fd,
		.at_exec = FD_UNSURE,
		.link = ev->u.fd.link,
		.link_len = ev->u.fd.link_len,
		.name = ev->u.fd.name,
		.name_len = ev->u.fd.name_len,
		.ends = ev->u.fd.flags & RIDER_FD_ENDS,
		.foreign = ev->u.fd.flags & RIDER_FD_FOREIGN,
	};

	if (ev->u.fd.flags & RIDER_FD_KNOWS_CLOEXEC)
		told.at_exec = ev->u.fd.flags & RIDER_FD_CLOEXEC ? FD_CLOSES : FD_STAYS;
	fds_tell(s->fds, &told);
}

static void on_container(struct session *s, const struct event *ev)
{
	struct container_told told = {
		.cgroup_id = ev->u.container.cgroup_id,
		.id = ev->u.container.id,
		.id_len = ev->u.container.id_len,
		.name = ev->u.container.name,
		.name_len = ev->u.container.name_len,
		.pod = ev->u.container.pod,
		.pod_len = ev->u.container.pod_len,
	};

	if (s->cgroups)
		cgroups_tell_container(s->cgroups, &told);
}

static void on_lost(struct session *s, const struct event *ev)
{
	pair_lost(&s->pair);
	fds_lost(s->fds);
	if (s->live)
		s->sweep_until_ns = clock_now_ns() + SWEEP_QUIET_NS;
	s->lost_cnt += ev->u.lost.cnt;
	for (unsigned int i = 0; ev->u.lost.cnt && i < s->sink_cnt; i++)
		sink_lost(s->sinks[i], s->now_ns, ev->cpu, ev->u.lost.cnt);
}

void records_tick(struct session *s, uint64_t now_ns)
{
	s->tick_ns = UINT64_MAX;
	for (unsigned int i = 0; i < s->sink_cnt; i++) {
		uint64_t next_ns = sink_tick(s->sinks[i], now_ns);

		if (next_ns < s->tick_ns)
			s->tick_ns = next_ns;
	}
}

void records_take(struct session *s, const struct record *rec)
{
	struct event ev;

	if (decode_record(rec->layout, rec, &ev)) {
		s->broken_cnt++;
		return;
	}
	if (rec->time_ns > s->now_ns)
		s->now_ns = rec->time_ns;
	if (s->now_ns >= s->tick_ns)
		records_tick(s, s->now_ns);
	fds_in_loss(s->fds, rec->in_loss || rec->time_ns < s->narrow_until_ns);
	fds_passed(s->fds, rec->time_ns);
	switch (ev.kind) {
	case EVENT_ENTER:
	case EVENT_INFLIGHT:
		on_enter(s, &ev);
		break;
	case EVENT_EXIT:
		on_exit(s, &ev);
		break;
	case EVENT_COMM:
		on_comm(s, &ev);
		break;
	case EVENT_FOUND:
		on_found(s, &ev);
		break;
	case EVENT_FORK:
		if (!is_known_fork(s, rec, &ev))
			on_fork(s, &ev);
		break;
	case EVENT_TASK_EXIT:
		on_task_exit(s, &ev);
		break;
	case EVENT_LOST:
		on_lost(s, &ev);
		break;
	case EVENT_TRACEPOINT:
		on_tracepoint(s, &ev);
		break;
	case EVENT_FAULT:
		on_fault(s, &ev);
		break;
	case EVENT_MMAP:
		on_mmap(s, &ev);
		break;
	case EVENT_CGROUP:
		if (s->cgroups)
			cgroups_learn(s->cgroups, ev.u.cgroup.id, ev.u.cgroup.path);
		break;
	case EVENT_FD:
		on_fd(s, &ev);
		break;
	case EVENT_CONTAINER:
		on_container(s, &ev);
		break;
	case EVENT_OTHER:
		break;
	}
}
