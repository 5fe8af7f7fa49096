"""How to cite the data: `CITATION.cff`, version 1.2.0 of the Citation File Format."""

from __future__ import annotations

import yaml


def make_citation(
    *, message: str, title: str, version: str, as_of: str, url: str, repository: str, licence: str
) -> bytes:
    """The file in UTF-8; `as_of` is an ISO 8601 day, `licence` an SPDX identifier.

    Empty addresses are left out.
    """
    keys = {
        "cff-version": "1.2.0",
        "message": message,
        "type": "dataset",
        "title": title,
        "authors": [{"name": "Beatbook"}],
        "version": version,
        "date-released": as_of,
        "url": url,
        "repository-code": repository,
        "license": licence,
    }
    stated = {key: value for key, value in keys.items() if value}
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=1000).encode()
