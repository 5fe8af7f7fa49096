"""The software bill of materials: which packages a release was made with (CycloneDX 1.6, JSON)."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any, Final

from generator import __version__
from generator.system.installed import Package, packages_of

SBOM: Final = "sbom.cdx.json"

_PROGRAM: Final = "beatbook"


def make_sbom(epoch: int) -> bytes:
    """The packages that the program requires, with versions, licences and what requires what.

    The same packages and the same `epoch`, in Unix seconds, give the same bytes; what is installed
    besides, such as for tests, is not listed.
    """
    by_name = {own.name: own for own in packages_of(_PROGRAM)}
    program = by_name.pop(_PROGRAM)._replace(version=__version__)
    packages = [*by_name.values()]
    found: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": _component(program, "application"),
        },
        "components": [_component(own, "library") for own in packages],
        "dependencies": _dependencies([program, *packages]),
    }
    text = json.dumps(found, sort_keys=True)
    found["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, text).urn
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _component(own: Package, kind: str) -> dict[str, Any]:
    address = _address(own)
    stated = (
        {"expression": own.licence} if own.is_expression else {"license": {"name": own.licence}}
    )
    return {
        "type": kind,
        "bom-ref": address,
        "name": own.name,
        "version": own.version,
        **({"licenses": [stated]} if own.licence else {}),
        "purl": address,
    }


def _address(own: Package) -> str:
    """The package URL, by which databases of vulnerabilities know it."""
    return f"pkg:pypi/{own.name}@{own.version}"


def _dependencies(packages: list[Package]) -> list[dict[str, Any]]:
    addresses = {own.name: _address(own) for own in packages}
    return [
        {"ref": addresses[own.name], "dependsOn": [addresses[name] for name in own.requires]}
        for own in packages
    ]
