# SPDX-License-Identifier: GPL-2.0-only
#
# Users without root: what file capabilities allow, what is said where one is missing, and that
# nobody gets more by them than to look at system calls. The user is 65534, who owns nothing. Needs
# root, to be somebody else.

load helpers

source_dir=$(realpath "$live_dir/../..")
all_caps=cap_perfmon,cap_dac_read_search,cap_sys_ptrace,cap_ipc_lock
# setpriv has its capabilities until it executes something; env is for that.
as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups env)

# A program beside us that the user may run, by its relative path: the directories above are root's.
# give CAPS [HOW]: as setcap writes it, =p by default.
give()
{
	need_program setpriv
	need_program setcap
	# The sanitizers want to look at their own process, which such programs do not allow.
	! grep -q __asan_init "$SYSTRAIL" || skip "needs a build without sanitizers"
	[[ $(findmnt -no OPTIONS -T .) != *nosuid* ]] || skip "needs a ${TMPDIR:-/tmp} that is not nosuid"
	chmod 755 .
	install -m 755 "$SYSTRAIL" ./systrail
	setcap "$1${2:-=p}" ./systrail || skip "needs a file system with capabilities of files in ${TMPDIR:-/tmp}"
}

# as_user ARG...: systrail trace ARG... as nobody; the lines are in `trace`, as is what it says.
as_user()
{
	status=0
	timeout "$patience" "${as_nobody[@]}" ./systrail trace "$@" </dev/null >output 2>trace || status=$?
	head -20 trace
}

# What a trace of a process of root has from CAP_SYS_PTRACE: the call it was in, and names of fds.
has_looked()
{
	attached && grep -E 'read\(fd: [0-9]+<pipe:\[[0-9]+\]>' trace
}

# --- Installing ----------------------------------------------------------------------------------

# install_it OPTION...: what is built, under ./target. Nothing is built: other tests use it, too.
install_it()
{
	installed=target/usr/bin/systrail
	make -s -C "$source_dir" -o all -o install-plugins O="$(dirname "$SYSTRAIL")" \
		DESTDIR="$PWD/target" PREFIX=/usr "$@" install
}

@test "make install: capabilities and group only where they are asked for" {
	need_program make
	need_program getcap
	give "$all_caps"
	install_it SETCAP=1 GROUP=65534
	getcap "$installed"
	[[ $(getcap "$installed") == *=p && $(stat -c '%a %u %g' "$installed") == "750 0 65534" ]]
	for cap in ${all_caps//,/ }; do
		getcap "$installed" | grep -w "$cap"
	done
	chmod 755 .
	"${as_nobody[@]}" "$installed" trace -o /dev/null -- true
	run -126 setpriv --reuid=65534 --regid=65533 --clear-groups env "$installed" --version

	install_it SETCAP=1
	[[ -n $(getcap "$installed") && $(stat -c %a "$installed") == 755 ]]
	install_it
	[[ -z $(getcap "$installed") && $(stat -c %a "$installed") == 755 ]]
}

@test "make install SETCAP=1 without setcap: the package is named" {
	need_program make
	give "$all_caps"
	run -2 install_it SETCAP=1 setcap=/no/such/setcap
	[[ $output == *libcap2-bin* ]]
}

# --- What a user can do --------------------------------------------------------------------------

@test "a command, which gets none of the capabilities" {
	give "$all_caps"
	as_user -- grep Cap /proc/self/status
	((status == 0))
	grep -E 'grep/[0-9]+ write\(fd: 1' trace
	run -1 grep -E '^Cap(Prm|Eff|Amb):.*[1-9a-f]' output
	grep '^CapPrm:' output
	# Its status is ours, and signals reach it.
	as_user -o /dev/null -- sh -c 'exit 7'
	((status == 7))
	as_user -o /dev/null -- sh -c 'kill -TERM $$'
	((status == 143))
}

@test "processes of root: -p, -t, -a, -C" {
	give "$all_caps"
	start_tracee ticker
	for target in "-p $tracee_pid" "-t $tracee_pid" -a "-C 0-$(($(nproc) - 1))"; do
		# shellcheck disable=SC2086 # an option and its argument
		as_user $target -- sleep 0.3
		((status == 0))
		grep -E "ticker/$tracee_pid $mark" trace
	done
}

@test "a summary of all, and everything as JSON" {
	need_program python3
	give "$all_caps"
	start_tracee ticker
	as_user -s -a -- sleep 0.3
	grep -E ' lseek +[0-9]+ +[0-9]+ ' trace
	as_user --format=json -o - -p "$tracee_pid" -- sleep 0.3
	((status == 0))
	python3 "$live_dir/json_check.py" output
}

@test "tracepoints, page faults, and what there is to trace" {
	give "$all_caps"
	start_tracee ticker
	as_user -a -e sched:sched_switch --max-events 20
	((status == 0))
	grep -E ' sched:sched_switch\(' trace
	as_user -F all -- true
	((status == 0))
	grep -E 'true/[0-9]+ .*fault' trace
	"${as_nobody[@]}" ./systrail list events 'sched:sched_switch' >listed
	grep sched_switch listed
	"${as_nobody[@]}" ./systrail list features >listed
	grep -E '^CAP_PERFMON +yes' listed
	grep -E '^raw_syscalls +yes' listed
}

# Its own: that of version 1 where that has the events, else that of version 2.
@test "a cgroup" {
	give "$all_caps"
	start_tracee ticker
	mounted=$(findmnt -nt cgroup -O perf_event -o TARGET | head -1)
	cgroup=$(awk -F: '$2 ~ /(^|,)perf_event(,|$)/ { print $3 }' "/proc/$tracee_pid/cgroup")
	if [[ -z $mounted ]]; then
		mounted=$(findmnt -nt cgroup2 -o TARGET | head -1)
		cgroup=$(awk -F: '$1 == 0 { print $3 }' "/proc/$tracee_pid/cgroup")
	fi
	[[ -n $mounted && -n $cgroup ]] || skip "needs a mounted cgroup hierarchy"
	as_user -G "$mounted$cgroup" -- sleep 0.3
	((status == 0))
	grep -E "ticker/$tracee_pid $mark" trace
}

@test "what a thread of root is in, and what its fds are" {
	give "$all_caps"
	start_tracee blocked
	as_user -p "$tracee_pid" -- sleep 0.3
	has_looked
}

@test "capabilities in effect from the beginning (=ep) work as well" {
	give "$all_caps" =ep
	start_tracee blocked
	as_user -p "$tracee_pid" -- sleep 0.3
	has_looked
}

@test "root's own use of such a file is as always" {
	give "$all_caps"
	./systrail trace -o trace --run-as nobody -- true
	grep -E 'true/[0-9]+ exit_group' trace
}

@test "ambient capabilities are the user's own, and the command's" {
	give "$all_caps"
	setcap -r ./systrail
	caps=+${all_caps//cap_/}
	caps=${caps//,/,+}
	as_nobody=("${as_nobody[@]:0:4}" "--inh-caps=$caps" "--ambient-caps=$caps")
	start_tracee blocked
	as_user -p "$tracee_pid" -- sh -c 'grep CapAmb /proc/self/status; sleep 0.3'
	has_looked
	run -1 grep -E '^CapAmb:[[:space:]]0+$' output
}

# --- What is missing -----------------------------------------------------------------------------

@test "no capability: which is missing, and what to do" {
	give "$all_caps"
	setcap -r ./systrail
	for target in '-- true' -a "-p $$"; do
		# shellcheck disable=SC2086
		as_user $target
		((status == 1))
		one_sentence "$(<trace)" 'CAP_DAC_READ_SEARCH is missing' root
	done
}

@test "without CAP_DAC_READ_SEARCH: tracefs cannot be read" {
	give cap_perfmon,cap_sys_ptrace,cap_ipc_lock
	as_user -a
	((status == 1))
	one_sentence "$(<trace)" tracefs 'CAP_DAC_READ_SEARCH is missing'
}

@test "without CAP_PERFMON: events cannot be opened" {
	(($(</proc/sys/kernel/perf_event_paranoid) >= 2)) || skip "needs a perf_event_paranoid of 2"
	give cap_dac_read_search,cap_sys_ptrace,cap_ipc_lock
	for target in '-- true' -a "-p $$"; do
		# shellcheck disable=SC2086
		as_user $target
		((status == 1))
		one_sentence "$(<trace)" 'CAP_PERFMON, which is missing'
	done
}

@test "without CAP_SYS_PTRACE: calls, but not what they are in, nor names; -v says so" {
	give cap_perfmon,cap_dac_read_search,cap_ipc_lock
	start_tracee ticker
	as_user -v -p "$tracee_pid" -- sleep 0.3
	grep -E "ticker/$tracee_pid $mark" trace
	grep 'CAP_SYS_PTRACE is missing' trace
	start_tracee blocked
	as_user -v -p "$tracee_pid" -- sleep 0.3
	run -1 has_looked
}

@test "without CAP_IPC_LOCK: smaller rings; -v says so, and -m cannot ask for more" {
	give cap_perfmon,cap_dac_read_search,cap_sys_ptrace
	start_tracee ticker
	ulimit -l 64
	as_user -v -p "$tracee_pid" -- sleep 0.3
	grep -E "ticker/$tracee_pid $mark" trace
	grep 'without CAP_IPC_LOCK' trace
	as_user -m 64M -p "$tracee_pid" -- sleep 0.3
	((status == 1))
	one_sentence "$(<trace)" CAP_IPC_LOCK perf_event_mlock_kb
}

# --- What a user cannot do -----------------------------------------------------------------------

# A place where everybody could read and write, if it were not that nobody can go there.
make_closed()
{
	mkdir -m 700 closed
	echo untouched >closed/file
	chmod 666 closed/file
	install -m 755 "$(type -P true)" closed/program
	mkdir -m 755 closed/secret_plugins
	touch closed/secret_plugins/secret.so
}

@test "-o: with the user's rights only" {
	make_closed
	for how in =p =ep; do
		give "$all_caps" "$how"
		as_user -o closed/file -- true
		((status == 1))
		one_sentence "$(<trace)" 'closed/file.*permission denied'
		[[ $(<closed/file) == untouched ]]
		as_user -o closed/new -- true
		((status == 1))
		[[ ! -e closed/new ]]
	done
}

# What has no name and no protection but that: a way to it leads through /proc.
@test "-o: not into the memory and the deleted files of others" {
	need_program python3
	cat >hold.py <<-'END'
		import os, time
		fd = os.memfd_create("private")
		os.write(fd, b"untouched")
		print(fd, flush=True)
		while True:
		    time.sleep(1000)
	END
	start python3 hold.py >held
	wait_until test -s held
	for how in =p =ep; do
		give "$all_caps" "$how"
		for file in "fd/$(<held)" mem; do
			as_user -o "/proc/$started_pid/$file" -- true
			((status == 1))
			one_sentence "$(<trace)" 'permission denied'
		done
	done
	[[ $(<"/proc/$started_pid/fd/$(<held)") == untouched ]]
}

@test "the command: only what the user may run" {
	make_closed
	for how in =p =ep; do
		give "$all_caps" "$how"
		as_user -o /dev/null -- closed/program
		((status == 126))
		one_sentence "$(<trace)" 'closed/program.*permission denied'
	done
}

@test "--run-as, and set-user-ID: refused" {
	give "$all_caps,cap_setuid,cap_setgid"
	as_user --run-as root -o /dev/null -- true
	((status == 1))
	one_sentence "$(<trace)" '--run-as' 'file capabilities'

	chown 0 ./systrail
	chmod 4755 ./systrail
	as_user -- true
	((status == 1))
	one_sentence "$(<trace)" 'set-uid' 'SETCAP=1'
}

@test "nothing of the user's is loaded, or read for the user" {
	make_closed
	give "$all_caps"
	mkdir -p home/.local/lib/traceevent/plugins
	touch home/.local/lib/traceevent/plugins/mine.so
	chmod -R a+rX home
	HOME=$PWD/home TRACEEVENT_PLUGIN_DIR=$PWD/closed/secret_plugins \
		SYSTRAIL_PLUGIN_PATH=$PWD/closed/secret_plugins \
		"${as_nobody[@]}" ./systrail list plugins >listed 2>&1
	cat listed
	run -1 grep -E 'secret\.so|mine\.so' listed
}

# Who could do that could ask which files there are, and read those that look like a format.
@test "the name of an event is no path" {
	make_closed
	mkdir -p closed/system/event
	cp /sys/kernel/tracing/events/raw_syscalls/sys_enter/format closed/system/event/
	give "$all_caps"
	up=../../../../../../../..
	for event in "$up$PWD/closed/system:event" "raw_syscalls/$up$PWD/closed/system:event" \
		"raw_syscalls:../$up$PWD/closed/system/event" "..:.." "raw_syscalls/../raw_syscalls:sys_enter"; do
		as_user -e "$event" -- true
		((status == 1 || status == 2))
		one_sentence "$(<trace)"
	done
}

# The user's other processes must not reach into one that may see more than they.
@test "systrail itself is closed to the user" {
	give "$all_caps"
	start "${as_nobody[@]}" ./systrail trace -a -o /dev/null 2>messages
	wait_until grep -qs systrail "/proc/$started_pid/comm"
	wait_until grep -qs perf "/proc/$started_pid/maps"
	for file in mem environ syscall fd/1 maps; do
		run -1 "${as_nobody[@]}" head -c 1 "/proc/$started_pid/$file"
	done
}
