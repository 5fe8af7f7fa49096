"""What libyaml and PyYAML say of a text that is no YAML, phrase by phrase."""

from __future__ import annotations

from typing import Final

from generator.words.messages import Message

_WHERE: Final = (
    Message("expected a single document in the stream"),
    Message("while parsing a block collection"),
    Message("while parsing a block mapping"),
    Message("while parsing a block node"),
    Message("while parsing a flow mapping"),
    Message("while parsing a flow node"),
    Message("while parsing a flow sequence"),
    Message("while parsing a node"),
    Message("while parsing a quoted scalar"),
    Message("while parsing a tag"),
    Message("while scanning a block scalar"),
    Message("while scanning a directive"),
    Message("while scanning a plain scalar"),
    Message("while scanning a quoted scalar"),
    Message("while scanning a simple key"),
    Message("while scanning a tag"),
    Message("while scanning an alias"),
    Message("while scanning an anchor"),
    Message("while scanning for the next token"),
)
_WHAT: Final = (
    Message("block sequence entries are not allowed in this context"),
    Message("but found another document"),
    Message("could not find expected ':'"),
    Message("could not find expected directive name"),
    Message("did not find expected ',' or ']'"),
    Message("did not find expected ',' or '}}'"),
    Message("did not find expected '-' indicator"),
    Message("did not find expected <document start>"),
    Message("did not find expected alphabetic or numeric character"),
    Message("did not find expected comment or line break"),
    Message("did not find expected hexdecimal number"),
    Message("did not find expected key"),
    Message("did not find expected node content"),
    Message("did not find expected tag URI"),
    Message("did not find expected whitespace or line break"),
    Message("found a tab character that violates indentation"),
    Message("found a tab character where an indentation space is expected"),
    Message("found an indentation indicator equal to 0"),
    Message("found character that cannot start any token"),
    Message("found duplicate anchor; first occurrence"),
    Message("found invalid Unicode character escape code"),
    Message("found undefined alias"),
    Message("found undefined tag handle"),
    Message("found unexpected ':'"),
    Message("found unexpected document indicator"),
    Message("found unexpected end of stream"),
    Message("found unknown directive name"),
    Message("found unknown escape character"),
    Message("mapping keys are not allowed in this context"),
    Message("mapping values are not allowed in this context"),
)
_PHRASES: Final = {str(phrase): phrase for phrase in (*_WHERE, *_WHAT)}


def phrase(text: str) -> str:
    """A phrase of the parser, with its translations where they are known."""
    return _PHRASES.get(text, text)
