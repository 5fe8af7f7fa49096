"""How likely words of an article are a programme's name: how they are printed and what is said.

What is run, built or set up in quotation marks is a name; what is looked after, reached, fought or
awarded is none. Where nothing stands out there is no name: an editor finds one sooner than a wrong
one is noticed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from generator.draft import WORDS
from generator.draft.article import Article
from generator.draft.furniture import without
from generator.draft.persons import is_personal, people_in
from generator.evidence.lexicon import any_of
from generator.evidence.normalise import normalise

_HAN = "[\u3400-\u9fff]"
_NUMERAL = "[一两二三四五六七八九十]"
_TAILS = [*WORDS["name_endings"], *WORDS["name_tails"]]
_ENDINGS = any_of(_TAILS)
_QUOTED = re.compile(r"[“「『]([^“”「」『』\s。!?;…,:]{2,14})[”」』]")
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_ALL_ENDINGS = re.compile(f"(?:{_ENDINGS})+|(?<![机体强控编限管抵节])制(?![度定约作造止毒])")
_ENDED = re.compile(f"(?:{_ENDINGS})$")
_TAIL = re.compile(f"({_HAN}{{0,6}}?(?:{_ENDINGS})+)(?!{_HAN}{{0,1}}人)")
_TEAM = re.compile(f"({_HAN}{{0,5}}队)(?!员)")
_CLAUSE = re.compile(r"[,:,。;!?\s《》|()]")
_WORD = re.compile(r"^[\u3400-\u9fffA-Za-z0-9+·\-×&]+$")
_SPEECH = re.compile("[吗呢吧啊呀哦我你您咱]|[他她]们")
_RUN = re.compile(f"(?:{any_of(WORDS['run_verbs'])})[^,。;:!?、]{{0,10}}$")
_WEAK_RUN = re.compile(f"(?:{any_of(WORDS['weak_run_verbs'])})[^,。;:!?、]{{0,8}}$")
_SMALL_AND_LARGE = re.compile(f"“[^”]{{2,5}}”{_HAN}{{1,4}}“[大新]")
_LARGE = re.compile(f"”{_HAN}{{1,4}}大{_HAN}{{1,3}}$")
_RUN_BEHIND = re.compile(f"{_HAN}{{0,6}}?(?:{any_of(WORDS['run_verbs_behind'])})")
_FIGURE = re.compile(f"(?:{any_of(WORDS['figure_verbs'])})[^,。;:!?]{{0,8}}$")
_AWARD = re.compile(f"(?:{any_of(WORDS['award_verbs'])})[^,。;:!?]{{0,14}}$")
_NO_NAME_BEFORE = re.compile(f"(?:{any_of(WORDS['no_name_before'])})[:“]?$")
_NO_NAME_BEHIND = re.compile(any_of(WORDS["no_name_behind"]))
_OPENER = re.compile(
    f"{any_of(WORDS['name_openers'])}|[0-9]+[年月日时多余]*|[首每多几数两三]?[个支条项名所家处次批轮届]"
    "|设(?![施备立置计])|[的了着在被将把因与及让对向从为是等其该此这那并但而又也就还都已曾至由]"
)
_FRAGMENT = re.compile(any_of(WORDS["fragments"]))
_GENERIC = re.compile(f"^(?:{any_of([*WORDS['generic_parts'], *_TAILS])}|[0-9])+$")
_SLOGAN = re.compile(
    f"^(?:{any_of(WORDS['slogans'])})$|^零.{{1,5}}$|^无.{{1,3}}$|^不.{{1,6}}不|不.{{0,2}}[不打停]|^[见有].{{1,3}}$"
    "|^[一二三四五六七八九十0-9两][抢盗降升类黑].{0,3}$|^第[一二三四五]|^[一二两三四五六七八九十]+[大项](?!.*警)[^0-9]{2}$|(?:网|墙|线|牌|盾|警色|答卷|画卷|最后.*)$"
)
_ORGAN = re.compile(f"(?:{any_of(WORDS['organ_tails'])}|公安局|公安厅|警察)$")
_BRAND = re.compile(any_of(WORDS["brand_words"]))
_FORMULA = re.compile(f"^{_NUMERAL}{_HAN}{{1,2}}{_NUMERAL}{_HAN}{{1,5}}$|[0-9N]+[+][0-9N]")
_CAMPAIGN = re.compile(
    f"^(?:[0-9]{{2,4}})?(?:{any_of(WORDS['campaigns'])})[0-9·\\-]{{0,5}}"
    "(?:专项|集中统一)*(?:行动|工作)*$"
)
_WISH = re.compile(f"^(?:{any_of(WORDS['wishes'])})({_HAN}{{2,3}})$")
_LOOSE = re.compile(f"(?:{any_of(WORDS['loose_endings'])})$")
_EVENT = re.compile("(?:行动|活动)$")
_BY_POLICE = re.compile(
    "(?:公安|公安局|公安机关|警方|分局|派出所|支队|大队|[该我][局所市])[^。]{0,10}$"
)
_MANNER = re.compile("[式化型性]$")
_TELLING = re.compile(f"{_HAN}.*{_HAN}.*{_HAN}|{_HAN}[+]|[+]{_HAN}")
_METHOD = re.compile("^(?:工作法|调解法|战法)$")
_OF_TITLE = re.compile("[”」』]?(?:警务|模式|机制|工作法)")
_COMMON = frozenset(WORDS["common_names"]) | frozenset(WORDS["awards"])
_WIDESPREAD = re.compile(any_of(WORDS["widespread_names"]))
_GENERAL = frozenset(WORDS["general_names"])
_WEIGHTS: dict[str, float] = WORDS["ending_weights"]

_SPEAKS: Final = {
    "often": 2.4,
    "quoted": -0.3,
    "quoted again": 1.5,
    "early": 1.2,
    "late": -1.2,
    "bare": -1.1,
    "bare and loose": -0.8,
    "in title": 0.6,
    "marked in title": 1.8,
    "ending": 0.5,
    "run": 1.6,
    "drive": 1.5,
    "police": 1.0,
    "tail": 2.1,
    "formula": 0.3,
    "brand": 2.2,
    "brand without marks": 0.5,
    "widespread": 2.4,
    "against": -1.2,
    "general": -2.0,
    "campaign": -1.0,
    "short": -0.7,
    "manner": -0.9,
    "long": -0.1,
}
"""What each kind of evidence adds for a name: fitted to what editors called programmes."""

_LEAST_NAME: Final = 3
_LEAST: Final = 1.7
_LEAST_OTHER: Final = 0.5
_OFTEN: Final = 12
_LONG: Final = 10
_USUAL: Final = 1_000
_BEFORE: Final = 18
_BEHIND: Final = 14
_OPENING: Final = 300
_COUNTED: Final = 20_000


class NameMention(NamedTuple):
    """One place where a name may stand: its form, offset, and what speaks for or against it.

    `said` is `run` where the programme is said to be run, `weak` where a weaker verb says so,
    `no` where the words are said to be something else.
    """

    name: str
    start: int
    quoted: bool
    said: Literal["run", "weak", "", "no"]
    tail: str


@dataclass(slots=True)
class _Tally:
    """What an article says of one name."""

    mentions: list[NameMention] = field(default_factory=list)

    def any_said(self, said: str) -> bool:
        return any(mention.said == said for mention in self.mentions)


class Namer:
    """The names that one article may give its programmes."""

    def __init__(self, article: Article) -> None:
        self._plain = _curly(normalise(_with_title(article)))
        self._title = _curly(normalise(article.title or ""))
        self._people = people = people_in(normalise(article.text))
        found = [*_quoted(self._plain), *_ended(self._plain), *_widespread(self._plain)]
        self._mentions = [m for m in found if not self._is_out(m, people)]
        titled = [*_quoted(self._title), *_ended(self._title), *_widespread(self._title)]
        in_title = {m.name for m in titled if m.said != "no"}
        self._titled = {name for name in in_title if not is_personal(name, people, self._title)}

    def _is_out(self, mention: NameMention, people: frozenset[str]) -> bool:
        name = mention.name
        if name in _COMMON or _SLOGAN.search(name) or self._praises_place(name):
            return True
        if _ORGAN.search(name) and not (mention.quoted and name.endswith("派出所")):
            return True
        joined = name + mention.tail
        return is_personal(joined, people, self._title)

    def _praises_place(self, name: str) -> bool:
        """Whether a name is a place's with a wish before it: 平安 and a county of the text."""
        found = _WISH.match(name)
        return bool(found and re.search(f"{found[1]}[省市县区州盟旗镇乡]", self._plain))

    def names(self, holds: Callable[[int], bool] = lambda _: True) -> list[tuple[str, int]]:
        """Names in the parts of the text that hold their offset, likeliest first.

        Each with its first offset; none where no name is likely enough.
        """
        tallies: dict[str, _Tally] = {}
        for mention in self._mentions:
            if holds(mention.start):
                tallies.setdefault(mention.name, _Tally()).mentions.append(mention)
        weights = {name: self._weight(name, tally) for name, tally in tallies.items()}
        _prefer_full(weights)
        ranked = sorted(weights, key=lambda name: (-weights[name], tallies[name].mentions[0].start))
        if not ranked or weights[ranked[0]] < _LEAST:
            ranked = [name for name in ranked if self._is_last_resort(name, tallies[name])]
        named: dict[str, int] = {}
        for name in ranked:
            if weights[name] >= _LEAST_OTHER or _CAMPAIGN.search(name):
                for form, start in _forms(name, tallies[name]):
                    if not is_personal(form, self._people, self._title):
                        named.setdefault(form, start)
        return list(named.items())

    def _is_last_resort(self, name: str, tally: _Tally) -> bool:
        """Whether a campaign of many is what an article without a programme of its own is on."""
        run = tally.any_said("run") or tally.any_said("weak") or len(tally.mentions) > 1
        return run and bool(_CAMPAIGN.search(name) and _EVENT.search(name))

    def _weight(self, name: str, tally: _Tally) -> float:
        """How much speaks for a name; nothing does where most say that it is something else."""
        good = [m for m in tally.mentions if m.said != "no"]
        if not good or len(tally.mentions) > 2 * len(good):
            return 0.0
        evidence = {**self._printed(name, tally), **_worded(name, tally)}
        return sum(_SPEAKS[kind] * much for kind, much in evidence.items())

    def _printed(self, name: str, tally: _Tally) -> dict[str, float]:
        """Where and how often a name is printed, by the kinds of `_SPEAKS`."""
        quoted = sum(m.quoted for m in tally.mentions)
        good = [m for m in tally.mentions if m.said != "no"]
        bare = not quoted and name not in self._titled
        loose = _LOOSE.search(name) and not _FORMULA.search(name)
        known = _WIDESPREAD.fullmatch(name) is not None
        first = min(m.start for m in tally.mentions)
        return {
            "often": math.log(max(1, min(self._plain.count(name, 0, _COUNTED), _OFTEN))),
            "quoted": quoted > 0,
            "quoted again": quoted > 1,
            "early": any(m.start < _OPENING for m in good),
            "late": first / max(len(self._plain), _USUAL),
            "police": any(_BY_POLICE.search(self._clause(m.start)) for m in good),
            "bare": bare and all(m.said == "" for m in good),
            "bare and loose": bool(bare and loose and not known),
            **self._in_title(name),
        }

    def _clause(self, at: int) -> str:
        return self._plain[max(0, at - _BEFORE) : at]

    def _in_title(self, name: str) -> dict[str, float]:
        """Whether the title prints a name, and in marks or before what programmes end with."""
        at = self._title.find(name)
        if at < 0:
            return {}
        behind = at + len(name)
        marked = self._title[at - 1 : at] in set("“「『") or bool(
            _OF_TITLE.match(self._title, behind)
        )
        marked = marked or re.search("(?:警务|模式|机制|工作法)$", name) is not None
        return {"in title": 1.0, "marked in title": marked and name in self._titled}


def _worded(name: str, tally: _Tally) -> dict[str, float]:
    """What a name is made of and what is said of it, by the kinds of `_SPEAKS`."""
    quoted = any(m.quoted for m in tally.mentions)
    ending = _ENDED.search(name)
    brand = _BRAND.search(name) is not None
    return {
        "ending": min(_WEIGHTS.get(ending[0], 1.0), 2.0) if ending else 0.0,
        "run": tally.any_said("run"),
        "drive": tally.any_said("weak") and _EVENT.search(name) is not None,
        "tail": any(m.tail for m in tally.mentions if m.said != "no"),
        "formula": _FORMULA.search(name) is not None,
        "brand": brand and quoted,
        "brand without marks": brand and not quoted,
        "widespread": _WIDESPREAD.fullmatch(name) is not None,
        "against": sum(m.said == "no" for m in tally.mentions),
        "general": name in _GENERAL,
        "campaign": _CAMPAIGN.search(name) is not None,
        "short": len(name) <= _LEAST_NAME,
        "manner": _MANNER.search(name) is not None,
        "long": max(0, len(name) - _LONG),
    }


def _prefer_full(weights: dict[str, float]) -> None:
    """Give a drive's full name the weight of its short one, as 夏季行动 has of a longer name."""
    for short in [name for name in weights if _EVENT.search(name)]:
        full = [n for n in weights if len(n) > len(short) and n[-2:] == short[-2:]]
        for name in full:
            if name.startswith(short[:2]) and _is_short_for(short, name):
                weights[name] = max(weights[name], weights[short] + 0.1)


def _is_short_for(short: str, name: str) -> bool:
    """Whether a name has all characters of a short one in their order."""
    left = iter(name)
    return all(character in left for character in short)


def _with_title(article: Article) -> str:
    """The text without page matter, but with its title, which may count as such."""
    plain = without(article.text, article.furniture)
    at = article.text.find(article.title) if article.title else -1
    if article.title is None or at < 0:
        return plain
    return plain[:at] + article.title + plain[at + len(article.title) :]


def _curly(plain: str) -> str:
    """Straight quotation marks as paired ones; the text keeps its length."""
    return _STRAIGHT.sub(r"“\1”", plain)


def _forms(name: str, tally: _Tally) -> Iterator[tuple[str, int]]:
    """A name by itself, and with what first follows its quotation marks; the usual form first.

    Each with its first offset.
    """
    by_itself = name, min(mention.start for mention in tally.mentions)
    tailed = next((mention for mention in tally.mentions if mention.tail), None)
    if tailed is None:
        yield by_itself
        return
    joined = name + tailed.tail, tailed.start
    if not _TELLING.search(name) or any(_METHOD.match(m.tail) for m in tally.mentions):
        yield joined
    else:
        yield by_itself
        yield joined


def _quoted(plain: str) -> Iterator[NameMention]:
    for found in _QUOTED.finditer(plain):
        name = found[1]
        if _WORD.match(name) and not _SPEECH.search(name) and len(name) <= 12:
            before = _clause_before(plain, found.start())
            behind = plain[found.end() : found.end() + _BEHIND]
            tail = _TAIL.match(behind) or _TEAM.match(behind)
            ending = "" if tail is None or _FRAGMENT.search(tail[1]) else tail[1]
            in_row = plain[found.start() - 1 : found.start()] == "”" or behind[:1] == "“"
            is_ended = _ENDED.search(name) is not None
            said = _said(before, behind, gap=-1 if ending else 0 if is_ended else 8)
            if _SMALL_AND_LARGE.match(plain, found.start()) or _LARGE.search(before + name):
                said = "no"
            said = "" if in_row and said == "run" else said
            if len(name) >= _LEAST_NAME or ending:
                yield NameMention(name, found.start(1), True, said, ending)


def _clause_before(plain: str, at: int) -> str:
    """The clause that leads to a quotation, without quotations that stand in a row with it."""
    before = plain[max(0, at - _BEFORE * 2) : at]
    before = re.sub(r"(?:“[^”]*”[、和及与]?)+$", "", before)
    return _CLAUSE.split(before)[-1][-_BEFORE:]


def _said(before: str, behind: str, *, gap: int) -> Literal["run", "weak", "", "no"]:
    """What is said of words by the clause before them and by what follows.

    A figure of speech reaches over `gap` characters: none before what ends as names do.
    """
    run, figure = _last(_RUN, before), _last(_FIGURE, before)
    if _NO_NAME_BEHIND.match(behind) or _NO_NAME_BEFORE.search(before) or _AWARD.search(before):
        return "no"
    if figure > run and figure >= len(before) - gap - 2:
        return "no"
    if run >= 0 or _RUN_BEHIND.match(behind):
        return "run"
    return "weak" if _WEAK_RUN.search(before) else ""


def _last(pattern: re.Pattern[str], before: str) -> int:
    """Where the last verb of a kind begins in a clause, -1 for none."""
    starts = [at for at in range(len(before)) if pattern.match(before, at)]
    return max(starts, default=-1)


def _ended(plain: str) -> Iterator[NameMention]:
    """Words with an ending of programmes' names, from the last word that opens such a name."""
    for found in _ALL_ENDINGS.finditer(plain):
        begin = max(0, found.start() - 12)
        before = plain[begin : found.start()]
        cuts = [cut.end() for cut in re.finditer(r"[,:,、。;!?\s“”()《》【】\[\]|·]", before)]
        cuts += [cut.end() for cut in _OPENER.finditer(before)]
        start = begin + max(cuts, default=0)
        name = plain[start : found.end()]
        if (
            not (3 if name.endswith("制") else 4) <= len(name) <= 14
            or found.start() == start
            or not _WORD.match(name)
        ):
            continue
        if _FRAGMENT.search(name) or _is_part_of_quotation(plain, start, found.end()):
            continue
        clause = _CLAUSE.split(plain[max(0, start - _BEFORE) : start])[-1]
        behind = plain[found.end() : found.end() + _BEHIND]
        said = _said(clause, behind, gap=-1)
        if not _GENERIC.match(name) or (said == "run" and name.endswith("警务")):
            yield NameMention(name, start, False, said, "")


def _widespread(plain: str) -> Iterator[NameMention]:
    """Names that programmes of many places bear, outside of quotation marks."""
    for found in _WIDESPREAD.finditer(plain):
        start, end = found.span()
        if plain[start - 1 : start] == "“" or _is_part_of_quotation(plain, start, end):
            continue
        clause = _CLAUSE.split(plain[max(0, start - _BEFORE) : start])[-1]
        behind = plain[end : end + _BEHIND]
        tail = _TAIL.match(behind)
        ending = "" if tail is None or _FRAGMENT.search(tail[1]) else tail[1]
        yield NameMention(found[0], start, False, _said(clause, behind, gap=-1), ending)


def _is_part_of_quotation(plain: str, start: int, end: int) -> bool:
    """Whether words follow a quotation, whose tail they are, or stop inside of one."""
    if plain[start - 1 : start] == "”":
        return True
    opened, closed = (plain.rfind(mark, max(0, start - _BEFORE), start) for mark in "“”")
    return opened > closed and plain[end : end + 1] != "”"
