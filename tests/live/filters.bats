# SPDX-License-Identifier: GPL-2.0-only
#
# What each option selects, compared with what it should select of the same calls: filter_check.py
# has both. A group of options is a test here. Needs root.

load helpers

# check GROUP...
check()
{
	need_program python3
	need_tracee selective
	export SYSTRAIL TRACEES
	python3 "$live_dir/filter_check.py" "$@"
}

@test "-e: names, globs, regexes, classes, and all but these" {
	check calls
}

@test "--failure, --success, --errno, -e status=" {
	check results
}

@test "--duration, --duration-below" {
	check durations
}

@test "-P: calls that touch a path" {
	check files
}

@test "--fd" {
	check fds
}

@test "--expr" {
	check expressions
}

@test "-u beside -p" {
	check users
}

@test "-p, -t, -a, --filter-pids" {
	check targets
}
