"""Prose under construction: white space made plain, blocks parted, and where parts and links begin and end noted as it grows.

No span is searched for afterwards. What a block or a number is, the parser of a format says: this knows nothing of markup.
"""

import re
from dataclasses import dataclass, field

from corpus.document import Link, Part

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")


def clean(raw: str) -> str:
    """``raw`` with every run of white space made one space, and without soft hyphens and zero-width characters."""
    return re.sub(r"\s+", " ", _UNSEEN.sub("", raw))


@dataclass(slots=True)
class Prose:
    """A text written from front to back, with its parts and links.

    ``waiting`` is the white space before the next text; ``held`` says that this text stays on the line.
    """

    links: list[Link] = field(default_factory=list)
    length: int = 0
    waiting: str = ""
    held: bool = False
    _pieces: list[str] = field(default_factory=list)
    _open: list[tuple[str, str, tuple[int, int]]] = field(default_factory=list)
    _closed: list[Part] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that have ended, in reading order, a parent before its children."""
        return tuple(sorted(self._closed, key=lambda part: (part.start, part.depth)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the parts that are open, outermost first."""
        return tuple(kind for kind, _, _ in self._open)

    def write(self, raw: str | None, attached: bool = False) -> None:
        """Add running text with its white space made plain; ``attached`` text joins what stands before it, whatever was waiting."""
        text = clean(raw or "")
        words = text.strip()
        if text.startswith(" "):
            self.waiting = self.waiting or " "
        if not words:
            return
        self._pieces.append((self.waiting if self.length and not attached else "") + words)
        self.length += len(self._pieces[-1])
        self.waiting, self.held = " " if text.endswith(" ") else "", False

    def gap(self, gap: str, always: bool = False) -> None:
        """Begin a new block before the next text; not when that is held, unless ``always``. Of two gaps the larger counts."""
        if always or not self.held:
            self.waiting = max(self.waiting.strip(" "), gap, key=len)

    def hold(self, space: bool = True) -> None:
        """Keep the next text on this line: it follows its number or, without ``space``, its opening quotation mark."""
        self.waiting, self.held = self.waiting.strip(" ") or (" " if space else ""), True

    def open(self, kind: str, number: str) -> None:
        """Begin a part with the next text, inside the parts that are open; without ``kind`` it is a block that is no part."""
        self._open.append((kind, number, self.mark()))

    def close(self) -> None:
        """End what was opened last; a part without text is none."""
        kind, number, mark = self._open.pop()
        if kind and (span := self.since(mark)):
            self._closed.append(Part(kind, number, *span, sum(1 for outer in self.kinds if outer)))

    def mark(self) -> tuple[int, int]:
        """This place, for :meth:`since`."""
        return len(self._pieces), self.length

    def since(self, mark: tuple[int, int]) -> tuple[int, int] | None:
        """The span of what was added after ``mark``, white space around it left out; None when that is nothing."""
        index, start = mark
        if index == len(self._pieces):
            return None
        return start + len(self._pieces[index]) - len(self._pieces[index].lstrip()), self.length
