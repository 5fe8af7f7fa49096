"""Real files, spoilt: as bytes, as text, as values, and in what they mean."""

from __future__ import annotations

import datetime
import difflib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape  # writes

import yaml
from hypothesis import strategies as st

Changes = Mapping[str, bytes | None]
"""Files by name with what they hold instead; None for one that is gone."""

Pool = Mapping[str, Sequence[Any]]
"""The values that records hold, by key."""

_BYTES: Final = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc3\x28",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\x1b[2J",
    b"PK\x03\x04",
    "\u202e".encode(),
    "\u200b".encode(),
    "\u2028".encode(),
    "\x85".encode(),
    "\U000e0041".encode(),
)
_TOKENS: Final = (
    *("&a ", "*a", "<<: *a", "!!python/object:os.system ", "!x ", "? ", "- ", ": ", "# ", "|\n"),
    *(">-\n", "---\n", "...\n", "%YAML 1.1\n", "{", "}", "[", "]", ",", '"', "'", "@", "`", "~"),
    *("null", "yes", ".nan", ".inf", "1e999", "0x1f", "0o17", "1_000", "9" * 5000, "[" * 300),
    *(
        "2024-02-30",
        "0000-00-00",
        "2024-01-01T00:00:00Z",
        "12:30",
        "\t",
        "\n",
        "  ",
        "，",
        "\u3000",
    ),
)
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 10**30, 10**400, 0.1, -0.0, 1e308, float("inf"), float("nan")),
    *("", " ", "null", "unknown", "1/0", "1/3", "-1/2", "100%", "0", "1e5", "１２", "二十四"),
    *([], {}, [[]], [None], {"zh": None}, {"zh": "甲", "en": "A"}, {"": ""}, [{}], ["a", "a"]),
    *("../../../etc/passwd", "/etc/passwd", "CON", ".hidden", "a/b", "con.yml", "A" * 300),
    *("javascript:alert(1)", "data:text/html,x", "https://例子.example/%", "http://[::1", "//x"),
    *("<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "{0.__class__}", "{id}", "%s %(x)s"),
    *("#set page(width: 1pt)", "$x^2$", "=1+1", "@SUM(A1)", "a\tb", "a\nb", "a\u202eb", "\u200b"),
    *("]]>", "&amp;", "\\", "'; DROP TABLE brands; --", "[x](javascript:y)", "😀", "\u0301", "ﷺ"),
    *("2024-13", "2024-02-30", "2024-05-06/2024-05-01", "1899", "9999-12-31", "P1D", "P0D", "2024"),
    *(datetime.date(2024, 5, 6), datetime.date(9999, 12, 31), datetime.date(1, 1, 1)),
)


class Input(NamedTuple):
    """What a target is given, and how a failure shows it."""

    value: Any
    files: Mapping[str, bytes]

    def __repr__(self) -> str:
        if not isinstance(self.value, dict):
            return f"<{len(str(self.value))} characters>"
        return "\n".join(line for name in self.value for line in self._difference(name))

    def _difference(self, name: str) -> list[str]:
        old, new = self.files.get(name, b""), self.value[name]
        if new is None:
            return [f"{name} is gone"]
        lines = [text.decode("utf-8", "backslashreplace").splitlines() for text in (old, new)]
        told = [*difflib.unified_diff(*lines, name, name, n=0, lineterm="")]
        return [line[:200] for line in told[:40]] or [f"{name} is {len(new)} bytes"]


def _spliced(whole: Any, draw: st.DrawFn, pieces: st.SearchStrategy[Any]) -> Any:
    """A text or bytes with pieces put in, in place of up to forty characters, up to three times."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.sampled_from((0, 0, 1, 1, 4, 40, 10**6))))
        whole = whole[:start] + draw(pieces) + whole[end:]
    return whole


def spoilt_bytes(draw: st.DrawFn, raw: bytes) -> bytes:
    """Bytes cut, doubled and put in."""
    start = draw(st.integers(0, len(raw)))
    own = st.just(raw[start : start + 60])
    return bytes(_spliced(raw, draw, st.sampled_from(_BYTES) | st.binary(max_size=6) | own))


def spoilt_text(draw: st.DrawFn, text: str) -> bytes:
    """Lines moved, indented, doubled and left out, and the signs of YAML put in."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(lines) - 1))
        line, way = lines[at], draw(st.integers(0, 5))
        key, colon, _ = line.partition(":")
        token = draw(st.sampled_from(_TOKENS))
        lines[at : at + 1] = (
            [_spliced(line, draw, st.sampled_from(_TOKENS))],
            [f"{key}{colon} {token}"],
            [line, line],
            [f"{token}{line}"],
            [f"  {line}"] if draw(st.booleans()) else [line.lstrip()],
            [*lines[at + 1 : at + 2], line],
        )[way]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


Step = str | int
_Steps = tuple[Step, ...]


def steps_of(value: Any, above: _Steps = ()) -> Iterator[_Steps]:
    """Every place in a value of JSON, the whole first."""
    yield above
    if not isinstance(value, dict | list):
        return
    entries: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, own in entries:
        yield from steps_of(own, (*above, key))


def at(value: Any, steps: Sequence[Step]) -> Any:
    for step in steps:
        value = value[step]
    return value


def _put(value: Any, steps: _Steps, new: Any) -> Any:
    if not steps:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[steps[0]] = _put(value[steps[0]], steps[1:], new)
    return copy


def _word(steps: _Steps) -> str:
    """The last key on the way to a value."""
    return next((str(step) for step in reversed(steps) if isinstance(step, str)), "")


def pool_of(files: Mapping[str, bytes]) -> Pool:
    """What the records of a book hold at each key, whatever they stand in."""
    pool: dict[str, list[Any]] = {}
    for value in (loaded(name, raw) for name, raw in files.items() if name.endswith(".yml")):
        for steps in steps_of(value):
            found = pool.setdefault(_word(steps), [])
            if at(value, steps) not in found:
                found.append(at(value, steps))
    return pool


def spoilt_value(draw: st.DrawFn, value: Any) -> Any:
    """A value of another type, a key too many, too few or by another name."""
    steps = draw(st.sampled_from(list(steps_of(value))))
    own, way = at(value, steps), draw(st.integers(0, 5))
    if isinstance(own, dict) and own and way < 3:
        key = draw(st.sampled_from(list(own)))
        rest = {k: v for k, v in own.items() if k != key}
        name = draw(st.sampled_from(("x", "id", "ID", "schema", "", key + " ", "null")))
        return _put(value, steps, (rest, {**own, name: own[key]}, {**rest, name: own[key]})[way])
    if isinstance(own, list) and own and way < 3:
        return _put(value, steps, (own[1:], [*own, own[0]], own[::-1])[way])
    return _put(value, steps, draw(st.sampled_from(_VALUES) | st.text(max_size=6)))


def spoilt_meaning(draw: st.DrawFn, value: Any, pool: Pool) -> Any:
    """A value as another record has it there, or one that is near it."""
    for _ in range(draw(st.integers(1, 3))):
        places = [steps for steps in steps_of(value) if steps]
        if not places:
            return value
        steps = draw(st.sampled_from(places))
        own = at(value, steps)
        value = _put(
            value, steps, draw(st.sampled_from([*pool.get(_word(steps), ()), *_near(own)]))
        )
    return value


def _near(own: Any) -> list[Any]:
    if isinstance(own, bool) or own is None:
        return [own]
    if isinstance(own, int | float):
        return [own + 1, -own, own * 100, own / 3, 0]
    if isinstance(own, datetime.date):
        return [own + datetime.timedelta(days) for days in (-400, -1, 1, 4000)]
    if isinstance(own, str):
        return [own[1:], own[:-1], own * 2, own.upper(), own.replace("-", "_"), f"{own}1"]
    if isinstance(own, list):
        return [own[1:], own + own, own[::-1]]
    return [{key: own[key] for key in list(own)[1:]}]


def dumped(value: Any, name: str) -> bytes:
    """A value as the text of its file."""
    if name.endswith(".json"):
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6)
    return str(text).encode("utf-8", "surrogatepass")


def loaded(name: str, raw: bytes) -> Any:
    """The value of a file; None where it is none of records."""
    if name.endswith(".json"):
        return json.loads(raw)
    return yaml.load(raw, yaml.CSafeLoader) if name.endswith(".yml") else None  # safe


def spoilt_files(draw: st.DrawFn, files: Mapping[str, bytes], pool: Pool) -> Changes:
    """One or two files of a book, each spoilt in one way."""
    changes: dict[str, bytes | None] = {}
    for _ in range(draw(st.integers(1, 2))):
        folder = draw(st.sampled_from(sorted({str(PurePosixPath(name).parent) for name in files})))
        name = draw(st.sampled_from([n for n in files if str(PurePosixPath(n).parent) == folder]))
        changes |= _spoilt_file(draw, name, files[name], pool)
    return changes


def _spoilt_file(draw: st.DrawFn, name: str, raw: bytes, pool: Pool) -> Changes:
    way, value = draw(st.integers(0, 9)), loaded(name, raw)
    if way == 0:
        return draw(_moved(name, raw))
    if way <= 2:
        return {name: spoilt_bytes(draw, raw)}
    if way <= 4 or not value:
        return {name: spoilt_text(draw, raw.decode())}
    if way <= 6:
        return {name: dumped(spoilt_value(draw, value), name)}
    return {name: dumped(spoilt_meaning(draw, value, pool), name)}


def _moved(name: str, raw: bytes) -> st.SearchStrategy[Changes]:
    """A file that is gone, or stands under another name too or instead."""
    path = PurePosixPath(name)
    others = [f"{path.stem}{end}" for end in ("-2.yml", ".YML", ".yaml", ".yml~", " .yml", ".csv")]
    names = [str(path.with_name(own)) for own in ("a.yml", "é.yml", path.stem.upper(), *others)]
    names += [str(path.parent.parent / path.name), str(path.parent / "more" / path.name)]
    return st.sampled_from(
        [{name: None}, *({own: raw} for own in names), *({name: None, own: raw} for own in names)]
    )


def spoilt_table(draw: st.DrawFn, raw: bytes) -> bytes:
    """A CSV of which cells, lines or bytes are spoilt."""
    way = draw(st.integers(0, 3))
    if way == 0:
        return spoilt_bytes(draw, raw)
    lines = raw.decode().splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        cells = lines[place].rstrip("\r\n").split(",")
        column = draw(st.integers(0, len(cells) - 1))
        other = draw(st.sampled_from(lines)).rstrip("\r\n").split(",")
        near = [other[min(column, len(other) - 1)], *map(str, _near(cells[column]))]
        cells[column] = draw(st.sampled_from([*near, *map(str, _VALUES)]))
        new = ",".join(cells) + "\n"
        lines[place : place + 1] = ([new], [new], [lines[place], new], [])[draw(st.integers(0, 3))]
        lines = lines or [""]
    return "".join(lines).encode("utf-8", "surrogatepass")


def spoilt_workbook(draw: st.DrawFn, raw: bytes) -> bytes:
    """An XLSX that is spoilt as a file, as XML, or in its cells."""
    way = draw(st.integers(0, 5))
    if way == 0:
        return spoilt_bytes(draw, raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    if way == 1:
        name = draw(st.sampled_from(sorted(parts)))
        parts[name] = _spliced(parts[name], draw, st.sampled_from(_XML))
    else:
        named = [name for name in sorted(parts) if _HELD.search(parts[name])]
        for _ in range(draw(st.integers(1, 4))):
            name = draw(st.sampled_from(named))
            parts[name] = _other_cell(draw, parts[name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part.encode("utf-8", "surrogatepass"))
    return made.getvalue()


_HELD: Final = re.compile("(?<=<t>)[^<>]+(?=</t>)|(?<=<v>)[0-9]+(?=</v>)")


def _other_cell(draw: st.DrawFn, text: str) -> str:
    """XML of which one text is another."""
    found = draw(st.sampled_from(list(_HELD.finditer(text))))
    if found[0].isdecimal():  # a score, or the place of a shared text
        new = str(draw(st.integers(0, 6) | st.integers(-1, int(found[0]) + 2)))
    else:
        new = draw(st.sampled_from([*map(str, _near(found[0])), *map(str, _VALUES), *_XML]))
    return text[: found.start()] + escape(new) + text[found.end() :]


_XML: Final = (
    *("", "0", "-1", "1", "99999999999", "1e99", "nan", "s", "str", "b", "e", "d", "A1", "XFE1"),
    *("A1:XFD1048576", "&x;", "<x/>", "</v>", "<!-- -->", "]]>", "\x00", "甲", "45000", "1/3"),
    *("<row/>", '<c r="ZZ9"/>', "<f>1+1</f>", "true", "../x", "_x0000_", "_xD800_", "2024-02-30"),
)
