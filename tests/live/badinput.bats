# SPDX-License-Identifier: GPL-2.0-only
#
# What goes wrong is said in one sentence that helps, and the exit status tells whose fault it was:
# 1 ours or the system's, 2 the command line's. An end from outside is an orderly end. Needs root.

load helpers

# fails STATUS PATTERN... -- ARG...: systrail trace ARG... ends with STATUS and one sentence, which
# has all PATTERNs.
fails()
{
	local status_wanted=$1 patterns=()
	shift

	while [[ $1 != -- ]]; do
		patterns+=("$1")
		shift
	done
	shift
	run "-$status_wanted" --separate-stderr timeout "$patience" "$SYSTRAIL" trace "$@" </dev/null
	[[ -z $output ]]
	one_sentence "$stderr" "${patterns[@]}"
}

no_such_pid()
{
	local pid=$(($(</proc/sys/kernel/pid_max) - 1))

	while [[ -e /proc/$pid ]]; do
		((pid--))
	done
	echo "$pid"
}

@test "a process that does not exist" {
	pid=$(no_such_pid)
	fails 1 "$pid" 'no such process|does not exist|no process' -- -p "$pid"
	fails 1 "$pid" 'no such thread|does not exist|no thread|no such process' -- -t "$pid"
	# Also in a list with one that exists.
	fails 1 "$pid" -- -p "$$,$pid"
}

@test "-p with the tid of a thread says so, and names -t" {
	start_tracee threads 1
	tids=("/proc/$tracee_pid/task/"*)
	tid=${tids[3]##*/}
	fails 1 "$tid" thread '-t' -- -p "$tid"
}

@test "a CPU that does not exist" {
	fails 1 '999' 'cpu' -- -C 999
	fails 1 'cpu [0-9]+ does not exist' -- -C 0-999
}

@test "a number with junk behind it, or none, or too large" {
	fails 2 12x -- -p 12x
	fails 2 12x -- -t 1,12x
	fails 2 1x -- -C 0,1x
	fails 2 3-1 -- -C 3-1
	fails 2 10x -- --max-events 10x -- true
	fails 2 1.5y -- --duration 1.5y -- true
	fails 2 '-1' -- --duration -1 -- true
	fails 2 8q -- -m 8q -- true
	fails 2 -- -p ''
	fails 2 -- -p 1,,2
	fails 2 -- -p 0
	fails 2 99999999999999999999 -- -p 99999999999999999999
	fails 2 99999999999999999999 -- --max-events 99999999999999999999 -- true
	fails 2 nan -- --duration nan -- true
}

@test "options that conflict, or do not exist" {
	fails 2 '-p' '-a' -- -p $$ -a
	fails 2 '-t' '-a' -- -t $$ -a
	fails 2 '-s' '-S' -- -s -S -- true
	fails 2 '-s' '--max-events' -- -s --max-events 3 -- true
	fails 2 '--run-as' -- --run-as nobody -a
	fails 2 'no-such-option' -- --no-such-option -- true
	run -2 --separate-stderr "$SYSTRAIL" no_such_command
	one_sentence "${stderr%%$'\n'*}" no_such_command
}

@test "-o: no such directory, or a full disk" {
	fails 1 'no/such/directory' 'no such file' -- -o no/such/directory/trace -- true
	fails 1 '/dev/full' 'no space' -- -o /dev/full -- true
}

@test "-o: a disk that fills up keeps what was written" {
	mkdir small
	mount -t tmpfs -o size=64k none small || skip "needs to mount a tmpfs"
	status=0
	"$SYSTRAIL" trace -o small/trace -- "$TRACEES/threads" 1000 </dev/null >/dev/null 2>messages || status=$?
	cp small/trace trace
	umount small
	((status == 1))
	one_sentence "$(<messages)" 'no space'
	[[ $(stat -c %s trace) -ge 60000 ]]
	calls trace | grep -cE "$mark"
}

# As nobody, without any capability. The binary has to be reachable for that user.
unprivileged() # COMMAND...
{
	cp "$SYSTRAIL" ./systrail
	chmod 755 . ./systrail
	run --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		--bounding-set=-all "$@"
	printf 'status %s\n%s\n' "$status" "$stderr"
}

@test "not enough privilege: the message says which, and what to do" {
	need_program setpriv
	paranoid=$(</proc/sys/kernel/perf_event_paranoid)
	unprivileged ./systrail trace -- true
	[[ $status == 1 ]]
	one_sentence "$stderr" 'CAP_PERFMON|perf_event_paranoid|tracefs|/sys/kernel/tracing'
	if grep -q perf_event_paranoid <<<"$stderr"; then
		grep -qE "perf_event_paranoid[^0-9-]*$paranoid([^0-9]|$)" <<<"$stderr"
	fi
	unprivileged ./systrail trace -a
	[[ $status == 1 ]]
	one_sentence "$stderr" 'CAP_PERFMON|perf_event_paranoid|tracefs|/sys/kernel/tracing'
	# Somebody else's process
	unprivileged ./systrail trace -p $$
	[[ $status == 1 ]]
	one_sentence "$stderr"
}

@test "root without capabilities: the missing one is named" {
	need_program setpriv
	run -1 --separate-stderr setpriv --bounding-set=-all --inh-caps=-all "$SYSTRAIL" trace -a
	one_sentence "$stderr" 'CAP_[A-Z_]+'
}

@test "output into head: ends at once, without a word" {
	start_tracee ticker
	timeout "$patience" "$SYSTRAIL" trace -p "$tracee_pid" 2>&1 | head -1 >head
	[[ ${PIPESTATUS[0]} != 124 ]]
	[[ $(wc -l <head) == 1 ]]
	kill -0 "$tracee_pid"
	# Nor does a message of a broken pipe reach a stderr of its own.
	timeout "$patience" "$SYSTRAIL" trace -o /dev/stdout -p "$tracee_pid" 2>messages | head -1 >head
	[[ ! -s messages && $(wc -l <head) == 1 ]]
}

@test "SIGINT and SIGTERM in the middle: the summary is printed, status 0" {
	start_tracee ticker
	for signal in INT TERM; do
		start_systrail -S -p "$tracee_pid"
		wait_until shown "/$tracee_pid lseek"
		end_systrail "$signal"
		cat messages
		cat trace messages | grep -E ' lseek +[0-9]+ +[0-9]+ '
	done
	kill -0 "$tracee_pid"
}

# A program in the background of a script would ignore SIGINT, and so would its command.
start_as_in_foreground() # COMMAND...
{
	start env --default-signal=INT "$SYSTRAIL" trace -o trace -- "$@"
	systrail_pid=$started_pid
}

@test "SIGINT is passed on to the command, whose status is ours" {
	open_gate
	start_as_in_foreground "$TRACEES/blocked" <gate >expected
	wait_until grep -q '^# ready' expected
	command=$(awk '/read\(count: 1/ { print $1 }' expected)
	status=0
	end_systrail || status=$?
	((status == 130))
	has_ended "$command"
	# What it was in is shown.
	calls trace | grep -E "^$command (read\(count: 1\)|read\(.*, count: 1\)) = "
}

@test "SIGINT twice ends us even if the command ignores it" {
	start_as_in_foreground sh -c 'trap "" INT; echo $$ >pid; exec sleep 1000'
	wait_until shown 'sleep/[0-9]+ clock_nanosleep|sleep/[0-9]+ close\(fd: 3\)'
	started+=("$(<pid)")
	wait_until blocked_in "$(<pid)" 230
	kill -INT "$systrail_pid"
	again() { has_ended "$systrail_pid" || { kill -INT "$systrail_pid"; false; }; }
	wait_until again
	grep -E '\(>[ 0-9.]+ ms\): .* clock_nanosleep\(.*\) +\.\.\.$' trace
}

@test "SIGINT twice does not hang and does not crash" {
	start_tracee ticker
	start_systrail -p "$tracee_pid"
	wait_until shown "/$tracee_pid lseek"
	kill -INT "$systrail_pid"
	kill -INT "$systrail_pid" 2>/dev/null || true
	status=0
	wait_for "$systrail_pid" || status=$?
	((status == 0 || status == 130))
	kill -0 "$tracee_pid"
}

@test "the terminal goes away: systrail ends, the target lives" {
	need_program script
	script -qc true /dev/null >/dev/null 2>&1 || skip "there are no pseudo-terminals here"
	start_tracee ticker
	# script is the terminal: killing it hangs up whoever runs in it.
	cat >in_terminal <<-EOF
		echo \$\$ >systrail_pid
		exec "$SYSTRAIL" trace -p $tracee_pid
	EOF
	start script -qc 'exec bash in_terminal' typescript </dev/null >/dev/null
	script=$started_pid
	wait_until grep -qs "/$tracee_pid .*lseek" typescript
	systrail_pid=$(<systrail_pid)
	started+=("$systrail_pid")
	kill -KILL "$script"
	wait_until has_ended "$systrail_pid"
	kill -0 "$tracee_pid"
}

@test "a low limit of file descriptors is raised" {
	start_tracee threads 50
	(
		ulimit -Sn 8
		start_systrail -p "$tracee_pid"
		wait_until attached
		go
		wait_for "$systrail_pid"
	)
	compare_calls "$mark"
}

@test "a hard limit of file descriptors is named" {
	start_tracee threads 50
	run -1 --separate-stderr bash -c 'ulimit -n 8; exec "$0" trace -o trace -p "$1"' "$SYSTRAIL" "$tracee_pid"
	one_sentence "$stderr" 'RLIMIT_NOFILE|ulimit|open files|file descriptors'
}

@test "a command's limit of file descriptors is not ours" {
	run -0 --separate-stderr bash -c 'ulimit -Sn 64; exec "$0" trace -o trace -- sh -c "ulimit -n"' "$SYSTRAIL"
	[[ $output == 64 ]]
}
