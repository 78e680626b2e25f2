# SPDX-License-Identifier: GPL-2.0-only
"""What strace wrote with -ff: a file a thread, a line a call."""

import re
from dataclasses import dataclass

NAME = re.compile(r"(\w+)\(")
NO_ARGUMENT = re.compile(r"<(unfinished|\.\.\. ?resuming|detached).*$")
RESULT = re.compile(r"\s*= (?P<number>-?\w+|\?)(?: (?P<errno>E[A-Z0-9_]+))?(?: \((?P<text>.*)\))?$")


@dataclass
class Call:
    line: str
    name: str
    args: list          # texts, in strace's order
    result: bool = False   # there is one, that is not `?` alone
    number: object = None
    errno: object = None
    words: object = None   # the result in words

    @property
    def nr(self):
        """The number of a call that strace has no name for, else None."""
        return int(self.name[8:], 16) if self.name.startswith("syscall_0x") else None


def calls(path):
    """The calls of a thread in their order. Signals and the end of the thread are no calls."""
    found = []
    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            line = line.rstrip("\n")
            match = NAME.match(line)
            if match:
                found.append(_call(line, match))
    return found


def _call(line, match):
    args, end = split_arguments(line, match.end())
    call = Call(line, match.group(1), args)
    result = RESULT.match(line, end)
    if result:
        if result["number"] != "?":
            call.number = number(result["number"])
        call.errno = result["errno"]
        call.words = result["text"]
        call.result = call.number is not None or call.errno is not None
    return call


def split_arguments(line, at):
    """The texts between the commas of a list that begins at `at`, and where it has ended."""
    args, depth, begin = [], 0, at
    while at < len(line):
        if line.startswith("/*", at):
            at = _end_of_comment(line, at)
            continue
        char = line[at]
        if char == '"':
            at = _end_of_string(line, at)
            continue
        if char in "([{":
            depth += 1
        elif char in "]})":
            if not depth:
                break
            depth -= 1
        elif char == "," and not depth:
            args.append(line[begin:at].strip())
            begin = at + 1
        at += 1
    last = NO_ARGUMENT.sub("", line[begin:at]).strip()
    if last:
        args.append(last)
    return args, at + 1


def _end_of_string(line, at):
    at += 1
    while at < len(line) and line[at] != '"':
        at += 2 if line[at] == "\\" else 1
    return at + 1


def _end_of_comment(line, at):
    """They nest."""
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(line, at):
        depth += 1 if mark.group() == "/*" else -1
        if not depth:
            return mark.end()
    return len(line)


def number(text):
    """The value of a number as C has it, or None."""
    if text == "NULL":
        return 0
    if re.fullmatch(r"-?0[0-7]+", text):
        return int(text, 8)
    try:
        return int(text, 0)
    except ValueError:
        return None
