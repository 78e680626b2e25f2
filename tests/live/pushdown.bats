# SPDX-License-Identifier: GPL-2.0-only
#
# That with the kernel's filters on nothing is missed that has to be known: how programs of both
# widths end, what their file descriptors stand for, and what was lost. Needs root.

load helpers

# trace ARG...: of a command, with its lines in `trace` and no message at all.
trace()
{
	"$SYSTRAIL" trace -o trace "$@" >out 2>messages || true
	cat messages
	[[ ! -s messages ]]
}

# wrong_names: of the reads in `trace` those whose fd has another name than the position says, and
# in `named` how many have the name that it says.
wrong_names()
{
	grep -oE 'pread64\(fd: [^,]*, .*pos(_low)?: [0-9]+' trace | awk '
		/</ {
			name = $0
			sub(/>.*/, "", name)
			sub(/.*\//, "", name)
			if (name != $NF)
				print
			else
				named++
		}
		END { print named + 0 >"named" }'
}

files()
{
	mkdir -p files
	touch files/{1..32}
}

@test "32-bit programs among others: their ends, whatever was asked for" {
	need_i386
	trace -e connect --decode-fds=none -- sh -c "$TRACEES/calls_i386; $TRACEES/int80_static; true"
	grep -E 'calls_i386/[0-9]+ \+\+\+ exited with 32 \+\+\+' trace
	grep -E 'int80_static/[0-9]+ \+\+\+ exited with 80 \+\+\+' trace
	trace --failure -- sh -c "$TRACEES/calls_i386; true"
	grep -E 'calls_i386/[0-9]+ \+\+\+ exited with 32 \+\+\+' trace
}

@test "32-bit programs among others: their exec is whole" {
	need_i386
	trace -e execve,exit_group -- sh -c "$TRACEES/calls_i386; true"
	grep -E 'calls_i386/[0-9]+ execve\(filename: 0x.*\) += 0$' trace
	grep -E 'calls_i386/[0-9]+ exit_group\(error_code: 32\)' trace
}

@test "32-bit programs: names of fds are never wrong" {
	need_i386
	files
	trace -e pread64 -- "$TRACEES/fds_i386" files/{1..8}
	[[ -z $(wrong_names) ]]
	(($(<named) > 0))
	trace -- "$TRACEES/fds_i386" files/{1..8}
	[[ -z $(wrong_names) ]]
	(($(<named) > 0))
}

@test "names of fds are never wrong when only those who use them are asked for" {
	files
	trace -e pread64 -- "$TRACEES/fd_race" "$PWD/files"
	[[ -z $(wrong_names) ]]
	(($(<named) > 0))
	trace -e pread64 --success -- "$TRACEES/fd_race" "$PWD/files"
	[[ -z $(wrong_names) ]]
	trace --failure -- "$TRACEES/fd_race" "$PWD/files"
	[[ -z $(wrong_names) ]]
}

@test "-e of what nobody calls leaves an empty trace, in each format" {
	trace -e connect --no-signals -- "$TRACEES/mixed" </dev/null
	[[ ! -s trace ]]
	trace -e connect --no-signals --format=json -- "$TRACEES/mixed" </dev/null
	[[ $(wc -l <trace) == 1 ]]
	trace -e connect -s -- "$TRACEES/mixed" </dev/null
	[[ -z $(grep -E '^ +[a-z_0-9]+ +[0-9]+ ' trace) ]]
}

# counts_by_json ARG...: calls and errors of each call in JSON, and the same in the summary.
counts_by_json()
{
	trace --format=json "$@" -- "$TRACEES/mixed" </dev/null
	python3 - >by_json <<-'END'
		import collections, json
		calls, errors = collections.Counter(), collections.Counter()
		for o in map(json.loads, open("trace")):
		    if o["type"] == "call" and o["state"] == "complete" and o["comm"] == "mixed":
		        calls[o["syscall"]] += 1
		        errors[o["syscall"]] += "errno" in o
		for name in sorted(calls):
		    print(name, calls[name], errors[name])
	END
	trace -s "$@" -- "$TRACEES/mixed" </dev/null
	awk '/^ +[a-z_0-9]+ +[0-9]+ +[0-9]+ / { print $1, $2, $3 }' trace | LC_ALL=C sort >by_summary
	LC_ALL=C sort -o by_json by_json
}

@test "-s counts what the lines of the same filter would show" {
	need_program python3
	for options in "-e lseek,pread64,dup2" "--failure" "--success -e %desc" "--errno EBADF"; do
		counts_by_json $options
		[[ -s by_summary ]]
		diff -u <(grep -v '^execve ' by_json) <(grep -v '^execve ' by_summary)
	done
}

@test "the first half of a line has a second one, with filters, too" {
	trace --no-signals -e read,write,wait4,clone,vfork,execve --expr 'comm =~ "sh*"' -- \
		sh -c 'for i in 1 2 3 4 5 6 7 8; do (for k in 1 2 3; do /bin/true; done) & done; wait'
	awk '{
			match($0, /[^ ]*\/[0-9]+ /)
			thread = substr($0, RSTART, RLENGTH)
			sub(/.*\//, "", thread)
		}
		/ \.\.\. \[continued\]/ {
			if (!(thread in begun) && !/(execve|clone|fork)\(\)/)
				print "no first half: " $0
			delete begun[thread]
			next
		}
		thread in begun { print "no second half: " begun[thread]; delete begun[thread] }
		/ \.\.\.$/ { begun[thread] = $0 }
		END { for (thread in begun) print "no second half: " begun[thread] }' trace >halves
	cat halves
	[[ ! -s halves ]]
}

@test "a loss with filters is said, and pairs nothing wrong" {
	"$SYSTRAIL" trace -m 4K -e lseek,pread64 -o trace -- \
		sh -c 'for i in 1 2 3 4 5 6 7 8; do "$0" </dev/null >&2 & done; wait' \
		"$TRACEES/mixed" >/dev/null 2>messages || true
	calls trace >shown
	# Its file is 5000, which is no fd, so that no lseek can succeed.
	[[ -z $(grep -E 'lseek\(fd: 5000.* = [0-9]' shown) ]]
}

@test "the traced command gets no file descriptor of ours" {
	ls -l /proc/self/fd | grep -vE ' (3|4) ->' | wc -l >without
	"$SYSTRAIL" trace -e connect --switch-on connect --expr 'comm == "ls"' -o trace -- \
		ls -l /proc/self/fd | grep -vE ' (3|4) ->' | wc -l >with
	cmp without with
}
