# SPDX-License-Identifier: GPL-2.0-only
"""Whether a live trace and a recording, both as JSON, tell the same.

usage: same_json.py [--two-runs] LIVE RECORDED

Both are of the same calls, or with --two-runs of two runs of the same command. Objects are compared
thread by thread in their order, all keys, but for

- times: two events see the same call at slightly different moments;
- what was going on when the two began or ended, which they did not at the same moment: calls at the
  ends of a thread that only one of them has, or has in part;
- names of file descriptors that only the live trace has: it can look at files that were opened
  meanwhile, a recording knows those that were open at its beginning;
- with --two-runs: pids and tids, also as results, addresses, inodes, and on which CPU it was.
"""

import json
import sys

TIMES = ("ts_ns", "dur_ns", "at_most_ns", "wall_offset_ns")
RUN = ("pid", "tid", "cpu", "raw", "args", "ret", "fds", "pids")


def read(path, two_runs):
    threads, order = {}, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            o = json.loads(line)
            if o["type"] in ("trace", "lost"):
                if o["type"] == "lost":
                    sys.exit(f"{path}: records were lost, and so there is nothing to compare")
                continue
            tid = o["tid"]
            if tid not in threads:
                threads[tid] = []
                order.append(tid)
            for key in TIMES + (RUN if two_runs else ()):
                o.pop(key, None)
            threads[tid].append(o)
    return [(tid, threads[tid]) for tid in order]


def cut(objects):
    """Without what may be missing at the ends: calls that were not seen whole."""
    return [o for o in objects if o["type"] != "call" or o["state"] == "complete"]


def take_names(live, recorded):
    """Removes names of fds that only the live trace has; the others have to be equal."""
    live_fds, recorded_fds = live.pop("fds", {}), recorded.pop("fds", {})
    for arg, name in recorded_fds.items():
        if live_fds.get(arg) != name:
            return False
    return True


def compare(tid, live, recorded):
    # The one that began later lacks the first calls, the one that ended earlier the last.
    live, recorded = cut(live), cut(recorded)
    shorter, longer = sorted((live, recorded), key=len)
    starts = range(len(longer) - len(shorter) + 1)
    plain = [dict(o) for o in shorter]
    for o in plain:
        o.pop("fds", None)

    def same_at(start):
        for a, b in zip(plain, longer[start:]):
            b = {k: v for k, v in b.items() if k != "fds"}
            if a != b:
                return False
        return True

    for start in starts:
        if same_at(start):
            pairs = zip(live, recorded[start:]) if shorter is live else zip(live[start:], recorded)
            for a, b in pairs:
                if not take_names(dict(a), dict(b)):
                    sys.exit(f"thread {tid}: names differ:\n  live     {a}\n  recorded {b}")
            return len(shorter), len(longer) - len(shorter)
    for a, b in zip(live, recorded):
        if {**a, "fds": 0} != {**b, "fds": 0}:
            sys.exit(f"thread {tid}:\n  live     {a}\n  recorded {b}")
    sys.exit(f"thread {tid}: {len(live)} live, {len(recorded)} recorded")


def main():
    two_runs = sys.argv[1] == "--two-runs"
    live, recorded = (read(path, two_runs) for path in sys.argv[-2:])
    same = 0
    if two_runs:
        if len(live) != len(recorded):
            sys.exit(f"{len(live)} threads live, {len(recorded)} recorded")
        for (tid, a), (_, b) in zip(live, recorded):
            same += compare(tid, a, b)[0]
    else:
        recorded = dict(recorded)
        for tid, objects in live:
            if cut(objects):
                same += compare(tid, objects, recorded.pop(tid, []))[0]
        rest = [tid for tid, objects in recorded.items() if cut(objects)]
        if rest:
            sys.exit(f"threads that only the recording has: {rest}")
    if not same:
        sys.exit("nothing to compare")
    print(f"{same} objects are equal")


main()
