# SPDX-License-Identifier: GPL-2.0-only
#
# Exits shown + exits lost = calls made, to the digit, whether the rings hold all records or nearly
# none. Needs root.

load helpers

# How many processes storm, and how often each of them calls. The full size, of which the digits are
# the same, is STORM_CALLS=1000000; it takes minutes.
processes=16
calls_normal=${STORM_CALLS:-50000}
calls_tiny=${STORM_CALLS:-100000}

# How many exits `trace` shows: every result but those that nobody saw.
count_shown()
{
	local results=0 unseen=0

	results=$(LC_ALL=C grep -cF ' = ' trace) || true
	unseen=$(LC_ALL=C grep -cF ' = ?' trace) || true
	echo $((results - unseen))
}

# How many records its lines in place say were lost.
count_lost()
{
	{ LC_ALL=C grep -F '): LOST ' trace || true; } |
		awk '{ sub(/.*LOST /, ""); cnt += $1 } END { print cnt + 0 }'
}

# storm CALLS [OPTION...]: traces it; then made, shown, in_place, lost and lost_exits are set.
storm()
{
	local calls=$1
	shift

	status=0
	"$SYSTRAIL" trace -o trace "$@" -- "$TRACEES/storm_static" "$processes" "$calls" >made 2>messages || status=$?
	made=$(<made)
	shown=$(count_shown)
	in_place=$(count_lost)
	lost=$(sed -nE 's/^systrail: lost ([0-9]+) records.*/\1/p' messages)
	lost_exits=$(sed -nE 's/^systrail: lost [0-9]+ records \(([0-9]+) exits.*/\1/p' messages)
	rm -f trace
	cat messages
	echo "made $made, shown $shown, lost ${lost:=0} (in place $in_place), of these exits ${lost_exits:=0}"
	((made == 2 + processes * (calls + 3)))
}

@test "normal rings: exits shown + exits lost = calls made" {
	storm "$calls_normal"
	((status == 0))
	((shown + lost_exits == made))
	# Whoever cannot keep up here still has to count right; that it keeps up is the benchmark's.
	((in_place <= lost))
}

@test "tiny rings: what is lost is counted to the digit, in place and at the end" {
	storm "$calls_tiny" -m 1
	((status == 0))
	((lost > 0))
	((shown + lost_exits == made))
	((in_place > 0 && in_place <= lost))
	one_sentence "$(tail -n 1 messages)" 'lost [0-9]+ records'
}

@test "--strict: exit status 3 if something was lost, else the command's" {
	storm 20000 -m 1 --strict
	((status == 3))
	((lost > 0))
	run -42 "$SYSTRAIL" trace --strict -o trace -- "$TRACEES/single_static"
}

@test "a lost enter is not made up: no exit is paired with an older call" {
	status=0
	"$SYSTRAIL" trace -m 1 -o trace -- "$TRACEES/pairs_static" 4 30000 >/dev/null 2>messages || status=$?
	((status == 0))
	one_sentence "$(tail -n 1 messages)" 'lost [0-9]+ records'
	calls trace | awk '/ lseek\(fd: [0-9]+, offset: [0-9]+, whence: SET\) = [0-9]+$/ {
			pairs++
			split($0, part, /offset: |, whence: SET\) = /)
			if (part[2] != part[3] && wrong++ < 10)
				print
		}
		END {
			print pairs + 0, "pairs,", wrong + 0, "wrong"
			exit wrong > 0 || pairs == 0
		}'
}

@test "the summary's calls + exits lost = calls made" {
	for size in 1 4M; do
		run --separate-stderr "$SYSTRAIL" trace -s -m "$size" -o summary -- \
			"$TRACEES/storm_static" "$processes" 50000
		made=$output
		counted=$(awk '$2 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/ && /%/ && $1 !~ /^exit/ { cnt += $2 }
			END { print cnt + 0 }' summary)
		lost_exits=$(sed -nE 's/^systrail: lost [0-9]+ records \(([0-9]+) exits.*/\1/p' <<<"$stderr")
		echo "-m $size: made $made, counted $counted, lost ${lost_exits:=0}"
		# A fork is one call to the summary, though it returns twice. The second returns are in
		# what was lost only if they were lost.
		((counted + lost_exits <= made && counted + lost_exits >= made - processes))
	done
}
