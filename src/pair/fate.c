/* SPDX-License-Identifier: GPL-2.0-only */
/* How threads end; see fate.h. */
#include "pair/fate.h"

#include <signal.h>
#include <stdint.h>

enum fate_kind {
	FATE_OPEN,
	FATE_EXITS, /* with the status in the value */
	FATE_KILLED, /* by the signal in the value */
	/* Of a thread: */
	FATE_TAKEN, /* got the SIGKILL that its process ends it with */
	/* Of a process, for threads that were taken: */
	FATE_EXECS, /* another thread execs, and they exit with 0 */
	FATE_UNSEEN, /* whatever it was, we have not seen it */
};

#define BIT(signo) (1ull << (signo - 1))

/* signal(7): these do not end a process that does not handle them. */
static const uint64_t harmless = BIT(SIGCHLD) | BIT(SIGCONT) | BIT(SIGSTOP) | BIT(SIGTSTP) |
				 BIT(SIGTTIN) | BIT(SIGTTOU) | BIT(SIGURG) | BIT(SIGWINCH);

/*
 * Left out, by number since the kernel knows no names here: those that dump core (3 to 8, 11, 24,
 * 25, 31), which are delivered as what they are, and the harmless ones (17 to 23, 28). A result of
 * 4 is a signal whose siginfo found no memory (enum in include/trace/events/signal.h).
 */
const char fate_sent_filter[] = "(result == 0 || result == 4) && (sig <= 2 || sig >= 9) && "
				"sig != 11 && (sig <= 16 || sig >= 26) && sig != 28 && sig != 31";

static bool is_fatal(int signo)
{
	return signo >= 1 && signo <= 64 && !(harmless & BIT(signo));
}

/* Where the fate of the process is kept. */
static struct task_fate *group_of(struct task *t, struct task *leader)
{
	return leader ? &leader->fate : &t->fate;
}

void fate_call(struct task *t, struct task *leader)
{
	struct task_fate *group = group_of(t, leader);
	int status = (int)(t->call.args[0] & 0xff);

	/* It lives: the init of a pid namespace is not killed by what kills others. */
	if (t->fate.kind == FATE_KILLED)
		group->group_kind = FATE_OPEN;
	t->fate.kind = FATE_OPEN;
	if (!(t->call.desc->traits & SYSCALL_ENDS_PROCESS)) {
		t->fate.kind = FATE_EXITS;
		t->fate.value = status;
	} else if (group->group_kind == FATE_OPEN) {
		group->group_kind = FATE_EXITS;
		group->group_value = status;
	}
}

void fate_sent(struct task *t, struct task *leader, int signo)
{
	if (is_fatal(signo))
		group_of(t, leader)->sent = (uint8_t)signo;
}

bool fate_signal(struct task *t, struct task *leader, int signo, bool by_default)
{
	struct task_fate *group = group_of(t, leader);

	if (signo == SIGKILL) {
		t->fate.kind = FATE_TAKEN;
		return false;
	}
	/* It has come as what it is, so it does not come as SIGKILL. */
	if (signo == group->sent)
		group->sent = 0;
	if (!by_default || !is_fatal(signo))
		return true;
	t->fate.kind = FATE_KILLED;
	if (group->group_kind == FATE_OPEN) {
		group->group_kind = FATE_KILLED;
		group->group_value = signo;
	}
	return true;
}

void fate_exec(struct task *t)
{
	t->fate = (struct task_fate){ 0 };
}

/* Whether another thread of the process is inside exec. */
static bool another_execs(const struct task_table *tasks, const struct task *t,
			  const struct task *leader)
{
	const struct task *other;

	if (leader && leader != t && leader->call.desc && leader->call.desc->traits & SYSCALL_EXEC)
		return true;
	other = task_find_execing(tasks, t->pid);
	return other && other != t;
}

/* @t was taken: finds out, once for the process, by what. */
static void settle(const struct task_table *tasks, const struct task *t, const struct task *leader,
		   struct task_fate *group)
{
	if (another_execs(tasks, t, leader)) {
		group->group_kind = FATE_EXECS;
	} else if (group->sent) {
		group->group_kind = FATE_KILLED;
		group->group_value = group->sent;
	} else {
		group->group_kind = FATE_UNSEEN;
	}
}

static void exited(struct mark *m, int status)
{
	m->kind = MARK_EXITED;
	m->u.exited.status = status;
}

void fate_end(const struct task_table *tasks, struct task *t, struct task *leader, struct mark *m)
{
	struct task_fate *group = group_of(t, leader);

	if (t->fate.kind == FATE_TAKEN && group->group_kind == FATE_OPEN)
		settle(tasks, t, leader, group);
	if (t->fate.kind == FATE_EXITS) {
		exited(m, t->fate.value);
	} else if (group->group_kind == FATE_EXITS) {
		exited(m, group->group_value);
	} else if (group->group_kind == FATE_EXECS) {
		exited(m, 0);
	} else if (group->group_kind == FATE_KILLED) {
		m->kind = MARK_KILLED;
		m->u.killed.signo = group->group_value;
	} else {
		m->kind = MARK_GONE;
	}
}
