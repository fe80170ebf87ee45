"""The literal sentences that answer the question, ranked without the generator.

Method (experiment in ``eval/LOG.md``): each sentence of the best passages is scored on stems with thesaurus terms, on character
5-grams (each as a share of the question's own information), on the encoder's cosine, and on its passage's score. The model is a
poor selector and is not asked. Two or three sentences are shown, the best first, then in reading order within a section. A rule
"in principle" never stands without the exception its section gives, and an article asked for by name is shown as it reads.
"""

import re
from collections.abc import Sequence
from datetime import date

from assistant.answer import Quote
from assistant.claim import content_words, modality, roles
from assistant.signals import CONDITIONS, ROLES
from corpus.citation import find_citations
from corpus.document import Kind, Status
from corpus.passages import sentences_of
from index.hit import Hit, Scope
from index.retriever import HybridRetriever, Query
from index.text import character_ngrams, fold

MAX_QUOTES = 3
PASSAGES = 6
# So many sentences go with what an abbreviation stands for.
_EXPLAINING = 2
# A quote is shown when it scores at least this share of the best one.
KEEP = 0.75
# Two sentences that share this much of the shorter one's 5-grams say the same; the second is not shown.
SAME = 0.75
STEMS, NGRAMS, COSINE, PASSAGE = 0.25, 0.15, 0.6, 0.8
EXPANSION = 0.5
# What a sentence without a vector of its own gets of its passage's cosine.
UNSEEN = 0.9
# Binding sources come before guidance, the source before its explanation, what applies now before what applied then, and the
# rule, with which a section opens, before its details.
GUIDANCE, INFERENCE, PAST, FIRST = 0.95, 0.9, 0.8, 0.1
# A sentence that holds the sort of thing a question asks for (a party, a time, an amount) is likelier to be the answer.
ASKED_FOR = 0.08
_ASKED = {
    "nl": (
        (r"^(?:(?:met|aan|door|van|bij|voor) )?wie\b|\bwelke (?:instantie|toezichthouder|organisatie)", "|".join((r"^wie\b", *ROLES["nl"].values()))),
        (
            r"\bwanneer\b|\bhoe ?lang\b|\bhoe snel\b|\bbinnen hoeveel\b|\btot welke\b|\b(?:vanaf|op) welke\b|\btermijn\b",
            r"\b(?:uur|dag|dagen|week|weken|maand|maanden|jaar|jaren|vanaf|sinds|uiterlijk|voordat|vooraf|zodra|onverwijld)\b|\b(?:19|20)\d\d\b",
        ),
        (r"\bhoeveel\b|\bhoe (?:hoog|groot|veel)\b", r"\d|\b(?:procent|miljoen|miljard|twee|drie|vier|vijf|tien|twintig)\b"),
        (r"\bwaarom\b|\bhoezo\b|\breden\b|\bhoe komt\b", r"\b(?:omdat|want|doordat|aangezien|vanwege|wegens|reden\w*|zodat)\b"),
        (r"\bvoorbeeld(?:en)?\b", r"\b(?:bijvoorbeeld|zoals|onder meer|onder andere|voorbeeld\w*)\b"),
    ),
    "en": (
        (r"^(?:(?:with|to|by|from|for) )?(?:who|whom)\b|\bwhich (?:body|bodies|authority|supervisor)", "|".join(ROLES["en"].values())),
        (
            r"\bwhen\b|\bhow (?:long|soon|quickly)\b|\bfrom which\b|\bdeadline\b",
            r"\b(?:hours?|days?|weeks?|months?|years?|from|since|before|beforehand|latest|delay)\b|\b(?:19|20)\d\d\b",
        ),
        (r"\bhow (?:many|much|high|large)\b", r"\d|\b(?:percent|million|billion|two|three|four|five|ten|twenty)\b"),
        (r"\bwhy\b|\breasons?\b", r"\b(?:because|since|so that|owing to|due to|reasons?)\b"),
        (r"\bexamples?\b", r"\b(?:for example|such as|among other\w*|including|examples?)\b"),
    ),
}
# Words around a reference that ask nothing about it.
_FRAME = re.compile(
    r"\b(?:wat|welke|hoe|zegt|zeggen|staat|staan|regelt|luidt|bepaalt|houdt|in|er|de|het|van|over|inhoud|tekst|uitleg|geef|toon|laat|zien|mij|"
    r"what|does|do|say|says|the|of|is|show|me|text|content|explain|precies|eigenlijk|artikel|article|ai|verordening|act|wet|avg|awb|woo)\b"
)
_BINDING = frozenset({Kind.WET, Kind.VERORDENING, Kind.BELEID, Kind.NORM})
_INFERRED = re.compile(r"^(?:Toegepast op generatieve AI|Dat betekent volgens de samenstellers):")
_PAST = re.compile(r"\b2023\b|\bvoorlopige standpunt\b")


def select(retriever: HybridRetriever, query: Query, hits: Sequence[Hit], scope: Scope) -> tuple[Quote, ...]:
    """The key passages for a question: at most :data:`MAX_QUOTES` sentences of ``hits``, in the order to show them."""
    named = [hit for hit in hits if hit.retriever == "reference"]
    candidates = rank(retriever, query, named or hits[:PASSAGES], scope)
    if not candidates:
        return ()
    if named:
        return _named(candidates, [hit.passage.document.key for hit in named], query)
    best = candidates[0].score
    chosen: list[Quote] = []
    for quote in candidates:
        if len(chosen) == MAX_QUOTES or quote.score < KEEP * best:
            break
        if all(_overlap(quote, other, query.language) < SAME for other in chosen):
            chosen.append(quote)
    return _reading_order(_with_exception(retriever, query, chosen, hits, scope))


def _named(candidates: Sequence[Quote], keys: Sequence[str], query: Query) -> tuple[Quote, ...]:
    """From a place asked for by name: the definition asked after, else how each text begins, else what fits the question best.

    ``keys`` are the documents that hold the place, the official text first.
    """
    documents = list(dict.fromkeys(keys))
    inside = [q for q in candidates if any(d.start <= q.start < d.end for d in query.defined)]
    if inside:
        return _as_read(inside[:MAX_QUOTES], documents)
    if query.abbreviation:
        long = fold(query.abbreviation.long)
        return tuple(sorted(candidates, key=lambda quote: long not in fold(f"{quote.text} {quote.english}")))[:_EXPLAINING]
    if not asks_place_only(query.question):
        return _as_read(candidates[: MAX_QUOTES + 1], documents)
    each = 2 if len(documents) > 1 else MAX_QUOTES + 1
    read = _as_read(candidates, documents)
    return tuple(q for key in documents for q in [q for q in read if q.passage.document.key == key][:each])[: MAX_QUOTES + 1]


def _as_read(quotes: Sequence[Quote], documents: Sequence[str]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=lambda quote: (documents.index(quote.passage.document.key), quote.passage.section_id, quote.start)))


def asks_place_only(question: str) -> bool:
    """Whether a question asks for a place and nothing about it: "Wat staat er in artikel 50 van de AI-verordening?"."""
    rest = question
    for citation in reversed(find_citations(question)):
        rest = rest[: citation.start] + " " + rest[citation.end :]
    return not content_words(_FRAME.sub(" ", fold(rest)), "nl")


def _with_exception(
    retriever: HybridRetriever, query: Query, chosen: list[Quote], hits: Sequence[Hit], scope: Scope
) -> list[Quote]:
    """``chosen`` with the permission that limits a prohibition "in principle".

    It is looked for among the hits and in the next section of the same document, where a text states its exceptions. What another
    party may is no exception to what this one may not.
    """
    rule = next((quote for quote in chosen if _modality(quote) == "may_not" and _limited(quote, "principle")), None)
    if rule is None:
        return chosen
    key, parties = rule.passage.document.key, _parties(rule)

    def permits(quote: Quote) -> bool:
        return _modality(quote) == "may" and quote.passage.document.key == key and (not parties or bool(parties & _parties(quote)))

    if any(permits(quote) for quote in chosen):
        return chosen
    following = Hit(retriever.following(rule.passage), 0.0, "neighbour", None, None, 0.0)
    near = [hit for hit in (*hits, following) if hit.passage.document.key == key]
    for quote in rank(retriever, query, near, scope):
        if permits(quote) and _limited(quote, *CONDITIONS["nl"]):
            return [*chosen[: MAX_QUOTES - 1], quote]
    return chosen


def _modality(quote: Quote) -> str | None:
    return modality(fold(quote.text), "nl")


def _parties(quote: Quote) -> set[str]:
    return set(roles(fold(quote.text), "nl"))


def _limited(quote: Quote, *kinds: str) -> bool:
    return any(re.search(CONDITIONS["nl"][kind], fold(quote.text)) for kind in kinds)


def rank(retriever: HybridRetriever, query: Query, hits: Sequence[Hit], scope: Scope) -> list[Quote]:
    """Every sentence of ``hits`` as a quote, best first."""
    if not hits:
        return []
    top = max(hit.score for hit in hits)
    quotes = [quote for hit in hits for quote in _of_passage(retriever, query, hit, hit.score / max(top, 1e-9), scope)]
    return sorted(quotes, key=lambda quote: -quote.score)


def _of_passage(
    retriever: HybridRetriever, query: Query, hit: Hit, passage_score: float, scope: Scope
) -> list[Quote]:
    passage = hit.passage
    lexical = retriever.lexical[query.language]
    cosines = retriever.sentence_similarities(query, passage)
    status, now = passage.section.validity.status_on(scope.on), passage.section.validity.status_on(date.today())
    wanted = {term: lexical.idf.get(term, 1.0) for term in query.terms}
    extra = {t: EXPANSION * lexical.idf.get(t, 1.0) for t in query.expansion if t not in wanted and t in lexical.idf}
    grams = set(character_ngrams(query.question))
    sort = next((holds for asks, holds in _ASKED[query.language] if re.search(asks, fold(query.question))), None)
    quotes: list[Quote] = []
    for k, (sentence, other) in enumerate(sentences_of(passage)):
        text = other if query.language == "en" and other else sentence.whole
        terms = set(lexical.analyzer.terms(text))
        stems = _share(terms, wanted, extra)
        shared = len(grams & set(character_ngrams(text))) / len(grams) if grams else 0.0
        cosine = float(cosines[k]) if cosines is not None else UNSEEN * (hit.similarity or 0.0)
        score = STEMS * stems + NGRAMS * shared + COSINE * cosine + PASSAGE * passage_score
        if sort and re.search(sort, fold(text)):
            score += ASKED_FOR
        score = (score + FIRST * (k == 0)) * _prior(passage.document.kind, status, sentence.text, scope)
        quotes.append(
            Quote(passage, sentence.start, sentence.end, sentence.text, other, round(score, 4), status, now, sentence.intro)
        )
    return quotes


def _prior(kind: Kind, status: Status, text: str, scope: Scope) -> float:
    prior = 1.0 if kind in _BINDING and status is Status.GELDEND else GUIDANCE
    if _INFERRED.match(text):
        prior *= INFERENCE
    if not (scope.include_history or scope.then) and _PAST.search(text):
        prior *= PAST
    return prior


def _share(terms: set[str], wanted: dict[str, float], extra: dict[str, float]) -> float:
    total = sum(wanted.values())
    found = sum(weight for term, weight in wanted.items() if term in terms)
    found += sum(weight for term, weight in extra.items() if term in terms)
    return min(1.0, found / total) if total else 0.0


def _overlap(one: Quote, other: Quote, language: str) -> float:
    a, b = set(character_ngrams(one.shown(language))), set(character_ngrams(other.shown(language)))
    return len(a & b) / max(1, min(len(a), len(b)))


def _reading_order(chosen: Sequence[Quote]) -> tuple[Quote, ...]:
    """Sections in the order of their best quote, what the editors infer after what a source says; within a section as it reads."""
    stated_first = sorted(chosen, key=lambda quote: _INFERRED.match(quote.text) is not None)
    sections = list(dict.fromkeys(quote.passage.id for quote in stated_first))
    return tuple(sorted(chosen, key=lambda quote: (sections.index(quote.passage.id), quote.start)))
