"""The weights that a reader may move: when they are offered, and with what values."""

from __future__ import annotations

import math
from dataclasses import replace
from io import BytesIO

import pytest
from complete_book import EDITION, make_complete
from edition_book import build
from example_book import copy_example
from pypdf import PdfReader

from generator.book.book import EditionBook
from generator.publish.annual import make_annual, make_report
from generator.site.render import make_renderers
from generator.site.weighing import weighing_of


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> EditionBook:
    """The published edition of the complete book."""
    root = make_complete(copy_example(tmp_path_factory.mktemp("complete") / "book"))
    return build(root).editions[EDITION]


def with_composite(own: EditionBook, **changed: object) -> EditionBook:
    """The edition as if its composite were another."""
    assert own.rankings is not None
    composite = own.rankings.composite.model_copy(update=changed)
    rankings = own.rankings.model_copy(update={"composite": composite})
    return replace(own, _rank=lambda _: rankings)


def test_the_complete_book_publishes_places_in_tiers_with_no_fragile_assumption(own):
    assert own.stored
    composite = own.rankings.composite
    assert (composite.shown, composite.fragile, composite.refused) == ("ranks", [], [])
    assert (len(composite.brands), len(composite.tiers)) == (9, 7)


def test_brands_come_by_their_expected_places_with_the_values_that_were_ranked(own):
    found = weighing_of(own)
    assert [brand.row for brand in found.brands] == own.rankings.composite.brands
    assert list(found.weights) == ["thefts", "frauds", "fights", "satisfaction"]
    assert sum(found.weights.values()) == pytest.approx(1)


def test_a_change_may_be_anything_that_is_printed_so(own):
    """−38 % lies between −37.5 and −38.5; as a log ratio from +20 (0) to −50 (1)."""
    lamplight = weighing_of(own).brands[0]
    assert lamplight.row.brand == "lamplight-policing"
    ends = [math.log(ratio / 1.2) / math.log(0.5 / 1.2) for ratio in (0.625, 0.615)]
    assert [lamplight.low[0], lamplight.high[0]] == pytest.approx(ends)


def test_an_unknown_figure_may_be_anything_from_worst_to_best(own):
    orchard = next(b for b in weighing_of(own).brands if b.row.brand == "orchard-policing")
    assert (orchard.low[1], orchard.high[1]) == (0, 1)


@pytest.mark.parametrize("shown", ["tiers", "no"])
def test_without_published_places_no_weights_are_offered(own, shown):
    assert weighing_of(with_composite(own, shown=shown)) is None


def test_ranks_of_other_values_than_todays_are_not_weighed_anew(own):
    assert weighing_of(with_composite(own, seed="0" * 64)) is None


def test_the_pdf_shows_the_table_and_no_weights(own):
    renderer = make_renderers(own.book)["en"]
    report = make_report(own, renderer, own.book.brands)
    made = PdfReader(BytesIO(make_annual(report, own.book.settings.templates)))
    text = " ".join("".join(page.extract_text() for page in made.pages).split())
    assert "Reported results of 9 brands in 7 tiers" in text
    assert renderer.words["weights_title"] not in text
