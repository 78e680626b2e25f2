# SPDX-License-Identifier: GPL-2.0-only
#
# What the live tests share: what they need, programs in the background, waiting for conditions, and
# comparing what was shown with what was done. Loaded by every .bats file, which then has the
# program as $SYSTRAIL, the tracees as $TRACEES and a directory of its own as current directory.

bats_require_minimum_version 1.5.0

live_dir=$(dirname "${BASH_SOURCE[0]}")
: "${SYSTRAIL:=$(realpath -m "$live_dir/../../build/systrail")}"
: "${TRACEES:=$(realpath -m "$live_dir/../../build/tests/tracees")}"

# The longest time in seconds for which a condition is awaited. A test that passes never waits that
# long, however loaded the machine is.
patience=${PATIENCE:-60}

setup()
{
	started=()
	cd "$BATS_TEST_TMPDIR" || return 1
	need_root
	[[ -x $SYSTRAIL ]] || { echo "there is no program $SYSTRAIL"; return 1; }
}

# Ends what this test has started, and only that. After a failure, what systrail said helps.
teardown()
{
	local pid

	if [[ -z ${BATS_TEST_COMPLETED:-} && -s messages ]]; then
		echo "--- messages"
		cat messages
	fi

	for pid in "${started[@]}"; do
		# To wait for it keeps bash from announcing its death.
		{ kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true
	done
}

# --- What a test needs ---------------------------------------------------------------------------

need_root()
{
	((EUID == 0)) || skip "needs root: opening tracepoints is a privilege"
}

need_program()
{
	command -v "$1" >/dev/null || skip "needs the program $1"
}

# Some are not built everywhere: 32-bit ones need a compiler and a kernel for that.
need_tracee()
{
	[[ -x $TRACEES/$1 ]] || skip "needs the tracee $1, which was not built here"
}

need_i386()
{
	need_tracee calls_i386
	local status=0

	"$TRACEES/calls_i386" >/dev/null || status=$?
	((status == 32)) || skip "needs a kernel that runs 32-bit programs"
}

need_cpus()
{
	(($(nproc) >= $1)) || skip "needs $1 CPUs"
}

# --- Programs in the background ------------------------------------------------------------------

# start COMMAND...: in the background, its pid in $started_pid. Redirect as for the command itself.
start()
{
	# Without <&0 its stdin would be /dev/null; 3 is what bats waits for to be closed.
	"$@" <&0 3>&- &
	started_pid=$!
	started+=("$started_pid")
}

# open_gate: a pipe named `gate` for somebody's stdin, in which go leaves a byte. Nobody can wait for
# its end, as it is open for reading and writing: so opening it blocks nobody.
open_gate()
{
	[[ -e gate ]] || mkfifo gate
	exec {go_fd}<>gate
}

# start_tracee NAME ARG...: a tracee that waits for go, up to its "ready". Its pid is in
# $tracee_pid, what it prints in the file `expected`.
start_tracee()
{
	open_gate
	start "$TRACEES/$1" "${@:2}" <gate >expected
	tracee_pid=$started_pid
	wait_until grep -qs '^# ready' expected
}

# Lets the tracee of start_tracee begin.
go()
{
	echo >&"$go_fd"
}

# start_systrail ARG...: a trace in the background, into the file `trace`. Its pid is in
# $systrail_pid, its messages are in `messages`.
start_systrail()
{
	rm -f trace # what one waits for must not be an earlier trace's
	start "$SYSTRAIL" trace -o trace "$@" 2>messages
	systrail_pid=$started_pid
}

# end_systrail [SIGNAL]: ends it as Ctrl-C does, and is its exit status.
end_systrail()
{
	kill -s "${1:-INT}" "$systrail_pid" && wait_for "$systrail_pid"
}

# wait_for PID: of start; as `wait`, but not longer than our patience.
wait_for()
{
	wait_until has_ended "$1" || return
	wait "$1"
}

# --- Conditions ----------------------------------------------------------------------------------

# wait_until CONDITION...: a command that is repeated until it succeeds.
wait_until()
{
	local deadline=$((SECONDS + patience))

	until "$@"; do
		if ((SECONDS > deadline)); then
			echo "waited $patience seconds in vain for: $*"
			return 1
		fi
		sleep 0.01
	done
}

# A child that nobody has waited for yet stays as a zombie.
has_ended()
{
	local stat

	read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
	[[ ${stat##*) } == [ZX]* ]]
}

# blocked_in PID NR: its main thread sleeps in this system call (number of x86_64).
blocked_in()
{
	local nr

	read -r nr _ 2>/dev/null <"/proc/$1/syscall" && [[ $nr == "$2" ]]
}

shown() # PATTERN: an extended regular expression that a line of the trace matches
{
	grep -qsE -- "$1" trace
}

# The trace of $tracee_pid has begun, for all its threads: the first thing shown is what they are
# in at that time, and the main thread is in its read for go.
attached()
{
	shown "/${1:-$tracee_pid} read\("
}

# --- Calls ---------------------------------------------------------------------------------------

calls() # FILE...
{
	awk -f "$live_dir/calls.awk" "$@"
}

# same_calls EXPECTED SHOWN: two files of calls. Prints what differs.
same_calls()
{
	awk -f "$live_dir/values.awk" -f "$live_dir/compare.awk" "$1" "$2"
}

# compare_calls [PATTERN]: the calls in `trace`, those of them that match PATTERN, are the ones that
# the tracee has printed to `expected`. What differs is left in the directory, and printed.
compare_calls()
{
	calls trace >calls.all
	grep -E -- "${1:-.}|^LOST|^\?\?\?" calls.all >calls || true
	same_calls expected calls
}

# The marks of libc.h
mark='lseek\(fd: 4[0-9]{3}[,)]'

# --- Messages ------------------------------------------------------------------------------------

# one_sentence TEXT PATTERN...: exactly one line, ours, and all patterns in it. About the usage there
# may be a second line, that says where help is.
one_sentence()
{
	local text=${1%$'\n'Try *} pattern
	shift

	printf '%s\n' "$text"
	[[ $text == systrail*": "* && $text != *$'\n'* ]] || return 1
	for pattern; do
		grep -qiE -- "$pattern" <<<"$text" || { echo "has no '$pattern'"; return 1; }
	done
}

# fails_as COMMAND STATUS PATTERN... -- ARG...: systrail COMMAND ARG... ends with STATUS and one
# sentence, which has all PATTERNs.
fails_as()
{
	local command=$1 status_wanted=$2 patterns=()
	shift 2

	while [[ $1 != -- ]]; do
		patterns+=("$1")
		shift
	done
	shift
	run "-$status_wanted" --separate-stderr timeout "$patience" "$SYSTRAIL" "$command" "$@" </dev/null
	[[ -z $output ]]
	one_sentence "$stderr" "${patterns[@]}"
}
