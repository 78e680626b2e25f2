# SPDX-License-Identifier: GPL-2.0-only
#
# The micro benchmark of formatting runs, and its data can be read. What it measures is not tested:
# that depends on the machine.

bats_require_minimum_version 1.5.0

setup()
{
	tools=$BATS_TEST_DIRNAME/../../tools
	bench=$(dirname "${SYSTRAIL:-$BATS_TEST_DIRNAME/../../build/systrail}")/tools/bench-format
	[[ -x $bench ]] || { echo "there is no program $bench"; return 1; }
}

@test "bench-format: measures lines, arguments and JSON of the recorded calls" {
	run "$bench" --rounds 1 "$tools/bench-format.calls"
	echo "$output"
	((status == 0))
	for way in line 'arguments only' JSON; do
		grep -E "^$way( +[1-9][0-9]*){3} +[0-9]+ +[1-9][0-9]*$" <<<"$output"
	done
	grep -E '^openat( +[1-9][0-9]*){3} +[0-9.]+$' <<<"$output"
}

@test "bench-format: says where a file is wrong" {
	cd "$BATS_TEST_TMPDIR"
	printf '# a comment\n\nx86_64\t0\t3\n' >short
	run "$bench" short
	echo "$output"
	((status == 1))
	[[ $output == "bench-format: short:3: "* ]]

	: >empty
	run "$bench" empty
	((status == 1))
	[[ $output == "bench-format: empty: "* ]]
}

@test "bench-format: wrong options are answered with the usage" {
	run "$bench" --rounds 0 file
	((status == 2))
	[[ $output == usage:* ]]
	run "$bench"
	((status == 2))
}
