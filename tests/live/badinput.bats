# SPDX-License-Identifier: GPL-2.0-only
#
# What goes wrong is said in one sentence that helps, and the exit status tells whose fault it was:
# 1 ours or the system's, 2 the command line's. An end from outside is an orderly end. Needs root.

load helpers

# fails STATUS PATTERN... -- ARG...: see fails_as().
fails()
{
	fails_as trace "$@"
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

# --- Targets, filters and other events ------------------------------------------------------------

# refused STATUS PATTERN... -- ARG...: as fails, and the command was not run, and the file of -o is
# as it was.
refused()
{
	local args=("$@") i=0

	while [[ ${args[i]} != -- ]]; do
		((++i))
	done
	echo before >kept
	fails "${args[@]:0:i}" -- -o kept "${args[@]:i+1}" -- touch ran
	[[ ! -e ran && $(<kept) == before ]]
}

# expr_column COLUMN PATTERN EXPR: the message has three lines: the sentence, the expression, and a
# ^ under the column.
expr_column()
{
	local lines

	run -1 --separate-stderr "$SYSTRAIL" trace -o trace --expr "$3" -- touch ran
	mapfile -t lines <<<"$stderr"
	printf '%s\n' "$stderr"
	((${#lines[@]} == 3))
	[[ ! -e ran ]]
	grep -qE -- "^systrail: --expr: column $1: .*$2" <<<"${lines[0]}"
	[[ ${lines[1]} == "  $3" ]]
	[[ ${lines[2]} == "$(printf '%*s' $(($1 + 1)) '')^" ]]
}

switch=sched:sched_switch

@test "-e: names, classes and tracepoints that do not exist, and what is near" {
	refused 1 "'opne'" "'open'" -- -e opne
	refused 1 "'Read'" "'read'" -- -e Read
	refused 1 "'%fil'" "'%file'" -- -e %fil
	refused 1 "'%nosuch'" 'systrail list classes' -- -e %nosuch
	refused 1 "'sched_swich'" "'sched_switch'" -- -e sched:sched_swich
	refused 1 "'schd'" "'sched'" -- -e schd:sched_switch
	refused 1 "nosuch" -- -e 'nosuch:*'
	refused 1 "'fail'" "'failed'" -- -e status=fail
	refused 1 "'CHLDD'" "'CHLD'" -- -e signal=CHLDD
	refused 1 '99999' 'last' -- -e 99999
	refused 1 '@64 or @32' -- -e read@x32
	refused 1 'strace' -- -e inject=all
}

@test "-e: empty words, and patterns that are none" {
	for word in '' ! trace= status= signal= , read, ,read 'read,,write' '!,read'; do
		refused 1 'needs the name|empty name' -- -e "$word"
	done
	for word in : a: :a; do
		refused 1 'SYSTEM:EVENT' -- -e "$word"
	done
	refused 1 "class '%'" -- -e %
	refused 1 empty -- -e /
	refused 1 empty -- -e //
	refused 1 'not valid' -- -e '/(/'
	refused 1 'not valid' -- -e '/[/'
	refused 1 'matches' -- -e 'nosuch*'
	refused 1 'matches' -- -e '['
}

@test "what is typed is escaped, and cut where it is long" {
	local long

	long=$(printf 'a%.0s' {1..5000})
	refused 1 '\\x1b\[31m' -- -e $'\e[31m'
	refused 1 're\\nad' -- -e $'re\nad'
	refused 1 '\\xff\\xfe' -- -e $'\xff\xfe'
	refused 1 '\\x1b' -- -u $'\e[31m'
	refused 1 '\\x1b' -- -G $'\e[31m'
	refused 1 '\\x1b' -- --container $'\e[31m'
	refused 1 '\\x1b' -- --switch-on $'\e[31m'
	refused 1 '\\x1b' -- --errno $'\e[31m'
	refused 1 '\\x1b' -- -e $switch --filter $'prev_pid == \e[31m'
	for option in -e -u -G --container --switch-on --errno; do
		refused 1 -- "$option" "$long"
		((${#stderr} < 1100))
	done
	refused 1 '4095 bytes' -- -e $switch --filter "prev_pid == $(printf '1%.0s' {1..5000})"
}

@test "users, cgroups, containers, errors and switches that do not exist" {
	refused 1 "'roto'" "'root'" -- -u roto
	refused 1 "'4294967296'" -- -u 4294967296
	refused 1 "''" -- -u ''
	refused 1 "'ENOEN'" "'ENOENT'" -- --errno ENOEN
	refused 1 "'EFOO'" -- --errno EFOO
	refused 1 'missing' -- --errno ,
	refused 1 "'opne'" "'open'" -- --switch-on opne
	refused 1 "'sched_swich'" "'sched_switch'" -- --switch-off sched:sched_swich
	refused 1 '--switch-on takes' -- --switch-on ''
	refused 1 '--switch-on takes' -- --switch-on %file
	refused 2 'all\|maj\|min' -- -F foo
	refused 1 'empty' -- -P ''
}

@test "cgroups and containers that do not exist" {
	grep -qE ' (cgroup2 |cgroup .*perf_event)' /proc/self/mounts || skip "needs cgroups"
	refused 1 "no cgroup 'no-such-cgroup'" -- -G no-such-cgroup
	refused 1 "matches 'no-such-\*'" -- -G 'no-such-*'
	refused 1 "'../../etc'" -- -G ../../etc
	refused 1 missing -- -G ''
	refused 1 "no container 'no-such-container'" -- --container no-such-container
	refused 1 missing -- --container ''
}

@test "times, numbers and file descriptors" {
	for time in 0 -5 1e9 3x '' ' 3s' 3S 1d 5124095h 99999999999999999999s; do
		refused 2 -- --for "$time"
	done
	for ms in -1 x 1e9 '' 18446744073709 99999999999999999999; do
		refused 2 -- -D "$ms"
	done
	for ms in 0 -1 x 0.0000001; do
		refused 2 'above 0' -- --duration-below "$ms"
	done
	for fd in -1 x '' CWD 99999999999 1, ; do
		refused 2 'file descriptors' -- --fd "$fd"
	done
	refused 2 -- --filter-pids x
}

@test "filters that cancel each other" {
	refused 1 'leave no system call' -- -e read -e '!read'
	refused 1 'leave no system call' -- -e '!all'
	refused 1 'leave no system call' -- -e '?no_such_call'
	refused 1 'leave no tracepoint' -- -e $switch -e '!sched:*'
	refused 1 'no tracepoint to begin with|names a tracepoint' -- -e '!sched:*'
	refused 1 'nothing left' -- -e none --no-signals
	refused 1 'cancel' -- --expr false
	refused 1 'cancel' -- -e read --expr 'syscall == "write"'
	refused 1 'cancel' -- -e getpid --fd 3
	refused 1 'cancel' -- --failure -e status=successful
	refused 1 'cancel' -- --success -e status=failed,unfinished
	refused 1 'cancel' -- --errno ENOENT -e status=successful
	refused 2 'cancel' -- --success --failure
	refused 2 'cancel' -- --success --errno ENOENT
	refused 2 'cancel' -- --duration 5 --duration-below 5
	refused 2 'cancel' -- --signals --no-signals
	refused 1 'cancel' -- --switch-on connect --switch-off syscalls:sys_enter_connect
	refused 2 'cancel' -- -p $$ --filter-pids $$
	refused 1 '--decode-fds=none' -- -P /etc --decode-fds=none
	refused 1 '--decode-fds=none' -- --expr 'fd.path == "x"' --decode-fds=none
	refused 1 '-t, -C' -- -P /etc -t $$
	refused 1 '-t, -C' -- -P /etc -C 0
}

@test "options that are given twice, where the first would be forgotten" {
	refused 2 'twice' -- --expr error --expr 'ret == 1'
	refused 2 'twice' -- --errno ENOENT --errno EAGAIN
	refused 2 'twice' -- -u root -u nobody
	refused 2 '&&' -- -e $switch --filter 'prev_pid == 1' --filter 'prev_pid == 2'
	refused 1 '\|\|' -- -e $switch --filter 'prev_pid == 1' -e $switch --filter 'prev_pid == 2'
}

@test "with -s there are no lines" {
	for options in '-F all' --signals --show-cgroup --show-container '--max-events 3'; do
		# shellcheck disable=SC2086 # words
		refused 2 "${options%% *}" '-S' -- -s $options
	done
	refused 1 $switch '-S' -- -s -e $switch
	refused 2 '--sched' '-s' -- --sched
}

@test "--filter that the kernel refuses" {
	local trailer

	refused 2 '-e' -- --filter 'prev_pid == 1'
	refused 1 '--expr' -- -e read --filter 'prev_pid == 1'
	refused 2 'condition' -- -e $switch --filter ' '
	refused 1 'column 9' -- -e $switch --filter 'prev_pid'
	refused 1 'column 1' 'prev_pid' -- -e $switch --filter 'prev_pdi == 1'
	refused 1 'column 13' -- -e $switch --filter 'prev_pid == x'
	refused 1 'column 14' 'quotation' -- -e $switch --filter 'prev_comm == 1'
	refused 1 'column 15' 'parenthesis' -- -e $switch --filter '(prev_pid == 1'
	refused 1 'column 14' 'parenthesis' -- -e $switch --filter 'prev_pid == 1)'
	refused 1 'column 15' -- -e $switch --filter 'prev_pid == 1 & next_pid == 1'
	refused 1 'quotation' -- -e $switch --filter 'prev_comm == "x'
	refused 1 'sched_switch' 'needed' -- -e $switch --filter 'prev_pid == 1' --switch-on $switch
}

@test "--expr: what is wrong, and the column" {
	expr_column 1 'no expression' ''
	expr_column 1 "'ret'" 'rett < 0'
	expr_column 6 'missing' 'ret <'
	expr_column 7 'ret is a number' 'ret < "a"'
	expr_column 9 'comm is text' 'comm == 5'
	expr_column 9 'missing' '(ret < 0'
	expr_column 8 'no \(' 'ret < 0)'
	expr_column 12 'quotes' 'syscall == read'
	expr_column 12 "'open'" 'syscall == "opne"'
	expr_column 12 '=~' 'syscall == "open*"'
	expr_column 10 "'complete'" 'state == "compleet"'
	expr_column 12 '5ms' 'duration > 5'
	expr_column 13 "unit 'x'" 'duration > 5x'
	expr_column 9 'regex' 'comm =~ /(/'
	expr_column 9 'closing' 'comm == "a'
	expr_column 5 '==' 'ret = 3'
	expr_column 10 'two sides' 'ret == 3 == 3'
	expr_column 15 'prefix' 'args.flags == CLOEXEC'
	expr_column 8 '64 bits' 'ret == 99999999999999999999'
	expr_column 18 "'foo'" 'comm == "ä€😀" && foo'
	run -1 --separate-stderr "$SYSTRAIL" trace --expr "$(printf '(%.0s' {1..65})error" -- true
	[[ $stderr == *'column 65: '*'64 parentheses'*$'\n  ...('*$'\n'*^ ]]
}

@test "a cgroup without processes is waited for" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	[[ -n $root ]] && mkdir "$root/input-$$" || skip "needs to make a cgroup of version 2"
	status=0
	timeout "$patience" "$SYSTRAIL" trace --for 10ms -G "input-$$" 2>messages || status=$?
	rmdir "$root/input-$$"
	((status == 0))
	one_sentence "$(<messages)" 'no process' "input-$$" waiting
}

@test "a cgroup that may not be read" {
	need_program setpriv
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	[[ -n $root ]] && mkdir -p "$root/input-$$/below" || skip "needs to make a cgroup of version 2"
	chown nobody "$root/input-$$"
	chmod 700 "$root/input-$$"
	status=0
	# root, who owns the rest, but may not look at what is not his
	timeout "$patience" setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all \
		"$SYSTRAIL" trace --for 10ms -G "input-$$/below" 2>messages || status=$?
	rmdir "$root/input-$$/below" "$root/input-$$"
	((status == 1))
	one_sentence "$(<messages)" "input-$$" 'permission' 'CAP_DAC_READ_SEARCH'
}

@test "other events into a full disk, into head, and Ctrl-C" {
	for what in '-F all' '-e sched:*' '-e none --signals'; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr timeout "$patience" "$SYSTRAIL" trace -o /dev/full $what -- true
		one_sentence "$stderr" 'no space'
		# shellcheck disable=SC2086 # words
		timeout "$patience" "$SYSTRAIL" trace -o /dev/stdout $what -- ls / 2>messages | head -1 >head
		[[ ! -s messages ]]
	done
	start_systrail -a -e sched:sched_switch --for 1h
	wait_until shown sched_switch
	end_systrail
	[[ ! -s messages ]]
}
