# SPDX-License-Identifier: GPL-2.0-only
#
# Each option does what its help says, and the exit status is what scripts rely on. Needs root.

load helpers

trace() # ARG...
{
	"$SYSTRAIL" trace "$@"
}

# A traced command's lines go to stderr and leave its stdout alone.
@test "without -o, lines go to stderr" {
	run -42 --separate-stderr trace -- "$TRACEES/single_static"
	printf '%s\n' "$output" >expected
	printf '%s\n' "$stderr" >trace
	compare_calls
}

@test "-o FILE takes them elsewhere, and replaces what was there" {
	seq 100000 >trace
	run -42 --separate-stderr trace -o trace -- "$TRACEES/single_static"
	[[ -z $stderr ]]
	printf '%s\n' "$output" >expected
	compare_calls
}

@test "-o - is standard output" {
	"$SYSTRAIL" trace -o - -- sleep 0 >out 2>err
	grep -q ' nanosleep\| clock_nanosleep\| exit_group' out
	[[ ! -s err ]]
}

@test "the line is perf trace's line" {
	run -42 trace -o trace -- "$TRACEES/single_static"
	number='[0-9]+\.[0-9]{3}'
	run -1 grep -vE "^ *($number|\?) \( *($number ms)?\): [^ ]+/[0-9]+ " trace
	head -1 trace | grep -E '^         \? \(         \): .*\.\.\. \[continued\]: execve\(\)\) +=  ?0$'
	grep -E "^ *$number \( *$number ms\): .* close\(fd: -1\) += -1 EBADF \(Bad file descriptor\)$" trace
	grep -E "^ *$number \(         \): .* exit_group\(error_code: 42\) += \?$" trace
	# Results stand in one column as long as the call before them is short enough.
	awk '/ close\(fd/ { print index($0, " = ") }' trace | sort -u >columns
	[[ $(wc -l <columns) == 1 ]]
	# Time starts with the first call and does not run backwards for one thread.
	awk '$1 != "?" { if ($1 + 0 < last) exit 1; last = $1 + 0 }' trace
	awk '$1 != "?" { exit !($1 + 0 < 10000) }' trace
}

@test "-T: the time since boot instead of since the start" {
	before=$(awk '{ print $1 }' /proc/uptime)
	run -42 trace -T -o trace -- "$TRACEES/single_static"
	after=$(awk '{ print $1 }' /proc/uptime)
	# uptime has two digits behind the point, and counts suspended time.
	awk -v from="$before" -v to="$after" '
		$1 != "?" { cnt++; if ($1 < from * 1000 - 20 || $1 > to * 1000 + 20) { print; bad = 1 } }
		END { exit bad || cnt < 10 }' trace
}

@test "--color: never in a file, unless it is asked for; NO_COLOR counts for auto" {
	"$SYSTRAIL" trace -o plain -- true
	run -1 grep -q $'\033' plain
	NO_COLOR=1 "$SYSTRAIL" trace --color=always -o colored -- true
	grep -q $'\033\\[1mexecve\033\\[m' colored
	need_program script
	script -qc true /dev/null >/dev/null 2>&1 || skip "there are no pseudo-terminals here"
	NO_COLOR= TERM=xterm script -qc "$SYSTRAIL trace -- true" terminal </dev/null >/dev/null
	grep -q $'\033\\[1mexecve' terminal
	NO_COLOR=1 TERM=xterm script -qc "$SYSTRAIL trace -- true" terminal </dev/null >/dev/null
	run -1 grep -q $'\033' terminal
	TERM=dumb script -qc "$SYSTRAIL trace -- true" terminal </dev/null >/dev/null
	run -1 grep -q $'\033' terminal
}

@test "--format and --color take their words and no others" {
	for option in --format=xml --format= --format=tex --color=yes --decode-fds=some; do
		run -2 --separate-stderr "$SYSTRAIL" trace "$option" -- true
		[[ $stderr == *"is not good for"* ]]
	done
	for option in csv prometheus; do
		run -2 --separate-stderr "$SYSTRAIL" trace --format=$option -S -- true
		[[ $stderr == *"are for tables: use -s"* ]]
	done
}

@test "-v says more, and changes no line" {
	run -42 --separate-stderr trace -v -o trace -- "$TRACEES/single_static"
	[[ -n $stderr ]]
	printf '%s\n' "$output" >expected
	compare_calls
}

@test "-m: pages, or a size" {
	for size in 16 64 128K 1M; do
		run -42 --separate-stderr trace -m "$size" -o trace -- "$TRACEES/single_static"
		[[ -z $stderr ]]
		printf '%s\n' "$output" >expected
		compare_calls
	done
}

@test "--duration MS, with decimals: only calls that took longer" {
	trace --duration 3.5 -o trace -- sh -c 'sleep 0.01; sleep 0.001; exit 0'
	cat trace
	# The long sleep, and the shell's wait for it
	grep -E 'nanosleep' trace
	grep -E 'wait4' trace
	awk 'match($0, /\( *[0-9.]+ ms\)/) {
			cnt++
			if (substr($0, RSTART + 1) + 0 <= 3.5)
				wrong++
		}
		END { exit wrong > 0 || cnt < 2 }' trace
	# Far fewer lines than calls
	(($(wc -l <trace) < 20))

	run -42 trace --duration 3600000.25 -o none -- "$TRACEES/single_static"
	run -1 grep ' ms): ' none
}

@test "--failure: only calls that failed" {
	run -42 --separate-stderr trace --failure -o trace -- "$TRACEES/single_static"
	printf '%s\n' "$output" | grep -F -- '= -1 E' >expected
	[[ $(wc -l <expected) -ge 8 ]]
	compare_calls
}

@test "--max-events N: N lines, then the end" {
	start_tracee ticker
	run -0 --separate-stderr trace --max-events 5 -o trace -p "$tracee_pid"
	cat trace
	[[ -z $stderr ]]
	[[ $(wc -l <trace) == 5 ]]
	kill -0 "$tracee_pid"

	run -0 --separate-stderr timeout "$patience" "$SYSTRAIL" trace --max-events 1 -o trace -p "$tracee_pid"
	[[ $(wc -l <trace) == 1 ]]
}

@test "--no-comm leaves the name out, --comm brings it back" {
	run -42 trace --no-comm -o trace -- "$TRACEES/single_static"
	printf '%s\n' "$output" >expected
	compare_calls
	run -1 grep single_static/ trace
	run -42 trace --no-comm --comm -o trace -- "$TRACEES/single_static"
	grep -qE ': single_static/[0-9]+ getpid' trace
}

@test "-s: only the summary, and it is right" {
	run -42 --separate-stderr trace -s -- "$TRACEES/single_static"
	printf '%s\n' "$output" >expected
	printf '%s\n' "$stderr" | tee summary
	run -1 grep 'ms): ' summary
	grep -qE 'single_static.*, [0-9]+ events' summary
	# name, calls, errors: what the tracee has said that it did
	awk '!/ = \?$/ {
			name = $2
			sub(/\(.*/, "", name)
			calls[name]++
			errors[name] += / = -1 /
		}
		END { for (name in calls) print name, calls[name], errors[name] }' expected | sort >made
	awk '$2 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/ && /%/ { print $1, $2, $3 }' summary |
		sort >shown
	diff made shown
}

@test "-S: the lines and the summary" {
	run -42 --separate-stderr trace -S -o trace -- "$TRACEES/single_static"
	printf '%s\n' "$output" >expected
	cat trace
	grep -qE 'single_static.*, [0-9]+ events' trace || grep -qE ', [0-9]+ events' <<<"$stderr"
	grep -E ' \( *([0-9.]+ ms)?\): ' trace >lines
	mv lines trace
	compare_calls
}

@test "-s: total, min, avg and max of a call agree with each other" {
	trace -s -o summary -- "$TRACEES/threads" 50 </dev/null >/dev/null
	cat summary
	[[ $(grep -c ' lseek ' summary) == 8 ]]
	awk '$1 == "lseek" {
		if ($2 != 50 || $3 != 50) exit 1
		if ($5 > $6 || $6 > $7 || $7 > $4) exit 1
		difference = $4 / 50 - $6
		if (difference > 0.001 || difference < -0.001) exit 1
	}' summary
}

@test "-C: only calls that were made on these CPUs" {
	need_cpus 2
	mapfile -t cpus < <(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
		awk -F- '{ for (cpu = $1; cpu <= ($2 == "" ? $1 : $2); cpu++) print cpu }')
	((${#cpus[@]} >= 2)) || skip "needs 2 CPUs that we may use"
	open_gate
	start taskset -c "${cpus[0]}" "$TRACEES/ticker" <gate >/dev/null
	here=$started_pid
	start taskset -c "${cpus[1]}" "$TRACEES/ticker" <gate >/dev/null
	there=$started_pid
	start_systrail -C "${cpus[0]}"
	wait_until shown "/$here lseek"
	lines() { (($(grep -c "/$here lseek" trace) > 50)); }
	wait_until lines
	end_systrail
	run -1 grep -E "/$there lseek" trace

	start_systrail -C "${cpus[0]}-${cpus[1]}"
	wait_until shown "/$here lseek"
	wait_until shown "/$there lseek"
	end_systrail
}

@test "-a: everybody, except systrail and its parents" {
	start_tracee ticker
	# A parent that makes many calls itself while it waits; stands for a terminal.
	cat >parent <<-'EOF'
		"$SYSTRAIL" trace -a -o trace & systrail=$!
		until [[ -e stop ]]; do [[ -e nothing ]]; done
		kill -INT "$systrail"
		echo "$systrail"
		wait "$systrail"
	EOF
	SYSTRAIL=$SYSTRAIL start bash parent >systrail_pid
	parent=$started_pid
	lines() { (($(grep -c "/$tracee_pid lseek" trace) > 50)); }
	wait_until test -s trace
	wait_until lines
	touch stop
	wait_for "$parent"
	run -1 grep -E "/($parent|$(<systrail_pid)) " trace
}

@test "-a: nor who reads its output through a pipe" {
	start_tracee ticker
	cat >pipeline <<-'EOF'
		{ echo "$BASHPID" >systrail_pid; exec "$SYSTRAIL" trace -a 2>&1; } |
			{ echo "$BASHPID" >reader_pid; exec cat; } >trace
	EOF
	SYSTRAIL=$SYSTRAIL start bash pipeline
	pipeline=$started_pid
	lines() { (($(grep -c "/$tracee_pid lseek" trace) > 50)); }
	wait_until test -s trace
	wait_until lines
	started+=("$(<systrail_pid)")
	kill -INT "$(<systrail_pid)"
	wait_for "$pipeline"
	echo "pipeline $pipeline systrail $(<systrail_pid) reader $(<reader_pid)"
	run -1 grep -E "/($pipeline|$(<systrail_pid)|$(<reader_pid)) " trace
}

@test "-a with a command: the whole system while it runs" {
	start_tracee ticker
	trace -a -o trace -- sleep 0.3
	grep -qE "/$tracee_pid lseek" trace
	grep -qE 'nanosleep' trace
}

@test "without a target, everybody is traced" {
	start_tracee ticker
	start_systrail
	wait_until shown "/$tracee_pid lseek"
	end_systrail
}

@test "--run-as: the command has that user's rights, and none of ours" {
	id nobody >/dev/null || skip "needs a user nobody"
	need_program setpriv
	chmod 755 .
	run -0 --separate-stderr setpriv --groups 1,2 "$SYSTRAIL" trace --run-as nobody -o trace -- \
		sh -c 'id -u; id -g; id -G; grep Cap /proc/self/status; cat /proc/self/status >/dev/null'
	printf '%s\n' "$output"
	[[ ${lines[0]} == "$(id -u nobody)" && ${lines[1]} == "$(id -g nobody)" ]]
	[[ ${lines[2]} == "$(id -G nobody)" ]]
	[[ $(grep -cE 'Cap(Inh|Prm|Eff|Amb):\s0+$' <<<"$output") == 4 ]]
	grep -qE 'execve' trace
	# It cannot write where only root can.
	mkdir -m 700 closed
	run trace --run-as nobody -o trace -- sh -c 'echo x >closed/file'
	[[ $status != 0 && ! -e closed/file ]]
	run -1 --separate-stderr trace --run-as no_such_user_here -o trace -- true
	one_sentence "$stderr" no_such_user_here
}

@test "the command's exit status is ours, and 128 + its signal" {
	run -0 trace -o trace -- true
	run -1 trace -o trace -- false
	run -7 trace -o trace -- sh -c 'exit 7'
	run -255 trace -o trace -- sh -c 'exit 255'
	run -143 trace -o trace -- sh -c 'kill -TERM $$'
	run -139 trace -o trace -- sh -c 'kill -SEGV $$'
	run -137 trace -o trace -- sh -c 'kill -KILL $$'
}

@test "126: cannot be executed; 127: not found" {
	echo text >not_executable
	run -126 --separate-stderr trace -- ./not_executable
	one_sentence "$stderr" not_executable 'permission'
	run -126 --separate-stderr trace -- /
	one_sentence "$stderr" '/'
	run -127 --separate-stderr trace -- ./no_such_command
	one_sentence "$stderr" no_such_command
	run -127 --separate-stderr trace -- no_such_command_in_path
	one_sentence "$stderr" no_such_command_in_path
}

@test "the command keeps its own arguments, environment, stdin and stdout" {
	run -0 --separate-stderr env "VARIABLE=a b" "$SYSTRAIL" trace -o trace -- \
		sh -c 'printf "%s|" "$@" "$VARIABLE"; cat' name -p 1 -- '' 'x y' <<<"from stdin"
	[[ $output == "-p|1|--||x y|a b|from stdin" ]]
	# No descriptor of ours reaches it.
	run -0 trace -o trace -- sh -c 'ls -l /proc/self/fd'
	run -1 grep -E 'perf_event|/trace' <<<"$output"
	# Nor a signal that we ignore or block, nor our priority.
	run -0 trace -o trace -- grep -E 'Sig(Blk|Ign)' /proc/self/status
	[[ $output == "$(grep -E 'Sig(Blk|Ign)' /proc/self/status)" ]]
	run -0 trace -o trace -- nice
	[[ $output == "$(nice)" ]]
}

@test "what the caller ignores, the command ignores" {
	trap '' PIPE USR1
	run -0 trace -o trace -- grep -E 'SigIgn' /proc/self/status
	[[ $output == "$(grep -E 'SigIgn' /proc/self/status)" ]]
}

@test "options end where the command begins" {
	run -0 --separate-stderr trace -o trace echo -s --help
	[[ $output == "-s --help" ]]
}

@test "--version names the features" {
	run -0 --separate-stderr "$SYSTRAIL" --version
	[[ $output == systrail\ [0-9]* && -z $stderr ]]
	grep -qi libtraceevent <<<"$output"
}

@test "--help goes to stdout and names every option" {
	run -0 --separate-stderr "$SYSTRAIL" --help
	[[ -z $stderr && $output == *trace* ]]
	run -0 --separate-stderr "$SYSTRAIL" trace --help
	[[ -z $stderr ]]
	for option in -p -t -a -C -o -T -v -m --duration --failure --max-events --no-comm -s -S \
		--strict --run-as --no-inherit; do
		grep -qE -- "(^|[ ,])$option([ ,=[]|$)" <<<"$output" || { echo "no $option"; false; }
	done
}
