/* SPDX-License-Identifier: GPL-2.0-only */
/* Enter and exit into calls: every state, and what is believed after a loss. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "pair/pair.h"
#include "unit/calls.h"

enum { TID = 11, CPU_ENTER = 2, CPU_EXIT = 3 };

static const uint64_t args[SYSCALL_ARGS_MAX] = { 1, 2, 3, 4, 5, 6 };

struct fixture {
	struct pair pair;
	struct task_table *tasks;
	struct task *task;
	/* What the last step gave. */
	struct call done;
	struct call old;
	bool any_old;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->tasks = task_table_new(false);
	f->task = task_get(f->tasks, 10, TID);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	task_table_free(f->tasks);
	free(f);
	return 0;
}

static int64_t nr_of(const char *name)
{
	int64_t nr = calls_nr(arch_native_abi(), name);

	assert_true(nr >= 0);
	return nr;
}

static void enter_nr(struct fixture *f, int64_t nr, uint64_t time_ns, bool since_attach)
{
	struct pair_enter e = {
		.nr = nr,
		.abi = arch_native_abi(),
		.time_ns = time_ns,
		.cpu = CPU_ENTER,
		.since_attach = since_attach,
		.args = args,
	};

	memset(&f->old, 0x5a, sizeof(f->old));
	f->any_old = pair_enter(&f->pair, f->task, &e, &f->old);
}

static void enter(struct fixture *f, const char *name, uint64_t time_ns)
{
	enter_nr(f, nr_of(name), time_ns, false);
}

/* Found inside @name; we had looked until @time_ns. */
static void glimpse(struct fixture *f, const char *name, uint64_t time_ns)
{
	enter_nr(f, nr_of(name), time_ns, true);
}

static void leave_nr(struct fixture *f, int64_t nr, int64_t ret, uint64_t time_ns)
{
	struct pair_exit x = { .nr = nr, .ret = ret, .time_ns = time_ns, .cpu = CPU_EXIT };

	memset(&f->old, 0x5a, sizeof(f->old));
	memset(&f->done, 0x5a, sizeof(f->done));
	f->any_old = pair_exit(&f->pair, f->task, &x, &f->done, &f->old);
}

static void leave(struct fixture *f, const char *name, int64_t ret, uint64_t time_ns)
{
	leave_nr(f, nr_of(name), ret, time_ns);
}

static void expect_call(const struct fixture *f, const struct call *c, enum call_state state,
			const char *name, uint64_t enter_ns, uint64_t dur_ns)
{
	assert_int_equal(c->state, state);
	assert_ptr_equal(c->task, f->task);
	assert_string_equal(c->desc->name, name);
	assert_int_equal(c->enter_ns, enter_ns);
	assert_int_equal(c->dur_ns, dur_ns);
}

static void test_complete(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	assert_false(f->any_old);
	leave(f, "read", 42, 1700);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 1000, 700);
	assert_int_equal(f->done.ret, 42);
	assert_int_equal(f->done.cpu, CPU_EXIT);
	assert_int_equal(f->done.abi, arch_native_abi());
	assert_int_equal(f->done.nr, nr_of("read"));
	assert_memory_equal(f->done.args, args, sizeof(args));
	assert_false(f->done.since_attach);
	assert_true(call_is_timed(&f->done));
	assert_null(f->task->call.desc);
}

/* Clocks of two CPUs may differ by a little: no call takes less than nothing. */
static void test_no_negative_duration(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	leave(f, "read", 0, 900);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 1000, 0);
}

static void test_no_enter(void **state)
{
	struct fixture *f = *state;

	leave(f, "read", -4, 1700);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_NO_ENTER, "read", 1700, 0);
	assert_int_equal(f->done.ret, -4);
	assert_int_equal(f->done.at_most_ns, 0); /* no earlier record of the thread: unknown */
	assert_true(call_failed(&f->done));
	assert_true(call_began_unseen(&f->done));
	assert_false(call_is_timed(&f->done));
	/* It does not disturb the next one. */
	enter(f, "write", 1800);
	leave(f, "write", 1, 1900);
	expect_call(f, &f->done, CALL_COMPLETE, "write", 1800, 100);
	/* The next one without an enter began behind the thread's last record. */
	leave(f, "read", 0, 2500);
	expect_call(f, &f->done, CALL_NO_ENTER, "read", 2500, 0);
	assert_int_equal(f->done.at_most_ns, 600);
}

/* Of an exit alone nothing tells the ABI but the thread's last call. */
static void test_no_enter_takes_the_last_abi(void **state)
{
	struct fixture *f = *state;
	struct pair_enter e = { .abi = calls_abi32(), .time_ns = 1000, .args = args };
	struct call old;

	pair_enter(&f->pair, f->task, &e, &old);
	leave_nr(f, 0, 0, 1100);
	assert_int_equal(f->done.state, CALL_COMPLETE);
	assert_int_equal(f->done.abi, calls_abi32());
	leave_nr(f, 4, 0, 1200);
	assert_int_equal(f->done.state, CALL_NO_ENTER);
	assert_int_equal(f->done.abi, calls_abi32());
}

/* fork returns a second time, in a child that did not call it. */
static void test_in_child(void **state)
{
	struct fixture *f = *state;

	leave(f, "clone", 0, 1700);
	expect_call(f, &f->done, CALL_IN_CHILD, "clone", 1700, 0);
	assert_true(call_returned(&f->done));
	assert_true(call_began_unseen(&f->done));
	assert_false(call_failed(&f->done));
	/* Later in the thread's life an exit alone is one whose enter was lost. */
	leave(f, "clone", 0, 1800);
	expect_call(f, &f->done, CALL_NO_ENTER, "clone", 1800, 0);
}

static void test_not_in_child(void **state)
{
	struct fixture *f = *state;

	leave(f, "clone", 77, 1700);
	expect_call(f, &f->done, CALL_NO_ENTER, "clone", 1700, 0);
}

static void test_exit_lost_at_enter(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	enter(f, "write", 2000);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "read", 1000, 1000);
	assert_false(call_returned(&f->old));
	leave(f, "write", 1, 2500);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "write", 2000, 500);
}

static void test_mismatch(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	leave(f, "write", 1, 2500);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "read", 1000, 1500);
	expect_call(f, &f->done, CALL_NO_ENTER, "write", 2500, 0);
	assert_null(f->task->call.desc);
}

static void test_unfinished(void **state)
{
	struct fixture *f = *state;
	struct call c;

	assert_false(pair_peek(f->task, 500, &c));
	assert_false(pair_take(f->task, 500, &c));
	enter(f, "futex", 1000);
	assert_true(pair_peek(f->task, 1400, &c));
	expect_call(f, &c, CALL_UNFINISHED, "futex", 1000, 400);
	assert_int_equal(c.cpu, CPU_ENTER);
	assert_memory_equal(c.args, args, sizeof(args));
	assert_true(pair_take(f->task, 1500, &c));
	expect_call(f, &c, CALL_UNFINISHED, "futex", 1000, 500);
	assert_false(pair_peek(f->task, 1600, &c));
	/* It was shown as unfinished; its exit is no call of its own any more. */
	leave(f, "futex", 0, 1700);
	expect_call(f, &f->done, CALL_NO_ENTER, "futex", 1700, 0);
}

static void test_no_return(void **state)
{
	static const char *const names[] = { "exit", "exit_group" };
	struct fixture *f = *state;
	struct call c;

	for (size_t i = 0; i < ARRAY_CNT(names); i++) {
		enter(f, names[i], 1000);
		assert_true(pair_take(f->task, 1000, &c));
		expect_call(f, &c, CALL_NO_RETURN, names[i], 1000, 0);
		assert_false(call_returned(&c));
	}
}

/* The kernel sets the number to -1 while it restores the interrupted registers. */
static void test_sigreturn(void **state)
{
	struct fixture *f = *state;

	enter(f, "rt_sigreturn", 1000);
	leave_nr(f, -1, -4, 1100);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "rt_sigreturn", 1000, 100);
	assert_false(call_failed(&f->done)); /* that -4 is some register */
}

static void test_minus_one_without_sigreturn(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	leave_nr(f, -1, 0, 1100);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "read", 1000, 100);
	assert_int_equal(f->done.state, CALL_NO_ENTER);
	assert_null(f->done.desc->name);
}

static void test_unknown_number(void **state)
{
	struct fixture *f = *state;

	enter_nr(f, 987654, 1000, false);
	leave_nr(f, 987654, -38, 1100);
	assert_int_equal(f->done.state, CALL_COMPLETE);
	assert_int_equal(f->done.nr, 987654);
	assert_null(f->done.desc->name);
	/* Two unknown numbers share a description, but are no pair. */
	enter_nr(f, 987654, 2000, false);
	leave_nr(f, 987655, -38, 2100);
	assert_true(f->any_old);
	assert_int_equal(f->done.state, CALL_NO_ENTER);
}

/* The exit may be that of a second call of this name, whose enter went missing. */
static void test_loss_in_between(void **state)
{
	struct fixture *f = *state;

	enter(f, "read", 1000);
	pair_lost(&f->pair);
	leave(f, "read", 1, 5000);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "read", 1000, 4000);
	expect_call(f, &f->done, CALL_NO_ENTER, "read", 5000, 0);
	assert_int_equal(f->done.at_most_ns, 4000);
	/* What begins behind the loss is not touched by it. */
	enter(f, "read", 6000);
	leave(f, "read", 1, 6100);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 6000, 100);
}

static void test_loss_outside(void **state)
{
	struct fixture *f = *state;

	pair_lost(&f->pair);
	enter(f, "read", 1000);
	leave(f, "read", 1, 1100);
	pair_lost(&f->pair);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 1000, 100);
}

static void test_attach_exit_after(void **state)
{
	struct fixture *f = *state;
	struct call c;

	glimpse(f, "futex", 1000);
	assert_false(f->any_old);
	assert_true(pair_peek(f->task, 1800, &c));
	assert_int_equal(c.state, CALL_UNFINISHED);
	assert_true(c.since_attach);
	leave(f, "futex", 0, 3000);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "futex", 1000, 2000);
	assert_true(f->done.since_attach);
	assert_true(call_began_unseen(&f->done));
	assert_false(call_is_timed(&f->done));
	assert_memory_equal(f->done.args, args, sizeof(args));
	/* The next one is as any other. */
	enter(f, "futex", 3100);
	leave(f, "futex", 0, 3200);
	assert_false(f->done.since_attach);
}

/* While we looked it returned: nothing of it is in flight, and no exit was lost. */
static void test_attach_exit_within(void **state)
{
	struct fixture *f = *state;
	struct call c;

	glimpse(f, "futex", 1000);
	leave(f, "futex", 0, 990);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_NO_ENTER, "futex", 990, 0);
	assert_false(pair_peek(f->task, 2000, &c));
}

/* While we looked it returned and entered another one. */
static void test_attach_enter_within(void **state)
{
	struct fixture *f = *state;

	glimpse(f, "futex", 1000);
	enter(f, "read", 995);
	assert_false(f->any_old);
	leave(f, "read", 1, 1100);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 995, 105);
	assert_false(f->done.since_attach);
}

/* exec into a program of another ABI: its exit has the number of exec there. */
static void test_exec_changes_the_abi(void **state)
{
	int64_t nr32 = calls_nr(calls_abi32(), "execve");
	struct fixture *f = *state;

	if (nr32 < 0) /* nothing knows the names of 32-bit arm */
		skip();
	enter(f, "execve", 1000);
	pair_execed(f->task);
	leave_nr(f, nr32, 0, 1100);
	assert_false(f->any_old);
	expect_call(f, &f->done, CALL_COMPLETE, "execve", 1000, 100);
	/* Without an enter the number alone has to tell. */
	pair_execed(f->task);
	leave_nr(f, nr32, 0, 2100);
	expect_call(f, &f->done, CALL_NO_ENTER, "execve", 2100, 0);
	assert_int_equal(f->done.abi, calls_abi32());
	/* That was for one exit; what comes next is no exec. */
	enter(f, "execve", 3000);
	leave_nr(f, nr32, 0, 3100);
	assert_int_equal(f->done.state, CALL_NO_ENTER);
}

/* Behind the glimpse the usual rules hold. */
static void test_attach_enter_after(void **state)
{
	struct fixture *f = *state;

	glimpse(f, "futex", 1000);
	enter(f, "read", 1001);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "futex", 1000, 1);
	assert_true(f->old.since_attach);
}

static void test_attach_loss(void **state)
{
	struct fixture *f = *state;

	glimpse(f, "futex", 1000);
	pair_lost(&f->pair);
	leave(f, "futex", 0, 3000);
	assert_true(f->any_old);
	expect_call(f, &f->old, CALL_EXIT_LOST, "futex", 1000, 2000);
	expect_call(f, &f->done, CALL_NO_ENTER, "futex", 3000, 0);
}

/* A thread of which records came already needs no glimpse. */
static void test_attach_records_know_better(void **state)
{
	struct fixture *f = *state;
	struct call c;

	enter(f, "read", 900);
	glimpse(f, "read", 1000);
	assert_false(f->any_old);
	assert_true(pair_peek(f->task, 1000, &c));
	assert_false(c.since_attach);
	assert_int_equal(c.enter_ns, 900);
	leave(f, "read", 1, 1100);
	expect_call(f, &f->done, CALL_COMPLETE, "read", 900, 200);
	glimpse(f, "read", 1200);
	assert_false(pair_peek(f->task, 1300, &c));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_complete),
		TEST(test_no_negative_duration),
		TEST(test_no_enter),
		TEST(test_no_enter_takes_the_last_abi),
		TEST(test_in_child),
		TEST(test_not_in_child),
		TEST(test_exit_lost_at_enter),
		TEST(test_mismatch),
		TEST(test_unfinished),
		TEST(test_no_return),
		TEST(test_sigreturn),
		TEST(test_minus_one_without_sigreturn),
		TEST(test_unknown_number),
		TEST(test_exec_changes_the_abi),
		TEST(test_loss_in_between),
		TEST(test_loss_outside),
		TEST(test_attach_exit_after),
		TEST(test_attach_exit_within),
		TEST(test_attach_enter_within),
		TEST(test_attach_enter_after),
		TEST(test_attach_loss),
		TEST(test_attach_records_know_better),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
