"""The miniature book of `tests/example/` as a project of its own, ready to be changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from generator.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path(__file__).resolve().parent / "example"


def copy_example(folder: Path) -> Path:
    """Make a project in a folder: the example's content and texts, a link to the real templates.

    Gives the root of the project, which is the folder itself.
    """
    shutil.copytree(EXAMPLE / "content", folder / "content")
    shutil.copytree(EXAMPLE / "texts", folder / "texts")
    (folder / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def copy_part(root: Path) -> Path:
    """The real project with the brands of Gansu, those that its pages name, and one edition."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    content = root / "content"
    pages = "".join(page.read_text(encoding="utf-8") for page in content.glob("pages/*/*.md"))
    named = set(re.findall("brand:([a-z0-9-]+)", pages))
    shutil.rmtree(content / "honours")
    for path in content.glob("editions/*"):
        if path.stem != "2024":  # what others cite is not all kept
            path.unlink()
    for name in ("candidates.yml", "vocabulary/baselines.yml"):
        (content / name).write_text("[]\n", encoding="utf-8")
    for path in content.glob("brands/*/*.yml"):
        if path.parent.name != "gansu" and path.stem not in named:
            path.unlink()
    kept = "".join(path.read_text(encoding="utf-8") for path in content.glob("brands/*/*.yml"))
    for path in content.glob("sources/*.yml"):
        if path.stem not in kept:
            path.unlink()
    return root


def copy_templates(root: Path) -> Path:
    """Give such a project templates of its own, so that they may be changed; gives their folder."""
    folder = root / "templates"
    folder.unlink()
    shutil.copytree(ROOT / "templates", folder)
    return folder


def settings_of(root: Path, **more: object) -> Settings:
    """The settings of such a project, with its texts at hand."""
    return Settings(root=root, sources=root / "texts").model_copy(update=more)
