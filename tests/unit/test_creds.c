/* SPDX-License-Identifier: GPL-2.0-only */
/* As whom threads run, with this process as the one that /proc tells of. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "task/creds.h"
#include "task/proc.h"
#include "unit/calls.h"

/* No thread can have it, so that /proc knows nothing. */
enum { NOBODYS_TID = TASK_TID_LIMIT };

static const struct syscall_desc *desc_of(const char *name)
{
	return syscall_get(ABI_X86_64, calls_nr(ABI_X86_64, name));
}

static void test_asked_once(void **state)
{
	struct task t = { .tid = getpid(), .uid = CREDS_UNASKED };

	(void)state;
	assert_int_equal(task_uid(&t), geteuid());
	assert_int_equal(t.uid, geteuid());
	t.uid = 12345;
	assert_int_equal(task_uid(&t), 12345);
	t = (struct task){ .tid = NOBODYS_TID, .uid = CREDS_UNASKED };
	assert_int_equal(task_uid(&t), -1);
	assert_int_equal(t.uid, CREDS_UNKNOWN);
	t.tid = getpid();
	assert_int_equal(task_uid(&t), -1);
}

static void test_fork(void **state)
{
	struct task parent = { .tid = NOBODYS_TID, .uid = 12345 };
	struct task child = { .tid = getpid() };

	(void)state;
	creds_fork(&parent, &child);
	assert_int_equal(task_uid(&child), 12345);
	parent.uid = CREDS_UNKNOWN;
	creds_fork(&parent, &child);
	assert_int_equal(task_uid(&child), geteuid());
	creds_fork(NULL, &child);
	assert_int_equal(child.uid, CREDS_UNASKED);
}

static void test_exec(void **state)
{
	struct task t = { .tid = getpid(), .uid = 12345 };

	(void)state;
	creds_exec(&t);
	assert_int_equal(t.uid, geteuid());
	/* Who is gone by now keeps what he was. */
	t = (struct task){ .tid = NOBODYS_TID, .uid = 12345 };
	creds_exec(&t);
	assert_int_equal(t.uid, 12345);
	/* Nobody has asked. */
	t.uid = CREDS_UNASKED;
	creds_exec(&t);
	assert_int_equal(t.uid, CREDS_UNASKED);
}

static void test_calls(void **state)
{
	static const char *const setters[] = { "setuid", "setreuid", "setresuid" };
	static const char *const others[] = { "setgid", "setfsuid", "getuid", "read", "prctl" };
	struct task t = { .tid = getpid() };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(setters); i++) {
		t.uid = 12345;
		creds_call(&t, desc_of(setters[i]));
		assert_int_equal(t.uid, geteuid());
	}
	for (size_t i = 0; i < ARRAY_CNT(others); i++) {
		t.uid = 12345;
		creds_call(&t, desc_of(others[i]));
		assert_int_equal(t.uid, 12345);
	}
	t = (struct task){ .tid = NOBODYS_TID, .uid = 12345 };
	creds_call(&t, desc_of("setuid"));
	assert_int_equal(task_uid(&t), -1);
}

/* Of a recording: this machine knows somebody else by that tid. */
static void test_recorded(void **state)
{
	struct task_table *tt = task_table_new(false);
	struct task *t = task_get(tt, getpid(), getpid()), *child;

	(void)state;
	assert_int_equal(task_uid(t), -1);
	creds_tell(t, 12345);
	assert_int_equal(task_uid(t), 12345);
	creds_exec(t);
	assert_int_equal(task_uid(t), 12345);
	child = task_fork(tt, getppid(), getppid(), getpid());
	creds_fork(t, child);
	assert_int_equal(task_uid(child), 12345);
	creds_call(t, desc_of("setuid"));
	assert_int_equal(task_uid(t), -1);
	creds_fork(t, child);
	assert_int_equal(task_uid(child), -1);
	/* That it is not told is final, too. */
	*t = (struct task){ .pid = t->pid, .tid = t->tid };
	creds_tell(t, -1);
	assert_int_equal(task_uid(t), -1);
	task_table_free(tt);
}

/* Each call that changes it is marked in each ABI. */
static void test_traits(void **state)
{
	(void)state;
	for (enum abi abi = 0; abi < ABI_CNT; abi++) {
		for (int64_t nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
			const struct syscall_desc *d = syscall_get(abi, nr);
			bool sets = d->name && !strncmp(d->name, "set", 3) &&
				    (strstr(d->name, "suid") || strstr(d->name, "reuid") ||
				     strstr(d->name, "tuid")) &&
				    !strstr(d->name, "fsuid");

			assert_int_equal((d->traits & SYSCALL_SETS_UID) != 0, sets);
		}
	}
}

static void hear(void *arg, enum diag_level level, const char *msg)
{
	(void)level;
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

static void test_parse_user(void **state)
{
	char said[DIAG_SENTENCE_BYTES] = "";
	struct diag d = { .emit = hear, .arg = said };
	int64_t uid = -1;

	(void)state;
	assert_int_equal(creds_parse_user("root", &d, &uid), 0);
	assert_int_equal(uid, 0);
	assert_int_equal(creds_parse_user("54321", &d, &uid), 0);
	assert_int_equal(uid, 54321);
	assert_int_equal(creds_parse_user("4294967294", &d, &uid), 0);
	assert_string_equal(said, "");
	assert_true(creds_parse_user("4294967295", &d, &uid) < 0);
	assert_true(creds_parse_user("", &d, &uid) < 0);
	assert_true(creds_parse_user("-1", &d, &uid) < 0);
	assert_int_equal(creds_parse_user("rooot", &d, &uid), -ENOENT);
	assert_non_null(strstr(said, "there is no user 'rooot'; did you mean"));
	assert_non_null(strstr(said, "'root'"));
}

static void test_threads_of_user(void **state)
{
	struct ids tids = { 0 };

	(void)state;
	assert_int_equal(proc_threads_of_uid((uint32_t)geteuid(), &tids), 0);
	assert_true(ids_has(&tids, getpid()));
	ids_fini(&tids);
	assert_int_equal(proc_threads_of_uid(4000000000u, &tids), 0);
	assert_false(ids_has(&tids, getpid()));
	ids_fini(&tids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked_once), cmocka_unit_test(test_fork),
		cmocka_unit_test(test_exec),	   cmocka_unit_test(test_calls),
		cmocka_unit_test(test_recorded),   cmocka_unit_test(test_traits),
		cmocka_unit_test(test_parse_user), cmocka_unit_test(test_threads_of_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
