# SPDX-License-Identifier: GPL-2.0-only
#
# A recording tells what the live trace of the same calls tells: whoever the targets are, nothing is
# missing, nothing is there twice, and of others there is nothing. Needs root.

load helpers

# start_recording ARG...: in the background, into the file `rec`, its pid in $recorder_pid.
start_recording()
{
	start "$SYSTRAIL" record -q -o rec "$@" 2>messages.rec
	recorder_pid=$started_pid
}

# What the recording shows becomes `trace`, as if it had been shown live.
report()
{
	"$SYSTRAIL" report -i rec -o trace "$@"
}

# Samples have begun to come: the file holds one. (The first round is written at once.)
recording()
{
	[[ $("$SYSTRAIL" report -i rec -e read,poll 2>/dev/null) == *"/$tracee_pid "* ]]
}

@test "-p: threads that are born while we attach are there, once" {
	start_tracee spawner
	start_recording -p "$tracee_pid"
	wait_until recording
	go
	wait_for "$recorder_pid"
	report
	[[ $(awk '{ print $1 }' expected | sort -u | wc -l) -ge 30 ]]
	compare_calls "$mark"
}

@test "-p: the same when attaching takes its time" {
	need_program strace
	start_tracee spawner
	start strace -f -o /dev/null -e trace=perf_event_open -e inject=perf_event_open:delay_exit=1000 \
		"$SYSTRAIL" record -q -o rec -p "$tracee_pid"
	recorder_pid=$started_pid
	wait_until recording
	go
	wait_for "$recorder_pid"
	report
	compare_calls "$mark"
}

@test "-p: with few file descriptors those of all threads are recorded, and the others' not shown" {
	start_tracee threads 20
	start "$TRACEES/ticker" >/dev/null
	(
		ulimit -n 32
		exec "$SYSTRAIL" record -q -o rec -p "$tracee_pid" 2>messages.rec 3>&-
	) &
	recorder_pid=$!
	started+=("$recorder_pid")
	wait_until recording
	go
	wait_for "$recorder_pid"
	grep -q 'not enough file descriptors' messages.rec
	report
	compare_calls "$mark"
	! grep -q ' ticker/' trace
}

@test "-t: only that thread" {
	start_tracee threads 3
	start_recording -t "$tracee_pid" --no-inherit
	wait_until recording
	go
	wait_for "$recorder_pid"
	report
	[[ $(sed -E 's,.* [^ ]*/([0-9]+) .*,\1,' trace | sort -u) == "$tracee_pid" ]]
}

@test "live JSON and that of the recording are equal but for the clocks" {
	start_tracee threads 4
	start "$SYSTRAIL" trace --format=json -o live.json -p "$tracee_pid" 2>messages
	systrail_pid=$started_pid
	start_recording -p "$tracee_pid"
	wait_until recording
	wait_until grep -qs '"type":"trace"' live.json
	go
	wait_for "$systrail_pid"
	wait_for "$recorder_pid"
	"$SYSTRAIL" report --format=json -i rec -o report.json
	python3 "$live_dir/same_json.py" live.json report.json
}

@test "the same of a command that ends by a signal, with its files" {
	"$SYSTRAIL" trace --format=json -o live.json -- sh -c 'exec 7</etc/passwd; read -r line <&7; kill -TERM $$' \
		>/dev/null || [[ $? == 143 ]]
	"$SYSTRAIL" record -q -o rec -- sh -c 'exec 7</etc/passwd; read -r line <&7; kill -TERM $$' \
		>/dev/null || [[ $? == 143 ]]
	"$SYSTRAIL" report --format=json -i rec -o report.json
	python3 "$live_dir/same_json.py" --two-runs live.json report.json
}

@test "the summary of a recording has the counts of the live one" {
	start_tracee threads 4
	start "$SYSTRAIL" trace -s -o live -p "$tracee_pid" 2>messages
	systrail_pid=$started_pid
	start_recording -p "$tracee_pid"
	wait_until recording
	wait_until blocked_in "$tracee_pid" 0
	go
	wait_for "$systrail_pid"
	wait_for "$recorder_pid"
	"$SYSTRAIL" report -s -i rec -o recorded
	# What a thread is in when they begin one of them may have seen a little earlier.
	for table in live recorded; do
		awk '$2 ~ /^\([0-9]+\),$/ { who = $2 }
		     $1 == "lseek" { print who, $1, $2, $3 }' $table | sort >$table.counts
	done
	[[ -s live.counts ]]
	diff live.counts recorded.counts
}

@test "calls of 32-bit programs have their names" {
	need_i386
	"$SYSTRAIL" record -q -o rec -- "$TRACEES/calls_i386" >expected || [[ $? == 32 ]]
	report
	compare_calls
}
