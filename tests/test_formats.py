"""Numbers, dates, periods and units as each language writes them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from example_book import ROOT, copy_example, settings_of
from hypothesis import given
from hypothesis import strategies as st

from generator.book.book import Book
from generator.build import make_book
from generator.errors import BeatbookError
from generator.records.i18n import Words, read_words
from generator.tables import formats
from generator.tables.frames import MetricRow


@cache
def words() -> dict[str, Words]:
    return read_words(ROOT / "templates" / "translations", ROOT)[0]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(settings_of(copy_example(tmp_path_factory.mktemp("book"))))


def row_of(book: Book, brand: str, metric: str) -> MetricRow:
    return next(row for row in book.brands[brand].metrics if row.id == metric)


# Numbers


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"),
        (165, "165", "165"),
        (1234, "1234", "1234"),
        (12345, "12345", "12,345"),
        (12300, "1.23万", "12,300"),
        (-12300, "−1.23万", "−12,300"),
        (10_000, "1万", "10,000"),
        (9_999, "9999", "9999"),
        (120_000_000, "1.2亿", "120,000,000"),
        (123_456_789, "123456789", "123,456,789"),
        (Fraction(-3677, 100), "−36.77", "−36.77"),
        (Fraction(1234567, 100), "12345.67", "12,345.67"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(-20000, 3), "−20000/3", "−20000/3"),
    ],
)
def test_numbers_are_grouped_as_each_language_does(value: int | Fraction, zh: str, en: str) -> None:
    assert formats.number(value, words()["zh"]) == zh
    assert formats.number(value, words()["en"]) == en


def read_back(text: str) -> Fraction:
    sign = -1 if text.startswith(formats.MINUS) else 1
    scale = {"万": 10**4, "亿": 10**8}.get(text[-1], 1)
    return sign * scale * Fraction(text.strip("−万亿").replace(",", ""))


@given(st.integers() | st.fractions(max_denominator=1000))
def test_a_number_in_either_language_is_the_exact_number(value: int | Fraction) -> None:
    assert read_back(formats.number(value, words()["zh"])) == value
    assert read_back(formats.number(value, words()["en"])) == value


# Dates and periods


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "", ""),
        ("2019", "2019年", "2019"),
        ("2019-11", "2019年11月", "Nov 2019"),
        ("2019-05-04", "2019年5月4日", "4 May 2019"),
    ],
)
def test_dates_are_as_precise_as_stated(value: str | None, zh: str, en: str) -> None:
    assert formats.date(value, words()["zh"]) == zh
    assert formats.date(value, words()["en"]) == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2019", "2019年", "2019"),
        ("2019/2020", "2019年–2020年", "2019–2020"),
        ("2019-01/2019-10", "2019年1–10月", "Jan–Oct 2019"),
        ("2018-11/2019-10", "2018年11月–2019年10月", "Nov 2018–Oct 2019"),
        ("2019-01-01/2019-11-14", "2019年1月1日–11月14日", "1 Jan–14 Nov 2019"),
        ("2018-12-01/2019-11-14", "2018年12月1日–2019年11月14日", "1 Dec 2018–14 Nov 2019"),
        ("2023-10/2024-04-30", "2023年10月–2024年4月30日", "Oct 2023–30 Apr 2024"),
        ("2019-03-01/2019", "2019年3月1日–2019年", "1 Mar 2019–2019"),
        ("../2024-12-30", "截至2024年12月30日", "to 30 Dec 2024"),
        ("2023-09/..", "2023年9月以来", "since Sep 2023"),
        ("P1D", "每天", "daily"),
        ("P1W", "每周", "weekly"),
        ("P1M", "每月", "monthly"),
        ("P1Y", "每年", "yearly"),
    ],
)
def test_periods_keep_both_ends(value: str, zh: str, en: str) -> None:
    assert formats.period(value, words()["zh"]) == zh
    assert formats.period(value, words()["en"]) == en


def test_a_figure_shows_its_period_or_its_date(book: Book) -> None:
    shown = [
        (formats.metric_period(row, words()["zh"]), formats.metric_period(row, words()["en"]))
        for row in (
            row_of(book, "jia-lamplight-policing", "thefts"),
            row_of(book, "jia-lamplight-policing", "officers"),
            row_of(book, "ding-orchard-training", "officers-share"),
            row_of(book, "yi-orchard-policing", "officers"),
        )
    ]
    assert shown == [
        ("2024年1–4月", "Jan–Apr 2024"),
        ("每天", "daily"),
        ("截至2024年3月2日", "as of 2 Mar 2024"),
        ("", ""),
    ]


# Units


def test_units_are_as_printed_in_chinese_and_nouns_in_english(book: Book) -> None:
    row = row_of(book, "jia-lamplight-policing", "officers")
    officers = book.content.vocabulary.indicators["officers-on-duty"]
    unnamed = officers.model_copy(update={"unit_en": None})
    cases = [
        (row, officers, "名", "officers"),
        (row._replace(value="1"), officers, "名", "officer"),
        (row._replace(value="-1"), officers, "名", "officer"),
        (row._replace(value="1", value_max="3"), officers, "名", "officers"),
        (row._replace(unit="%"), officers, "%", "%"),
        (row._replace(unit="ratio"), officers, "", ""),
        (row._replace(unit="个百分点"), officers, "个百分点", "percentage points"),
        (row._replace(unit=None), unnamed, "", ""),
        (row, unnamed, "名", ""),
    ]
    for shown, indicator, zh, en in cases:
        assert formats.unit(shown, indicator, words()["zh"])[1] == zh
        assert formats.unit(shown, indicator, words()["en"])[1] == en


# Words of the interface


def test_every_language_has_the_same_words_with_the_same_fields() -> None:
    texts = words()
    assert list(texts) == ["zh", "en"]
    assert [texts["zh"].code, texts["en"].code] == ["zh-CN", "en"]
    assert set(texts["zh"].words) == set(texts["en"].words)

    def fields(key: str) -> list[set[str]]:
        return [set(re.findall(r"\{(\w+)\}", words.words[key])) for words in texts.values()]

    # Chinese shortens the end of a period, English its start; and its citation gives the date
    # alone, which holds the year.
    differing = [key for key in texts["zh"].words if len(set(map(frozenset, fields(key)))) > 1]
    assert differing == ["date_month_short", "period_days", "period_mixed", "citation"]


def test_one_and_many_are_told_apart() -> None:
    word = Words("en", "en", {"figures": "{n} figure|{n} figures", "plain": "all {n}"})
    assert [word.say("figures", n=n) for n in (0, 1, 2)] == ["0 figures", "1 figure", "2 figures"]
    assert word.say("plain", n=1) == "all 1"


def test_a_word_that_no_language_has_says_where_to_add_it() -> None:
    with pytest.raises(BeatbookError) as raised:
        words()["en"]["not_there"]
    assert (
        str(raised.value) == "templates/translations/zh.yml has no word `not_there`: add it there"
    )


def test_without_the_chinese_words_nothing_is_built(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    with pytest.raises(BeatbookError) as raised:
        read_words(tmp_path / "words", tmp_path)
    assert str(raised.value) == "words/zh.yml is missing: restore it"
