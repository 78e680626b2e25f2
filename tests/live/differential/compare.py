# SPDX-License-Identifier: GPL-2.0-only
"""Compares the calls of one run, which two tracers have watched at the same time."""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import systrail_output
import values
from spelling import rows

SHORT = ("i386", "arm")  # registers of 32 bits
EXIT_GROUP = 231  # on x86_64
KEY = re.compile(r"(\w+)=(?!=)")


@dataclass
class Disagreement:
    call: str
    arg: str
    theirs: str    # what strace has and systrail has not
    ours: str
    their_line: str
    our_line: str

    @property
    def key(self):
        return self.call, self.arg, self.theirs, self.ours


@dataclass
class Report:
    """What came out of one entry of the corpus, or of several."""

    call_cnt: int = 0
    arg_cnt: int = 0
    nameless_cnt: int = 0      # calls of which strace knows only the number
    before_cnt: int = 0        # calls that strace's child had made before strace looked at it
    cut_cnt: int = 0           # calls that a thread was in when it was killed
    disagreement_cnt: int = 0  # also the same one again
    explained_cnt: int = 0
    problems: list = field(default_factory=list)
    disagreements: list = field(default_factory=list)

    def add(self, other):
        """Adds the numbers."""
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)


def _matches(text, patterns):
    return any(fnmatchcase(text, pattern) for pattern in patterns.split(","))


class Explanations:
    """The rows of explained.txt, and which of them were needed."""

    def __init__(self, path):
        self.rows = [tuple(words) for words in rows(path)]
        self.used = set()
        for row in self.rows:
            if len(row) < 5:
                raise ValueError(f"{path}: a row without a reason: {' '.join(row)}")

    def explains(self, d):
        for row in self.rows:
            if all(_matches(text, patterns) for text, patterns in zip(d.key, row)):
                self.used.add(row)
                return True
        return False

    def unused(self):
        return [" ".join(row) for row in self.rows if row not in self.used]


class Comparer:
    def __init__(self, spelling, explanations):
        self.spelling = spelling
        self.explanations = explanations

    def compare_threads(self, theirs, ours):
        """theirs, ours: by thread the calls in their order."""
        report = Report()
        for tid, calls in theirs.items():
            self._compare_thread(report, tid, calls, ours[tid])
        return report

    def _compare_thread(self, report, tid, theirs, ours):
        ours = self._without_beginning(report, theirs, ours)
        for their, our in zip(theirs, ours):
            if not self._same_call(their, our):
                report.problems.append(f"thread {tid}: the calls are no longer the same ones:\n"
                                       f"\t{their.line}\n\t{_line(our)}")
                return
            self._compare_call(report, their, our, is_last=their is theirs[-1])
        self._note_rest(report, tid, theirs, ours)

    @staticmethod
    def _without_beginning(report, theirs, ours):
        """The first process is strace's, until it becomes the command."""
        begin = 0
        if theirs and theirs[0].name == "execve":
            begin = next((i for i, our in enumerate(ours) if our["syscall"] == "execve"), 0)
        report.before_cnt += begin
        return ours[begin:]

    @staticmethod
    def _note_rest(report, tid, theirs, ours):
        """Who is killed in a call is not seen by strace to be in it, or not by us to leave it."""
        rest = [c.line for c in theirs[len(ours):]] + [_line(c) for c in ours[len(theirs):]]
        if len(rest) == 1 and ours and ours[-1]["state"] != "complete":
            report.cut_cnt += 1
        elif rest:
            report.problems.append(f"thread {tid}: {len(rest)} calls too many, the first is\n"
                                   f"\t{rest[0]}")

    @staticmethod
    def _same_call(their, our):
        return their.name == our["syscall"] if their.nr is None else their.nr == our["nr"]

    def _compare_call(self, report, their, our, is_last=False):
        if their.nr is not None:
            report.nameless_cnt += 1
            return
        report.call_cnt += 1
        raw = [int(text, 16) for text in our.get("raw", [])]
        shown = {name: (raw[idx], value) for idx, name, value in self._arguments(our)}
        for name, text in self._by_our_name(their, our):
            if name in shown:
                register, value = shown[name]
                self._compare_arg(report, their, our, name, text, register, value)
        # Where a process is killed, strace may see the beginning of its next call (exit_group) as
        # the end of this one, and its number as the result.
        if is_last and their.errno is None and their.number == EXIT_GROUP != our.get("ret"):
            report.cut_cnt += 1
        else:
            self._compare_result(report, their, our)

    def _by_our_name(self, their, our):
        """
        strace's texts with the names that systrail has for the arguments. Each of the two leaves
        out what means nothing in this call. Where that is not the same, strace shows what is in
        the registers from the first on, or has an order of its own.
        """
        by_register = {idx: name for idx, name, _ in self._arguments(our)}
        order = self.spelling.orders.get(our["syscall"])
        if not order and len(by_register) == len(their.args):
            order = list(by_register.values())
        for position, text in enumerate(their.args):
            key = KEY.match(text)
            if key:
                yield self.spelling.keys.get((our["syscall"], key[1]), key[1]), text[key.end():]
            elif order:
                yield (order[position] if position < len(order) else "-"), text
            elif position in by_register:
                yield by_register[position], text

    def _arguments(self, our):
        return systrail_output.arguments(our, self.spelling.register)

    def _compare_arg(self, report, their, our, name, text, register, shown):
        call = our["syscall"]
        value = values.from_strace(self.spelling.rewrite(call, name, text))
        if value is None or self.spelling.skipped(call, name):
            return
        if our["abi"] in SHORT and value.number is not None:
            value.number &= 0xffffffff  # strace extends the sign of some
        value.names -= self.spelling.zero_names(call, name)
        report.arg_cnt += 1
        self._note(report, their, our, name,
                   values.differences(value, values.from_systrail(shown), register,
                                      self.spelling))

    def _compare_result(self, report, their, our):
        if not their.result or self.spelling.skipped(our["syscall"], "result"):
            return
        if their.errno != our.get("errno"):
            different = [(str(their.errno), str(our.get("errno")))]
        elif their.number is None or their.errno or "ret" not in our:
            return
        else:
            different = self._result_difference(their, our)
        report.arg_cnt += 1
        self._note(report, their, our, "result", different)

    def _result_difference(self, their, our):
        if not values.same_number(their.number, our["ret"]):
            return [(str(their.number), str(our["ret"]))]
        if "ret_text" not in our:
            return []
        words = self.spelling.rewrite(our["syscall"], "result", their.words or "")
        theirs = values.from_strace(words) if words else values.Value()
        theirs.number = their.number
        return values.differences(theirs, values.from_systrail(our["ret_text"]), None,
                                  self.spelling)

    def _note(self, report, their, our, name, differences):
        for in_theirs, in_ours in differences:
            found = Disagreement(our["syscall"], name, in_theirs, in_ours, their.line, _line(our))
            if self.explanations.explains(found):
                report.explained_cnt += 1
                continue
            report.disagreement_cnt += 1
            if all(d.key != found.key for d in report.disagreements):
                report.disagreements.append(found)


def _line(our):
    args = ", ".join(f"{name}: {value}" for name, value in our.get("args", {}).items())
    result = our.get("ret_text", our.get("errno", our.get("ret", "?")))
    return f"{our['syscall']}({args}) = {result}"
