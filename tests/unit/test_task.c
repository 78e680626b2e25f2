/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of threads: births, names, deaths, tids that are used again. */
#include "unit/check.h"

#include <stdio.h>
#include <string.h>

#include "task/task.h"
#include "unit/calls.h"

static int setup(void **state)
{
	*state = task_table_new(false);
	return 0;
}

static int teardown(void **state)
{
	task_table_free(*state);
	return 0;
}

static void expect_label(const struct task *t, const char *label)
{
	char got[sizeof(t->label) + 1] = { 0 };

	assert_true(t->label_len < sizeof(t->label));
	memcpy(got, t->label, t->label_len);
	assert_string_equal(got, label);
	assert_true(t->label_tid <= t->label_len);
}

static void test_get_and_find(void **state)
{
	struct task_table *tt = *state;
	struct task *t;

	assert_null(task_find(tt, 11));
	t = task_get(tt, 10, 11);
	assert_non_null(t);
	assert_int_equal(t->pid, 10);
	assert_int_equal(t->tid, 11);
	assert_false(t->dead);
	assert_string_equal(t->comm, "");
	expect_label(t, "/11 ");
	assert_string_equal(t->label + t->label_tid, "11 ");
	assert_ptr_equal(task_get(tt, 10, 11), t);
	assert_ptr_equal(task_find(tt, 11), t);
	assert_null(task_find(tt, 12));
}

static void test_tids_that_cannot_be(void **state)
{
	static const int bad[] = { -1, INT32_MIN, TASK_TID_LIMIT, INT32_MAX };
	struct task_table *tt = *state;

	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		assert_null(task_find(tt, bad[i]));
		assert_null(task_get(tt, 1, bad[i]));
		assert_null(task_fork(tt, 1, bad[i], 1));
		task_get(tt, 5, 5);
		assert_null(task_fork(tt, 1, bad[i], 5));
	}
	assert_non_null(task_get(tt, 1, TASK_TID_LIMIT - 1));
	assert_ptr_equal(task_find(tt, TASK_TID_LIMIT - 1), task_get(tt, 1, TASK_TID_LIMIT - 1));
}

static void test_comm(void **state)
{
	struct task *t = task_get(*state, 10, 11);
	char long_name[] = "abcdefghijklmnopqrst";

	task_set_comm(t, "sh");
	assert_string_equal(t->comm, "sh");
	expect_label(t, "sh/11 ");
	assert_int_equal(t->label_tid, 3);
	task_set_comm(t, long_name);
	assert_string_equal(t->comm, "abcdefghijklmno");
	expect_label(t, "abcdefghijklmno/11 ");
	task_set_comm(t, "");
	expect_label(t, "/11 ");
}

/* The name in a line is what a terminal may see; the comm stays what it is. */
static void test_labels_are_escaped(void **state)
{
	struct task *t = task_get(*state, 10, TASK_TID_LIMIT - 1);

	task_set_comm(t, "a\nb\033[31m\\\xff");
	assert_string_equal(t->comm, "a\nb\033[31m\\\xff");
	expect_label(t, "a\\nb\\x1b[31m\\\\\\xff/4194303 ");
	/* The longest there can be. */
	task_set_comm(t, "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1");
	expect_label(t,
		     "\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01\\x01"
		     "/4194303 ");
}

static void test_fork(void **state)
{
	struct task_table *tt = *state;
	struct task *parent = task_get(tt, 10, 10), *child;

	task_set_comm(parent, "father");
	child = task_fork(tt, 20, 20, 10);
	assert_int_equal(child->pid, 20);
	assert_string_equal(child->comm, "father");
	expect_label(child, "father/20 ");
	/* Each has a name of his own from then on. */
	task_set_comm(parent, "changed");
	assert_string_equal(child->comm, "father");
	/* Of a parent that nobody knows there is no name to take. */
	child = task_fork(tt, 30, 31, 999);
	assert_string_equal(child->comm, "");
	assert_int_equal(child->pid, 30);
}

static void test_bury(void **state)
{
	struct task_table *tt = *state;
	struct task *t = task_get(tt, 10, 11);

	task_set_comm(t, "late");
	task_bury(tt, t);
	assert_ptr_equal(task_find(tt, 11), t);
	assert_true(t->dead);
	assert_string_equal(t->comm, "late");
	assert_null(task_next(tt, NULL));
	/* A dead parent still gives his name. */
	assert_string_equal(task_fork(tt, 12, 12, 11)->comm, "late");
}

static void test_tid_is_used_again(void **state)
{
	struct task_table *tt = *state;
	struct task *old = task_get(tt, 10, 11), *new;

	task_set_comm(old, "old");
	old->call.seen_ns = 5;
	task_bury(tt, old);
	new = task_get(tt, 20, 11);
	assert_ptr_not_equal(new, old);
	assert_int_equal(new->pid, 20);
	assert_string_equal(new->comm, "");
	assert_int_equal(new->call.seen_ns, 0);
	assert_ptr_equal(task_find(tt, 11), new);
	/* By a fork, too. */
	task_bury(tt, new);
	task_set_comm(task_get(tt, 30, 30), "parent");
	new = task_fork(tt, 40, 11, 30);
	assert_int_equal(new->pid, 40);
	assert_string_equal(new->comm, "parent");
	assert_false(new->dead);
}

/* Names of the dead are kept for a while, not for ever; the latest stay. */
static void test_graveyard_is_bounded(void **state)
{
	enum { CNT = 20000, KEPT_AT_LEAST = 100, KEPT_AT_MOST = 5000 };
	struct task_table *tt = *state;
	int kept = 0;

	for (int tid = 1; tid <= CNT; tid++)
		task_bury(tt, task_get(tt, tid, tid));
	for (int tid = 1; tid <= CNT; tid++) {
		const struct task *t = task_find(tt, tid);

		assert_true(!kept || t); /* once one is kept, all later ones are */
		kept += t != NULL;
		assert_true(!t || t->dead);
	}
	assert_in_range(kept, KEPT_AT_LEAST, KEPT_AT_MOST);
}

/* When the old one is taken out of the graveyard, the living one of that tid stays. */
static void test_graveyard_and_used_tid(void **state)
{
	struct task_table *tt = *state;
	struct task *living;

	task_bury(tt, task_get(tt, 7, 7));
	living = task_get(tt, 8, 7);
	for (int tid = 100; tid < 10000; tid++)
		task_bury(tt, task_get(tt, tid, tid));
	assert_ptr_equal(task_find(tt, 7), living);
	assert_false(living->dead);
}

static void test_same_tid_buried_often(void **state)
{
	struct task_table *tt = *state;

	for (int i = 0; i < 5000; i++)
		task_bury(tt, task_get(tt, i, 7));
	assert_int_equal(task_find(tt, 7)->pid, 4999);
}

static void test_become_leader(void **state)
{
	struct task_table *tt = *state;
	struct task *leader = task_get(tt, 10, 10), *t = task_get(tt, 10, 15);

	task_set_comm(leader, "leader");
	task_set_comm(t, "worker");
	task_bury(tt, leader);
	task_become_leader(tt, t);
	assert_int_equal(t->tid, 10);
	assert_int_equal(t->pid, 10);
	assert_ptr_equal(task_find(tt, 10), t);
	assert_null(task_find(tt, 15));
	expect_label(t, "worker/10 ");
	assert_ptr_equal(task_next(tt, NULL), t);
	assert_null(task_next(tt, t));
	/* The leader itself stays what it is. */
	task_become_leader(tt, t);
	assert_ptr_equal(task_find(tt, 10), t);
	/* The old leader leaves the graveyard and does not take the new one along. */
	for (int tid = 100; tid < 10000; tid++)
		task_bury(tt, task_get(tt, tid, tid));
	assert_ptr_equal(task_find(tt, 10), t);
}

static void test_become_leader_of_nobody(void **state)
{
	struct task_table *tt = *state;
	struct task *t = task_get(tt, 500000, 15);

	task_become_leader(tt, t);
	assert_ptr_equal(task_find(tt, 500000), t);
	assert_null(task_find(tt, 15));
}

static void test_next(void **state)
{
	static const int tids[] = { 1, 2, 1023, 1024, 1025, 5000, 3000000, TASK_TID_LIMIT - 1 };
	struct task_table *tt = *state;
	struct task *t = NULL;

	assert_null(task_next(tt, NULL));
	for (size_t i = ARRAY_CNT(tids); i-- > 0;)
		task_get(tt, tids[i], tids[i]);
	task_bury(tt, task_get(tt, 3, 3));
	task_bury(tt, task_get(tt, 4000000, 4000000));
	for (size_t i = 0; i < ARRAY_CNT(tids); i++) {
		t = task_next(tt, t);
		assert_non_null(t);
		assert_int_equal(t->tid, tids[i]);
	}
	assert_null(task_next(tt, t));
}

static void put_into(struct task *t, const char *name, uint64_t enter_ns)
{
	int64_t nr = calls_nr(arch_native_abi(), name);

	t->call.desc = syscall_get(arch_native_abi(), nr);
	t->call.enter_ns = enter_ns;
}

static void test_find_execing(void **state)
{
	struct task_table *tt = *state;
	struct task *a = task_get(tt, 10, 11), *b = task_get(tt, 10, 12);

	assert_null(task_find_execing(tt, 10));
	put_into(a, "read", 1);
	assert_null(task_find_execing(tt, 10));
	put_into(task_get(tt, 10, 10), "execve", 1); /* the leader does not count */
	put_into(task_get(tt, 20, 21), "execve", 1); /* another process */
	assert_null(task_find_execing(tt, 10));
	put_into(b, "execve", 300);
	assert_ptr_equal(task_find_execing(tt, 10), b);
	put_into(a, "execveat", 200); /* for longer */
	assert_ptr_equal(task_find_execing(tt, 10), a);
	task_bury(tt, a);
	assert_ptr_equal(task_find_execing(tt, 10), b);
}

static void test_free_accepts_null(void **state)
{
	(void)state;
	task_table_free(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_get_and_find),
		TEST(test_tids_that_cannot_be),
		TEST(test_comm),
		TEST(test_labels_are_escaped),
		TEST(test_fork),
		TEST(test_bury),
		TEST(test_tid_is_used_again),
		TEST(test_graveyard_is_bounded),
		TEST(test_graveyard_and_used_tid),
		TEST(test_same_tid_buried_often),
		TEST(test_become_leader),
		TEST(test_become_leader_of_nobody),
		TEST(test_next),
		TEST(test_find_execing),
		cmocka_unit_test(test_free_accepts_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
