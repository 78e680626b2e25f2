# SPDX-License-Identifier: GPL-2.0-only
#
# The names of file descriptors: that the right ones are shown, and above all that no wrong one is.
# Needs root.

load helpers

# same_uses: each use that the tracee has printed is shown, with the same name or without.
same_uses()
{
	grep -oE 'lseek\(fd: [^,]*, offset: [567][0-9]{3}' trace | sort >shown
	grep '^lseek' expected | sort >wanted
	diff wanted shown
}

# race ARG...: fd_race is traced with these options. Prints the wrong names, and how many reads of how
# many had one in the file `named`.
race()
{
	mkdir -p files
	seq 32 | while read -r i; do echo "$i" >"files/$i"; done
	"$SYSTRAIL" trace -o trace "$@" -- "$TRACEES/fd_race" "$PWD/files" 2>messages
	grep -oE 'pread64\(fd: [^,]*, .*pos: [0-9]+\)' trace | awk '
		/</ {
			named++
			name = $0
			sub(/>.*/, "", name)
			sub(/.*\//, "", name)
			pos = $0
			sub(/.*pos: /, "", pos)
			if (name + 0 != pos + 0)
				print
		}
		END { print named + 0, NR >"named" }'
}

@test "attached: fds of all kinds, in the process, its child and its next program" {
	start_tracee fd_kinds "$PWD"
	start_systrail -p "$tracee_pid"
	wait_until attached
	go
	wait_for "$systrail_pid"
	same_uses
}

@test "what a command inherits has its name from the first call on" {
	"$SYSTRAIL" trace -o trace -- sh -c 'echo hi' >out 2>messages
	grep -F "write(fd: 1<$PWD/out>, " trace
}

@test "fds have no names where threads that are not traced can change them" {
	"$SYSTRAIL" trace -v --no-inherit -o trace -- sh -c 'echo hi' >out 2>messages
	grep -q 'no names' messages
	grep -F 'write(fd: 1, ' trace
}

@test "--decode-fds=path: as /proc has it" {
	start_tracee fd_kinds "$PWD"
	start_systrail --decode-fds=path -p "$tracee_pid"
	wait_until attached
	go
	wait_for "$systrail_pid"
	sed -Ei 's/<(TCP|UDP|UNIX).*>, /<S>, /' expected
	sed -Ei 's/<socket:\[[0-9]+\]>/<S>/' trace
	same_uses
}

@test "--decode-fds=none: no names" {
	start_tracee fd_kinds "$PWD"
	start_systrail --decode-fds=none -p "$tracee_pid"
	wait_until attached
	go
	wait_for "$systrail_pid"
	sed -Ei 's/<.*>, /, /' expected
	same_uses
}

@test "fds that change all the time in threads and children have no wrong name" {
	run -0 race -m 8M
	[[ -z $output ]]
	read -r named reads <named
	((named > 0 && reads > 40000))
}

@test "nor when records are lost" {
	run -0 race -m 1
	[[ -z $output ]]
	grep -q lost messages
}
