"""`beatbook draft` as an editor meets it: files, comparison with records, review page, errors."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from example_book import ROOT, copy_example
from finished import finish
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import examine
from generator.cli import main
from generator.draft.excerpts import metric_of
from generator.draft.report import draft_text
from generator.draft.run import Drafter
from generator.errors import BeatbookError
from generator.evidence.match import check_in_text, check_length
from generator.evidence.quantities import parse, read
from generator.evidence.subject import Subjects
from generator.evidence.terms import Terms, named
from generator.records.content import Content
from generator.records.load import load_content
from generator.settings import Settings

FILLER = (
    "桥头是赶集的人歇脚的地方，天不亮就有人挑着担子过来，卖菜的、修鞋的、下棋的各占一角。"
    "往常有人为了摊位争起来，要等到散场才肯罢休。如今岗亭的灯一亮，大家先到灯下坐一坐，"
    "把话说开了再走。老街坊们说，灯不大，照得却远，走夜路的人心里踏实，孩子放学也有人看着过桥。"
) * 2

ARTICLE = f"""戊县公安局推行“桥头警务”
来源：戊报 2024-07-08

戊县公安局在集镇桥头设立岗亭6个，组织民警32名轮流值守，取名“桥头警务”。今年1月至6月，盗窃警情18起，同比下降25%。化解矛盾纠纷120余起。

{FILLER}

6月3日21时许，民警接到群众报警，一名男子张某喝了3瓶酒，在桥头走失。

相关阅读
邻县夜市来了65名民警
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The miniature book, with indicators that the article's figures have."""
    return copy_example(tmp_path / "project")


def run(root: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["draft", "--root", str(root), *arguments], input=stdin)


def load(root: Path) -> Content:
    content, _ = load_content(Settings(root=root))
    assert content is not None
    return content


def saved(folder: Path, text: str = ARTICLE, name: str = "article.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def as_json(root: Path, path: Path) -> Any:
    done = run(root, str(path), "--format", "json", "--dry-run")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)[0]


def test_the_figures_of_a_programme_are_proposed(project: Path, tmp_path: Path) -> None:
    found = as_json(project, saved(tmp_path))
    told = [(m["value"], m["unit"], m["indicator"], m["period"]) for m in found["metrics"]]
    assert (32, "名", "officers-on-duty", None) in told
    assert (18, "起", "thefts", "2024-01-01/2024-06-30") in told
    assert (-25, "%", "thefts", "2024-01-01/2024-06-30") in told
    assert [m["qualifier"] for m in found["metrics"] if m["value"] == 120] == ["over"]
    assert found["source"]["published"] == "2024-07-08"
    assert found["source"]["publisher"] == "戊报"
    assert "桥头警务" in found["brands"][0]["names"]


def test_every_excerpt_stands_where_it_is_said_to(project: Path, tmp_path: Path) -> None:
    found = as_json(project, saved(tmp_path))
    for metric in found["metrics"]:
        assert metric["excerpt"] in ARTICLE
        assert check_length(metric["excerpt"]) == []
        assert ARTICLE[metric["start"] : metric["end"]] in metric["excerpt"] or metric["excerpt"]


def test_nothing_is_left_out_without_a_reason(project: Path, tmp_path: Path) -> None:
    """Every numeral of the text is proposed, or left out under a reason."""
    found = as_json(project, saved(tmp_path))
    told = [(m["start"], m["end"]) for m in [*found["metrics"], *found["left_out"]]]
    all_of_it = [(q.start, q.end) for q in parse(ARTICLE)]
    all_of_it += [(m.start, m.end) for m in read(ARTICLE)[1]]
    assert [s for s in all_of_it if not any(a <= s[0] < b for a, b in told)] == []
    assert all(entry["reason"] for entry in found["left_out"])


def test_what_a_draft_says_on_a_terminal_can_be_said_in_chinese(project: Path) -> None:
    drafted = Drafter(Settings(root=project)).draft(ARTICLE.encode(), "article.txt")
    lines = draft_text(drafted, "zh").splitlines()
    assert lines[0] == "article.txt：戊县公安局推行“桥头警务” · 戊报 · 2024-07-08"
    assert lines[1] == "  桥头警务（没有找到单位）：5个数字"
    assert lines[-1].startswith("  略去：")


def test_what_concerns_a_person_is_not_repeated(project: Path, tmp_path: Path) -> None:
    path = saved(tmp_path)
    done = run(project, str(path))
    printed = done.output + json.dumps(as_json(project, path), ensure_ascii=False)
    assert "张某" not in printed
    assert "3瓶" not in printed
    story = [e for e in as_json(project, path)["left_out"] if e["reason"] == "case_narrative"]
    assert story
    assert all(entry["text"] is None for entry in story)


def test_teasers_are_left_out(project: Path, tmp_path: Path) -> None:
    found = as_json(project, saved(tmp_path))
    assert 65 not in [metric["value"] for metric in found["metrics"]]
    assert "related" in {entry["reason"] for entry in found["left_out"]}


def test_drafts_are_written_and_stop_no_build(project: Path, tmp_path: Path) -> None:
    done = run(project, str(saved(tmp_path)))
    assert done.exit_code == 0, done.output
    new = [p for p in (project / "content").rglob("*.yml") if "EDITOR" in p.read_text("utf-8")]
    assert len(new) == 2
    found = examine(Settings(root=project))
    assert [f for f in found.findings if f.severity == "error"] == []
    assert all(f.draft for f in found.findings)


def test_a_draft_that_is_finished_passes_the_check_unchanged(project: Path, tmp_path: Path) -> None:
    """The editor fills in what is empty; the figures stay as drafted."""
    folder = tmp_path / "texts"
    folder.mkdir()
    run(project, str(saved(folder)))
    finished = finish(project)
    found = examine(Settings(root=project, sources=folder))
    (source,) = (project / "content/sources").glob("article-*.yml")
    mine = [f for f in found.findings if finished.name in f.file or source.name in f.file]
    assert mine == []
    assert len(yaml.safe_load(finished.read_text("utf-8"))["metrics"]) >= 4


STOLEN = ARTICLE.replace("化解矛盾纠纷120余起。", "盗窃牲畜案件12起，环比下降40%。")


def test_a_modifier_makes_no_indicator_and_the_check_refuses_it(
    project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    article = saved(folder, STOLEN)
    vocabulary = project / "content/vocabulary/indicators.yml"
    words = vocabulary.read_text("utf-8")
    thefts = words[words.index("thefts:") :]
    cattle = thefts.replace("thefts:", "livestock:").replace("[盗窃警情]", "[牲畜]")
    cases = thefts.replace("thefts:", "theft-cases:").replace("[盗窃警情]", "[盗窃案件]")
    vocabulary.write_text(words + cattle, "utf-8")
    told = {m["value"]: m["indicator"] for m in as_json(project, article)["metrics"]}
    assert told[12] == told[-40] == "盗窃牲畜案件"  # its words, where no indicator was found
    vocabulary.write_text(words + cattle + cases, "utf-8")
    told = {m["value"]: m["indicator"] for m in as_json(project, article)["metrics"]}
    assert told[12] == told[-40] == "theft-cases"

    run(project, str(article))
    brand = finish(project)
    settings = Settings(root=project, sources=folder)
    assert [f for f in examine(settings).findings if brand.name in f.file] == []
    brand.write_text(brand.read_text("utf-8").replace("theft-cases", "livestock"), "utf-8")
    wrong = [f.message for f in examine(settings).findings if f.code == "E05"]
    assert len(wrong) == 2
    assert all("counts 盗窃牲畜案件" in said and "choose `theft-cases`" in said for said in wrong)


def test_only_what_a_person_must_decide_of_a_source_is_marked(
    project: Path, tmp_path: Path
) -> None:
    run(project, str(saved(tmp_path)))
    (source,) = (project / "content/sources").glob("article-*.yml")
    marked = [line for line in source.read_text("utf-8").splitlines() if "EDITOR" in line]
    assert [line.partition(":")[0] for line in marked] == ["id", "kind"]
    record = yaml.safe_load(source.read_text("utf-8"))
    assert record["title"]["zh"] == "戊县公安局推行“桥头警务”"
    assert record["publisher"]["zh"] == "戊报"
    assert record["read"] == "whole"
    assert source.stem not in load(project).sources  # until somebody has chosen its kind


def test_nothing_is_ever_overwritten(project: Path, tmp_path: Path) -> None:
    article = saved(tmp_path)
    assert run(project, str(article)).exit_code == 0
    (source,) = (project / "content/sources").glob("article-*.yml")
    source.write_text(source.read_text("utf-8") + "# mine\n", "utf-8")
    (brand,) = (project / "content/brands").rglob("draft-*.yml")
    brand.unlink()
    done = run(project, str(article))
    assert done.exit_code == 1
    assert "was drafted before" in done.output
    assert "# mine" in source.read_text("utf-8")
    assert not list((project / "content/brands").rglob("draft-*.yml"))


def test_a_dry_run_writes_nothing(project: Path, tmp_path: Path) -> None:
    before = sorted(project.rglob("*"))
    assert run(project, str(saved(tmp_path)), "--dry-run").exit_code == 0
    assert sorted(project.rglob("*")) == before


def test_a_second_article_on_a_known_brand_is_compared_with_it(
    project: Path, tmp_path: Path
) -> None:
    text = (project / "texts/jia.txt").read_text("utf-8")
    record = project / "content/brands/jiangsu/jia-lamplight-policing.yml"
    record.write_text(record.read_text("utf-8").replace("甲县公安局,", "涟水县公安局,"), "utf-8")
    text = text.replace("甲县", "涟水县").replace("42起", "40起")
    other = saved(tmp_path, text.replace("2024年5月6日", "2024年5月9日"))
    found = Drafter(Settings(root=project)).draft(other.read_bytes(), other.name)
    assert [match.known.id for match in found.matches] == ["jia-lamplight-policing"]
    verdicts = {c.figure.quantity.value: c.verdict for c in found.matches[0].figures}
    assert verdicts[40] == "differs"
    assert verdicts[-30] == "agrees"
    assert all("brands/" not in path for path, _ in found.files)


def test_every_agency_that_the_article_speaks_of_is_named(project: Path, tmp_path: Path) -> None:
    text = ARTICLE.replace("戊县公安局在集镇", "涟水县公安局、会泽县公安局在集镇")
    run(project, str(saved(tmp_path, text)))
    (brand,) = (project / "content/brands").rglob("draft-*.yml")
    record = brand.read_text("utf-8")
    assert "320826" in record
    assert "530326" in record


def test_standard_input_is_read(project: Path) -> None:
    done = run(project, "-", "--dry-run", "--format", "json", stdin=ARTICLE.encode())
    assert json.loads(done.stdout)[0]["source"]["file"] == "stdin.txt"


def test_a_date_can_be_given_where_the_article_has_none(project: Path, tmp_path: Path) -> None:
    undated = saved(tmp_path, ARTICLE.replace(" 2024-07-08", ""))
    arguments = [str(undated), "--dry-run", "--format", "json", "--published", "2023-07-08"]
    done = run(project, *arguments)
    periods = {m["period"] for m in json.loads(done.stdout)[0]["metrics"]}
    assert "2023-01-01/2023-06-30" in periods
    for odd in ("soon", "2025-13-40", "20251120", "昨天"):
        done = run(project, str(undated), "--published", odd)
        assert done.exit_code == 1
        assert f"--published {odd}: expected a date: 2019, 2019-11 or 2019-11-14" in done.output


def test_what_an_editor_must_check_of_a_figure_is_said_beside_it(
    project: Path, tmp_path: Path
) -> None:
    text = ARTICLE.replace("，同比下降25%", "，较上月同比下降25%")
    assert run(project, str(saved(tmp_path, text))).exit_code == 0
    (brand,) = (project / "content/brands").rglob("draft-*.yml")
    drafted = brand.read_text("utf-8")
    assert "change: {basis: mom}  # EDITOR: the text also says 同比, check" in drafted
    assert "period: 2024-01/2024-06  # EDITOR: carried or inferred, check" in drafted


def test_a_given_date_in_full_width_digits_is_a_sentence_with_the_date_as_meant(
    project: Path, tmp_path: Path
) -> None:
    article = "甲县公安局今年在夜市安排24名民警巡逻，化解纠纷近200起。\n"
    path = saved(tmp_path, article)
    done = run(project, str(path), "--published", "2024-0５-06", "--dry-run")
    assert done.exit_code == 1
    assert "--published 2024-0５-06: full-width digits: write 2024-05-06" in done.output
    assert "Traceback" not in done.output
    assert run(project, str(path), "--published", "2024-05-06", "--dry-run").exit_code == 0


def test_articles_that_cannot_be_read_are_named_and_the_others_drafted(
    project: Path, tmp_path: Path
) -> None:
    good = saved(tmp_path)
    bad = tmp_path / "picture.jpg"
    bad.write_bytes(b"\xff\xd8\xff\x00" * 100)
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    missing = tmp_path / "missing.txt"
    paths = [str(bad), str(empty), str(missing), str(good)]
    done = run(project, *paths, "--dry-run", "--format", "json")
    assert done.exit_code == 1
    assert [entry["source"]["file"] for entry in json.loads(done.stdout)] == ["article.txt"]
    for name in ("picture.jpg", "empty.txt", "missing.txt"):
        assert name in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_give_the_same_figures(
    project: Path, tmp_path: Path, encoding: str
) -> None:
    plain = as_json(project, saved(tmp_path))
    path = tmp_path / "other.txt"
    path.write_bytes(ARTICLE.encode(encoding))
    assert [m["excerpt"] for m in as_json(project, path)["metrics"]] == [
        m["excerpt"] for m in plain["metrics"]
    ]


def test_the_review_page_is_private_and_outside_the_project(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    done = run(project, str(saved(tmp_path)), "--dry-run", "--review")
    page = Path(done.stderr.strip())
    assert page.is_relative_to(folder)
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    text = page.read_text("utf-8")
    assert not re.search(r"(?:src|href)=", text)
    assert 'class="proposed"' in text
    inside = project / "temporary"
    inside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(inside))
    done = run(project, str(saved(tmp_path)), "--dry-run", "--review")
    assert done.exit_code == 1
    assert "inside the project" in done.output
    assert list(inside.iterdir()) == []


@pytest.mark.browser
def test_the_review_page_opens_from_disk_and_asks_no_host(
    project: Path, tmp_path: Path, browser: Any
) -> None:
    done = run(project, str(saved(tmp_path)), "--dry-run", "--review")
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(Path(done.stderr.strip()).as_uri())
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []
    assert page.locator("mark.proposed").count() > 4
    page.close()


def test_traditional_and_full_width_characters_are_read(project: Path, tmp_path: Path) -> None:
    text = (
        "某縣公安局\n\n今年1月至6月，盜竊警情１８起，民警３２名輪流值守。\u202e抓獲９人\u202c。\n"
    )
    assert 18 in [m["value"] for m in as_json(project, saved(tmp_path, text))["metrics"]]


DRAFTER = Drafter(Settings(root=ROOT))


@given(st.binary(max_size=400))
@settings(max_examples=150)
def test_any_bytes_are_drafted_or_refused_with_a_sentence(raw: bytes) -> None:
    try:
        DRAFTER.draft(raw, "any.txt")
    except BeatbookError as error:
        assert "any.txt" in str(error)


PIECES = [
    "今年",
    "1月至6月",
    "警情",
    "399起",
    "同比下降",
    "36.77%",
    "，",
    "。",
    "\n",
    "张某",
    "设立",
    "27个",
]
MORE = [
    "“",
    "”",
    "岗亭",
    "<p>",
    "2.7万余人次",
    "三分之一",
    "第七面锦旗",
    "\u202e",
    "０",
    "分别",
    "、",
]


@given(st.lists(st.sampled_from([*PIECES, *MORE]), max_size=60).map("".join))
@settings(max_examples=200)
def test_any_text_gives_figures_that_their_excerpts_state(text: str) -> None:
    try:
        drafted = DRAFTER.draft(text.encode(), "any.txt")
    except BeatbookError:
        return
    article = drafted.draft.article.text
    for brand in drafted.draft.brands:
        for figure in brand.figures:
            assert figure.excerpt in article
            assert check_length(figure.excerpt) == []


NOUNS = [
    "盗窃牲畜案件",
    "牲畜",
    "刑事",
    "治安警情",
    "民警",
    "抓获",
    "嫌疑人",
    "化解",
    "纠纷",
    "5名",
]


@given(st.lists(st.sampled_from([*NOUNS, *PIECES]), max_size=30).map("".join))
@settings(max_examples=200)
def test_the_indicator_of_a_draft_is_never_refused_by_the_check(text: str) -> None:
    article, terms = f"{text}。", Terms(DRAFTER.content.vocabulary.indicators)
    quantities = parse(article)
    subjects = Subjects(article, quantities)
    for quantity in quantities:
        excerpt = article[quantity.start : quantity.end]
        if article.count(excerpt) > 1:
            continue  # drafting takes in more words, since this does not say which is meant
        for identity in list(named(subjects, quantity, terms))[:1]:
            metric = metric_of(quantity, excerpt).model_copy(update={"indicator": identity})
            _, faults = check_in_text(metric, terms, article)
            assert "E05" not in [fault.code for fault in faults]
