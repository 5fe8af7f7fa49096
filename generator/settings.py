"""Where things are and how the site presents itself; the same for plugin and command line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict
from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

from generator.errors import BeatbookError
from generator.system import files
from generator.system.files import fault
from generator.words.characters import escaped, unseen
from generator.words.messages import Message

_NEVER: Final = r"\s\"<>\\^`{|}"
"""Characters that stand in no address (RFC 3986, appendix A)."""
_BARE: Final = re.compile(rf"https?://[^{_NEVER}/?#@]+(?:/[^{_NEVER}?#]*)?", re.IGNORECASE)
_WEB: Final = re.compile(rf"https?://[^{_NEVER}/?#@]+(?:[/?#][^{_NEVER}]*)?", re.IGNORECASE)
_MAIL: Final = re.compile(r"(?:mailto:)?[^\s@<>,;:/?&]+@[^\s@<>,;:/?&]+", re.IGNORECASE)


class Bilingual(BaseModel):
    """A text of the masthead in both languages; the English may be missing."""

    model_config = ConfigDict(frozen=True)

    zh: str
    en: str = ""

    def __str__(self) -> str:
        """Both, where only one place is."""
        return " / ".join(dict.fromkeys(text for text in (self.zh, self.en) if text))


class Masthead(BaseModel):
    """Who publishes the site and the reports; None or empty is what nobody has set.

    `imprint` may have several lines. `logo` is the path of an SVG or PNG below `content/pages/`,
    which is its address below the site's as well.
    """

    model_config = ConfigDict(frozen=True)

    publisher: Bilingual | None = None
    issue: Bilingual | None = None
    contact: Bilingual | None = None
    imprint: Bilingual | None = None
    logo: str = ""


class Settings(BaseModel):
    """Folders and addresses; relative paths are taken from `root`.

    `sources` is the folder of source texts, where they are at hand; `site_url`, `repo_url` and
    `contact` are printed on pages and left out where they are empty. `epoch` is
    `SOURCE_DATE_EPOCH` in seconds, where it is set; `as_of` the ISO 8601 day that the data speak
    for, where it is stated. `downloads` is a folder of finished files that
    the site takes over as they are, such as PDFs. `site_dir` is where `mkdocs build` puts the site.
    `editing` is whether its pages lead to forms for their records. `mirrored` is the project whose
    files this one shows by links, where it is tried out how that would be.
    """

    model_config = ConfigDict(frozen=True)

    root: Path
    mirrored: Path | None = None
    sources: Path | None = None
    site_url: str = ""
    repo_url: str = ""
    contact: str = ""
    masthead: Masthead | None = None
    epoch: int | None = None
    as_of: str | None = None
    downloads: Path | None = None
    serving: bool = False
    editing: bool = False
    site_dir: str = "site"

    def today(self) -> str:
        """The ISO 8601 day on which a person does something: of the epoch, else of the clock.

        Nothing that is built from the records asks for it.
        """
        if self.epoch is None:
            return datetime.now(UTC).astimezone().date().isoformat()
        return datetime.fromtimestamp(self.epoch, UTC).date().isoformat()

    @property
    def content(self) -> Path:
        """The folder that people edit."""
        return self.root / "content"

    @property
    def templates(self) -> Path:
        """Everything that Jinja renders, and the words of the interface."""
        return self.root / "templates"


def read_site(root: Path) -> dict[str, Any]:
    """What `mkdocs.yml` says of the site, by the names that `read_settings` takes.

    Raises BeatbookError where the file cannot be read.
    """
    path = root / "mkdocs.yml"
    try:
        config = yaml.load(files.read_bytes(path, files.RECORD).decode(), _Loader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        strerror = getattr(error, "strerror", None)
        said = strerror or str(error).splitlines()[0]
        raise BeatbookError(
            "{path} cannot be read ({said}): mend or restore it", path=path, said=said
        ) from None
    extra = config.get("extra") if isinstance(config, dict) else None
    found = {
        "site_url": config.get("site_url") if isinstance(config, dict) else None,
        "repo_url": config.get("repo_url") if isinstance(config, dict) else None,
        "contact": extra.get("contact") if isinstance(extra, dict) else None,
        "as_of": extra.get("as_of") if isinstance(extra, dict) else None,
        "site_dir": config.get("site_dir") if isinstance(config, dict) else None,
    }
    texts = {key: "" if value is None else str(value) for key, value in found.items()}
    return {**texts, "masthead": extra.get("masthead") if isinstance(extra, dict) else None}


class _Loader(yaml.SafeLoader):
    """Reads `!ENV` as MkDocs does."""


_Loader.add_constructor("!ENV", construct_env_tag)


def read_settings(
    root: Path,
    environment: Mapping[str, str],
    sources: str | None = None,
    site_url: str = "",
    repo_url: str = "",
    contact: str = "",
    as_of: str = "",
    site_dir: str = "",
    masthead: object = None,
) -> Settings:
    """Settings from a folder, the environment and what a caller knows; raises BeatbookError.

    `sources` (a folder of source texts) takes precedence over `BEATBOOK_SOURCES`; `masthead` is
    `extra.masthead` of `mkdocs.yml` as it stands there.
    """
    folder = sources or environment.get("BEATBOOK_SOURCES") or None
    texts = None if folder is None else Path(folder).expanduser()
    if texts is not None and not texts.is_absolute():
        texts = root / texts
    if texts is not None and not texts.is_dir():
        raise BeatbookError(
            "there is no folder {path} of source texts: correct --sources", path=texts
        )
    _check_address("site_url", "BEATBOOK_SITE_URL", site_url)
    _check_address("repo_url", "BEATBOOK_REPO_URL", repo_url)
    _check_address("extra.contact", "BEATBOOK_CONTACT", contact, mail=True)
    downloads = environment.get("BEATBOOK_DOWNLOADS") or None
    return Settings(
        root=root,
        sources=texts,
        epoch=_epoch(environment.get("SOURCE_DATE_EPOCH") or ""),
        as_of=_stated(as_of),
        site_dir=site_dir or "site",
        downloads=None if downloads is None else Path(downloads),
        site_url=site_url,
        repo_url=repo_url,
        contact=re.sub("^mailto:", "", contact, flags=re.IGNORECASE),
        masthead=_masthead(masthead, root),
    )


_TEXTS: Final = ("publisher", "issue", "contact", "imprint")


def _masthead(told: object, root: Path) -> Masthead | None:
    """The masthead, where anything of it is set; raises BeatbookError."""
    if told in (None, ""):
        return None
    if not isinstance(told, dict):
        raise _unfit("extra.masthead", Message("name its keys, such as publisher"))
    keys = (*_TEXTS, "logo")
    for key in told:
        if key not in keys:
            said = Message("there is no such key; known here: {keys}", keys=", ".join(keys))
            raise _unfit(f"extra.masthead.{key}", said)
    texts = {key: _bilingual(key, told.get(key)) for key in _TEXTS}
    logo = told.get("logo") or ""
    if not logo and not any(texts.values()):
        return None
    if logo and texts["publisher"] is None:
        raise _unfit("extra.masthead.logo", Message("give the publisher too, whose logo it is"))
    return Masthead(**texts, logo=_logo(logo, root) if logo else "")


def _unfit(key: str, said: Message) -> BeatbookError:
    return BeatbookError(Message("`{key}` of mkdocs.yml: {said}", key=escaped(key), said=said))


def _bilingual(key: str, value: object) -> Bilingual | None:
    own = f"extra.masthead.{key}"
    parts = value if isinstance(value, dict) else {}
    texts = {code: str(text).strip() for code, text in parts.items() if text not in (None, "")}
    if (value and not isinstance(value, dict)) or not {*parts} <= {"zh", "en"}:
        raise _unfit(own, Message("write the text as {{zh: …, en: …}}"))
    if not texts:
        return None
    if "zh" not in texts:
        raise _unfit(own, Message("write the Chinese too; only the English may be missing"))
    for text in texts.values():
        if any(unseen(text, lines=key == "imprint")):
            said = Message("write it on one line, without signs that nobody sees")
            raise _unfit(own, said)
    return Bilingual(**texts)


def _logo(told: object, root: Path) -> str:
    """The path of the logo below `content/pages/`, if it is a picture there."""
    folder = root / "content" / "pages"
    path = Path(os.path.normpath(root / str(told)))
    if not path.is_relative_to(folder) or path.suffix not in (".svg", ".png"):
        said = Message("name an SVG or PNG below content/pages, such as content/pages/logo.svg")
        raise _unfit("extra.masthead.logo", said)
    try:
        data = files.read_bytes(path, files.MEGABYTE)
    except OSError as error:
        raise _unfit("extra.masthead.logo", fault(error)) from None
    if not (data.startswith(b"\x89PNG\r\n\x1a\n") if path.suffix == ".png" else b"<svg" in data):
        raise _unfit("extra.masthead.logo", Message("the file is not the picture its name says"))
    return path.relative_to(folder).as_posix()


def _check_address(key: str, variable: str, value: str, *, mail: bool = False) -> None:
    """Refuse an address that a browser would run or nobody could open; empty is none.

    Paths are added to those of the site and the repository, which therefore end with a path.
    """
    if not value or (not any(unseen(value)) and (_WEB if mail else _BARE).fullmatch(value)):
        return
    if mail and not any(unseen(value)) and _MAIL.fullmatch(value):
        return
    shown = escaped(value)
    said = Message("write an address such as https://example.org/beatbook, without ? and #")
    if mail:
        said = Message("write an address that starts with http:// or https://, or one of e-mail")
    raise BeatbookError(
        Message(
            "`{key}` of mkdocs.yml ({variable}) is `{value}`: {said}",
            key=key,
            variable=variable,
            value=shown,
            said=said,
        )
    )


_LAST = 253_370_764_800
"""Seconds from 1970 to the year 9999, the last that a day can be written in."""


def _epoch(text: str) -> int | None:
    """Seconds from 1970, where any are set; raises BeatbookError."""
    if not text:
        return None
    if re.fullmatch("[0-9]{1,15}", text) and int(text) < _LAST:
        return int(text)
    raise BeatbookError(
        Message(
            "SOURCE_DATE_EPOCH is {text}: set it to whole seconds from 1970 to 9998, or unset it",
            text=repr(text),
        )
    )


def _stated(day: str) -> str | None:
    """An ISO 8601 day, where one is stated; raises BeatbookError."""
    if not day:
        return None
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise BeatbookError(
            "`as_of` in mkdocs.yml is {day}: write a day such as 2026-12-31", day=day
        ) from None
