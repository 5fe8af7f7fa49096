"""Records: exact numbers, dates as stated, and JSON Schemas that say the same as the models."""

from __future__ import annotations

import datetime
import json
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from example_book import EXAMPLE, ROOT, copy_example
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from test_check import CASES, change

from generator.commands.create import SCHEMAS, schema_text
from generator.records import reader
from generator.records.load import MAPPINGS
from generator.records.models import (
    ID_LONGEST,
    Base,
    Brand,
    Clock,
    Code,
    Date,
    Day,
    ExactNumber,
    Id,
    PeriodText,
    Scope,
    number_text,
)
from generator.records.shape import validate

LAMPLIGHT = EXAMPLE / "content" / "brands" / "jiangsu" / "jia-lamplight-policing.yml"


def accepts(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


# Numbers

decimals = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=6)
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=997)
numbers = (
    st.integers(-(10**18) + 1, 10**18 - 1)
    | decimals.map(Fraction).filter(lambda own: abs(own) < 10**18)
    | fractions
)


@given(numbers)
def test_the_notation_of_a_number_is_exact(value: int | Fraction) -> None:
    assert Fraction(number_text(value)) == value


@given(st.integers(-(10**18) + 1, 10**18 - 1) | decimals.filter(lambda own: abs(own) < 10**18))
def test_a_number_is_what_its_digits_say(value: int | Decimal) -> None:
    """Whole or decimal: what is read from YAML is the number as written, and is written so."""
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    read, faults = reader.read(f"value: {digits}")
    assert faults == []
    number = TypeAdapter(ExactNumber).validate_python(read["value"])
    assert number == Fraction(digits)
    assert isinstance(number, int) == (number == int(number))
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    assert number_text(number) == ("0" if plain == "-0" else plain)


@given(st.integers(-1000, 1000).filter(bool), st.integers(1, 1000))
def test_a_fraction_in_quotes_is_that_fraction(numerator: int, denominator: int) -> None:
    number = TypeAdapter(ExactNumber).validate_python(f"{numerator}/{denominator}")
    assert number == Fraction(numerator, denominator)


@pytest.mark.parametrize(
    "value", [True, None, "", "165", "36.77", "1/0", "0/3", "1 / 3", "1/03", Decimal("NaN"), [1]]
)
def test_what_is_no_number_is_refused(value: object) -> None:
    assert not accepts(ExactNumber, value)


@pytest.mark.parametrize("value", [10**18, -(10**18), Decimal("1e18"), float(10**18)])
def test_a_number_that_no_table_holds_is_refused(value: object) -> None:
    assert not accepts(ExactNumber, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (165, "165"),
        (Fraction(3677, 100), "36.77"),
        (Fraction(-3677, 100), "-36.77"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 10**6), "0.000001"),
        (120_000_000, "120000000"),
    ],
)
def test_numbers_have_the_shortest_exact_notation(value: int | Fraction, text: str) -> None:
    assert number_text(value) == text


@cache
def lamplight() -> Brand:
    value, _ = reader.read(LAMPLIGHT.read_text(encoding="utf-8"))
    brand, problems = validate(Brand, value)
    assert problems == []
    return brand


@given(
    st.lists(
        st.fixed_dictionaries(
            {"value": numbers, "value_max": st.none() | numbers, "base": numbers}
        ),
        max_size=3,
    ),
    st.text("甲乙ab'\"\\<&\u3000", min_size=1).map(lambda text: f"“{text}”"),
)
@settings(max_examples=60)
def test_a_brand_comes_back_from_its_json_unchanged(
    figures: list[dict[str, Any]], words: str
) -> None:
    brand = lamplight()
    metrics = [brand.metrics[2].model_copy(update=figure) for figure in figures]
    changed = brand.model_copy(
        update={"metrics": metrics, "summary": brand.summary.model_copy(update={"zh": words})}
    )
    back = Brand.model_validate_json(changed.model_dump_json(by_alias=True))
    assert back == changed


# Dates, periods and the like


@pytest.mark.parametrize(
    "value", ["2019", "2019-11", "2019-11-14", 2019, datetime.date(2019, 2, 1)]
)
def test_dates_are_as_precise_as_stated(value: object) -> None:
    assert TypeAdapter(Date).validate_python(value) == str(value)


@pytest.mark.parametrize(
    "value", ["", "19", "2019-13", "2019-02-29", "2019-1", "2019-11-14T08:00", "2019/11", 19, None]
)
def test_what_is_no_date_is_refused(value: object) -> None:
    assert not accepts(Date, value)


foreign_digits = st.characters(categories=("Nd",), exclude_characters="0123456789")


@given(
    st.dates().map(str),
    st.sampled_from([4, 7, 10]),
    st.data(),
    st.sampled_from([Date, Day, PeriodText, Clock, ExactNumber, Scope, Code, Base]),
)
def test_a_date_in_other_digits_is_refused_with_the_same_in_ascii(
    day: str, length: int, data: st.DataObject, kind: Any
) -> None:
    """However many digits are of another script; nothing else may come of it than a problem."""
    text = day[:length]
    place = data.draw(st.sampled_from([n for n, c in enumerate(text) if c.isdigit()]))
    digit = data.draw(foreign_digits.filter(lambda c: unicodedata.decimal(c) == int(text[place])))
    odd = f"{text[:place]}{digit}{text[place + 1 :]}"
    _, problems = validate(kind, odd)
    assert [problem.code for problem in problems] == ["S03"]
    if kind in (Date, PeriodText) or (kind is Day and length == 10):
        assert f"write {text}; found `{odd}`" in problems[0].message


@given(st.text(foreign_digits | st.sampled_from("-/.:P"), min_size=1))
def test_other_digits_alone_are_never_a_date(text: str) -> None:
    for kind in (Date, Day, PeriodText, Clock, Code, Scope, Id):
        assert not accepts(kind, text) or text.isascii()


@pytest.mark.parametrize(
    ("value", "fits"), [("2019-11-14", True), ("2019-11", False), (2019, False)]
)
def test_a_day_is_a_whole_date(value: object, fits: bool) -> None:
    assert accepts(Day, value) == fits


PERIODS = "2019 2019-11-14 2019-01/2019-10 2023-10/2024-04-30 ../2024-12-30 2019/.. 2019/2019"
NO_PERIODS = "2019-10/2019-01 2020/2019 2019-05/2019-03-01 2019-13/2020 2019-01/2019-02-30 今年"


@pytest.mark.parametrize(
    "value", [*PERIODS.split(), 2019, "2019-10/2019", "P1D", "P1W", "P1M", "P1Y"]
)
def test_periods_are_iso_8601_intervals_or_rates(value: object) -> None:
    assert TypeAdapter(PeriodText).validate_python(value) == str(value)


@pytest.mark.parametrize(
    "value", [*NO_PERIODS.split(), "2019/2020/2021", "/2019", "2019/", "P2D", ""]
)
def test_what_is_no_period_is_refused(value: object) -> None:
    assert not accepts(PeriodText, value)


@given(st.dates(), st.dates())
def test_a_period_never_ends_before_it_starts(one: datetime.date, other: datetime.date) -> None:
    start, end = sorted([one.isoformat(), other.isoformat()])
    assert accepts(PeriodText, f"{start}/{end}")
    assert accepts(PeriodText, f"{end}/{start}") == (start == end)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Clock, ["00:00", "21:30", "24:00"], ["24:01", "9:00", "25:00", "21.30", 2130]),
        (Scope, ["all", "620000"], ["622900", "All", 620000, ""]),
        (
            Id,
            ["a", "a-1", "a" * ID_LONGEST],
            ["A", "a_b", "-a", "a-", "ａ", "a" * (ID_LONGEST + 1)],
        ),
        (Code, ["620000"], ["62000", "020000", "６20000", 620000]),
        (Base, [631, "thefts", "1/3", Decimal("2.5")], ["631 起", "Thefts", None, True]),
    ],
)
def test_other_forms(kind: Any, good: list[object], bad: list[object]) -> None:
    assert [value for value in good if not accepts(kind, value)] == []
    assert [value for value in bad if accepts(kind, value)] == []


# Schemas


def plain(value: Any) -> Any:
    """A record as an editor with a JSON Schema sees it: dates are text, decimals are floats."""
    return json.loads(
        json.dumps(value, default=lambda v: str(v) if hasattr(v, "year") else float(v))
    )


def kind_of(file: Path) -> str:
    folder = file.parent.name
    if file.parent.parent.name == "brands":
        return "brand"
    kinds = {"sources": "source", "honours": "honour", "editions": "edition", "rounds": "round"}
    return kinds.get(folder, file.stem)


def schema_accepts(kind: str, value: Any) -> bool:
    validator = jsonschema.Draft202012Validator(
        json.loads(schema_text(SCHEMAS[kind])), format_checker=jsonschema.FormatChecker(["date"])
    )
    return validator.is_valid(plain(value))


def records(content: Path) -> list[Path]:
    return sorted(file for file in content.rglob("*.yml") if "pages" not in file.parts)


def test_the_schema_files_are_those_of_the_models() -> None:
    """`make schema` writes them anew."""
    folder = ROOT / "content" / "schema"
    found = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert found == {f"{name}.json": schema_text(kind) for name, kind in SCHEMAS.items()}
    assert set(MAPPINGS) < set(SCHEMAS)


@pytest.mark.parametrize(
    "content", [ROOT / "content", EXAMPLE / "content"], ids=["real", "example"]
)
def test_every_record_fits_its_schema(content: Path) -> None:
    misfits = [
        file.relative_to(content).as_posix()
        for file in records(content)
        if not schema_accepts(kind_of(file), reader.read(file.read_text(encoding="utf-8"))[0])
    ]
    assert misfits == []


def test_the_records_name_their_schema_for_editors() -> None:
    for file in records(ROOT / "content"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        schema = ROOT / "content" / "schema" / f"{kind_of(file)}.json"
        assert (file.parent / named).resolve() == schema


SHAPES = [name for name in CASES if name.startswith("shape: ")]
ONLY_MODELS_SAY = {
    "shape: a name that is a date": "dates are YAML 1.1; an editor sees text",
    "shape: a text of two lines": "line breaks and spaces at the ends",
    "shape: a text with a space at its end": "line breaks and spaces at the ends",
    "shape: a date of a month that is none": "the calendar",
    "shape: a period that ends before it starts": "the order of two dates",
    "shape: months out of order": "the order of a list",
}
"""Faults that a schema cannot show or does not, and what it would need to know."""


@pytest.mark.parametrize("name", SHAPES)
def test_a_schema_refuses_what_its_model_refuses(name: str, tmp_path: Path) -> None:
    root = copy_example(tmp_path)
    for what in CASES[name]["changes"]:
        change(root, what)
    for file in {root / what["file"] for what in CASES[name]["changes"]}:
        if file.suffix == ".yml":
            value, _ = reader.read(file.read_text(encoding="utf-8"))
            _, problems = validate(SCHEMAS[kind_of(file)], value)
            expected = problems == [] or name in ONLY_MODELS_SAY
            assert schema_accepts(kind_of(file), value) == expected
