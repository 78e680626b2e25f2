/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How threads end, which no record says: their last calls and signals do. In every function
 * @leader is the task of the thread's process, dead or alive, perhaps @t itself, or NULL where
 * it is not known.
 *
 * - exit ends a thread with its status, exit_group all threads of a process with the same.
 * - A signal whose default action is to end the process, delivered to a thread that does not
 *   handle it, kills all its threads.
 * - exec ends the other threads with status 0.
 * - All of them end by a SIGKILL that nobody sent. But so do the threads of a process that got
 *   a signal without handler that makes no core dump: the kernel then turns it into SIGKILL as
 *   it is sent (complete_signal() in kernel/signal.c), and SIGTERM, say, is never delivered.
 *   Only signal:signal_generate, in the context of the sender, tells what it was: fate_sent().
 *   Without that such a thread has just ended, and we do not claim to know how.
 */
#ifndef SYSTRAIL_PAIR_FATE_H
#define SYSTRAIL_PAIR_FATE_H

#include <stdbool.h>

#include "pair/mark.h"
#include "task/task.h"

/*
 * What to ask signal:signal_generate for, on all CPUs, as its filter: signals that were queued and
 * that the kernel may turn into SIGKILL. Once it has done so it queues no other for the process, so
 * that the last one is what killed it.
 */
extern const char fate_sent_filter[];

/*
 * @t has entered t->call, which has the trait SYSCALL_NO_RETURN: to be called before
 * pair_take().
 */
void fate_call(struct task *t, struct task *leader);

/* Signal @signo was queued for @t or its process: a record of fate_sent_filter. */
void fate_sent(struct task *t, struct task *leader, int signo);

/*
 * Signal @signo has reached @t; @by_default: its handler is SIG_DFL. Returns whether it should be
 * shown: not so SIGKILL, which strace does not show either.
 */
bool fate_signal(struct task *t, struct task *leader, int signo, bool by_default);

/* exec has replaced the program of @t, which is the leader by now. */
void fate_exec(struct task *t);

/*
 * @t has ended: fills the kind of @m (exited, killed or gone) and what belongs to it, and nothing
 * else. To be called before task_bury().
 */
void fate_end(const struct task_table *tasks, struct task *t, struct task *leader, struct mark *m);

#endif
