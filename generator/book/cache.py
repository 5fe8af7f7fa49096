"""Records that were read and checked before, kept so that only what changed is read again.

They are kept in one file, `.cache/records`, which may be deleted at any time. One that is damaged,
or of another version of the program or of the vocabularies, is made anew. A record is taken from
it only where its bytes are the same and those of every source that its check looked at; what has a
finding is never kept, since what is said of it may depend on more. What is new is added at the
end, until the file is twice as long as it was when it was made. It holds plain values
(MessagePack): whoever makes one up can make nothing run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from generator.check import Remembered, check_words, days
from generator.errors import Finding
from generator.evidence.receipts import Found
from generator.records import load
from generator.records.content import Content
from generator.records.models import Note, Source
from generator.settings import Settings
from generator.system import files
from generator.system.blocks import add_block, read_blocks, replace_blocks
from generator.system.files import SETTLED, FileState, states
from generator.system.program import program_digest
from generator.system.workers import in_shares, share_out
from generator.tables.frames import BookBrand, BrandRow

_FILE: Final = Path(".cache", "records")
_PART: Final = 1_000
"""Entries of a block, so that no second copy of all is in memory when they are written."""
_MOST: Final = 4096 * files.MEGABYTE


class Clean(NamedTuple):
    """What the check of a brand gave besides findings; `latest` as in the survey of all."""

    entry: BookBrand
    known: Remembered
    found: tuple[Found, ...]
    latest: str


class KeptBrand(NamedTuple):
    """A brand's file by its digest, and the digest of the sources that it cites."""

    digest: str
    sources: str
    clean: Clean


class _Block(NamedTuple):
    """A part of what the disk holds.

    `size` is that of the file when it was made anew, to which this was added; 0 for a part of that.
    """

    made_by: str
    size: int
    seen: dict[str, tuple[FileState, str]]
    sources: dict[str, tuple[str, bytes]]
    brands: dict[str, KeptBrand]


def _plain(value: Any) -> Any:
    if isinstance(value, Note):
        return value.model_dump()
    raise NotImplementedError(type(value))


def _made(kind: type, value: Any) -> Any:
    if kind is Note:
        return Note.model_validate(value)
    raise NotImplementedError(kind)


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_plain)
_CLEAN: Final = msgspec.msgpack.Decoder(Clean, dec_hook=_made)
_BLOCK: Final = msgspec.msgpack.Decoder(_Block, dec_hook=_made)

encode = _ENCODER.encode


def decode(data: bytes) -> Clean:
    """What was encoded."""
    return _compact(_CLEAN.decode(data))


_texts: Final[dict[Any, Any]] = {}
_once: Final[Callable[[Any, Any], Any]] = _texts.setdefault
"""Gives the first of equal texts, or of equal whole numbers."""


def _compact(clean: Clean) -> Clean:
    """The same with each text once in memory, of all brands' rows and of what is known of them."""
    entry, known, found, latest = clean
    row = BrandRow._make(map(_once, entry.row, entry.row))
    object.__setattr__(entry, "row", row)  # nobody else has it yet; another takes a while
    shared = Remembered(
        id=row.id,
        file=entry.file,
        name=row.name_zh,
        agency=row.agency_zh,
        place=row.place,
        category=row.category,
        sources=tuple(map(_once, known.sources, known.sources)),
        metrics=known.metrics,
        adopted_from=known.adopted_from,
        renamed_from=known.renamed_from,
        formerly=known.formerly,
    )
    return Clean(entry, shared, found, latest)


def _digest_of(path: str, state: FileState | None) -> str:
    """SHA-256 of a file, empty for one that cannot be read.

    What is known to be a file and no large one is read in a third of the time.
    """
    try:
        if state is None or state.size > files.RECORD:
            return sha256(files.read_bytes(Path(path), files.VOCABULARY)).hexdigest()
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 # without a Path for each
            return sha256(file.read()).hexdigest()
    except OSError:
        return ""


def _packed(record: Source) -> bytes:
    return record.model_dump_json(by_alias=True, exclude_unset=True).encode()


def _read_sources(named: load.NamedFiles) -> list[load.Read]:
    """Records as bytes, which pass between processes quicker, with what is wrong in their words."""
    return [_worded(*file, own) for file, own in zip(named, load.read_sources(named), strict=True)]


def _worded(path: Path, name: str, read: load.Read) -> load.Read:
    if read.record is None:
        return read
    found = load.with_places(path, name, check_words(read.record))
    return read._replace(record=_packed(read.record), findings=found)


class Cache:
    """What is known of the records of one book, in memory and on the disk.

    Who examines a book again and again holds one; what the disk says is the same then is taken
    over without reading, and nothing is written where `held` says that memory is enough.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.held = root, False
        self.brands: dict[str, KeptBrand] = {}
        self.consistent: object = None
        """What the last checks across all records were of, if they found nothing."""
        self._made_by = ""
        self._sources: dict[str, tuple[str, Source]] = {}
        self._disk: Mapping[str, FileState] = {}
        self._seen: dict[str, tuple[FileState, str]] = {}
        self._against: Content | None = None
        self._known: dict[str, KeptBrand] = {}
        self._new: set[str] = set()
        """The names, and paths of `_seen`, of which the disk does not hold what is held here."""
        self._size = 0
        """The bytes of the file when it was made anew; 0 for one that is to be."""
        self._content: tuple[object, tuple[Content | None, list[Finding]]] | None = None

    def open(self, settings: Settings, seen: Mapping[str, FileState] | None = None) -> None:
        """Take up what the disk holds, or let go of what is of another program or vocabulary.

        `seen` is what it says of all files, where that was asked just now.
        """
        folders = (settings.content, settings.sources)
        self._disk = seen or {p: own for top in folders if top for p, own in states(top)}
        made_by = self._maker(settings)
        if made_by == self._made_by:
            return
        self._made_by, self._sources, self.brands = made_by, {}, {}
        self._new, self._size = {*self._seen}, 0
        with suppress(OSError, ValueError, msgspec.MsgspecError, RecursionError):
            self._size = self._read()

    def _read(self) -> int:
        """Take up what the file holds; gives its size when it was made anew, 0 for another's."""
        size = 0
        for body in read_blocks(self.root / _FILE, _MOST):
            block = _BLOCK.decode(body)
            if block.made_by != self._made_by:
                return 0
            self._take(block)
            size = block.size or size + len(body)
        return size

    def _take(self, block: _Block) -> None:
        for name, (digest, record) in block.sources.items():
            self._sources[name] = digest, Source.model_validate_json(record)
        for name, kept in block.brands.items():
            self.brands[name] = kept._replace(clean=_compact(kept.clean))
        self._seen |= block.seen
        self._new -= {*block.seen}

    def _maker(self, settings: Settings) -> str:
        """What all records are read with: program, vocabularies, whether texts are there."""
        told = [program_digest(), str(settings.sources is not None)]
        for path in sorted((settings.content / "vocabulary").glob("*")):
            told += [path.name, self.digest(path)]
        return sha256(os.fsencode(" ".join(told))).hexdigest()

    def digest(self, path: Path | str) -> str:
        """SHA-256 of a file, empty for one that cannot be read.

        It is remembered while the disk says the same of the file; one that was changed just now may
        change again without a sign of it.
        """
        path = str(path)
        state = self._disk.get(path)
        seen = self._seen.get(path)
        if seen is not None and seen[0] == state:
            return seen[1]
        digest = _digest_of(path, state)
        self._remember(path, digest)
        return digest

    def _remember(self, path: str, digest: str) -> None:
        state = self._disk.get(path)
        if state is not None and digest and time.time_ns() - state.changed > SETTLED:
            self._seen[path] = state, digest
            self._new.add(path)

    def content(self, settings: Settings) -> tuple[Content | None, list[Finding]]:
        """Everything but the brands and its findings, as `load.load_content` gives them."""
        brands = f"{settings.content / 'brands'}{os.sep}"
        own = {p: None if p.startswith(brands) else state for p, state in self._disk.items()}
        settled = time.time_ns() - max((s.changed for s in own.values() if s), default=0) > SETTLED
        if self._content is None or self._content[0] != (settings, own):
            found = load.load_content(settings, self.sources)
            self._content = (settings, own), found
        content, findings = self._content[1]
        if not settled:
            self._content = None
        return content, [*findings]

    def held_against(self, content: Content) -> dict[str, KeptBrand]:
        """The brands that were found to hold against the very same content, to be added to."""
        if self._against is not content:
            self._against, self._known = content, {}
        return self._known

    def sources(self, named: load.NamedFiles) -> Iterator[load.Read]:
        """The record of each source's file and its findings, with those of its words."""
        known = [self._known_source(path, name) for path, name in named]
        fresh = [file for file, read in zip(named, known, strict=True) if read is None]
        taken = chain.from_iterable(share_out(_read_sources, in_shares(fresh)))
        for (path, name), read in zip(named, known, strict=True):
            yield read or self._source(path, name, next(taken))

    def _source(self, path: Path, name: str, read: load.Read) -> load.Read:
        """A source that was read anew, which is kept where nothing is wrong with it."""
        self._sources.pop(name, None)
        if read.record is None:
            return read
        record = Source.model_validate_json(read.record)
        if not read.findings:
            self._sources[name] = read.digest, record
            self._new.add(name)
            self._remember(str(path), read.digest)
        return read._replace(record=record)

    def _known_source(self, path: Path, name: str) -> load.Read | None:
        digest, record = self._sources.get(name, ("", None))
        return load.Read(record, [], digest) if digest and digest == self.digest(path) else None

    def keep(self, name: str, kept: KeptBrand) -> None:
        """Keep a brand's file."""
        self.brands[name] = kept
        self._new.add(name)
        self._remember(f"{self.root}/{name}", kept.digest)

    def close(self) -> None:
        """Forget files that are gone, and write what is new where that is possible."""
        for name in [name for name in self._everything() if not self._is_there(name)]:
            for kept in (self._seen, self._sources, self.brands):
                kept.pop(name, None)
            self._new.discard(name)
        _texts.clear()
        if (self._new or not self._size) and not self.held:
            with suppress(OSError, UnicodeEncodeError):  # the latter where a path is not UTF-8
                self._write()

    def _everything(self) -> Iterator[str]:
        return chain(self._seen, self._sources, self.brands)

    def _is_there(self, name: str) -> bool:
        return name in self._disk or f"{self.root}/{name}" in self._disk

    def _write(self) -> None:
        path = self.root / _FILE
        if self._size and path.stat().st_size < 2 * self._size:
            add_block(path, self._block(sorted(self._new), self._size))
        else:
            every = sorted(self._everything())
            parts = (every[start : start + _PART] for start in range(0, len(every), _PART))
            replace_blocks(path, (self._block(part, 0) for part in parts))
            self._size = path.stat().st_size
        self._new.clear()

    def _block(self, names: Sequence[str], size: int) -> bytes:
        """What is held under some names."""
        seen = {path: self._seen[path] for path in names if path in self._seen}
        known = {name: self._sources[name] for name in names if name in self._sources}
        sources = {name: (digest, _packed(record)) for name, (digest, record) in known.items()}
        brands = {name: self.brands[name] for name in names if name in self.brands}
        return encode(_Block(self._made_by, size, seen, sources, brands))


class KeptBrands:
    """The brands that a cache holds, as far as they were checked against the content at hand."""

    def __init__(self, cache: Cache, settings: Settings, content: Content) -> None:
        self._cache, self._root, self._content = cache, settings.root, content
        self._limit = days.brand_limit(content)
        self._digests: dict[str, str] = {}
        self._known = cache.held_against(content)

    def find(self, name: str) -> Clean | None:
        """What the check of a file gave, where it would give the same again."""
        kept = self._cache.brands.get(name)
        if kept is None or kept.digest != self._cache.digest(f"{self._root}/{name}"):
            return None
        if self._known.get(name) is not kept:
            if not self._holds(kept):
                return None
            self._known[name] = kept
        return kept.clean

    def _holds(self, kept: KeptBrand) -> bool:
        row = kept.clean.entry.row
        last = max(kept.clean.latest, row.started or "")
        late = bool(self._limit) and days.after(last, self._limit)
        return not late and kept.sources == self._of_sources(row.sources)

    def keep(self, name: str, digest: str, clean: Clean) -> None:
        """Keep what the check of a file of this digest gave."""
        sources = self._of_sources(clean.entry.row.sources)
        self._cache.keep(name, KeptBrand(digest, sources, clean))

    def _of_sources(self, sources: str) -> str:
        """A digest of some sources by their ids, joined by spaces: many brands cite the same."""
        if sources not in self._digests:
            told = " ".join(map(self._of_source, sources.split()))
            self._digests[sources] = sha256(told.encode()).hexdigest()
        return self._digests[sources]

    def _of_source(self, identity: str) -> str:
        """Of a source's record and of its text, where that is at hand."""
        source = self._content.sources.get(identity)
        if source is None:
            return ""
        record = self._cache.digest(self._root / self._content.files["sources", identity])
        text = self._content.texts.get(source)
        refused = self._content.texts.refused(source) or ""
        return f"{record} {text[1] if text else ''} {refused}"
