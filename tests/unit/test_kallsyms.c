/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of the kernel by address. */
#include "unit/check.h"

#include <errno.h>
#include <string.h>

#include "util/kallsyms.h"

static const char text[] = "ffffffff81000000 T _text\n"
			   "ffffffff81000100 t second\n"
			   "ffffffff81000100 T second_alias\n"
			   "ffffffff81000200 D no_function\n"
			   "ffffffffc0000000 t in_module\t[some_module]\n"
			   "ffffffff81000080 w out_of_order\n"
			   "nonsense\n"
			   "ffffffff81000300\n"
			   "ffffffff81000400 T no newline";

static void check(const struct kallsyms *k, uint64_t addr, const char *name, uint64_t offset)
{
	const struct kallsyms_symbol *s = kallsyms_find(k, addr);

	if (!name) {
		assert_null(s);
		return;
	}
	assert_non_null(s);
	assert_string_equal(s->name, name);
	assert_int_equal(addr - s->addr, offset);
}

static void test_find(void **state)
{
	struct kallsyms *k;

	(void)state;
	assert_int_equal(kallsyms_parse(strdup(text), &k), 0);
	check(k, 0, NULL, 0);
	check(k, 0xffffffff80ffffff, NULL, 0);
	check(k, 0xffffffff81000000, "_text", 0);
	check(k, 0xffffffff8100007f, "_text", 0x7f);
	check(k, 0xffffffff81000080, "out_of_order", 0);
	check(k, 0xffffffff81000100, "second", 0);
	check(k, 0xffffffff81000300, "second", 0x200);
	check(k, 0xffffffffbfffffff, NULL, 0); /* too far behind any function */
	check(k, 0xffffffffc0000010, "in_module", 0x10);
	assert_string_equal(kallsyms_find(k, 0xffffffffc0000010)->module, "some_module");
	assert_null(kallsyms_find(k, 0xffffffff81000000)->module);
	check(k, UINT64_MAX, NULL, 0);
	kallsyms_close(k);
}

/* Who may not see the addresses sees zeros. */
static void test_hidden(void **state)
{
	struct kallsyms *k = NULL;

	(void)state;
	assert_int_equal(kallsyms_parse(strdup("0000000000000000 T _text\n"), &k), -EACCES);
	assert_int_equal(kallsyms_parse(strdup(""), &k), -EACCES);
	assert_null(k);
	kallsyms_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
