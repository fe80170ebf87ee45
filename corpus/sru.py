"""Which versions of a statute there are: the search service (SRU) of wetten.overheid.nl, or a folder with the same files.

The bare address of a statute in the repository leads to its oldest version, so the service must tell which one applies.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from lxml import etree

from corpus.connection import DownloadError
from corpus.download import Session, Wanted

REPOSITORY = "repository.officiele-overheidspublicaties.nl"
HOSTS = ("zoekservice.overheid.nl", REPOSITORY)
_SRU = "https://zoekservice.overheid.nl/sru/Search"
_STATE = re.compile(r"/(?P<bwb>BWB[RV]\d{7})/(?P<day>\d{4}-\d{2}-\d{2})_(?P<number>\d{1,4})/xml/(?P<name>[\w.-]+\.xml)$")
_FOR_EVER = date(9999, 12, 31)
_PAGE, _PAGES = 50, 40


@dataclass(frozen=True, slots=True)
class State:
    """A version of a statute: the first and last day it applies, its address, and that of the list of versions."""

    start: date
    end: date
    number: int
    url: str
    index_url: str


def in_force(states: Iterable[State], day: date) -> State:
    """The version that applies on ``day``; of a statute that has lapsed the last one, of one to come the first."""
    known = sorted(states, key=lambda state: (state.start, state.number))
    begun = [state for state in known if state.start <= day]
    applying = [state for state in begun if day <= state.end]
    return (applying or begun or known[:1])[-1]


def parse_states(data: bytes, bwb: str) -> tuple[tuple[State, ...], int, int]:
    """A page of the SRU answer: its versions, the number of records on it, and the number there are in all.

    Raises :class:`DownloadError` for an answer of another shape, so that a fault never passes for "no version".
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
        total = int(_first(root, "numberOfRecords"))
        records = root.xpath("//*[local-name()='record']")
        found = tuple(state for record in records if (state := _state(record, bwb)))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DownloadError(f"De zoekdienst van wetten.overheid.nl geeft een onleesbaar antwoord over {bwb}.") from error
    return found, len(records), total


def _state(record: etree._Element, bwb: str) -> State | None:
    """The version in a record; None when it is of another statute or has no text."""
    url = _first(record, "locatie_toestand")
    match = _STATE.search(url)
    if match is None or match["bwb"] != bwb:
        return None
    start = _first(record, "geldigheidsperiode_startdatum") or match["day"]
    end = _first(record, "geldigheidsperiode_einddatum")
    index_url = _first(record, "locatie_wti") or f"https://{REPOSITORY}/bwb/{bwb}/{bwb}.WTI"
    return State(date.fromisoformat(start), date.fromisoformat(end) if end else _FOR_EVER, int(match["number"]), url, index_url)


def _first(node: etree._Element, name: str) -> str:
    found = node.xpath(f".//*[local-name()='{name}']")
    return (found[0].text or "").strip() if found else ""


def states_of(bwb: str, session: Session, part: Path) -> tuple[State, ...]:
    """Every version of a statute there is. Raises :class:`DownloadError` when not all of them can be learned."""
    mirror = session.network.mirror_folder
    if mirror is not None:
        return tuple(_mirrored(mirror, bwb))
    states: list[State] = []
    seen, total = 0, 1
    for _ in range(_PAGES):
        query = {"operation": "searchRetrieve", "version": "1.2", "x-connection": "BWB", "query": f"dcterms.identifier=={bwb}",
                 "startRecord": seen + 1, "maximumRecords": _PAGE}  # fmt: skip
        session.get(Wanted(f"{_SRU}?{urlencode(query)}", "xml", HOSTS, "application/xml"), part, lambda done, total: None)
        page, records, total = parse_states(part.read_bytes(), bwb)
        part.unlink()
        states += page
        seen += records
        if seen >= total or not records:
            break
    if seen < total:
        raise DownloadError(f"De zoekdienst geeft maar {seen} van {total} versies van {bwb}. Probeer het later opnieuw.")
    return tuple(states)


def _mirrored(mirror: Path, bwb: str) -> Iterator[State]:
    for path in sorted((mirror / REPOSITORY / "bwb" / bwb).glob(f"*/xml/{bwb}_*.xml")):
        url = f"https://{path.relative_to(mirror).as_posix()}"
        match = _STATE.search(url)
        if match:
            index_url = f"https://{REPOSITORY}/bwb/{bwb}/{bwb}.WTI"
            yield State(date.fromisoformat(match["day"]), _FOR_EVER, int(match["number"]), url, index_url)
