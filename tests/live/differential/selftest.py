# SPDX-License-Identifier: GPL-2.0-only
"""That the comparer finds what differs, and only that: pairs of values, and hand-made calls."""

import tempfile
import unittest
from pathlib import Path

import compare
import spelling
import strace_output
import values

HERE = Path(__file__).resolve().parent
SPELLING = spelling.Spelling(HERE / "spelling.txt")

# strace's text, systrail's value, the register: what differs
PAIRS = [
    ("3", 3, 3, []),
    ("-1", 4294967295, 0xffffffff, []),
    ("-1", 1, 0xffffffff, [("-1", "1")]),
    ("4096", 4097, 4097, [("4096", "4097")]),
    ("NULL", "0", 0, []),
    ("0x7f00", "0x7f01", 0x7f01, [("32512", "0x7f01")]),
    ("0644", "0644", 0o644, []),
    ("0644", "0640", 0o640, [("420", "0640")]),
    ("0x80002 /* O_RDWR|O_CLOEXEC */", "RDWR|CLOEXEC", 0x80002, []),
    ("0x80002 /* O_RDWR|O_CLOEXEC */", "CLOEXEC|RDWR", 0x80002, []),
    ("0x80002 /* O_RDWR|O_CLOEXEC */", "RDWR", 0x80002, [("O_CLOEXEC", "-")]),
    ("0x80002 /* O_RDWR|O_CLOEXEC */", "RDWR|CLOEXEC", 0x80000, [("524290", "0x80000")]),
    ("0x2 /* O_RDWR */", "RDWR|CLOEXEC", 2, [("-", "CLOEXEC")]),
    ("0x2 /* O_RDWR */", "WRONLY", 2, [("O_RDWR", "-"), ("-", "WRONLY")]),
    ("0x2 /* O_RDWR */", 2, 2, [("O_RDWR", "2")]),
    ("0x42 /* O_RDWR|0x40 */", "RDWR|CREAT", 0x42, []),
    ("0x42 /* O_RDWR|0x40 */", "RDWR|0x40", 0x42, []),
    ("0x42 /* O_RDWR|0x40 */", "RDWR|0x80", 0x42, [("0x40", "0x80")]),
    ("0x99 /* MAP_??? */", "0x99", 0x99, []),
    ("0x1 /* SOCK_STREAM */|0x80000 /* SOCK_CLOEXEC */", "STREAM|CLOEXEC", 0x80001, []),
    ("0xf /* 0xe /* MAP_??? */|MAP_NEW */", "NEW|0xe", 0xf, []),
    ("0x5402 /* SNDCTL_TMR_START or TCSETS */", "TCSETS", 0x5402, []),
    ("0x801 /* makedev(0x8, 0x1) */", "8:1", 0x801, []),
    ("9 /* SIGKILL */", "KILL", 9, []),
    ("9 /* SIGKILL */", "QUIT", 9, [("SIGKILL", "-"), ("-", "QUIT")]),
]

CALL = {"syscall": "lseek", "abi": "x86_64", "nr": 8, "state": "complete", "ret": 5,
        "args": {"fd": 3, "offset": 7, "whence": "SET"}, "raw": ["0x3", "0x7"] + ["0x0"] * 4}
LINE = "lseek(3, 7, 0 /* SEEK_SET */)           = 5"


def compared(lines, ours, explained=""):
    with tempfile.TemporaryDirectory() as folder:
        strace, rows = Path(folder) / "strace.1", Path(folder) / "explained"
        strace.write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows.write_text(explained, encoding="utf-8")
        explanations = compare.Explanations(rows)
        theirs = {1: strace_output.calls(strace)}
    report = compare.Comparer(SPELLING, explanations).compare_threads(theirs, {1: ours})
    return report, explanations


class Values(unittest.TestCase):
    def test_pairs(self):
        for text, shown, register, expected in PAIRS:
            with self.subTest(strace=text, systrail=shown):
                found = values.differences(values.from_strace(text), values.from_systrail(shown),
                                           register, SPELLING)
                self.assertEqual(found, expected)

    def test_not_compared(self):
        for text in '"path"', "[INT TERM]", "{st_mode=S_IFREG}":
            self.assertIsNone(values.from_strace(text))


class Calls(unittest.TestCase):
    def test_same(self):
        report, _ = compared(["--- SIGCHLD {si_signo=17} ---", LINE, "+++ exited with 0 +++"],
                             [CALL])
        self.assertEqual((report.call_cnt, report.arg_cnt), (1, 4))
        self.assertEqual((report.disagreements, report.problems), ([], []))

    def test_argument_result_and_error(self):
        for ours, arg in (({**CALL, "args": {**CALL["args"], "whence": "CUR"}}, "whence"),
                          ({**CALL, "ret": 6}, "result"),
                          ({**CALL, "ret": -22, "errno": "EINVAL"}, "result")):
            report, _ = compared([LINE], [ours])
            self.assertIn(arg, {d.arg for d in report.disagreements})

    def test_explained_once(self):
        ours = {**CALL, "args": {**CALL["args"], "offset": 8}}
        report, explanations = compared([LINE], [ours], "lseek off* 7 8 a reason\na b c d unused\n")
        self.assertEqual((report.disagreement_cnt, report.explained_cnt), (0, 1))
        self.assertEqual(explanations.unused(), ["a b c d unused"])

    def test_left_over(self):
        for lines, ours in (([LINE, LINE], [CALL]), ([LINE], [CALL, CALL]), ([LINE], []),
                            ([LINE], [{**CALL, "syscall": "read"}])):
            report, _ = compared(lines, ours)
            self.assertEqual(len(report.problems), 1)

    def test_beginning(self):
        begin = "execve(\"/bin/x\", 0x1, 0x2)                = 0"
        execve = {**CALL, "syscall": "execve", "ret": 0, "args": {"argv": "0x1"}}
        report, _ = compared([begin, LINE], [CALL, execve, CALL])
        self.assertEqual((report.before_cnt, report.call_cnt, report.problems), (1, 2, []))

    def test_line_with_odd_text(self):
        line = r'openat(-100 /* AT_FDCWD */, "a) = 1, \"b\"", 0 /* O_RDONLY */ <unfinished ...>'
        call = strace_output._call(line, strace_output.NAME.match(line))
        self.assertEqual(call.args[2:], ["0 /* O_RDONLY */"])
        self.assertFalse(call.result)


if __name__ == "__main__":
    unittest.main()
