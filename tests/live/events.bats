# SPDX-License-Identifier: GPL-2.0-only
#
# Tracepoints and page faults beside the calls: as many, and with the same texts, as perf counts and
# shows for the same program; their filters; switches; how many are shown. Needs root.

load helpers

# --- Tracepoints ---------------------------------------------------------------------------------

# The program of the comparisons: it has the same tracepoints each time.
processes='/bin/true; /bin/true | cat; (exit 3); :'

points() # FILE [EVENT]: how many lines are of this tracepoint; the name is an extended expression
{
	grep -cE "/[0-9]+ ${2:-[a-z_0-9]+:[a-z_0-9]+}\\(" "$1"
}

@test "as many tracepoints of a kind as perf counts" {
	need_program perf
	local event

	# Beginning and end of the counting are not quite those of a trace, so not for every event.
	perf stat -x, -o counts -e sched:sched_process_fork,sched:sched_process_exit \
		-e syscalls:sys_enter_execve -- sh -c "$processes"
	"$SYSTRAIL" trace -o trace -e 'sched:sched_process_*,syscalls:sys_enter_execve' -- \
		sh -c "$processes"
	for event in sched:sched_process_fork sched:sched_process_exit; do
		(($(points trace "$event") == $(awk -F, -v e="$event" '$3 == e { print $1 }' counts)))
	done
	(($(points trace syscalls:sys_enter_execve) == 3))
}

@test "the texts of tracepoints are those of perf trace" {
	need_program perf
	perf trace --libtraceevent_print -o theirs \
		-e 'sched:sched_process_fork,sched:sched_process_exec,sched:sched_process_exit' -- \
		sh -c "$processes" || skip "this perf has no --libtraceevent_print"
	"$SYSTRAIL" trace -o trace \
		-e 'sched:sched_process_fork,sched:sched_process_exec,sched:sched_process_exit' -- \
		sh -c "$processes"
	# The order of processes that run beside each other differs, and their ids do.
	texts()
	{
		sed -E 's/^.*\/[0-9]+ //; s/=[0-9]+/=N/g' "$1" | sort
	}
	diff <(texts theirs) <(texts trace)
}

@test "--filter belongs to the -e before it; the kernel sees to it" {
	"$SYSTRAIL" trace -o trace -e sched:sched_process_exit --filter 'comm == "true"' \
		-e sched:sched_process_exec --filter 'filename ~ "*cat"' -- sh -c "$processes"
	(($(points trace sched:sched_process_exit) == 2))
	(($(points trace sched:sched_process_exec) == 1))
	[[ -z $(grep -E 'process_exit\(' trace | grep -v 'comm=true') ]]
}

@test "a negative pattern takes away from a positive one" {
	"$SYSTRAIL" trace -o trace -e 'sched:sched_process_*,!sched:sched_process_w*,!*:*_fork' -- \
		sh -c "$processes"
	(($(points trace sched:sched_process_exit) > 3))
	run -1 grep -E 'sched_process_(wait|fork)\(' trace
}

@test "tracepoints and calls in one stream" {
	"$SYSTRAIL" trace -o trace -e sched:sched_process_exit,exit_group -- sh -c "$processes"
	(($(points trace sched:sched_process_exit) == $(grep -c 'exit_group(' trace)))
	# Of each thread the call comes first.
	[[ -z $(sed -nE 's/^.*\/([0-9]+) (exit_group|sched:).*/\1 \2/p' trace |
		awk '$2 == "sched:" && !done[$1] { print } $2 != "sched:" { done[$1] = 1 }') ]]
}

@test "JSON: a tracepoint's fields, with the types of the kernel" {
	"$SYSTRAIL" trace --format json -o trace -e sched:sched_process_exec -- sh -c "$processes"
	python3 - <<-'END'
		import json

		rows = [json.loads(line) for line in open("trace")]
		points = [row for row in rows if row["type"] == "tracepoint"]
		assert points and all(row["event"] == "sched:sched_process_exec" for row in points)
		for row in points:
		    assert row["fields"]["pid"] == row["pid"]
		    assert isinstance(row["fields"]["filename"], str)
	END
}

# --- Page faults ---------------------------------------------------------------------------------

faults() # KIND
{
	grep -cE "/[0-9]+ $1fault \\[" trace
}

# How many a program has depends on the machine a little: on its memory, and on what is mapped at once.
@test "-F: about as many page faults as perf counts, of both kinds together" {
	need_program perf
	local theirs ours

	perf stat -x, -o counts -e page-faults -- "$SYSTRAIL" --version >/dev/null
	"$SYSTRAIL" trace -o trace -F all -- "$SYSTRAIL" --version >/dev/null
	theirs=$(awk -F, '$3 ~ /^page-faults/ { print $1 }' counts)
	ours=$(grep -c 'fault \[' trace)
	echo "perf: $theirs, ours: $ours"
	((ours > theirs * 8 / 10 && ours < theirs * 12 / 10))
	[[ -z $(grep -vE '(min|maj)fault \[' trace) ]]
}

@test "-F maj shows faults that wait for a disk, and where they are; -F min does not" {
	# A file whose pages are not in memory, which is not possible in every file system.
	dd if=/dev/urandom of=pages bs=4096 count=16 conv=fsync status=none
	cat >fault.py <<-'END'
		import mmap, os

		fd = os.open("pages", os.O_RDONLY)
		os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
		area = mmap.mmap(fd, 0, prot=mmap.PROT_READ)
		area.madvise(mmap.MADV_RANDOM)
		print(os.getpid(), area[0], flush=True)
	END
	"$SYSTRAIL" trace -o trace -F maj -- python3 fault.py >/dev/null
	grep -q 'majfault .*pages' trace || skip "this file system keeps the pages in memory"
	(($(faults min) == 0))
	grep -E 'majfault \[.*\] => .*/pages@0x0 \(d\.\)' trace
	"$SYSTRAIL" trace -o trace -F min -- python3 fault.py >/dev/null
	(($(faults min) > 0 && $(faults maj) == 0))
}

@test "-F with --syscalls shows both, and without it no calls" {
	"$SYSTRAIL" trace -o trace -F all -- true
	(($(faults min) > 0))
	run -1 grep 'exit_group(' trace
	"$SYSTRAIL" trace -o trace -F all --syscalls -- true
	(($(faults min) > 0))
	shown 'exit_group\('
}

# --- Switches and ends ---------------------------------------------------------------------------

@test "--switch-on and --switch-off: tracepoints and calls" {
	# Calls that no start of a program makes
	"$SYSTRAIL" trace --no-signals -o trace --switch-on syscalls:sys_enter_getsid \
		--switch-off getpriority -- python3 -c \
		'import os; os.getpgid(0); os.getsid(0); os.getgid(); os.getpriority(0, 0); os.sched_get_priority_max(0)'
	diff <(sed -nE 's/^.*\/[0-9]+ ([a-z]+)\(.*/\1/p' trace) <(printf '%s\n' getsid getgid)
}

@test "--max-events counts marks" {
	"$SYSTRAIL" trace -o trace --max-events 3 -e 'sched:sched_process_*' -- sh -c "$processes"
	(($(grep -c . trace) == 3))
}

@test "a reader that goes away ends the trace in order" {
	"$SYSTRAIL" trace -o - -e 'sched:sched_process_*' -- sh -c "$processes" | head -1 >first
	(($(grep -c . first) == 1))
	[[ ${PIPESTATUS[0]} == 0 ]]
}
