"""Fetch the official documents of the manifest into a folder: ``standpuntwijzer corpus fetch [ID…]``.

Here stands which addresses belong to an entry, per origin; getting one file is :mod:`corpus.download`, what it does to the
folder is :mod:`corpus.receipt`. Each document has a folder of its own, named after its id. A document that cannot be had is
reported and does not stop the others.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.connection import DownloadError, Network, NotThere
from corpus.disk import sha256
from corpus.document import CorpusError
from corpus.download import Session, Wanted
from corpus.manifest import ManifestEntry, Origin
from corpus.receipt import ASIDE, RECEIPT, Outcome, Receipt, aside, defect, discard, held, now, place, read_receipt
from corpus.sru import HOSTS, REPOSITORY, State, in_force, states_of

_PUBLICATIONS = "zoek.officielebekendmakingen.nl"
_CELLAR = "publications.europa.eu"
_CELLAR_LANGUAGE = {"nl": "nld", "en": "eng"}
_CELLAR_FORMAT = {"xhtml": ("html", "application/xhtml+xml", "_{}.html"), "fmx4": ("xml", "application/xml;type=fmx4", "_{}_fmx.xml")}
# The documents people carry in; anything else in the folder is left alone.
_FORMS = {
    ".xml": "xml", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".md": "tekst", ".txt": "tekst",
}  # fmt: skip
_MOST_FILES = 20_000


class Step(NamedTuple):
    """How far a file is: bytes done and bytes announced (0 when unknown)."""

    entry_id: str
    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """``on`` are the days whose version of a statute is wanted, today when empty; ``accept_changed`` lets a changed document
    replace the one that is held; ``from_folder`` takes the documents from a folder instead of the network."""

    network: Network = field(default_factory=Network)
    on: tuple[date, ...] = ()
    accept_changed: bool = False
    from_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one file of an entry; ``message`` says in Dutch what to do when there is something to do."""

    entry_id: str
    outcome: Outcome
    file: Path | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A file an entry consists of: its name in the folder and the addresses to try, best first.

    ``index`` marks a list of versions: it changes with every version and is no text, so a change replaces it without asking.
    """

    name: str
    addresses: tuple[Wanted, ...]
    index: bool = False


def fetch(
    entries: Sequence[ManifestEntry],
    folder: Path,
    settings: FetchOptions | None = None,
    report: Callable[[Step], None] = lambda step: None,
) -> tuple[Fetched, ...]:
    """Get what is missing or new of these entries into ``folder``. Raises :class:`CorpusError` only when nothing can be done."""
    options = settings or FetchOptions()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            if options.from_folder is not None:
                return tuple(_carried_in(entries, folder, options.from_folder, options, report))
            with Session(options.network) as session:
                return tuple(found for entry in entries for found in _fetch_entry(entry, folder / entry.id, session, options, report))
    except OSError as error:
        raise CorpusError(f"{folder} is niet te schrijven: {error}. Controleer schijf en rechten.") from error


def stored(entry: ManifestEntry, folder: Path) -> tuple[Path, ...]:
    """The files of an entry that are held and accepted, ordered by name; a version that waits to be accepted is not."""
    own = folder / entry.id
    files = (path for path in own.rglob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(path for path in files if not path.name.endswith((RECEIPT, ASIDE))))


def hosts_of(entry: ManifestEntry) -> tuple[str, ...]:
    """The only hosts that the files of an entry come from; none when they are carried in by hand."""
    fixed = {Origin.BWB: HOSTS, Origin.CELLAR: (_CELLAR,), Origin.OFFICIELEBEKENDMAKINGEN: (_PUBLICATIONS, REPOSITORY), Origin.HANDMATIG: ()}
    return fixed[entry.origin] if entry.origin in fixed else (urlsplit(entry.url).hostname or "",)


def _items(entry: ManifestEntry, session: Session, own: Path, options: FetchOptions) -> list[Item]:
    """The files that make up an entry, and where they are."""
    if entry.origin is Origin.BWB:
        return _bwb_items(entry.bwb, states_of(entry.bwb, session, own / f".{entry.bwb}.sru.part"), options.on or (date.today(),))
    if entry.origin is Origin.CELLAR:
        form, accept, name = _CELLAR_FORMAT[entry.format]
        url = f"https://{_CELLAR}/resource/celex/{entry.celex}"
        return [
            Item(entry.celex + name.format(language), (
                Wanted(url, form, hosts_of(entry), accept, code, (_CELLAR,), f"{_CELLAR}/resource/celex/{entry.celex}.{code}.{entry.format}"),
            ))
            for language in entry.languages for code in (_CELLAR_LANGUAGE[language],)
        ]  # fmt: skip
    if entry.origin is Origin.OFFICIELEBEKENDMAKINGEN:
        url = f"https://{_PUBLICATIONS}/{entry.publication}"
        hosts = hosts_of(entry)
        return [Item(f"{entry.publication}.xml", (Wanted(f"{url}.xml", "xml", hosts), Wanted(f"{url}.html", "html", hosts)))]
    name = Path(urlsplit(entry.url).path).name
    return [Item(name or f"{entry.id}.pdf", (Wanted(entry.url, "pdf", hosts_of(entry), "application/pdf"),))]


def _bwb_items(bwb: str, states: Sequence[State], days: Sequence[date]) -> list[Item]:
    if not states:
        raise NotThere(f"Van {bwb} is geen versie gevonden bij wetten.overheid.nl.")
    chosen = dict.fromkeys(in_force(states, day) for day in days)
    items = [Item(Path(urlsplit(state.url).path).name, (Wanted(state.url, "xml", HOSTS),)) for state in chosen]
    return [*items, Item(f"{bwb}_wti.xml", (Wanted(states[-1].index_url, "xml", HOSTS),), index=True)]


def _fetch_entry(
    entry: ManifestEntry, own: Path, session: Session, options: FetchOptions, report: Callable[[Step], None]
) -> list[Fetched]:
    if entry.origin is Origin.HANDMATIG:
        present = stored(entry, own.parent)
        how = f"Geen vast adres. Haal het zelf op via {entry.url} en geef de map mee met --from-folder."
        return [Fetched(entry.id, Outcome.ONGEWIJZIGD, path) for path in present] or [Fetched(entry.id, Outcome.ONTBREEKT, message=how)]
    own.mkdir(exist_ok=True)
    try:
        items = _items(entry, session, own, options)
    except DownloadError as error:
        return [Fetched(entry.id, Outcome.MISLUKT, message=str(error))]
    found = []
    for item in items:
        try:
            found.append(_fetch_item(entry, item, own, session, options, report))
        except DownloadError as error:
            found.append(Fetched(entry.id, Outcome.MISLUKT, message=str(error)))
    return found


def _fetch_item(
    entry: ManifestEntry, item: Item, own: Path, session: Session, options: FetchOptions, report: Callable[[Step], None]
) -> Fetched:
    """Try the addresses in turn; only a file that is not there leads on to the next."""
    absent: DownloadError | None = None
    files = {own / Path(item.name).with_suffix(f".{wanted.form}").name: wanted for wanted in item.addresses}
    # The form that is held already goes first, so that a document never stands there in two forms.
    for file, wanted in sorted(files.items(), key=lambda pair: not pair[0].is_file()):
        part, waiting = own / f".{file.name}.part", held(aside(file))
        known = waiting or held(file)
        try:
            receipt = session.get(wanted, part, lambda done, total: report(Step(entry.id, file.name, done, total)),  # noqa: B023
                                  known if known and known.url == wanted.url else None)  # fmt: skip
        except NotThere as error:
            absent = error
            continue
        accept = options.accept_changed or item.index
        if receipt is not None:
            if not item.index:
                _pinned(entry, receipt.sha256, part)
            return _told(entry, place(part, file, receipt, accept=accept), file)
        if waiting is None:
            return Fetched(entry.id, Outcome.ONGEWIJZIGD, file)
        if not accept:
            return _told(entry, Outcome.GEWIJZIGD, file)
        os.replace(aside(file), part)
        outcome = place(part, file, waiting, accept=True)
        discard(aside(file))
        return _told(entry, outcome, file)
    raise absent or DownloadError(f"{entry.id} heeft geen adres.")


def _told(entry: ManifestEntry, outcome: Outcome, file: Path) -> Fetched:
    if outcome is not Outcome.GEWIJZIGD:
        return Fetched(entry.id, outcome, file)
    how = f"De uitgever heeft een andere tekst. Die staat klaar als {aside(file).name}; de oude blijft in gebruik tot u de wijziging aanvaardt."
    return Fetched(entry.id, outcome, aside(file), how)


def _pinned(entry: ManifestEntry, digest: str, part: Path) -> None:
    if entry.sha256 and digest not in entry.sha256:
        part.unlink(missing_ok=True)
        raise DownloadError(f"De controlesom is {digest[:12]}… en staat niet in het manifest. Het bestand is weggegooid.")


def _carried_in(
    entries: Sequence[ManifestEntry], folder: Path, source: Path, options: FetchOptions, report: Callable[[Step], None]
) -> Iterator[Fetched]:
    if not source.is_dir():
        raise CorpusError(f"{source} is geen map. Geef de map met de meegebrachte documenten.")
    names = sorted(_walk(source))
    for entry in entries:
        # The folder itself may be the document ("bio"), so its name counts.
        own = [name for name in names if entry.matches(f"{source.resolve().name}/{name}")]
        for name in own:
            try:
                yield _carry(entry, name, folder / entry.id, source, options)
            except DownloadError as error:
                yield Fetched(entry.id, Outcome.MISLUKT, message=f"{name}: {error}")
            report(Step(entry.id, name, 1, 1))
        if not own and not stored(entry, folder):
            yield Fetched(entry.id, Outcome.ONTBREEKT, message=f"Niet gevonden in {source}. Gezocht is naar: {', '.join(entry.patterns)}.")


def _walk(source: Path) -> Iterator[str]:
    """Relative paths of the documents in a folder; links are not followed, for they may lead out of it."""
    count = 0
    for where, folders, files in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(where, name)
            count += 1
            if count > _MOST_FILES:
                raise CorpusError(f"In {source} staan meer dan {_MOST_FILES} bestanden. Geef de map met alleen de documenten.")
            if path.suffix.lower() in _FORMS and not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(source).as_posix()


def _carry(entry: ManifestEntry, name: str, own: Path, source: Path, options: FetchOptions) -> Fetched:
    """Copy, check and place one file. A receipt that came along with it must hold, and keeps telling where it came from."""
    path = source / name
    size = path.stat().st_size
    if size > options.network.max_bytes:
        raise DownloadError(f"{size} bytes is te groot; de grens is {options.network.max_bytes}.")
    # As short as the entry still knows it by, so that it is recognised again where it is kept.
    file = own / next(short for short in (path.name, name, f"{source.resolve().name}/{name}") if entry.matches(short))
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    shutil.copyfile(path, part)
    digest, came_along = sha256(part), read_receipt(path)
    wrong = defect(part, _FORMS[path.suffix.lower()])
    if came_along and came_along.sha256 != digest:
        wrong = "het bestand klopt niet met het ontvangstbewijs dat erbij ligt"
    if wrong:
        part.unlink()
        raise DownloadError(f"{wrong}.")
    index = path.stem.lower().endswith("_wti")
    if not index:
        _pinned(entry, digest, part)
    receipt = came_along or Receipt(f"meegebracht:{name}", "", "", "", digest, size, "", now())
    return _told(entry, place(part, file, receipt, accept=options.accept_changed or index), file)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CorpusError(f"Er wordt al opgehaald naar {folder}. Wacht tot dat klaar is.") from error
        yield
