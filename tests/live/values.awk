# SPDX-License-Identifier: GPL-2.0-only
#
# Taking apart the calls that calls.awk writes, and comparing the values in them. For use together
# with another program: awk -f values.awk -f OTHER.

function hex_digits(digits, complement, value, idx)
{
	value = 0
	for (idx = 1; idx <= length(digits); idx++)
		value = 16 * value + complement + \
			(complement ? -1 : 1) * (index("0123456789abcdef", substr(digits, idx, 1)) - 1)
	return value
}

function octal_digits(digits, value, idx)
{
	value = 0
	for (idx = 1; idx <= length(digits); idx++)
		value = 8 * value + substr(digits, idx, 1)
	return value
}

# A double is exact up to 2^53 only, so a negative number of 64 bits is taken by its complement.
function number(text)
{
	if (text ~ /^0[0-7]+$/)
		return octal_digits(text)
	if (text !~ /^0x/)
		return text + 0
	text = tolower(substr(text, 3))
	if (length(text) == 16 && text ~ /^[89a-f]/)
		return -hex_digits(text, 15) - 1
	return hex_digits(text, 0)
}

function is_number(text)
{
	return text ~ /^(-?[0-9]+|0[xX][0-9a-fA-F]+)$/
}

function same_value(a, b, difference)
{
	sub(/<.*/, "", a)	# fd: 3</dev/null>
	sub(/<.*/, "", b)
	sub(/ \(.*\)$/, "", a)	# pid: 4711 (sh)
	sub(/ \(.*\)$/, "", b)
	if (a == "CWD")
		a = -100
	if (b == "CWD")
		b = -100
	if (!is_number(a) || !is_number(b))
		return a == b
	difference = number(a) - number(b)
	return difference == 0 || difference == 4294967296 || difference == -4294967296 || \
	       difference == 18446744073709551616 || difference == -18446744073709551616
}

function name_of(call)
{
	sub(/^~/, "", call)
	sub(/\(.*/, "", call)
	return call
}

function result_of(call)
{
	sub(/.*\) = /, "", call)
	return call
}

# Fills list with the arguments by name.
function arguments(call, list, parts, cnt, idx, colon)
{
	split("", list)
	sub(/^[^(]*\(/, "", call)
	sub(/\) = [^=]*$/, "", call)
	cnt = split(call, parts, ", ")
	for (idx = 1; idx <= cnt; idx++) {
		colon = index(parts[idx], ": ")
		if (colon)
			list[substr(parts[idx], 1, colon - 1)] = substr(parts[idx], colon + 2)
	}
}

function same_arguments(want, got, wanted, shown, name)
{
	arguments(want, wanted)
	arguments(got, shown)
	for (name in wanted)
		if (!same_value(wanted[name], name in shown ? shown[name] : "0"))
			return 0
	return 1
}
