"""What a passage counts for in a scope: its version, its status on the day, its authority."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.document import Kind, Passage, Status, last_begun
from index.hit import Scope

# What binds before what explains it, the article before the recital.
GUIDANCE_FACTOR, RECITAL_FACTOR = 0.95, 0.9
_BINDING = frozenset({Kind.WET, Kind.VERORDENING, Kind.BELEID, Kind.NORM})
# Texts no longer in force are kept, to be told as history, but must not crowd out what is in force now.
PAST_FACTOR = 0.6


def weigh(passages: Sequence[Passage], scope: Scope) -> npt.NDArray[np.float32]:
    """The weight of each passage, 0 for one outside the scope; shape (passages,)."""
    chosen = _versions(passages, scope)
    return np.fromiter((_weight(passage, scope, chosen) for passage in passages), dtype=np.float32, count=len(passages))


def _versions(passages: Sequence[Passage], scope: Scope) -> dict[str, str]:
    """Of each text with more than one version: the key of the version that counts on the day of the scope, else the first there is."""
    versions: dict[str, set[str]] = defaultdict(set)
    for document in {passage.document.key: passage.document for passage in passages}.values():
        versions[document.id].add(document.version)
    chosen = {document_id: (last_begun(found, scope.on), min(found)) for document_id, found in versions.items() if len(found) > 1}
    counts = {document_id: first if begun is None else begun for document_id, (begun, first) in chosen.items()}
    return {document_id: f"{document_id}@{version}" if version else document_id for document_id, version in counts.items()}


def _weight(passage: Passage, scope: Scope, chosen: dict[str, str]) -> float:
    document = passage.document
    if scope.documents and document.id not in scope.documents:
        return 0.0
    if scope.include_history:
        return _authority(passage)
    if chosen.get(document.id, document.key) != document.key:
        return 0.0
    start = document.validity.valid_from
    # A text without a date that is of today tells of today; of another one it is not known whether it was there on a day gone by.
    tells_of_today = start is None and document.validity.status is Status.ACTUEEL
    if scope.then and (tells_of_today or (start is not None and start > scope.on)):
        return 0.0
    past = passage.section.validity.status_on(scope.on).is_past or (scope.then and start is None)
    return (PAST_FACTOR if past else 1.0) * _authority(passage)


def _authority(passage: Passage) -> float:
    if passage.section_id.startswith("overweging-"):
        return RECITAL_FACTOR
    return 1.0 if passage.document.kind in _BINDING else GUIDANCE_FACTOR

