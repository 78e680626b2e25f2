#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
usage: stat_check.py CALLS TABLES KEY[,KEY...]

Computes from the lines of `report --format=json` (CALLS) what the tables of `report -s --format=json`
or `stat -e syscalls --format=json` (TABLES) of the same recording say, with Python's statistics, and
compares: counts, errors, sums, minima, maxima, means and deviations exactly, percentiles within the
error that is promised. KEY is how the rows are called in TABLES: tid, pid, comm, cpu, syscall, ...
Prints what differs; the exit status is 1 then.
"""

import json
import math
import statistics
import sys

ERROR = 1 / 128  # of percentiles, as the manual has it
SAME = 1e-9  # of reals, which have some 15 digits


def lines(path, kind):
    for line in open(path):
        o = json.loads(line)
        if o["type"] == kind:
            yield o


def nearest_rank(values, percent):
    rank = math.ceil(percent / 100 * len(values))
    return sorted(values)[max(rank, 1) - 1]


def expected(path, keys):
    """By key: how many calls have returned, which failed, and the times of those seen whole."""
    rows = {}
    for c in lines(path, "call"):
        key = tuple(c[k] for k in keys)
        row = rows.setdefault(key, {"count": 0, "errors": 0, "ns": []})
        if c["state"] not in ("complete", "no_enter"):
            continue
        row["count"] += 1
        row["errors"] += c.get("errno") is not None
        if c["state"] == "complete" and not c.get("began_unseen"):
            row["ns"].append(c["dur_ns"])
    return {key: row for key, row in rows.items() if row["count"]}


def differs(name, ours, theirs, error=SAME):
    if ours == theirs or (theirs and abs(ours - theirs) <= error * abs(theirs)):
        return []
    return [f"{name}: {ours} is not {theirs}"]


def compare(row, want):
    bad = differs("count", row["count"], want["count"], 0)
    fields = row["fields"]
    if "errors" in fields:
        bad += differs("errors", fields["errors"]["count"], want["errors"], 0)
    d, ns = fields["duration_ns"], want["ns"]
    bad += differs("timed", d["count"], len(ns), 0) + differs("sum", d["sum"], sum(ns), 0)
    if not ns:
        return bad
    bad += differs("min", d["min"], min(ns), 0) + differs("max", d["max"], max(ns), 0)
    bad += differs("avg", d["avg"], statistics.fmean(ns))
    if len(ns) > 1:
        # A deviation that is next to nothing is a difference of numbers that are next to equal.
        want_dev = statistics.stdev(ns)
        if abs(d["stddev"] - want_dev) > 1e-6 * statistics.fmean(ns):
            bad.append(f"stddev: {d['stddev']} is not {want_dev}")
    for percent, value in d.get("percentiles", {}).items():
        bad += differs(f"p{percent}", value, nearest_rank(ns, float(percent)), ERROR)
    return bad


def main():
    keys = sys.argv[3].split(",")
    want = expected(sys.argv[1], keys)
    seen, bad = set(), []
    for row in lines(sys.argv[2], "stat"):
        if row["table"] == "errors":
            continue
        key = tuple(row["key"][k] for k in keys)
        if not row["count"]:
            continue  # only calls that had not returned
        if key in seen:
            bad.append(f"{key} is there twice")
        seen.add(key)
        if key not in want:
            bad.append(f"{key} was never there")
        else:
            bad += [f"{key} {text}" for text in compare(row, want[key])]
    bad += [f"{key} is missing" for key in want if key not in seen]
    print(f"{len(seen)} rows, {sum(len(w['ns']) for w in want.values())} calls")
    for text in bad[:20]:
        print(text)
    sys.exit(bool(bad) or not seen)


main()
