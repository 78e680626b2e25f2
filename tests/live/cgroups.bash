# SPDX-License-Identifier: GPL-2.0-only
#
# Cgroups for tests: made in the hierarchy that perf events go by, of version 1 or 2, and removed at
# the end of the test. Loaded after helpers.

groups=()
mounted=

# What helpers does at the end comes first, as there may be processes in the groups.
eval "helpers_$(declare -f teardown)"

teardown()
{
	local i

	helpers_teardown
	for ((i = ${#groups[@]} - 1; i >= 0; i--)); do
		wait_until remove_group "${groups[i]}"
	done
	[[ ! $mounted ]] || wait_until release_v1
}

# The kernel needs a moment until the last process is gone.
remove_group() # DIRECTORY
{
	[[ ! -d $1 ]] || rmdir "$1" 2>/dev/null
}

# mount_of FILTER: the first mount point that an awk condition over type and options is true for.
mount_of()
{
	awk '{ options = $NF; type = $(NF - 2) } '"$1"' { print $5; exit }' /proc/self/mountinfo
}

perf_is_with_v1()
{
	[[ $(awk '$1 == "perf_event" { print $2 }' /proc/cgroups) != 0 ]]
}

# need_hierarchy 1|2: sets $hierarchy, the directory in which groups are made. The controller is
# bound to one version at a time: to 1 as long as somebody has mounted it there.
need_hierarchy()
{
	hierarchy=$(mount_of 'type == "cgroup" && options ~ /(^|,)perf_event(,|$)/')
	if (($1 == 1)); then
		[[ $hierarchy ]] || mount_v1
		return
	fi
	[[ ! $hierarchy ]] || skip "perf events go by cgroups of version 1 here ($hierarchy)"
	wait_until with_v2
	hierarchy=$(mount_of 'type == "cgroup2"')
	[[ $hierarchy ]] || skip "needs a mounted hierarchy of cgroups of version 2"
}

with_v2()
{
	! perf_is_with_v1
}

mount_v1()
{
	hierarchy=$PWD/perf_event
	mkdir "$hierarchy"
	mount -t cgroup -o perf_event none "$hierarchy" 2>/dev/null ||
		skip "needs a kernel that mounts perf_event as cgroup of version 1"
	mounted=1
}

# The controller goes back to version 2 a moment after the umount; but if groups were still being
# removed then, only after another one.
release_v1()
{
	local i

	umount "$hierarchy" || return
	for ((i = 0; i < 100; i++)); do
		perf_is_with_v1 || return 0
		sleep 0.01
	done
	mount -t cgroup -o perf_event none "$hierarchy"
	return 1
}

# make_group NAME: in $hierarchy; a path makes it nested. Its directory is in $group, its path from the
# root in $group_path.
make_group()
{
	group_path=/systrail-test-$BATS_TEST_NUMBER-$$-$1
	group=$hierarchy$group_path
	mkdir "$group"
	groups+=("$group")
}

# into DIRECTORY COMMAND...: as exec, in that group.
into()
{
	# shellcheck disable=SC2016
	exec bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$@"
}

# start_ticker DIRECTORY: a process in it that makes a call each millisecond; its pid is in $ticker_pid.
start_ticker()
{
	open_gate
	start into "$1" "$TRACEES/ticker" <gate >ticker.out
	ticker_pid=$started_pid
	wait_until grep -qs '^# ready' ticker.out
	rm ticker.out
}

# The pids that the lines of the trace have.
shown_pids()
{
	calls trace | awk '{ print $1 }' | sort -u
}

# only_shown PID...: each of them, and nobody else.
only_shown()
{
	[[ $(shown_pids) == $(printf '%s\n' "$@" | sort -u) ]]
}
