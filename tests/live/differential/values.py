# SPDX-License-Identifier: GPL-2.0-only
"""
The value of one argument as each of the two tracers shows it, and whether both say the same.

strace's are of the form `0x80002 /* O_RDWR|O_CLOEXEC */`, so its number is there beside its names;
systrail's are numbers or words in JSON, with the register of the argument beside them.
"""

import re
from dataclasses import dataclass, field

from strace_output import number

# MAP_???: strace has no name for this; _IOC(...): neither has a name for this request
UNKNOWN = re.compile(r"\?\?|^_IOC\(")
DEVICE = re.compile(r"makedev\((\w+), (\w+)\)")


@dataclass
class Value:
    number: object = None                      # of all of it; None: not known
    names: set = field(default_factory=set)
    rest: int = 0                              # the bits that have no name
    nameless: bool = False                     # there was something that has no name
    text: str = ""

    def add(self, word):
        """A name, or a number in the place of one."""
        as_number = number(word)
        if as_number is not None:
            self.rest |= as_number if as_number >= 0 else as_number + (1 << 32)
            self.nameless = True
        elif UNKNOWN.search(word):
            self.nameless = True
        elif word:
            self.names.add(word)


def from_strace(text):
    """
    Value of strace's text of an argument: terms `NUMBER`, `NAME` or `NUMBER /* TERMS */` with bars
    between. None for strings and structs, which are not compared.
    """
    if text[:1] in ('"', "[", "{"):
        return None
    value = Value(number=0)
    for head, comment in _terms(text):
        as_number = _shifted(head)
        if as_number is None or value.number is None:
            value.number = None
        else:
            value.number |= as_number
        inside = from_strace(comment) if comment else None
        if inside and inside.names:
            value.names |= inside.names
            value.rest |= inside.rest
            value.nameless |= inside.nameless
        else:
            value.add(_device(head) if as_number is None else hex(as_number))
    return value


def _terms(text):
    """The terms as pairs: what is before a comment, and what is in it."""
    head, comment, depth = "", "", 0
    for token in re.findall(r"/\*|\*/|\([^()]*\)|.", text):
        if token == "*/":
            depth -= 1
        if token == "|" and not depth:
            yield head.strip(), comment.strip()
            head, comment = "", ""
        elif depth:
            comment += token
        elif token not in ("/*", "*/"):
            head += token
        if token == "/*":
            depth += 1
    yield head.strip(), comment.strip()


def _shifted(text):
    """The value of `0x10` or `0x1<<28`, or None."""
    numbers = [number(factor.strip()) for factor in text.split("<<")]
    if None in numbers or len(numbers) > 2:
        return None
    return numbers[0] << (numbers[1] if len(numbers) == 2 else 0)


def _device(text):
    """makedev(0x8, 0x1) as 8:1"""
    return DEVICE.sub(lambda match: f"{number(match[1])}:{number(match[2])}", text)


def from_systrail(shown):
    """Value of an argument in systrail's JSON."""
    if isinstance(shown, int):
        return Value(number=shown, text=str(shown))
    as_number = number(shown)
    if as_number is not None:
        return Value(as_number, rest=as_number, nameless=True, text=shown)
    value = Value()
    for word in re.split(r"\|(?![^(]*\))", shown):  # not in parentheses
        value.add(word.strip())
    return value


def same_number(a, b):
    """Also when one of them takes the sign for a bit, of 32 or of 64."""
    return a == b or abs(a - b) in (1 << 32, 1 << 64) and min(a, b) < 0


def differences(theirs, ours, register, spelling):
    """
    What is different, as pairs of what strace has and what systrail has. Names that only systrail
    has are no difference where strace knows no name; the register is the same number then.
    """
    if ours.number is not None:
        if theirs.number is not None and not same_number(theirs.number, ours.number):
            return [(str(theirs.number), ours.text)]
        return [(_one_word(name), ours.text) for name in sorted(theirs.names)]
    if theirs.number is not None and register is not None:
        if (theirs.number - register) % (1 << 32):
            return [(str(theirs.number), hex(register))]
    same = {(t, o) for t in theirs.names for o in ours.names if spelling.same_name(t, o)}
    found = [(_one_word(name), "-") for name in sorted(theirs.names - {t for t, _ in same})]
    if theirs.names and not theirs.nameless:
        found += [("-", _one_word(name)) for name in sorted(ours.names - {o for _, o in same})]
    # Bits that systrail has no name for are among those that strace has none for.
    if not found and theirs.names and ours.rest & ~theirs.rest:
        found = [(hex(theirs.rest), hex(ours.rest))]
    return found


def _one_word(text):
    return text.replace(" ", "_")
