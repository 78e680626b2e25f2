/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Enter and exit records into calls. The call in flight is kept in the task; this module
 * is the state machine over it, and knows what to believe after a loss.
 */
#ifndef SYSTRAIL_PAIR_PAIR_H
#define SYSTRAIL_PAIR_PAIR_H

#include <stdbool.h>

#include "pair/call.h"

struct pair {
	uint64_t loss_cnt; /* bumped by pair_lost() */
	enum abi native; /* of the machine that the calls were made on */
	unsigned int abis; /* that it has, as bits 1 << abi; 0: any */
};

/* What an enter or exit record says; see decode/event.h for where it comes from. */
struct pair_enter {
	int64_t nr;
	enum abi abi;
	uint64_t time_ns;
	int cpu;
	bool since_attach; /* found inside; time_ns is the end of the moment we looked */
	const uint64_t *args;
};

struct pair_exit {
	int64_t nr;
	int64_t ret;
	uint64_t time_ns;
	int cpu;
	bool in_loss; /* at this time records of any thread may be missing */
};

/*
 * Whether records have told already what @t is doing; a look at it from outside
 * (since_attach) adds nothing then, and pair_enter() refuses it.
 */
static inline bool pair_knows(const struct task *t)
{
	return t->call.seen_ns;
}

/*
 * @t enters a call, which is then in t->call. Returns true and fills @old when another one
 * was still in flight: its exit was lost.
 */
bool pair_enter(struct pair *p, struct task *t, const struct pair_enter *e, struct call *old);

/*
 * @t leaves a call, given in @done as COMPLETE, NO_ENTER or IN_CHILD. Returns true and fills @old when
 * another one was still in flight: its exit was lost.
 */
bool pair_exit(struct pair *p, struct task *t, const struct pair_exit *x, struct call *done,
	       struct call *old);

/*
 * The call that @t is in, as of @now_ns: NO_RETURN for one that never returns, UNFINISHED
 * else. False when it is in none.
 */
bool pair_peek(struct task *t, uint64_t now_ns, struct call *c);

/* The same, and @t is in no call any more. */
bool pair_take(struct task *t, uint64_t now_ns, struct call *c);

/* The same where the call has ended, but how was lost: EXIT_LOST. */
bool pair_take_lost(struct task *t, uint64_t now_ns, struct call *c);

/*
 * exec has replaced @t's program. Its exit is the next record, and may carry the number
 * of exec in the ABI of the new program.
 */
void pair_execed(struct task *t);

/*
 * Records were lost here. A call in flight may have ended unseen, so that an exit of the
 * same number may belong to a later call: from now on neither is paired with the other.
 */
void pair_lost(struct pair *p);

#endif
