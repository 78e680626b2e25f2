/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The texts of kernel filters, held against what they were made of: read and evaluated here for
 * every number of a call there is.
 */
#include "unit/check.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_names.h"
#include "filter/pushdown.h"
#include "unit/calls.h"

/* --- The kernel's part --------------------------------------------------------------------- */

/* What a filter can ask for of a record. */
struct record {
	long id;
	long ret;
	long tid;
	const char *comm;
};

/* A filter as a tree; a comparison is a leaf. */
struct node {
	enum { AND, OR, NOT, NUMBER, TEXT } kind;
	struct node *left, *right;
	char field[16];
	char op[3];
	long number;
	char text[64];
};

enum { NODES_MAX = 2048 };

struct parser {
	const char *s;
	struct node *nodes;
	size_t node_cnt;
};

static struct node *new_node(struct parser *p)
{
	assert_true(p->node_cnt < NODES_MAX);
	return &p->nodes[p->node_cnt++];
}

/* `field op number` or `field op "text"` */
static struct node *parse_comparison(struct parser *p)
{
	struct node *n = new_node(p);
	int len = 0;

	n->kind = NUMBER;
	if (sscanf(p->s, "%15[a-zA-Z_] %2[=!<>~] %n", n->field, n->op, &len) != 2 || !len)
		fail_msg("no comparison: %s", p->s);
	p->s += len;
	if (*p->s == '"') {
		n->kind = TEXT;
		assert_int_equal(sscanf(p->s, "\"%63[^\"]\"%n", n->text, &len), 1);
		p->s += len;
	} else {
		char *end;

		n->number = strtol(p->s, &end, 10);
		assert_true(end > p->s);
		p->s = end;
	}
	return n;
}

static struct node *parse(struct parser *p);

static struct node *parse_operand(struct parser *p)
{
	struct node *n;

	if (*p->s == '!') {
		n = new_node(p);
		n->kind = NOT;
		p->s++;
		n->left = parse_operand(p);
		return n;
	}
	if (*p->s != '(')
		return parse_comparison(p);
	p->s++;
	n = parse(p);
	assert_int_equal(*p->s, ')');
	p->s++;
	return n;
}

/* Which of && and || is done first is nothing that a filter should hang on: never both in a row. */
static struct node *parse(struct parser *p)
{
	struct node *n = parse_operand(p);
	char op = 0;

	while (p->s[0] == ' ') {
		struct node *pair = new_node(p);

		assert_true(!strncmp(p->s, " && ", 4) || !strncmp(p->s, " || ", 4));
		assert_true(!op || op == p->s[1]);
		op = p->s[1];
		p->s += 4;
		pair->kind = op == '&' ? AND : OR;
		pair->left = n;
		pair->right = parse_operand(p);
		n = pair;
	}
	return n;
}

static bool compare(const struct node *n, long value)
{
	if (!strcmp(n->op, "=="))
		return value == n->number;
	if (!strcmp(n->op, "!="))
		return value != n->number;
	if (!strcmp(n->op, "<"))
		return value < n->number;
	if (!strcmp(n->op, ">="))
		return value >= n->number;
	fail_msg("operator %s", n->op);
	return false;
}

static bool lets_through(const struct node *n, const struct record *r)
{
	switch (n->kind) {
	case AND:
		return lets_through(n->left, r) && lets_through(n->right, r);
	case OR:
		return lets_through(n->left, r) || lets_through(n->right, r);
	case NOT:
		return !lets_through(n->left, r);
	case TEXT:
		assert_string_equal(n->field, "COMM");
		return *n->op == '~' ? !fnmatch(n->text, r->comm, 0) : !strcmp(n->text, r->comm);
	case NUMBER:
		break;
	}
	if (!strcmp(n->field, "id"))
		return compare(n, r->id);
	if (!strcmp(n->field, "ret"))
		return compare(n, r->ret);
	assert_string_equal(n->field, "common_pid");
	return compare(n, r->tid);
}

/* A filter of one tracepoint that is ready to be asked. */
struct filter_tree {
	struct node nodes[NODES_MAX];
	struct node *root; /* NULL: everything passes */
};

static void filter_tree_init(struct filter_tree *t, const char *text)
{
	struct parser p = { .s = text, .nodes = t->nodes };

	memset(t, 0, sizeof(*t));
	if (!*text)
		return;
	t->root = parse(&p);
	assert_string_equal(p.s, "");
}

static bool passes(const struct filter_tree *t, const struct record *r)
{
	return !t->root || lets_through(t->root, r);
}

/* --- What is to be expected ---------------------------------------------------------------- */

enum { ENTER, EXIT };

static unsigned int abis_of(const struct pushdown_in *in)
{
	return in->abis ? in->abis : ~0u;
}

static bool ret_is_wanted(const struct pushdown_in *in, long ret)
{
	bool failed = ret < 0 && ret >= -4095;

	if (in->errnos && !(failed && ids_has(in->errnos, (int)-ret)))
		return false;
	return !(in->failures_only && !failed) && !(in->successes_only && failed);
}

/* Whether @r must come, if it is of call @nr of @abi. Sigreturn's exit never has its number. */
static bool is_wanted_as(const struct pushdown_in *in, int side, const struct record *r,
			 enum abi abi, long nr)
{
	if (side == EXIT && syscall_get(abi, nr)->traits & SYSCALL_SIGRETURN)
		return false;
	if (in->keep && syscall_set_has(in->keep, abi, nr))
		return true;
	if (in->wanted && !syscall_set_has(in->wanted, abi, nr))
		return false;
	if (in->comm && fnmatch(in->comm, r->comm, 0) != 0)
		return false;
	return side == ENTER || ret_is_wanted(in, r->ret);
}

static bool is_wanted(const struct pushdown_in *in, int side, const struct record *r)
{
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		if (abis_of(in) & 1u << abi && is_wanted_as(in, side, r, abi, r->id))
			return true;
	return false;
}

static bool some_abi_has(const struct pushdown_in *in, long nr)
{
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		if (abis_of(in) & 1u << abi && syscall_get(abi, nr)->name)
			return true;
	return false;
}

/* Exits that may come with another number than that of the call's enter. */
static bool is_odd_exit(const struct pushdown_in *in, int side, long nr)
{
	const unsigned int traits = SYSCALL_EXEC | SYSCALL_SIGRETURN;
	bool odd = nr < 0;

	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		odd |= abis_of(in) & 1u << abi && syscall_get(abi, nr)->traits & traits;
	return side == EXIT && odd;
}

static void check_record(const struct pushdown_in *in, int side, const struct filter_tree *t,
			 const struct record *r)
{
	bool wanted = is_wanted(in, side, r), pass = passes(t, r);

	if (wanted && !pass)
		fail_msg("%s: id %ld ret %ld comm %s is kept back", side ? "exit" : "enter", r->id,
			 r->ret, r->comm);
	/* What is too much: numbers that nobody has, and nothing else. */
	if (!wanted && pass && some_abi_has(in, r->id) && !is_odd_exit(in, side, r->id))
		fail_msg("%s: id %ld ret %ld comm %s comes", side ? "exit" : "enter", r->id, r->ret,
			 r->comm);
}

/*
 * The filter for later passes what the first one has left out of what is kept then, and nothing
 * that the first one passes.
 */
static void check_later(const struct pushdown_in *in, int side, const struct filter_tree *first,
			const struct filter_tree *later, const struct record *r)
{
	const struct pushdown_in then = { .abis = in->abis, .wanted = in->keep_later };
	bool kept = is_wanted(&then, side, r), pass = later->root && passes(later, r);

	if (kept && !pass && !passes(first, r))
		fail_msg("%s: id %ld ret %ld is kept back later", side ? "exit" : "enter", r->id,
			 r->ret);
	if (pass && passes(first, r))
		fail_msg("%s: id %ld ret %ld comes twice", side ? "exit" : "enter", r->id, r->ret);
	if (pass && !kept && some_abi_has(in, r->id) && !is_odd_exit(in, side, r->id))
		fail_msg("%s: id %ld ret %ld comes later", side ? "exit" : "enter", r->id, r->ret);
}

/* All that @in asks for went into the filter; it is held against records of all kinds. */
static void check(const struct pushdown_in *in, const struct pushdown *p)
{
	static const long rets[] = { 0, 1, -1, -2, -11, -4095, -4096, 0x7fffffffffff };
	static struct filter_tree enter, exit, later_enter, later_exit;
	struct record r = { .tid = 4711 };

	filter_tree_init(&enter, p->enter);
	filter_tree_init(&exit, p->exit);
	filter_tree_init(&later_enter, p->later_enter);
	filter_tree_init(&later_exit, p->later_exit);
	for (r.id = -2; r.id <= SYSCALL_NR_LIMIT + 1; r.id++) {
		for (int i = 0; i < (in->comm ? 2 : 1); i++) {
			r.comm = i ? "nginx" : "sh";
			r.ret = 0;
			check_record(in, ENTER, &enter, &r);
			if (in->keep_later)
				check_later(in, ENTER, &enter, &later_enter, &r);
			for (size_t j = 0; j < (p->rets ? ARRAY_CNT(rets) : 1); j++) {
				r.ret = rets[j];
				check_record(in, EXIT, &exit, &r);
				if (in->keep_later)
					check_later(in, EXIT, &exit, &later_exit, &r);
			}
		}
	}
}

static void make_and_check(const struct pushdown_in *in)
{
	struct pushdown p;

	pushdown_make(&p, in);
	assert_int_equal(p.calls, in->wanted != NULL);
	assert_int_equal(p.rets, in->failures_only || in->successes_only || in->errnos);
	assert_int_equal(p.comm, in->comm != NULL);
	check(in, &p);
}

/* --- Sets ---------------------------------------------------------------------------------- */

static struct syscall_set set_of(const char *item)
{
	struct syscall_set s = { 0 };

	assert_int_equal(call_names_add(&s, item, NULL), 0);
	return s;
}

static struct syscall_set set_without(const char *item)
{
	struct syscall_set s = set_of(item);

	syscall_set_invert(&s);
	return s;
}

static const unsigned int some_abis[] = {
	1u << ABI_X86_64,
	1u << ABI_I386,
	1u << ABI_X86_64 | 1u << ABI_I386,
	1u << ABI_ARM64,
	0,
	1u << ABI_ARM64 | 1u << ABI_ARM,
};

static const char *const items[] = {
	"connect",  "read",   "open*",	  "%file",	"%desc", "%network", "%process",
	"%signal",  "%ipc",   "%creds",	  "%pure",	"all",	 "none",     "rt_sigreturn",
	"execveat", "*exec*", "/^[a-m]/", "exit_group", "3",	 "1000",     "?*",
};

static void test_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(items); i++) {
		const struct syscall_set with = set_of(items[i]), without = set_without(items[i]);

		for (size_t j = 0; j < ARRAY_CNT(some_abis); j++) {
			struct pushdown_in in = { .abis = some_abis[j], .wanted = &with };

			make_and_check(&in);
			in.wanted = &without;
			make_and_check(&in);
		}
	}
}

static void test_random_sets(void **state)
{
	uint32_t random = 4711;

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct syscall_set set = { .others = round % 2 };
		struct pushdown_in in = { .abis = some_abis[round % 3], .wanted = &set };
		/* From single numbers to all but a few. */
		uint32_t chance = 1u << 31 >> (round % 20 / 2 + 2);

		for (enum abi abi = 0; abi < ABI_CNT; abi++)
			for (int nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
				random = random * 1664525u + 1013904223u;
				if (random < chance)
					syscall_set_add(&set, abi, nr);
			}
		if (round % 3)
			syscall_set_invert(&set);
		make_and_check(&in);
	}
}

static void expect_texts(const struct pushdown_in *in, const char *enter, const char *exit)
{
	struct pushdown p;

	pushdown_make(&p, in);
	assert_string_equal(p.enter, enter);
	assert_string_equal(p.exit, exit);
}

static void test_texts(void **state)
{
	const struct syscall_set connect = set_of("connect"), not_read = set_without("read");
	const struct syscall_set none = { 0 };
	struct syscall_set all;
	struct pushdown_in in = { .abis = 1u << ABI_X86_64 };

	(void)state;
	expect_texts(&in, "", "");
	in.wanted = &connect;
	expect_texts(&in, "(id == 42)", "(id == 42)");
	in.abis |= 1u << ABI_I386;
	expect_texts(&in, "(id == 42 || id == 362)", "(id == 42 || id == 362)");
	in.abis = 1u << ABI_ARM64;
	in.wanted = &not_read;
	expect_texts(&in, "(id != 63)", "(id != 63)");
	syscall_set_fill(&all);
	in.wanted = &all;
	expect_texts(&in, "", "");
	in.wanted = &none;
	expect_texts(&in, "common_pid < 0", "common_pid < 0");
}

/* A few numbers in a row, or many that are searched: the kernel never compares with all. */
static void test_search(void **state)
{
	const struct syscall_set set = set_of("%file");
	const struct pushdown_in in = { .abis = 1u << ABI_X86_64 | 1u << ABI_I386, .wanted = &set };
	static const char begin[] = "(id >= 2 && (id < 3 || (id >= 4 && ((id < ";
	struct pushdown p;

	(void)state;
	pushdown_make(&p, &in);
	assert_true(strlen(p.enter) > 1000);
	/* Read and write are 0 and 1, and not searched for. */
	assert_memory_equal(p.enter, begin, sizeof(begin) - 1);
}

/* --- Odd exits ----------------------------------------------------------------------------- */

static bool exit_comes(const struct pushdown_in *in, long id, long ret)
{
	static struct filter_tree exit;
	const struct record r = { .id = id, .ret = ret, .tid = 1, .comm = "" };
	struct pushdown p;

	pushdown_make(&p, in);
	filter_tree_init(&exit, p.exit);
	return passes(&exit, &r);
}

/* Sigreturn leaves with -1, and with whatever result the program had before the signal. */
static void test_sigreturn(void **state)
{
	const struct syscall_set sigreturn = set_of("rt_sigreturn"), read = set_of("read");
	const struct syscall_set *sets[] = { &sigreturn, &read };
	struct pushdown_in in = { .abis = 1u << ABI_X86_64 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		in = (struct pushdown_in){ .abis = in.abis, .wanted = sets[i] };
		assert_int_equal(exit_comes(&in, -1, 0), i == 0);
		in.successes_only = true;
		assert_int_equal(exit_comes(&in, -1, -2), i == 0);
		in.wanted = &read;
		in.keep = sets[i];
		assert_int_equal(exit_comes(&in, -1, -2), i == 0);
	}
	in = (struct pushdown_in){ .successes_only = true };
	assert_true(exit_comes(&in, -1, -2));
}

/* exec leaves with the number of execve in the new program's ABI, or with -1. */
static void test_exec(void **state)
{
	const struct syscall_set execveat = set_of("execveat@64");
	struct pushdown_in in = {
		.abis = 1u << ABI_X86_64 | 1u << ABI_I386,
		.wanted = &execveat,
	};

	(void)state;
	assert_true(exit_comes(&in, calls_nr(ABI_X86_64, "execveat"), 0));
	assert_true(exit_comes(&in, calls_nr(ABI_X86_64, "execve"), 0));
	assert_true(exit_comes(&in, calls_nr(ABI_I386, "execve"), 0));
	assert_true(exit_comes(&in, -1, 0));
	assert_false(exit_comes(&in, calls_nr(ABI_X86_64, "read"), 0));
}

/* --- All together -------------------------------------------------------------------------- */

static void test_conditions(void **state)
{
	const struct syscall_set network = set_of("%network"), file = set_of("%file");
	const struct syscall_set not_file = set_without("%file"), none = { 0 };
	const struct syscall_set *wanted[] = { NULL, &network, &not_file, &none };
	const struct syscall_set *keep[] = { NULL, &file, &none };
	int v[] = { 2, 11 };
	const struct ids errnos = { .v = v, .cnt = 2 };

	(void)state;
	for (int i = 0; i < 4 * 3 * 4 * 3; i++) {
		struct pushdown_in in = {
			.abis = 1u << ABI_X86_64,
			.wanted = wanted[i % 4],
			.keep = keep[i / 4 % 3],
			.failures_only = i / 12 % 4 == 1,
			.successes_only = i / 12 % 4 == 2,
			.errnos = i / 12 % 4 == 3 ? &errnos : NULL,
			.comm = (const char *const[]){ NULL, "ngi*", "nginx" }[i / 48],
		};

		make_and_check(&in);
	}
}

/* What is kept only later comes once, by the first filter or the other, and nothing else does. */
static void test_later(void **state)
{
	const struct syscall_set network = set_of("%network"), process = set_of("%process");
	const struct syscall_set not_file = set_without("%file"), exec = set_of("execve");
	const struct syscall_set desc = set_of("%desc");
	const struct syscall_set *wanted[] = { NULL, &network, &not_file };
	const struct syscall_set *keep[] = { NULL, &exec, &process };
	const struct syscall_set *later[] = { &process, &desc };

	(void)state;
	for (int i = 0; i < 3 * 3 * 2 * 3; i++) {
		struct pushdown_in in = {
			.abis = 1u << ABI_X86_64 | 1u << ABI_I386,
			.wanted = wanted[i % 3],
			.keep = keep[i / 3 % 3],
			.keep_later = later[i / 9 % 2],
			.failures_only = i / 18 == 1,
			.successes_only = i / 18 == 2,
		};

		make_and_check(&in);
	}
}

/* Where all is recorded at once, there is nothing left for later. */
static void test_nothing_later(void **state)
{
	const struct syscall_set connect = set_of("connect"), exec = set_of("execve");
	int v[] = { 12 };
	const struct ids tids = { .v = v, .cnt = 1 };
	struct pushdown_in in = { .abis = 1u << ABI_X86_64, .keep_later = &exec };
	struct pushdown p;

	(void)state;
	pushdown_make(&p, &in);
	assert_string_equal(p.later_enter, "");
	assert_string_equal(p.later_exit, "");
	in.wanted = &connect;
	in.keep = &exec;
	in.leave_out = &tids;
	pushdown_make(&p, &in);
	assert_string_equal(p.later_enter, "");
	assert_string_equal(p.later_exit, "");
	in.keep = NULL;
	pushdown_make(&p, &in);
	assert_string_equal(p.later_enter, "(id == 59) && common_pid != 12");
}

static void test_leave_out(void **state)
{
	const struct syscall_set connect = set_of("connect");
	int v[] = { 12, 4194303 };
	const struct ids tids = { .v = v, .cnt = 2 };
	struct pushdown_in in = { .abis = 1u << ABI_X86_64, .leave_out = &tids };
	struct pushdown p;

	(void)state;
	expect_texts(&in, "common_pid != 12 && common_pid != 4194303",
		     "common_pid != 12 && common_pid != 4194303");
	in.wanted = &connect;
	expect_texts(&in, "(id == 42) && common_pid != 12 && common_pid != 4194303",
		     "(id == 42) && common_pid != 12 && common_pid != 4194303");
	in.keep = &connect;
	in.failures_only = true;
	pushdown_make(&p, &in);
	assert_int_equal(p.left_out_cnt, 2);
	expect_texts(&in, "(id == 42) && common_pid != 12 && common_pid != 4194303",
		     "(((id == 42) && (ret < 0 && ret >= -4095)) || (id == 42)) && "
		     "common_pid != 12 && common_pid != 4194303");
}

/* As many as there is room for: the first ones, whole. */
static void test_too_many_tids(void **state)
{
	const struct syscall_set connect = set_of("connect");
	struct pushdown_in in = { .wanted = &connect };
	struct ids tids = { 0 };
	struct filter_tree *exit = malloc(sizeof(*exit));
	struct pushdown p;

	(void)state;
	assert_non_null(exit);
	for (int tid = 1000000; tid < 1001000; tid++)
		assert_int_equal(ids_add(&tids, tid), 0);
	in.leave_out = &tids;
	pushdown_make(&p, &in);
	assert_true(p.calls);
	assert_in_range(p.left_out_cnt, 100, 200);
	assert_true(strlen(p.enter) < 4000 && strlen(p.exit) < 4000);
	filter_tree_init(exit, p.exit);
	for (int tid = 1000000; tid < 1001000; tid++) {
		const struct record r = { .id = 42, .tid = tid };

		assert_int_equal(passes(exit, &r), (size_t)(tid - 1000000) >= p.left_out_cnt);
	}
	free(exit);
	ids_fini(&tids);
}

/* Every second of all numbers that any of the ABIs has: the longest set there is. */
static struct syscall_set longest_set(unsigned int abis)
{
	const struct pushdown_in in = { .abis = abis };
	struct syscall_set s = { 0 };

	for (int nr = 0, odd = 0; nr < SYSCALL_NR_LIMIT; nr++)
		if (some_abi_has(&in, nr) && odd++ % 2)
			for (enum abi abi = 0; abi < ABI_CNT; abi++)
				syscall_set_add(&s, abi, nr);
	return s;
}

static void test_too_long(void **state)
{
	const unsigned int abis = 1u << ABI_X86_64 | 1u << ABI_I386;
	struct syscall_set longest = longest_set(abis), all, connect = set_of("connect");
	int v[] = { 12 };
	const struct ids tids = { .v = v, .cnt = 1 };
	struct pushdown_in in = { .abis = abis, .wanted = &longest, .leave_out = &tids };
	struct pushdown p;

	(void)state;
	syscall_set_fill(&all);
	pushdown_make(&p, &in);
	assert_false(p.calls);
	assert_string_equal(p.enter, "common_pid != 12");
	/* What else is asked for can still be said, */
	in.failures_only = true;
	pushdown_make(&p, &in);
	assert_true(p.rets && !p.calls);
	assert_string_equal(p.enter, "common_pid != 12");
	assert_string_equal(p.exit, "((ret < 0 && ret >= -4095)) && common_pid != 12");
	/* but only where it can be said, too, of which calls it does not count. */
	in.keep = &longest;
	in.wanted = &connect;
	pushdown_make(&p, &in);
	assert_false(p.rets || p.calls);
	assert_string_equal(p.exit, "common_pid != 12");
}

static void test_comms(void **state)
{
	static const char *const good[] = { "nginx", "ngi*",	    "*",    "*gin*",
					    "?ginx", "a-b_c.d/e:1", "7zip", "kworker/0:1+x" };
	static const char *const bad[] = { "",	   "a\"b", "a'b", "a[bc]",    "a\\*", "7z*",
					   "*inx", "a b",  "!x*", "\xc3\xa4", "a\nb", "a)||(b" };
	struct pushdown_in in = { .abis = 1u << ABI_X86_64 };
	struct pushdown p;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(good); i++) {
		in.comm = good[i];
		make_and_check(&in);
	}
	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		in.comm = bad[i];
		pushdown_make(&p, &in);
		assert_false(p.comm);
		assert_string_equal(p.enter, "");
	}
	in.comm = "7zip";
	expect_texts(&in, "(COMM == \"7zip\")", "(COMM == \"7zip\")");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets),	      cmocka_unit_test(test_random_sets),
		cmocka_unit_test(test_texts),	      cmocka_unit_test(test_search),
		cmocka_unit_test(test_sigreturn),     cmocka_unit_test(test_exec),
		cmocka_unit_test(test_conditions),    cmocka_unit_test(test_leave_out),
		cmocka_unit_test(test_too_many_tids), cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_comms),	      cmocka_unit_test(test_later),
		cmocka_unit_test(test_nothing_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
