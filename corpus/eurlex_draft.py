"""A section of an EU act in the making: its heading, its text so far, and the parts that are still open."""

from dataclasses import dataclass, field

from corpus.prose import Prose


@dataclass(slots=True)
class Draft:
    """A section that is still being read.

    ``ranks`` says of each open part how many numbers stand in it when no list item encloses it ("3.1." has 2): it lasts until the
    next number of its rank or less. A list item has rank 0: it ends by itself.
    """

    id: str
    head: str
    anchor: str
    is_article: bool = False
    is_annex: bool = False
    path: tuple[tuple[str, ...], ...] = ()
    title: list[str] = field(default_factory=list)
    prose: Prose = field(default_factory=Prose)
    ranks: list[int] = field(default_factory=list)

    def write(self, text: str, gap: str = "") -> None:
        """Add a line: behind its number when that was just written, else after ``gap`` or what is usual where it stands."""
        self.prose.gap(gap or ("\n" if any(kind != "lid" for kind in self.prose.kinds) else "\n\n"))
        self.prose.write(text)

    def begin(self, mark: str, kind: str, number: str, rank: int = 0) -> None:
        """Open a part with its printed ``mark``; without ``kind`` an item that is no part (a dash, a quotation)."""
        self.prose.open(kind, number)
        self.write(mark, "\n\n" if kind == "lid" else "\n")
        self.prose.hold()
        self.ranks.append(rank)

    def end(self, height: int) -> None:
        """Close parts until ``height`` are left open."""
        while len(self.ranks) > height:
            self.ranks.pop()
            self.prose.close()
            self.prose.held = False

    def end_ranked(self, base: int, rank: int) -> None:
        """Close the first part from ``base`` on that a number of this rank ends, with all inside it."""
        ended = (height for height, open_rank in enumerate(self.ranks) if height >= base and open_rank >= rank)
        self.end(next(ended, len(self.ranks)))
