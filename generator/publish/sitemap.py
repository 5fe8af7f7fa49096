"""The sitemap: an index and, for each language, its pages with the same pages in the others.

It has no dates, because a record has none that search engines could use; MkDocs' own sitemap
knows only the hand-written pages and gives today as the date of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from generator.book.book import Book

LIMIT = 50_000
"""Addresses that one file may hold by the protocol."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def make_sitemaps(book: Book, records: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The sitemap's files by name; `records` are the addresses of all record pages."""
    site = book.settings.site_url.rstrip("/")
    names = []
    for language in book.words:
        addresses = [*_hand_written(book, language), *records]
        for number, start in enumerate(range(0, len(addresses), LIMIT), start=1):
            names.append(f"sitemap-{language}-{number}.xml")
            urls = (_url(book, site, language, a) for a in addresses[start : start + LIMIT])
            body = f"<urlset {_SPACE} {_XHTML}>\n{''.join(urls)}</urlset>\n"
            yield names[-1], (_HEAD + body).encode()
    maps = "".join(f"<sitemap><loc>{escape(f'{site}/{name}')}</loc></sitemap>\n" for name in names)
    body = f"<sitemapindex {_SPACE}>\n{maps}</sitemapindex>\n"
    yield "sitemap.xml", (_HEAD + body).encode()


def _hand_written(book: Book, language: str) -> list[str]:
    folder = book.settings.content / "pages" / language
    found = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.md"))
    return sorted(path.as_posix() for path in found)


def _url(book: Book, site: str, language: str, address: str) -> str:
    others = [(words.code, f"{site}/{code}/{address}.html") for code, words in book.words.items()]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(target)}/>'
        for code, target in [*others, ("x-default", f"{site}/")]
    )
    return f"<url><loc>{escape(f'{site}/{language}/{address}.html')}</loc>{links}</url>\n"
