"""How well drafts read the annotated articles, and what an editor would mend in them.

    python tests/draft/accuracy.py FOLDER_OF_TEXTS [FOLDER ...] RESULT.json

Figures are scored as in `score.py`; of articles whose annotation has the expected records, their
fields and the edits are counted as in `edits.py`, for each half.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from edits import Edits, count_edits
from score import main as score_figures
from score import read_annotations, say, share, stem_of


def halves(results: list[dict[str, Any]]) -> dict[str, Edits]:
    """The edits of the articles of each half that are among the results."""
    annotations = read_annotations()
    found: dict[str, Edits] = {}
    for result in results:
        annotation = annotations.get(stem_of(result.get("source"), annotations) or "", {})
        if "drafts" in annotation:
            half = annotation["half"]
            found[half] = found.get(half, Edits()) + count_edits(annotation, result)
    return found


def report(half: str, done: Edits) -> None:
    """The fields of the records and the edits of one half."""
    say(f"\nrecords of the {half} half: {done.records} in {len(done.articles)} articles")
    for name in done.asked:
        say(f"  {name:24} {share(done.right[name], done.asked[name])}")
    middle = statistics.median(done.articles)
    say(f"  edits an article         mean {statistics.fmean(done.articles):.1f}, median {middle:g}")
    for what, times in done.edits.most_common():
        if times:
            say(f"    {times:>4}  {what}")


def main(arguments: list[str]) -> int:
    """Print both reports."""
    status = score_figures(arguments)
    results = json.loads(Path(arguments[-1]).read_text(encoding="utf-8"))
    for half, done in sorted(halves(results).items()):
        report(half, done)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
