# SPDX-License-Identifier: GPL-2.0-only
#
# usage: awk -f values.awk -f compare.awk EXPECTED SHOWN
#
# Compares two lists of calls in the form of calls.awk, thread by thread and call by call. Prints
# what differs, nothing if all is well; exit status 1 if something does.
#
# An expected call may leave arguments out. Those that it names must be there with the same value,
# in whatever base, signed or not, 32 or 64 bits wide; an argument that is 0 may be missing, as the
# tracer leaves out zeros. The result * is any. Lines that begin with # are no calls.

function same_call(want, got)
{
	return name_of(want) == name_of(got) && same_arguments(want, got) && \
	       (result_of(want) == "*" || same_value(result_of(want), result_of(got)))
}

function complain(text)
{
	if (++complaints <= 8)
		print text
}

{
	tid = $1
	sub(/^[^ ]+ /, "")
}

FILENAME == ARGV[1] {
	if (tid != "#")
		expected[tid, ++expected_cnt[tid]] = $0
	next
}

tid == "LOST" || tid == "???" || !(tid in expected_cnt) {
	complain("not expected at all:  " tid " " $0)
	next
}

{
	idx = ++shown_cnt[tid]
	if (idx > expected_cnt[tid])
		complain("one too many:         " tid " " $0)
	else if (!same_call(expected[tid, idx], $0))
		complain("call " idx " of thread " tid ":\n    expected          " \
			 expected[tid, idx] "\n    shown             " $0)
}

END {
	for (tid in expected_cnt)
		for (idx = shown_cnt[tid] + 1; idx <= expected_cnt[tid]; idx++)
			complain("missing:              " tid " " expected[tid, idx])
	for (tid in expected_cnt)
		total += expected_cnt[tid]
	if (!total)
		complain("nothing was expected: the tracee has printed no calls")
	if (complaints > 8)
		print "... and " complaints - 8 " more"
	exit complaints > 0
}
