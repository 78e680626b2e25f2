#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""
usage: json_check.py FILE...            check what systrail trace --format=json wrote
       json_check.py --calls FILE...    check it, and print the calls as calls.awk does
       json_check.py --keys             print the keys that there can be

Holds each line to what systrail-json(5) says of it, key by key, with Python's parser. Arguments
are compared with `raw`, by their places in the kernel's format files. Prints FILE:LINE and what is
wrong; exit status 1 if anything is.
"""

import functools
import json
import os
import platform
import re
import sys

FORMATS = "/sys/kernel/tracing/events/syscalls/sys_enter_%s/format"

# What the kernel calls these, where a newer call has taken over the number.
ALIASES = ("%s", "new%s", "%s64")


# --- Types of values: each says whether it is one -------------------------------------------------

def integer(low, high):
    return lambda v: type(v) is int and low <= v <= high


def text(pattern):
    return lambda v: isinstance(v, str) and re.fullmatch(pattern, v, re.DOTALL) is not None


def object_of(*types):
    return lambda v: isinstance(v, dict) and all(type(each) in types for each in v.values())


def true(v):
    return v is True


def boolean(v):
    return type(v) is bool


def fields_of_tracepoint(v):
    def right(each):
        return NUMBER(each) or isinstance(each, str)

    return (isinstance(v, dict) and all(map(text("[A-Za-z_][A-Za-z_0-9]*"), v))
            and all(right(each) or isinstance(each, list) and all(map(NUMBER, each))
                    for each in v.values()))


def place(v):
    """Where an address lies: PLACE, whose last two keys come together or not at all."""
    return (isinstance(v, dict) and list(v) in (list(PLACE), list(PLACE)[:1])
            and all(PLACE[key](each) for key, each in v.items()))


def six_words(v):
    word = text(r"0x(0|[1-9a-f][0-9a-f]{0,15})")
    return isinstance(v, list) and len(v) == 6 and all(map(word, v))


NS = integer(0, 2**64 - 1)
CNT = integer(0, 2**64 - 1)
TID = integer(1, 2**22)
CPU = integer(0, 2**16)
NAME = text(r"[a-z_0-9]+")
STATE = text("complete|no_enter|in_child|no_return|exit_lost|unfinished")
ERRNO = text(r"E[A-Z0-9_]+|errno [0-9]+")
NUMBER = integer(-2**63, 2**64 - 1)
SIGNAL = text(r"SIG[A-Z0-9_]+|-?[0-9]+")
SIGNAL_CODE = text(r"[A-Z]+_[A-Z0-9_]+|-?[0-9]+")
PATH = text(r"/.*")

PLACE = {
    "addr": text(r"0|0x[1-9a-f][0-9a-f]{0,15}"),
    "file": text(r".+"),
    "offset": integer(0, 2**64 - 1),
}


# --- When a key is there: 1 always, 0 perhaps, or by the object ------------------------------------

def entered(call):
    return call["state"] not in ("no_enter", "in_child")


def returned(call):
    return (call["state"] in ("complete", "no_enter", "in_child")
            and call["syscall"] not in ("rt_sigreturn", "sigreturn"))


def failed(call):
    return -4095 <= call.get("ret", 0) <= -1


def timed(call):
    return call["state"] in ("complete", "unfinished")


def began_unseen(call):
    return not entered(call) or None  # None: perhaps


def cpu_known(call):
    # Where we came into the call there is no record of it before its end.
    return not (call["state"] in ("unfinished", "exit_lost") and call.get("began_unseen")) or None


# Which cgroup and container the thread is in, if that was asked for and is known.
GROUP = {
    "cgroup": (PATH, 0),
    "container_id": (text(".+"), 0),
    "container": (text(".+"), lambda found: "container_id" in found and None),
    "pod": (text(".+"), lambda found: "container_id" in found and None),
}


def mark(name, keys):
    """What has no duration: how each such object begins, and then its own keys."""
    return {
        "type": (text(name), 1),
        "ts_ns": (NS, 1),
        "pid": (TID, 1),
        "tid": (TID, 1),
        "comm": (text(r".{0,15}"), 1),
        "cpu": (CPU, 1),
        **GROUP,
        **keys,
    }


# By type of object, in the order in which they come.
SCHEMA = {
    "trace": {
        "type": (text("trace"), 1),
        "schema": (integer(1, 1), 1),
        "version": (text(".+"), 1),
        "clock": (text("monotonic"), 1),
        "wall_offset_ns": (integer(-2**63, 2**63 - 1), 0),
    },
    "call": {
        "type": (text("call"), 1),
        "ts_ns": (NS, 1),
        "began_unseen": (true, began_unseen),
        "dur_ns": (NS, timed),
        "at_most_ns": (NS, lambda call: call["state"] == "no_enter" and None),
        "pid": (TID, 1),
        "tid": (TID, 1),
        "comm": (text(r".{0,15}"), 1),
        "cpu": (CPU, cpu_known),
        **GROUP,
        "syscall": (NAME, 1),
        "nr": (integer(-1, 2**32 - 1), 1),
        "abi": (text("x86_64|i386|arm64|arm"), 1),
        "args": (object_of(int, str), entered),
        "strings": (object_of(str), lambda call: entered(call) and None),
        "fds": (object_of(str), 0),
        "raw": (six_words, entered),
        "ret": (integer(-2**63, 2**64 - 1), returned),
        "errno": (ERRNO, failed),
        "ret_text": (text(".+"), lambda call: returned(call) and not failed(call) and None),
        "state": (STATE, 1),
    },
    "tracepoint": mark("tracepoint", {
        "event": (text(r"[A-Za-z0-9_-]+:[A-Za-z0-9_.-]+"), 1),
        "fields": (fields_of_tracepoint, 1),
    }),
    "page_fault": mark("page_fault", {
        "major": (boolean, 1),
        "from": (place, 1),
        "to": (place, 1),
    }),
    "signal": mark("signal", {
        "signal": (SIGNAL, 1),
        "code": (SIGNAL_CODE, 1),
        "si_errno": (lambda v: integer(-2**31, 2**31 - 1)(v) and v != 0, 0),
    }),
    "thread_exit": mark("thread_exit", {
        "status": (integer(0, 255), lambda found: "signal" not in found and None),
        "signal": (SIGNAL, 0),
    }),
    "lost": {
        "type": (text("lost"), 1),
        "ts_ns": (NS, 1),
        "cpu": (CPU, 1),
        "cnt": (CNT, 1),
    },
}


class Wrong(Exception):
    pass


def expect(condition, *why):
    if not condition:
        raise Wrong(" ".join(map(str, why)))


# --- One line --------------------------------------------------------------------------------------

def unique(pairs):
    keys = [key for key, _ in pairs]
    expect(len(set(keys)) == len(keys), "a key comes twice:", keys)
    return dict(pairs)


def no_constant(name):
    raise Wrong(name + " is no JSON")


def parse(line):
    """The object in the bytes of a line, which has to be UTF-8 also behind the escapes."""
    try:
        expect(line.endswith(b"\n"), "the line does not end")
        decoded = line[:-1].decode("utf-8")
        unsafe = re.search("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", decoded)
        expect(not unsafe, "a control character that is not escaped:", ascii(decoded))
        found = json.loads(decoded, object_pairs_hook=unique, parse_constant=no_constant)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # no half of a pair
    except ValueError as err:
        raise Wrong(str(err)) from err
    expect(isinstance(found, dict), "not an object")
    return found


def check_keys(found):
    schema = SCHEMA.get(found.get("type"))
    expect(schema, "no such type:", found.get("type"))
    for key, (is_right, _) in schema.items():
        expect(key not in found or is_right(found[key]), key, "cannot be", found.get(key))
    for key, (_, when) in schema.items():
        wanted = when(found) if callable(when) else (True if when else None)
        expect(wanted is None or (key in found) == wanted, key,
               "is missing" if wanted else "should not be there")
    known = [key for key in schema if key in found]
    expect(list(found) == known, "keys are", list(found), "and not", known)


@functools.lru_cache(maxsize=None)
def kernel_fields(name):
    """The names of a call's arguments as this kernel has them, or None."""
    for alias in ALIASES:
        try:
            with open(FORMATS % (alias % name), encoding="ascii") as lines:
                fields = re.findall(r"field:[^;]*?(\w+);", lines.read())
                # Behind the number; what the kernel adds of strings is no argument.
                fields = fields[fields.index("__syscall_nr") + 1:]
                return [field for field in fields if not field.startswith("__")]
        except FileNotFoundError:
            pass
    return None


def native_fields(call):
    return kernel_fields(call["syscall"]) if call["abi"] == platform.machine() else None


def same_word(value, word):
    """Whether an argument is shown as @value that has @word in its register."""
    if isinstance(value, str):
        if not re.fullmatch("0|0x[0-9a-f]+", value):
            return True  # a name
        value = int(value, 16)
    return value % 2**64 == word or value % 2**32 == word % 2**32


def check_args(call):
    args, words = call["args"], [int(word, 16) for word in call["raw"]]
    expect(len(args) <= 6, "too many arguments")
    for key in call.get("strings", ()):
        expect(isinstance(args.get(key), str), key, "of strings is no string")
        expect(call["strings"][key] in ("whole", "cut", "unreadable"), key, "is wrong in strings")
    if call["syscall"].startswith("syscall_"):
        expect(list(args) == ["arg%d" % i for i in range(6)], "arguments of an unknown call")
        expect(call["syscall"] == "syscall_%d" % call["nr"], "nr is not that of the name")
        return False
    fields = native_fields(call)
    if fields is None:
        return False
    places = [fields.index(name) for name in args if name in fields]
    expect(places == sorted(places), "arguments are not in order:", list(args))
    expect(len(args) <= len(fields), "there are no such arguments:", list(args))
    for name in set(args) & set(fields) - set(call.get("strings", ())):
        expect(same_word(args[name], words[fields.index(name)]), name, "is", args[name],
               "but in raw", call["raw"])
    return True


def check_call(call):
    compared = entered(call) and check_args(call)
    for key in call.get("fds", ()):
        fd = call.get("ret") if key == "ret" else call.get("args", {}).get(key)
        expect(type(fd) is int and fd >= 0, key, "of fds is no file descriptor")
        expect(call["fds"][key], key, "of fds has no name")
    return compared


# --- Lines together ---------------------------------------------------------------------------------

class Trace:
    """What must hold from line to line of a file."""

    def __init__(self):
        self.types = {}  # of arguments
        self.ended_ns = {}  # by thread
        self.compared_cnt = 0

    def add_call(self, call):
        self.compared_cnt += check_call(call)
        # What an argument is may depend on words before it: ioctl(fd, FIONBIO, argp).
        words = tuple(v for v in call.get("args", {}).values() if re.match("[A-Z]", str(v)))
        for name, value in call.get("args", {}).items():
            key = (call["abi"], call["syscall"], words, name)
            expect(self.types.setdefault(key, type(value)) is type(value), name,
                   "was of another type before")
        # An exec by another thread than the first one takes over the tid of that.
        took_over = call["syscall"] in ("execve", "execveat") and call.get("ret") == 0
        expect(took_over or call["ts_ns"] >= self.ended_ns.get(call["tid"], 0),
               "begins before the last call of this thread ended")
        self.ended_ns[call["tid"]] = call["ts_ns"] + call.get("dur_ns", 0)

    def add_end(self, found):
        expect(found["ts_ns"] >= self.ended_ns.pop(found["tid"], 0),
               "the thread ends before its last call")

    def add(self, found, first):
        check_keys(found)
        expect(first == (found["type"] == "trace"), "the first object, and no other, is a trace")
        if found["type"] == "call":
            self.add_call(found)
        elif found["type"] == "thread_exit":
            self.add_end(found)


def as_line(call):
    """As calls.awk writes it."""
    result = str(call.get("ret", "?" if call["state"] in ("complete", "no_return") else "..."))
    if "errno" in call:
        result = "" if call["errno"].startswith("ERESTART") else "-1 "
        result += call["errno"]
    if not entered(call):
        return "%d ~%s() = %s" % (call["tid"], call["syscall"], result)
    args = ", ".join("%s: %s" % (name, value) for name, value in call["args"].items())
    return "%d %s(%s) = %s" % (call["tid"], call["syscall"], args, result)


def check_file(path, show_calls):
    trace = Trace()
    wrong_cnt = line_nr = 0
    with open(path, "rb") as lines:
        for line_nr, line in enumerate(lines, 1):
            try:
                found = parse(line)
                trace.add(found, line_nr == 1)
            except Wrong as err:
                wrong_cnt += 1
                if wrong_cnt <= 10:
                    print("%s:%d: %s: %s" % (path, line_nr, err, line.decode("utf-8", "replace")))
                continue
            if show_calls and found["type"] == "call":
                print(as_line(found))
            elif show_calls and found["type"] == "lost":
                print("LOST %d records on CPU %d" % (found["cnt"], found["cpu"]))
    if not line_nr:
        print("%s: there is nothing in it" % path)
    if not show_calls:
        print("%s: %d lines, %d wrong, %d compared with raw" % (
            path, line_nr, wrong_cnt, trace.compared_cnt))
    return line_nr > 0 and not wrong_cnt


def main(words):
    if words == ["--keys"]:
        print("\n".join(sorted({key for schema in (PLACE, *SCHEMA.values()) for key in schema})))
        return 0
    show_calls = words[:1] == ["--calls"]
    right = [check_file(path, show_calls) for path in words[show_calls:]]
    if not right:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        os._exit(1)
