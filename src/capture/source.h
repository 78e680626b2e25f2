/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where records come from, behind one small set of operations: the perf rings of this
 * machine now, other engines and files by the same.
 *
 * A live source works in rounds. source_begin_round() fixes how far in time this round
 * goes, source_next() gives the records up to there in order of time, and between rounds
 * the caller waits on source_fd().
 */
#ifndef SYSTRAIL_CAPTURE_SOURCE_H
#define SYSTRAIL_CAPTURE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"

/* What the kernel dropped on one CPU because the ring was full. */
struct source_loss {
	int cpu;
	uint64_t exit_cnt; /* sys_exit records: calls that are not shown */
	uint64_t other_cnt; /* sys_enter and side-band records */
	bool exact; /* false: the kernel (before 6.0) gives no count by event, all is in other_cnt */
};

struct source {
	const struct source_ops *ops;
};

struct source_ops {
	int (*start)(struct source *s);
	int (*stop)(struct source *s);
	int (*fd)(const struct source *s);
	int (*begin_round)(struct source *s, bool last);
	int (*next)(struct source *s, struct record *rec);
	bool (*targets_gone)(struct source *s);
	int (*widen)(struct source *s);
	int (*loss)(struct source *s, unsigned int idx, struct source_loss *loss);
	void (*close)(struct source *s);
};

/* Begins delivery. Returns 0 or -errno. */
static inline int source_start(struct source *s)
{
	return s->ops->start(s);
}

/* Ends delivery; what is in the rings stays there to be read. Returns 0 or -errno. */
static inline int source_stop(struct source *s)
{
	return s->ops->stop(s);
}

/* Readable when a round is worth it. */
static inline int source_fd(const struct source *s)
{
	return s->ops->fd(s);
}

/*
 * Begins a round; @last: up to the very end of the rings. Returns 1 when more work waits
 * that no file descriptor announces (call again soon), 0, or -errno.
 */
static inline int source_begin_round(struct source *s, bool last)
{
	return s->ops->begin_round(s, last);
}

/*
 * The next record of this round. Returns 1 and fills @rec, whose bytes are valid until the
 * next call, 0 when the round is over, or -errno.
 */
static inline int source_next(struct source *s, struct record *rec)
{
	return s->ops->next(s, rec);
}

/* Whether all that was to be traced has ended; never true for a system-wide source. */
static inline bool source_targets_gone(struct source *s)
{
	return s->ops->targets_gone(s);
}

/*
 * There are programs of another ABI than the machine's: from now on the kernel shall let through
 * the calls that we have to know of also by their numbers in that one, besides those that come
 * already. Returns 1, 0 when none were left out, or -errno.
 */
static inline int source_widen(struct source *s)
{
	return s->ops->widen ? s->ops->widen(s) : 0;
}

/*
 * The losses so far of the @idx-th CPU. Returns 1, 0 when there is no such index, or
 * -errno. Complete after source_stop().
 */
static inline int source_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	return s->ops->loss(s, idx, loss);
}

/* Accepts NULL. */
static inline void source_close(struct source *s)
{
	if (s)
		s->ops->close(s);
}

#endif
