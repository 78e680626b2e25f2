/* SPDX-License-Identifier: GPL-2.0-only */
/* What -e selects. */
#include "unit/check.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "filter/filter.h"
#include "filter/select.h"
#include "unit/calls.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void hear(void *arg, enum diag_level level, const char *msg)
{
	(void)level;
	snprintf(arg, DIAG_SENTENCE_BYTES, "%s", msg);
}

/* Reads the arguments of several -e; what is said of an error goes to @said. */
static int read_all(struct select *s, const char *const *args, char *said)
{
	const struct diag d = { .emit = hear, .arg = said };
	int err = 0;

	memset(s, 0, sizeof(*s));
	*said = '\0';
	for (; !err && *args; args++)
		err = select_add(s, *args, &d);
	return err ? err : select_finish(s, &d);
}

static void read_good(struct select *s, const char *const *args)
{
	char said[DIAG_SENTENCE_BYTES];
	int err = read_all(s, args, said);

	assert_string_equal(said, "");
	assert_int_equal(err, 0);
}

static bool has(const struct select *s, enum abi abi, const char *name)
{
	int64_t nr = calls_nr(abi, name);

	assert_true(nr >= 0);
	return !s->some_calls || syscall_set_has(&s->calls, abi, nr);
}

/* Compares with what @wanted says of each call of @abi. */
typedef bool wanted_fn(const struct syscall_desc *d);

static void expect_calls(const char *const *args, wanted_fn *wanted)
{
	struct select s;

	read_good(&s, args);
	assert_false(s.no_calls);
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		for (int64_t nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
			const struct syscall_desc *d = syscall_get(abi, nr);

			if (d->name)
				assert_int_equal(!s.some_calls ||
							 syscall_set_has(&s.calls, abi, nr),
						 wanted(d));
		}
	select_fini(&s);
}

/* --- System calls -------------------------------------------------------------------------- */

static bool is_read_or_write(const struct syscall_desc *d)
{
	return !strcmp(d->name, "read") || !strcmp(d->name, "write");
}

static bool is_neither(const struct syscall_desc *d)
{
	return !is_read_or_write(d);
}

static bool is_any(const struct syscall_desc *d)
{
	return d->name;
}

static void test_names(void **state)
{
	(void)state;
	expect_calls(ARGS("read,write"), is_read_or_write);
	expect_calls(ARGS("trace=read,write"), is_read_or_write);
	expect_calls(ARGS("t=write", "read"), is_read_or_write);
	expect_calls(ARGS("none,read,write"), is_read_or_write);
	expect_calls(ARGS("all"), is_any);
	expect_calls(ARGS("all,read"), is_any);
	expect_calls(ARGS("!none"), is_any);
}

static void test_not(void **state)
{
	(void)state;
	expect_calls(ARGS("!read,write"), is_neither);
	expect_calls(ARGS("trace=!read,write"), is_neither);
	expect_calls(ARGS("!read,!write"), is_neither);
	expect_calls(ARGS("!read", "!write"), is_neither);
	expect_calls(ARGS("all,!read,!write"), is_neither);
	expect_calls(ARGS("all", "!read,write"), is_neither);
	/* Whichever comes first. */
	expect_calls(ARGS("!close,lseek", "read,close,write,lseek"), is_read_or_write);
	expect_calls(ARGS("read,close,!close,write"), is_read_or_write);
}

static bool begins_with_open(const struct syscall_desc *d)
{
	return !strncmp(d->name, "open", 4);
}

static bool is_glob(const struct syscall_desc *d)
{
	return begins_with_open(d) || !fnmatch("[fl]stat", d->name, 0);
}

static bool contains_pid_or_ends_in_at(const struct syscall_desc *d)
{
	size_t len = strlen(d->name);

	return strstr(d->name, "pid") || (len > 2 && !strcmp(d->name + len - 2, "at"));
}

static bool has_two_o(const struct syscall_desc *d)
{
	return strstr(d->name, "oo") || begins_with_open(d);
}

static void test_patterns(void **state)
{
	(void)state;
	expect_calls(ARGS("open*"), begins_with_open);
	expect_calls(ARGS("open*,[fl]stat"), is_glob);
	expect_calls(ARGS("/^open/"), begins_with_open);
	expect_calls(ARGS("/^open"), begins_with_open); /* as strace writes it */
	expect_calls(ARGS("/pid|at$/"), contains_pid_or_ends_in_at);
	/* The comma in a regular expression is its own. */
	expect_calls(ARGS("/o{2,2}/,/^open/"), has_two_o);
	expect_calls(ARGS("/oo,/^open"), has_two_o);
	expect_calls(ARGS("!/^[^o]/,/^o[^p]/"), begins_with_open);
}

static bool is_of_files(const struct syscall_desc *d)
{
	return d->classes & IN_FILE;
}

static bool is_of_network_or_signals(const struct syscall_desc *d)
{
	return d->classes & (IN_NETWORK | IN_SIGNAL);
}

static bool is_stat_like(const struct syscall_desc *d)
{
	return d->classes & IN_STAT_LIKE;
}

static bool is_stat_call(const struct syscall_desc *d)
{
	return !strcmp(d->name, "stat");
}

static void test_classes(void **state)
{
	(void)state;
	expect_calls(ARGS("%file"), is_of_files);
	expect_calls(ARGS("file"), is_of_files);
	expect_calls(ARGS("%network,%signal"), is_of_network_or_signals);
	/* i386 has a call of this name, which is in the class. */
	expect_calls(ARGS("trace=signal,%net"), is_of_network_or_signals);
	expect_calls(ARGS("%%stat"), is_stat_like);
	expect_calls(ARGS("stat"), is_stat_call);
}

static void test_optional(void **state)
{
	struct select s;

	(void)state;
	expect_calls(ARGS("?read,?nosuchcall,?%nosuchclass,write"), is_read_or_write);
	expect_calls(ARGS("?/^read$/,?/nosuch/,write"), is_read_or_write);
	expect_calls(ARGS("!?read,?write,?nosuchcall"), is_neither);
	/* A glob as well: one character or none. */
	read_good(&s, ARGS("?stat"));
	assert_true(has(&s, ABI_X86_64, "stat"));
	assert_true(has(&s, ABI_X86_64, "fstat"));
	assert_true(has(&s, ABI_X86_64, "lstat"));
	assert_false(has(&s, ABI_X86_64, "statx"));
	assert_false(has(&s, ABI_X86_64, "ustat") && !has(&s, ABI_X86_64, "lstat"));
	select_fini(&s);
}

static void test_abis(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, ARGS("read@64,write@32,open*@32,3@64"));
	assert_true(has(&s, ABI_X86_64, "read"));
	assert_false(has(&s, ABI_I386, "read"));
	assert_false(has(&s, ABI_X86_64, "write"));
	assert_true(has(&s, ABI_I386, "write"));
	assert_false(has(&s, ABI_X86_64, "openat"));
	assert_true(has(&s, ABI_I386, "openat"));
	assert_true(has(&s, ABI_X86_64, "close")); /* 3 */
	select_fini(&s);
	/* A call that only i386 has is a call. */
	read_good(&s, ARGS("socketcall"));
	assert_true(has(&s, ABI_I386, "socketcall"));
	select_fini(&s);
}

static void test_numbers(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, ARGS("3,1000"));
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		for (int64_t nr = -1; nr <= SYSCALL_NR_LIMIT; nr++)
			assert_int_equal(syscall_set_has(&s.calls, abi, nr), nr == 3 || nr == 1000);
	select_fini(&s);
}

/* Who takes some away keeps the numbers that nothing knows. */
static void test_unknown_numbers(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, ARGS("!read"));
	assert_true(syscall_set_has(&s.calls, ABI_X86_64, 1000));
	assert_true(syscall_set_has(&s.calls, ABI_X86_64, -1));
	assert_true(syscall_set_has(&s.calls, ABI_X86_64, 1 << 30));
	read_good(&s, ARGS("read"));
	assert_false(syscall_set_has(&s.calls, ABI_X86_64, 1000));
	assert_false(syscall_set_has(&s.calls, ABI_X86_64, -1));
}

static void test_nothing_said(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, (const char *const[]){ NULL });
	assert_false(s.some_calls || s.no_calls || s.some_events || s.some_signals || s.statuses);
	assert_true(select_has_signal(&s, 17));
	assert_false(select_has_event(&s, "sched", "sched_switch"));
}

/* --- Tracepoints --------------------------------------------------------------------------- */

static void test_events(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, ARGS("sched:sched_process_*,!*:*_exec", "net*:?apf", "!nap?:*,x:y"));
	assert_true(s.some_events);
	assert_true(s.no_calls);
	assert_false(s.some_calls);
	assert_int_equal(s.event_cnt, 5);
	assert_string_equal(s.events[1].text, "*:*_exec");
	assert_true(s.events[1].negative);
	assert_true(select_has_event(&s, "sched", "sched_process_fork"));
	assert_false(select_has_event(&s, "sched", "sched_process_exec"));
	assert_false(select_has_event(&s, "sched", "sched_switch"));
	assert_true(select_has_event(&s, "net_x", "napf"));
	assert_false(select_has_event(&s, "x", "y"));
	select_fini(&s);
	assert_int_equal(s.event_cnt, 0);
}

static void test_events_and_calls(void **state)
{
	struct select s;

	(void)state;
	read_good(&s, ARGS("read,sched:*"));
	assert_true(s.some_calls);
	assert_false(s.no_calls);
	assert_true(s.some_events);
	select_fini(&s);
	/* A tracepoint that is left out is no call that is left out. */
	read_good(&s, ARGS("trace=sched:*", "!sched:sched_switch"));
	assert_true(s.no_calls);
	select_fini(&s);
	read_good(&s, ARGS("none,sched:*"));
	assert_true(s.no_calls);
	select_fini(&s);
	read_good(&s, ARGS("all,sched:*"));
	assert_false(s.no_calls || s.some_calls);
	select_fini(&s);
	read_good(&s, ARGS("none"));
	assert_true(s.no_calls);
	read_good(&s, ARGS("none", "read"));
	assert_true(s.some_calls && !s.no_calls);
	/* Neither colons in regular expressions nor an = in them mean anything else. */
	read_good(&s, ARGS("/^re[[:alpha:]]d$/", "/^write$|=/"));
	assert_int_equal(s.event_cnt, 0);
	assert_true(has(&s, ABI_X86_64, "write"));
}

/* --- Status and signals -------------------------------------------------------------------- */

static void expect_statuses(const char *const *args, unsigned int statuses)
{
	struct select s;

	read_good(&s, args);
	assert_int_equal(s.statuses, statuses);
	assert_false(s.some_calls || s.no_calls || s.names_calls);
}

static void test_statuses(void **state)
{
	(void)state;
	expect_statuses(ARGS("status=failed"), FILTER_FAILED);
	expect_statuses(ARGS("status=failed,unfinished"), FILTER_FAILED | FILTER_UNFINISHED);
	expect_statuses(ARGS("status=unavailable,detached"),
			FILTER_UNAVAILABLE | FILTER_UNFINISHED);
	expect_statuses(ARGS("status=!failed,unfinished"), FILTER_SUCCESSFUL | FILTER_UNAVAILABLE);
	expect_statuses(ARGS("status=successful", "status=failed"),
			FILTER_SUCCESSFUL | FILTER_FAILED);
	expect_statuses(ARGS("status=all,!successful"),
			FILTER_FAILED | FILTER_UNFINISHED | FILTER_UNAVAILABLE);
	expect_statuses(ARGS("status=all"), 0);
	expect_statuses(ARGS("status=successful,failed,unfinished,unavailable"), 0);
}

static uint64_t bit(int signo)
{
	return 1ull << (signo - 1);
}

static void expect_signals(const char *const *args, uint64_t signals)
{
	struct select s;

	read_good(&s, args);
	assert_int_equal(s.some_signals, signals != UINT64_MAX);
	for (int signo = 1; signo <= 64; signo++)
		assert_int_equal(select_has_signal(&s, signo), (signals & bit(signo)) != 0);
	if (s.some_signals) {
		assert_false(select_has_signal(&s, 0));
		assert_false(select_has_signal(&s, 65));
	}
}

static void test_signals(void **state)
{
	(void)state;
	expect_signals(ARGS("signal=none"), 0);
	expect_signals(ARGS("signal=all"), UINT64_MAX);
	expect_signals(ARGS("signal=SIGCHLD,sigint,usr1,9"), bit(17) | bit(2) | bit(10) | bit(9));
	expect_signals(ARGS("s=CHLD"), bit(17));
	expect_signals(ARGS("signals=!CHLD,WINCH"), ~(bit(17) | bit(28)));
	expect_signals(ARGS("signal=CHLD,INT", "signal=!INT"), bit(17));
	expect_signals(ARGS("signal=SIGRT_2,rtmin,RT_31,64"),
		       bit(34) | bit(32) | bit(63) | bit(64));
}

/* --- Errors -------------------------------------------------------------------------------- */

static void expect_refused(const char *const *args, const char *says)
{
	char said[DIAG_SENTENCE_BYTES];
	struct select s;

	assert_int_equal(read_all(&s, args, said), -EINVAL);
	assert_string_equal(said, says);
	select_fini(&s);
}

static void test_unknown(void **state)
{
	(void)state;
	expect_refused(ARGS("read,opne"), "there is no system call 'opne'; did you mean 'open'?");
	expect_refused(ARGS("xyzzyx"), "there is no system call 'xyzzyx'");
	expect_refused(ARGS("creds"), "there is no system call 'creds'; did you mean '%creds'?");
	expect_refused(ARGS("%flie"), "there is no class '%flie'; did you mean '%file'?");
	expect_refused(ARGS("%xyzzy"), "there is no class '%xyzzy'; see 'systrail list classes'");
	expect_refused(ARGS("zz*"), "no system call matches 'zz*'; see 'systrail list syscalls'");
	expect_refused(ARGS("/^zz/"),
		       "no system call matches '/^zz/'; see 'systrail list syscalls'");
	expect_refused(ARGS("9999"), "there is no system call 9999; the last number is 1023");
	expect_refused(ARGS("99999999999999999999999"),
		       "there is no system call 99999999999999999999999; the last number is 1023");
	expect_refused(ARGS("read@x32"), "'@x32' is no ABI: write @64 or @32 behind a system call");
	expect_refused(ARGS("socketcall@64"), "only other ABIs have a system call 'socketcall'");
	expect_refused(ARGS("status=faild"), "there is no status 'faild'; did you mean 'failed'?");
	expect_refused(ARGS("status=x"), "there is no status 'x'; calls are successful, failed, "
					 "unfinished or unavailable");
	expect_refused(ARGS("signal=SIGCLHD"),
		       "there is no signal 'SIGCLHD'; did you mean 'CHLD'?");
	expect_refused(ARGS("signal=65"), "there is no signal '65'");
	expect_refused(ARGS("signal=0"), "there is no signal '0'");
	expect_refused(ARGS("signal=+1"), "there is no signal '+1'");
}

static void test_malformed(void **state)
{
	(void)state;
	expect_refused(ARGS(""), "-e needs the name of something behind it");
	expect_refused(ARGS("!"), "-e needs the name of something behind it");
	expect_refused(ARGS("trace="), "-e needs the name of something behind it");
	expect_refused(ARGS("read,,write"), "there is an empty name in 'read,,write'");
	expect_refused(ARGS("read,"), "there is an empty name in 'read,'");
	expect_refused(ARGS("read,!"), "there is an empty name in 'read,!'");
	expect_refused(ARGS("/(/"),
		       "the regular expression '/(/' is not valid: Unmatched ( or \\\\(");
	expect_refused(ARGS("?/(/"),
		       "the regular expression '/(/' is not valid: Unmatched ( or \\\\(");
	expect_refused(ARGS("/"), "the regular expression '/' is empty");
	expect_refused(ARGS("read,//"), "the regular expression '//' is empty");
	expect_refused(ARGS("sched:"), "'sched:' is no tracepoint: write SYSTEM:EVENT, as in "
				       "sched:sched_switch");
	expect_refused(ARGS("a:b:c"), "'a:b:c' is no tracepoint: write SYSTEM:EVENT, as in "
				      "sched:sched_switch");
	expect_refused(ARGS(":b"),
		       "':b' is no tracepoint: write SYSTEM:EVENT, as in sched:sched_switch");
	expect_refused(ARGS("\x1b[1m"), "no system call matches '\\x1b[1m'; see 'systrail list "
					"syscalls'");
}

static void test_qualifiers(void **state)
{
	(void)state;
	expect_refused(ARGS("raw=read"), "-e raw= is strace's: --format json has the raw arguments "
					 "of every call");
	expect_refused(ARGS("inject=read:error=1"),
		       "-e inject= is strace's: systrail looks on and changes no call; strace does");
	expect_refused(ARGS("staus=failed"), "-e does not know 'staus='; did you mean 'status'?");
	expect_refused(ARGS("xyzzy=1"),
		       "-e does not know 'xyzzy='; it knows trace=, status= and signal=");
}

static void test_nothing_left(void **state)
{
	static const char none[] = "the -e options leave no system call: what they name is not "
				   "there, or taken away again";

	(void)state;
	expect_refused(ARGS("read", "!read"), none);
	expect_refused(ARGS("!all"), none);
	expect_refused(ARGS("?nosuchcall"), none);
	expect_refused(ARGS("read", "!sched:sched_switch"),
		       "-e leaves out 'sched:sched_switch', but no -e names a tracepoint to begin "
		       "with");
	expect_refused(ARGS("status=none"),
		       "the -e status= options leave no way for a call to end");
	expect_refused(ARGS("status=failed", "status=!failed"),
		       "the -e status= options leave no way for a call to end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_not),
		cmocka_unit_test(test_patterns),     cmocka_unit_test(test_classes),
		cmocka_unit_test(test_optional),     cmocka_unit_test(test_abis),
		cmocka_unit_test(test_numbers),	     cmocka_unit_test(test_unknown_numbers),
		cmocka_unit_test(test_nothing_said), cmocka_unit_test(test_events),
		cmocka_unit_test(test_statuses),     cmocka_unit_test(test_events_and_calls),
		cmocka_unit_test(test_signals),	     cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_malformed),    cmocka_unit_test(test_qualifiers),
		cmocka_unit_test(test_nothing_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
