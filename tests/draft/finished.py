"""What an editor does to the draft of the tests' article before it goes on record."""

from __future__ import annotations

from pathlib import Path

import yaml


def finish(project: Path) -> Path:
    """Fill in, as an editor does, what a draft leaves empty; the brand's file."""
    (brand,) = (project / "content/brands").rglob("draft-*.yml")
    (source,) = (project / "content/sources").glob("article-*.yml")
    record = yaml.safe_load(brand.read_text("utf-8"))
    record |= {
        "name": {"zh": "桥头警务", "en": "Bridge policing"},
        "agency": {"zh": "戊县公安局", "en": "Wu County bureau", "level": "county"},
        "place": "320826",
        "category": "street.night",
        "summary": {"zh": "戊县公安局在桥头值守。", "en": "The bureau keeps posts at bridges."},
        "review": {"status": "unreviewed"},
    }
    record["metrics"] = [m for m in record["metrics"] if m["indicator"] is not None]
    text = source.read_text("utf-8").replace("kind: null", "kind: press", 1)
    text = text.replace("en: null", "en: Bridges")
    source.write_text(text, "utf-8")
    finished = project / "content/brands/jiangsu" / brand.name
    brand.unlink()
    finished.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")
    return finished
