# SPDX-License-Identifier: GPL-2.0-only
"""What systrail wrote with --format=json: the calls of the threads that one asks for."""

import json
import re
from functools import lru_cache
from pathlib import Path

TID = re.compile(r'"tid":(\d+)')
FIELD = re.compile(r"field:.*?(\w+)(?:\[\d*\])?;")
TRACEFS = [Path("/sys/kernel/tracing"), Path("/sys/kernel/debug/tracing")]


def calls(path, tids):
    """By thread its calls in their order, and how many records were lost."""
    found, lost_cnt = {tid: [] for tid in tids}, 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            tid = TID.search(line)
            if not tid:
                item = json.loads(line)
                lost_cnt += item["cnt"] if item["type"] == "lost" else 0
            elif int(tid.group(1)) in found:
                item = json.loads(line)
                # A fork returns in its child, too, but strace shows what was called.
                if item["type"] == "call" and item["state"] != "in_child":
                    found[item["tid"]].append(item)
    return found, lost_cnt


@lru_cache(maxsize=None)
def kernel_names(name):
    """The names of a call's arguments, in the order of the registers."""
    for tracefs in TRACEFS:
        try:
            text = (tracefs / "events/syscalls" / f"sys_enter_{name}" / "format").read_text()
        except OSError:
            continue
        names = FIELD.findall(text)
        return names[names.index("__syscall_nr") + 1:]
    return []


def arguments(call, register_of):
    """
    The arguments as (register, name, value). Those that mean nothing in this call are left out, so
    the name has to say which register one is in. Where it is not the kernel's, register_of(CALL,
    NAME) may know; otherwise it is the next one.
    """
    names = kernel_names(call["syscall"])
    register = -1
    for name, value in call.get("args", {}).items():
        if name in names:
            register = names.index(name)
        else:
            known = register_of(call["syscall"], name)
            register = register + 1 if known is None else known
        yield register, name, value
