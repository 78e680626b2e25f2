/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How threads end. What is played here are the records that Linux 6.18 really gave for such
 * processes, and what strace said of them.
 */
#include "unit/check.h"

#include <signal.h>

#include "arch/arch.h"
#include "pair/fate.h"
#include "unit/calls.h"

struct fixture {
	struct task_table *tasks;
	struct task *leader;
	struct task *a;
	struct task *b;
};

static int setup(void **state)
{
	static struct fixture f;

	f.tasks = task_table_new(false);
	f.leader = task_get(f.tasks, 10, 10);
	f.a = task_get(f.tasks, 10, 11);
	f.b = task_get(f.tasks, 10, 12);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	task_table_free(f->tasks);
	return 0;
}

static void enter(struct task *t, const char *name)
{
	t->call.desc = syscall_get(arch_native_abi(), calls_nr(arch_native_abi(), name));
	assert_non_null(t->call.desc->name);
}

static void exits(struct fixture *f, struct task *t, const char *call, uint64_t status)
{
	enter(t, call);
	t->call.args[0] = status;
	fate_call(t, f->leader);
	t->call.desc = NULL;
}

/* By a group exit, an exec, or a signal that the kernel turned into this one. */
static void taken(struct fixture *f, struct task *t)
{
	assert_false(fate_signal(t, f->leader, SIGKILL, true));
}

static struct mark end_of(struct fixture *f, struct task *t)
{
	struct mark m = { .cpu = 7 };

	fate_end(f->tasks, t, f->leader, &m);
	assert_int_equal(m.cpu, 7);
	task_bury(f->tasks, t);
	return m;
}

static void expect_exited(struct fixture *f, struct task *t, int status)
{
	struct mark m = end_of(f, t);

	assert_int_equal(m.kind, MARK_EXITED);
	assert_int_equal(m.u.exited.status, status);
}

static void expect_killed(struct fixture *f, struct task *t, int signo)
{
	struct mark m = end_of(f, t);

	assert_int_equal(m.kind, MARK_KILLED);
	assert_int_equal(m.u.killed.signo, signo);
}

static void expect_gone(struct fixture *f, struct task *t)
{
	assert_int_equal(end_of(f, t).kind, MARK_GONE);
}

static void test_exit_group_ends_all(void **state)
{
	struct fixture *f = *state;

	exits(f, f->b, "exit_group", 7);
	expect_exited(f, f->b, 7);
	taken(f, f->a);
	expect_exited(f, f->a, 7);
	taken(f, f->leader);
	expect_exited(f, f->leader, 7);
}

static void test_first_exit_group_counts(void **state)
{
	struct fixture *f = *state;

	exits(f, f->a, "exit_group", 1);
	exits(f, f->b, "exit_group", 2);
	expect_exited(f, f->b, 1);
	expect_exited(f, f->a, 1);
}

static void test_status_is_eight_bits(void **state)
{
	struct fixture *f = *state;

	exits(f, f->a, "exit", 0x1ff);
	expect_exited(f, f->a, 0xff);
	exits(f, f->leader, "exit_group", (uint64_t)-1);
	expect_exited(f, f->leader, 255);
}

static void test_exit_ends_one(void **state)
{
	struct fixture *f = *state;

	exits(f, f->leader, "exit", 3);
	expect_exited(f, f->leader, 3);
	/* The leader is dead, and still the place of what the process does. */
	exits(f, f->b, "exit_group", 5);
	expect_exited(f, f->b, 5);
	taken(f, f->a);
	expect_exited(f, f->a, 5);
}

static void test_fatal_signal(void **state)
{
	struct fixture *f = *state;

	assert_true(fate_signal(f->b, f->leader, SIGSEGV, true));
	taken(f, f->leader);
	taken(f, f->a);
	expect_killed(f, f->leader, SIGSEGV);
	expect_killed(f, f->b, SIGSEGV);
	expect_killed(f, f->a, SIGSEGV);
}

static void test_signals_that_do_not_kill(void **state)
{
	static const int harmless[] = { SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP,
					SIGTTIN, SIGTTOU, SIGURG,  SIGWINCH };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(harmless); i++)
		assert_true(fate_signal(f->a, f->leader, harmless[i], true));
	assert_true(fate_signal(f->a, f->leader, SIGTERM, false));
	assert_true(fate_signal(f->a, f->leader, 0, true));
	assert_true(fate_signal(f->a, f->leader, 65, true));
	assert_true(fate_signal(f->a, f->leader, -5, true));
	expect_gone(f, f->a);
	expect_gone(f, f->leader);
}

/* All that the threads get is SIGKILL, if the signal was not blocked and makes no core dump. */
static void test_sent_signal(void **state)
{
	struct fixture *f = *state;

	fate_sent(f->leader, f->leader, SIGTERM);
	taken(f, f->a);
	expect_killed(f, f->a, SIGTERM);
	taken(f, f->leader);
	expect_killed(f, f->leader, SIGTERM);
}

static void test_sigkill(void **state)
{
	struct fixture *f = *state;

	fate_sent(f->a, f->leader, SIGKILL);
	taken(f, f->b);
	expect_killed(f, f->b, SIGKILL);
}

/* A signal with a handler was sent before that which kills. */
static void test_last_sent_counts(void **state)
{
	struct fixture *f = *state;

	fate_sent(f->a, f->leader, SIGUSR1);
	fate_sent(f->a, f->leader, SIGINT);
	fate_sent(f->a, f->leader, SIGCHLD);
	assert_true(fate_signal(f->b, f->leader, SIGUSR1, false));
	taken(f, f->a);
	expect_killed(f, f->a, SIGINT);
}

static void test_handled_signal_is_no_reason(void **state)
{
	struct fixture *f = *state;

	fate_sent(f->a, f->leader, SIGUSR1);
	assert_true(fate_signal(f->b, f->leader, SIGUSR1, false));
	taken(f, f->a);
	expect_gone(f, f->a);
	/* What was not seen is not known for the others either. */
	fate_sent(f->b, f->leader, SIGTERM);
	taken(f, f->b);
	expect_gone(f, f->b);
}

static void test_own_exit_before_the_end_of_all(void **state)
{
	struct fixture *f = *state;

	exits(f, f->a, "exit", 4);
	exits(f, f->b, "exit_group", 9);
	expect_exited(f, f->b, 9);
	expect_exited(f, f->a, 4);
}

/* An init of a pid namespace is not killed by default, and lives to say so. */
static void test_survivor(void **state)
{
	struct fixture *f = *state;

	assert_true(fate_signal(f->leader, f->leader, SIGHUP, true));
	exits(f, f->leader, "exit_group", 2);
	expect_exited(f, f->leader, 2);
	taken(f, f->a);
	expect_exited(f, f->a, 2);
}

static void test_exec_by_leader(void **state)
{
	struct fixture *f = *state;

	enter(f->leader, "execve");
	taken(f, f->a);
	taken(f, f->b);
	expect_exited(f, f->a, 0);
	expect_exited(f, f->b, 0);
	fate_exec(f->leader);
	fate_sent(f->leader, f->leader, SIGALRM);
	taken(f, f->leader);
	expect_killed(f, f->leader, SIGALRM);
}

static void test_exec_by_another(void **state)
{
	struct fixture *f = *state;

	enter(f->b, "execve");
	taken(f, f->leader);
	expect_exited(f, f->leader, 0);
	taken(f, f->a);
	expect_exited(f, f->a, 0);
	task_become_leader(f->tasks, f->b);
	f->leader = f->b;
	fate_exec(f->b);
	exits(f, f->b, "exit_group", 6);
	expect_exited(f, f->b, 6);
}

/* Killed while it is inside exec, not by it. */
static void test_killed_in_exec(void **state)
{
	struct fixture *f = *state;

	enter(f->b, "execve");
	fate_sent(f->b, f->leader, SIGKILL);
	taken(f, f->b);
	expect_killed(f, f->b, SIGKILL);
}

static void test_unknown_leader(void **state)
{
	struct fixture *f = *state;

	f->leader = NULL;
	exits(f, f->a, "exit_group", 3);
	expect_exited(f, f->a, 3);
	taken(f, f->b);
	expect_gone(f, f->b);
}

static void test_nothing_seen(void **state)
{
	struct fixture *f = *state;

	expect_gone(f, f->a);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_exit_group_ends_all),
		TEST(test_first_exit_group_counts),
		TEST(test_status_is_eight_bits),
		TEST(test_exit_ends_one),
		TEST(test_fatal_signal),
		TEST(test_signals_that_do_not_kill),
		TEST(test_sent_signal),
		TEST(test_sigkill),
		TEST(test_last_sent_counts),
		TEST(test_handled_signal_is_no_reason),
		TEST(test_own_exit_before_the_end_of_all),
		TEST(test_survivor),
		TEST(test_exec_by_leader),
		TEST(test_exec_by_another),
		TEST(test_killed_in_exec),
		TEST(test_unknown_leader),
		TEST(test_nothing_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
