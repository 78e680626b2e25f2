/* SPDX-License-Identifier: GPL-2.0-only */
/* Marks as text: page faults, signals, ends of threads. */
#include "unit/check.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "format/mark.h"

static void expect(const struct mark *m, const char *line)
{
	struct format f = { 0 };
	char buf[512];
	struct text t;

	text_init(&t, buf, sizeof(buf) - 1);
	format_mark(&f, &t, m);
	buf[t.len] = '\0';
	assert_string_equal(buf, line);
}

static void expect_signal(int signo, int code, int err, const char *line)
{
	struct mark m = { .kind = MARK_SIGNAL, .u.signal = { signo, code, err } };

	expect(&m, line);
}

static void test_signals(void **state)
{
	(void)state;
	expect_signal(SIGCHLD, CLD_EXITED, 0,
		      "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---");
	expect_signal(SIGTERM, SI_USER, 0, "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER} ---");
	expect_signal(SIGINT, SI_KERNEL, 0, "--- SIGINT {si_signo=SIGINT, si_code=SI_KERNEL} ---");
	expect_signal(SIGSEGV, SEGV_ACCERR, 0,
		      "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_ACCERR} ---");
	/* What a sender can say is the same for all signals. */
	expect_signal(SIGSEGV, SI_TKILL, 0, "--- SIGSEGV {si_signo=SIGSEGV, si_code=SI_TKILL} ---");
	expect_signal(SIGSYS, 1, ENOSYS,
		      "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_errno=ENOSYS} ---");
	expect_signal(SIGTRAP, 6, 99999,
		      "--- SIGTRAP {si_signo=SIGTRAP, si_code=TRAP_PERF, si_errno=99999} ---");
	expect_signal(35, SI_QUEUE, 0, "--- SIGRT_3 {si_signo=SIGRT_3, si_code=SI_QUEUE} ---");
}

/* A process can send itself any code, and a record may say anything. */
static void test_signals_without_name(void **state)
{
	(void)state;
	expect_signal(SIGUSR1, 4711, 0, "--- SIGUSR1 {si_signo=SIGUSR1, si_code=4711} ---");
	expect_signal(SIGUSR1, -4711, 0, "--- SIGUSR1 {si_signo=SIGUSR1, si_code=-4711} ---");
	expect_signal(SIGBUS, 77, 0, "--- SIGBUS {si_signo=SIGBUS, si_code=77} ---");
	expect_signal(0, 0, 0, "--- 0 {si_signo=0, si_code=SI_USER} ---");
	expect_signal(-1, 0, 0, "--- -1 {si_signo=-1, si_code=SI_USER} ---");
	expect_signal(INT32_MAX, 0, -1,
		      "--- 2147483647 {si_signo=2147483647, si_code=SI_USER, si_errno=-1} ---");
}

static void test_ends(void **state)
{
	struct mark m = { .kind = MARK_EXITED, .u.exited.status = 1 };

	(void)state;
	expect(&m, "+++ exited with 1 +++");
	m = (struct mark){ .kind = MARK_KILLED, .u.killed.signo = SIGSEGV };
	expect(&m, "+++ killed by SIGSEGV +++");
	m.kind = MARK_GONE;
	expect(&m, "+++ ended +++");
	m.kind = MARK_TRACEPOINT;
	expect(&m, "");
}

static void expect_fault(struct mark_place from, struct mark_place to, const char *line)
{
	struct mark m = { .kind = MARK_FAULT, .u.fault = { .from = from, .to = to } };

	expect(&m, line);
}

static void test_faults(void **state)
{
	const struct mark_place libc = { 0x7f0000001234, "/usr/lib/libc.so.6", 0x1234, true };
	const struct mark_place heap = { 0x55550000, "[heap]", 0, false };
	const struct mark_place anon = { 0x7f0000, "//anon", 0, true };
	const struct mark_place kernel = { 0xffffffff81000000, "[kernel]", 0, false };
	const struct mark_place first = { 0x400000, "/bin/x", 0, false };
	const struct mark_place nowhere = { 0x10, NULL, 0, false };
	struct mark major = { .kind = MARK_FAULT, .u.fault = { true, libc, first } };

	(void)state;
	expect_fault(libc, heap, "minfault [libc.so.6+0x1234] => [heap]@0x55550000 (d.)");
	expect_fault(libc, libc, "minfault [libc.so.6+0x1234] => /usr/lib/libc.so.6@0x1234 (x.)");
	expect_fault(anon, anon, "minfault [0x7f0000] => //anon@0x7f0000 (x.)");
	expect_fault(kernel, nowhere, "minfault [0xffffffff81000000] => 0x10 (?k)");
	expect_fault(nowhere, kernel, "minfault [0x10] => [kernel]@0xffffffff81000000 (d.)");
	expect(&major, "majfault [libc.so.6+0x1234] => /bin/x@0x0 (d.)");
}

/* Who maps a file chooses its name. */
static void test_fault_escapes(void **state)
{
	const struct mark_place evil = { 0x1000, "/tmp/\x1b[2J\n/a\rb", 0x10, false };

	(void)state;
	expect_fault(evil, evil, "minfault [a\\x0db+0x10] => /tmp/\\x1b[2J\\n/a\\x0db@0x10 (d.)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),	      cmocka_unit_test(test_signals_without_name),
		cmocka_unit_test(test_ends),	      cmocka_unit_test(test_faults),
		cmocka_unit_test(test_fault_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
