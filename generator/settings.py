"""Where things are and how the site presents itself; the same for plugin and command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict
from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

from generator.errors import BeatbookError


class Settings(BaseModel):
    """Folders and addresses; relative paths are taken from `root`.

    `sources` is the folder of source texts, where they are at hand; `site_url`, `repo_url` and
    `contact` are printed on pages and left out where they are empty. `epoch` is
    `SOURCE_DATE_EPOCH` in seconds, where it is set. `downloads` is a folder of finished files that
    the site takes over as they are, such as PDFs.
    """

    model_config = ConfigDict(frozen=True)

    root: Path
    sources: Path | None = None
    site_url: str = ""
    repo_url: str = ""
    contact: str = ""
    epoch: int | None = None
    downloads: Path | None = None
    serving: bool = False

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


def read_site(root: Path) -> dict[str, str]:
    """The addresses that `mkdocs.yml` gives the site: `site_url`, `repo_url` and `contact`.

    Raises BeatbookError where the file cannot be read.
    """
    path = root / "mkdocs.yml"
    try:
        config = yaml.load(path.read_text(encoding="utf-8"), _Loader) or {}  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = str(error).splitlines()[0]
        raise BeatbookError(f"{path} cannot be read ({said}): mend or restore it") from None
    found = {
        "site_url": config.get("site_url"),
        "repo_url": config.get("repo_url"),
        "contact": (config.get("extra") or {}).get("contact"),
    }
    return {key: value or "" for key, value in found.items()}


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
) -> Settings:
    """Settings from a folder, the environment and what a caller knows; raises BeatbookError.

    `sources` (a folder of source texts) takes precedence over `BEATBOOK_SOURCES`.
    """
    folder = sources or environment.get("BEATBOOK_SOURCES") or None
    epoch = environment.get("SOURCE_DATE_EPOCH") or None
    if epoch is not None and not epoch.isdecimal():
        raise BeatbookError(f"SOURCE_DATE_EPOCH is {epoch!r}: set it to whole seconds or unset it")
    texts = None if folder is None else Path(folder).expanduser()
    if texts is not None and not texts.is_absolute():
        texts = root / texts
    if texts is not None and not texts.is_dir():
        raise BeatbookError(f"there is no folder {texts} of source texts: correct --sources")
    seconds = None if epoch is None else int(epoch)
    downloads = environment.get("BEATBOOK_DOWNLOADS") or None
    return Settings(
        root=root,
        sources=texts,
        epoch=seconds,
        downloads=None if downloads is None else Path(downloads),
        site_url=site_url,
        repo_url=repo_url,
        contact=contact,
    )
