# SPDX-License-Identifier: GPL-2.0-only
#
# Every argument and result of some ninety thousand calls, compared with strace's. What runs is in
# differential/corpus.txt, what differs on purpose in differential/explained.txt. Needs root.
#
# To see the report: SYSTRAIL=... SWEEPS=... differential/differential [NAME...]

load helpers

differential=$live_dir/differential

# A tracee that is not for this machine is left out.
setup_file()
{
	export SWEEPS=$BATS_FILE_TMPDIR
	local source

	for source in "$live_dir"/differential/tracees/*.c; do
		"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -O1 -I"$live_dir/../../src" \
			-o "$SWEEPS/$(basename "$source" .c)" "$source" ||
			[[ $source == */i386.c ]] || return 1
	done
	if ! "$SWEEPS/i386" 2>/dev/null; then
		rm -f "$SWEEPS/i386"
	fi
}

@test "the comparer finds what differs, and only that" {
	need_program python3
	python3 -B "$differential/selftest.py"
}

@test "arguments and results agree with strace's" {
	need_program strace
	need_program python3
	local status=0

	"$differential/differential" >report 2>&1 || status=$?
	grep -E '^(total|Not compared)|skipped:' report | sed 's/^/# /' >&3
	if ((status)); then
		grep -v '; 0 disagreements' report | cut -c1-500
		return 1
	fi
	(($(grep -c ' compared ' report) > 40))
}
