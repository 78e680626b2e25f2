/* SPDX-License-Identifier: GPL-2.0-only */
/* What events are opened with: for a live trace, and to be recorded. */
#include "unit/check.h"

#include "capture/perf_event.h"

enum { ENTER_ID = 42 };

#define RECORDED                                                                         \
	(PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU | \
	 PERF_SAMPLE_RAW)

static const struct perf_event_spec exit_spec = { .role = PERF_EVENT_EXIT };
static const struct perf_event_spec enter = { .role = PERF_EVENT_ENTER, .id = ENTER_ID };
static const struct perf_event_spec fault = { .role = PERF_EVENT_FAULT_MINOR };
static const struct perf_event_spec dummy = { .role = PERF_EVENT_DUMMY };

static struct perf_event_attr attr_of(const struct perf_event_plan *plan,
				      const struct perf_event_spec *spec, bool with_addr)
{
	struct perf_event_fields f = { .record = plan->record, .with_addr = with_addr };
	struct decode_layout l = perf_event_layout(&f);
	struct perf_event_plan with_layout = *plan;

	with_layout.layout = &l;
	return perf_event_attr_of(&with_layout, spec);
}

/* Only what is used: every field costs. */
static void test_live(void **state)
{
	struct perf_event_plan plan = { .format_lost = true, .build_id = true };
	struct perf_event_attr a = attr_of(&plan, &exit_spec, false);

	(void)state;
	assert_int_equal(a.sample_type, PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW);
	assert_int_equal(a.read_format, 1 << 4); /* PERF_FORMAT_LOST */
	assert_int_equal(a.sample_period, 1);
	assert_false(a.comm || a.task || a.mmap2 || a.build_id || a.write_backward);
	a = attr_of(&plan, &enter, false);
	assert_int_equal(a.config, ENTER_ID);
	assert_true(a.comm && a.comm_exec && a.task && a.mmap2 && a.sample_id_all);
	assert_false(a.build_id);
}

static void test_record(void **state)
{
	struct perf_event_plan plan = { .record = true, .format_lost = true, .build_id = true };
	struct perf_event_attr a = attr_of(&plan, &exit_spec, true);

	(void)state;
	assert_int_equal(a.sample_type, RECORDED);
	assert_int_equal(a.read_format, PERF_FORMAT_ID | 1 << 4);
	assert_false(a.comm || a.build_id);
	assert_true(a.sample_id_all && a.use_clockid);
	a = attr_of(&plan, &enter, true);
	assert_int_equal(a.sample_type & ~(uint64_t)PERF_SAMPLE_REGS_USER, RECORDED);
	assert_true(a.comm && a.task && a.mmap2 && a.build_id);
	a = attr_of(&plan, &fault, true);
	assert_int_equal(a.sample_type, RECORDED | PERF_SAMPLE_IP | PERF_SAMPLE_ADDR);
	/* An older kernel. */
	plan.format_lost = plan.build_id = false;
	a = attr_of(&plan, &enter, false);
	assert_int_equal(a.read_format, PERF_FORMAT_ID);
	assert_true(a.mmap2 && !a.build_id);
}

/* What tells of tasks must not be written over by samples. */
static void test_backward(void **state)
{
	struct perf_event_plan plan = { .record = true, .backward = true };
	struct perf_event_attr a = attr_of(&plan, &enter, false);

	(void)state;
	assert_true(a.write_backward);
	assert_false(a.comm || a.task || a.mmap2);
	a = attr_of(&plan, &dummy, false);
	assert_false(a.write_backward);
	assert_true(a.comm && a.task && a.mmap2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_backward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
