/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each record does: to the tasks, to the call that a thread is in, and, as a call or a
 * mark, to the sinks. The session's loop drives it.
 */
#ifndef SYSTRAIL_SESSION_RECORDS_H
#define SYSTRAIL_SESSION_RECORDS_H

#include "session/session.h"
#include "util/clock.h"

/* Of a thread that has been quiet for so long no records wait in the rings. */
#define SWEEP_QUIET_NS (2 * NSEC_PER_SEC)

/* Takes the next record, in the order of time. */
void records_take(struct session *s, const struct record *rec);

/* Tells the sinks that all that happened before @now_ns has been given. */
void records_tick(struct session *s, uint64_t now_ns);

/* Gives a call to the filter and, if it is wanted, to the sinks. */
void records_deliver(struct session *s, const struct call *c);

/* @t is no more, but the record that said so was lost, and with it perhaps that of its call. */
void records_lose_task(struct session *s, struct task *t, uint64_t now_ns);

#endif
