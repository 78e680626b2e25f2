/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop; see session.h. */
#include "session/session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "session/losses.h"
#include "session/records.h"
#include "task/proc.h"
#include "util/clock.h"

/*
 * The kernel wakes us when a ring is a quarter full; a quiet trace is looked at by the
 * clock, less and less often while nothing comes.
 */
enum { WAIT_MS_MIN = 10, WAIT_MS_MAX = 80 };

enum { SWEEP_TASKS = 64 };

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
			records_lose_task(s, t, now_ns);
		t = next;
	}
	s->sweep_tid = t ? t->tid : 0;
	if (!t && s->sweep_begin_ns > s->sweep_until_ns)
		s->sweep_until_ns = 0;
}

static int flush(struct session *s)
{
	int err = 0;

	s->unflushed_cnt = 0;
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
		records_take(s, &rec);
		if (n < INT32_MAX)
			n++;
	}
	if (ret < 0) /* of a recording a sentence has said it */
		return s->recorded ? ret :
				     diag_fail(s->diag, ret, "cannot read the ring buffers: %s",
					       strerror(-ret));
	if (!*more && !s->full) {
		fds_passed(s->fds, until_ns);
		if (until_ns >= s->tick_ns)
			records_tick(s, until_ns);
	}
	s->unflushed_cnt += (uint64_t)n;
	ret = s->live || s->unflushed_cnt >= s->flush_record_cnt ? flush(s) : 0;
	return ret ? ret : n;
}

static void idle(struct session *s)
{
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		if (sink_idle(s->sinks[i], clock_now_ns()))
			s->full = true;
}

/* A file is read as fast as it can be. Returns 1 when it was not read to its end, 0, or -errno. */
static int replay(struct session *s)
{
	for (;;) {
		bool gone = source_targets_gone(s->source), more;
		int n = round_of(s, false, &more), stop;

		if (n < 0)
			return n;
		if (s->full)
			return 1;
		if (gone)
			return 0;
		/* A pipe that has no more yet is waited for, a file never. */
		stop = ending_wait(&s->end, source_fd(s->source), more ? 0 : -1, s->diag);
		if (stop)
			return stop;
	}
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
		if (s->cgroups)
			cgroups_round(s->cgroups);
		stop = ending_wait(&s->end, source_fd(s->source), more ? 0 : wait_ms, s->diag);
		if (stop)
			return stop < 0 ? stop : 0;
	}
}

/* When the trace has ended, by the clock of its records. */
static uint64_t end_of_trace_ns(const struct session *s)
{
	uint64_t end_ns = 0;

	if (s->live)
		end_ns = clock_now_ns();
	else if (s->recorded && s->recorded->ended && !s->cut_short)
		end_ns = s->recorded->end_ns;
	return end_ns > s->now_ns ? end_ns : s->now_ns;
}

/* Calls that are still going on. */
static void show_pending(struct session *s)
{
	uint64_t now_ns = end_of_trace_ns(s);
	struct task *t;
	struct call c;

	for (t = task_next(s->tasks, NULL); t; t = task_next(s->tasks, t)) {
		/* After a loss it may have ended without our knowing. */
		bool gone = s->live && s->lost_cnt && !proc_exists(t->tid);

		if (gone ? pair_take_lost(t, now_ns, &c) : pair_take(t, now_ns, &c))
			records_deliver(s, &c);
	}
}

/* As many as can be told, now that the source has stopped. */
static uint64_t lost_records(struct session *s)
{
	struct losses l;

	losses_of_source(&l, s->source, s->lost_cnt, NULL);
	return losses_cnt(&l);
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
	int err = s->live ? trace(s) : replay(s);
	struct sink_end end;
	bool more;

	s->cut_short = err > 0;
	/* A CPU that went offline took its event with it; the others have stopped. */
	source_stop(s->source);
	if (!err)
		err = round_of(s, true, &more);
	if (err >= 0)
		show_pending(s);
	end.now_ns = end_of_trace_ns(s);
	end.lost_cnt = lost_records(s);
	for (unsigned int i = 0; i < s->sink_cnt; i++)
		keep_error(&err, sink_finish(s->sinks[i], &end));
	keep_error(&err, flush(s));
	return err < 0 ? err : 0;
}
