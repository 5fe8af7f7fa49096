"""The static API: what is documented is there, fits its schema and holds every record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import html5lib
import pytest
from jsonschema import Draft202012Validator
from reuse_book import RENAMED, Reused

from generator.publish.api import make_list
from generator.publish.data import make_data
from generator.site.api import BOUND, ENDPOINTS, PART, ROOT, VERSION, Endpoint


@pytest.fixture(scope="module")
def api(reused: Reused) -> dict[str, Any]:
    """Every JSON file of the API by its address below the root."""
    return {
        path.removeprefix(f"{ROOT}/"): json.loads(data)
        for path, data in reused.files.items()
        if path.startswith(f"{ROOT}/") and path.endswith(".json")
    }


def addresses_of(endpoint: Endpoint, api: dict[str, Any]) -> list[str]:
    """The files of a kind, its further parts and moved records left out."""
    form = re.sub(r"\\{[a-z]+\\}", "[^/]+", re.escape(endpoint.address))
    return [name for name in api if re.fullmatch(form, name) and "moved_to" not in api[name]]


def kinds(api: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every file with the name of its kind."""
    for endpoint in ENDPOINTS:
        for name in addresses_of(endpoint, api):
            yield name, endpoint.name
    yield from ((name, "moved") for name, file in api.items() if "moved_to" in file)


def test_every_file_is_of_one_documented_kind(api: dict[str, Any]) -> None:
    found = [name for name, _ in kinds(api)]
    assert sorted(found) == sorted(api)
    assert {kind for _, kind in kinds(api)} >= {e.name for e in ENDPOINTS} - {"table"}


def test_every_file_fits_the_schema_of_its_kind_and_no_spoilt_one_does(api: dict[str, Any]) -> None:
    schema = api["schema.json"]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for name, kind in kinds(api):
        if kind == "schema":
            continue
        own = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
        assert [f"{name}: {e.message}" for e in own.iter_errors(api[name])] == []
        head = api[name]
        assert (head["schema_version"], head["as_of"]) == (VERSION, "2024-06-20")
        assert not own.is_valid({**head, "unknown": 1})
        assert not own.is_valid({key: value for key, value in head.items() if key != "as_of"})
        if head.get("rows"):
            spoilt = {**head["rows"][0], "unknown": 1}
            assert not own.is_valid({**head, "rows": [spoilt]})


def test_the_index_names_every_kind_and_counts_what_there_is(
    api: dict[str, Any], reused: Reused
) -> None:
    index = api["index.json"]
    assert [(e["name"], e["address"]) for e in index["endpoints"]] == [
        (e.name, e.address) for e in ENDPOINTS
    ]
    for name, number in index["counts"].items():
        rows = api[f"{name}.json"]["rows"]
        assert number == (sum(r["figures"] for r in rows) if name == "metrics" else len(rows)) > 0
    for address in index["documentation"]:
        assert address.removeprefix("../../") in reused.files


def test_lists_lead_to_every_record_and_records_to_their_pages(
    api: dict[str, Any], reused: Reused
) -> None:
    listed = [
        row["address"] for file in api.values() for row in file.get("rows", ()) if "address" in row
    ]
    assert all(address in api for address in listed)
    assert len(listed) == len(set(listed)) > 10
    pages = [file["page"].partition("#") for file in api.values() if "page" in file]
    for page, _, anchor in pages:
        for language in ("zh", "en"):
            assert not anchor or f'id="{anchor}"' in reused.text(f"{language}/{page}")


def test_what_goes_in_comes_out(api: dict[str, Any], reused: Reused) -> None:
    book, content = reused.book, reused.book.content
    assert {row["id"] for row in api["brands.json"]["rows"]} == set(book.brands)
    assert {row["id"] for row in api["sources.json"]["rows"]} == set(content.sources)
    assert [row["id"] for row in api["indicators.json"]["rows"]] == [*content.vocabulary.indicators]
    figures = [
        (row["brand"], row["id"])
        for name in addresses_of(next(e for e in ENDPOINTS if e.name == "figures"), api)
        for row in api[name]["rows"]
    ]
    assert sorted(figures) == sorted((figure.brand, figure.id) for figure in book.figures())
    for identity, entry in book.brands.items():
        assert api[f"brands/{identity}.json"]["brand"] == json.loads(entry.packed)
    assert api["sources/jia-daily-2024-05-06.json"]["brands"] == [
        "jia-lamplight-policing",
        "jia-umbrella-policing",
    ]
    assert len(api["honours/jia-2024.json"]["honour"]["entries"]) == 2
    corrections = api["corrections.json"]["rows"]
    assert [row["id"] for row in corrections] == [
        "jia-thefts-2024",
        "jia-thefts-2024-first",
        "jia-daily-reading",
    ]
    assert (corrections[0]["old"], corrections[0]["new"]) == ("24", "42")


def test_a_figure_is_exact_and_lists_are_arrays(api: dict[str, Any]) -> None:
    rows = {row["brand"]: row for row in api["metrics/officers-on-duty.json"]["rows"]}
    assert rows["ding-orchard-training"]["value"] == "0.2"
    assert isinstance(rows["yi-orchard-policing"]["gaps"], list)
    (lamplight,) = (r for r in api["brands.json"]["rows"] if r["id"] == "jia-lamplight-policing")
    assert lamplight["tags"] == [
        *("problems/quarrels", "problems/theft"),
        *("practices/night-patrol", "practices/service-posts"),
    ]
    derived = api["brands/jia-lamplight-policing.json"]["derived"]
    assert derived == {name: lamplight[name] for name in derived}


def test_a_record_of_another_id_is_found_from_its_old_address(api: dict[str, Any]) -> None:
    moved = {name: file["moved_to"] for name, file in api.items() if "moved_to" in file}
    assert moved == {
        "brands/yi-orchards.json": "brands/yi-orchard-policing.json",
        "sources/jia-daily.json": "sources/jia-daily-2024-05-06.json",
        "honours/jia-awards.json": "honours/jia-2024.json",
        "editions/report-2024.json": "editions/2024-all.json",
        "metrics/theft-cases.json": "metrics/thefts.json",
    }
    assert len(moved) < len(RENAMED)  # tags and categories have no files
    assert all(target in api for target in moved.values())


def test_a_list_of_thousands_of_brands_comes_in_bounded_parts(api: dict[str, Any]) -> None:
    one = max(api["brands.json"]["rows"], key=lambda row: len(json.dumps(row)))
    long = {**one, "name_zh": "名" * 60, "agency_zh": "局" * 60}
    rows = [{**long, "id": f"{'long-' * 15}{n}"} for n in range(10 * PART)]
    files = dict(make_list("brands", "2024-06-20", rows))
    assert max(map(len, files.values())) < BOUND
    name: str | None = "brands.json"
    seen: list[str] = []
    while name:
        part = json.loads(files.pop(name))
        assert (part["total"], part["parts"]) == (len(rows), 10)
        seen += [row["id"] for row in part["rows"]]
        assert len(seen) == part["part"] * PART
        name = part["next"]
    assert seen == [row["id"] for row in rows]
    assert files == {}


@pytest.mark.parametrize("count", [0, 1, PART, PART + 1])
def test_a_list_has_a_part_more_where_it_is_longer(count: int) -> None:
    files = dict(make_list("x", "2024-06-20", ({"id": n} for n in range(count))))
    assert [*files] == (["x.json", "x-2.json"] if count > PART else ["x.json"])
    assert sum(len(json.loads(data)["rows"]) for data in files.values()) == count


def test_no_file_of_the_example_reaches_the_bound(reused: Reused) -> None:
    sizes = [len(data) for path, data in reused.files.items() if path.startswith(ROOT)]
    assert max(sizes) < BOUND


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_documents_every_address_with_an_example_that_is_there(
    reused: Reused, language: str
) -> None:
    page = html5lib.parse(reused.files[f"{language}/api.html"], namespaceHTMLElements=False)
    rows = [row for row in page.iter("tr") if row.find("th/code") is not None]
    assert [row.findtext("th/code") for row in rows] == [e.address for e in ENDPOINTS]
    for row, endpoint in zip(rows, ENDPOINTS, strict=True):
        links = [a.get("href") for a in row.iter("a") if "api/" in a.get("href")]
        assert links or endpoint.name == "table"
        for link in links:
            assert link.removeprefix("../") in reused.files


def test_every_file_says_the_day_that_the_book_speaks_for(reused: Reused) -> None:
    files = dict(make_data(replace(reused.book, as_of="2024-12-31")))
    days = [json.loads(files[f"{ROOT}/{name}.json"])["as_of"] for name in ("index", "brands")]
    assert days == ["2024-12-31", "2024-12-31"]
