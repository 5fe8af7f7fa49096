"""The cache of records says what reading everything anew would say, whatever happens."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from example_book import copy_example, settings_of
from hypothesis import HealthCheck, given, settings, strategies

from generator.book.cache import Cache
from generator.build import Examined, examine, make_book
from generator.publish import html
from generator.system.blocks import add_block, read_blocks, replace_blocks
from generator.system.files import MEGABYTE

SOURCE = "content/sources/jia-daily-2024-05-06.yml"


def told(found: Examined) -> dict[str, Any]:
    """All that an examination says, as far as any output could show it."""
    assert found.content is not None
    sources = found.content.sources
    return {
        "brands": found.brands,
        "findings": found.findings,
        "found": found.found,
        "latest": found.latest,
        "counts": found.counts(),
        "sources": {i: (own.model_dump(), own.model_fields_set) for i, own in sources.items()},
    }


def kept(root: Path) -> Path:
    return root / ".cache" / "records"


def anew(root: Path, **more: object) -> dict[str, Any]:
    """The same without any cache."""
    other = root.parent / "uncached"
    shutil.rmtree(other, ignore_errors=True)
    return told(examine(settings_of(root, **more), cache=Cache(other)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "book")


# What may happen to a book between two looks at it


def brand_file(root: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(root.glob("content/brands/*/*.yml")))


def changed(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")


def edit_a_figure(root: Path, chance: random.Random) -> None:
    changed(brand_file(root, chance), r"^    value: .*$", f"    value: {chance.randint(1, 99)}")


def edit_a_name(root: Path, chance: random.Random) -> None:
    name = chance.choice("甲乙丙丁")
    changed(brand_file(root, chance), r"^name: .*$", f"name: {{zh: {name}警务, en: Policing}}")


def break_a_record(root: Path, chance: random.Random) -> None:
    with brand_file(root, chance).open("a", encoding="utf-8") as file:
        file.write(chance.choice(["nothing: 1\n", "\t- {\n", "id: again\n"]))


def add_a_brand(root: Path, chance: random.Random) -> None:
    path = brand_file(root, chance)
    identity = f"{path.stem}-{chance.randint(2, 9)}"
    text = path.read_text(encoding="utf-8").replace(f"id: {path.stem}\n", f"id: {identity}\n")
    path.with_stem(identity).write_text(text, encoding="utf-8")


def rename_a_brand(root: Path, chance: random.Random) -> None:
    path = brand_file(root, chance)
    path.rename(path.with_stem(f"{path.stem}-renamed"))


def delete_a_brand(root: Path, chance: random.Random) -> None:
    if len(list(root.glob("content/brands/*/*.yml"))) > 1:
        brand_file(root, chance).unlink()


def make_a_draft(root: Path, chance: random.Random) -> None:
    changed(brand_file(root, chance), r"^review: .*$", "review: {status: draft, on: null}")


def date_a_source(root: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(root.glob("content/sources/*.yml")))
    day = chance.choice(["2019-01-01", "2024-02-29", "2031-05-05"])
    changed(path, r"^(published|accessed): .*$", rf"\1: {day}")


def word_a_source(root: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(root.glob("content/sources/*.yml")))
    title = chance.choice(["{zh: 某某警务, en: Police}", "{zh: 警务}", "{zh: 警务, en: Police}"])
    changed(path, r"^title: .*$", f"title: {title}")


def lose_a_source(root: Path, chance: random.Random) -> None:
    if len(list(root.glob("content/sources/*.yml"))) > 1:
        chance.choice(sorted(root.glob("content/sources/*.yml"))).unlink()


def change_a_text(root: Path, chance: random.Random) -> None:
    texts = sorted(root.glob("texts/*.txt"))
    path = chance.choice(texts)
    path.write_text(path.read_text(encoding="utf-8")[chance.randint(1, 30) :], encoding="utf-8")


def change_a_vocabulary(root: Path, chance: random.Random) -> None:
    path = root / "content/vocabulary/indicators.yml"
    changed(path, r"^  good: (down|up|none)$", f"  good: {chance.choice(['down', 'up', 'none'])}")


HAPPENINGS: list[Callable[[Path, random.Random], None]] = [
    edit_a_figure,
    edit_a_name,
    break_a_record,
    add_a_brand,
    rename_a_brand,
    delete_a_brand,
    make_a_draft,
    date_a_source,
    word_a_source,
    lose_a_source,
    change_a_text,
    change_a_vocabulary,
]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    happenings=strategies.lists(strategies.sampled_from(HAPPENINGS), min_size=1, max_size=6),
    seed=strategies.integers(0, 1000),
)
def test_whatever_happens_what_is_kept_says_the_same_as_reading_anew(
    tmp_path: Path, happenings: list[Callable[[Path, random.Random], None]], seed: int
) -> None:
    shutil.rmtree(tmp_path / "book", ignore_errors=True)
    root, chance = copy_example(tmp_path / "book"), random.Random(seed)  # noqa: S311
    held = Cache(root)  # as `serve` holds it
    examine(settings_of(root), cache=held)
    for happen in happenings:
        happen(root, chance)
        expected = anew(root)
        assert told(examine(settings_of(root), cache=held)) == expected, happen.__name__
        assert told(examine(settings_of(root))) == expected, happen.__name__


def test_pages_are_the_same_bytes_with_what_was_kept(root: Path) -> None:
    cold = dict(html.make_files(make_book(settings_of(root))))
    assert kept(root).is_file()
    assert dict(html.make_files(make_book(settings_of(root)))) == cold


def test_what_is_kept_is_not_read_again(root: Path) -> None:
    examine(settings_of(root))
    bodies = [bytes(body) for body in read_blocks(kept(root), MEGABYTE)]
    other = [body.replace("灯".encode(), "火".encode()) for body in bodies]
    assert other != bodies
    replace_blocks(kept(root), other)
    names = [entry.row.name_zh for entry in examine(settings_of(root)).brands]
    assert any("火" in name for name in names)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut short": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-100] + bytes([data[-100] ^ 1]) + data[-99:],
    "another file": lambda data: b"SQLite format 3\0" * 100,
    "sealed nonsense": lambda data: sha256(b"nonsense").digest() + b"nonsense",
    "sealed, of another shape": lambda data: sealed(["by", 0, {}, {}, {"a": ["b", "c", [1]]}]),
    "of another program": lambda data: sealed(["another", *opened(data)[1:]]),
    "nonsense added": lambda data: data + b"nonsense",
    "a block cut short": lambda data: data + data[:-1],
    "a length without end": lambda data: b"\xff" * 8 + data[8:],
}
LENGTH, SEAL = 8, 32


def opened(data: bytes) -> Any:
    """The first block, which is the only one of a small book that was written whole."""
    return msgspec.msgpack.decode(data[LENGTH + SEAL :][: int.from_bytes(data[:LENGTH], "big")])


def sealed(value: Any) -> bytes:
    body = msgspec.msgpack.encode(value)
    return len(body).to_bytes(LENGTH, "big") + sha256(body).digest() + body


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_or_foreign_cache_is_made_anew(
    root: Path, damage: Callable[[bytes], bytes]
) -> None:
    expected = told(examine(settings_of(root)))
    whole = kept(root).read_bytes()
    kept(root).write_bytes(damage(whole))
    assert told(examine(settings_of(root))) == expected
    *_, sources, brands = opened(kept(root).read_bytes())
    assert [sources, brands] == opened(whole)[-2:]  # the rest tells when files were written


def test_what_is_new_is_added_and_the_file_does_not_grow_without_end(root: Path) -> None:
    examine(settings_of(root))
    whole, grown = kept(root).read_bytes(), []
    for hours in range(12):
        path = root / "content/brands/jiangsu/jia-lamplight-policing.yml"
        changed(path, r"^name: .*$", f"name: {{zh: 灯火警务, en: Lamplight Policing {hours:02}}}")
        assert told(examine(settings_of(root))) == anew(root)
        grown.append(kept(root).stat().st_size)
        if hours == 0:
            assert kept(root).read_bytes().startswith(whole)
            assert grown[0] < len(whole) * 2
    assert max(grown) < len(whole) * 4
    assert grown != sorted(grown)  # it was made anew once


def test_what_several_processes_add_at_once_is_all_there(tmp_path: Path) -> None:
    path, bodies = tmp_path / "blocks", [bytes([65 + n]) * 100_000 for n in range(8)]
    replace_blocks(path, [b"first"])
    with ProcessPoolExecutor(4) as pool:
        [*pool.map(add_block, [path] * 8, bodies)]
    first, *added = (bytes(body) for body in read_blocks(path, MEGABYTE))
    assert (first, sorted(added)) == (b"first", bodies)


def test_a_cache_that_cannot_be_written_is_done_without(root: Path) -> None:
    expected = anew(root)
    (root / ".cache").write_text("in the way")
    assert told(examine(settings_of(root))) == expected


def test_figures_are_checked_again_once_their_texts_are_at_hand(root: Path) -> None:
    without = told(examine(settings_of(root, sources=None)))
    assert without == anew(root, sources=None)
    assert told(examine(settings_of(root))) == anew(root) != without


def test_a_file_changed_twice_in_an_instant_is_read_twice(root: Path) -> None:
    held, path = Cache(root), root / "content/sources" / "a.yml"
    path.write_text("one", encoding="utf-8")
    first, times = held.digest(path), path.stat()
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert held.digest(path) != first


def test_what_is_wrong_in_the_words_of_a_source_is_told_again(root: Path) -> None:
    changed(root / SOURCE, r"^title: .*$", "title: {zh: 某某警务, en: Police}")
    first = told(examine(settings_of(root)))
    assert [found.code for found in first["findings"] if found.file == SOURCE] == ["P02"]
    assert told(examine(settings_of(root))) == first == anew(root)
