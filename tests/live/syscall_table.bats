# SPDX-License-Identifier: GPL-2.0-only
#
# The hand-kept and generated tables of src/syscall against the kernel that runs here: names and
# numbers, and that each call it has gets an argument list.

setup_file()
{
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export root LC_ALL=C

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
	${CC:-cc} -I"$root/src" -o dump dump.c
	${CC:-cc} -o call call.c
	./dump > tables
	find $tracefs/events/syscalls -name 'sys_enter_*' 2> /dev/null |
		sed 's/.*sys_enter_//' | sort > events
}

setup()
{
	cd "$BATS_FILE_TMPDIR"
}

teardown_file()
{
	rmdir "$instance" 2> /dev/null || :
}

# Prints the tables line by line: name ABI NR NAME, alias CALL EVENT, shape TABLE CALL ARGUMENT...
# Fails where a shape's count is not the number of its arguments.
write_dump_program()
{
	cat > dump.c <<-'EOF'
	#include <stdio.h>
	#include "syscall/syscall.h"

	struct shape_row {
		const char *name;
		struct syscall_shape shape;
	};

	static const char *const x86_64[] = {
	#include "syscall/nr_x86_64.h"
	};
	static const char *const i386[] = {
	#include "syscall/nr_i386.h"
	};
	static const char *const arm64[] = {
	#include "syscall/nr_arm64.h"
	};
	static const char *const alias[][2] = {
	#include "syscall/shape_alias.h"
	};
	static const struct shape_row shape_i386[] = {
	#include "syscall/shape_i386.h"
	};
	static const struct shape_row shape_fallback[] = {
	#include "syscall/shape_fallback.h"
	};

	#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

	static void dump_names(const char *abi, const char *const *names, size_t cnt)
	{
		for (size_t nr = 0; nr < cnt; nr++)
			if (names[nr])
				printf("name %s %zu %s\n", abi, nr, names[nr]);
	}

	static int dump_shapes(const char *table, const struct shape_row *row, size_t cnt)
	{
		int wrong = 0;

		for (; cnt; cnt--, row++) {
			printf("shape %s %s", table, row->name);
			for (unsigned int i = 0; i < SYSCALL_ARGS_MAX; i++) {
				if (!row->shape.args[i].name != (i >= row->shape.arg_cnt))
					wrong = fprintf(stderr, "%s: wrong count\n", row->name);
				if (i < row->shape.arg_cnt)
					printf(" %s", row->shape.args[i].name);
			}
			printf("\n");
		}
		return wrong;
	}

	int main(void)
	{
		dump_names("x86_64", x86_64, COUNT(x86_64));
		dump_names("i386", i386, COUNT(i386));
		dump_names("arm64", arm64, COUNT(arm64));
		for (size_t i = 0; i < COUNT(alias); i++)
			printf("alias %s %s\n", alias[i][0], alias[i][1]);
		return dump_shapes("i386", shape_i386, COUNT(shape_i386)) ||
		       dump_shapes("fallback", shape_fallback, COUNT(shape_fallback));
	}
	EOF
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

# The words of column $2 of the lines of the tables that begin with $1, sorted.
column()
{
	grep "^$1 " tables | cut -d ' ' -f "$2" | sort
}

# The calls whose events have another name.
aliased()
{
	grep "^alias " tables | sort -k 3,3 | join -1 3 -o 1.2 - events
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
}

@test "every event of the kernel belongs to a call that we know" {
	need_events
	{ column "name $abi" 4; column alias 3; } | sort -u > known
	# A kernel that is younger than the tables may have more calls, but none of the old ones
	# can be missing.
	newest=$(awk '!/^#/ { print $2 }' "$root/src/syscall/later.txt" | sort -V | tail -n 1)
	running=$(uname -r | cut -d . -f 1-2)
	comm -23 events known > unknown
	if [ "$(printf '%s\n' "$newest" "${running%%-*}" | sort -V | tail -n 1)" != "$newest" ]; then
		sed 's/^/# younger than the tables: /' unknown >&3
	else
		nothing 'unknown event' < unknown
	fi
}

@test "every call that the kernel has gets an argument list" {
	need_events
	# Calls the kernel was built without are weak symbols (W), or none.
	awk -v prefix="${symbol}_" '
		$2 == "T" && index($3, prefix) == 1 { print substr($3, length(prefix) + 1) }
		' /proc/kallsyms | sort -u > implemented
	[ -s implemented ] || skip "/proc/kallsyms is not readable"
	{ cat events; aliased; column 'shape fallback' 3; } | sort -u > shaped
	column "name $abi" 4 | comm -23 - shaped | comm -12 - implemented | nothing 'no arguments'
}

@test "every i386 call that a 64-bit kernel can have gets an argument list" {
	# These were never there, are gone since before 5.15, or exist only on 32-bit kernels (vm86).
	printf '%s\n' _sysctl afs_syscall bdflush break create_module ftime get_kernel_syms getpmsg \
		gtty idle lock mpx nfsservctl prof profil putpmsg query_module stty ulimit vm86 vm86old \
		vserver | sort > gone
	# What x86_64 has by the same name has an event; where the arguments differ, shape_i386 wins.
	{ column 'shape i386' 3; column alias 2; column alias 3; column 'shape fallback' 3
		column 'name x86_64' 4; cat gone; } | sort -u > shaped
	column 'name i386' 4 | comm -23 - shaped | nothing 'no arguments'
	column 'shape i386' 3 | comm -12 - gone | nothing 'not gone'
}

@test "aliases and shapes are sorted and name calls of the tables" {
	for rows in 'alias:2' 'shape i386:3' 'shape fallback:3'; do
		grep "^${rows%:*} " tables | cut -d ' ' -f "${rows#*:}" | sort -c -u
	done
	column name 4 | uniq > names
	column alias 2 | comm -23 - names | nothing 'no such call'
	column 'shape fallback' 3 | comm -23 - names | nothing 'no such call'
	column 'shape i386' 3 | comm -23 - <(column 'name i386' 4) | nothing 'no such i386 call'
}

@test "an alias is only for calls without an event of their own" {
	need_events
	# These two have another name on arm64.
	printf '%s\n' fadvise64 personality > elsewhere
	column alias 2 | comm -12 - events | comm -23 - elsewhere | nothing 'has an event'
}

@test "arguments given by hand are those of the kernel where it has an event" {
	need_events
	for call in $(column 'shape fallback' 3 | comm -12 - events); do
		# The first five fields are the event's own, the arguments come after them.
		awk -v call="$call" '
			/field:/ && ++cnt > 5 { sub(/;.*/, ""); args = args " " $NF }
			END { print "shape fallback " call args }' "$tracefs/events/syscalls/sys_enter_$call/format"
	done | grep -vxFf tables | nothing 'other arguments'
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
