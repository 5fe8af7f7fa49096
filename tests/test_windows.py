"""Windows of years and categories: which brands and figures an edition has, and what it follows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from edition_book import Figure, add_brand, bare, build, set_edition
from example_book import copy_example

from generator.book.book import Book
from generator.book.tables import edition_tables
from generator.build import make_book
from generator.publish.workbook import make_edition_workbook
from generator.settings import read_settings


def figure(year: int, value: int) -> Figure:
    return Figure("thefts", value, "起", f"thefts-{year}", period=str(year), year=year)


def fill(root: Path) -> Path:
    """Brands of several years and categories under windows, years and categories."""
    told = [figure(2021, 90), figure(2022, 80), figure(2024, 60)]
    add_brand(root, "long", years=(2021, 2022, 2024), figures=told)
    add_brand(root, "early", year=2021)
    add_brand(root, "middle", year=2023, category="street.school")
    add_brand(root, "orchard", year=2023, category="rural.orchard", place="530326")
    add_brand(root, "late", year=2025)
    for year in range(2021, 2026):
        set_edition(root, f"{year}-all")
    for first, last in ((2020, 2022), (2021, 2023), (2022, 2024), (2024, 2024)):
        set_window(root, f"{first}-{last}", f"{first}/{last}")
    set_window(root, "street", "2022/2024", category="street")
    set_window(root, "street-before", "2019/2021", category="street")
    set_window(root, "night", "2022/2024", category="street.night")
    set_window(root, "orchards", "2022/2024", category="rural", scope="530000")
    return root


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return build(fill(bare(copy_example(tmp_path_factory.mktemp("windows")))))


def set_window(root: Path, identity: str, years: str, **more: object) -> None:
    set_edition(root, identity, year=int(years[:4]), thresholds={"brands": 2}, **more)
    path = root / "content" / "editions" / f"{identity}.yml"
    text = path.read_text(encoding="utf-8")
    year = f'"year": {years[:4]}'
    assert text.count(year) == 1
    path.write_text(text.replace(year, f'"years": "{years}"'), encoding="utf-8")


def test_a_window_has_the_brands_of_any_of_its_years(book: Book) -> None:
    assert list(book.editions["2022-2024"].book.brands) == ["long", "middle", "orchard"]
    assert list(book.editions["2021-2023"].book.brands) == ["early", "long", "middle", "orchard"]
    assert list(book.editions["2020-2022"].book.brands) == ["early", "long"]


def test_a_brand_has_in_a_window_what_the_sources_of_those_years_say(book: Book) -> None:
    def figures(edition: str) -> list[str]:
        return [row.id for row in book.editions[edition].book.brands["long"].metrics]

    assert figures("2022-2024") == ["thefts-2022", "thefts-2024"]
    assert figures("2020-2022") == ["thefts-2021", "thefts-2022"]
    assert figures("2024-all") == ["thefts-2024"]
    row = book.editions["2022-2024"].book.brands["long"].row
    assert row.sources.split() == ["long-2022", "long-2024"]
    assert set(book.editions["night"].book.content.sources) == {"long-2022", "long-2024"}


def test_a_category_of_either_level_narrows_an_edition(book: Book) -> None:
    members = {name: list(own.book.brands) for name, own in book.editions.items()}
    assert members["street"] == ["long", "middle"]
    assert members["night"] == ["long"]
    assert members["orchards"] == ["orchard"]


def test_the_edition_before_asks_the_same_of_as_many_years(book: Book) -> None:
    before = {name: own.before and own.before.edition.id for name, own in book.editions.items()}
    assert before["2022-2024"] == "2021-2023"  # the latest that ended earlier, though they overlap
    assert before["2021-2023"] == "2020-2022"
    assert before["2020-2022"] is None  # one of three years does not follow one of a single year
    assert before["2024-all"] == "2023-all"
    assert before["2024-2024"] == "2023-all"  # a window of one year is that year
    assert before["street"] == "street-before"
    assert before["night"] is None
    assert before["orchards"] is None


def test_windows_stand_newest_first_and_the_widest_first_among_them(book: Book) -> None:
    order = [(own.edition.last, own.edition.first) for own in book.editions.values()]
    assert order == sorted(order, key=lambda years: (-years[0], years[1]))
    ids = list(book.editions)
    assert ids.index("2022-2024") < ids.index("night") < ids.index("2024-all")


def test_the_ledger_of_a_window_follows_the_window_before(book: Book) -> None:
    ledger = {move.brand.id: move.kind for move in book.editions["2022-2024"].ledger}
    assert ledger == {"early": "left", "long": "stayed", "middle": "stayed", "orchard": "stayed"}
    table = edition_tables(book.editions["2022-2024"])["ladder"].frame
    assert dict(zip(table["brand"], table["move"], strict=True)) == ledger
    assert table["now"].isna().tolist() == [kind == "left" for kind in table["move"]]


def test_a_window_is_ranked_by_its_own_brands_alone(book: Book) -> None:
    own = book.editions["2022-2024"]
    assert own.rankings is not None
    assert [row.brand for row in own.rankings.documentation.brands] == ["long", "middle", "orchard"]
    assert {brand for one in own.rankings.shortlists for brand in one.facets} <= set(
        own.book.brands
    )
    assert book.editions["night"].rankings is None  # one brand is too few


@pytest.mark.parametrize("epoch", ["0", "1700000000", "4000000000"])
def test_an_edition_speaks_for_the_day_of_its_data_whenever_it_is_built(
    tmp_path: Path, epoch: str
) -> None:
    root = fill(bare(copy_example(tmp_path)))
    found = make_book(read_settings(root, {"SOURCE_DATE_EPOCH": epoch})).editions["2022-2024"]
    assert found.book.as_of == "2026-02-01"  # a year after the last source, 2025-12-30
    assert {forecast.since for forecast in found.outlook.forecasts} == {"2026-02-02"}
    [(_, workbook)] = make_edition_workbook(found)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"2026-02-01T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
