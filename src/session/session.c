/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop; see session.h. */
#include "session/session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "task/proc.h"
#include "util/clock.h"

/*
 * The kernel wakes us when a ring is a quarter full; a quiet trace is looked at by the
 * clock, less and less often while nothing comes.
 */
enum { WAIT_MS_MIN = 10, WAIT_MS_MAX = 80 };

/* Of a thread that has been quiet for so long no records wait in the rings. */
#define SWEEP_QUIET_NS (2 * NSEC_PER_SEC)

enum { SWEEP_TASKS = 64 };

static void deliver(struct session *s, const struct call *c)
{
	if (s->full || !filter_wants(&s->filter, c))
		return;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_call(s->sinks[i], c))
			s->full = true;
}

static void begin(struct session *s, struct task *t)
{
	if (s->full || filter_needs_end(&s->filter))
		return;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_begin(s->sinks[i], t))
			s->full = true;
}

static void bury(struct session *s, struct task *t)
{
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		sink_task_end(s->sinks[i], t);
	fds_task_end(s->fds, t);
	task_bury(s->tasks, t);
}

/* The thread is no more: the call that it was in is unfinished for ever. */
static void end_task(struct session *s, struct task *t, uint64_t now_ns)
{
	struct call c;

	if (pair_take(t, now_ns, &c))
		deliver(s, &c);
	bury(s, t);
}

/* The record of the thread's end was lost, and with it perhaps that of its call. */
static void lose_task(struct session *s, struct task *t, uint64_t now_ns)
{
	struct call c;

	if (pair_take_lost(t, now_ns, &c))
		deliver(s, &c);
	bury(s, t);
}

/* A system call record has come; the first one is where time begins. */
static void start(struct session *s, uint64_t time_ns)
{
	if (s->started)
		return;
	s->started = true;
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		sink_start(s->sinks[i], time_ns);
}

/* The living thread that a record is about, or NULL: one of another pid namespace. */
static struct task *task_of(struct session *s, const struct event *ev)
{
	struct task *t = ev->tid > 0 ? task_get(s->tasks, ev->pid, ev->tid) : NULL;

	/* The tid is used again by another process; the records of that were lost. */
	if (t && ev->pid > 0 && t->pid != ev->pid) {
		lose_task(s, t, ev->time_ns);
		t = task_get(s->tasks, ev->pid, ev->tid);
	}
	if (!t)
		s->foreign_cnt++;
	return t;
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
	start(s, ev->time_ns);
	if (pair_enter(&s->pair, t, &e, &c))
		deliver(s, &c);
	if (!t->call.desc)
		return;
	fds_enter(s->fds, t);
	if (t->call.desc->traits & SYSCALL_NO_RETURN) {
		pair_take(t, ev->time_ns, &c);
		deliver(s, &c);
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
		deliver(s, &old);
	returned(s, &done, ev->time_ns);
	deliver(s, &done);
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
	if (leader && !leader->dead)
		end_task(s, leader, ev->time_ns);
	task_become_leader(s->tasks, caller);
}

static void on_comm(struct session *s, const struct event *ev)
{
	struct task *t;

	if (ev->kind == EVENT_COMM && ev->u.comm.by_exec)
		on_exec(s, ev);
	t = task_of(s, ev);
	if (!t)
		return;
	task_set_comm(t, ev->u.comm.name);
	if (ev->kind == EVENT_COMM && ev->u.comm.by_exec) {
		pair_execed(t);
		fds_exec(s->fds, t);
	}
}

static void on_fork(struct session *s, const struct event *ev)
{
	struct task *old = task_find(s->tasks, ev->tid), *parent, *child;

	if (old && !old->dead)
		lose_task(s, old, ev->time_ns); /* the tid is used again */
	if (ev->tid <= 0)
		return;
	child = task_fork(s->tasks, ev->pid, ev->tid, ev->u.fork.parent_tid);
	parent = task_find(s->tasks, ev->u.fork.parent_tid);
	if (child)
		fds_fork(s->fds, parent && !parent->dead ? parent : NULL, child, ev->time_ns);
}

static void on_task_exit(struct session *s, const struct event *ev)
{
	struct task *t = task_find(s->tasks, ev->tid);

	if (t && !t->dead)
		end_task(s, t, ev->time_ns);
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

static void on_record(struct session *s, const struct record *rec)
{
	struct event ev;

	if (decode_record(&s->layout, rec, &ev)) {
		s->broken_cnt++;
		return;
	}
	if (rec->time_ns > s->now_ns)
		s->now_ns = rec->time_ns;
	fds_in_loss(s->fds, rec->in_loss);
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
	case EVENT_FOUND:
		on_comm(s, &ev);
		break;
	case EVENT_FORK:
		on_fork(s, &ev);
		break;
	case EVENT_TASK_EXIT:
		on_task_exit(s, &ev);
		break;
	case EVENT_LOST:
		on_lost(s, &ev);
		break;
	case EVENT_OTHER:
		break;
	}
}

/*
 * A lost EXIT record leaves a thread that seems to live for ever. After a loss the quiet
 * ones are looked up in /proc, some in each round, until all had the time to be quiet.
 */
static void sweep(struct session *s)
{
	uint64_t now_ns;
	struct task *t;

	if (!s->sweep_until_ns)
		return;
	now_ns = clock_now_ns();
	t = task_next_from(s->tasks, s->sweep_tid);
	if (!s->sweep_tid)
		s->sweep_begin_ns = now_ns;
	for (int i = 0; t && i < SWEEP_TASKS; i++) {
		struct task *next = task_next_from(s->tasks, t->tid + 1);

		if (t->call.seen_ns + SWEEP_QUIET_NS < now_ns && !proc_exists(t->tid))
			lose_task(s, t, now_ns);
		t = next;
	}
	s->sweep_tid = t ? t->tid : 0;
	if (!t && s->sweep_begin_ns > s->sweep_until_ns)
		s->sweep_until_ns = 0;
}

static int flush(struct session *s)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < s->sink_cnt; i++)
		err = sink_flush(s->sinks[i]);
	return err;
}

/*
 * One round: all records up to a moment ago. Returns how many came, or -errno; @more: the
 * source has something to do that it will not wake us for.
 */
static int round_of(struct session *s, bool last, bool *more)
{
	/* The slack of the merge is less than that. */
	uint64_t until_ns = s->live ? clock_now_ns() - NSEC_PER_MSEC : 0;
	int ret = source_begin_round(s->source, last), n = 0;
	struct record rec;

	*more = ret > 0;
	while (ret >= 0 && !s->full) {
		ret = source_next(s->source, &rec);
		if (ret <= 0)
			break;
		on_record(s, &rec);
		if (n < INT32_MAX)
			n++;
	}
	if (ret < 0)
		return diag_fail(s->diag, ret, "cannot read the ring buffers: %s", strerror(-ret));
	if (!*more && !s->full)
		fds_passed(s->fds, until_ns);
	ret = flush(s);
	return ret ? ret : n;
}

/* Sleeps until there is something to do. Returns 1 when the trace should end, 0, or -errno. */
static int wait_for_more(struct session *s, int wait_ms)
{
	struct pollfd fds[] = {
		{ .fd = s->stop_fd, .events = POLLIN },
		{ .fd = source_fd(s->source), .events = POLLIN },
	};

	if (poll(fds, 2, wait_ms) < 0 && errno != EINTR)
		return diag_fail(s->diag, -errno, "poll: %s", strerror(errno));
	return s->should_stop && s->should_stop(s->should_stop_arg);
}

static void idle(struct session *s)
{
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_idle(s->sinks[i], clock_now_ns()))
			s->full = true;
}

static int trace(struct session *s)
{
	int wait_ms = WAIT_MS_MIN;

	for (;;) {
		/* Asked before the round, so that the last records are in the rings by then. */
		bool gone = source_targets_gone(s->source), more;
		int n = round_of(s, false, &more), stop;

		if (n < 0)
			return n;
		if (s->full || gone)
			return 0;
		if (n)
			wait_ms = WAIT_MS_MIN;
		else if (wait_ms < WAIT_MS_MAX)
			wait_ms *= 2;
		if (!n)
			idle(s);
		sweep(s);
		fds_resolve(s->fds);
		stop = wait_for_more(s, more ? 0 : wait_ms);
		if (stop)
			return stop < 0 ? stop : 0;
	}
}

/* Calls that are still going on. */
static void show_pending(struct session *s)
{
	uint64_t now_ns = clock_now_ns();
	struct task *t;
	struct call c;

	if (now_ns < s->now_ns)
		now_ns = s->now_ns;
	for (t = task_next(s->tasks, NULL); t; t = task_next(s->tasks, t)) {
		/* After a loss it may have ended without our knowing. */
		bool gone = s->live && s->lost_cnt && !proc_exists(t->tid);

		if (gone ? pair_take_lost(t, now_ns, &c) : pair_take(t, now_ns, &c))
			deliver(s, &c);
	}
}

/* The first error counts. */
static void keep_error(int *err, int later)
{
	if (*err >= 0 && later < 0)
		*err = later;
}

int session_start(struct session *s)
{
	int err = source_start(s->source);

	return err ? diag_fail(s->diag, err, "cannot start the events: %s", strerror(-err)) : 0;
}

int session_run(struct session *s)
{
	int err = trace(s);
	bool more;

	/* A CPU that went offline took its event with it; the others have stopped. */
	source_stop(s->source);
	if (!err)
		err = round_of(s, true, &more);
	if (err >= 0)
		show_pending(s);
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		keep_error(&err, sink_finish(s->sinks[i]));
	keep_error(&err, flush(s));
	return err < 0 ? err : 0;
}

int session_losses(struct session *s, struct session_losses *l)
{
	struct source_loss loss;
	int more;

	*l = (struct session_losses){ .exact = true };
	for (unsigned int i = 0; (more = source_loss(s->source, i, &loss)) > 0; i++) {
		l->exit_cnt += loss.exit_cnt;
		l->other_cnt += loss.other_cnt;
		l->exact = l->exact && loss.exact;
		if (loss.exit_cnt || loss.other_cnt)
			diag_say(s->diag, DIAG_INFO,
				 "CPU %d lost %llu exits and %llu other records", loss.cpu,
				 (unsigned long long)loss.exit_cnt,
				 (unsigned long long)loss.other_cnt);
	}
	if (!l->exact)
		l->other_cnt = s->lost_cnt;
	return more;
}
