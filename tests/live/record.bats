# SPDX-License-Identifier: GPL-2.0-only
#
# systrail record: what is in the file is what was done, as perf reads it; each option; and what goes
# wrong. Needs root, and perf where a recording is read.

load helpers

record() # ARG...
{
	"$SYSTRAIL" record "$@" </dev/null
}

# start_record ARG...: in the background, its messages in `messages`, its pid in $recorder_pid.
start_record()
{
	start "$SYSTRAIL" record "$@" </dev/null 2>messages
	recorder_pid=$started_pid
}

# The records of a file, one a line, as perf script shows them.
script() # [FILE]
{
	perf script -i "${1:-perf.data}" 2>script.err || { cat script.err; return 1; }
}

count() # PATTERN [FILE]
{
	script "${2:-perf.data}" >script.out || return 1
	grep -cE -- "$1" script.out || true
}

# has CNT PATTERN [FILE]: the recording, which may still be growing, has more records than that.
has()
{
	local cnt

	cnt=$(count "$2" "${3:-perf.data}" 2>/dev/null) && ((cnt > $1))
}

# fails STATUS PATTERN... -- ARG...: see fails_as().
fails()
{
	fails_as record "$@"
}

# The last file of --switch-output is complete.
stamped='perf\.data\.[0-9]{16}'

files() # how many have a time in their name
{
	ls | grep -cE "^$stamped\$" || true
}

has_files()
{
	(($(files) >= $1))
}

last_file()
{
	ls | grep -E "^$stamped\$" | tail -n 1
}

# dumped PATTERN: what is written at a signal has such records.
dumped()
{
	local before
	before=$(files)

	kill -USR2 "$recorder_pid"
	wait_until has_files $((before + 1)) && has 0 "$1" "$(last_file)"
}

# The line at the end, and with losses none.
all_recorded()
{
	grep -E '^\[ systrail record: captured and wrote [0-9.]+ [KMG]B .*\([0-9,]+ records, none lost\) \]$' messages
}

# small_disk KIB: a file system of that size in ./disk, until the end of the test.
small_disk()
{
	mkdir disk
	mount -t tmpfs -o "size=$1k" none disk || skip "needs to mount a tmpfs"
	disk=$PWD/disk
}

teardown_disk()
{
	[[ ! ${disk:-} ]] || umount "$disk"
}

# helpers.bash has the other one, which must not run before the disk is free.
eval "$(declare -f teardown | sed '1s/teardown/teardown_helpers/')"
teardown()
{
	teardown_helpers
	teardown_disk
}

# --- What is in it -------------------------------------------------------------------------------

@test "perf script finds each call that was made" {
	need_program perf
	record -- "$TRACEES/storm_static" 8 10000 >made 2>messages
	all_recorded
	[[ $(count ': +raw_syscalls:sys_exit:') == "$(<made)" ]]
}

@test "so it does through compression" {
	need_program perf
	record -z -- "$TRACEES/storm_static" 8 10000 >made 2>messages
	all_recorded
	[[ $(count ': +raw_syscalls:sys_exit:') == "$(<made)" ]]
	# It is worth it.
	(($(stat -c %s perf.data) < 10000 * 8 * 2 * 20))
}

@test "so it does through a pipe" {
	need_program perf
	record -o - -- "$TRACEES/storm_static" 4 5000 2>messages >piped
	# What the command writes to its standard output does not get into it.
	made=$(grep -E '^[0-9]+$' messages)
	[[ $(perf script -i - <piped | grep -c 'sys_exit:') == "$made" ]]
	record -z -o - -- "$TRACEES/storm_static" 4 5000 2>messages >piped
	[[ $(perf script -i - <piped | grep -c 'sys_exit:') == "$made" ]]
}

@test "without -o it goes into a pipe that is standard output, and else to perf.data" {
	need_program perf
	[[ $(record -q -- true 2>/dev/null | perf script -i - | grep -c 'sys_enter:') -gt 5 ]]
	[[ ! -e perf.data ]]
	record -q -- true >out
	[[ -s perf.data && ! -s out ]]
}

@test "perf report, perf trace and the header" {
	need_program perf
	record -q -- "$TRACEES/single_static" >/dev/null || [[ $? == 42 ]]
	perf report -i perf.data --stdio 2>/dev/null | grep "of event 'raw_syscalls:sys_enter'"
	perf trace -i perf.data 2>&1 | grep -E 'close\(fd: ?-1\)'
	perf report -i perf.data --header-only 2>/dev/null >header
	grep "^# hostname : $(uname -n)" header
	grep "^# os release : $(uname -r)" header
	grep "^# arch : $(uname -m)" header
	grep "^# nrcpus online : $(nproc --all)" header || grep '^# nrcpus online' header
	grep '^# cmdline : systrail record -q' header
	grep '^# clockid: monotonic' header
}

@test "-p, -t, -a and -C" {
	need_program perf
	start_tracee ticker
	start_record -p "$tracee_pid"
	wait_until has 5 "ticker +$tracee_pid .*sys_exit:"
	# It ends with its target.
	go
	wait_for "$recorder_pid"
	has 5 "ticker +$tracee_pid .*sys_exit:"
	record -q -a -C 0 -- taskset -c 0 sleep 0.2
	[[ $(count '\[000\]') -gt 0 && $(count '\[001\]') == 0 ]]
	record -q -t "$$" --for 0.1
}

@test "-e: the kernel leaves out the others, but what report needs" {
	need_program perf
	record -q -e getpid -- "$TRACEES/storm_static" 1 100 >/dev/null
	[[ $(count 'sys_exit: NR 39 =') == 100 ]]
	# write changes nothing that is shown of other calls
	[[ $(count 'sys_enter: NR 1 ') == 0 ]]
	[[ $(count 'sys_exit: NR 59 = 0') == 1 ]]
}

@test "what was chosen is what report shows, unless it is told something else" {
	record -q -e getpid -- "$TRACEES/storm_static" 1 100 >/dev/null
	"$SYSTRAIL" report --no-signals >chosen
	[[ $(grep -c ' getpid(' chosen) == 100 && $(grep -c . chosen) == 100 ]]
	"$SYSTRAIL" report --no-signals -e all >kept
	grep -q ' execve()' kept
	record -q --errno ENOENT -- cat /nonexistent >/dev/null || [[ $? == 1 ]]
	"$SYSTRAIL" report --no-signals >chosen
	[[ $(grep -c ENOENT chosen) -ge 1 && $(grep -vc ENOENT chosen) == 0 ]]
}

@test "tracepoints with --filter, page faults, signals, scheduling" {
	need_program perf
	record -q -e sched:sched_switch --filter 'prev_prio == 120' --syscalls -- sh -c 'sleep 0.01'
	[[ $(count 'sched:sched_switch: .*prev_prio=120') -gt 0 ]]
	[[ $(count 'sched:sched_switch: .*prev_prio=([^1]|1[^2])') == 0 ]]
	record -q -F all -- true
	[[ $(count 'faults:') -gt 10 ]]
	record -q -- sh -c 'trap : USR1; kill -USR1 $$'
	[[ $(count 'signal:signal_deliver: sig=10 ') == 1 ]]
	record -q --no-signals -- sh -c 'trap : USR1; kill -USR1 $$'
	[[ $(count 'signal:signal_deliver') == 0 ]]
	record -q --sched -- sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done'
	[[ $(count 'sched:sched_stat_runtime') -gt 0 ]]
}

@test "--failure, --success and --errno narrow the ends of calls" {
	need_program perf
	# Of calls that change what fds are all ends are needed; stat and access are none of those.
	record -q --failure -- ls /nonexistent . 2>/dev/null || [[ $? == 2 ]]
	[[ $(count 'sys_exit: NR 21 = -2') -gt 0 && $(count 'sys_exit: NR 12 = ') == 0 ]]
	record -q --success -- ls /nonexistent . 2>/dev/null || [[ $? == 2 ]]
	[[ $(count 'sys_exit: NR 21 = -2') == 0 && $(count 'sys_exit: NR 12 = ') -gt 0 ]]
	record -q --errno ENOENT -- ls /nonexistent . 2>/dev/null || [[ $? == 2 ]]
	[[ $(count 'sys_exit: NR 21 = -2') -gt 0 && $(count 'sys_exit: NR 12 = ') == 0 ]]
}

@test "--expr as far as the kernel goes" {
	need_program perf
	record -q --expr 'syscall == "getpid" && duration > 5s' -- "$TRACEES/storm_static" 1 100 >/dev/null
	[[ $(count 'sys_exit: NR 39 =') == 100 && $(count 'sys_enter: NR 61 ') == 0 ]]
	fails 1 '--expr' report -- --expr 'duration > 5ms' -- true
}

@test "-D, --for and --run-as" {
	need_program perf
	record -q -D 300 --for 0.2 -- sleep 1
	# Its beginning was too early, its end too late.
	[[ $(count 'sys_exit: NR 59 =') == 0 && $(count 'sys_enter: NR 231 ') == 0 ]]
	record -q --run-as nobody -- id -u >uid
	[[ $(<uid) == "$(id -u nobody)" ]]
}

@test "the calls in flight at the beginning are in it" {
	start_tracee blocked
	record -q -p "$tracee_pid" --for 0.1
	# A rider of kind 4 (see perfdata/riders.h) with this tid.
	perl -e 'local $/; $_ = <STDIN>; my ($tid) = @ARGV; my $seen = 0;
		while (/SYSTRAIL\x04\0\0\0\0{4}.{16}(.{8})/sg) {
			$seen++ if $1 eq pack("L2", $tid, $tid);
		}
		exit($seen != 1)' "$tracee_pid" <perf.data
}

@test "exit statuses" {
	run -9 record -q -- sh -c 'exit 9'
	run -137 record -q -- sh -c 'kill -KILL $$'
	run -127 record -q -- /nonexistent
	run -126 record -q -- /etc/passwd
	run -0 record -q --for 0.1
	run -3 record -q --strict -m 1 -- "$TRACEES/storm_static" 8 20000
	run -0 record -q -m 1 -- "$TRACEES/storm_static" 8 20000
}

@test "losses: exits recorded + exits lost = calls made" {
	need_program perf
	record -m 1 -- "$TRACEES/storm_static" 8 50000 >made 2>messages
	cat messages
	lost=$(sed -nE 's/^systrail: lost [0-9]+ records \(([0-9]+) exits\); larger rings \(-m\).*/\1/p' messages)
	((lost > 0))
	grep -E '\([0-9,]+ records, [0-9,]+ lost\) \]$' messages
	(($(count 'sys_exit:') + lost == $(<made)))
}

@test "a signal ends it in order" {
	need_program perf
	for signal in INT TERM HUP; do
		start_record -a
		wait_until has 0 'sys_exit:'
		kill -s $signal "$recorder_pid"
		wait_for "$recorder_pid"
		all_recorded
		[[ $(count 'sys_exit:') -gt 0 ]]
		rm perf.data
	done
}

@test "-q: not a word" {
	record -q -- true 2>messages
	[[ ! -s messages ]]
}

# --- Files ---------------------------------------------------------------------------------------

@test "the file is the owner's alone, and an old one is kept as .old" {
	umask 0
	echo before >perf.data
	record -q -- true
	[[ $(stat -c %a perf.data) == 600 && $(<perf.data.old) == before ]]
	record -q -o other -- true
	[[ $(stat -c %a other) == 600 && ! -e other.old ]]
}

@test "no symbolic link is followed, nor anything else written over" {
	echo precious >target
	ln -s target perf.data
	fails 1 'perf.data' 'symbolic link' -- -o perf.data -- true
	[[ $(<target) == precious ]]
	rm perf.data
	# What is called .old is replaced, not followed.
	echo old >perf.data
	ln -s target perf.data.old
	record -q -- true
	[[ $(<target) == precious && ! -L perf.data.old && $(<perf.data.old) == old ]]
}

@test "where it cannot write" {
	fails 1 nodir/x 'no such file' -- -o nodir/x -- true
	fails 1 "'\\.'" directory -- -o . -- true
	fails 1 "'/tmp/'" directory -- -o /tmp/ -- true
	mkdir is_dir
	fails 1 is_dir directory -- -o is_dir -- true
	fails 1 /proc/x 'cannot create|no such file' -- -o /proc/x -- true
	fails 1 'too long' -- -o "$(printf '%0300d' 1)" -- true
}

@test "a terminal is no place for it" {
	need_program script
	TERM=dumb command script -qec "'$SYSTRAIL' record -o - -- true" /dev/null </dev/null >out || true
	grep 'nothing for a terminal' out
}

@test "/dev/null and FIFOs" {
	need_program perf
	record -q -o /dev/null -- true
	[[ -c /dev/null ]]
	mkfifo fifo
	start record -q -o fifo -- "$TRACEES/storm_static" 1 100 >made
	perf script -i - <fifo >script.out
	wait_for "$started_pid"
	[[ $(grep -c 'sys_exit:' script.out) == "$(<made)" ]]
	fails 1 --switch-output 'none' -- --switch-output -o /dev/null -- true
}

@test "whoever reads the pipe goes away" {
	run -1 bash -c "set -o pipefail; '$SYSTRAIL' record -q -o - -- '$TRACEES/storm_static' 2 50000 2>messages | head -c 1000 >/dev/null"
	grep 'its reader has gone' messages
}

@test "--max-size" {
	need_program perf
	record --max-size 1M -- "$TRACEES/storm_static" 2 50000 2>messages >/dev/null
	(($(stat -c %s perf.data) <= 1100000))
	[[ $(count 'sys_exit:') -gt 1000 ]]
}

@test "a full disk: what was written is kept, and can be read" {
	need_program perf
	small_disk 1024
	run -1 --separate-stderr record -o disk/f -- "$TRACEES/storm_static" 2 50000
	[[ $stderr == *'No space left on device'*'kept'* ]]
	perf script -i disk/f >script.out 2>script.err
	(($(grep -c 'sys_exit:' script.out) > 1000))
	# No room even for what comes first.
	head -c 1M /dev/zero >disk/filled 2>/dev/null || true
	run -1 --separate-stderr record -o disk/g -- true
	[[ $stderr == *'disk/g'*'No space left on device'* ]]
}

@test "kill -9: what was written can be read" {
	need_program perf
	start_record -a -- sh -c 'echo $$ >pid; exec "$0" 1 20000000' "$TRACEES/storm_static" >/dev/null
	# So many are safe already.
	wait_until has 10000 'sys_exit:'
	kill -KILL "$recorder_pid"
	wait_until has_ended "$recorder_pid"
	# Its child is the one that calls.
	kill -KILL "$(<pid)" $(ps -o pid= --ppid "$(<pid)")
	perf script -i perf.data >script.out 2>script.err
	(($(grep -c 'sys_exit:' script.out) > 10000))
}

@test "files that were mapped already have the build-ids that the kernel tells of later ones" {
	need_program perf
	record -q -o command.data -- "$TRACEES/ticker" </dev/null >/dev/null
	perf buildid-list -i command.data | grep -E '/ticker$' >of_kernel
	start_tracee ticker
	start_record -p "$tracee_pid"
	wait_until has 0 'ticker .*sys_exit:'
	go
	wait_for "$recorder_pid"
	perf buildid-list -i perf.data | grep -E '/ticker$' >of_us
	[[ -s of_us ]]
	diff of_kernel of_us
}

# --- Several files -------------------------------------------------------------------------------

@test "--switch-output by signal: each file is complete by itself" {
	need_program perf
	start_tracee ticker
	start_record --switch-output -p "$tracee_pid"
	wait_until test -s perf.data
	for i in 1 2; do
		wait_until has 0 'ticker +[0-9]+ .*sys_exit:'
		kill -USR2 "$recorder_pid"
		wait_until has_files $i
	done
	wait_until has 0 'ticker +[0-9]+ .*sys_exit:'
	kill -INT "$recorder_pid"
	wait_for "$recorder_pid"
	cat messages
	(($(files) == 3))
	[[ ! -e perf.data ]]
	grep -cE "^\[ systrail record: wrote [0-9.]+ [KMG]B $stamped \]\$" messages
	for file in perf.data.*; do
		# The thread has a name in each.
		[[ $(count 'ticker +[0-9]+ .*sys_exit:' "$file") -gt 0 ]]
		[[ $(stat -c %a "$file") == 600 ]]
	done
}

@test "--switch-output by size and time, and only so many files" {
	need_program perf
	record -q --switch-output=500K --switch-max-files=3 -- "$TRACEES/storm_static" 2 100000 >/dev/null
	(($(files) == 3))
	for file in perf.data.*; do
		[[ $(count 'sys_exit:' "$file") -gt 0 ]]
	done
	rm perf.data.*
	# On a busy machine it may take longer to come to a new file, but never less.
	record -q --switch-output=200ms -a --for 1
	(($(files) >= 2 && $(files) <= 6))
}

@test "no call gets lost between two files" {
	need_program perf
	record -q --switch-output=1M -- "$TRACEES/storm_static" 2 50000 >made
	(($(files) > 2))
	total=0
	for file in perf.data.*; do
		total=$((total + $(count 'sys_exit:' "$file")))
	done
	[[ $total == "$(<made)" ]]
}

@test "SIGUSR2 without --switch-output means nothing" {
	need_program perf
	start_record -a
	wait_until has 0 'sys_exit:'
	kill -USR2 "$recorder_pid"
	# It goes on.
	wait_until has "$(count 'sys_exit:')" 'sys_exit:'
	kill -INT "$recorder_pid"
	wait_for "$recorder_pid"
	all_recorded
	(($(files) == 0))
}

@test "--overwrite keeps the last" {
	need_program perf
	record -q --overwrite -m 64K -- "$TRACEES/storm_static" 1 50000 >made
	exits=$(count 'sys_exit:')
	((exits > 100 && exits < 5000))
	# The very last call is in it.
	[[ $(count 'storm_static .*sys_exit: NR 1 =') == 1 ]]
}

@test "--overwrite writes at each signal" {
	need_program perf
	start_tracee ticker
	start_record --overwrite --switch-output -m 64K -p "$tracee_pid"
	wait_until test -s perf.data
	# Nothing is written before a signal, so that one cannot see when there is something to write.
	wait_until dumped 'ticker .*sys_exit:'
	written=$(files)
	kill -INT "$recorder_pid"
	wait_for "$recorder_pid"
	(($(files) == written + 1))
	has 0 'ticker .*sys_exit:' "$(last_file)"
}

# --- Bad usage -----------------------------------------------------------------------------------

@test "arguments that are none" {
	fails 2 "'99'" '1 to 22' -- -z99 -- true
	fails 2 "'foo'" signal size time -- --switch-output=foo -- true
	fails 2 "'0'" unit -- --max-size 0 -- true
	fails 2 "'5'" unit -- --max-size 5 -- true
	fails 2 '--switch-output' -- --switch-max-files 3 -- true
	fails 2 '--overwrite' -- --overwrite --switch-output=1M -- true
	[[ ! -e perf.data ]]
}

@test "what only systrail could filter belongs to report" {
	for option in --duration=5 -s -S --format=json -T --max-events=1 --fd=1 --switch-on=close; do
		fails 2 'systrail report' -- $option -- true
	done
	fails 1 '-u' report -- -a -u root -- true
	fails 1 'status=' report -- -e status=unfinished -- true
	fails 1 'signal=' report -- -e signal=HUP -- true
	[[ ! -e perf.data ]]
}
