/* SPDX-License-Identifier: GPL-2.0-only */
/* The choice of calls on its way from record's options through a file into report's. */
#include "unit/check.h"

#include <errno.h>
#include <string.h>

#include "cmd/choice.h"

#define WORDS "event=openat,close\0event=sched:*\0failure=\0errno=ENOENT\0expr=duration > 5ms"

static struct options made_options(void)
{
	return (struct options){
		.events = { .cnt = 3,
			    .v = { { "event", "openat,close" },
				   { "event", "sched:*" },
				   { "filter", "prev_pid == 1" } } },
		.failure = true,
		.errnos = "ENOENT",
		.expr = "duration > 5ms",
	};
}

static void test_there_and_back(void **state)
{
	struct options from = made_options(), to = { 0 };
	char words[CHOICE_BYTES];
	size_t len = choice_make(&from, words, sizeof(words));

	(void)state;
	assert_int_equal(len, sizeof(WORDS));
	assert_memory_equal(words, WORDS, len);
	assert_int_equal(choice_apply(&to, words, len), 0);
	assert_int_equal(to.events.cnt, 2);
	assert_string_equal(to.events.v[0].name, "event");
	assert_string_equal(to.events.v[0].text, "openat,close");
	assert_string_equal(to.events.v[1].text, "sched:*");
	assert_true(to.failure);
	assert_false(to.success);
	assert_string_equal(to.errnos, "ENOENT");
	assert_string_equal(to.expr, "duration > 5ms");
}

static void test_nothing(void **state)
{
	struct options o = { 0 };
	char words[8];

	(void)state;
	assert_int_equal(choice_make(&o, words, sizeof(words)), 0);
	/* What does not fit is not told in part. */
	o.errnos = "ENOENT";
	assert_int_equal(choice_make(&o, words, sizeof(words)), 0);
}

/* Each kind of choice of the user's leaves all of the recorder's aside. */
static void test_overruled(void **state)
{
	struct options user[] = { { .events.cnt = 1 },
				  { .failure = true },
				  { .success = true },
				  { .errnos = "EPERM" },
				  { .expr = "true" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(user); i++) {
		struct options before = user[i];

		assert_int_equal(choice_apply(&user[i], WORDS, sizeof(WORDS)), 0);
		assert_memory_equal(&user[i], &before, sizeof(before));
	}
}

/* A file may be anybody's. */
static void test_hostile(void **state)
{
	static const char *const hostile[] = { "event=/((a{99}){99}){99}/", "event=/(a*)\\1/",
					       "expr=comm =~ /a{9999}/" };
	char words[2 * CHOICE_BYTES], many[65 * sizeof("event=a")];
	struct options o = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(hostile); i++)
		assert_int_equal(choice_apply(&o, hostile[i], strlen(hostile[i]) + 1), -EINVAL);
	memset(words, 'a', sizeof(words));
	words[sizeof(words) - 1] = '\0';
	assert_int_equal(choice_apply(&o, words, sizeof(words)), -EINVAL);
	assert_int_equal(o.events.cnt, 0);
	assert_null(o.expr);
	/* What nobody knows is passed over, and what there is no room for. */
	assert_int_equal(choice_apply(&o, "future=1", sizeof("future=1")), 0);
	for (size_t i = 0; i < 65; i++)
		memcpy(many + i * sizeof("event=a"), "event=a", sizeof("event=a"));
	assert_int_equal(choice_apply(&o, many, sizeof(many)), 0);
	assert_int_equal(o.events.cnt, OPTION_ITEMS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_overruled),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
