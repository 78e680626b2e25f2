/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said of filters that the kernel refuses. */
#include "unit/formats.h"

#include <errno.h>
#include <stdio.h>

/* clang-format off */
static const char mixed[] =
	"name: mixed\nID: 900\n" FORMAT_COMMON
	FORMAT_FIELD("int prev_pid", 8, 4, 1)
	FORMAT_FIELD("char comm[16]", 12, 16, 0)
	FORMAT_FIELD("unsigned long args[6]", 32, 48, 0)
	FORMAT_FIELD("const char * path", 80, 8, 0)
	"\nprint fmt: \"%d\", REC->prev_pid\n";
/* clang-format on */

static void keep(void *arg, enum diag_level level, const char *msg)
{
	assert_int_equal(level, DIAG_ERROR);
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

/* The sentence about @filter has @column (0: names none) and @words in it. */
static void check(const char *filter, unsigned int column, const char *words)
{
	char why[DIAG_SENTENCE_BYTES] = "", at[32];
	const struct diag d = { .emit = keep, .arg = why };
	struct formats *f = formats_with("test", mixed);

	assert_int_equal(formats_event_id(f, "test", "mixed"), 900);
	assert_int_equal(formats_explain_filter(f, 900, filter, &d), -EINVAL);
	snprintf(at, sizeof(at), ", column %u: ", column);
	if (column && !strstr(why, at))
		fail_msg("'%s' is not about %s", why, at);
	if (!strstr(why, words))
		fail_msg("'%s' does not say '%s'", why, words);
	assert_non_null(strstr(why, "test:mixed"));
	formats_close(f);
}

static void test_fields(void **state)
{
	(void)state;
	check("prevpid == 1", 1, "did you mean 'prev_pid'?");
	check("nonsense == 1", 1, "prev_pid, comm, args, path");
	check("prev_pid == 1 && !(com ~ \"a*\")", 20, "no field 'com'");
	check("args == 1", 1, "an array");
	check("", 1, "a field has to be");
	check("1 == prev_pid", 1, "a field has to be");
	check("prev_pid == 1 &&", 17, "a field has to be");
}

static void test_operators(void **state)
{
	(void)state;
	check("prev_pid = 1", 10, "with two =");
	check("prev_pid", 9, "an operator has to be");
	check("prev_pid && comm", 10, "an operator has to be");
	check("prev_pid ~ 1", 10, "is a number");
	check("comm > \"a\"", 6, "is text");
}

static void test_values(void **state)
{
	(void)state;
	check("prev_pid == bash", 13, "no number");
	check("prev_pid == \"1\"", 13, "cannot be compared with text");
	check("comm == bash", 9, "in quotation marks: \"bash\"");
	check("comm == \"bash", 9, "not closed");
	check("prev_pid ==", 12, "a value for 'prev_pid'");
}

static void test_structure(void **state)
{
	(void)state;
	check("(prev_pid == 1", 15, "not closed");
	check("prev_pid == 1)", 14, "closes nothing");
	check("prev_pid == 1 and prev_pid == 2", 15, "&& or ||");
	check("prev_pid == 1 || comm == 'x' prev_pid", 30, "&& or ||");
}

/* What looks right to us is refused by the kernel for a reason that we do not know. */
static void test_unknown_reason(void **state)
{
	static const char *const good[] = {
		"prev_pid == 1",
		"prev_pid==-1||prev_pid&0x10",
		"( comm ~ \"a b)*\" && ! (prev_pid >= 07) ) || cpu < 2",
		"common_pid != 0 && comm == 'it'",
		"path.ustring ~ \"/etc*\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(good); i++)
		check(good[i], 0, "does not take the filter");
}

static void test_unknown_event(void **state)
{
	char why[DIAG_SENTENCE_BYTES] = "";
	const struct diag d = { .emit = keep, .arg = why };
	struct formats *f = formats_new();

	(void)state;
	assert_int_equal(formats_explain_filter(f, 65536, "a == 1", &d), -EINVAL);
	assert_non_null(strstr(why, "a == 1"));
	formats_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),	       cmocka_unit_test(test_operators),
		cmocka_unit_test(test_values),	       cmocka_unit_test(test_structure),
		cmocka_unit_test(test_unknown_reason), cmocka_unit_test(test_unknown_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
