# SPDX-License-Identifier: GPL-2.0-only
#
# systrail report of recordings that perf makes here: the same lines and tables as perf trace -i
# shows, every option, and what goes wrong. Needs root and perf.

load helpers
load cgroups

setup_file()
{
	command -v perf >/dev/null || skip "needs the program perf"
	((EUID == 0)) || skip "needs root: opening tracepoints is a privilege"
	cd "$BATS_FILE_TMPDIR"
	# Some that all tests read.
	perf trace record -m 4M -o ls.data -- ls / >/dev/null 2>&1
	perf record -q -m 4M -o signals.data -e 'raw_syscalls:*' -e 'signal:*' -- \
		bash -c 'trap : USR1; kill -USR1 $BASHPID; exit 3' 2>/dev/null || true
	perf record -q -m 4M -o switches.data -e sched:sched_switch -- sleep 0.1
	ls -s *.data
}

setup()
{
	started=()
	cd "$BATS_TEST_TMPDIR" || return 1
	need_root
	need_program perf
	recordings=$BATS_FILE_TMPDIR
}

# Of a recording in $recordings, or of a path. The test's own standard input may be a pipe.
report() # RECORDING ARG...
{
	"$SYSTRAIL" report -i "$(path_of "$1")" "${@:2}" </dev/null
}

path_of()
{
	if [[ -e $1 ]]; then
		echo "$1"
	else
		echo "$recordings/$1.data"
	fi
}

# fails STATUS PATTERN... -- ARG...: see fails_as().
fails()
{
	fails_as report "$@"
}

# Both show the same of the recording; see perf_lines.py for what may differ.
same_as_perf() # lines|summary RECORDING
{
	local option=()

	need_program python3
	[[ $1 == lines ]] || option=(-s)
	perf trace "${option[@]}" -i "$(path_of "$2")" >perf.out 2>perf.err </dev/null
	[[ -s perf.out ]] || mv perf.err perf.out
	report "$2" "${option[@]}" >our.out 2>our.err
	# Across a gap perf pairs what does not belong together.
	if grep '^systrail: lost' our.err; then
		skip "perf has lost events on this machine"
	fi
	python3 -B "$live_dir/perf_lines.py" "$1" perf.out our.out
}

# --- The same as perf trace -i ----------------------------------------------------------------------

@test "lines equal perf trace's: a command" {
	same_as_perf lines ls
}

@test "lines equal perf trace's: all CPUs" {
	perf record -q -m 4M -e 'raw_syscalls:*' -a -o a.data -- ls -R /usr/include >/dev/null
	same_as_perf lines a.data
}

@test "lines equal perf trace's: a process, by thread" {
	start_tracee ticker
	perf record -q -m 4M -e 'raw_syscalls:*' -p "$tracee_pid" -o p.data -- sleep 0.3
	same_as_perf lines p.data
}

@test "lines equal perf trace's: compressed" {
	perf record -q -m 4M -z -e 'raw_syscalls:*' -o z.data -- ls -R /usr/include >/dev/null ||
		skip "this perf cannot compress"
	same_as_perf lines z.data
}

@test "lines equal perf trace's: with user registers and stacks" {
	perf record -q -m 4M --call-graph dwarf,1024 -e 'raw_syscalls:*' -o stacks.data -- ls / >/dev/null
	same_as_perf lines stacks.data
}

@test "lines equal perf trace's: with call chains, and the monotonic clock" {
	perf record -q -m 4M -g -k CLOCK_MONOTONIC -e 'raw_syscalls:*' -o chains.data -- ls / >/dev/null
	same_as_perf lines chains.data
}

@test "lines equal perf trace's: with the cgroups of threads" {
	perf record -q -m 4M --all-cgroups -e 'raw_syscalls:*' -o cgroups.data -- ls / >/dev/null
	same_as_perf lines cgroups.data
}

@test "lines equal perf trace's: processes and threads" {
	perf record -q -m 4M -e 'raw_syscalls:*' -o forks.data -- \
		bash -c 'for i in 1 2 3 4 5; do ls / & done; wait' >/dev/null
	same_as_perf lines forks.data
}

@test "the summary equals perf trace's" {
	same_as_perf summary ls
	perf record -q -m 4M -e 'raw_syscalls:*' -o dd.data -- \
		dd if=/dev/zero of=/dev/null bs=1 count=5000 status=none
	same_as_perf summary dd.data
}

# --- Where recordings come from ---------------------------------------------------------------------

@test "a pipe is read, by name or because it is one" {
	perf record -q -m 4M -e 'raw_syscalls:*' -o - -- ls / 2>/dev/null >pipe.data
	report pipe.data >expected
	grep -c 'exit_group' expected
	cat pipe.data | "$SYSTRAIL" report >piped
	diff expected piped
	cat pipe.data | "$SYSTRAIL" report -i - >piped
	diff expected piped
	(($(grep -c ' = ' expected) >= $(perf script -i - <pipe.data 2>/dev/null | grep -c sys_exit)))
}

@test "what a pipe brings is shown when it comes, and a signal ends the wait for more" {
	start bash -c 'while :; do sleep 0.05; done'
	looping=$started_pid
	mkfifo fifo
	exec {in}<>fifo
	start "$SYSTRAIL" record -q -o - -p "$looping" >fifo 2>messages </dev/null
	start "$SYSTRAIL" report -i - <fifo >shown 2>messages
	wait_until grep -qs 'sleep/[0-9]* clock_nanosleep(' shown
	kill -KILL "$looping"
	kill "$started_pid"
	wait_for "$started_pid"
	exec {in}>&-
}

@test "perf.data is what is read by default" {
	fails 1 perf.data -- -s
	cp "$recordings/ls.data" perf.data
	"$SYSTRAIL" report </dev/null >by_default
	report ls >by_name
	diff by_default by_name
}

@test "trace -i is the same" {
	"$SYSTRAIL" trace -i "$recordings/ls.data" -e openat </dev/null >by_trace
	report ls -e openat >by_report
	diff by_trace by_report
	[[ -s by_report ]]
}

# Neither the formats of tracefs nor what /proc knows: only the file counts.
@test "nothing of this machine is asked, and no privilege is needed" {
	need_program unshare
	need_program setpriv
	cp "$recordings/signals.data" "$SYSTRAIL" .
	chmod 755 . systrail signals.data
	chmod go+rx "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" .. 2>/dev/null || true
	report signals.data >expected
	unshare -m bash -c 'mount -t tmpfs none /sys && mount -t tmpfs none /proc &&
		exec setpriv --reuid 65534 --clear-groups --bounding-set -all ./systrail report \
			-i - <signals.data' >alone
	diff expected alone
}

# --- What is shown ------------------------------------------------------------------------------------

@test "tracepoints are shown when they are all there is" {
	report switches >shown
	(($(wc -l <shown) == $(perf script -i "$recordings/switches.data" 2>/dev/null | wc -l)))
	grep -q 'sched:sched_switch(prev_comm=' shown
	report switches -e 'sched:*' | diff shown -
	fails 1 'nothing to show' -- -i "$recordings/switches.data" -e '!sched:*'
}

@test "signals and ends are shown where the recording has them" {
	report signals >shown
	grep -q 'bash/[0-9]* --- SIGUSR1 .*---$' shown
	grep -q '+++ exited with 3 +++$' shown
	run -1 grep signal:signal_ shown
	report signals --no-signals >shown
	run -1 grep -- '---\|+++' shown
	grep -q 'signal:signal_deliver(sig=10' shown
	report signals -e none >shown
	(($(grep -c . shown) >= 2))
	run -1 grep -v -- '---\|+++' shown
	run -1 grep -- '+++' <(report ls)
}

@test "page faults are shown with their files" {
	perf record -q -m 4M -d -e page-faults -e 'raw_syscalls:*' -o faults.data -- ls / >/dev/null
	report faults.data >shown
	grep -q 'minfault \[.*\] => /.*ls@0x' shown
	grep -q 'openat(' shown
	run -1 grep -v minfault <(report faults.data -F min)
	fails 1 '-F' -- -i faults.data -F maj
	run -1 grep fault <(report faults.data -e openat)
}

@test "filters narrow what is shown" {
	local pid

	pid=$(report ls | sed -n 's,.*ls/\([0-9]*\) openat.*,\1,p;T;q')
	report ls >all
	report ls -p "$pid" | diff all -
	report ls -t "$pid" | diff all -
	report ls --filter-pids "$pid" >none
	[[ ! -s none ]]
	report ls -e openat --failure >shown
	run -1 grep -v 'openat(.*ENOENT' shown
	(($(wc -l <shown) == $(grep -c 'openat(.*ENOENT' all)))
	report ls --expr 'syscall == "close" && ret == 0' >shown
	(($(wc -l <shown) == $(grep -c ' close(.*= 0$' all)))
	(($(report ls --max-events 5 | wc -l) == 5))
	(($(report ls --duration 1000 | wc -l) == 0))
	# From the first close on, and up to it.
	report ls --switch-on close >on
	report ls --switch-off close >off
	[[ $(head -n 1 on) == *' close('* ]]
	run -1 grep ' close(' off
	(($(cat on off | wc -l) == $(wc -l <all)))
	run report ls -p 1
	[[ $status == 0 && $output == *'nothing of what was named'* ]]
}

@test "only what was done on a CPU" {
	need_cpus 2
	perf record -q -m 4M -a -e 'raw_syscalls:*' -o cpus.data -- sleep 0.1
	report cpus.data --format=json -C 1 >shown
	grep -q '"cpu":1' shown
	run -1 grep '"cpu":0,' shown
}

@test "the cgroup of a thread, where the recording tells" {
	local group

	hierarchy=$(mount_of 'type == "cgroup" && options ~ /(^|,)perf_event(,|$)/')
	[[ $hierarchy ]] || hierarchy=$(mount_of 'type == "cgroup2"')
	[[ $hierarchy ]] || skip "needs a hierarchy of cgroups"
	group=report-$$
	mkdir "$hierarchy/$group" "$hierarchy/$group/inner" 2>/dev/null || skip "needs to make cgroups"
	groups+=("$hierarchy/$group" "$hierarchy/$group/inner")
	perf record -q -m 4M -a --all-cgroups -e 'raw_syscalls:*' -o groups.data -- bash -c \
		"echo \$BASHPID >$hierarchy/$group/inner/cgroup.procs; ls / >/dev/null"
	report groups.data --show-cgroup -e '%file' --expr 'comm == "ls"' >shown
	grep -q "\[/$group/inner\] ls/" shown
	for named in "/$group" "$group" inner "report-*" "$hierarchy/$group/inner"; do
		echo "$named"
		report groups.data -G "$named" -e getdents64 >shown
		grep -q 'ls/[0-9]* getdents64(' shown
	done
	report groups.data -G /nosuch -s >shown
	run -1 grep ' ls ' shown
	fails 1 cgroups -- -i "$recordings/ls.data" -G x
	fails 1 cgroups -- -i "$recordings/ls.data" --show-container
}

@test "JSON has the clock and every call" {
	need_program python3
	report ls --format=json >shown
	python3 -c '
import json, sys
lines = [json.loads(line) for line in open("shown")]
assert lines[0]["type"] == "trace" and lines[0]["clock"] == "perf", lines[0]
assert "wall_offset_ns" not in lines[0]
calls = [l for l in lines if l["type"] == "call"]
assert len(calls) == len(lines) - 1 >= 50
assert calls[-1]["syscall"] == "exit_group"
'
	perf record -q -m 4M -k CLOCK_MONOTONIC -e 'raw_syscalls:*' -o clock.data -- true
	report clock.data --format=json >shown
	grep -q '"clock":"monotonic","wall_offset_ns":1' shown
}

@test "the header is what perf says it is" {
	report ls --header >shown
	perf report --header-only -i "$recordings/ls.data" >perf.header 2>/dev/null
	for fact in hostname 'os release' arch cpudesc; do
		value=$(sed -n "s/^# $fact : //p" perf.header)
		echo "$fact: $value"
		[[ $value ]]
		grep -qxE "# $fact +: $value" shown
	done
	grep -q '^# made by  *: perf$' shown
	grep -q '^# cmdline .*perf trace record -m 4M -o ls.data -- ls /$' shown
	grep -q '^# event .*raw_syscalls:sys_enter.*sample_type = IP|TID|TIME' shown
	grep -q '^# complete  *: yes$' shown
	need_program python3
	report ls --header --format=json | python3 -c '
import json, sys
h = json.load(sys.stdin)
assert h["arch"] and h["complete"] is True and h["compressed"] is False, h
assert {e["name"] for e in h["events"]} >= {"raw_syscalls:sys_enter", "raw_syscalls:sys_exit"}
assert h["cmdline"][-2:] == ["ls", "/"], h["cmdline"]
'
}

# --- What goes wrong ----------------------------------------------------------------------------------

@test "what a recording does not have is refused in a sentence" {
	local ls=$recordings/ls.data switches=$recordings/switches.data

	fails 1 'no file' nosuch -- -i nosuch
	fails 1 perf.data -- -i /etc/passwd
	fails 1 'system calls' -- -i "$switches" -s
	fails 1 'system calls' -- -i "$switches" -e openat
	fails 1 tracepoint 'sched:sched_switch' -- -i "$ls" -e sched:sched_switch
	fails 1 signal_deliver -- -i "$ls" --signals
	fails 1 sched_stat_runtime -- -i "$ls" --sched -s
	fails 1 users -- -i "$ls" -u root
	fails 1 users -- -i "$ls" --expr 'uid == 0'
	fails 1 'file descriptors' -- -i "$ls" -P /etc
	fails 1 tracepoint -- -i "$ls" --switch-on sched:sched_switch
	fails 1 'there is no system call' -- -i "$ls" -e nosuchcall
}

@test "another machine's calls have their own names, an unknown machine's none" {
	need_program python3
	python3 -c '
data = open("'"$recordings"'/ls.data", "rb").read()
open("arm.data", "wb").write(data.replace(b"x86_64\0\0", b"aarch64\0"))
open("mips.data", "wb").write(data.replace(b"x86_64\0\0", b"mips64\0\0"))
'
	[[ $(uname -m) == x86_64 ]] || skip "the recording is made on x86_64"
	report arm.data --format=json >shown
	run -1 grep '"abi":"x86_64"' shown
	# 257 is openat there, and nothing here.
	run -1 grep openat shown
	grep -q '"abi":"arm64"' shown
	fails 1 mips64 -- -i mips.data
}

@test "of a recording that was cut off what is whole is shown" {
	"$SYSTRAIL" record -q -o - -- ls / </dev/null 2>/dev/null >whole.pipe
	head -c $(($(stat -c %s whole.pipe) * 9 / 10)) whole.pipe >cut.pipe
	report cut.pipe >shown 2>said
	report whole.pipe >expected
	one_sentence "$(<said)" 'missing|cut'
	(($(wc -l <shown) > 10))
	cmp <(head -n 10 shown) <(head -n 10 expected)
	run -3 report cut.pipe --strict -o shown
	run -0 report whole.pipe --strict -o shown
}

# perf writes what its tracepoints are behind the records.
@test "of a recording of perf that was cut off nobody knows what its records are" {
	head -c $(($(stat -c %s "$recordings/ls.data") / 2)) "$recordings/ls.data" >cut.data
	run -1 report cut.data
	[[ $output == *'cut off'*'does not describe'* ]]
}

@test "a recorder that was killed leaves a recording without an end" {
	start "$SYSTRAIL" record -q -a -o killed.data </dev/null
	wait_until eval '[[ $(stat -c %s killed.data 2>/dev/null || echo 0) -gt 200000 ]]'
	kill -KILL "$started_pid"
	wait_until has_ended "$started_pid"
	run -3 report killed.data --strict -o shown
	one_sentence "$output" 'did not end in order'
	[[ -s shown ]]
	report killed.data --header | grep -q '^# complete  *: no$'
	# Through a pipe, too.
	{ timeout -s KILL 0.3 "$SYSTRAIL" record -q -o - -- sleep 5 </dev/null || true; } >cut.pipe
	run -3 report cut.pipe --strict -o shown
	grep -q execve shown
}

@test "a reader that goes away ends it quietly, a full disk does not" {
	perf record -q -m 4M -e 'raw_syscalls:*' -c 1 -o dd.data -- \
		dd if=/dev/zero of=/dev/null bs=1 count=20000 status=none
	report dd.data 2>said | head -n 2 >shown
	[[ ${PIPESTATUS[0]} == 0 ]]
	run -1 grep -v '^systrail: lost' said
	(($(wc -l <shown) == 2))
	run -1 report dd.data -o /dev/full
	[[ $output == *'cannot write /dev/full'* ]]
}

# --- Speed --------------------------------------------------------------------------------------------

@test "memory does not grow with the file" {
	perf record -q -m 8M -c 1 -e 'raw_syscalls:*' -o dd.data -- \
		dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none
	(($(stat -c %s dd.data) > 50000000))
	run -0 python3 - "$SYSTRAIL" report -i dd.data <<-'END'
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	END
	echo "$output KiB"
	((output < 40000))
}
