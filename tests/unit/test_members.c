/* SPDX-License-Identifier: GPL-2.0-only */
/* The threads of the targets, picked out of the records of all. */
#include "unit/check.h"

#include <stdlib.h>

#include "capture/members.h"
#include "unit/records.h"

/* A target with two threads, a process that is none, and ids that come to life later. */
enum { TARGET = 100, SECOND = 101, STRANGER = 200, CHILD = 300, GRANDCHILD = 400 };

/* When /proc was listed, in the fixture: from and to. */
enum { ENABLED_NS = 500, LISTED_NS = 1000 };

struct fixture {
	struct members members;
	struct decode_layout layout;
	uint64_t now_ns;
};

static struct fixture *fixture_new(bool inherit, bool whole)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->layout = records_layout();
	decode_prepare(&f->layout);
	f->now_ns = LISTED_NS;
	assert_int_equal(members_init(&f->members, inherit, whole), 0);
	f->members.enabled_ns = ENABLED_NS;
	f->members.listed_ns = LISTED_NS;
	assert_true(members_add(&f->members, TARGET, TARGET));
	assert_true(members_add(&f->members, TARGET, SECOND));
	return f;
}

static int setup(void **state)
{
	*state = fixture_new(true, true);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	members_fini(&f->members);
	free(f);
	return 0;
}

/* Another kind of set than that of setup(). */
static struct fixture *again(void **state, bool inherit, bool whole)
{
	teardown(state);
	*state = fixture_new(inherit, whole);
	return *state;
}

static struct stamp stamp_of(struct fixture *f, int pid, int tid)
{
	return (struct stamp){ .pid = pid, .tid = tid, .time_ns = ++f->now_ns };
}

static bool takes(struct fixture *f, const struct bytes *b)
{
	return members_want(&f->members, &f->layout, bytes_hdr(b));
}

static bool takes_call(struct fixture *f, int pid, int tid)
{
	struct bytes b;

	bytes_exit(&b, &f->layout, stamp_of(f, pid, tid), 0, 0);
	return takes(f, &b);
}

static bool takes_fork(struct fixture *f, int pid, int tid, int parent)
{
	struct bytes b;

	bytes_fork(&b, &f->layout, stamp_of(f, pid, tid), parent, parent);
	return takes(f, &b);
}

static bool takes_end(struct fixture *f, int pid, int tid)
{
	struct bytes b;

	bytes_task_exit(&b, &f->layout, stamp_of(f, pid, tid));
	return takes(f, &b);
}

/* exec gives its caller the tid of the first thread. */
static bool takes_exec(struct fixture *f, int pid)
{
	struct bytes b;

	bytes_comm(&b, &f->layout, stamp_of(f, pid, pid), "other", true);
	return takes(f, &b);
}

static bool takes_loss(struct fixture *f)
{
	struct bytes b;

	bytes_lost(&b, &f->layout, stamp_of(f, 0, 0), 1);
	return takes(f, &b);
}

static void test_targets_and_nobody_else(void **state)
{
	struct fixture *f = *state;

	assert_true(members_used(&f->members));
	assert_false(members_add(&f->members, TARGET, SECOND));
	assert_int_equal(f->members.cnt, 2);
	assert_true(takes_call(f, TARGET, TARGET));
	assert_true(takes_call(f, TARGET, SECOND));
	assert_false(takes_call(f, STRANGER, STRANGER));
	assert_false(takes_fork(f, STRANGER, STRANGER + 1, STRANGER));
	assert_false(takes_exec(f, STRANGER));
	assert_false(takes_end(f, STRANGER, STRANGER));
	/* The idle task, and threads of another pid namespace. */
	assert_false(takes_call(f, 0, 0));
	assert_false(takes_call(f, -1, -1));
	assert_int_equal(f->members.cnt, 2);
}

static void test_ids_out_of_range(void **state)
{
	static const int ids[] = { 0, -1, INT32_MIN, INT32_MAX, 4 * 1024 * 1024 };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		assert_false(members_add(&f->members, ids[i], ids[i]));
		assert_false(members_add(&f->members, ids[i], CHILD));
		assert_false(takes_fork(f, ids[i], ids[i], TARGET));
		assert_false(takes_call(f, ids[i], ids[i]));
		assert_false(takes_exec(f, ids[i]));
		assert_false(takes_end(f, ids[i], ids[i]));
	}
	assert_int_equal(f->members.cnt, 2);
}

static void test_children_are_followed(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_fork(f, CHILD, CHILD, SECOND));
	assert_true(takes_fork(f, GRANDCHILD, GRANDCHILD, CHILD));
	assert_true(takes_end(f, CHILD, CHILD));
	assert_true(takes_call(f, GRANDCHILD, GRANDCHILD));
	assert_int_equal(f->members.cnt, 3);
	assert_true(takes_end(f, GRANDCHILD, GRANDCHILD));
	assert_true(takes_end(f, TARGET, SECOND));
	assert_true(takes_end(f, TARGET, TARGET));
	assert_int_equal(f->members.cnt, 0);
}

static void test_children_are_not_followed(void **state)
{
	struct fixture *f = again(state, false, false);

	assert_false(takes_fork(f, CHILD, CHILD, SECOND));
	assert_false(takes_call(f, CHILD, CHILD));
	assert_int_equal(f->members.cnt, 2);
}

static void test_a_tid_is_used_again(void **state)
{
	struct fixture *f = *state;

	/* Its end was lost. */
	assert_false(takes_fork(f, STRANGER, SECOND, STRANGER));
	assert_false(takes_call(f, STRANGER, SECOND));
	assert_int_equal(f->members.cnt, 1);
	/* The same for a whole process: what is left of it are stale threads. */
	assert_true(members_add(&f->members, TARGET, SECOND));
	assert_false(takes_fork(f, TARGET, TARGET, STRANGER));
	assert_false(takes_call(f, TARGET, TARGET));
	assert_false(takes_call(f, TARGET, SECOND));
	assert_int_equal(f->members.cnt, 0);
}

static void test_a_tid_of_another_process(void **state)
{
	struct fixture *f = *state;

	/* Both the end of ours and the birth of theirs were lost. */
	assert_false(takes_call(f, STRANGER, SECOND));
}

static void test_exec_by_the_leader(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_end(f, TARGET, SECOND));
	assert_true(takes_exec(f, TARGET));
	assert_true(takes_call(f, TARGET, TARGET));
	assert_int_equal(f->members.cnt, 1);
}

static void test_exec_by_another_thread(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_end(f, TARGET, TARGET));
	assert_true(takes_exec(f, TARGET));
	assert_true(takes_call(f, TARGET, TARGET));
	assert_int_equal(f->members.cnt, 1);
	/* Its old tid is somebody else's one day, which must not end the trace. */
	assert_false(takes_fork(f, STRANGER, SECOND, STRANGER));
	assert_int_equal(f->members.cnt, 1);
	assert_true(takes_call(f, TARGET, TARGET));
	assert_true(takes_end(f, TARGET, TARGET));
	assert_int_equal(f->members.cnt, 0);
}

/* -t with the first thread alone: the one that executes is none of ours. */
static void test_exec_by_no_member(void **state)
{
	struct fixture *f = again(state, true, false);

	assert_true(takes_end(f, TARGET, SECOND));
	assert_true(takes_end(f, TARGET, TARGET));
	assert_false(takes_exec(f, TARGET));
	assert_false(takes_call(f, TARGET, TARGET));
	assert_int_equal(f->members.cnt, 0);
}

/* It was in /proc, so it is a target, whoever started it; its FORK is read later. */
static void test_born_before_the_listing(void **state)
{
	struct fixture *f = again(state, false, false);

	assert_true(members_add(&f->members, CHILD, CHILD));
	f->now_ns = 0;
	assert_true(takes_fork(f, CHILD, CHILD, STRANGER));
	assert_true(takes_fork(f, TARGET, SECOND, TARGET));
	assert_int_equal(f->members.cnt, 3);
	f->now_ns = LISTED_NS;
	assert_false(takes_fork(f, CHILD, CHILD, STRANGER));
	assert_int_equal(f->members.cnt, 2);
}

/* As long as not all CPUs record, its end may have been missed. */
static void test_born_while_events_start(void **state)
{
	struct fixture *f = *state;

	f->now_ns = 0;
	assert_false(takes_fork(f, CHILD, CHILD, TARGET));
	assert_int_equal(f->members.cnt, 2);
	f->now_ns = ENABLED_NS;
	assert_true(takes_fork(f, CHILD, CHILD, TARGET));
	assert_int_equal(f->members.cnt, 3);
}

static void test_losses(void **state)
{
	struct fixture *f = *state;

	/* Without a loss there is no thread that nobody has told of. */
	assert_false(takes_call(f, TARGET, SECOND + 1));
	assert_false(f->members.lossy);
	assert_true(takes_loss(f));
	assert_true(f->members.lossy);
	assert_true(takes_call(f, TARGET, SECOND + 1));
	assert_false(takes_call(f, STRANGER, STRANGER));
	assert_int_equal(f->members.cnt, 3);

	/* Of threads that were named alone no sibling is ours. */
	f = again(state, true, false);
	assert_true(takes_loss(f));
	assert_false(takes_call(f, TARGET, SECOND + 1));
}

static void test_next_from(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(members_next_from(&f->members, 0), TARGET);
	assert_int_equal(members_next_from(&f->members, TARGET + 1), SECOND);
	assert_int_equal(members_next_from(&f->members, SECOND + 1), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_targets_and_nobody_else),
		TEST(test_ids_out_of_range),
		TEST(test_children_are_followed),
		TEST(test_children_are_not_followed),
		TEST(test_a_tid_is_used_again),
		TEST(test_a_tid_of_another_process),
		TEST(test_exec_by_the_leader),
		TEST(test_exec_by_another_thread),
		TEST(test_exec_by_no_member),
		TEST(test_born_before_the_listing),
		TEST(test_born_while_events_start),
		TEST(test_losses),
		TEST(test_next_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
