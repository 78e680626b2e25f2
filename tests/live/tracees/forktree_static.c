/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: children are followed however they are made, and from their very first call: the return
 * of fork, vfork or clone3 in the child. A tree of depth three, three children a process, one by
 * each call; every process makes a known number of calls and exits with a code of its own.
 */
#include "nolibc.h"

#define DEPTH 3
#define CHILDREN 3
#define SIGCHLD 17

TRACEE_START

/* What clone3() wants to know, in its first version (64 bytes). */
struct clone_args_v0 {
	unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

static const char *const birth[CHILDREN] = { "fork()", "vfork()", "clone3()" };

static __attribute__((noreturn, noinline)) void live(int level, int idx);

/* Inlined, since a vfork child must not return from the function that called it. */
static inline __attribute__((always_inline)) long give_birth(int idx)
{
	struct clone_args_v0 args;

	if (idx == 0)
		return sys0(__NR_fork);
	if (idx == 1)
		return sys0(__NR_vfork);
	args.flags = args.pidfd = args.child_tid = args.parent_tid = 0;
	args.exit_signal = SIGCHLD;
	args.stack = args.stack_size = args.tls = 0;
	return sys2(__NR_clone3, &args, sizeof(args));
}

static void ask_for_parent(struct report *report, int tid, int times)
{
	while (times--)
		expect(report, tid, "getppid()", sys0(__NR_getppid));
}

/*
 * One process: a report of its own on its own stack, because a vfork child shares our memory.
 * idx says by which call it was born; the root has none and came by execve.
 */
static void live(int level, int idx)
{
	struct report report;
	long child[CHILDREN], ret;
	int tid, next;

	report.len = 0;
	tid = (int)sys0(__NR_gettid);
	expect(&report, tid, level ? birth[idx] : "execve()", 0);
	expect(&report, tid, "gettid()", tid);
	ask_for_parent(&report, tid, level + idx + 1);
	for (next = 0; level < DEPTH && next < CHILDREN; next++) {
		child[next] = give_birth(next);
		if (!child[next])
			live(level + 1, next);
		expect(&report, tid, birth[next], child[next]);
	}
	for (next = 0; level < DEPTH && next < CHILDREN; next++) {
		ret = sys4(__NR_wait4, child[next], 0, 0, 0);
		expect_value(&report, tid, "wait4(upid: ", child[next], ")", ret);
	}
	report_exit(&report, tid, 10 * level + idx + 1);
}

void tracee_main(long argc, char **argv)
{
	(void)argc;
	(void)argv;
	live(0, 0);
}
