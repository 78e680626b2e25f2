# SPDX-License-Identifier: GPL-2.0-only
#
# Signals and the ends of threads: those of the same program under strace -f and under us; where
# they stand between the calls; which are shown. Needs root and strace.

load helpers

# --- The same as strace --------------------------------------------------------------------------

marks() # FILE [SIGNAL...]: as marks.awk prints them, without these signals
{
	awk -v hidden="${*:2}" -f "$live_dir/marks.awk" "$1" | sort
}

# same_marks CASE [SIGNAL...]: of the tracee; the signals are those that only strace shows.
same_marks()
{
	need_program strace
	ulimit -c 0
	strace -f -o theirs "$TRACEES/endings" "$1" || true
	"$SYSTRAIL" trace -o trace -- "$TRACEES/endings" "$1" 2>messages || true
	marks theirs "${@:2}" >expected
	marks trace >shown_marks
	[[ -s expected && ! -s messages ]]
	diff expected shown_marks
}

# Of those that the kernel turns into SIGKILL when they are sent, it delivers nothing else.
turned()
{
	local i

	echo SIGHUP SIGINT SIGKILL SIGUSR1 SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGVTALRM \
		SIGPROF SIGIO SIGPWR
	for ((i = 2; i <= 32; i++)); do
		echo "SIGRT_$i"
	done
}

@test "each signal that ends a process" {
	# shellcheck disable=SC2046
	same_marks fatal SIGCHLD $(turned)
	(($(grep -c '^killed by' shown_marks) == 44))
	(($(grep -c '^SIG.*, killed by' shown_marks) == 10))
}

@test "an instruction that is none" { same_marks trap; }
@test "an address without memory; a signal that is ignored by default" { same_marks segv SIGWINCH; }
@test "a pipe without a reader" { same_marks broken_pipe SIGPIPE; }
@test "a signal that was blocked when it was sent is delivered as what it is" { same_marks unblocked; }
@test "a signal that is still pending is not what a process ends by" { same_marks pending; }

# The kernel does not always write the record of a signal that an interrupt sends, for perf neither;
# then it is not known how the process ended, and nothing else is said.
@test "a timer that ends a process" {
	run -142 "$SYSTRAIL" trace -o trace -- "$TRACEES/endings" alarm_clock
	(($(grep -c '+++' trace) == 1))
	shown '/[0-9]+ \+\+\+ (killed by SIGALRM|ended) \+\+\+$'
}

@test "handlers, with information and without, real-time signals, a signal that is waited for" { same_marks handled; }
@test "signals of timers" { same_marks timers; }
@test "a job that is stopped and continued" { same_marks job_control SIGCONT; }
@test "exit statuses, as the kernel cuts them off" { same_marks statuses SIGCHLD; }
@test "threads that exit with a status of their own" { same_marks thread_exits; }
@test "exit_group ends all threads with its status" { same_marks group_exits; }
@test "a signal ends all threads" { same_marks group_killed SIGTERM; }
@test "a thread that dumps core ends the others" { same_marks group_dies SIGWINCH; }
@test "a thread that calls execve ends the others" { same_marks group_execs; }

# --- Where they stand ----------------------------------------------------------------------------

# order FILE: names of calls, signals and the end of a trace with one thread, from the first kill on
order()
{
	sed -nE 's/^[0-9]+ +//; s/^.*\/[0-9]+ //; /\[continued\]/d; s/^(--- SIG[A-Z0-9_]+).*/\1/p
		s/^(\+\+\+ .*)/\1/p; s/^([a-z_0-9]+)\(.*/\1/p' "$1" | sed -n '/^kill/,$p'
}

@test "signals stand between the calls where strace has them" {
	need_program strace
	strace -f -o theirs "$TRACEES/endings" handled || true
	"$SYSTRAIL" trace -o trace -- "$TRACEES/endings" handled || true
	order theirs >expected
	order trace >ours
	(($(wc -l <expected) > 20))
	diff expected ours
}

# --- Of running processes ------------------------------------------------------------------------

# The signal comes from a process that is not traced.
@test "-p: what a signal from outside does" {
	start_tracee blocked
	start_systrail -p "$tracee_pid"
	wait_until attached
	kill -TERM "$tracee_pid"
	wait_for "$systrail_pid"
	shown "/$tracee_pid \+\+\+ killed by SIGTERM \+\+\+$"
	[[ -z $(grep -- '---' trace) ]]
}

@test "-p: the status with which it exits" {
	open_gate
	# shellcheck disable=SC2016
	start bash -c 'trap : USR1; echo "# ready"; while read -r line; do exit "$line"; done' <gate >expected
	tracee_pid=$started_pid
	wait_until grep -qs ready expected
	start_systrail -p "$tracee_pid"
	wait_until attached
	kill -USR1 "$tracee_pid"
	wait_until shown "/$tracee_pid --- SIGUSR1 \{si_signo=SIGUSR1, si_code=SI_USER\} ---$"
	echo 42 >&"$go_fd"
	wait_for "$systrail_pid"
	shown "/$tracee_pid \+\+\+ exited with 42 \+\+\+$"
}

@test "a 32-bit program" {
	need_i386
	run -32 "$SYSTRAIL" trace -o trace -- "$TRACEES/calls_i386"
	shown '\+\+\+ exited with 32 \+\+\+$'
}

# --- Which are shown -----------------------------------------------------------------------------

endings() # CASE OPTION...: traced with these options
{
	"$SYSTRAIL" trace -o trace "${@:2}" -- "$TRACEES/endings" "$1" || true
}

@test "signal= limits the signals, not the ends" {
	endings handled -e signal=USR1
	(($(grep -c -- '--- SIG' trace) == 3))
	run -1 grep -E -- '--- SIG(USR2|RT)' trace
	shown '\+\+\+ exited with 7'
}

@test "signal= takes what strace takes: !, names with SIG" {
	endings handled -e 'signal=!SIGUSR1'
	(($(grep -c -- '--- SIG' trace) == 3))
	run -1 grep -E -- '--- SIGUSR1' trace
}

@test "--no-signals shows neither signals nor ends" {
	endings handled --no-signals
	shown 'exit_group'
	[[ -z $(grep -E -- '---|\+\+\+' trace) ]]
}

@test "by default they are not shown beside page faults or tracepoints; --signals shows them" {
	endings handled -F all
	[[ -s trace && -z $(grep -E -- '---|\+\+\+' trace) ]]
	endings handled -e 'sched:sched_process_exit'
	[[ -s trace && -z $(grep -E -- '---|\+\+\+' trace) ]]
	endings handled -e 'sched:sched_process_exit' --signals
	(($(grep -c -- '--- SIG' trace) == 6))
	shown '\+\+\+ exited with 7'
}

@test "with a choice of calls they are still shown" {
	endings handled -e none
	(($(grep -c . trace) == 7))
	endings handled -e kill --failure
	(($(grep -c . trace) == 7))
}

@test "-a --signals shows them of everybody, -a alone of nobody" {
	"$SYSTRAIL" trace -a --signals -e none -o trace -- "$TRACEES/endings" job_control
	(($(grep -c -- 'endings/[0-9]* --- SIGCHLD' trace) == 5))
	shown 'endings/[0-9]+ \+\+\+ killed by SIGKILL'
	"$SYSTRAIL" trace -a -e kill -o trace -- "$TRACEES/endings" job_control
	shown 'endings/[0-9]+ kill'
	[[ -z $(grep -E -- '---|\+\+\+' trace) ]]
}
