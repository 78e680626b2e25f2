/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody may have meant. */
#include "unit/check.h"

#include <string.h>

#include "util/nearest.h"

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void expect(const char *word, const char *const *names, const char *hint)
{
	struct nearest n;

	nearest_init(&n, word, strlen(word));
	for (; *names; names++)
		nearest_offer(&n, *names);
	assert_string_equal(nearest_hint(&n), hint);
}

static void test_hint(void **state)
{
	(void)state;
	expect("opne", NAMES("open"), "; did you mean 'open'?");
	expect("raed", NAMES("write", "read", "pread"), "; did you mean 'read'?");
	expect("stats", NAMES("stat", "lstat", "fstat", "statfs"),
	       "; did you mean 'stat' or 'statfs'?");
	expect("xyzzy", NAMES("open", "close"), "");
	expect("a\x1b", NAMES("a\x1c"), "; did you mean 'a\x1c'?");
}

static void test_what_is_wrong(void **state)
{
	(void)state;
	expect("getpid", NAMES("getpi"), "; did you mean 'getpi'?"); /* too much */
	expect("getpi", NAMES("getpid"), "; did you mean 'getpid'?"); /* missing */
	expect("getqid", NAMES("getpid"), "; did you mean 'getpid'?"); /* another */
	expect("gepid", NAMES("egpid"), "; did you mean 'egpid'?"); /* swapped, which is one */
	expect("ENOENT", NAMES("enoent"), "; did you mean 'enoent'?");
	expect("abc", NAMES("abx"), "; did you mean 'abx'?"); /* one in three */
	expect("abc", NAMES("axy"), "");
	expect("abcdef", NAMES("xycdef"), "; did you mean 'xycdef'?"); /* two in six */
	expect("abcdef", NAMES("xyzdef"), "");
	expect("a", NAMES("b"), ""); /* nothing of it is left */
	expect("", NAMES("b", ""), "");
}

static void test_part(void **state)
{
	(void)state;
	expect("sock", NAMES("getsockopt", "socketpair", "socket"),
	       "; did you mean 'socket', 'socketpair' or 'getsockopt'?");
	expect("system.slice/nginx.service", NAMES("nginx", "nginx.service", "redis"),
	       "; did you mean 'nginx.service' or 'nginx'?");
	expect("op", NAMES("openat"), ""); /* two letters are part of too much */
}

/* Typing errors come before parts, the nearest first, and of equal ones the first that was offered. */
static void test_order(void **state)
{
	(void)state;
	expect("write", NAMES("writev", "pwrite", "wrtie", "write_x", "Write"),
	       "; did you mean 'Write', 'writev' or 'pwrite'?");
	expect("aaaa", NAMES("aaab", "aaac", "aaad", "aaae"),
	       "; did you mean 'aaab', 'aaac' or 'aaad'?");
	expect("read", NAMES("reed", "reed", "reed", "read1"), "; did you mean 'reed' or 'read1'?");
}

static void test_word_without_nul(void **state)
{
	struct nearest n;

	(void)state;
	nearest_init(&n, "opne,close", 4);
	nearest_offer(&n, "open");
	assert_string_equal(nearest_hint(&n), "; did you mean 'open'?");
}

/* Names are copied, whoever they belong to. */
static void test_copies(void **state)
{
	char name[] = "user1";
	struct nearest n;

	(void)state;
	nearest_init(&n, "user", 4);
	nearest_offer(&n, name);
	name[4] = '2';
	nearest_offer(&n, name);
	assert_string_equal(nearest_hint(&n), "; did you mean 'user1' or 'user2'?");
}

static void test_long_names(void **state)
{
	char word[NEAREST_NAME_BYTES + 1], name[NEAREST_NAME_BYTES + 1];
	struct nearest n;

	(void)state;
	for (size_t len = NEAREST_NAME_BYTES - 2; len <= NEAREST_NAME_BYTES; len++) {
		memset(word, 'w', len);
		memset(name, 'w', len);
		word[len] = name[len] = '\0';
		name[0] = 'x';
		nearest_init(&n, word, len);
		for (char last = 'a'; last <= 'f'; last++) {
			name[len - 1] = last;
			nearest_offer(&n, name);
		}
		assert_int_equal(n.cnt, len < NEAREST_NAME_BYTES ? NEAREST_MAX : 0);
		assert_true(strlen(nearest_hint(&n)) < NEAREST_HINT_BYTES);
		if (n.cnt)
			assert_string_equal(strrchr(nearest_hint(&n), '\'') + 1, "?");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hint),	   cmocka_unit_test(test_what_is_wrong),
		cmocka_unit_test(test_part),	   cmocka_unit_test(test_order),
		cmocka_unit_test(test_copies),	   cmocka_unit_test(test_word_without_nul),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
