# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the lines of a trace and writes one line a call, in the form that the tracees use for what
# they expect:
#
#	TID NAME(ARG: VALUE, ...) = RESULT
#
# A call that the screen shows in two parts is put together again and appears where it ends. RESULT
# is the number, `-1 ERRNO`, the bare name of an ERESTART code, or `?`. Where one half is missing:
#
#	TID ~NAME() = RESULT		an exit without an enter
#	TID NAME(ARGS) = ...		an enter without an exit
#	LOST ...			a loss, at its place
#	??? LINE			not a line of a trace at all
#
# Lines about signals and the ends of threads are left out.

function result(text, words)
{
	if (match(text, /ERESTART[A-Z_]+/))
		return substr(text, RSTART, RLENGTH)
	split(text, words, " ")
	return words[1] == "-1" ? words[1] " " words[2] : words[1]
}

# The call that thread tid is in will not be completed any more.
function give_up(tid)
{
	if (tid in pending)
		print tid " " pending[tid] " = ..."
	delete pending[tid]
}

{
	line = $0
	# At its end a file of lines says once more what was lost.
	if (line ~ /^lost [0-9]+ records/) {
		print "LOST " line
		next
	}
	# `>` or `<` is before a duration that is only bounded.
	if (!sub(/^ *([0-9]+\.[0-9]+|\?) \(( +|[ <>0-9.]+ ms)\): /, "", line)) {
		print "??? " $0
		next
	}
	if (line ~ /^LOST /) {
		print line
		next
	}
	# COMM/TID, TID alone (--no-comm), or nothing where only one thread is traced
	tid = "-"
	if (match(line, /\/[0-9]+ /)) {
		tid = substr(line, RSTART + 1, RLENGTH - 2)
		line = substr(line, RSTART + RLENGTH)
	} else if (match(line, /^[0-9]+ /)) {
		tid = substr(line, 1, RLENGTH - 1)
		line = substr(line, RLENGTH + 1)
	}
	# What is no call: a signal, the end of a thread.
	if (line ~ /^(--- .* ---|\+\+\+ .* \+\+\+)$/)
		next
	if (match(line, /^ *\.\.\. \[continued\]: [a-z_0-9]+\(\)\) += /)) {
		name = substr(line, 1, RLENGTH)
		ret = substr(line, RLENGTH + 1)
		sub(/^ *\.\.\. \[continued\]: /, "", name)
		sub(/\).*/, "", name)
		if (tid in pending && index(pending[tid], name) == 1) {
			print tid " " pending[tid] " = " result(ret)
			delete pending[tid]
		} else {
			give_up(tid)
			print tid " ~" name ") = " result(ret)
		}
	} else if (match(line, /\) +\.\.\.$/)) {
		call = substr(line, 1, RSTART)
		if (!(tid in pending) || pending[tid] != call)
			give_up(tid)
		pending[tid] = call
	} else if (match(line, /\) += ?[^=]*$/)) {
		give_up(tid)
		ret = substr(line, RSTART)
		sub(/^\) += ?/, "", ret)
		print tid " " substr(line, 1, RSTART) " = " result(ret)
	} else {
		print "??? " $0
	}
}

END {
	for (tid in pending)
		give_up(tid)
}
