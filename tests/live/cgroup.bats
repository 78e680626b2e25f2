# SPDX-License-Identifier: GPL-2.0-only
#
# -G: cgroups of version 2 and of version 1, nested ones, processes that come later, groups that are
# removed while they are traced, and names that mean nothing. Needs root.

load helpers
load cgroups

# --- Whose calls ---------------------------------------------------------------------------------

# Two below each other, and one beside that must not be shown.
trace_nested()
{
	local outer inner

	need_hierarchy "$1"
	make_group beside
	start_ticker "$group"
	make_group outer
	start_ticker "$group"
	outer=$ticker_pid
	make_group outer/inner
	start_ticker "$group"
	inner=$ticker_pid

	start_systrail -G "${group_path%/inner}" "${@:2}"
	wait_until shown "/$outer $mark"
	wait_until shown "/$inner $mark"
	end_systrail
	only_shown "$outer" "$inner"
	[[ ! -s messages ]]
}

@test "-G, version 2: the processes in it and below it, and no others" { trace_nested 2; }
@test "-G, version 1: the processes in it and below it, and no others" { trace_nested 1; }
@test "-G with -a, version 2: the same" { trace_nested 2 -a; }
@test "-G with -a, version 1: the same" { trace_nested 1 -a; }

# Threads that hop from CPU to CPU, from the first call to the last.
trace_completely()
{
	need_hierarchy "$1"
	make_group threads
	open_gate
	start into "$group" "$TRACEES/threads" 500 <gate >expected
	tracee_pid=$started_pid
	wait_until grep -qs '^# ready' expected
	start_systrail -G "$group_path"
	wait_until attached
	go
	wait_for "$tracee_pid"
	end_systrail
	compare_calls "$mark"
}

@test "-G, version 2: every call is there, with its arguments and result" { trace_completely 2; }
@test "-G, version 1: every call is there, with its arguments and result" { trace_completely 1; }

trace_latecomer()
{
	need_hierarchy "$1"
	make_group empty
	start_systrail -G "$group_path"
	wait_until grep -qs 'there is no process' messages
	start_ticker "$group"
	wait_until shown "/$ticker_pid $mark"
	end_systrail
	only_shown "$ticker_pid"
	one_sentence "$(<messages)" "no process in cgroup '$group_path'"
}

@test "-G, version 2: a process that joins an empty group later" { trace_latecomer 2; }
@test "-G, version 1: a process that joins an empty group later" { trace_latecomer 1; }

trace_mover()
{
	local inside other

	need_hierarchy "$1"
	make_group inside
	inside=$group
	start_ticker "$inside"
	other=$ticker_pid
	make_group outside
	start_ticker "$group"

	start_systrail -G "$(basename "$inside")"
	wait_until shown "/$other $mark"
	run ! shown "/$ticker_pid "
	echo "$ticker_pid" >"$inside/cgroup.procs"
	wait_until shown "/$ticker_pid $mark"
	echo "$ticker_pid" >"$group/cgroup.procs"
	end_systrail
	only_shown "$ticker_pid" "$other"
}

@test "-G, version 2: a process that was elsewhere moves in" { trace_mover 2; }
@test "-G, version 1: a process that was elsewhere moves in" { trace_mover 1; }

@test "-G twice, one in the other: every call once" {
	need_hierarchy 2
	make_group outer
	make_group outer/inner
	start_ticker "$group"
	start_systrail -G "$group_path" -G "${group_path%/inner}"
	wait_until shown "/$ticker_pid $mark"
	end_systrail
	calls trace | grep -E "$mark" | sort | uniq -d >twice
	[[ ! -s twice ]]
}

# --- The end -------------------------------------------------------------------------------------

trace_removed()
{
	local removed stays

	need_hierarchy "$1"
	make_group removed
	removed=$group
	start_ticker "$group"
	first=$ticker_pid
	make_group stays
	stays=$group
	start_systrail -G "$(basename "$removed")" -G "$(basename "$stays")"
	wait_until shown "/$first $mark"
	kill -KILL "$first"
	wait "$first" || true
	wait_until rmdir "$removed"
	start_ticker "$stays"
	wait_until shown "/$ticker_pid $mark"
	end_systrail
}

@test "-G, version 2: a group is removed, and the trace goes on with the other" { trace_removed 2; }
@test "-G, version 1: a group is removed, and the trace goes on with the other" { trace_removed 1; }

# The command says how long; what it does is of no interest unless it is in the group.
trace_while_command()
{
	need_hierarchy "$1"
	make_group one
	start_ticker "$group"
	"$SYSTRAIL" trace -o trace -G "$group_path" "${@:2}" -- sleep 1 2>messages
	shown "/$ticker_pid $mark"
	run ! shown "sleep/"
	[[ ! -s messages ]]
}

@test "-G x -a -- sleep 1, version 2" { trace_while_command 2 -a; }
@test "-G x -a -- sleep 1, version 1" { trace_while_command 1 -a; }
@test "-G x -- sleep 1" { trace_while_command 2; }

@test "-G x -- false: its status is ours" {
	need_hierarchy 2
	make_group one
	start_ticker "$group"
	run --separate-stderr "$SYSTRAIL" trace -o trace -G "$group_path" -- false
	[[ $status == 1 && -z $stderr ]]
}

# --- Names ---------------------------------------------------------------------------------------

@test "-G takes paths, ends of them and globs" {
	local name

	need_hierarchy 2
	make_group deep
	make_group deep/child
	start_ticker "$group"
	for name in "$group" "$group/" "$group_path" "${group_path#/}" "${group_path#/}/" \
			"${group_path%/*}/c?ild" "${group_path#/}*"; do
		start_systrail -G "$name"
		wait_until shown "/$ticker_pid $mark"
		end_systrail
		only_shown "$ticker_pid"
	done
}

@test "--show-cgroup: in lines and in JSON, also of a group that is made during the trace" {
	local first

	need_hierarchy 2
	make_group before
	start_ticker "$group"
	first=$ticker_pid
	start_systrail -a --show-cgroup
	wait_until shown "\[$group_path\] ticker/$first $mark"
	make_group during
	start_ticker "$group"
	wait_until shown "\[$group_path\] ticker/$ticker_pid $mark"
	end_systrail

	start_systrail -G "$group_path" --show-cgroup --format=json
	wait_until grep -qs "\"cgroup\":\"$group_path\"" trace
	end_systrail
}

# says CGROUP PATTERN...: it is refused with one sentence.
says()
{
	run --separate-stderr "$SYSTRAIL" trace -o trace -G "$1"
	[[ $status == 1 && -z $output ]]
	one_sentence "$stderr" "${@:2}"
}

@test "-G: a name that does not exist, one that is not unique, and none" {
	need_hierarchy 2
	make_group first
	make_group first/same
	make_group second
	make_group second/same
	says same "can be one of several" "-first/same" "-second/same" "give the path"
	says "${group_path%second/same}secnod" "there is no cgroup" "did you mean '.*second'"
	says "$group_path/../same" "there is no cgroup"
	says '/systrail-no-such-*' "no cgroup .* matches"
	says "" "missing"
}

@test "-G: a path in a hierarchy that events do not go by" {
	local v2

	v2=$(mount_of 'type == "cgroup2"')
	[[ $v2 ]] || skip "needs a mounted hierarchy of cgroups of version 2"
	need_hierarchy 1
	says "$v2/x" "in another hierarchy \(version 2\)" "perf_event" "$hierarchy"
}

@test "-G where no cgroups are mounted" {
	need_hierarchy 2
	run --separate-stderr unshare -m bash -c 'for m in $(awk "\$(NF-2) ~ /^cgroup2?$/ { print \$5 }" \
		/proc/self/mountinfo | tac); do umount "$m"; done; exec "$@"' - \
		"$SYSTRAIL" trace -o trace -G x
	[[ $status == 1 ]]
	one_sentence "$stderr" "no hierarchy of cgroups" "mount -t cgroup2"
}
