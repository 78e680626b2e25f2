# SPDX-License-Identifier: GPL-2.0-only
"""How to read strace's words as systrail's: the rules of spelling.txt."""

import re
from fnmatch import fnmatchcase


class Spelling:
    def __init__(self, path):
        self.prefixes = []
        self.orders = {}
        self.keys = {}
        self.registers = []
        self.rewrites = []
        self.zeros = []
        self.skips = []
        for words in rows(path):
            getattr(self, "_rule_" + words[0])(*words[1:])

    def _rule_prefix(self, *prefixes):
        self.prefixes += prefixes

    def _rule_key(self, call, theirs, ours):
        self.keys[call, theirs] = ours

    def _rule_register(self, call, arg, register):
        self.registers.append((call, arg, int(register)))

    def _rule_order(self, call, *names):
        self.orders[call] = names

    def _rule_rewrite(self, call, arg, pattern, replacement):
        replacement = "" if replacement == "-" else replacement
        self.rewrites.append((call, arg, re.compile(pattern), replacement))

    def _rule_zero(self, call, arg, *names):
        self.zeros.append((call, arg, names))

    def _rule_skip(self, call, arg, *_reason):
        self.skips.append((call, arg))

    def register(self, call, arg):
        """The register of an argument whose name does not tell; None: the next one."""
        for for_call, for_arg, register in self.registers:
            if fnmatchcase(call, for_call) and fnmatchcase(arg, for_arg):
                return register
        return None

    def skipped(self, call, arg):
        return any(fnmatchcase(call, c) and fnmatchcase(arg, a) for c, a in self.skips)

    def rewrite(self, call, arg, text):
        for for_call, for_arg, pattern, replacement in self.rewrites:
            if fnmatchcase(call, for_call) and fnmatchcase(arg, for_arg):
                text = pattern.sub(replacement, text)
        return text

    def zero_names(self, call, arg):
        """What strace writes for nothing, and systrail does not."""
        return {name for for_call, for_arg, names in self.zeros for name in names
                if fnmatchcase(call, for_call) and fnmatchcase(arg, for_arg)}

    def same_name(self, theirs, ours):
        """`O_RDWR` is `RDWR`. Where numbers have several names, each tracer may show some."""
        for name in theirs.split(" or "):
            for our in ours.split(" or "):
                if name == our or any(name == p + our for p in self.prefixes):
                    return True
        return False


def rows(path):
    """The lines of a data file as words, without comments."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.split()
