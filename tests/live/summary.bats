# SPDX-License-Identifier: GPL-2.0-only
#
# The summaries of trace and report: every number against Python's statistics over the calls of the
# same recording, against strace -c, and what each option shows. Needs root; python3.

load helpers

stat_check=$live_dir/stat_check.py

setup_file()
{
	((EUID == 0)) || skip "needs root: opening tracepoints is a privilege"
	cd "$BATS_FILE_TMPDIR"
	"$SYSTRAIL" record -q -o calls.data -- \
		sh -c 'ls -R /usr/include; cat /nosuchfile; sleep 0.05; ls /' >/dev/null 2>&1
	"$SYSTRAIL" report -i calls.data --format=json >calls.json
}

setup()
{
	started=()
	cd "$BATS_TEST_TMPDIR" || return 1
	need_root
	calls=$BATS_FILE_TMPDIR/calls
}

report()
{
	"$SYSTRAIL" report -i "$calls.data" "$@" </dev/null
}

# summary ARG...: of a trace, into the file `summary`.
summary()
{
	"$SYSTRAIL" trace -s -o summary "$@" </dev/null >output
}

# --- The numbers ----------------------------------------------------------------------------------

@test "every number equals Python's, whatever it is grouped by" {
	need_program python3
	local mode key

	while read -r mode key; do
		report -s --format=json --percentiles=0.1,50,90,99,99.9,100 --summary-mode="$mode" >tables
		python3 -B "$stat_check" "$calls.json" tables "$key"
	done <<-EOF
		thread tid,syscall
		process pid,syscall
		comm comm,syscall
		cpu cpu,syscall
		thread,cpu tid,cpu,syscall
		comm,process comm,pid,syscall
		total syscall
	EOF
}

@test "the same with few keys: what has no row of its own is in (other)" {
	need_program python3
	report -s --format=json --max-keys=20 >tables 2>messages
	grep 'has room for 20 rows' messages
	python3 - "$calls.json" tables <<-'EOF'
		import json, sys
		calls = [json.loads(l) for l in open(sys.argv[1])]
		rows = [json.loads(l) for l in open(sys.argv[2])]
		done = sum(c["type"] == "call" and c["state"] in ("complete", "no_enter") for c in calls)
		counted = sum(r["count"] for r in rows if r["type"] == "stat")
		print(done, counted)
		assert done == counted
		assert any(r.get("other") for r in rows)
		assert len(rows) <= 23
	EOF
}

@test "calls and errors equal strace -c's" {
	need_program strace
	local all

	strace -f -c -o strace.out -- "$TRACEES/pairs_static" 3 500 >/dev/null
	summary --summary-mode=total -- "$TRACEES/pairs_static" 3 500
	all='/^ *[0-9.]+ +[0-9.]+ +[0-9]+ +[0-9]+/ && $NF != "total" { print $NF, $4, (NF == 6 ? $5 : 0) }'
	awk "$all" strace.out | LC_ALL=C sort | tee strace.calls
	grep -E '^lseek 1500 ' strace.calls
	awk '$2 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/ && /%/ { print $1, $2, $3 }' summary | LC_ALL=C sort |
		diff -u strace.calls -
}

@test "a million calls are a million, with --interval --clear as well" {
	summary --interval=0.05 --clear --summary-mode=total -- \
		dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none
	grep -c 'so far of' summary
	awk '$1 == "write" { cnt += $2 } END { print cnt; exit cnt != 200000 }' summary
}

# --- What is shown --------------------------------------------------------------------------------

@test "percentiles, histogram, errors" {
	summary --percentiles=50,99 --hist --errno-summary -- ls /nosuchfile || true
	cat summary
	grep -E '^   syscall .* stddev +p50 +p99$' summary
	grep -E '^	+ENOENT: [0-9]+$' summary
	grep -E '^ +[0-9.]+(ns|us|ms) \|@+ +[0-9]+$' summary
}

@test "--sort and --top" {
	report -s --summary-mode=total --sort=calls --top=3 >top
	cat top
	awk '/%$/ && !/events/ && $2 ~ /^[0-9]+$/ { print $2 }' top >counts
	[[ $(wc -l <counts) == 3 ]]
	sort -rnc counts
	grep -E '^   \([0-9]+ more\) ' top
	report -s --summary-mode=total --sort=syscall | awk '/%$/ && !/events/ && $2 ~ /^[0-9]+$/ { print $1 }' >names
	LC_ALL=C sort -c names
}

@test "a call that is still going on is pending, and in no average" {
	start sleep 1000
	local sleeper=$started_pid

	wait_until grep -q nanosleep "/proc/$sleeper/wchan" "/proc/$sleeper/stack" 2>/dev/null ||
		wait_until grep -q '(sleep) S' "/proc/$sleeper/stat"
	start "$SYSTRAIL" trace -s -o summary -p "$sleeper" --for 300ms 2>messages
	wait_for "$started_pid"
	cat summary
	grep -E '^   pending: clock_nanosleep, 1 call for [0-9.]+ msec$' summary
	run -1 grep -E '^   clock_nanosleep' summary
	grep -E 'sleep \([0-9]+\), 1 events, 100.0%, 100.0% of [0-9.]+ msec in system calls' summary
}

@test "bytes by file, and by fd" {
	yes 0123456789abcde | head -c 64000 >data
	# Long enough for its name to be looked up, then all of it.
	need_program python3
	summary --by=file --format=json -- python3 -c '
import os, time
fd = os.open("data", os.O_RDONLY)
time.sleep(0.5)
while os.read(fd, 1000): pass'
	python3 - summary "$PWD/data" <<-'EOF'
		import json, sys
		rows = [json.loads(l) for l in open(sys.argv[1])]
		rows = [r for r in rows if r["type"] == "stat" and r["key"]["file"] == sys.argv[2]]
		print(rows)
		assert sum(r["fields"]["read"]["sum"] for r in rows) == 64000
		assert sum(r["fields"]["written"]["sum"] for r in rows) == 0
	EOF
	summary --by=fd --format=csv -- sh -c 'exec 7</dev/null; cat <&7'
	grep -E '^tid,pid,comm,fd,calls,errors,' summary
	grep -E ',sh,7,' summary
}

@test "formats: CSV has as many cells in every row, metrics are right" {
	need_program python3
	report -s --format=csv --percentiles --summary-mode=comm,cpu >csv
	python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
assert len(rows) > 20 and len({len(r) for r in rows}) == 1, rows[:3]
assert rows[0][:3] == ["comm", "cpu", "syscall"]
' csv
	report -s --format=prometheus --percentiles --hist --errno-summary >metrics
	grep -E '^systrail_calls_total\{.*syscall="openat"\} [0-9]+$' metrics
	need_program promtool
	promtool check metrics <metrics
}

@test "a file of metrics has the last of them only" {
	need_program promtool
	start "$SYSTRAIL" trace -s --summary-mode=comm --format=prometheus --interval=100ms -o metrics -a \
		2>messages
	local pid=$started_pid

	wait_until grep -q '^systrail_lost_records_total' metrics
	kill -INT "$pid"
	wait_for "$pid"
	[[ $(grep -c '^# TYPE systrail_calls_total' metrics) == 1 ]]
	promtool check metrics <metrics
}

# --- What cannot be -------------------------------------------------------------------------------

@test "wrong words are told, with what would be right" {
	run -2 "$SYSTRAIL" trace --hist -- true
	[[ $output == *"--hist adds to the summary: use it with -s or -S"* ]]
	run -2 "$SYSTRAIL" trace -s --percentiles=101 -- true
	[[ $output == *"above 0 and up to 100"* ]]
	run -2 "$SYSTRAIL" trace -s --percentiles=0 -- true
	run -2 "$SYSTRAIL" trace -s --interval=0 -- true
	[[ $output == *"a time from 1ns"* ]]
	run -2 "$SYSTRAIL" trace -s --clear -- true
	[[ $output == *"--interval"* ]]
	run -2 "$SYSTRAIL" trace --format=csv -- true
	[[ $output == *"use -s"* ]]
	run -1 "$SYSTRAIL" trace -s --summary-mode=proces -- true
	[[ $output == *"--summary-mode takes thread, process, comm"* ]]
	run -1 "$SYSTRAIL" trace -s --sort=speed -- true
	[[ $output == *"calls, errors, total, min"* ]]
	run -1 "$SYSTRAIL" trace -s --by=file -t 1 --for 1s
	[[ $output == *"--by file finds nothing with -t"* ]]
}

@test "nobody reads to the end" {
	report -s --summary-mode=thread,cpu --hist | head -n 3
	report -s --format=json | head -n 1
}
