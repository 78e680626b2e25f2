/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads that two sets of events report: each record is taken once. */
#include "unit/check.h"

#include <stdlib.h>

#include "capture/owners.h"
#include "unit/records.h"

/* Two threads that were attached one after the other, each with four events. */
enum { FIRST = 10, SECOND = 20, FIRST_ID = 100, SECOND_ID = 104, CHILD = 30, GRANDCHILD = 31 };

struct fixture {
	struct owners owners;
	struct decode_layout layout;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->layout = records_layout();
	f->layout.sample_type |= PERF_SAMPLE_ID;
	decode_prepare(&f->layout);
	if (owners_init(&f->owners) || owners_attach(&f->owners, FIRST, FIRST_ID) ||
	    owners_attach(&f->owners, SECOND, SECOND_ID))
		return -1;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	owners_fini(&f->owners);
	free(f);
	return 0;
}

static struct stamp stamp_of(int tid, uint64_t id)
{
	return (struct stamp){ .pid = FIRST, .tid = tid, .time_ns = 1, .id = id };
}

static bool takes(struct fixture *f, const struct bytes *b)
{
	return !owners_is_double(&f->owners, &f->layout, bytes_hdr(b));
}

/* Whether a call of @tid that event @id has recorded is taken. */
static bool takes_call(struct fixture *f, int tid, uint64_t id)
{
	struct bytes b;

	bytes_exit(&b, &f->layout, stamp_of(tid, id), 0, 0);
	return takes(f, &b);
}

static bool takes_fork(struct fixture *f, int tid, uint64_t id)
{
	struct bytes b;

	bytes_fork(&b, &f->layout, stamp_of(tid, id), FIRST, FIRST);
	return takes(f, &b);
}

static bool takes_end(struct fixture *f, int tid, uint64_t id)
{
	struct bytes b;

	bytes_task_exit(&b, &f->layout, stamp_of(tid, id));
	return takes(f, &b);
}

static void test_attached_own_themselves(void **state)
{
	struct fixture *f = *state;

	for (uint64_t i = 0; i < 4; i++) {
		assert_true(takes_call(f, FIRST, FIRST_ID + i));
		assert_true(takes_call(f, SECOND, SECOND_ID + i));
		/* The second was born by the first and inherited its events, too. */
		assert_false(takes_call(f, SECOND, FIRST_ID + i));
	}
	assert_false(takes_fork(f, SECOND, FIRST_ID));
}

static void test_child_belongs_to_its_fork(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_fork(f, CHILD, SECOND_ID + 1));
	assert_false(takes_fork(f, CHILD, FIRST_ID + 1));
	assert_true(takes_call(f, CHILD, SECOND_ID));
	assert_false(takes_call(f, CHILD, FIRST_ID));
	assert_true(takes_fork(f, GRANDCHILD, FIRST_ID));
	assert_true(takes_call(f, GRANDCHILD, FIRST_ID + 3));
	assert_false(takes_call(f, GRANDCHILD, SECOND_ID));
}

static void test_tid_is_used_again(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_fork(f, CHILD, SECOND_ID));
	assert_false(takes_end(f, CHILD, FIRST_ID)); /* the other set does not end it */
	assert_false(takes_call(f, CHILD, FIRST_ID));
	assert_true(takes_end(f, CHILD, SECOND_ID));
	assert_true(takes_fork(f, CHILD, FIRST_ID));
	assert_true(takes_call(f, CHILD, FIRST_ID));
	assert_false(takes_call(f, CHILD, SECOND_ID));
}

/* exec by a thread that is not the leader: it goes on with its own events and another tid. */
static void test_exec_changes_the_tid(void **state)
{
	struct fixture *f = *state;

	assert_true(takes_end(f, FIRST, FIRST_ID));
	assert_true(takes_call(f, FIRST, SECOND_ID));
	assert_true(takes_call(f, FIRST, SECOND_ID));
}

/* What no thread is the subject of is never dropped. */
static void test_other_records(void **state)
{
	struct fixture *f = *state;
	struct bytes b;

	bytes_lost(&b, &f->layout, stamp_of(SECOND, FIRST_ID), 5);
	assert_true(takes(f, &b));
	bytes_other(&b, &f->layout, stamp_of(SECOND, FIRST_ID), PERF_RECORD_THROTTLE, 64);
	assert_true(takes(f, &b));
	assert_true(takes_call(f, -1, FIRST_ID));
	assert_true(takes_call(f, INT32_MAX, FIRST_ID));
	assert_true(takes_call(f, CHILD, 5)); /* an event older than all */
}

/* An event that was there before all sets is of no thread: it tells, and owns nobody. */
static void test_older_than_all(void **state)
{
	enum { OLDER_ID = FIRST_ID - 1 };
	struct fixture *f = *state;

	assert_true(takes_call(f, FIRST, OLDER_ID));
	assert_true(takes_call(f, SECOND, OLDER_ID));
	assert_true(takes_fork(f, CHILD, OLDER_ID));
	assert_true(takes_call(f, CHILD, OLDER_ID));
	/* Who owns whom is what it was, also when it tells that a thread ended. */
	assert_true(takes_fork(f, CHILD, SECOND_ID));
	assert_true(takes_end(f, CHILD, OLDER_ID));
	assert_false(takes_call(f, CHILD, FIRST_ID));
	assert_true(takes_call(f, CHILD, SECOND_ID));
	assert_false(takes_call(f, FIRST, SECOND_ID));
	assert_true(takes_call(f, CHILD, OLDER_ID));
}

static void test_no_sets(void **state)
{
	struct fixture *f = *state;

	owners_fini(&f->owners);
	assert_int_equal(owners_init(&f->owners), 0);
	assert_true(takes_call(f, FIRST, FIRST_ID));
	assert_true(takes_call(f, FIRST, SECOND_ID));
	assert_true(takes_end(f, FIRST, 0));
}

static void test_many_sets(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 1000; i++)
		assert_int_equal(owners_attach(&f->owners, 1000 + i, 200 + 4 * (uint64_t)i), 0);
	for (int i = 0; i < 1000; i++) {
		assert_true(takes_call(f, 1000 + i, 200 + 4 * (uint64_t)i));
		assert_true(takes_call(f, 1000 + i, 203 + 4 * (uint64_t)i));
		assert_false(takes_call(f, 1000 + i, 199 + 4 * (uint64_t)i));
		assert_false(takes_call(f, 1000 + i, 204 + 4 * (uint64_t)i) && i < 999);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_attached_own_themselves),
		TEST(test_child_belongs_to_its_fork),
		TEST(test_tid_is_used_again),
		TEST(test_exec_changes_the_tid),
		TEST(test_other_records),
		TEST(test_older_than_all),
		TEST(test_no_sets),
		TEST(test_many_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
