# SPDX-License-Identifier: GPL-2.0-only
#
# usage: awk -f marks.awk [-v hidden=SIGNALS] FILE
#
# Reads lines of strace -f -o or of systrail. Prints for each thread, in one line, the signals that it
# got and how it ended, in order, and without its id, which is another one each time. Signals in
# the list `hidden` are left out. That a core was dumped only strace can tell. A thread whose
# place another one takes in execve ends with 0 for us.

BEGIN {
	count = split(hidden, list, " ")
	for (i = 1; i <= count; i++)
		is_hidden[list[i]] = 1
}

# strace tells of a stop twice: of the signal and of its effect.
/--- stopped by/ {
	next
}

match($0, /--- SIG.* ---$/) {
	text = substr($0, RSTART, RLENGTH)
	split(text, word, " ")
	match(text, /si_code=[A-Z_]+/)
	if (!(word[2] in is_hidden))
		add(word[2] " " substr(text, RSTART + 8, RLENGTH - 8))
}

match($0, /\+\+\+ .* \+\+\+$/) {
	text = substr($0, RSTART + 4, RLENGTH - 8)
	sub(/ \(core dumped\)/, "", text)
	sub(/^superseded .*/, "exited with 0", text)
	add(text)
}

function add(text,	tid)
{
	tid = $0
	sub(/ (---|\+\+\+) .*/, "", tid)
	sub(/.*\//, "", tid)
	marks[tid] = marks[tid] ", " text
}

END {
	for (tid in marks)
		print substr(marks[tid], 3)
}
