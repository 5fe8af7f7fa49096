"""Cards: they say what their pages say, stay inside their frame and name where it comes from."""

from __future__ import annotations

import re
import struct
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import html5lib
import pytest
from edition_book import Figure, add_brand, bare, set_edition
from example_book import copy_example, settings_of
from hypothesis import given
from hypothesis import strategies as st

from generator.book.book import Book
from generator.build import make_book
from generator.publish import html
from generator.publish.pictures import make_pictures
from generator.site.cards import MOST_FIGURES, SIZE, spread
from generator.site.lettering import TextColumn, length, wrapped
from generator.site.pages import make_pages
from generator.site.render import make_renderers

SITE_URL = "https://beatbook.example/book/"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "&<b>\"'</text></svg><script>甲{{ t }}"
LONG = {
    "zh": "推进全域全时全要素立体化智能化社会治安防控体系建设“联勤联动”行动" * 3,
    "en": "A county-wide, round-the-clock campaign, MMMM WWWW, with every patrol on every street, "
    * 2
    + "at night",
}
YOY: dict[str, Any] = {"basis": "yoy", "period": "2024"}
MANY = [
    Figure("officers-on-duty", 12, "名", "staff", as_of="2024"),
    Figure("disputes-resolved", 120, "起", "settled", period="2024", qualifier="over"),
    Figure("thefts", 42, "起", "count", period="2024"),
    Figure("thefts", -30, "%", "fall", **YOY),
    Figure("frauds", 25, "%", "rise", scope="夜间", **YOY),
]


class Card(NamedTuple):
    """One card: its language, the address of what it is of, its page and its picture."""

    language: str
    address: str
    page: Any
    picture: Any


def write(root: Path) -> Path:
    """Brands with none to many figures, hostile and long names, an edition with each of them."""
    bare(root)
    add_brand(root, "many", figures=MANY)
    add_brand(root, "none")
    add_brand(root, "hostile", figures=MANY[3:], name={"zh": HOSTILE, "en": HOSTILE})
    add_brand(root, "long", figures=MANY, name=LONG, agency={**LONG, "level": "county"})
    for number in range(12):
        fall = Figure("thefts", -10 - number, "%", "fall", **YOY)
        add_brand(root, f"b{number:02}", figures=[fall])
    set_edition(root, "2024-all")
    set_edition(root, "2023-all")
    return root


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = write(copy_example(tmp_path_factory.mktemp("cards")))
    downloads = tmp_path_factory.mktemp("downloads")
    settings = settings_of(root, sources=None, site_url=SITE_URL, downloads=downloads)
    return make_book(settings)


@pytest.fixture(scope="module")
def files(book: Book) -> dict[str, str]:
    """The files of brands, families and editions and of all cards, by path."""
    kinds = ("brands", "families", "editions", "cards", "index")
    renderers = make_renderers(book)
    return {
        f"{language}/{page.file}": html.page_bytes(page, renderer).decode()
        for page in make_pages(book)
        if page.address.split("/")[0] in kinds
        for language, renderer in renderers.items()
    }


def parse(text: str) -> Any:
    """A page as elements; html5lib raises on its first fault."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.fixture(scope="module")
def cards(files: dict[str, str]) -> dict[tuple[str, str], Card]:
    found = {}
    for name, text in files.items():
        language, _, address = name.removesuffix(".html").partition("/cards/")
        if address and name.endswith(".html"):
            picture = files[f"{language}/cards/{address}.svg"]
            root = ElementTree.fromstring(picture)  # noqa: S314
            found[language, address] = Card(language, address, parse(text), root)
    return found


def said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def lines(picture: Any) -> str:
    """The words of a picture without spaces, which a line's end takes away."""
    return squeezed("".join(said(line) for line in picture.iter(f"{SVG}text")))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def metas(page: Any) -> dict[str, str]:
    return {
        e.get("property") or e.get("name"): e.get("content")
        for e in page.iter("meta")
        if e.get("property") or e.get("name")
    }


# What there is


def test_every_brand_family_with_changes_and_edition_has_a_card_in_both_languages(
    book: Book, files: dict[str, str], cards: dict[tuple[str, str], Card]
) -> None:
    shown = {f"brands/{identity}" for identity in book.brands}
    shown |= {f"editions/{identity}" for identity in book.editions}
    for language in ("zh", "en"):
        families = {
            name.removeprefix(f"{language}/").removesuffix(".html")
            for name, text in files.items()
            if name.startswith(f"{language}/families/") and 'class="dots"' in text
        }
        assert families
        assert {a for own, a in cards if own == language} == shown | families
        assert f"{language}/cards/site.svg" in files


def test_a_page_shows_how_its_card_is_embedded(
    files: dict[str, str], cards: dict[tuple[str, str], Card]
) -> None:
    for language, address in cards:
        (fold,) = parse(files[f"{language}/{address}.html"]).findall(".//details[@class='embed']")
        links = [link.get("href") for link in fold.iter("a")]
        assert links == [f"../cards/{address}.{ending}" for ending in ("html", "svg")]
        (code,) = fold.iter("code")
        (frame,) = parse(f"<!doctype html><title>x</title>{code.text}").iter("iframe")
        assert frame.get("src") == f"{SITE_URL}{language}/cards/{address}.html"
        assert frame.get("title")


def test_a_card_is_found_under_its_page_s_address_alone(
    cards: dict[tuple[str, str], Card],
) -> None:
    for card in cards.values():
        assert metas(card.page)["robots"] == "noindex"
        (canonical,) = card.page.findall(".//link[@rel='canonical']")
        assert canonical.get("href") == f"{SITE_URL}{card.language}/{card.address}.html"
        assert {link.get("target") for link in card.page.iter("a")} == {"_top"}


# What it says


def test_every_figure_of_a_brand_s_card_is_the_one_of_its_page(
    book: Book, files: dict[str, str], cards: dict[tuple[str, str], Card]
) -> None:
    for card in cards.values():
        if not card.address.startswith("brands/"):
            continue
        page = parse(files[f"{card.language}/{card.address}.html"])
        rows = {row.get("id"): row for row in page.iter("tr")}
        entries = list(card.page.iter("dd"))
        metrics = book.brands[card.address.removeprefix("brands/")].metrics
        assert len(entries) == min(len(metrics), MOST_FIGURES)
        for entry in entries:
            link = next(entry.iter("a"))
            target, _, anchor = link.get("href").partition("#")
            assert target == f"../../{card.address}.html"
            assert said(link) == said(next(rows[anchor].iter("summary")))
            if card.address != "brands/long":
                assert squeezed(said(link)) in lines(card.picture)


def test_outcome_changes_come_first_and_no_value_decides(
    cards: dict[tuple[str, str], Card],
) -> None:
    links = cards["en", "brands/many"].page.findall(".//dd/a")
    assert [link.get("href").partition("#")[2] for link in links] == ["fall", "rise", "count"]


def test_every_figure_says_what_it_is_compared_with_its_period_source_and_gaps(
    cards: dict[tuple[str, str], Card],
) -> None:
    shown = {
        "zh": "同比；夜间；2024年；据甲报，2024年12月30日；未报告：基数、对照",
        "en": "on the year before; in English e5a49c; 2024; as stated by Jia Daily, 30 Dec 2024;"
        " not reported: base, comparator",
    }
    for language, text in shown.items():
        card = cards[language, "brands/many"]
        notes = [said(note) for note in card.page.findall(".//dd/small")]
        assert notes[1].startswith(text)
        assert squeezed(text) in lines(card.picture)


def test_every_card_says_of_which_day_it_is_and_where_its_page_stands(
    cards: dict[tuple[str, str], Card],
) -> None:
    days = {"zh": "数据截至2025年2月1日", "en": "ata as of 1 Feb 2025"}
    for (language, address), card in cards.items():
        (foot,) = card.page.iter("footer")
        whole = f"beatbook.example/book/{language}/{address}.html"
        for text in (squeezed(said(foot)), lines(card.picture)):
            assert squeezed(days[language]) in text, address
            assert whole in text
        (link,) = foot.iter("a")
        assert link.get("href") == f"../../{address}.html"


def test_a_family_s_card_carries_the_caution_of_its_page(
    files: dict[str, str], cards: dict[tuple[str, str], Card]
) -> None:
    for (language, address), card in cards.items():
        if address.startswith("families/"):
            page = parse(files[f"{language}/{address}.html"])
            (finding,) = page.findall(".//div[@class='box finding']")
            assert said(finding) in said(card.page)
            assert squeezed(said(finding)) in lines(card.picture)


def test_an_edition_s_card_says_its_state_its_finding_and_how_sure_it_is(
    files: dict[str, str], cards: dict[tuple[str, str], Card]
) -> None:
    states = {"zh": "试编", "en": "draft"}
    for language, state in states.items():
        card = cards[language, "editions/2024-all"]
        page = parse(files[f"{language}/editions/2024-all.html"])
        finding = page.find(".//div[@class='box finding']/p/b")
        for text in (squeezed(said(card.page)), lines(card.picture)):
            assert state in text
            assert squeezed(said(finding)) in text
        few = cards[language, "editions/2023-all"]
        refusal = said(parse(files[f"{language}/editions/2023-all.html"]).find(".//div/p/b"))
        assert refusal in said(few.page)
        assert squeezed(refusal) in lines(few.picture)


def test_a_brand_without_figures_says_so_beside_its_summary(
    cards: dict[tuple[str, str], Card],
) -> None:
    card = cards["en", "brands/none"]
    for text in ("A summary for trials.", "The sources give no figure."):
        assert text in said(card.page)
        assert squeezed(text) in lines(card.picture)


def test_hostile_names_are_text_and_nothing_else(cards: dict[tuple[str, str], Card]) -> None:
    for language in ("zh", "en"):
        card = cards[language, "brands/hostile"]
        assert said(next(card.page.iter("h1"))) == HOSTILE
        assert squeezed(HOSTILE) in lines(card.picture)
        assert not list(card.page.iter("script"))
        assert {e.tag.removeprefix(SVG) for e in card.picture.iter()} <= {
            *("svg", "title", "desc", "style", "rect", "text", "tspan", "g", "path", "circle"),
        }


@given(st.integers(0, 60), st.integers(2, 20))
def test_changes_are_taken_in_even_steps_from_the_first_to_the_last(count: int, most: int) -> None:
    everything: list[Any] = list(range(count))
    taken = spread(everything, most)
    assert len(taken) == min(count, most)
    assert taken == sorted(set(taken))
    if taken:
        assert (taken[0], taken[-1]) == (0, count - 1)
        steps = [b - a for a, b in pairwise(taken)]
        assert not steps or max(steps) - min(steps) <= 1


# How it is set

TEXTS = st.text(st.sampled_from("甲乙，。（）“”ab WM1.5%-/ "), max_size=80)


@given(TEXTS, st.floats(1.2, 30), st.integers(0, 5))
def test_no_line_is_wider_than_its_column(text: str, room: float, most: int) -> None:
    made = wrapped(text, room, most)
    assert len(made) <= most
    assert all(length(line) <= room + 1e-6 for line in made)


@given(TEXTS, st.floats(1.2, 30))
def test_nothing_is_lost_where_there_are_lines_enough(text: str, room: float) -> None:
    assert squeezed("".join(wrapped(text, room, 1000))) == squeezed(text)


def test_lines_break_between_words_and_not_before_a_closing_mark() -> None:
    assert wrapped("夜间的（巡逻），每天", 4, 9) == ["夜间的", "（巡", "逻），每", "天"]
    assert wrapped("night patrol, daily", 7, 9) == ["night patrol,", "daily"]
    assert wrapped("night patrol, daily", 7, 1) == ["night patrol…"]


def test_a_column_sets_no_more_lines_than_it_has_room_for() -> None:
    column = TextColumn(10, 100, 200, 160)
    made = column.put("甲" * 100, 20, most=9)
    assert [line.x for line in made] == [10, 10]
    assert made[-1].text.endswith("…")
    assert column.room < 20 * 1.35
    assert column.put("乙", 20) == []


BOXES = """() => [...document.querySelectorAll('text')].map(text => {
  const {left, top, right, bottom} = text.getBoundingClientRect();
  return [left, top, right, bottom, text.textContent];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_stays_inside_the_picture_and_apart_from_other_text(
    files: dict[str, str], browser: Any, tmp_path: Path, language: str
) -> None:
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    names = [name for name in files if name.startswith(f"{language}/cards/")]
    for name in (n for n in names if n.endswith(".svg") and "/brands/b" not in n):
        path = tmp_path / "card.svg"
        path.write_text(files[name], encoding="utf-8")
        page.goto(path.as_uri())
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 3
        for left, top, right, bottom, text in boxes:
            assert left >= 0 <= top, (name, text)
            assert (right <= SIZE[0], bottom <= SIZE[1]) == (True, True), (name, text)
        for one, other in combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 0 or down <= 12, (name, one, other)
    page.close()


# Pictures for link previews


@pytest.fixture(scope="module")
def pngs(book: Book) -> dict[str, bytes]:
    return dict(make_pictures(book))


def test_each_picture_has_a_small_png_of_the_right_size(
    book: Book, files: dict[str, str], pngs: dict[str, bytes]
) -> None:
    assert {name.replace(".svg", ".png") for name in files if name.endswith(".svg")} == set(pngs)
    for name, data in pngs.items():
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        assert (width, height) == (800, 420) == (SIZE[0] * 2 / 3, SIZE[1] * 2 / 3)
        assert 8_000 < len(data) < 80_000, name


def test_equal_books_have_equal_pictures(book: Book, pngs: dict[str, bytes]) -> None:
    assert dict(make_pictures(book)) == pngs


def test_a_site_without_an_address_has_no_pictures_and_no_previews(tmp_path: Path) -> None:
    book = make_book(settings_of(copy_example(tmp_path)))
    assert list(make_pictures(book)) == []
    page = next(page for page in make_pages(book) if page.address.startswith("brands/"))
    for renderer in make_renderers(book).values():
        made = html.page_bytes(page, renderer).decode()
        assert "og:" not in made
        assert "&lt;iframe" not in made


def test_previews_without_pictures_name_none(files: dict[str, str]) -> None:
    for name, text in files.items():
        if "/cards/" not in name:
            tags = metas(parse(text))
            assert "og:image" not in tags
            assert tags["twitter:card"] == "summary"


def test_previews_lead_to_pictures_that_are_there(
    book: Book, files: dict[str, str], pngs: dict[str, bytes]
) -> None:
    assert files  # as they are without pictures
    folder = book.settings.downloads
    assert folder is not None
    kept = {name: data for name, data in pngs.items() if not name.endswith("brands/none.png")}
    html.write_files(kept.items(), folder)
    renderers, own = make_renderers(book), 0
    shown = [page for page in make_pages(book) if f"zh/cards/{page.address}.png" in pngs]
    for page in shown:
        for language, renderer in renderers.items():
            tags = metas(parse(html.page_bytes(page, renderer).decode()))
            name = f"{language}/cards/{page.address}.png"
            expected = name if name in kept else f"{language}/cards/site.png"
            own += expected == name
            assert tags["og:image"] == f"{SITE_URL}{expected}"
            assert tags["og:url"] == f"{SITE_URL}{language}/{page.address}.html"
            assert tags["og:description"] == tags["description"]
            assert tags["og:title"] in tags["og:image:alt"] or expected != name
            assert tags["twitter:card"] == "summary_large_image"
    assert own > 30
    for name in kept:
        (folder / name).unlink()
