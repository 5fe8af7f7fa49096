"""How templates become code: what is remembered, called and escaped."""

from __future__ import annotations

import datetime

import jinja2
import pytest
from markupsafe import Markup

from generator.site.compiling import Environment, Kept, Remember


def _environment() -> Environment:
    environment = Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.add_extension(Remember)
    environment.globals["kept"] = Kept()
    return environment


def test_what_is_remembered_is_rendered_once_for_the_same_values() -> None:
    asked: list[str] = []
    template = _environment().from_string(
        "{% for n in numbers %}{% remember n, up %}[{{ ask(n) }}{{ up }}]{% endremember %}"
        "{% endfor %}"
    )

    def ask(value: str) -> str:
        asked.append(value)
        return value

    first = template.render(numbers=["<1>", "2", "<1>"], up="", ask=ask)
    second = template.render(numbers=["2", "<1>"], up="../", ask=ask)
    assert first == "[&lt;1&gt;][2][&lt;1&gt;]"
    assert second == "[2../][&lt;1&gt;../]"
    assert asked == ["<1>", "2", "2", "<1>"]


def test_two_places_that_remember_the_same_value_keep_what_is_their_own() -> None:
    source = "{% remember 1 %}a{% endremember %}\n{% remember 1 %}b{% endremember %}"
    template = _environment().from_string(source)
    assert template.render() == template.render() == "a\nb"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = Kept()
    for number in range(3 * Kept.MOST):
        kept.keep((number,), Markup(number))  # noqa: S704
        assert kept[(number,)] == str(number)
    assert len(kept) <= Kept.MOST


@pytest.mark.parametrize(
    ("shown", "page"),
    [("<b>", "&lt;b&gt;"), (Markup("<b>"), "<b>"), (7, "7"), (None, "None")],
)
def test_what_is_shown_is_escaped_unless_it_is_markup(shown: object, page: str) -> None:
    assert _environment().from_string("{{ shown }}").render(shown=shown) == page


def test_macros_and_their_callers_give_markup_and_take_named_arguments() -> None:
    source = (
        "{% macro box(a, b='<') %}<p>{{ a }}{{ b }}</p>{% endmacro %}"
        "{% macro around(a) %}<div>{{ caller(a) }}</div>{% endmacro %}"
        "{{ box('>') }}{{ box(b=2, a=1) }}{% call(x) around('&') %}{{ x }}<i>{% endcall %}"
    )
    expected = "<p>&gt;&lt;</p><p>12</p><div>&amp;<i></div>"
    assert _environment().from_string(source).render() == expected


def test_what_stands_after_a_dot_is_an_attribute_and_never_a_key() -> None:
    template = _environment().from_string("{{ date.year }}")
    assert template.render(date=datetime.date(2019, 11, 14)) == "2019"
    with pytest.raises(AttributeError, match="'dict' object has no attribute 'year'"):
        template.render(date={"year": 2019})


def test_a_macro_that_lacks_an_argument_is_an_error_that_names_it() -> None:
    template = _environment().from_string("{% macro box(a) %}{{ a }}{% endmacro %}{{ box() }}")
    with pytest.raises(jinja2.UndefinedError, match="parameter 'a' was not provided"):
        template.render()
