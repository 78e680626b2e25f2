/* SPDX-License-Identifier: GPL-2.0-only */
/* The pairing of enter and exit; see pair.h. */
#include "pair/pair.h"

#include <string.h>

static uint64_t since(uint64_t begin_ns, uint64_t now_ns)
{
	return now_ns > begin_ns ? now_ns - begin_ns : 0;
}

bool pair_peek(struct task *t, uint64_t now_ns, struct call *c)
{
	const struct task_call *tc = &t->call;

	if (!tc->desc)
		return false;
	/* Field by field, because to clear all of it first costs as much again. */
	c->state = tc->desc->traits & SYSCALL_NO_RETURN ? CALL_NO_RETURN : CALL_UNFINISHED;
	c->task = t;
	c->desc = tc->desc;
	c->abi = tc->abi;
	c->nr = tc->nr;
	c->ret = 0;
	c->enter_ns = tc->enter_ns;
	c->since_attach = tc->since_attach;
	c->dur_ns = since(tc->enter_ns, now_ns);
	c->at_most_ns = 0;
	c->cpu = tc->cpu;
	c->bytes = NULL;
	c->ret_file = NULL;
	memcpy(c->args, tc->args, sizeof(c->args));
	memcpy(c->files, t->fds.file, sizeof(c->files));
	return true;
}

bool pair_take(struct task *t, uint64_t now_ns, struct call *c)
{
	bool any = pair_peek(t, now_ns, c);

	t->call.desc = NULL;
	return any;
}

/*
 * What we found when we looked was true for a moment only; a record from within that moment
 * overrules it, and nothing was lost.
 */
static void forget_glimpse(struct task *t, uint64_t time_ns)
{
	if (t->call.desc && t->call.since_attach && time_ns <= t->call.enter_ns)
		t->call.desc = NULL;
}

bool pair_take_lost(struct task *t, uint64_t now_ns, struct call *old)
{
	if (!pair_take(t, now_ns, old))
		return false;
	old->state = CALL_EXIT_LOST;
	return true;
}

bool pair_enter(struct pair *p, struct task *t, const struct pair_enter *e, struct call *old)
{
	bool lost;

	if (e->since_attach && pair_knows(t))
		return false;
	forget_glimpse(t, e->time_ns);
	lost = pair_take_lost(t, e->time_ns, old);
	t->call.desc = syscall_get(e->abi, e->nr);
	t->call.abi = e->abi;
	t->call.nr = e->nr;
	t->call.enter_ns = e->time_ns;
	t->call.seen_ns = e->time_ns;
	t->call.since_attach = e->since_attach;
	t->call.execed = false;
	t->call.loss_cnt = p->loss_cnt;
	t->call.cpu = e->cpu;
	memcpy(t->call.args, e->args, sizeof(t->call.args));
	return lost;
}

/* Whether the exit @x can be believed to end the call that @t is in. */
static bool belongs(const struct pair *p, const struct task *t, const struct pair_exit *x)
{
	const struct task_call *tc = &t->call;

	if (!tc->desc || tc->loss_cnt != p->loss_cnt || x->in_loss)
		return false;
	if (tc->execed && tc->desc->traits & SYSCALL_EXEC)
		return true;
	/* Sigreturn restores the registers of the interrupted code, number included. */
	return x->nr == tc->nr || (x->nr == -1 && tc->desc->traits & SYSCALL_SIGRETURN);
}

/*
 * By which ABI an exit without its enter was made. The thread's last call tells; without
 * one it is the machine's. After an exec it is the ABI in which the number is that of exec.
 */
static enum abi guess_abi(const struct pair *p, const struct task *t, int64_t nr)
{
	enum abi native = p->native, abi;

	if (t->call.execed && !(syscall_get(native, nr)->traits & SYSCALL_EXEC))
		for (abi = 0; abi < ABI_CNT; abi++)
			if ((!p->abis || p->abis >> abi & 1) &&
			    syscall_get(abi, nr)->traits & SYSCALL_EXEC)
				return abi;
	return t->call.seen_ns && !t->call.execed ? t->call.abi : native;
}

/* An exit that belongs to no enter. */
static void make_unentered(const struct pair *p, struct task *t, const struct pair_exit *x,
			   struct call *done)
{
	bool first = !t->call.seen_ns;
	enum abi abi = guess_abi(p, t, x->nr);

	*done = (struct call){
		.state = CALL_NO_ENTER,
		.task = t,
		.desc = syscall_get(abi, x->nr),
		.abi = abi,
		.nr = x->nr,
		.enter_ns = x->time_ns,
	};
	if (!first)
		done->at_most_ns = since(t->call.seen_ns, x->time_ns);
	else if (x->ret == 0 && done->desc->traits & SYSCALL_FORKS)
		done->state = CALL_IN_CHILD;
}

bool pair_exit(struct pair *p, struct task *t, const struct pair_exit *x, struct call *done,
	       struct call *old)
{
	bool lost = false;

	forget_glimpse(t, x->time_ns);
	if (belongs(p, t, x)) {
		pair_take(t, x->time_ns, done);
		done->state = CALL_COMPLETE;
	} else {
		lost = pair_take_lost(t, x->time_ns, old);
		make_unentered(p, t, x, done);
	}
	t->call.seen_ns = x->time_ns;
	t->call.execed = false;
	done->ret = x->ret;
	done->cpu = x->cpu;
	return lost;
}

void pair_execed(struct task *t)
{
	t->call.execed = true;
}

void pair_lost(struct pair *p)
{
	p->loss_cnt++;
}
