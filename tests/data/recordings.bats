# SPDX-License-Identifier: GPL-2.0-only
#
# Small recordings of perf 6.1 (perf-*) and of ourselves, of programs whose calls are known, are
# replayed as anybody may: without privileges and without the tracefs of this machine. What is done with
# each is a row of recordings/options.txt; what comes out has to be recordings/NAME.out, messages
# included. `UPDATE=1 bats tests/data/recordings.bats` writes these files, to be looked at.

bats_require_minimum_version 1.5.0

here=$BATS_TEST_DIRNAME
: "${SYSTRAIL:=$(realpath -m "$here/../../build/systrail")}"

setup()
{
	cp "$here"/recordings/*.data "$BATS_TEST_TMPDIR"
	chmod -R a+rX "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return 1
}

# As somebody without rights, where tracefs is not to be seen if that can be arranged.
as_anybody() # COMMAND...
{
	local drop=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all)

	if ((EUID != 0)); then
		"$@"
	elif unshare -m true 2>/dev/null; then
		# shellcheck disable=SC2016 # for the inner shell
		unshare -m sh -c 'mount -t tmpfs none /sys && exec "$@"' sh "${drop[@]}" "$@"
	else
		"${drop[@]}" "$@"
	fi
}

# replay RECORDING OUTPUT [stat] OPTION...: by report, or by stat.
replay()
{
	local expected=$here/recordings/$2.out command=(report "${@:3}")

	[[ ${3:-} != stat ]] || command=("${@:3}")
	cp "$SYSTRAIL" ./systrail
	as_anybody ./systrail "${command[@]}" -i "$1.data" >"$2" 2>"$2.messages" </dev/null || echo "status $?" >>"$2"
	cat "$2.messages" >>"$2"
	# A version is that of the build which made the recording or shows it.
	sed -i -E 's/"version":"[^"]*"/"version":"?"/' "$2"
	[[ -z ${UPDATE:-} ]] || cp "$2" "$expected"
	diff -u "$expected" "$2"
}

@test "what is shown of each recording" {
	local recording output options failed=0

	while read -r recording output options; do
		[[ $recording && $recording != \#* ]] || continue
		# shellcheck disable=SC2086 # the options are words
		replay "$recording" "$output" $options || failed=1
	done <"$here/recordings/options.txt"
	return $failed
}

@test "what is no file but a stream is shown the same" {
	for name in perf-pipe pipe; do
		cat "$name.data" | "$SYSTRAIL" report >shown
		diff -u "$here/recordings/$name.out" shown
	done
}

@test "every JSON line is an object" {
	for name in perf-plain perf-mixed perf-sched plain mixed killed; do
		"$SYSTRAIL" report --format=json -i "$name.data" 2>/dev/null |
			python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin]
assert len(lines) > 1 and all(isinstance(o, dict) for o in lines), lines'
	done
}

# The machine is a string in the section of feature 6, behind its length.
other_machine() # FILE NAME
{
	python3 - "$1" "$2" <<-'END'
		import sys
		path, name = sys.argv[1:]
		data = open(path, "rb").read()
		old = b"x86_64".ljust(64, b"\0")
		assert data.count(old) == 1
		open(path, "wb").write(data.replace(old, name.encode().ljust(64, b"\0")))
	END
}

@test "calls have the names of the machine that they were recorded on" {
	other_machine perf-plain.data aarch64
	"$SYSTRAIL" report -i perf-plain.data >shown
	# 3 is close on x86_64 and io_cancel on arm64, 231 exit_group and munlockall
	grep -q ' io_cancel(' shown
	! grep -q ' exit_group(' shown
}

@test "a machine that is not known, and another byte order, are told in a sentence" {
	other_machine perf-plain.data riscv64
	run -1 --separate-stderr "$SYSTRAIL" report -i perf-plain.data
	[[ -z $output && $stderr == *riscv64* && $stderr != *$'\n'* ]]
	printf '2ELIFREP' | cat - perf-trace.data >big.data
	run -1 --separate-stderr "$SYSTRAIL" report -i big.data
	[[ -z $output && $stderr == *big-endian* && $stderr != *$'\n'* ]]
}

@test "a recording of ours that has lost its end shows the rest" {
	local size bytes

	size=$(stat -c %s plain.data)
	for bytes in 50 1000 2500; do
		head -c $((size - bytes)) plain.data >cut.data
		run -0 --separate-stderr "$SYSTRAIL" report -i cut.data
		((${#lines[@]} > 5))
		diff <(printf '%s\n' "${lines[@]}" | head -n 5) <(head -n 5 "$here/recordings/plain.out")
		[[ $stderr == *"cut off before its end"* || $stderr == *"left out"* ]]
	done
}
