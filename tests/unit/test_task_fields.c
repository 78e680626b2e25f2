/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of a thread. */
#include "unit/check.h"

#include <errno.h>
#include <string.h>

#include "filter/task_fields.h"
#include "task/cgroups.h"
#include "task/creds.h"

static const struct container web = { .path = "/box", .id = "0123abcd", .name = "web" };
static const struct container nameless = { .path = "/box", .id = "4567", .name = "" };
static const struct cgroup box = { .path = "/box", .container = &web };
static const struct cgroup new_box = { .path = "/box/x", .container = &nameless };
static const struct cgroup slice = { .path = "/user.slice" };
static const struct cgroup unknown = { .id = 9 };

static const struct task example = { .pid = 10, .tid = 11, .uid = 1000, .comm = "worker" };

/* Field @name of @t is @text; NULL: it is not known. */
static void check_text(struct task *t, const char *name, const char *text)
{
	int field = task_field_find(name, strlen(name));
	struct expr_value v;

	assert_true(field >= 0);
	assert_int_equal(task_field_type((enum task_field)field), EXPR_TEXT);
	assert_int_equal(task_field_get(t, (enum task_field)field, &v), text ? 1 : 0);
	if (!text)
		return;
	assert_int_equal(v.text_len, strlen(text));
	assert_memory_equal(v.text, text, v.text_len);
}

static void check_number(struct task *t, const char *name, int64_t number)
{
	int field = task_field_find(name, strlen(name));
	struct expr_value v;

	assert_true(field >= 0);
	assert_int_equal(task_field_type((enum task_field)field), EXPR_NUMBER);
	assert_true(task_field_get(t, (enum task_field)field, &v));
	assert_int_equal(v.number, number);
	assert_false(v.is_unsigned);
}

static void test_who(void **state)
{
	struct task t = example;
	struct expr_value v;

	(void)state;
	check_number(&t, "pid", 10);
	check_number(&t, "tid", 11);
	check_number(&t, "uid", 1000);
	check_text(&t, "comm", "worker");
	t.uid = CREDS_UNKNOWN;
	assert_false(task_field_get(&t, TASK_FIELD_UID, &v));
}

static void test_cgroup(void **state)
{
	struct task t = example;

	(void)state;
	check_text(&t, "cgroup", NULL);
	check_text(&t, "container", NULL);
	check_text(&t, "container.id", NULL);
	t.cgroup = &unknown;
	check_text(&t, "cgroup", NULL);
	check_text(&t, "container", NULL);
	t.cgroup = &slice; /* in none, and that is known */
	check_text(&t, "cgroup", "/user.slice");
	check_text(&t, "container", "");
	check_text(&t, "container.id", "");
	t.cgroup = &box;
	check_text(&t, "cgroup", "/box");
	check_text(&t, "container", "web");
	check_text(&t, "container.id", "0123abcd");
	t.cgroup = &new_box;
	check_text(&t, "container", NULL);
	check_text(&t, "container.id", "4567");
}

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < TASK_FIELD_CNT; i++) {
		const char *name = task_field_name((enum task_field)i);

		assert_int_equal(task_field_find(name, strlen(name)), i);
		assert_int_equal(task_field_find(name, strlen(name) - 1), -ENOENT);
	}
	assert_int_equal(task_field_find("container.id", 9), TASK_FIELD_CONTAINER);
	assert_int_equal(task_field_find("", 0), -ENOENT);
	assert_true(task_field_needs_cgroups(TASK_FIELD_CONTAINER_ID));
	assert_false(task_field_needs_cgroups(TASK_FIELD_UID));
	assert_true(task_field_needs_uids(TASK_FIELD_UID));
	assert_false(task_field_needs_uids(TASK_FIELD_COMM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_cgroup),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
