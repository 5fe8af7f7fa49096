"""Drawings of rows: every mark inside the frame, in its place and in order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.tables.charts import WIDTH, Mark, dot_plots, place_plots, shortened

PERCENT = st.floats(min_value=-100, max_value=2000)


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    percent = draw(PERCENT)
    ends = draw(st.none() | st.tuples(PERCENT, PERCENT))
    low, high = (None, None) if ends is None else (min(*ends, percent), max(*ends, percent))
    return Mark(draw(st.sampled_from("abc")), percent, low, high, draw(st.booleans()))


@given(st.lists(marks(), max_size=60))
def test_every_change_is_drawn_once_and_inside_the_frame(found: list[Mark]) -> None:
    plots = dot_plots(found)
    assert [dot.mark for plot in plots for dot in plot.dots] == list(range(len(found)))
    for plot in plots:
        for dot in plot.dots:
            assert 0 < dot.x < WIDTH
            assert 0 < dot.y < plot.height
            assert (dot.low is None) == (found[dot.mark].low is None)
            if dot.low is not None and dot.high is not None:
                assert 0 < dot.low <= dot.x <= dot.high < WIDTH


@given(st.lists(marks(), max_size=60))
def test_dots_lie_across_as_their_changes_do(found: list[Mark]) -> None:
    dots = [dot for plot in dot_plots(found) for dot in plot.dots]
    across = sorted(dots, key=lambda dot: found[dot.mark].percent)
    assert all(one.x <= other.x for one, other in pairwise(across))


@given(st.lists(marks(), max_size=60))
def test_rows_and_headings_stand_one_below_the_other(found: list[Mark]) -> None:
    for plot in dot_plots(found):
        assert all(other.y - one.y >= 28 for one, other in pairwise(plot.dots))
        groups = [found[dot.mark].group for dot in plot.dots]
        runs = [g for n, g in enumerate(groups) if n == 0 or groups[n - 1] != g]
        assert [group for _, group in plot.heads] == runs


@given(st.lists(marks(), min_size=1, max_size=60))
def test_the_scale_holds_everything_lost_and_no_change(found: list[Mark]) -> None:
    for plot in dot_plots(found):
        percents = [percent for _, percent in plot.ticks]
        assert percents[0] == -100
        assert 0 in percents


def test_a_rise_far_beyond_the_others_is_drawn_at_the_edge() -> None:
    (plot,) = dot_plots([Mark("a", -20, None, None, True), Mark("a", 900, None, None, True)])
    assert [dot.beyond for dot in plot.dots] == [False, True]


def test_no_drawing_is_longer_than_a_page_of_the_pdf() -> None:
    worst = [Mark(str(n), -10, None, None, True) for n in range(50)]
    heights = [plot.height for plot in dot_plots(worst)]
    heights += [plot.height for plot in place_plots([[(1, 99)]] * 99)]
    assert max(heights) <= 800  # units of 0.7 pt


@given(st.integers(2, 50), st.data())
def test_places_are_drawn_inside_their_panel_and_sure_ones_are_marked(
    of: int, data: st.DataObject
) -> None:
    place = st.integers(1, of)
    ends = st.tuples(place, place).map(lambda pair: (min(pair), max(pair)))
    rows = data.draw(st.lists(st.lists(ends, min_size=5, max_size=5), min_size=of, max_size=of))
    plots = place_plots(rows)
    strips = [strip for plot in plots for strip in plot.strips]
    assert [strip.row for strip in strips] == list(range(of))
    for plot in plots:
        for strip in plot.strips:
            assert 0 < strip.y < plot.height
            row = zip(strip.spans, plot.panels, rows[strip.row], strict=True)
            for span, (left, width), (low, high) in row:
                assert left - 0.01 <= span.x
                assert span.x + span.width <= left + width + 0.02
                assert span.sure == (low == high)


def test_a_label_without_room_loses_its_place_first_then_its_end() -> None:
    assert shortened("夜间警务", "临夏州") == "夜间警务 · 临夏州"
    assert shortened("夜" * 25, "临夏州") == "夜" * 25
    assert shortened("“夜”" * 6, "临夏州", "−20.8% · n* 171") == "“夜”" * 6
    long = shortened("夜" * 40, "临夏州", "−36.8% · n* 54")
    assert long.endswith("夜…")
    assert len(long) < 21
