/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of a call, behind one small set of operations. The session drives every
 * sink through these inline functions; an operation that a sink does not have is NULL.
 */
#ifndef SYSTRAIL_SINK_SINK_H
#define SYSTRAIL_SINK_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "pair/call.h"
#include "pair/mark.h"

struct sink {
	const struct sink_ops *ops;
};

/* What is known when the trace is over. */
struct sink_end {
	uint64_t now_ns; /* when it ended */
	uint64_t lost_cnt; /* records that are missing */
};

struct sink_ops {
	void (*start)(struct sink *s, uint64_t time_ns);
	bool (*begin)(struct sink *s, struct task *t);
	bool (*call)(struct sink *s, const struct call *c);
	bool (*mark)(struct sink *s, const struct mark *m);
	void (*lost)(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt);
	void (*task_end)(struct sink *s, struct task *t);
	bool (*idle)(struct sink *s, uint64_t now_ns);
	uint64_t (*tick)(struct sink *s, uint64_t now_ns);
	int (*flush)(struct sink *s);
	int (*finish)(struct sink *s, const struct sink_end *end);
	void (*close)(struct sink *s);
};

/* The first system call record of the trace is from @time_ns. */
static inline void sink_start(struct sink *s, uint64_t time_ns)
{
	if (s->ops->start)
		s->ops->start(s, time_ns);
}

/*
 * @t has entered a call that may take long (see t->call). Only where no filter has to wait
 * for its end. True: the sink has had all that it wants, the trace may stop.
 */
static inline bool sink_begin(struct sink *s, struct task *t)
{
	return s->ops->begin && s->ops->begin(s, t);
}

/* A call passed the filter. True: the sink has had all that it wants. */
static inline bool sink_call(struct sink *s, const struct call *c)
{
	return s->ops->call(s, c);
}

/* Something that is no call has happened. True: the sink has had all that it wants. */
static inline bool sink_mark(struct sink *s, const struct mark *m)
{
	return s->ops->mark && s->ops->mark(s, m);
}

/* The kernel dropped @cnt records of @cpu, not before @time_ns. */
static inline void sink_lost(struct sink *s, uint64_t time_ns, int cpu, uint64_t cnt)
{
	if (s->ops->lost)
		s->ops->lost(s, time_ns, cpu, cnt);
}

/* @t has ended; the sink must not keep the pointer. */
static inline void sink_task_end(struct sink *s, struct task *t)
{
	if (s->ops->task_end)
		s->ops->task_end(s, t);
}

/* Nothing has happened for a moment. True: the sink has had all that it wants. */
static inline bool sink_idle(struct sink *s, uint64_t now_ns)
{
	return s->ops->idle && s->ops->idle(s, now_ns);
}

/*
 * All that happened before @now_ns has been given. Returns when the sink wants to be told this
 * again, in the clock of the trace; UINT64_MAX: never. The first time is at the begin of the trace.
 */
static inline uint64_t sink_tick(struct sink *s, uint64_t now_ns)
{
	return s->ops->tick ? s->ops->tick(s, now_ns) : UINT64_MAX;
}

/* A round is over: what is buffered goes out. Returns 0 or the -errno of a write. */
static inline int sink_flush(struct sink *s)
{
	return s->ops->flush ? s->ops->flush(s) : 0;
}

/* The trace is over: a summary is written now. Returns 0 or -errno. */
static inline int sink_finish(struct sink *s, const struct sink_end *end)
{
	return s->ops->finish ? s->ops->finish(s, end) : 0;
}

/* Accepts NULL. */
static inline void sink_close(struct sink *s)
{
	if (s)
		s->ops->close(s);
}

#endif
