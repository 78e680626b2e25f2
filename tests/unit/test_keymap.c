/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys: which are the same, how many there may be, and that nobody can make them meet. */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stats/keymap.h"

static struct stats_value text(const char *s)
{
	return stats_text(s, strlen(s));
}

static const struct stats_value none = { .kind = STATS_NONE };

static void test_same_and_different(void **state)
{
	static const char nuls[] = "a\0b";
	const struct stats_value keys[][2] = {
		{ text("a"), text("bc") },
		{ text("ab"), text("c") },
		{ text("abc"), text("") },
		{ text(""), text("abc") },
		{ text(""), text("") },
		{ none, text("") },
		{ text(""), none },
		{ none, none },
		{ stats_unsigned(0), none },
		{ stats_unsigned(5), text("5") },
		{ text("5"), stats_unsigned(5) },
		{ stats_signed(-1), none },
		{ stats_unsigned(UINT64_MAX), none },
		{ stats_text(nuls, 3), none },
		{ stats_text(nuls, 2), none },
		{ text("a"), none },
		{ text("12345678"), none },
		{ text("123456789"), none },
	};
	struct keymap_limit limit;
	struct keymap m;

	(void)state;
	keymap_limit_init(&limit, 1000);
	keymap_init(&m, 2, &limit);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_CNT(keys); i++)
			assert_int_equal(keymap_get(&m, keys[i]), i);
	assert_int_equal(limit.left, 1000 - ARRAY_CNT(keys));
	for (size_t i = 0; i < ARRAY_CNT(keys); i++)
		for (int k = 0; k < 2; k++)
			assert_int_equal(stats_value_compare(&keymap_at(&m, i)[k], &keys[i][k]), 0);
	keymap_fini(&m);
	assert_int_equal(limit.left, 1000);
	assert_false(limit.exceeded);
}

/* Five is five, and nothing is nothing, whatever else stands in it. */
static void test_equal_kinds(void **state)
{
	const struct stats_value junk = { .kind = STATS_NONE, .number = 7, .len = 3 };
	const struct stats_value empty = { .kind = STATS_TEXT };
	const struct stats_value five[] = { stats_signed(5), stats_unsigned(5) };
	const struct stats_value empties[] = { text(""), empty };
	struct keymap_limit limit;
	struct keymap m;

	(void)state;
	keymap_limit_init(&limit, 10);
	keymap_init(&m, 1, &limit);
	assert_int_equal(keymap_get(&m, &none), 0);
	assert_int_equal(keymap_get(&m, &junk), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(keymap_get(&m, &five[i]), 1);
		assert_int_equal(keymap_get(&m, &empties[i]), 2);
	}
	assert_int_equal(stats_value_compare(&none, &junk), 0);
	assert_int_equal(stats_value_compare(&empties[0], &empties[1]), 0);
	keymap_fini(&m);
}

/* The texts are the map's own, and of long ones the beginning counts. */
static void test_texts_are_copied(void **state)
{
	static char buf[KEYMAP_TEXT_MAX + 2];
	struct stats_value v = stats_text(buf, sizeof(buf));
	struct keymap_limit limit;
	struct keymap m;

	(void)state;
	keymap_limit_init(&limit, 10);
	keymap_init(&m, 1, &limit);
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(keymap_get(&m, &v), 0);
	buf[KEYMAP_TEXT_MAX] = 'y';
	assert_int_equal(keymap_get(&m, &v), 0);
	buf[KEYMAP_TEXT_MAX - 1] = 'y';
	assert_int_equal(keymap_get(&m, &v), 1);
	memset(buf, 'z', sizeof(buf));
	assert_int_equal(keymap_at(&m, 0)->len, KEYMAP_TEXT_MAX);
	assert_int_equal(keymap_at(&m, 0)->text[0], 'x');
	assert_int_equal(keymap_at(&m, 1)->text[KEYMAP_TEXT_MAX - 1], 'y');
	keymap_fini(&m);
}

/* Maps share a limit, and what one gives back another may use. */
static void test_limit(void **state)
{
	struct keymap_limit limit;
	struct keymap a, b;

	(void)state;
	keymap_limit_init(&limit, 3);
	keymap_init(&a, 1, &limit);
	keymap_init(&b, 1, &limit);
	for (int i = 0; i < 3; i++) {
		struct stats_value v = stats_signed(i);

		assert_int_equal(keymap_get(i % 2 ? &b : &a, &v), i / 2);
	}
	assert_false(limit.exceeded);
	assert_int_equal(keymap_get(&b, &none), -ENOSPC);
	assert_true(limit.exceeded);
	/* What is there is found all the same. */
	assert_int_equal(keymap_get(&a, &(struct stats_value){ .kind = STATS_SIGNED }), 0);
	keymap_fini(&a);
	assert_int_equal(limit.left, 2);
	assert_int_equal(keymap_get(&b, &none), 1);
	keymap_fini(&b);
	assert_int_equal(limit.left, 3);
	keymap_limit_init(&limit, 0);
	assert_int_equal(keymap_get(&a, &none), -ENOSPC);
	keymap_fini(&a);
}

static size_t longest_run(const struct keymap *m)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < m->slot_cnt; i++) {
		run = m->slots[i] ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/*
 * Names that end in a constant of the hash, which at one time made it the same for all of them.
 * With linear probing, three quarters full, runs of some dozens of slots are as usual.
 */
static void test_chosen_names(void **state)
{
	enum { CNT = 3000 };
	static const uint64_t constants[] = { 0xd6e8feb86659fd93ull, 0x9e3779b97f4a7c15ull, 0 };

	(void)state;
	for (size_t c = 0; c < ARRAY_CNT(constants); c++) {
		struct keymap_limit limit;
		struct keymap m;

		keymap_limit_init(&limit, CNT);
		keymap_init(&m, 1, &limit);
		for (uint64_t i = 0; i < CNT; i++) {
			uint64_t words[] = { i, constants[c] };
			struct stats_value v = stats_text((const char *)words, sizeof(words));

			assert_int_equal(keymap_get(&m, &v), i);
		}
		assert_true(longest_run(&m) < CNT / 3);
		keymap_fini(&m);
	}
}

static void test_many(void **state)
{
	enum { CNT = 200000 };
	struct keymap_limit limit;
	struct keymap m;

	(void)state;
	keymap_limit_init(&limit, CNT);
	keymap_init(&m, 2, &limit);
	for (int round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < CNT; i++) {
			uint64_t half = i / 2;
			struct stats_value v[] = { stats_text((const char *)&half, sizeof(half)),
						   stats_unsigned(i % 2) };

			assert_int_equal(keymap_get(&m, v), i);
		}
	}
	assert_int_equal(limit.left, 0);
	keymap_fini(&m);
}

static void test_order(void **state)
{
	const struct stats_value ordered[] = {
		none,
		stats_signed(INT64_MIN),
		stats_signed(-1),
		stats_unsigned(0),
		stats_signed(1),
		stats_signed(INT64_MAX),
		stats_unsigned(UINT64_MAX),
		text(""),
		text("a"),
		text("ab"),
		text("b"),
		text("\xff"),
		{ .kind = STATS_REST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(ordered); i++) {
		for (size_t k = 0; k < ARRAY_CNT(ordered); k++) {
			int order = stats_value_compare(&ordered[i], &ordered[k]);

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_and_different),
		cmocka_unit_test(test_equal_kinds),
		cmocka_unit_test(test_texts_are_copied),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_chosen_names),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
