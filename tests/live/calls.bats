# SPDX-License-Identifier: GPL-2.0-only
#
# Programs that print the calls they make, compared call by call with what is shown. Needs root.

load helpers

# trace_exactly TRACEE STATUS [ARG...]: every call from execve on is one that the tracee has printed.
trace_exactly()
{
	run "-$2" --separate-stderr "$SYSTRAIL" trace -o trace -- "$TRACEES/$1" "${@:3}"
	printf '%s\n' "$output" >expected
	[[ -z $stderr ]]
	compare_calls
}

@test "the comparison itself sees what is missing, wrong or too much" {
	run -42 "$TRACEES/single_static"
	printf '%s\n' "$output" >expected

	cp expected same
	run -0 same_calls expected same
	sed 5d expected >missing
	run -1 same_calls expected missing
	sed '$d' expected >missing_at_end
	run -1 same_calls expected missing_at_end
	sed 5p expected >doubled
	run -1 same_calls expected doubled
	sed 's/EBADF/EINVAL/' expected >other_errno
	run -1 same_calls expected other_errno
	sed 's/count: 17/count: 18/' expected >other_argument
	run -1 same_calls expected other_argument
	sed 's/, whence: END//' expected >no_argument
	run -1 same_calls expected no_argument
	{ cat expected; echo '1 getpid() = 1'; } >other_thread
	run -1 same_calls expected other_thread
	{ cat expected; echo 'LOST 3 records on CPU 1'; } >loss
	run -1 same_calls expected loss
}

@test "single thread: all calls, in order, with arguments and results, and no other" {
	trace_exactly single_static 42
}

@test "8 threads that migrate: order and completeness per thread" {
	run -0 --separate-stderr "$SYSTRAIL" trace -o trace -- "$TRACEES/threads" 2000
	printf '%s\n' "$output" >expected
	[[ -z $stderr ]]
	compare_calls "$mark"
	# No half calls, except what begins before a thread is followed: its own birth, and execve.
	run grep -vE '^[0-9]+ ~(execve|clone3?)\(\) = 0$' <(grep -E ' ~| = \.\.\.$|^\?\?\?|^LOST' calls.all)
	[[ -z $output ]]
	[[ $(grep -cE ' ~clone3?\(\) = 0$' calls.all) == 8 ]]
}

@test "8 threads that migrate: lines come in the order in which the calls ended" {
	run -0 --separate-stderr "$SYSTRAIL" trace -T -o trace -- "$TRACEES/threads" 2000
	[[ -z $stderr ]]
	# Only lines that have both times; the numbers in them are rounded.
	awk '/^ *[0-9.]+ \( *[0-9.]+ ms\): / {
			now = $1 + 0
			now += substr($0, index($0, "(") + 1) + 0
			if (now < last - 0.0025 && early++ < 10)
				print "ends " last - now " ms before the line above: " $0
			last = now
			cnt++
		}
		END { exit early > 0 || cnt < 16000 }' trace
}

@test "durations are those of the clock" {
	before=$(date +%s%N)
	run -0 "$SYSTRAIL" trace -o trace -- sleep 0.05
	after=$(date +%s%N)
	grep clock_nanosleep trace
	awk -v wall=$(((after - before) / 1000)) '/clock_nanosleep/ && match($0, /\( *[0-9.]+ ms\)/) {
			us = 1000 * substr($0, RSTART + 1)
			found = us >= 50000 && us <= wall
		}
		END { exit !found }' trace
}

@test "fork, vfork and clone3, three deep: every child from its first call" {
	trace_exactly forktree_static 1
}

@test "execve by a thread that is not the leader is one complete call" {
	run -0 --separate-stderr "$SYSTRAIL" trace -o trace -- "$TRACEES/exec_thread"
	[[ -z $stderr ]]
	printf '%s\n' "$output" >printed
	thread=$(awk 'NR == 1 { print $1 }' printed)
	leader=$(awk 'NR == 2 { print $1 }' printed)
	cat trace

	# The call, in one line or in two, under the leader's tid: shown as complete.
	grep -E "/$leader .*execve(\(|\(\)\)).* = 0$" trace >complete
	argv=$(grep -oE 'argv: 0x[0-9a-f]+' printed)
	grep -F "$argv" trace >with_arguments
	[[ $(wc -l <with_arguments) == 1 ]]
	# What came before under the thread's tid and after under the leader's is in order.
	grep -E "/$thread lseek\(fd: 4000, offset: 1" trace
	grep -E "/$leader lseek\(fd: 4000, offset: 2" trace
	# The thread's tid is gone with the execve: no call of it is left over at the end.
	sed -n '/offset: 2/,$p' trace >afterwards
	run grep -E "/$thread " afterwards
	[[ $status == 1 ]]
}

@test "calls cut short by signals, restarted calls, rt_sigreturn" {
	run -0 --separate-stderr "$SYSTRAIL" trace -o trace -- "$TRACEES/signals"
	printf '%s\n' "$output" >expected
	[[ -z $stderr ]]
	# The child's calls, between its two marks
	child=$(awk '{ print $1; exit }' expected)
	calls trace | awk -v tid="$child" '
		$1 == tid && /lseek\(fd: 4000/ { inside = !inside; print; next }
		$1 == tid && inside' >calls
	same_calls expected calls
}

@test "a 32-bit program gets the names of i386" {
	need_i386
	trace_exactly calls_i386 32
}

@test "int 0x80 among 64-bit calls: each is judged by itself" {
	need_i386
	trace_exactly int80_static 80
}

@test "thread names: nothing raw reaches the output" {
	run -0 --separate-stderr "$SYSTRAIL" trace -o trace -- "$TRACEES/comm"
	[[ -z $stderr ]]
	printf '%s\n' "$output" >expected
	tid=$(awk '{ print $1; exit }' expected)

	# Every mark stands on a line of its own behind the name that it was made under.
	[[ $(wc -l <expected) -ge 14 ]]
	while read -r _ _ fd _; do
		grep -E "^ *[0-9.]+ \( *[0-9.]+ ms\): (.*/)?$tid lseek\(fd: $fd" trace >line
		cat line
		[[ $(wc -l <line) == 1 ]]
	done <expected

	# No control characters but the ends of lines, no broken UTF-8, no C1 controls in UTF-8.
	run -1 env LC_ALL=C grep -naP '[\x00-\x08\x0b-\x1f\x7f\x09]' trace
	iconv -f UTF-8 -t UTF-8 trace >/dev/null
	run -1 env LC_ALL=C grep -naP '\xc2[\x80-\x9f]' trace
	# Every line begins like a line of ours.
	run -1 grep -vE '^ *([0-9]+\.[0-9]{3}|\?) \(' trace
}
