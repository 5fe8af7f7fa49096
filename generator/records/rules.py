"""Every rule of `beatbook check`: its code and its severity.

The checks refer to rules by code. What each asks and why are words of the interface, `rule_<code>`
and `rule_<code>_reason`, which the page of rules shows in this order.
"""

from __future__ import annotations

from typing import Final

from generator.errors import Severity

_CODES: Final = """
F01 F02 F03 F04 V01 V02 V03 Y01 Y02 Y03 Y04
S01 S02 S03 S04 S05 S06 S07 S08
R01 R02 R03 R04 R05 R06 R07 R08 C01 C02 C03 C04 D01 D02 D03 D04 D05 D06 D07 D08
E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 E14 E15
J01 J02 J03 J04 J05 J06 J07 J08
N01 N02 P01 P02 P03 W01 W03 L01 L02 T01 T02 T03
X01 X02 X03 X04
"""
_WARNINGS: Final = """
F04 V03 S08 R03 R05 R07 C03 D04 D08 E12 E14 N02 L01 L02
"""

RULES: Final[dict[str, Severity]] = {
    code: "warning" if code in _WARNINGS.split() else "error" for code in _CODES.split()
}

ASIDE: Final = frozenset(["F04", "S08", "E12", "E14"])
"""Rules whose findings are said to the editor and stop nothing, not even a strict build."""


def severity(code: str) -> Severity:
    """The severity of a rule; an unknown code is a mistake in the code and raises KeyError."""
    return RULES[code]


def loosens(code: str) -> bool:
    """Whether what a rule finds is a record that cannot be read, or a reference into nothing."""
    return code[0] in "FYSRD" and severity(code) == "error"
