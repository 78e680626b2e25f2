#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
usage: perf_lines.py lines PERF OURS
       perf_lines.py summary PERF OURS

Compares what `perf trace -i` and `systrail report -i` show of one recording: every line with its
time, duration, thread, arguments and result, or every row of the summary. What is allowed to differ
is one of the rules below, each with its reason; all else is printed, and the exit status is 1.
"""

import re
import sys

LINE = re.compile(
    r"^ *(?P<time>[0-9.]+|\?) \((?P<dur>[ 0-9.<>]+ ms| +)\): (?P<thread>.*?/[0-9]+) "
    r"(?P<rest>.*)$"
)
CALL = re.compile(r"^(?P<name>\w+)\((?P<args>.*?)\) +(?P<end>= (?P<result>.*)|\.\.\.)$")
CONTINUED = re.compile(r"^ *\.\.\. \[continued\]: (?P<name>\w+)\(\)\) += (?P<result>.*)$")
NUMBER = re.compile(r"^(-?[0-9]+|0x[0-9a-f]+)$")

# perf 6.1's words for the same: ioctls lack a part of their names, advice has a prefix, the signal of
# clone is a number, and sockets of this machine are called by their other name.
WORDS = [
    (r"\bPERF_EVENT_IOC_", "PERF_"),
    (r"^", "MADV_"),
    (r"\bCHLD\b", "0x11"),
    (r"\bUNIX\b", "LOCAL"),
]


class Call:
    def __init__(self, m, name, args):
        self.time, self.dur = m["time"], m["dur"].strip()
        # Rule: a thread that changes its name is shown by perf with the one it has at the end of
        # the recording's side-band; the id tells who it is.
        self.tid = m["thread"].rsplit("/", 1)[1]
        self.name, self.args, self.result = name, args, None

    def us(self):
        return round(1000 * float(self.time))

    def __str__(self):
        return f"{self.time} ({self.dur}): {self.tid} {self.name}({self.args}) = {self.result}"


def read_calls(path):
    """The calls that have a beginning and an end, and how many lines have only one of these."""
    calls, pending, halves = [], {}, 0
    for line in open(path, errors="replace"):
        m = LINE.match(line.rstrip("\n"))
        if not m:
            continue
        call, more = CALL.match(m["rest"]), CONTINUED.match(m["rest"])
        if call:
            c = Call(m, call["name"], call["args"])
            if call["end"] == "...":
                pending[c.tid] = c
                continue
            c.result = call["result"]
        elif more:
            c = Call(m, more["name"], "")
            begun = pending.pop(c.tid, None)
            if m["time"] == "?" or not begun or begun.name != c.name:
                halves += 1
                continue
            c.args, c.result = begun.args, more["result"]
        else:
            continue  # a signal, a mark
        # Rule: where perf pairs an exit with the enter of another call, or shows one that never
        # returns as unfinished, we show two halves; see systrail-trace(1), LOST EVENTS.
        if c.time == "?" or "not seen" in c.result or c.result.strip() == "?":
            halves += 1
        else:
            calls.append(c)
    return calls, halves


def split_args(text):
    return dict(re.findall(r"(\w+): (.*?)(?:, (?=\w+: )|$)", text))


def number(text):
    return int(text, 8 if re.match(r"^0[0-7]+$", text) else 0)


def same_value(name, perf, ours):
    if perf == ours:
        return True
    if NUMBER.match(perf) and NUMBER.match(ours):
        a, b = number(perf), number(ours)
        # Rule: of the address of a path perf shows the lower half, and of 64 bits some others.
        if re.search(r"name|path", name):
            return a == b & 0xFFFFFFFF
        return (a - b) % (1 << 64) == 0 or (a - b) % (1 << 32) == 0
    # Rule: where perf has a number, or an empty place (statx), we may have words.
    if NUMBER.match(perf) or not perf:
        return True
    # Rule: we show modes as numbers.
    if name == "mode" and re.match(r"^0[0-7]*$", ours):
        return perf.startswith("I")
    # Rule: the words of a set come in another order.
    spellings = [ours] + [re.sub(word, perf_word, ours) for word, perf_word in WORDS]
    return any(sorted(perf.split("|")) == sorted(o.split("|")) for o in spellings)


def same_time(perf, ours):
    # Rule: perf rounds a half up or down, as its doubles have it.
    perf, ours = (re.sub(r"[ ms%]", "", t) for t in (perf, ours))
    try:
        return abs(float(perf) - float(ours)) < 0.0015
    except ValueError:
        return perf == ours


def same_args(perf, ours):
    perf, ours = split_args(perf), split_args(ours)
    for name in list(perf):
        if name in ours and same_value(name, perf[name], ours[name]):
            del perf[name], ours[name]
    # Rule: what depends on another argument has a name here, and a number there: arg2, arg3.
    # Rule: zeros are left out where they mean nothing, by rules that differ a little.
    left = [v for v in perf.values() if v not in ("0", "0x0")]
    rest = [v for v in ours.values() if v not in ("0", "0x0")]
    return len(left) <= len(rest) and all(same_value("", a, b) for a, b in zip(left, rest))


def same_result(perf, ours):
    perf, ours = perf.strip(), ours.strip()
    # Rule: the pid that fork returns has the name of the child, which perf looks up later than we.
    perf, ours = (re.sub(r"^([0-9]+) \(.*\)$", r"\1", r) for r in (perf, ours))
    # Rule: perf has no result for calls that return no error, and no words for ERESTART codes.
    if not perf or "ERESTART" in ours:
        return True
    return same_value("", perf.split(" ")[0], ours.split(" ")[0]) and (
        not perf.startswith("-1 ") or perf == ours
    )


def pair(perf, ours):
    """Pairs of the same call of a thread in both, and what only one of them has.

    Of each thread, in the order of the lines, which has to be the same in both.
    """
    pairs, missing, waiting = [], [], {}
    for o in ours:
        waiting.setdefault(o.tid, []).append(o)
    for p in perf:
        rest = waiting.get(p.tid, [])
        # Rule: as with durations, the last digit of a time may be one off.
        i = next((i for i, o in enumerate(rest) if o.name == p.name and abs(o.us() - p.us()) <= 1), None)
        if i is None:
            missing.append(p)
            continue
        pairs.append((p, rest[i]))
        # Those before it have no partner: the lines of perf that come are later.
        waiting[p.tid] = rest[i + 1 :]
    paired = {id(o) for _, o in pairs}
    return pairs, missing, [o for o in ours if id(o) not in paired]


def compare_lines(perf_path, our_path):
    perf, perf_halves = read_calls(perf_path)
    ours, our_halves = read_calls(our_path)
    pairs, missing, added = pair(perf, ours)
    differ = [
        f"perf  {p}\nours  {o}"
        for p, o in pairs
        if not (same_time(p.dur, o.dur) and same_args(p.args, o.args) and same_result(p.result, o.result))
    ]
    print(f"{len(perf)} calls of perf, {len(ours)} of ours; halves: {perf_halves}, {our_halves}")
    # What perf has and we have not must be among our halves, two for each.
    if len(missing) > our_halves:
        differ += [f"only perf  {c}" for c in missing]
    # Rule: of a call in flight when its thread ends, or that another one is taken for, perf shows
    # nothing; that is never many.
    if len(added) > len(missing) + perf_halves:
        differ += [f"only ours  {c}" for c in added]
    return differ, len(perf)


def read_rows(path):
    rows, thread = {}, None
    for line in open(path, errors="replace"):
        m = re.match(r"^ (.*) \(([0-9]+)\), ([0-9]+) events", line)
        if m:
            thread = m[2]
            continue
        w = line.split()
        if thread and len(w) == 8 and w[1].isdigit() and w[7].endswith("%"):
            rows[thread, w[0]] = w[1:]
    return rows


def compare_summary(perf_path, our_path):
    perf, ours = read_rows(perf_path), read_rows(our_path)
    differ = []
    for key, p in perf.items():
        o = ours.get(key)
        # Rule: what was not timed has no times, where perf has zeros.
        o = [("0.000" if v == "-" else v) for v in o] if o else o
        if not o or p[:2] != o[:2] or not all(map(same_time, p[2:6], o[2:6])):
            differ.append(f"{' '.join(key)}\nperf  {p}\nours  {o}")
    # Rule: perf leaves out threads of which it has not seen a beginning together with an end.
    threads = {thread for thread, _ in perf}
    differ += [f"only ours  {key}" for key in ours if key[0] in threads and key not in perf]
    return differ, len(perf)


def main():
    compare = {"lines": compare_lines, "summary": compare_summary}[sys.argv[1]]
    differ, cnt = compare(sys.argv[2], sys.argv[3])
    for text in differ[:10]:
        print(text)
    if len(differ) > 10:
        print(f"... and {len(differ) - 10} more")
    if not cnt:
        print("perf has shown nothing")
    sys.exit(bool(differ) or not cnt)


main()
