# SPDX-License-Identifier: GPL-2.0-only
#
# The manual does not lie: every example of the man pages is taken out of the page and run, and does
# what it says. What stands in them for something of another machine, a process id or a service, is
# made here. Needs root.

load helpers
load cgroups

man_dir=$live_dir/../../man

# The text of roff source, as far as our examples need it.
plain()
{
	sed -e 's/\\-/-/g; s/\\(aq/'\''/g; s/\\(dq/"/g; s/\\(ha/^/g; s/\\&//g; s/\\e/\\/g; s/\\f[A-Z]//g'
}

# The commands of a page's section EXAMPLES, one a line: those behind a #, with the lines that
# continue them, which are indented and stand behind a \, a | or an open quote.
examples() # PAGE
{
	sed -n '/^\.SH EXAMPLES/,/^\.SH [^E]/p' "$man_dir/$1" | plain | awk '
		function quotes(s) { return gsub(/'\''/, "", s) }
		!going && /^# / { command = substr($0, 3); going = 1 }
		going && !/^# / { sub(/^ */, ""); command = command $0 }
		going && sub(/\\$/, "", command) { next }
		going && (command ~ /\| *$/ || quotes(command) % 2) { next }
		going { print command; going = 0 }'
}

# The lines --expr EXPR of the page, without quotes.
expressions() # PAGE
{
	plain <"$man_dir/$1" | sed -n "s/^--expr '\(.*\)'\$/\1/p"
}

# --- What the examples are about ------------------------------------------------------------------

# In their place stands a tracee that goes on until the end of the test.
pidof()
{
	echo "$tracee_pid"
}

# Where an example ends by Ctrl-C, it does so soon.
systrail()
{
	local word end=(--for 0.3)

	for word; do
		[[ $word != -- && $word != --for ]] || end=()
	done
	if [[ $1 == trace || ($1 == stat && " $* " != *" -i "*) ]]; then
		timeout -s INT "$patience" "$SYSTRAIL" "$1" "${end[@]}" "${@:2}"
	else
		"$SYSTRAIL" "$@"
	fi
}

# A service and a container: cgroups, with a process in one of them. Without them (their hierarchy
# belongs to somebody else, perhaps) examples about them are left out.
container_id=$(printf 'c0ffee%058d' $$)

make_groups()
{
	local group

	hierarchy=$(mount_of 'type == "cgroup" && options ~ /(^|,)perf_event(,|$)/')
	[[ $hierarchy ]] || hierarchy=$(mount_of 'type == "cgroup2"')
	for group in manual-$$ manual-$$/nginx.service "manual-$$/docker-$container_id.scope"; do
		[[ $hierarchy ]] && mkdir "$hierarchy/$group" 2>/dev/null || return 1
		groups+=("$hierarchy/$group")
	done
}

# The example as it can be run here.
adapt() # COMMAND
{
	sed -E -e "s/ -p [0-9]{4,5}\>/ -p $tracee_pid/; s/--container web/--container $container_id/
		s/-- sleep (10|5)\>/-- sleep 0.3/; s/--for [0-9]+s/--for 0.3/
		s,-G nginx.service,-G manual-$$/nginx.service," <<<"$1"
}

# The statuses that are right, where they are not 0.
status_of() # COMMAND
{
	case $1 in
	*/etc/shadow*) echo 1 ;;
	*'ls /nonexistent') echo 2 ;;
	*'exit 3'*) echo 3 ;;
	*) echo 0 ;;
	esac
}

# run_example COMMAND: it ends as it should, shows something, and systrail has nothing to complain
# about but losses.
run_example()
{
	local command wanted status=0

	command=$(adapt "$1")
	wanted=$(status_of "$command")
	echo "# $command"
	eval "$command" </dev/null >said 2>&1 || status=$?
	head -n 5 said
	if ((status != wanted)); then
		echo "status $status, not $wanted"
		return 1
	fi
	run -1 grep -E '^(systrail|Try )' <(grep -vE '^systrail: lost .* records|now: waiting|of the pairs' said)
}

# What the examples of a page need to be there.
prepare_examples()
{
	start_tracee ticker
	head -c 1000000 /dev/zero >big
	printf 'all:\n\t@false\n' >Makefile
	git init -q . >/dev/null 2>&1 || true
	"$SYSTRAIL" trace --format=json -o trace.json -- ls / >/dev/null
	with_groups=
	if make_groups; then
		with_groups=1
	fi
}

needs_missing() # COMMAND: a program, or what could not be made
{
	local program

	for program in git jq make perf; do
		if [[ $1 =~ (^|[|\ ])$program\  ]] && ! command -v $program >/dev/null; then
			return 0
		fi
	done
	[[ ! $with_groups && $1 =~ ' -G '|' --container ' ]]
}

# --- Tests ----------------------------------------------------------------------------------------

@test "each --expr of the manual is an expression" {
	local cnt=0

	expressions systrail-trace.1 >list
	while read -r expression; do
		echo "$expression"
		"$SYSTRAIL" trace -o trace --expr "$expression" -- true 2>messages </dev/null
		[[ ! -s messages ]]
		((++cnt))
	done <list
	# None was overlooked.
	((cnt == $(grep -c '^\\fB\\-\\-expr ' "$man_dir/systrail-trace.1")))
	((cnt >= 5))
}

@test "each example of systrail-trace(1) does what it says" {
	local cnt=0

	prepare_examples
	examples systrail-trace.1 >list
	while read -r command; do
		if needs_missing "$command"; then
			echo "# left out: $command"
			continue
		fi
		run_example "$command"
		((++cnt))
	done <list
	((cnt >= 15))
}

@test "each example of the other pages does what it says" {
	prepare_examples
	for page in systrail.1 systrail-json.5 systrail-list.1 systrail-recipes.7 systrail-record.1 \
		systrail-report.1 systrail-stat.1; do
		examples $page >list
		while read -r command; do
			needs_missing "$command" || run_example "$command"
		done <list
	done
}
