"""Which file each edition in the library came from: what tells a file that changed from another file with the same id."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

Edition = tuple[str, str]


@dataclass(slots=True)
class Shelf:
    """The editions (key and language) that each file gave, with the digest of that file and their number of sections.

    ``paths`` are the files this run has dealt with, by name; ``reserved`` are keys that no file may have.
    """

    reserved: Collection[str]
    owners: dict[Edition, str] = field(default_factory=dict)
    files: dict[str, dict[Edition, tuple[str, int]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def keep(self, edition: Edition, name: str, digest: str, sections: int) -> None:
        if edition in self.owners:
            self.drop(edition)
        self.owners[edition] = name
        self.files.setdefault(name, {})[edition] = (digest, sections)
        self.names[digest] = name

    def drop(self, edition: Edition) -> None:
        del self.files[self.owners.pop(edition)][edition]

    def same(self, digest: str) -> dict[Edition, int]:
        """The editions, with their number of sections, of a file that was read to its end as it is now; empty when none was."""
        found = self.files.get(self.names.get(digest, ""), {})
        # A bundle that was interrupted leaves editions of another digest.
        return {edition: sections for edition, (_, sections) in found.items()} if {of for of, _ in found.values()} == {digest} else {}

    def namesake(self, name: str, file: Path) -> str:
        """Another file that this run has read under ``name``; "" when there is none."""
        other = self.paths.get(name, file)
        return "" if other == file else str(other)

    def owner(self, edition: Edition, name: str, file: Path) -> str:
        """What else has this ``edition``; "" when it is free, or when ``file`` is what it came from."""
        if edition[0] in self.reserved:
            return "een document van het ingebouwde corpus"
        held = self.owners.get(edition, name)
        if other := self.namesake(held, file):
            return other
        # A folder may be added by itself or with the one above it: the name then has more or less in front.
        return "" if f"/{held}".endswith(f"/{name}") or f"/{name}".endswith(f"/{held}") else held
