# SPDX-License-Identifier: GPL-2.0-only
#
# systrail stat: its numbers against the kernel's own counters, perf stat, and Python over the same
# recording; each recipe on a load made for it; what each option shows; wrong ones. Needs root.

load helpers

stat_check=$live_dir/stat_check.py

setup_file()
{
	((EUID == 0)) || skip "needs root: opening tracepoints is a privilege"
	cd "$BATS_FILE_TMPDIR"
	"$SYSTRAIL" record -q -e all -e 'sched:sched_switch,sched:sched_wakeup' -o mixed.data -- \
		sh -c 'ls -R /usr/include | cat; cat /nosuchfile; sleep 0.05; ls /' >/dev/null 2>&1
	"$SYSTRAIL" report -i mixed.data --format=json >mixed.json
}

setup()
{
	started=()
	cd "$BATS_TEST_TMPDIR" || return 1
	need_root
	mixed=$BATS_FILE_TMPDIR/mixed
}

# Ends what a test has made in the kernel, too.
teardown()
{
	[[ -z ${netns:-} ]] || ip netns del "$netns"
	[[ -z ${loop:-} ]] || losetup -d "$loop"
	for pid in "${started[@]}"; do
		{ kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true
	done
}

# of ARG...: of the recording.
of()
{
	"$SYSTRAIL" stat -i "$mixed.data" "$@" </dev/null
}

# start_stat ARG...: in the background, into the file `stat`, and waits until it counts.
start_stat()
{
	start "$SYSTRAIL" stat -v -o stat "$@" 2>messages
	stat_pid=$started_pid
	wait_until counts "$stat_pid"
}

# It has dropped its privileges, which it does last.
counts()
{
	[[ -s messages ]] && grep -q 'anon_inode:\[perf_event\]' <(ls -l "/proc/$1/fd" 2>/dev/null) &&
		[[ $(cut -d' ' -f19 "/proc/$1/stat") == -20 ]]
}

end_stat()
{
	kill -INT "$stat_pid"
	wait_for "$stat_pid"
}

# sum COLUMN [CONDITION]: over the rows of a table as CSV, of awk.
sum()
{
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		'"${2:-1}"' { sum += $col[name] } END { printf "%.0f\n", sum }' stat
}

# --- The numbers ----------------------------------------------------------------------------------

@test "every number equals Python's" {
	need_program python3
	local key

	for key in syscall tid,syscall comm cpu,comm pid,abi,state; do
		of -e syscalls --by "$key" --sum duration --stddev duration --percentiles duration \
			--percents=0.1,50,90,99,99.9,100 --format=json >tables
		python3 -B "$stat_check" "$mixed.json" tables "$key"
	done
}

@test "tracepoints: counts and sums by their fields equal those of the lines" {
	need_program python3
	of -e sched:sched_switch --by prev_comm,next_comm --sum next_prio --max next_prio \
		--format=json >tables
	python3 - "$mixed.json" tables <<-'EOF'
		import collections, json, sys
		want = collections.defaultdict(list)
		for line in open(sys.argv[1]):
		    o = json.loads(line)
		    if o["type"] == "tracepoint" and o["event"] == "sched:sched_switch":
		        f = o["fields"]
		        want[f["prev_comm"], f["next_comm"]].append(f["next_prio"])
		seen = 0
		for line in open(sys.argv[2]):
		    o = json.loads(line)
		    if o["type"] != "stat":
		        continue
		    v = want[o["key"]["prev_comm"], o["key"]["next_comm"]]
		    f = o["fields"]["next_prio"]
		    assert (o["count"], f["sum"], f["max"]) == (len(v), sum(v), max(v)), (o, v)
		    seen += 1
		print(seen)
		assert seen == len(want) > 3
	EOF
}

@test "a pair: counts and times equal those of the lines" {
	need_program python3
	of --pair sched:sched_wakeup,sched:sched_switch --key pid=next_pid --by next_comm --sum latency \
		--max latency --format=json >tables 2>messages
	python3 - "$mixed.json" tables <<-'EOF'
		import collections, json, sys
		begun, want = {}, collections.defaultdict(list)
		for line in open(sys.argv[1]):
		    o = json.loads(line)
		    if o["type"] != "tracepoint":
		        continue
		    f = o["fields"]
		    if o["event"] == "sched:sched_wakeup":
		        begun[f["pid"]] = o["ts_ns"]
		    elif f["next_pid"] in begun:
		        want[f["next_comm"]].append(o["ts_ns"] - begun.pop(f["next_pid"]))
		seen = 0
		for line in open(sys.argv[2]):
		    o = json.loads(line)
		    if o["type"] != "stat":
		        continue
		    v, f = want[o["key"]["next_comm"]], o["fields"]["latency_ns"]
		    assert (o["count"], f["sum"], f["max"]) == (len(v), sum(v), max(v)), (o, v)
		    seen += 1
		print(seen, sum(map(len, want.values())))
		assert seen == len([v for v in want.values() if v]) > 0
	EOF
}

@test "counts equal perf stat's" {
	need_program perf
	local command=(dd if=/dev/zero of=/dev/null bs=1 count=20000 status=none)

	LC_ALL=C perf stat -x, -o perf.out -e raw_syscalls:sys_exit -- "${command[@]}"
	LC_ALL=C "$SYSTRAIL" stat --by syscall --format=csv -o stat -- "${command[@]}"
	cat stat perf.out
	[[ $(sum count '$1 == "write"') == 20000 ]]
	[[ $(sum count) == $(awk -F, '/sys_exit/ { print $1 }' perf.out) ]]
}

@test "context switches equal those in /proc/PID/status" {
	local before after

	open_gate
	start "$TRACEES/ticker" <gate >/dev/null
	tracee_pid=$started_pid
	switches()
	{
		awk '/ctxt_switches/ { sum += $2 } END { print sum }' "/proc/$tracee_pid/status"
	}
	more_than()
	{
		(($(switches) > $1))
	}

	wait_until more_than 5
	start_stat -e sched:sched_switch --by prev_pid --format=csv -p "$tracee_pid"
	before=$(switches)
	wait_until more_than $((before + 200))
	after=$(switches)
	end_stat
	echo "$before to $after: $(sum count)"
	# A little was before the first look, and behind the last one.
	(($(sum count) >= after - before && $(sum count) < 2 * (after - before)))
}

# --- Recipes --------------------------------------------------------------------------------------

@test "recipes are listed, and each can be counted" {
	local name rest

	"$SYSTRAIL" list recipes >recipes
	[[ $(wc -l <recipes) -ge 14 ]]
	while read -r name rest; do
		echo "$name"
		"$SYSTRAIL" stat --recipe "$name" --for 10ms -a -o out </dev/null 2>messages || {
			cat messages
			# Not every kernel has every tracepoint.
			grep -q 'no tracepoint\|there is no event' messages
		}
	done < <(grep -v '^profile ' recipes)
	run -2 "$SYSTRAIL" stat --recipe nosuch
	[[ $output == *"there is no recipe 'nosuch'"* ]]
	run -2 "$SYSTRAIL" stat --recipe 'syslog_profile:"'
	[[ $output == *"without quotes"* ]]
}

@test "recipe syslog_profile: of the program that is named" {
	"$SYSTRAIL" stat --recipe syslog_profile:cat --format=csv -o stat -- \
		sh -c 'cat /dev/null; ls /dev/null' >/dev/null
	cat stat
	[[ $(sum count '$1 == "execve"') == 1 ]]
	[[ $(sum count '$1 == "fadvise64"') == 1 ]]
}

@test "recipe errno: top errors by process, call and error" {
	"$SYSTRAIL" stat --recipe errno --top 1 -o stat -- \
		sh -c 'for i in 1 2 3 4 5 6 7 8 9; do read x </nosuch/file; done' 2>/dev/null || true
	cat stat
	grep -E '^ *[0-9]+ +sh +openat +ENOENT +9$' stat
	grep -E '\([0-9]+ more\)' stat
}

@test "recipe net: packets and bytes are those of /proc/net/dev" {
	need_program ip
	need_program python3
	local dev=st${BASHPID} before after

	netns=systrail-$BASHPID
	ip netns add "$netns" || { netns=; skip "needs network namespaces"; }
	ip link add "$dev" type veth peer name peer netns "$netns"
	# Nothing but what is sent here.
	echo 1 >"/proc/sys/net/ipv6/conf/$dev/disable_ipv6" || true
	ip netns exec "$netns" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/peer/disable_ipv6' || true
	ip -n "$netns" addr add 10.99.7.2/24 dev peer
	ip -n "$netns" link set peer up
	ip addr add 10.99.7.1/24 dev "$dev"
	ip link set "$dev" up

	counters() # RX_BYTES RX_PACKETS TX_BYTES TX_PACKETS
	{
		awk -v dev="$dev:" '$1 == dev { print $2, $3, $10, $11 }' /proc/net/dev
	}
	start_stat -a --recipe net --format=csv
	before=$(counters)
	# Echoed by a process there, so that there are packets both ways.
	start ip netns exec "$netns" python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.99.7.2", 7))
while True:
    data, peer = s.recvfrom(2000)
    s.sendto(data, peer)'
	python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.2)
done = 0
while done < 50:
    s.sendto(b"x" * (10 + 20 * done), ("10.99.7.2", 7))
    try:
        s.recv(2000); done += 1
    except (TimeoutError, ConnectionRefusedError):
        pass'
	after=$(counters)
	end_stat
	cat stat
	echo "$before to $after"
	set -- $before $after
	local tx="\$1 == \"$dev\" && \$2 == \"net:net_dev_xmit\"" rx="\$1 == \"$dev\" && \$2 == \"net:netif_receive_skb\""
	[[ $(sum count "$tx") == $(($8 - $4)) ]]
	[[ $(sum "sum(len)" "$tx") == $(($7 - $3)) ]]
	# Without their Ethernet headers.
	[[ $(sum count "$rx") == $(($6 - $2)) ]]
	[[ $(($(sum "sum(len)" "$rx") + 14 * ($6 - $2))) == $(($5 - $1)) ]]
	(($8 - $4 >= 50))
}

@test "recipe ioblktime: the kernel's own count of block I/O" {
	need_program losetup
	local before after name

	truncate -s 16M disk
	loop=$(losetup --show -f disk) || { loop=; skip "needs loop devices"; }
	name=${loop#/dev/}

	counters() # READS SECTORS WRITES SECTORS
	{
		awk -v dev="$name" '$3 == dev { print $4, $6, $8, $10 }' /proc/diskstats
	}
	start_stat -a -e block:block_io_start --by dev,rwbs --sum bytes --format=csv
	before=$(counters)
	dd if=/dev/zero of="$loop" bs=64k count=50 oflag=direct status=none
	dd if="$loop" of=/dev/null bs=4k count=200 iflag=direct status=none
	after=$(counters)
	end_stat
	cat stat
	echo "$before to $after"
	set -- $before $after
	python3 - stat "$(stat -c '%Hr,%Lr' "$loop")" "$before" "$after" <<-'EOF'
		import csv, sys
		before, after = (list(map(int, a.split())) for a in sys.argv[3:5])
		reads, rsect, writes, wsect = (b - a for a, b in zip(before, after))
		rows = [r for r in csv.DictReader(open(sys.argv[1])) if r["dev"] == sys.argv[2]]
		def of(letter, name):
		    return sum(int(r[name]) for r in rows if letter in r["rwbs"])
		print(rows)
		assert (of("R", "count"), of("W", "count")) == (reads, writes) == (200, 50)
		assert of("R", "sum(bytes)") == 512 * rsect and of("W", "sum(bytes)") == 512 * wsect
	EOF
}

@test "recipe uring: operations by opcode" {
	need_tracee uring
	"$TRACEES/uring" 1 >/dev/null || skip "needs a kernel with io_uring"
	"$SYSTRAIL" stat --recipe uring --format=csv -o stat -- "$TRACEES/uring" 500 >expected
	cat stat
	[[ "NOP $(sum count '$1 == "NOP"')" == "$(<expected)" ]]
}

# --- What is shown --------------------------------------------------------------------------------

@test "two keys, an interval, each format" {
	of -e syscalls --by comm,syscall --sum duration --hist bytes --top 3 --interval=20ms >text
	[[ $(grep -c '^ *time ' text) -ge 2 ]]
	grep -E '^ *[0-9]+\.[0-9]{6} +' text
	of -e syscalls --by comm,syscall --avg duration --interval=20ms --format=csv >csv
	[[ $(grep -c '^ts_ns,comm,syscall,count,' csv) == 1 ]]
	of -e syscalls --by comm,syscall --hist duration --percentiles duration --format=prometheus >metrics
	grep -E '^systrail_calls_duration_seconds_bucket\{comm="[a-z]+",syscall="[a-z0-9_]+",le="' metrics
	need_program promtool
	promtool check metrics <metrics
}

@test "intervals alone add up to the whole" {
	of -e syscalls --by syscall --format=csv >stat
	local whole

	whole=$(sum count)
	of -e syscalls --by syscall --format=csv --interval=10ms --clear >stat
	[[ $(sum count) == "$whole" ]]
}

@test "histograms fit into 40, 80 and 200 columns" {
	local columns

	for columns in 40 80 200; do
		COLUMNS=$columns of -e syscalls --by comm --hist duration >text
		grep '|@' text >bars
		awk -v max="$columns" 'length > max { print; bad = 1 } END { exit bad || !NR }' bars
		# The fullest one takes all there is.
		awk -v max="$columns" 'length > longest { longest = length } END { exit longest < max - 1 }' bars
	done
}

@test "what finds no room is in (other), and it is said" {
	of -e syscalls --by tid,syscall,ret --max-keys=10 --format=csv >stat 2>messages
	grep 'room for 10 rows' messages
	local some

	some=$(sum count)
	of -e syscalls --format=csv --by syscall >stat
	[[ $(sum count) == "$some" ]]
}

@test "expressions and filters: of calls, of tracepoints, in a recording and live" {
	of -e syscalls --expr 'ret < 0 && syscall == "openat"' --by errno --format=csv >stat
	grep -E '^ENOENT,[0-9]+$' stat
	of -e sched:sched_switch --expr 'prev_comm == "sh" && task.comm == "sh"' --by prev_comm \
		--format=csv >stat
	[[ $(tail -n +2 stat) == sh,* ]]
	of -e sched:sched_switch --filter 'prev_comm == "sh"' --by prev_comm --format=csv >again
	diff stat again
	"$SYSTRAIL" stat -e syscalls --filter 'ret < 0' --by errno --format=csv -o stat -- \
		cat /nosuch 2>/dev/null || true
	[[ $(sum count '$1 == "ENOENT"') -ge 1 ]]
	"$SYSTRAIL" stat -v -e sched:sched_switch --filter 'prev_prio > 1000' -o stat -- true 2>messages
	grep 'kernel filter of sched:sched_switch: prev_prio > 1000' messages
}

# --- What cannot be -------------------------------------------------------------------------------

# fails STATUS PATTERN... -- ARG...: of a command that does nothing; see fails_as().
fails()
{
	fails_as stat "$@" -- true
}

@test "wrong fields are told, with those there are" {
	fails 1 "--by has no field 'sycall'; did you mean 'syscall'" 'duration, fd' -- --by sycall
	fails 1 'prev_comm, prev_pid' -- -e sched:sched_switch --by nosuch
	fails 1 "'prev_comm' is a text: count by it, with --by" -- -e sched:sched_switch --hist prev_comm
	fails 1 "sched:sched_switch has no field 'pid': that of the thread is task.pid" -- \
		--pair sched:sched_wakeup,sched:sched_switch --key pid
	fails 1 'one is a number and the other a text' -- \
		--pair sched:sched_wakeup,sched:sched_switch --key pid=next_comm
	fails 1 'takes two tracepoints' -- --pair sched:sched_wakeup --key pid
	fails 1 'takes two different tracepoints' -- \
		--pair sched:sched_wakeup,sched:sched_wakeup --key pid
	fails 1 "sched:sched_switch has no field 'comm'" 'that of the thread is task.comm' -- \
		-e sched:sched_switch,sched:sched_wakeup --by comm
	fails 1 'run stat twice for both' -- -e syscalls,sched:sched_switch
	fails 1 "--sort takes a column or key of the table, not 'x': count, syscall" -- --sort x
	fails 1 "--by names 'comm' twice" -- --by comm,pid,comm
	fails 1 'there is an empty one' -- --by comm,
}

@test "wrong words are told" {
	fails 2 'above 0 and up to 100' -- --percentiles duration --percents=101
	fails 2 'a time from 1ns' -- --interval=0
	fails 2 '--pair needs a --key' -- --pair sched:sched_wakeup,sched:sched_switch
	fails 2 'give that as well' -- --key pid
	fails 2 'leave out -e' -- -e syscalls --pair a:b,c:d --key x
	fails 2 'only grow: leave out --clear' -- --interval=1 --clear --format=prometheus
	fails 2 "is about calls that are shown one by one: give it to 'systrail trace'" -- --max-events=3
	fails 2 'given twice' -- --by comm --by pid
}

@test "nobody reads to the end" {
	of -e syscalls --by tid,syscall,ret --hist duration | head -n 3
	of -e syscalls --by tid,syscall,ret --format=json | head -n 1
}
