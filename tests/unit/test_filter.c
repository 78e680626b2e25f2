/* SPDX-License-Identifier: GPL-2.0-only */
/* Which calls pass which filter, by their state, length, end, thread and arguments. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_fields.h"
#include "filter/filter.h"
#include "task/fd_file.h"
#include "unit/calls.h"

#define MS(n) ((n)*1000000ull)

static struct task thread = { .pid = 10, .tid = 11, .uid = 1000, .comm = "worker" };

static struct call call_of(const char *name)
{
	int64_t nr = calls_nr(ABI_X86_64, name);

	return (struct call){ .state = CALL_COMPLETE,
			      .task = &thread,
			      .abi = ABI_X86_64,
			      .nr = nr,
			      .desc = syscall_get(ABI_X86_64, nr) };
}

static struct call read_in_state(enum call_state state, uint64_t dur_ns)
{
	struct call c = call_of("read");

	c.state = state;
	c.dur_ns = dur_ns;
	return c;
}

/* The thread has entered @c. */
static struct task *inside(const struct call *c)
{
	thread.call = (struct task_call){ .desc = c->desc, .abi = c->abi, .nr = c->nr };
	memcpy(thread.call.args, c->args, sizeof(c->args));
	memcpy(thread.fds.file, c->files, sizeof(c->files));
	return &thread;
}

static void test_everything(void **state)
{
	static const enum call_state states[] = { CALL_COMPLETE,  CALL_NO_ENTER,  CALL_IN_CHILD,
						  CALL_NO_RETURN, CALL_EXIT_LOST, CALL_UNFINISHED };
	struct filter f = { 0 };

	(void)state;
	assert_true(filter_is_plain(&f));
	assert_false(filter_needs_end(&f));
	for (size_t i = 0; i < ARRAY_CNT(states); i++) {
		struct call c = read_in_state(states[i], 0);

		assert_true(filter_wants(&f, &c));
		assert_true(filter_wants_begin(&f, inside(&c)));
	}
}

static void test_durations(void **state)
{
	/* Those of 5 ms and more, those below, by what was seen of the call. */
	static const struct {
		enum call_state state;
		uint64_t dur_ns;
		uint64_t at_most_ns;
		bool since_attach;
		bool long_passes;
		bool short_passes;
	} rows[] = {
		{ CALL_COMPLETE, MS(4), 0, false, false, true },
		{ CALL_COMPLETE, MS(5), 0, false, true, false },
		{ CALL_COMPLETE, MS(6), 0, false, true, false },
		{ CALL_COMPLETE, MS(4), 0, true, false, true },
		{ CALL_COMPLETE, MS(6), 0, true, true, false },
		{ CALL_UNFINISHED, MS(4), 0, false, false, true },
		{ CALL_UNFINISHED, MS(6), 0, false, true, false },
		/* Between nothing and 6 ms */
		{ CALL_EXIT_LOST, MS(6), 0, false, true, true },
		{ CALL_EXIT_LOST, MS(4), 0, false, false, true },
		{ CALL_NO_ENTER, 0, MS(6), false, true, true },
		{ CALL_NO_ENTER, 0, MS(4), false, false, true },
		/* How long that may have been nobody knows; --duration has never shown it. */
		{ CALL_NO_ENTER, 0, 0, false, false, true },
		{ CALL_IN_CHILD, 0, 0, false, false, true },
		{ CALL_NO_RETURN, 0, 0, false, false, true },
	};
	struct filter at_least = { .min_dur_ns = MS(5) }, below = { .max_dur_ns = MS(5) };
	struct filter both = { .min_dur_ns = MS(5), .max_dur_ns = MS(6) };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		struct call c = read_in_state(rows[i].state, rows[i].dur_ns);

		c.at_most_ns = rows[i].at_most_ns;
		c.since_attach = rows[i].since_attach;
		assert_int_equal(filter_wants(&at_least, &c), rows[i].long_passes);
		assert_int_equal(filter_wants(&below, &c), rows[i].short_passes);
		if (c.state == CALL_COMPLETE)
			assert_int_equal(filter_wants(&both, &c), c.dur_ns == MS(5));
	}
	assert_true(filter_needs_end(&at_least));
	assert_true(filter_needs_end(&below));
}

static struct call returning(enum call_state state, int64_t ret)
{
	struct call c = read_in_state(state, 0);

	c.ret = ret;
	return c;
}

static void test_statuses(void **state)
{
	struct call sigreturn = call_of("rt_sigreturn"), exit_group = call_of("exit_group");
	const struct {
		struct call c;
		unsigned int status;
	} rows[] = {
		{ returning(CALL_COMPLETE, 0), FILTER_SUCCESSFUL },
		{ returning(CALL_COMPLETE, 5), FILTER_SUCCESSFUL },
		{ returning(CALL_COMPLETE, -1), FILTER_FAILED },
		{ returning(CALL_COMPLETE, -4095), FILTER_FAILED },
		{ returning(CALL_COMPLETE, -4096), FILTER_SUCCESSFUL },
		{ returning(CALL_NO_ENTER, -2), FILTER_FAILED },
		{ returning(CALL_NO_ENTER, 2), FILTER_SUCCESSFUL },
		{ returning(CALL_IN_CHILD, 0), FILTER_SUCCESSFUL },
		{ returning(CALL_UNFINISHED, 0), FILTER_UNFINISHED },
		{ returning(CALL_EXIT_LOST, 0), FILTER_UNAVAILABLE },
		{ sigreturn, FILTER_SUCCESSFUL },
		{ exit_group, FILTER_UNFINISHED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		struct call c = rows[i].c;

		if (c.desc->traits & SYSCALL_NO_RETURN)
			c.state = CALL_NO_RETURN;
		for (unsigned int set = 1; set < 16; set++) {
			struct filter f = { .statuses = set };

			assert_int_equal(filter_wants(&f, &c), (set & rows[i].status) != 0);
			assert_int_equal(filter_needs_end(&f), set != 15);
		}
	}
}

static void test_errnos(void **state)
{
	struct ids errnos = { 0 };
	struct filter f = { .errnos = &errnos };
	struct call c = returning(CALL_COMPLETE, -ENOENT);

	(void)state;
	assert_int_equal(ids_add(&errnos, ENOENT), 0);
	assert_int_equal(ids_add(&errnos, EAGAIN), 0);
	assert_true(filter_needs_end(&f));
	assert_true(filter_wants(&f, &c));
	c.ret = -EAGAIN;
	assert_true(filter_wants(&f, &c));
	c.ret = -EINTR;
	assert_false(filter_wants(&f, &c));
	c.ret = ENOENT;
	assert_false(filter_wants(&f, &c));
	c = returning(CALL_UNFINISHED, -ENOENT);
	assert_false(filter_wants(&f, &c));
	ids_fini(&errnos);
}

/* By number and ABI: 3 is close of one and read of another. */
static void test_calls(void **state)
{
	struct filter f = { .some_calls = true };
	struct call c = call_of("read");

	(void)state;
	syscall_set_add(&f.calls, ABI_X86_64, c.nr);
	assert_false(filter_needs_end(&f));
	assert_true(filter_wants(&f, &c));
	assert_true(filter_wants_begin(&f, inside(&c)));
	c = call_of("write");
	assert_false(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	c = call_of("read");
	c.abi = ABI_I386;
	assert_false(filter_wants(&f, &c));
}

static void test_threads(void **state)
{
	struct ids pids = { 0 };
	struct filter f = { .not_pids = &pids };
	struct call c = call_of("read");

	(void)state;
	assert_int_equal(ids_add(&pids, 11), 0); /* the thread, which is no process */
	assert_true(filter_wants(&f, &c));
	assert_int_equal(ids_add(&pids, 10), 0);
	assert_false(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	ids_fini(&pids);

	f = (struct filter){ .some_uid = true, .uid = 1000 };
	assert_true(filter_wants(&f, &c));
	assert_true(filter_wants_begin(&f, inside(&c)));
	f.uid = 0;
	assert_false(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	/* As whom the thread comes back nobody knows. */
	f.uid = 1000;
	c = call_of("setuid");
	assert_true(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
}

static void test_fds(void **state)
{
	struct ids fds = { 0 };
	struct filter f = { .fds = &fds };
	struct call c = call_of("read");

	(void)state;
	assert_int_equal(ids_add(&fds, 3), 0);
	c.args[0] = 3;
	assert_true(filter_wants(&f, &c));
	assert_true(filter_wants_begin(&f, inside(&c)));
	c.args[0] = 4;
	c.args[1] = c.args[2] = 3; /* not an fd */
	assert_false(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	c.args[0] = 0xffffffff00000003; /* of which an int is the lower half */
	assert_true(filter_wants(&f, &c));
	c.state = CALL_NO_ENTER;
	assert_false(filter_wants(&f, &c));

	/* dup2() has two, and fcntl() has one only with some commands. */
	c = call_of("dup2");
	c.args[1] = 3;
	assert_true(filter_wants(&f, &c));
	c = call_of("fcntl");
	c.args[1] = F_SETFD;
	c.args[2] = 3;
	assert_false(filter_wants(&f, &c));
	c.args[1] = 1027; /* F_DUPFD_QUERY */
	assert_true(filter_wants(&f, &c));

	/* The working directory is no fd. */
	assert_int_equal(ids_add(&fds, AT_FDCWD), 0);
	c = call_of("openat");
	c.args[0] = (uint64_t)AT_FDCWD;
	assert_false(filter_wants(&f, &c));
	ids_fini(&fds);
}

static void test_paths(void **state)
{
	struct filter_paths paths = { 0 };
	struct filter f = { .paths = &paths };
	struct fd_file file = { .ref_cnt = 1,
				.used = true,
				.name = fd_name_new("/none/log", 9, true) };
	struct call c = call_of("read");

	(void)state;
	assert_int_equal(filter_paths_add(&paths, "/none/log"), 0);
	assert_false(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	c.files[0] = &file;
	assert_true(filter_wants(&f, &c));
	assert_true(filter_wants_begin(&f, inside(&c)));
	c.files[0] = NULL;
	c.ret_file = &file;
	assert_true(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	filter_paths_fini(&paths);
	free(file.name);
}

/* An expression is TRUE or the call is not wanted; its beginning only if no end can change that. */
static void test_expr(void **state)
{
	struct filter f = { 0 };
	struct call c = returning(CALL_COMPLETE, 100);
	struct expr *e;

	(void)state;
	assert_int_equal(call_expr_parse("syscall == \"read\" || ret > 1000", NULL, &e), 0);
	f.expr = e;
	assert_true(filter_wants(&f, &c));
	assert_true(filter_wants_begin(&f, inside(&c)));
	expr_free(e);

	assert_int_equal(call_expr_parse("syscall == \"read\" && ret > 10", NULL, &e), 0);
	f.expr = e;
	assert_true(filter_wants(&f, &c));
	assert_false(filter_wants_begin(&f, inside(&c)));
	c.ret = 10;
	assert_false(filter_wants(&f, &c));
	c.state = CALL_UNFINISHED;
	assert_false(filter_wants(&f, &c));
	expr_free(e);
}

static void test_all_must_pass(void **state)
{
	struct ids fds = { 0 }, errnos = { 0 }, pids = { 0 };
	struct filter f = { .min_dur_ns = MS(1),
			    .max_dur_ns = MS(3),
			    .statuses = FILTER_FAILED,
			    .some_calls = true,
			    .errnos = &errnos,
			    .fds = &fds,
			    .not_pids = &pids,
			    .some_uid = true,
			    .uid = 1000 };
	struct call good = returning(CALL_COMPLETE, -EAGAIN), c;

	(void)state;
	good.dur_ns = MS(2);
	good.args[0] = 3;
	syscall_set_add(&f.calls, ABI_X86_64, good.nr);
	assert_int_equal(ids_add(&errnos, EAGAIN), 0);
	assert_int_equal(ids_add(&fds, 3), 0);
	assert_int_equal(ids_add(&pids, 4), 0);
	assert_true(filter_wants(&f, &good));
	c = good;
	c.dur_ns = MS(3);
	assert_false(filter_wants(&f, &c));
	c.dur_ns = 0;
	assert_false(filter_wants(&f, &c));
	c = good;
	c.ret = 0;
	assert_false(filter_wants(&f, &c));
	c = good;
	c.args[0] = 4;
	assert_false(filter_wants(&f, &c));
	c = good;
	c.nr++;
	assert_false(filter_wants(&f, &c));
	ids_fini(&errnos);
	ids_fini(&fds);
	ids_fini(&pids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything), cmocka_unit_test(test_durations),
		cmocka_unit_test(test_statuses),   cmocka_unit_test(test_errnos),
		cmocka_unit_test(test_calls),	   cmocka_unit_test(test_threads),
		cmocka_unit_test(test_fds),	   cmocka_unit_test(test_paths),
		cmocka_unit_test(test_expr),	   cmocka_unit_test(test_all_must_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
