/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints by their number, and what each of them is for. */
#include "unit/check.h"

#include "session/points.h"

static void expect_point(const struct points *p, uint32_t id, const char *name, unsigned int uses)
{
	const struct point *found = points_find(p, id);

	assert_non_null(found);
	assert_int_equal(found->id, id);
	assert_string_equal(found->name, name);
	assert_int_equal(found->uses, uses);
}

static void test_none(void **state)
{
	struct points p = { 0 };

	(void)state;
	assert_null(points_find(&p, 0));
	assert_null(points_find(&p, 1));
	assert_false(points_use(&p, POINT_SHOWN));
	points_fini(&p);
	assert_null(points_find(&p, 1));
}

/* One tracepoint can be several things: shown, and what switches the trace on. */
static void test_uses_add_up(void **state)
{
	struct points p = { 0 };
	struct point *point;

	(void)state;
	point = points_add(&p, 7, "sched:sched_switch", POINT_SHOWN);
	assert_non_null(point);
	assert_null(point->filter);
	point->filter = "prev_pid == 1";
	assert_ptr_equal(points_add(&p, 7, "sched:sched_switch", POINT_ON), point);
	assert_int_equal(p.cnt, 1);
	expect_point(&p, 7, "sched:sched_switch", POINT_SHOWN | POINT_ON);
	assert_string_equal(points_find(&p, 7)->filter, "prev_pid == 1");
	assert_true(points_use(&p, POINT_SHOWN));
	assert_true(points_use(&p, POINT_ON));
	assert_false(points_use(&p, POINT_OFF));
	assert_false(points_use(&p, POINT_SIGNAL));
	points_fini(&p);
}

static void test_beside_each_other(void **state)
{
	struct points p = { 0 };

	(void)state;
	points_add(&p, 20, "b:b", POINT_SHOWN);
	points_add(&p, 30, "c:c", POINT_OFF);
	points_add(&p, 10, "a:a", POINT_RUNTIME);
	expect_point(&p, 10, "a:a", POINT_RUNTIME);
	expect_point(&p, 20, "b:b", POINT_SHOWN);
	expect_point(&p, 30, "c:c", POINT_OFF);
	for (uint32_t id = 0; id < 40; id++)
		assert_int_equal(!!points_find(&p, id), id == 10 || id == 20 || id == 30);
	assert_null(points_find(&p, UINT32_MAX));
	points_fini(&p);
}

/* Whatever order they come in, they stand in that of their numbers. */
static void test_many(void **state)
{
	enum { MANY = 3001, STEP = 1237 }; /* MANY is prime: every number comes, and once */
	struct points p = { 0 };

	(void)state;
	for (uint32_t i = 0; i < MANY; i++)
		assert_non_null(points_add(&p, i * STEP % MANY, "x:x",
					   i * STEP % MANY % 2 ? POINT_SHOWN : POINT_SENT));
	assert_int_equal(p.cnt, MANY);
	for (uint32_t id = 0; id < MANY; id++) {
		assert_int_equal(p.v[id].id, id);
		expect_point(&p, id, "x:x", id % 2 ? POINT_SHOWN : POINT_SENT);
	}
	assert_null(points_find(&p, MANY));
	points_fini(&p);
	assert_int_equal(p.cnt, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_uses_add_up),
		cmocka_unit_test(test_beside_each_other),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
