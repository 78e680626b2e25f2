/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of system calls: each ABI by itself, and the numbers that no table goes up to. */
#include "unit/check.h"

#include <string.h>

#include "syscall/set.h"
#include "unit/calls.h"

/* In the first word, at both sides of a border of words, and at the end. */
static const int64_t inside[] = { 0, 1, 63, 64, 65, 127, SYSCALL_NR_LIMIT - 1 };
static const int64_t outside[] = { -1, INT64_MIN, SYSCALL_NR_LIMIT, INT64_MAX, 1ll << 32 };

/* Two sets that have 1 in common, and of which one has the other numbers. */
struct pair_of_sets {
	struct syscall_set a; /* 0 and 1 of the first ABI, and others */
	struct syscall_set b; /* 1 and 64 of the first ABI, 0 of the second */
};

static struct pair_of_sets make_pair(void)
{
	struct pair_of_sets p = { 0 };

	syscall_set_add(&p.a, 0, 0);
	syscall_set_add(&p.a, 0, 1);
	p.a.others = true;
	syscall_set_add(&p.b, 0, 1);
	syscall_set_add(&p.b, 0, 64);
	syscall_set_add(&p.b, 1, 0);
	return p;
}

/* Of the first ABI 0, 1 and 64, of the second 0 and 1, then the others; `x`: it is in. */
static void expect_set(const struct syscall_set *s, const char *expected)
{
	const char got[] = {
		syscall_set_has(s, 0, 0) ? 'x' : '-',
		syscall_set_has(s, 0, 1) ? 'x' : '-',
		syscall_set_has(s, 0, 64) ? 'x' : '-',
		syscall_set_has(s, 1, 0) ? 'x' : '-',
		syscall_set_has(s, 1, 1) ? 'x' : '-',
		syscall_set_has(s, 1, -1) ? 'x' : '-',
		'\0',
	};

	assert_string_equal(got, expected);
}

static void test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(inside); i++) {
		struct syscall_set s = { 0 };

		syscall_set_add(&s, ABI_CNT - 1, inside[i]);
		assert_false(syscall_set_is_empty(&s));
		for (enum abi abi = 0; abi < ABI_CNT; abi++)
			for (int64_t nr = -1; nr <= SYSCALL_NR_LIMIT; nr++)
				assert_int_equal(syscall_set_has(&s, abi, nr),
						 abi == ABI_CNT - 1 && nr == inside[i]);
	}
}

/* Numbers beyond the tables are in together or not at all. */
static void test_other_numbers(void **state)
{
	struct syscall_set s = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(outside); i++) {
		syscall_set_add(&s, 0, outside[i]);
		assert_true(syscall_set_is_empty(&s));
		assert_false(syscall_set_has(&s, 0, outside[i]));
	}
	s.others = true;
	assert_false(syscall_set_is_empty(&s));
	assert_false(syscall_set_is_full(&s));
	for (size_t i = 0; i < ARRAY_CNT(outside); i++)
		assert_true(syscall_set_has(&s, 0, outside[i]));
	for (size_t i = 0; i < ARRAY_CNT(inside); i++)
		assert_false(syscall_set_has(&s, 0, inside[i]));
}

static void test_all_and_nothing(void **state)
{
	struct syscall_set s = { 0 };

	(void)state;
	assert_true(syscall_set_is_empty(&s));
	assert_false(syscall_set_is_full(&s));
	syscall_set_fill(&s);
	assert_true(syscall_set_is_full(&s));
	assert_false(syscall_set_is_empty(&s));
	expect_set(&s, "xxxxxx");
	s.others = false;
	assert_false(syscall_set_is_full(&s));
	s.others = true;
	syscall_set_invert(&s);
	assert_true(syscall_set_is_empty(&s));
	syscall_set_invert(&s);
	assert_true(syscall_set_is_full(&s));
}

static void test_two_sets(void **state)
{
	struct pair_of_sets p = make_pair();
	struct syscall_set s;

	(void)state;
	expect_set(&p.a, "xx---x");
	expect_set(&p.b, "-xxx--");
	s = p.a;
	syscall_set_unite(&s, &p.b);
	expect_set(&s, "xxxx-x");
	s = p.a;
	syscall_set_intersect(&s, &p.b);
	expect_set(&s, "-x----");
	s = p.a;
	syscall_set_subtract(&s, &p.b);
	expect_set(&s, "x----x");
	s = p.b;
	syscall_set_subtract(&s, &p.a);
	expect_set(&s, "--xx--");
	s = p.a;
	syscall_set_invert(&s);
	expect_set(&s, "--xxx-");
}

/* not (A or B) = not A and not B; A without B = A and not B. */
static void test_laws(void **state)
{
	struct pair_of_sets p = make_pair();
	struct syscall_set left = p.a, right = p.a, not_b = p.b;

	(void)state;
	syscall_set_unite(&left, &p.b);
	syscall_set_invert(&left);
	syscall_set_invert(&not_b);
	syscall_set_invert(&right);
	syscall_set_intersect(&right, &not_b);
	assert_memory_equal(left.bits, right.bits, sizeof(left.bits));
	assert_int_equal(left.others, right.others);

	left = right = p.a;
	syscall_set_subtract(&left, &p.b);
	syscall_set_intersect(&right, &not_b);
	assert_memory_equal(left.bits, right.bits, sizeof(left.bits));
	assert_int_equal(left.others, right.others);
	syscall_set_subtract(&left, &left);
	assert_true(syscall_set_is_empty(&left));
}

static bool is_named(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *desc)
{
	(void)abi;
	assert_true(nr >= 0 && nr < SYSCALL_NR_LIMIT);
	assert_non_null(desc);
	return desc->name && !strcmp(desc->name, arg);
}

static bool is_nameless(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *desc)
{
	(void)arg;
	(void)abi;
	(void)nr;
	return !desc->name;
}

/* A call has another number in each ABI, or none. */
static void test_where(void **state)
{
	struct syscall_set s = { 0 };
	char name[] = "openat";

	(void)state;
	syscall_set_add(&s, 0, 3); /* what is there stays */
	syscall_set_add_where(&s, is_named, name);
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		for (int64_t nr = -1; nr <= SYSCALL_NR_LIMIT; nr++)
			assert_int_equal(syscall_set_has(&s, abi, nr),
					 nr == calls_nr(abi, name) && nr >= 0 ? 1 :
										!abi && nr == 3);
}

static void test_where_nameless(void **state)
{
	struct syscall_set s = { 0 };

	(void)state;
	syscall_set_add_where(&s, is_nameless, NULL);
	assert_true(syscall_set_has(&s, arch_native_abi(), SYSCALL_NR_LIMIT - 1));
	assert_false(syscall_set_has(&s, arch_native_abi(), calls_nr(arch_native_abi(), "read")));
	assert_false(syscall_set_has(&s, arch_native_abi(), -1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_other_numbers),
		cmocka_unit_test(test_all_and_nothing),
		cmocka_unit_test(test_two_sets),
		cmocka_unit_test(test_laws),
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_where_nameless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
