"""`beatbook new`: lists, editions, and entries of files that hold many."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from edition_book import add_brand, bare, big_figures, build, set_edition
from example_book import ROOT, copy_example, settings_of

from generator.book.editions import store
from generator.build import examine
from generator.cli import main
from generator.errors import BeatbookError
from generator.records.entries import with_entry
from generator.records.load import load_content
from generator.records.models import Correction, Edition, Honour, Term
from generator.records.rounds import Round

Run = Callable[..., Result]
INDICATOR = (
    "--family",
    "theft",
    "--name",
    "夜间盗窃",
    "Thefts at night",
    "--definition",
    "夜间接报的盗窃。",
    "Thefts reported at night.",
    "--unit",
    "起",
    "--counted",
    "report",
    "reports",
    "--kind",
    "outcome",
    "--good",
    "down",
)
REASON = ("--reason", "录错了。", "It was entered wrongly.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published edition, of which one figure was mended since."""
    root = bare(copy_example(tmp_path_factory.mktemp("published")))
    for n in range(5):
        add_brand(root, f"b{n}", figures=big_figures(n), problems=["theft"])
    set_edition(root)
    store(build(root), "2024-all")
    content = root / "content"
    for name, old, new in [
        ("editions/2024-all", '"draft"', '"published"'),
        ("brands/jiangsu/b1", '"value": 182', '"value": 166'),
    ]:
        path = content / f"{name}.yml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (content / "corrections.yml").write_text("# 按日期 / by day\n[]\n", encoding="utf-8")
    return root


def run(root: Path, *words: str) -> Result:
    env = {"SOURCE_DATE_EPOCH": "1750000000", "BEATBOOK_LANG": "en"}
    return CliRunner().invoke(main, ["new", *words, "--root", str(root)], env=env)


def said(root: Path) -> list[str]:
    return [f"{f.code} {f.severity} {f.message}" for f in examine(settings_of(root)).findings]


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("honour", "jia-2025"), "honours/jia-2025.yml"),
        (("edition", "2025", "--years", "2025"), "editions/2025.yml"),
        (("edition", "two", "--years", "2024/2025", "--scope", "江苏省"), "editions/two.yml"),
        (("round", "best", "--years", "2025", "--scope", "江苏省"), "rounds/best.yml"),
    ],
)
def test_what_is_started_waits_and_stops_nobody(
    root: Path, words: tuple[str, ...], file: str
) -> None:
    result = run(root, *words)
    path = root / "content" / file
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    model = {"honour": Honour, "edition": Edition, "round": Round}[words[0]]
    assert record["id"] == words[1]
    keys = [field.alias or name for name, field in model.model_fields.items()]
    assert list(record) == [key for key in keys if key in record]
    findings = examine(settings_of(root)).findings
    assert findings
    assert all(finding.draft for finding in findings)


def test_a_started_edition_is_one_when_it_has_a_title(root: Path) -> None:
    run(root, "edition", "two", "--years", "2024/2025", "--scope", "320000")
    path = root / "content" / "editions" / "two.yml"
    text = path.read_text(encoding="utf-8")
    titled = text.replace("{zh: null, en: null}", "{zh: 两年报告, en: Report of two years}")
    path.write_text(titled, encoding="utf-8")
    content, findings = load_content(settings_of(root))
    assert (findings, content is not None) == ([], True)
    edition = content.editions["two"] if content else None
    assert edition is not None
    assert (edition.first, edition.last, edition.scope) == (2024, 2025, "320000")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--years", "2025/2024"), "--years 2025/2024: the window 2025/2024 ends before it starts"),
        (("--years", "last"), "--years last: write 2026, or a window: 2024/2026"),
        (("--years", "2025", "--scope", "淮安市"), "--scope 320800: expected `all` or the code"),
        (("--years", "2025", "--category", "streat"), "there is no category `streat`; did you"),
    ],
)
def test_an_edition_that_cannot_be_is_refused(root: Path, words: tuple[str, ...], why: str) -> None:
    result = run(root, "edition", "2025", *words)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {why}")
    assert not (root / "content" / "editions" / "2025.yml").exists()


def test_an_indicator_goes_where_its_id_belongs_and_all_else_stays(root: Path) -> None:
    path = root / "content" / "vocabulary" / "indicators.yml"
    text = path.read_text(encoding="utf-8")
    result = run(root, "indicator", "thefts-at-night", *INDICATOR, "--term", "夜间盗窃警情")
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    made = path.read_text(encoding="utf-8")
    assert made.startswith(text)
    own = yaml.safe_load(made)["thefts-at-night"]
    assert (own["terms"], own["units"], own["good"]) == (["夜间盗窃警情"], ["起"], "down")
    assert said(root) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("thefts", *INDICATOR), "there is an indicator `thefts`: choose another id"),
        (("Thefts", *INDICATOR), "'Thefts' is no id"),
        (("more", *INDICATOR, "--family", "thefte"), "there is no family `thefte`; did you mean"),
        (("more", *INDICATOR, "--unit", " 起"), "`more.units[1]`: expected one line of text"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused(
    root: Path, words: tuple[str, ...], why: str
) -> None:
    path = root / "content" / "vocabulary" / "indicators.yml"
    before = path.read_bytes()
    result = run(root, "indicator", *words)
    assert (result.exit_code, path.read_bytes()) == (1, before)
    assert result.stderr.startswith(f"Error: {why}")


def test_a_correction_takes_what_was_published_and_what_the_record_says(published: Path) -> None:
    root = published
    path = root / "content" / "corrections.yml"
    before = path.read_text(encoding="utf-8")
    assert [line[:3] for line in said(root)] == ["C03", "E01"]  # its excerpt says 182 still
    result = run(root, "correction", "brands/b1", "metrics.thefts.value", *REASON)
    assert (result.exit_code, result.output) == (0, f"{path}\n")
    assert path.read_text(encoding="utf-8") == (
        "# 按日期 / by day\n"
        "- id: b1-thefts\n"
        "  on: 2025-06-15\n"
        "  record: brands/b1\n"
        "  field: metrics.thefts.value\n"
        "  old: 182\n"
        "  new: 166\n"
        "  reason: {zh: 录错了。, en: It was entered wrongly.}\n"
    )
    assert [line[:3] for line in said(root)] == ["E01"]
    path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("brands/b1", "metrics.frauds.value"), "no published edition shows `metrics.frauds."),
        (("brands/b", "status", "--old", "ended"), "there is no brand `b`"),
        (("b1", "status"), "b1: expected a record by its address"),
        (("brands/b1", "state", "--old", "ended"), "a record of `brands` has no `state` there"),
        (("brands/b1", "name", "--old", "x"), "`name` holds several values: name one of zh, en"),
        (("brands/b1", "status", "--old", "running"), "`old` and `new` are the same"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(
    published: Path, words: tuple[str, ...], why: str
) -> None:
    path = published / "content" / "corrections.yml"
    before = path.read_bytes()
    result = run(published, "correction", *words, *REASON)
    assert (result.exit_code, path.read_bytes()) == (1, before)
    assert result.stderr.startswith(f"Error: {why}")


def test_a_second_correction_of_a_field_starts_where_the_first_ended(
    published: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(published, tmp_path / "book", symlinks=True))
    run(root, "correction", "brands/b1", "metrics.thefts.value", *REASON)
    brand = root / "content" / "brands" / "jiangsu" / "b1.yml"
    text = brand.read_text(encoding="utf-8")
    brand.write_text(text.replace('"value": 166', '"value": 160.5'), encoding="utf-8")
    result = run(root, "correction", "brands/b1", "metrics.thefts.value", *REASON)
    assert result.exit_code == 0, result.output
    entries = yaml.safe_load((root / "content" / "corrections.yml").read_text(encoding="utf-8"))
    assert [(own["id"], own["old"], own["new"]) for own in entries] == [
        ("b1-thefts", 182, 166),
        ("b1-thefts-2", 166, 160.5),
    ]


def test_words_of_an_option_are_yaml(published: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(published, tmp_path / "book", symlinks=True))
    words = ("sources/b1-2024", "published", "--old", "2024-12-29", "--id", "day-of-b1")
    assert run(root, "correction", *words, *REASON).exit_code == 0
    lists = ("brands/b1", "problems", "--old", "[disputes, theft]")
    assert run(root, "correction", *lists, *REASON).exit_code == 0
    told = yaml.safe_load((root / "content" / "corrections.yml").read_text(encoding="utf-8"))
    assert [own["id"] for own in told] == ["day-of-b1", "b1-problems"]
    assert told[1]["old"] == ["disputes", "theft"]
    assert [line for line in said(root) if line.startswith("S")] == []


TERM = {"name": {"zh": "新", "en": "New"}, "definition": {"zh": "新的。", "en": "New ones."}}
OLD = "name: {zh: 旧}\n  definition: {zh: 旧的。}\n"


def test_an_entry_keeps_the_comments_above_its_neighbours() -> None:
    text = f"# head\na:\n  {OLD}# about c\n# more\nc:  # c\n  {OLD}# end\n"
    made = with_entry(text, Term, TERM, "x.yml", "b")
    new = "b:\n  name: {zh: 新, en: New}\n  definition: {zh: 新的。, en: New ones.}\n"
    assert made == text.replace("# about c", f"{new}# about c")
    first = with_entry(text.replace("a:", "k:").replace("c:", "m:"), Term, TERM, "x.yml", "b")
    assert first.startswith(f"# head\n{new}k:")
    last = with_entry(text, Term, TERM, "x.yml", "d")
    assert last == text + new.replace("b:", "d:", 1)


def test_an_entry_goes_to_the_end_where_ids_stand_in_no_order() -> None:
    text = f"c:\n  {OLD}a:\n  {OLD}"
    assert with_entry(text, Term, TERM, "x.yml", "b").startswith(f"{text}b:\n")


def test_a_file_without_a_line_an_entry_is_left_alone() -> None:
    with pytest.raises(BeatbookError, match=r"x.yml is laid out in a way that takes no further"):
        with_entry("{a: {name: {zh: 旧}}}\n", Term, TERM, "x.yml", "b")
    entry = {"id": "a", "on": "2025-01-01", "record": "brands/a", "field": "status"}
    for empty in ("", "# nothing yet\n", "[]\n", "[]", "# none\n[]  # none\n"):
        made = with_entry(empty, Correction, entry, "x.yml")
        assert yaml.safe_load(made)[0]["id"] == "a"


def test_the_real_vocabulary_takes_an_indicator_between_others() -> None:
    text = (ROOT / "content/vocabulary/problems.yml").read_text(encoding="utf-8")
    made = with_entry(text, Term, TERM, "problems.yml", "m")
    keys = list(yaml.safe_load(made))
    assert keys == sorted(keys)
    assert len(made.splitlines()) == len(text.splitlines()) + 3
