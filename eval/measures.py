"""The measures: from a row of a run to its scores. Everything here is by rule; a model as judge is in ``eval/judged.py``.

A measure that does not apply to a row is absent from its scores, which is not the same as nought. What each one means, for readers, is in
``eval/report_strings.py``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify import support
from corpus.document import Status
from corpus.sentences import quotable, split_sentences
from eval import ranking
from eval.citing import Statement, citations
from eval.phrases import corrects, declines, only_opens, opening_of, turned
from eval.points import asserts, says
from eval.record import Cited, Record, Source
from eval.rows import is_gold
from eval.stats import Score
from eval.targets import MARKER
from index.language import detect_language
from index.text import fold, words

Scores = dict[str, Score]
# Half of what a right answer says makes it right, if nothing it says is wrong.
ENOUGH = 0.5
_ENOUGH_WORDS = 6
# What a notice says of a source that no longer applies, or not yet.
_TOLD_PAST = re.compile(
    r"geschiedenis|historisch|vervangen|vervallen|geld(?:t|en) niet meer|gold toen|nog niet van toepassing|voorstel|gewijzigd"
    r"|history|historical|replaced|no longer|applied then|does not apply yet|not yet|proposal|amended",
    re.IGNORECASE,
)
_PAST = frozenset(status for status in Status if status.is_past)
_NOT_YET = frozenset((Status.TOEKOMSTIG, Status.VOORSTEL))


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of an answer that claim something, without their markers, and the markers of each."""

    sentences: tuple[str, ...]
    markers: tuple[tuple[int, ...], ...]


def said(record: Record) -> Said:
    """What an answer claims: its sentences less openings, words of not knowing, and what the program says itself."""
    own = set(map(bare, record.reply.by_rule))
    kept = [span for span in sentences_of(record.reply.text) if not (bare(span) in own or only_opens(bare(span)) or declines(bare(span)))]
    return Said(tuple(map(bare, kept)), tuple(tuple(int(number) for number in MARKER.findall(span)) for span in kept))


def sentences_of(text: str) -> list[str]:
    """The sentences of an answer with their markers, list marks and emphasis and all; nothing that is only a marker."""
    # A marker after the full stop belongs to the sentence before it.
    moved = re.sub(r"([.!?])((?:\s*\[\d+\])+)", r"\2\1", text)
    return [span.text for line in moved.splitlines() for span in split_sentences(line) if bare(span.text)]


def bare(sentence: str) -> str:
    """A sentence without markers, list marks and emphasis."""
    return MARKER.sub("", re.sub(r"^[\s*#>-]+|[*_`]+", "", sentence)).strip()


def score(record: Record) -> Scores:
    """All scores of one row. A row that failed has none."""
    if record.reply.outcome == "failed":
        return {}
    found = _of_ranking(record)
    if record.case.task == "answer":
        answer = said(record)
        for part in (_of_content, _of_citations, _of_form):
            found |= part(record, answer)
        found |= _of_silence(record)
        right = _is_right(record, found)
        if right is not None:
            found["right"] = _yes(right)
    found |= _of_cost(record)
    return {name: value for name, value in found.items() if value[1] > 0}


def _yes(value: bool) -> Score:
    return float(value), 1.0


def _of_ranking(record: Record) -> Scores:
    hits, gold = record.reply.hits, record.case.gold
    if hits is None or record.case.expect != "answer":
        return {}
    found: dict[str, float | None] = {f"success@{k}": ranking.success(hits, gold, k) for k in ranking.CUTS}
    found |= {f"recall@{k}": ranking.recall(hits, gold, k) for k in ranking.CUTS[1:]}
    found |= {"mrr": ranking.reciprocal_rank(hits, gold), "ndcg@10": ranking.ndcg(hits, gold)}
    return {name: (value, 1.0) for name, value in found.items() if value is not None}


def _of_content(record: Record, answer: Said) -> Scores:
    """Key points, wrong statements, the opening."""
    case, reply = record.case, record.reply
    scores: Scores = {}
    if case.points:
        told = reply.outcome in ("answered", "hedged")
        covered = sum(told and says(point, answer.sentences, reply.language) for point in case.points)
        scores["points"] = (float(covered), float(len(case.points)))
    if case.wrong:
        # A literal sentence of the corpus says what the corpus says; only other words can say what it denies.
        literal = {_folded(sentence) for sentence in _evidence(record)}
        own_words = [sentence for sentence in answer.sentences if _folded(sentence) not in literal]
        scores["contradiction"] = _yes(any(asserts(wrong, own_words, reply.language) for wrong in case.wrong))
    if case.accept:
        given = opening_of(bare(reply.text)) if reply.outcome == "answered" else None
        scores["opening given"] = _yes(given is not None)
        scores["dangerous"] = _yes(given is not None and turned(given, case.accept))
        if given is not None:
            scores["opening right"] = _yes(given in case.accept)
    return scores


def _of_silence(record: Record) -> Scores:
    """Whether it knows what it does not know; saying that there is no clear answer counts as giving none."""
    silent = record.reply.outcome != "answered"
    absent = record.case.expect == "no-answer"
    scores: Scores = {}
    if record.case.expect != "correct":
        if silent:
            scores["abstention precision"] = _yes(absent)
        scores["abstention recall" if absent else "wrongly silent"] = _yes(silent)
    else:
        scores["premise set right"] = _yes(_sets_right(record))
    return scores


def _sets_right(record: Record) -> bool:
    told = f"{record.reply.text} {' '.join(record.reply.notices)}"
    return record.reply.outcome != "answered" or corrects(told)


def _is_right(record: Record, scores: Mapping[str, Score]) -> bool | None:
    """An answer worth giving: half of the key points or more and nothing wrong; silence where the corpus is silent.

    A case without points is right when a gold section is cited; for a target without citations it is then not scored.
    """
    if scores.get("contradiction", (0, 1))[0] or scores.get("dangerous", (0, 1))[0]:
        return False
    case, silent = record.case, record.reply.outcome != "answered"
    if case.expect == "no-answer":
        return silent
    covered, points = scores.get("points", scores.get("gold cited", (0.0, 0.0)))
    if case.expect == "correct" and _sets_right(record):
        return True
    if silent:
        return False
    return covered / points >= ENOUGH if points else None


def _of_citations(record: Record, answer: Said) -> Scores:
    """Where the text says it has it from; not scored for a target that has no citations to give."""
    reply, case = record.reply, record.case
    scores: Scores = {}
    given = reply.cited
    if reply.outcome in ("answered", "hedged") and answer.sentences:
        evidence = _evidence(record)
        if evidence:
            lost = sum(not _carried(sentence, evidence, reply.language) for sentence in answer.sentences)
            scores["unsupported"] = (float(lost), float(len(answer.sentences)))
    if given is None:
        return scores
    if reply.outcome == "answered":
        scores |= _alce(record, answer)
        if case.gold and case.expect == "answer" and given:
            scores["citation of gold"] = (float(sum(is_gold(cited.place, case.gold) for cited in given)), float(len(given)))
    if case.expect == "answer":
        scores["gold cited"] = _yes(reply.outcome == "answered" and any(is_gold(cited.place, case.gold) for cited in given))
    if given:
        scores["citation literal"] = (float(sum(_is_literal(cited, record) for cited in given)), float(len(given)))
        # A target that tells no status owes one only where the text does not apply.
        owed = [right for cited in given if (right := _status_right(cited, record)) is not None]
        scores["status told"] = (float(sum(owed)), float(len(owed)))
    if case.stale and reply.outcome == "answered":
        scores["stale as current"] = _yes(any(is_gold(cited.place, case.stale) and not _marked(cited, record) for cited in given))
    return scores


def _alce(record: Record, answer: Said) -> Scores:
    by_marker = {cited.marker: cited for cited in record.reply.cited or ()}
    statements = [
        Statement(sentence, tuple(_text(by_marker.get(number), record) for number in markers))
        for sentence, markers in zip(answer.sentences, answer.markers, strict=True)
    ]
    counts = citations(statements, lambda text, claim: _carried(claim, text, record.reply.language))
    found = {"citation recall": counts.recall, "citation precision": counts.precision}
    return {name: (value, 1.0) for name, value in found.items() if value is not None}


def _text(cited: Cited | None, record: Record) -> tuple[str, ...] | None:
    """The sentences of a cited section, from the corpus rather than from the target; None for a citation of nothing that exists."""
    source = record.sources.get(cited.place) if cited else None
    if source is None:
        return None
    text = source.english if record.reply.language == "en" and source.english else source.dutch
    return _sentences(text)


@lru_cache(maxsize=4_096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(piece.whole for piece in quotable(text))


@lru_cache(maxsize=65_536)
def _carried_by(sentence: str, text: tuple[str, ...], language: str) -> bool:
    return support(sentence, text, language).evidence is not None


def _carried(sentence: str, text: Sequence[str], language: str) -> bool:
    return _carried_by(sentence, tuple(text), language)


def _evidence(record: Record) -> tuple[str, ...]:
    """Every sentence that might carry what is said: of what is cited, found and gold."""
    places = [*(cited.place for cited in record.reply.cited or ()), *(record.reply.hits or ()), *record.case.gold]
    found = dict.fromkeys(place for place in places if place in record.sources)
    english = record.reply.language == "en"
    texts = (record.sources[place] for place in found)
    return tuple(sentence for text in texts for sentence in _sentences(text.english if english and text.english else text.dutch))


def _folded(sentence: str) -> str:
    return fold(sentence).strip(" .!")


def _is_literal(cited: Cited, record: Record) -> bool:
    """Whether the words shown stand in the section that is named; a citation without words need only name a section that exists."""
    source = record.sources.get(cited.place)
    if source is None:
        return False
    shown = fold(cited.text).strip(" .")
    there = [source.dutch, source.english, *_sentences(source.dutch), *_sentences(source.english)]
    return not shown or any(shown in " ".join(fold(text).split()) or shown in fold(text) for text in there)


def _status_right(cited: Cited, record: Record) -> bool | None:
    """Whether the status told is that of today, and one that is not in force is spoken of; None where nothing is told and nothing need be."""
    source = record.sources.get(cited.place)
    if source is None:
        return False if cited.status else None
    past = _is_out_of_force(source)
    if not cited.status and not past:
        return None
    return cited.status in ("", source.today) and (not past or _is_told(record))


def _is_out_of_force(source: Source) -> bool:
    """Whether a text did not apply yet on the day asked about, or has been replaced by now."""
    return source.on_day in _NOT_YET or source.today in _PAST


def _marked(cited: Cited, record: Record) -> bool:
    return cited.status in _PAST | _NOT_YET or _is_told(record)


def _is_told(record: Record) -> bool:
    """Whether a remark beside the answer says so; for a target that makes no remarks, the answer itself."""
    reply = record.reply
    remarks = reply.notices or ((reply.text,) if not any(cited.status for cited in reply.cited or ()) else ())
    return any(_TOLD_PAST.search(remark) for remark in remarks)


def _of_form(record: Record, answer: Said) -> Scores:
    """Language and reading level."""
    text = " ".join(answer.sentences)
    count = len(words(text))
    if count < _ENOUGH_WORDS:
        return {}
    level = lix(answer.sentences)
    return {
        "language": _yes(detect_language(text) == record.case.language),
        "lix": (level, 1.0),
        "words": (float(count), 1.0),
        "sentence length": (float(count), float(len(answer.sentences))),
    }


def lix(sentences: Sequence[str]) -> float:
    """Reading level: words a sentence plus the percentage of words over six letters (Björnsson 1968); 40 is ordinary, 60 is hard."""
    told = [word for sentence in sentences for word in words(sentence)]
    return len(told) / len(sentences) + 100 * sum(len(word) > 6 for word in told) / len(told)


def _of_cost(record: Record) -> Scores:
    reply = record.reply
    scores = {f"seconds {stage}": (seconds, 1.0) for stage, seconds in reply.timings.items()}
    return scores | {f"tokens {kind}": (float(count), 1.0) for kind, count in (reply.tokens or {}).items()}


def stability(rows: Sequence[Record]) -> Score | None:
    """How alike the answers to one case are over its seeds: the mean over pairs of the Jaccard index of what they cite, or of their words
    where nothing is cited, and 0 where one answers and the other does not. None with one seed."""
    pairs = [(one, two) for place, one in enumerate(rows) for two in rows[place + 1 :]]
    return (sum(_alike(one, two) for one, two in pairs), float(len(pairs))) if pairs else None


def _alike(one: Record, two: Record) -> float:
    if one.reply.outcome != two.reply.outcome:
        return 0.0
    mine, theirs = (
        {cited.place for cited in row.reply.cited} if row.reply.cited else set(words(fold(row.reply.text))) for row in (one, two)
    )
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


