# SPDX-License-Identifier: GPL-2.0-only
#
# Whom a trace is about, and from when to when: -u, -C, --filter-pids, -D, --for, and more threads than
# there are file descriptors for. Needs root.

load helpers

# Others than root, who own nothing, and have no processes but those of the test.
somebody=54321
else_body=54322

# start_as UID TRACEE ARG...: as start_tracee does, but without waiting for it. The directories above
# ours may be closed to others, so they get a copy of the program and a relative path.
start_as()
{
	need_program setpriv
	chmod 755 .
	install -m 755 "$TRACEES/$2" .
	open_gate
	start setpriv --reuid="$1" --regid="$1" --clear-groups "./$2" "${@:3}" <gate >expected
}

# Threads whose marks are in the trace, with or without a name, each with the number of its marks.
marks_by_thread()
{
	sed -nE "s/^.*: ([^ ]*\/)?([0-9]+) $mark.*/\2/p" trace | sort | uniq -c
}

# every_thread THREADS CALLS: so many threads, and of each so many marks, neither more nor less. Where
# we take the records of a busy machine, some may be lost, which is said, and no fault of ours.
every_thread()
{
	! grep 'lost .* records' messages || return 0
	marks_by_thread | awk -v threads="$1" -v calls="$2" '
		$1 != calls { print "thread " $2 " has " $1 " marks"; wrong++ }
		END { print NR " of " threads " threads"; exit wrong || NR != threads }'
}

# --- More threads than file descriptors ----------------------------------------------------------

# start_scarce OPTION...: a trace that can have a few file descriptors for each CPU, and no more.
start_scarce()
{
	local fds=$((20 + 4 * $(nproc)))

	need_program prlimit
	need_program setpriv
	rm -f trace
	start prlimit --nofile="$fds:$fds" setpriv --bounding-set=-sys_resource \
		"$SYSTRAIL" trace -m 16M -o trace "$@" 2>messages
	systrail_pid=$started_pid
}

# So many that there are too few descriptors for them: $crowd is a list, for -p.
start_crowd()
{
	local idx

	crowd=
	for idx in {1..22}; do
		start sleep 1000 </dev/null
		crowd+=,$started_pid
	done
	crowd=${crowd#,}
}

# When we trace: from here on there are only the others.
end_crowd()
{
	local pid

	for pid in ${crowd//,/ }; do
		{ kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true
	done
	grep -vE "/(${crowd//,/|}) " trace >others || true
}

# It said what it does instead.
took_all_threads()
{
	one_sentence "$(head -n 1 messages)" 'not enough file descriptors' 'ulimit -Hn'
}

@test "2,000 threads and a soft limit of 1,024 descriptors: it is raised, and -v says so" {
	(($(ulimit -Hn) >= 2000 * 2 * $(nproc) + 100)) || skip "needs a higher hard limit of open files"
	start_tracee crowd 2000 3
	need_program prlimit
	start prlimit --nofile=1024: "$SYSTRAIL" trace -v -o trace -p "$tracee_pid" 2>messages
	systrail_pid=$started_pid
	wait_until attached
	go
	wait_for "$systrail_pid"
	grep 'raised the limit of open files from 1024' messages
	every_thread 2000 3
}

@test "2,000 threads and a hard limit of 1,024 descriptors: every thread is traced" {
	start_tracee crowd 2000 3
	need_program prlimit
	need_program setpriv
	start prlimit --nofile=1024:1024 setpriv --bounding-set=-sys_resource \
		"$SYSTRAIL" trace -m 32M -o trace -p "$tracee_pid" 2>messages
	systrail_pid=$started_pid
	wait_until attached
	# Signals and all: what is opened is not for each thread.
	fds=("/proc/$systrail_pid/fd/"*)
	((${#fds[@]} < 40 + 8 * $(nproc)))
	go
	wait_for "$systrail_pid"
	took_all_threads
	every_thread 2000 3
	run -1 grep 'end not seen' trace
	# Nobody else is in it, though it was asked about all.
	run -1 grep -E ' (sh|bash|sleep|bats[^ ]*|strace)/[0-9]+ ' trace
}

@test "few descriptors: threads that are born and die while we attach disturb nothing" {
	start_tracee crowd 40 5 churn
	start_scarce -p "$tracee_pid"
	wait_until shown "/$tracee_pid (poll|clone3?|futex)\("
	go
	wait_for "$systrail_pid"
	took_all_threads
	every_thread 40 5
}

@test "few descriptors: threads born while we attach are neither missed nor doubled" {
	start_tracee spawner
	start_scarce -p "$tracee_pid"
	wait_until shown "/$tracee_pid .*poll\("
	go
	wait_for "$systrail_pid"
	took_all_threads
	compare_calls "$mark"
}

@test "few descriptors: children are followed, unless --no-inherit" {
	open_gate
	for option in '' --no-inherit; do
		start sh -c 'read _; "$0/single_static" >expected; exit 0' "$TRACEES" <gate
		shell=$started_pid
		wait_until blocked_in "$shell" 0
		start_crowd
		start_scarce $option -p "$shell,$crowd"
		wait_until shown "/$shell read\("
		end_crowd
		go
		wait_for "$systrail_pid"
		took_all_threads
		child=$(awk '{ print $1; exit }' expected)
		if [[ -z $option ]]; then
			calls trace | awk -v tid="$child" '$1 == tid' | sed -n '/execve/,$p' >calls
			same_calls expected calls
		else
			run -1 grep "/$child " trace
			grep -qE '(fork|clone3?|vfork)\(' trace
			run -1 grep -E 'kill\(pid: 999999999' trace
		fi
	done
}

@test "few descriptors: a process whose first thread has ended already" {
	need_program python3
	open_gate
	start python3 -c 'import ctypes, os, sys, threading
def stay():
	os.write(1, b"# ready\n")
	os.read(0, 1)
	os._exit(3)
threading.Thread(target=stay).start()
ctypes.CDLL(None).pthread_exit(None)' <gate >expected
	tracee_pid=$started_pid
	zombie() { grep -q "^State:.Z" "/proc/$tracee_pid/status"; }
	wait_until zombie
	start_crowd
	start_scarce -p "$tracee_pid,$crowd"
	wait_until shown "\.\.\."
	end_crowd
	go
	wait_for "$systrail_pid"
	took_all_threads
	grep -E "exit_group\(error_code: 3\)" trace
}

@test "few descriptors: calls in flight, the program that a thread executes, and the end" {
	start_tracee blocked
	wait_until blocked_in "$tracee_pid" 0
	start_crowd
	start_scarce -p "$tracee_pid,$crowd"
	while read -r tid name _; do
		[[ $tid == '#' ]] || wait_until shown "/$tid ${name%%(*}\(.*\) +\.\.\."
	done <expected
	end_crowd
	go
	wait_for "$systrail_pid"
	took_all_threads
	grep -vE "/(${crowd//,/|}) " trace >others
	calls others | awk '!seen[$1]++' >calls
	same_calls expected calls
	rm expected gate

	# A thread that is not the first one becomes it.
	open_gate
	start sh -c 'read _; exec "$0/exec_thread"' "$TRACEES" <gate >expected
	shell=$started_pid
	wait_until blocked_in "$shell" 0
	start_crowd
	start_scarce -p "$shell,$crowd"
	wait_until shown "/$shell read\("
	end_crowd
	go
	wait_for "$systrail_pid"
	took_all_threads
	grep -E "/$shell +\.\.\. \[continued\]: execve\(\)\) += 0\$" trace
	calls trace | grep -E "$mark" >calls
	grep lseek expected >marks
	same_calls marks calls
}

@test "few descriptors: -t is about the threads that it names" {
	start_tracee threads 20
	tids=("/proc/$tracee_pid/task/"*)
	tids=("${tids[@]##*/}")
	start_crowd
	start_scarce -t "${tids[1]},${tids[2]},$crowd"
	wait_until shown "/${tids[1]} futex"
	wait_until shown "/${tids[2]} futex"
	end_crowd
	go
	# It ends with them, or with the whole process, which is the same moment here.
	wait_for "$systrail_pid"
	wait_for "$tracee_pid"
	took_all_threads
	grep -E "^(${tids[1]}|${tids[2]}) " expected >expected.two
	mv expected.two expected
	compare_calls "$mark"
}

@test "few descriptors: the trace ends with its targets, also when they are killed" {
	open_gate
	start "$TRACEES/ticker" <gate >/dev/null
	first=$started_pid
	start "$TRACEES/ticker" <gate >/dev/null
	second=$started_pid
	start_crowd
	start_scarce -p "$first,$crowd,$second"
	wait_until shown "/$first lseek"
	wait_until shown "/$second lseek"
	kill "$first"
	end_crowd
	kill -KILL "$second"
	wait_for "$systrail_pid"
	took_all_threads
	# The signals are those that reach the members, whoever sends them.
	grep -E "/$first +\+\+\+ killed by SIGTERM \+\+\+" trace
	grep -E "/$second +\+\+\+ killed by SIGKILL \+\+\+" trace
	run -1 grep -vE "/($first|$second|${crowd//,/|}) " trace
}

@test "few descriptors: exits shown + exits lost are at least the calls made, and the trace ends" {
	open_gate
	# With tiny rings the births and ends of threads are lost as well.
	for option in '-m 16M' '-m 8K'; do
		start sh -c 'read _; exec "$0/storm_static" 4 20000' "$TRACEES" <gate >made
		shell=$started_pid
		wait_until blocked_in "$shell" 0
		start_crowd
		start_scarce $option -p "$shell,$crowd"
		wait_until shown "/$shell read\("
		end_crowd
		go
		wait_for "$systrail_pid"
		took_all_threads
		grep -vE "/(${crowd//,/|}) " trace | sed -n '/ execve(/,$p' >storm
		results=$(grep -cF ' = ' storm)
		unseen=$(grep -cF ' = ?' storm)
		shown=$((results - unseen))
		lost_exits=$(sed -nE 's/^systrail: lost [0-9]+ records \(([0-9]+) exits.*/\1/p' messages)
		echo "made $(<made), shown $shown, lost ${lost_exits:=0}"
		# What was lost may be somebody else's.
		((shown <= $(<made) && shown + lost_exits >= $(<made)))
	done
}

# --- -u ------------------------------------------------------------------------------------------

@test "-u: the processes of a user with their threads, by number, and nobody else's" {
	start_as "$else_body" ticker
	start_as "$somebody" threads 20
	tracee_pid=$started_pid
	wait_until blocked_in "$tracee_pid" 0
	start_systrail -u "$somebody"
	wait_until attached
	go
	wait_for "$systrail_pid"
	compare_calls "$mark"
	run -1 grep -vE "threads/[0-9]+ " trace
}

@test "-u: children are followed, also those that become somebody else" {
	need_program setpriv
	open_gate
	chmod 755 .
	install -m 755 "$TRACEES/single_static" .
	start setpriv --reuid="$somebody" --clear-groups --inh-caps=+setuid --ambient-caps=+setuid \
		sh -c "read _; setpriv --reuid=$else_body ./single_static; exit 0" <gate >expected
	shell=$started_pid
	wait_until blocked_in "$shell" 0
	start_systrail -u "$somebody"
	wait_until shown 'read\('
	go
	wait_for "$systrail_pid"
	child=$(awk '{ print $1; exit }' expected)
	calls trace | awk -v tid="$child" '$1 == tid' | sed -n '/setresuid/,$p' | sed -n '/execve/,$p' >calls
	same_calls expected calls
}

@test "-u with few descriptors: the same threads" {
	start_as "$else_body" ticker
	start_as "$somebody" crowd 50 4
	tracee_pid=$started_pid
	wait_until grep -qs '^# ready' expected
	start_scarce -u "$somebody"
	wait_until attached
	go
	wait_for "$systrail_pid"
	took_all_threads
	every_thread 50 4
}

@test "-a -u: a process is seen once it runs as the user, a user without processes is waited for" {
	run -1 "$SYSTRAIL" trace -u "$somebody"
	one_sentence "$output" "$somebody" '-a -u'
	open_gate
	start_systrail -a -u "$somebody"
	start "$TRACEES/ticker" <gate >/dev/null
	roots=$started_pid
	start_as "$somebody" ticker
	theirs=$started_pid
	wait_until shown "/$theirs lseek"
	end_systrail
	run -1 grep -vE "/$theirs " trace
	kill -0 "$roots"
}

@test "-u beside -p narrows it" {
	need_program setpriv
	open_gate
	start "$TRACEES/ticker" <gate >/dev/null
	roots=$started_pid
	start_as "$somebody" ticker
	theirs=$started_pid
	wait_until blocked_in "$theirs" 7
	start_systrail -p "$roots,$theirs" -u "$somebody"
	wait_until shown "/$theirs lseek"
	end_systrail
	run -1 grep -vE "/$theirs " trace
}

# --- --filter-pids -------------------------------------------------------------------------------

@test "--filter-pids leaves out a process with threads born later, and not what it starts" {
	open_gate
	start_systrail -a
	wait_until test -s trace
	end_systrail
	# One that starts threads when we let it go, and a shell that starts a program then.
	start "$TRACEES/crowd" 4 3 churn <gate >crowd
	crowd=$started_pid
	wait_until grep -qs '^# ready' crowd
	mkfifo gate.sh
	exec {sh_fd}<>gate.sh
	start sh -c 'read _; "$0/single_static" >expected; read _' "$TRACEES" <gate.sh
	shell=$started_pid
	start_systrail -a --filter-pids "$crowd,$shell"
	wait_until test -s trace
	echo >&"$sh_fd"
	child() { child=$(awk '{ print $1; exit }' expected) && shown "/$child exit"; }
	wait_until child
	end_systrail
	calls trace | awk -v tid="$child" '$1 == tid' | sed -n '/execve/,$p' >calls
	same_calls expected calls
	run -1 grep -E " (crowd)/[0-9]+ |/$shell " trace
}

# --- -C ------------------------------------------------------------------------------------------

@test "-C with -p: what the process does on that CPU" {
	need_cpus 2
	need_program taskset
	open_gate
	start taskset -c 0 "$TRACEES/ticker" <gate >/dev/null
	on_first=$started_pid
	start taskset -c 1 "$TRACEES/ticker" <gate >/dev/null
	on_second=$started_pid
	wait_until blocked_in "$on_second" 7
	start_systrail -C 1 -p "$on_first,$on_second"
	wait_until shown "/$on_second lseek"
	end_systrail
	run -1 grep "/$on_first lseek" trace
}

# --- -D and --for --------------------------------------------------------------------------------

@test "-D: the trace begins later, with no half of a call made up" {
	open_gate
	start "$TRACEES/ticker" <gate >/dev/null
	ticker=$started_pid
	for target in "-p $ticker" -a; do
		start_systrail -D 50 $target
		wait_until shown "/$ticker lseek"
		end_systrail
		run -1 grep 'end not seen' trace
		# Only the call that it was in has no known beginning, and that was found.
		(($(grep "/$ticker " trace | grep -cE '^ +\? ' || true) <= 2))
	done
	start_crowd
	start_scarce -D 50 -p "$ticker,$crowd"
	wait_until shown "/$ticker lseek"
	end_systrail
	took_all_threads
	run -1 grep 'end not seen' trace
	end_crowd
	run -1 grep -v "/$ticker " others
}

@test "-D: what ends during the delay ends the trace" {
	for how in start_systrail start_scarce; do
		start_crowd
		"$how" -v -D 500 -p "$crowd"
		wait_until grep -qs 'engine perf' messages
		end_crowd
		wait_for "$systrail_pid"
		[[ ! -s others ]]
	done
}

@test "-D with a command: it runs meanwhile, and what it does then is traced" {
	status=0
	"$SYSTRAIL" trace -D 200 -o trace -- sh -c 'echo early; sleep 0.6; echo late >/dev/null; exit 7' >output || status=$?
	((status == 7))
	grep early output
	grep -E 'wait4\(|exit_group\(error_code: 7' trace
	run -1 grep -E 'execve\(|end not seen|write\(.*count: 6' trace
}

@test "--for ends a trace, with and without a command" {
	start_tracee ticker
	for time in 0.05 50ms 50000us 50000000ns 0.001m; do
		start_systrail --for "$time" -p "$tracee_pid"
		wait_for "$systrail_pid"
		shown "/$tracee_pid lseek"
	done
	kill -0 "$tracee_pid"
	# The command is waited for.
	run -9 "$SYSTRAIL" trace -o trace --for 50ms -- sh -c 'sleep 0.3; echo after; exit 9'
	[[ $output == *after* ]]
	run -1 grep -E 'after|exit_group\(error_code: 9' trace
	for time in -1 1x '' 1h1 ; do
		run -2 "$SYSTRAIL" trace --for "$time" -- true
	done
}

@test "a trace begins and ends at one moment for all CPUs: no call is cut in two by that" {
	need_cpus 2
	need_program taskset
	# We on one CPU, calls without end on the other: that is where half of one would be seen.
	start taskset -c 1 "$TRACEES/storm_static" 1 15000000 >/dev/null
	storm() { storm=$(pgrep -P "$started_pid"); }
	wait_until storm
	for options in "-p $storm" "-p $storm -D 20" "-a"; do
		for round in 1 2 3; do
			taskset -c 0 "$SYSTRAIL" trace -o trace -m 32M --for 20ms $options 2>messages
			grep 'lost .* records' messages || run -1 grep "/$storm .*end not seen" trace
		done
	done
	kill -KILL "$storm"
}
