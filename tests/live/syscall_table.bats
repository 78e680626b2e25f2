# SPDX-License-Identifier: GPL-2.0-only
#
# The descriptions of src/syscall against the kernel that runs here: names, numbers and arguments.

# The kernel whose names the arguments have in calls.h. Another may call some of them otherwise.
arguments_of=6.18

setup_file()
{
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	running=$(uname -r | cut -d . -f 1-2)
	export root running=${running%%-*} LC_ALL=C

	abi=x86_64 symbol=__x64_sys
	if [ "$(uname -m)" = aarch64 ]; then
		abi=arm64 symbol=__arm64_sys
	fi
	export abi symbol

	tracefs=/sys/kernel/tracing
	[ -d $tracefs/events/syscalls ] || mount -t tracefs nodev $tracefs 2> /dev/null || :
	# Of our own, so that nobody else's tracing is disturbed.
	instance=$tracefs/instances/systrail-$$
	export tracefs instance

	cd "$BATS_FILE_TMPDIR"
	write_dump_program
	write_call_program
	table=$root/src/syscall
	${CC:-cc} -I"$root/src" -o dump dump.c "$table/syscall.c" "$table/const_set.c" "$table/ioctl.c"
	${CC:-cc} -o call call.c
	./dump > tables
	write_aliases
	write_events
}

setup()
{
	cd "$BATS_FILE_TMPDIR"
}

teardown_file()
{
	rmdir "$instance" 2> /dev/null || :
}

# Prints the tables line by line: name ABI NR NAME, args ABI NAME ARGUMENT...
write_dump_program()
{
	cat > dump.c <<-'EOF'
	#include <stdio.h>
	#include "syscall/syscall.h"

	static void dump(const char *abi, int nr, const struct syscall_desc *d)
	{
		printf("name %s %d %s\nargs %s %s", abi, nr, d->name, abi, d->name);
		for (unsigned int i = 0; i < d->arg_cnt; i++)
			printf(" %s", d->args[i].name);
		printf("\n");
	}

	int main(void)
	{
		static const char *const abis[ABI_CNT] = {
			[ABI_X86_64] = "x86_64", [ABI_I386] = "i386", [ABI_ARM64] = "arm64",
		};

		for (int abi = 0; abi < ABI_CNT; abi++)
			for (int nr = 0; abis[abi] && nr < SYSCALL_NR_LIMIT; nr++)
				if (syscall_get(abi, nr)->name)
					dump(abis[abi], nr, syscall_get(abi, nr));
		return 0;
	}
	EOF
}

# CALL EVENT, for the calls whose event has another name: tracefs names its events after the
# kernel's functions, the calls are named as the headers do. Their arguments are the same; what
# the arguments point to may differ (old and new struct stat, 32-bit and 64-bit times).
write_aliases()
{
	sort > aliases <<-'EOF'
	_newselect select
	chown32 chown
	clock_adjtime64 clock_adjtime
	clock_getres_time64 clock_getres
	clock_gettime64 clock_gettime
	clock_nanosleep_time64 clock_nanosleep
	clock_settime64 clock_settime
	fadvise64 fadvise64_64
	fchown32 fchown
	fcntl64 fcntl
	fstat newfstat
	fstat64 newfstat
	fstatat64 newfstatat
	futex_time64 futex
	getegid32 getegid
	geteuid32 geteuid
	getgid32 getgid
	getgroups32 getgroups
	getresgid32 getresgid
	getresuid32 getresuid
	getuid32 getuid
	io_pgetevents_time64 io_pgetevents
	lchown32 lchown
	lstat newlstat
	lstat64 newlstat
	mq_timedreceive_time64 mq_timedreceive
	mq_timedsend_time64 mq_timedsend
	oldfstat newfstat
	oldlstat newlstat
	oldolduname newuname
	oldstat newstat
	olduname newuname
	personality arm64_personality
	ppoll_time64 ppoll
	pselect6_time64 pselect6
	recvmmsg_time64 recvmmsg
	rt_sigtimedwait_time64 rt_sigtimedwait
	sched_rr_get_interval_time64 sched_rr_get_interval
	semtimedop_time64 semtimedop
	sendfile sendfile64
	setfsgid32 setfsgid
	setfsuid32 setfsuid
	setgid32 setgid
	setgroups32 setgroups
	setregid32 setregid
	setresgid32 setresgid
	setresuid32 setresuid
	setreuid32 setreuid
	setuid32 setuid
	stat newstat
	stat64 newstat
	timer_gettime64 timer_gettime
	timer_settime64 timer_settime
	timerfd_gettime64 timerfd_gettime
	timerfd_settime64 timerfd_settime
	ugetrlimit getrlimit
	umount2 umount
	uname newuname
	utimensat_time64 utimensat
	EOF
}

# NAME ARGUMENT... for each event of a call: the first five fields are the event's own, and the text
# of strings, which younger kernels add, is no argument.
write_events()
{
	for format in "$tracefs"/events/syscalls/sys_enter_*/format; do
		[ -r "$format" ] || continue
		awk '
			/^name:/ { sub(/^sys_enter_/, "", $2); line = $2 }
			/field:__data_loc/ { next }
			/field:/ && ++cnt > 5 { sub(/;.*/, ""); line = line " " $NF }
			END { print line }' "$format"
	done | sort > event_args
	cut -d ' ' -f 1 event_args | sort > events
}

# Makes each call of its arguments, in a child because one kills (uretprobe), with arguments that
# no call takes, and prints those that exist.
write_call_program()
{
	cat > call.c <<-'EOF'
	#include <errno.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <sys/resource.h>
	#include <sys/syscall.h>
	#include <sys/wait.h>
	#include <unistd.h>

	int main(int argc, char **argv)
	{
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
		for (int i = 1; i < argc; i++) {
			int status;

			if (fork() == 0) {
				syscall(atol(argv[i]), -1L, -1L, -1L, -1L, -1L, -1L);
				_exit(errno == ENOSYS);
			}
			wait(&status);
			if (!WIFEXITED(status) || WEXITSTATUS(status) == 0)
				puts(argv[i]);
		}
		return 0;
	}
	EOF
}

need_events()
{
	[ -s events ] || skip "tracefs has no events/syscalls (CONFIG_FTRACE_SYSCALLS), or is not readable"
}

# The names of the calls of an ABI, sorted.
names()
{
	awk -v abi="$1" '$1 == "name" && $2 == abi { print $4 }' tables | sort
}

# CALL ARGUMENT... for the calls of an ABI, sorted: what the tables say.
known_args()
{
	sed -n "s/^args $1 //p" tables | sort
}

# The same for the calls that have an event, by their own or another name: what the kernel says.
expected_args()
{
	names "$1" | join - event_args > own
	names "$1" | join - aliases | join -v 1 - own | awk '
		NR == FNR { name = $1; $1 = ""; args[name] = $0; next }
		$2 in args { print $1 args[$2] }' event_args - | sort - own
}

# The calls of an ABI of whose arguments the tables know nothing.
shapeless()
{
	known_args "$1" | sed -n 's/ arg0 arg1 .*//p'
}

# Fails, and says what, when there is anything on stdin.
nothing()
{
	awk -v what="$1" '{ print what ": " $0 } END { exit NR > 0 }'
}

# "NAME NR", for the calls of an ABI that came after the kernel headers, in the order of later.txt.
later()
{
	awk -v abi="$1" '
		NR == FNR { if ($1 == "name" && $2 == abi) nr[$4] = $3; next }
		!/^#/ && ($1 in nr) { print $1, nr[$1] }' tables "$root/src/syscall/later.txt"
}

@test "the tables agree with the kernel headers" {
	"$root/tools/gen-syscalls" --check
	"$root/tools/gen-constants" --check
}

@test "every event of the kernel belongs to a call that we know" {
	need_events
	{ names "$abi"; cut -d ' ' -f 2 aliases; } | sort -u > known
	# A kernel that is younger than the tables may have more calls, but none of the old ones
	# can be missing.
	newest=$(awk '!/^#/ { print $2 }' "$root/src/syscall/later.txt" | sort -V | tail -n 1)
	comm -23 events known > unknown
	if [ "$(printf '%s\n' "$newest" "$running" | sort -V | tail -n 1)" != "$newest" ]; then
		sed 's/^/# younger than the tables: /' unknown >&3
	else
		nothing 'unknown event' < unknown
	fi
}

@test "the arguments of every call are those of its event" {
	need_events
	[ "$running" = "$arguments_of" ] || skip "the names are those of Linux $arguments_of"
	expected_args "$abi" > expected
	known_args "$abi" | comm -13 - expected | nothing 'other arguments'
}

@test "calls that only i386 has take the arguments of their event" {
	need_events
	[ "$abi" = x86_64 ] || skip 'an x86_64 kernel is needed'
	[ "$running" = "$arguments_of" ] || skip "the names are those of Linux $arguments_of"
	# These have the name of an event and other arguments: umount has no flags, and a 64-bit
	# value comes in two registers.
	printf '%s\n' fadvise64_64 umount | sort > other
	expected_args i386 | join -v 1 - <(names x86_64) | join -v 1 - other > expected
	known_args i386 | comm -13 - expected | nothing 'other arguments'
}

@test "every call that the kernel has gets an argument list" {
	# Calls the kernel was built without are weak symbols (W), or none.
	awk -v prefix="${symbol}_" '
		$2 == "T" && index($3, prefix) == 1 { print substr($3, length(prefix) + 1) }
		' /proc/kallsyms | sort -u > implemented
	[ -s implemented ] || skip "/proc/kallsyms is not readable"
	shapeless "$abi" | comm -12 - implemented | nothing 'no arguments'
}

@test "every i386 call that a 64-bit kernel can have gets an argument list" {
	# These were never there, are gone since before 5.15, or exist only on 32-bit kernels (vm86).
	printf '%s\n' _sysctl afs_syscall bdflush break create_module ftime get_kernel_syms getpmsg \
		gtty idle lock mpx nfsservctl prof profil putpmsg query_module stty ulimit vm86 vm86old \
		vserver | sort > gone
	shapeless i386 | comm -23 - gone | nothing 'no arguments'
}

@test "an alias is only for calls without an event of their own" {
	need_events
	cut -d ' ' -f 1 aliases | sort -c -u
	cut -d ' ' -f 1 aliases | comm -23 - <(cut -d ' ' -f 4 tables | sort -u) | nothing 'no such call'
	# These two have another name on arm64.
	printf '%s\n' fadvise64 personality > elsewhere
	cut -d ' ' -f 1 aliases | comm -12 - events | comm -23 - elsewhere | nothing 'has an event'
}

@test "the young numbers exist exactly where the kernel has an event for them" {
	need_events
	later "$abi" > later
	# shellcheck disable=SC2046 # numbers
	./call $(cut -d ' ' -f 2 later) > exist
	sort -k 1,1 later | join -o 1.2 - events | sort > expected
	sort exist | diff expected -
}

@test "the young i386 numbers exist exactly where the kernel has an event for them" {
	need_events
	[ "$abi" = x86_64 ] || skip 'an x86_64 kernel is needed'
	${CC:-cc} -m32 -o call32 call.c 2> /dev/null || skip 'the compiler cannot make 32-bit programs'
	./call32 20 > exist || skip 'the kernel does not run 32-bit programs'
	later i386 > later
	# shellcheck disable=SC2046 # numbers
	./call32 $(cut -d ' ' -f 2 later) > exist
	sort -k 1,1 later | join -o 1.2 - events | sort > expected
	sort exist | diff expected -
}

@test "the young numbers are the calls of that name" {
	need_events
	mkdir "$instance" 2> /dev/null || skip 'tracefs is not writable'
	later "$abi" | sort -k 2,2n > later
	awk 'NR == FNR { event[$1]; next } ($1 in event) { print $1 }' events later > expected
	while read -r call; do
		echo 1 > "$instance/events/syscalls/sys_enter_$call/enable"
	done < expected
	echo 1 > "$instance/options/event-fork"

	# shellcheck disable=SC2016,SC2046 # $$ is the inner shell's; numbers
	sh -c 'echo $$ > "$0" && exec "$@"' "$instance/set_event_pid" \
		./call $(cut -d ' ' -f 2 later) > /dev/null
	sed -n 's/^[^#].*: sys_\([a-z0-9_]*\)(.*/\1/p' "$instance/trace" > made
	rmdir "$instance"
	diff expected made
}
