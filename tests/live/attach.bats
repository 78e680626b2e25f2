# SPDX-License-Identifier: GPL-2.0-only
#
# Processes that run already: -p and -t, lists of them, calls that were pending when we came and when
# we left, threads born in between, and the ways in which a trace ends. Needs root.

load helpers

@test "-p: pending calls are shown at once, and completed when they return" {
	start_tracee blocked
	wait_until blocked_in "$tracee_pid" 0
	start_systrail -p "$tracee_pid"

	# All four are visible before anything moves.
	while read -r tid name _; do
		[[ $tid == '#' ]] || wait_until shown "/$tid ${name%%(*}\(.*\) +\.\.\."
	done <expected
	go
	wait_for "$systrail_pid"
	# The first call of each thread is the one that we found it in, with its arguments.
	calls trace | awk '!seen[$1]++' >calls
	same_calls expected calls
	[[ ! -s messages ]]
}

@test "-p: calls still pending when the trace ends are shown" {
	start_tracee blocked
	wait_until blocked_in "$tracee_pid" 0
	start_systrail -p "$tracee_pid"
	wait_until attached
	end_systrail
	sed 's/ = .*/ = .../' expected >pending
	calls trace >calls
	same_calls pending calls
	# The last lines are about them, with the time that we have seen of each: at least so long.
	tail -n 4 trace | tee last
	while read -r tid _; do
		[[ $tid == '#' ]] || grep -E "\(>[ 0-9.]+ ms\): .*/$tid .*\) +\.\.\.$" last
	done <expected
	kill -0 "$tracee_pid"
}

@test "-p: threads that migrate, traced from the middle of their lives" {
	start_tracee threads 500
	start_systrail -p "$tracee_pid"
	wait_until attached
	go
	wait_for "$systrail_pid"
	compare_calls "$mark"
}

@test "-p: threads born while we attach are neither missed nor doubled" {
	start_tracee spawner
	start_systrail -p "$tracee_pid"
	wait_until shown "/$tracee_pid .*poll\("
	go
	wait_for "$systrail_pid"
	[[ $(awk '{ print $1 }' expected | sort -u | wc -l) -ge 30 ]]
	compare_calls "$mark"
}

@test "-p: the same when attaching takes its time" {
	need_program strace
	start_tracee spawner
	# As on a machine with many CPUs: there are threads born while their parent is half opened.
	start strace -f -o /dev/null -e trace=perf_event_open -e inject=perf_event_open:delay_exit=1000 \
		"$SYSTRAIL" trace -o trace -p "$tracee_pid" 2>messages
	systrail_pid=$started_pid
	wait_until shown "/$tracee_pid .*poll\("
	go
	wait_for "$systrail_pid"
	compare_calls "$mark"
}

@test "a target that is named twice is traced once" {
	start_tracee threads 20
	start_systrail -p "$tracee_pid,$tracee_pid" -t "$tracee_pid" -p "$tracee_pid"
	wait_until attached
	go
	wait_for "$systrail_pid"
	compare_calls "$mark"
}

@test "-p with a list: both processes, and nobody else" {
	open_gate
	start "$TRACEES/ticker" <gate >/dev/null
	first=$started_pid
	start "$TRACEES/ticker" <gate >/dev/null
	second=$started_pid
	start "$TRACEES/ticker" <gate >/dev/null
	start_systrail -p "$first,$second"
	wait_until shown "/$first lseek"
	wait_until shown "/$second lseek"
	kill "$first"
	wait_until has_ended "$first"
	# The other one goes on.
	lines=$(grep -c "/$second " trace)
	more() { (($(grep -c "/$second " trace) > lines + 10)); }
	wait_until more
	end_systrail
	run -1 grep -vE "/($first|$second) " trace
}

@test "-t: one thread and its children, not its siblings" {
	start_tracee threads 20
	tids=("/proc/$tracee_pid/task/"*)
	tids=("${tids[@]##*/}")
	start_systrail -t "${tids[1]},${tids[2]}"
	wait_until shown "/${tids[1]} futex"
	wait_until shown "/${tids[2]} futex"
	go
	wait_for "$systrail_pid"
	wait_for "$tracee_pid"
	grep -E "^(${tids[1]}|${tids[2]}) " expected >expected.two
	mv expected.two expected
	[[ $(wc -l <expected) == 40 ]]
	compare_calls "$mark"
}

@test "children of an attached process are followed, unless --no-inherit" {
	open_gate
	for option in '' --no-inherit; do
		start sh -c 'read _; "$0/single_static" >expected; exit 0' "$TRACEES" <gate
		shell=$started_pid
		wait_until blocked_in "$shell" 0
		start_systrail $option -p "$shell"
		wait_until shown 'read\('
		go
		wait_for "$systrail_pid"
		child=$(awk '{ print $1; exit }' expected)
		if [[ -z $option ]]; then
			calls trace | awk -v tid="$child" '$1 == tid' | sed -n '/execve/,$p' >calls
			same_calls expected calls
		else
			run -1 grep "/$child " trace
			# With one thread, traced alone, perf trace names none. The calls are its own.
			grep -qE '(fork|clone3?|vfork)\(' trace
			run -1 grep -E 'gettid|kill\(pid: 999999999' trace
		fi
	done
}

@test "the end of the last target ends the trace" {
	start_tracee ticker
	start_systrail -p "$tracee_pid"
	wait_until shown "/$tracee_pid lseek"
	go
	wait_for "$systrail_pid"
	[[ ! -s messages ]]
	grep -E "/$tracee_pid exit_group\(.*\) += \?" trace
}

@test "a target killed with SIGKILL ends the trace in order" {
	start_tracee blocked
	wait_until blocked_in "$tracee_pid" 0
	start_systrail -p "$tracee_pid"
	wait_until attached
	kill -KILL "$tracee_pid"
	wait_for "$systrail_pid"
	[[ ! -s messages ]]
	# Its calls will not return any more, and the trace does not claim that they did.
	calls trace >calls
	cat calls
	grep -E "^$tracee_pid read\(.* = (\.\.\.|\?|ERESTARTSYS)$" calls
}

@test "a target that dies while we attach ends in a sentence or in order, never in a mess" {
	for round in 1 2 3 4 5 6 7 8 9 10; do
		start "$TRACEES/single_static" >/dev/null
		dying=$started_pid
		start_systrail -p "$dying"
		status=0
		wait_for "$systrail_pid" || status=$?
		cat messages
		if ((status)); then
			((status == 1))
			one_sentence "$(<messages)" "$dying"
		else
			[[ ! -s messages ]]
		fi
	done
}

@test "two traces of the same process do not disturb each other" {
	start_tracee threads 300
	start_systrail -p "$tracee_pid"
	first=$systrail_pid
	start "$SYSTRAIL" trace -o trace.second -p "$tracee_pid"
	second=$started_pid
	wait_until attached
	wait_until grep -q "/$tracee_pid read(" trace.second
	go
	wait_for "$first"
	wait_for "$second"
	compare_calls "$mark"
	mv trace.second trace
	compare_calls "$mark"
}

@test "SIGKILL leaves nothing behind: the target runs on, untouched" {
	start_tracee ticker
	start_systrail -p "$tracee_pid"
	wait_until shown "/$tracee_pid lseek"
	kill -KILL "$systrail_pid"
	wait_until has_ended "$systrail_pid"
	[[ $(awk '/TracerPid/ { print $2 }' "/proc/$tracee_pid/status") == 0 ]]
	kill -0 "$tracee_pid"
	go
	wait_for "$tracee_pid"
}
