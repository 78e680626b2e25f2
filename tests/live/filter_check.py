#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
usage: filter_check.py [GROUP...]

Checks what options select, against what they should select of the same calls. While the tracee
`selective` runs, one systrail traces it without a filter, and one for each option beside it. What
the first has written, narrowed down by a line of Python here, must be what the others have.

Nothing in this file knows how systrail filters: a row has the options and the meaning that the
manual gives them. Prints what differs, and exits with 1 if anything does. Programs are found by
the environment's SYSTRAIL and TRACEES; the current directory is used for files.
"""

import collections
import fnmatch
import functools
import json
import os
import platform
import re
import shlex
import signal
import subprocess
import sys
import time

SYSTRAIL = os.environ["SYSTRAIL"]
SELECTIVE = os.path.join(os.environ["TRACEES"], "selective")
PATIENCE_S = int(os.environ.get("PATIENCE", "60"))

# So many systrails at a time; each sees all calls of the tracee.
AT_ONCE = 12

# Two tracers do not read the clock at the same moment. What is as near as that to a limit of time
# may be on either side of it.
MARGIN_NS = 5_000_000
LIMIT_MS = 15
LIMIT_NS = LIMIT_MS * 1_000_000

POLL_NR = {"x86_64": 7, "aarch64": 73}.get(platform.machine(), -1)
LAST_MARK = '"0xfa5"'
CREAT, TRUNC = 0o100, 0o1000

# --- The calls of the tracee, as they are asked about ----------------------------------------------


class Tracee:
    """The program, and the ids of its threads."""

    def __init__(self):
        self.data, self.other = os.path.realpath("data"), os.path.realpath("other")
        for path in (self.data, self.other):
            with open(path, "w") as f:
                f.write("0123456789" * 10)
        self.process = subprocess.Popen([SELECTIVE, "."], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        said = self.ids_until("# ready")
        self.worker, self.child = said["worker"], said["child"]
        self.pids = {self.pid, self.child}
        self.abi = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())

    def ids_until(self, last):
        """Whom it tells about, `# NAME ID`, before this line."""
        ids = {}
        for line in self.process.stdout:
            if line.rstrip() == last:
                return ids
            name, tid = line.split()[1:]
            ids[name] = int(tid)
        raise SystemExit("the tracee has ended before '%s'" % last)

    def work(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.pids.add(self.ids_until("# done")["late"])

    def end(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)

    def is_nobodys(self, call):
        """The child becomes nobody; of the call that does it both is true."""
        if call["tid"] != self.child or call["syscall"] == "setresuid":
            return None if call["tid"] == self.child else False
        return call["ts_ns"] > self.became_nobody_ns

    def look_at(self, calls):
        """Takes from the calls when things happened."""
        self.became_nobody_ns = next(c["ts_ns"] for c in calls if c["syscall"] == "setresuid")

    def kill(self):
        """Also its children, whom the end of their input ends."""
        self.process.kill()
        self.process.wait()
        if not self.process.stdin.closed:
            self.process.stdin.close()


def word(call, idx):
    return int(call["raw"][idx], 16)


def failed(call):
    return "errno" in call


def returned(call):
    return "ret" in call


# The arguments of the tracee's calls that are file descriptors, in their order.
FDS = ("fd", "dfd", "oldfd", "newfd", "fildes")


def fds(call):
    return [v for k, v in call["args"].items() if k in FDS]


def first_file(call):
    """What the first of them is."""
    return call["fds"][next(k for k in (*call["args"], "none") if k in (*FDS, "none"))]


def touches(call, path):
    return path in call.get("fds", {}).values()


def lasts(call):
    """Whether it takes LIMIT_NS; None: it is too near to that."""
    if call["state"] != "complete" or abs(call["dur_ns"] - LIMIT_NS) < MARGIN_NS:
        return None
    return call["dur_ns"] > LIMIT_NS


def opposite(wanted):
    return None if wanted is None else not wanted


def lasts_not(call):
    return opposite(lasts(call))


@functools.cache
def calls_of_class(name):
    listed = subprocess.run([SYSTRAIL, "list", "syscalls", "--class", name], check=True,
                            capture_output=True, text=True).stdout
    return set(re.findall(r"([a-z_0-9]+)\(", listed))


def in_class(call, name):
    return call["syscall"] in calls_of_class(name)


# --- What options mean -----------------------------------------------------------------------------

LONG = "%d" % LIMIT_MS
READS = ("pread64", "pwrite64", "recvfrom", "sendto")

# The group's name -> rows of options, as for a shell, and what they mean for a call c of the tracee
# t. True: it is shown, False: it is not, None: either would be right. A KeyError means that the
# call lacks the field. {t.NAME} in options is filled in.
GROUPS = {
    "calls": [
        ("-e read", lambda c, t: c["syscall"] == "read"),
        ("-e read,close", lambda c, t: c["syscall"] in ("read", "close")),
        ("-e read -e close", lambda c, t: c["syscall"] in ("read", "close")),
        ("-e '!read,close'", lambda c, t: c["syscall"] not in ("read", "close")),
        ("-e trace=openat,dup2", lambda c, t: c["syscall"] in ("openat", "dup2")),
        ("-e 'trace=!lseek'", lambda c, t: c["syscall"] != "lseek"),
        ("-e 'p*64'", lambda c, t: fnmatch.fnmatch(c["syscall"], "p*64")),
        ("-e '?read64'", lambda c, t: c["syscall"] == "pread64"),
        ("-e '/^(f|get|send)/'", lambda c, t: re.search("^(f|get|send)", c["syscall"])),
        ("-e '/at/,close'", lambda c, t: "at" in c["syscall"] or c["syscall"] == "close"),
        ("-e %network", lambda c, t: in_class(c, "%network")),
        ("-e %file,%memory", lambda c, t: in_class(c, "%file") or in_class(c, "%memory")),
        ("-e '!%desc'", lambda c, t: not in_class(c, "%desc")),
        ("-e %desc -e '!%network'",
         lambda c, t: in_class(c, "%desc") and not in_class(c, "%network")),
        ("-e '?no_such_call,sched_yield'", lambda c, t: c["syscall"] == "sched_yield"),
        ("-e all", lambda c, t: True),
    ],
    "results": [
        ("--failure", lambda c, t: failed(c)),
        ("--success", lambda c, t: returned(c) and not failed(c)),
        ("--errno ENOENT", lambda c, t: c["errno"] == "ENOENT"),
        ("--errno ENOENT,EAGAIN", lambda c, t: c["errno"] in ("ENOENT", "EAGAIN")),
        ("--errno 9", lambda c, t: c["errno"] == "EBADF"),
        ("-e status=failed", lambda c, t: failed(c)),
        ("-e status=successful", lambda c, t: returned(c) and not failed(c)),
        ("-e status=unfinished", lambda c, t: c["state"] in ("unfinished", "no_return")),
        ("-e 'status=!failed'", lambda c, t: not failed(c)),
        ("-e read,openat --failure", lambda c, t: failed(c) and c["syscall"] in ("read", "openat")),
        ("-e '!lseek' --errno EBADF", lambda c, t: c["errno"] == "EBADF" and c["syscall"] != "lseek"),
        ("-e %file --success", lambda c, t: in_class(c, "%file") and returned(c) and not failed(c)),
        ("-e mmap --success", lambda c, t: c["syscall"] == "mmap" and returned(c)),
    ],
    "durations": [
        ("--duration " + LONG, lambda c, t: lasts(c)),
        ("--duration-below " + LONG, lambda c, t: lasts_not(c)),
        ("--duration %s --duration-below 1000000" % LONG, lambda c, t: lasts(c)),
        ("--duration %s -e clock_nanosleep" % LONG,
         lambda c, t: c["syscall"] == "clock_nanosleep" and lasts(c)),
        ("--duration-below %s --failure" % LONG, lambda c, t: failed(c) and lasts_not(c)),
        ("--expr 'duration >= %sms'" % LONG, lambda c, t: lasts(c)),
        ("--expr 'duration < 0.0%ss && error'" % LONG, lambda c, t: failed(c) and lasts_not(c)),
    ],
    "files": [
        ("-P {t.data}", lambda c, t: touches(c, t.data)),
        ("-P {t.data} -P {t.other}", lambda c, t: touches(c, t.data) or touches(c, t.other)),
        ("-P {t.other} -e pread64", lambda c, t: c["syscall"] == "pread64" and touches(c, t.other)),
        ("-P {t.other} --success", lambda c, t: not failed(c) and touches(c, t.other)),
        ("-P {t.data} -e '!pread64'", lambda c, t: c["syscall"] != "pread64" and touches(c, t.data)),
        ("-P ./data", lambda c, t: touches(c, t.data)),
        ("--expr 'fd.path == \"{t.data}\"'", lambda c, t: first_file(c) == t.data),
        ("--expr 'fd.path =~ \"*/other\" && syscall == \"pwrite64\"'",
         lambda c, t: c["syscall"] == "pwrite64" and first_file(c) == t.other),
        ("--expr 'fd.path !~ \"/*\"'", lambda c, t: not first_file(c).startswith("/")),
    ],
    "fds": [
        ("--fd 20", lambda c, t: 20 in fds(c)),
        ("--fd 22,24", lambda c, t: 22 in fds(c) or 24 in fds(c)),
        ("--fd 30", lambda c, t: 30 in fds(c)),
        ("--fd 999 --failure", lambda c, t: failed(c) and 999 in fds(c)),
        ("--expr 'fd == 20'", lambda c, t: fds(c)[:1] == [20]),
        ("--expr 'fd in (22, 24) || ret == 30'",
         lambda c, t: fds(c)[:1] in ([22], [24]) or c["ret"] == 30),
    ],
    "expressions": [
        ("--expr 'syscall == \"read\"'", lambda c, t: c["syscall"] == "read"),
        ("--expr 'syscall != \"read\" && ret >= 0'",
         lambda c, t: c["syscall"] != "read" and c["ret"] >= 0),
        ("--expr 'syscall =~ \"*64\"'", lambda c, t: c["syscall"].endswith("64")),
        ("--expr 'syscall =~ /^p.*64$/'", lambda c, t: re.search("^p.*64$", c["syscall"])),
        ("--expr 'syscall !~ \"*e*\"'", lambda c, t: "e" not in c["syscall"]),
        ("--expr 'syscall in (\"read\", \"close\", \"dup2\")'",
         lambda c, t: c["syscall"] in ("read", "close", "dup2")),
        ("--expr 'error'", lambda c, t: failed(c)),
        ("--expr '!error'", lambda c, t: returned(c) and not failed(c)),
        ("--expr 'not error and ret > 0xf'", lambda c, t: not failed(c) and c["ret"] > 15),
        ("--expr 'ret < 0'", lambda c, t: c["ret"] < 0),
        ("--expr 'errno == ENOENT'", lambda c, t: c["errno"] == "ENOENT"),
        ("--expr 'errno in (EAGAIN, 22)'", lambda c, t: c["errno"] in ("EAGAIN", "EINVAL")),
        ("--expr '!(errno == ENOENT)'", lambda c, t: c["errno"] != "ENOENT"),
        ("--expr 'errno == ENOENT || syscall == \"dup2\"'",
         lambda c, t: c["syscall"] == "dup2" or c["errno"] == "ENOENT"),
        ("--expr 'bytes > 5 && syscall in %s'" % str(READS).replace("'", '"'),
         lambda c, t: c["syscall"] in READS and c["ret"] > 5),
        ("--expr 'args.count in (3, 4) && syscall =~ \"p*64\"'",
         lambda c, t: c["syscall"] in ("pread64", "pwrite64") and word(c, 2) in (3, 4)),
        ("--expr 'args.flags & CREAT'",
         lambda c, t: None if c["syscall"] != "openat" else word(c, 2) & CREAT),
        ("--expr 'syscall == \"openat\" && args.flags & (O_CREAT|O_TRUNC) == CREAT'",
         lambda c, t: c["syscall"] == "openat" and word(c, 2) & (CREAT | TRUNC) == CREAT),
        ("--expr 'args.prot == READ && args.len > 16K'",
         lambda c, t: c["syscall"] == "mmap" and word(c, 2) == 1 and word(c, 1) > 16384),
        ("--expr 'arg2 == 7 && syscall == \"pread64\"'",
         lambda c, t: c["syscall"] == "pread64" and word(c, 2) == 7),
        ("--expr 'comm == \"worker\"'", lambda c, t: c["comm"] == "worker"),
        ("--expr 'comm =~ \"sel*\" && syscall == \"getppid\"'",
         lambda c, t: c["comm"].startswith("sel") and c["syscall"] == "getppid"),
        ("--expr 'tid == {t.worker}'", lambda c, t: c["tid"] == t.worker),
        ("--expr 'pid != {t.child}'", lambda c, t: c["pid"] != t.child),
        ("--expr 'pid == {t.child} || tid == {t.worker}'",
         lambda c, t: c["pid"] == t.child or c["tid"] == t.worker),
        ("--expr 'state == \"complete\"'", lambda c, t: c["state"] == "complete"),
        ("--expr 'abi == \"{t.abi}\" && cpu >= 0'", lambda c, t: c["cpu"] >= 0),
        ("--expr 'nr >= 0x10 && nr < 64'", lambda c, t: 16 <= c["nr"] < 64),
        ("--expr 'error' --errno EBADF -e 'p*'",
         lambda c, t: c["errno"] == "EBADF" and c["syscall"].startswith("p")),
        ("--expr 'ret > 2' -e %desc --success", lambda c, t: in_class(c, "%desc") and c["ret"] > 2),
    ],
    "users": [
        ("-u 65534", lambda c, t: t.is_nobodys(c)),
        ("-u 0", lambda c, t: opposite(t.is_nobodys(c))),
        ("-u 65534 --failure -e '!read'",
         lambda c, t: failed(c) and c["syscall"] != "read" and t.is_nobodys(c)),
        ("--expr 'uid == 65534'", lambda c, t: t.is_nobodys(c)),
        ("--expr 'uid == 0 && syscall == \"getppid\"'",
         lambda c, t: c["syscall"] == "getppid" and opposite(t.is_nobodys(c))),
    ],
    "targets": [
        ("-p {t.pid}", lambda c, t: c["pid"] != t.child),
        ("-p {t.child}", lambda c, t: c["pid"] == t.child),
        ("-t {t.worker}", lambda c, t: c["tid"] == t.worker),
        ("-t {t.worker},{t.child} --failure",
         lambda c, t: failed(c) and c["tid"] in (t.worker, t.child)),
        ("-a --filter-pids {t.child}", lambda c, t: c["pid"] != t.child),
        ("-a --filter-pids {t.pid} -e pread64,dup2",
         lambda c, t: c["pid"] != t.pid and c["syscall"] in ("pread64", "dup2")),
    ],
}

# --- Tracing --------------------------------------------------------------------------------------


class Trace:
    """A systrail that traces the tracee with some options."""

    def __init__(self, tracee, options, name):
        self.options, self.path = options, name + ".json"
        self.all = "-a" in options
        words = shlex.split(options.format(t=tracee))
        if not {"-p", "-t", "-a"} & set(words):
            words += ["-p", "%d,%d" % (tracee.pid, tracee.child)]
        self.process = subprocess.Popen(
            [SYSTRAIL, "trace", "--format=json", "-m", "2M", "-o", self.path, *words],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def has_begun(self):
        """It waits for records, which it does when it has looked at all threads."""
        if self.process.poll() is not None:
            raise SystemExit("systrail %s: %s" % (self.options, self.process.stderr.read()))
        with open("/proc/%d/syscall" % self.process.pid) as f:
            nr, *args = f.read().split()
        return nr == str(POLL_NR) and int(args[1], 16) == 2 and int(args[2], 16) > 0

    def end(self):
        if self.all:
            self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=PATIENCE_S)[1]
        if self.process.returncode or said:
            raise SystemExit("systrail %s: status %d: %s"
                             % (self.options, self.process.returncode, said))

    def has(self, text):
        with open(self.path) as f:
            return text in f.read()

    def calls(self, pids):
        with open(self.path) as lines:
            objects = [json.loads(line) for line in lines]
        if any(o["type"] == "lost" for o in objects):
            raise SystemExit("systrail %s: records were lost" % self.options)
        return [o for o in objects if o["type"] == "call" and o["pid"] in pids]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("waited %d seconds in vain" % PATIENCE_S)
        time.sleep(0.005)


# --- Comparing ------------------------------------------------------------------------------------


def key(call):
    """What is the same in two traces of the same call. The time is not: each reads the clock."""
    return (call["tid"], call["syscall"], tuple(call.get("raw", ())), call.get("ret"), call["state"])


def means(meaning, call, tracee):
    try:
        wanted = meaning(call, tracee)
    except KeyError:
        return False
    return wanted if wanted is None else bool(wanted)


def compare(trace, meaning, all_calls, tracee):
    """The number of calls that had to be shown; prints which are wrong, and then says -1."""
    must, may = collections.Counter(), collections.Counter()
    for call in all_calls:
        wanted = means(meaning, call, tracee)
        must[key(call)] += wanted is True
        may[key(call)] += wanted is not False
    shown = collections.Counter(map(key, trace.calls(tracee.pids)))
    wrong = [("not shown", k) for k in must if shown[k] < must[k]]
    wrong += [("shown", k) for k in shown if shown[k] > may[k]]
    for what, (tid, syscall, _, ret, state) in wrong[:5]:
        print("%s: %s: %d %s = %s, %s" % (trace.options, what, tid, syscall, ret, state))
    if wrong:
        print("%s: %d calls are wrong of %d" % (trace.options, len(wrong), len(all_calls)))
    return -1 if wrong else sum(must.values())


def run(rows):
    """Traces the tracee with each row's options; the number of rows that are wrong."""
    started = []
    try:
        tracee = Tracee()
        started.append(tracee)
        whole = Trace(tracee, "", "whole")
        started.append(whole)
        traces = []
        for options, _ in rows:
            traces.append(Trace(tracee, options, "filtered.%d" % len(traces)))
            started.append(traces[-1])
        for trace in (whole, *traces):
            wait_until(trace.has_begun)
        # So that what they are in is long for all of them, and /proc has told what is open.
        time.sleep(0.2)
        tracee.work()
        # Whoever wants to know a thread's user has to find it alive.
        wait_until(lambda: whole.has(LAST_MARK))
        time.sleep(0.2)
        tracee.end()
        for trace in (whole, *traces):
            trace.end()
        all_calls = whole.calls(tracee.pids)
        tracee.look_at(all_calls)
        return [compare(trace, meaning, all_calls, tracee)
                for trace, (_, meaning) in zip(traces, rows)]
    finally:
        for each in started:
            each.kill()


def main():
    bad = 0
    for group in sys.argv[1:] or GROUPS:
        rows = GROUPS[group]
        # The names of fds come from calls that the kernel then has to let through.
        if group not in ("files", "targets"):
            rows = rows + [(options + " --decode-fds=none", meaning) for options, meaning in rows]
        for i in range(0, len(rows), AT_ONCE):
            cnts = run(rows[i:i + AT_ONCE])
            bad += cnts.count(-1)
            for (options, _), cnt in zip(rows[i:i + AT_ONCE], cnts):
                print("%5d  %s" % (cnt, options))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
