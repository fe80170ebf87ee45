"""Check a corpus as a whole: what the reader of one file cannot see."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from corpus.asked import Questions
from corpus.document import Document, Section, Status
from corpus.sentences import split_sentences

_LONGEST = 40
# Words between quotation marks beyond this length look like a copied sentence.
_QUOTED = re.compile(r"[\"“”«»‘][^\"“”«»’]{80,}[\"“”«»’]")


def lint(documents: Sequence[Document]) -> list[str]:
    """Every problem as one line ``document[#section]: what is wrong``; empty when the corpus is sound."""
    known = {document.id: document for document in documents}
    problems: list[str] = []
    for document in documents:
        problems += [f"{document.id}: {what}" for what in (*_document(document), *_successors(document, known))]
        seen: set[str] = set()
        for section in document.sections:
            where = f"{document.id}#{section.id}"
            if section.id in seen:
                problems.append(f"{where}: dit id komt twee keer voor")
            seen.add(section.id)
            problems += [f"{where}: {what}" for what in _section(section)]
    return problems + list(_duplicates(documents))


def lint_questions(questions: Questions, documents: Sequence[Document]) -> list[str]:
    """Questions kept beside a section of ``documents`` that does not exist, and sections with the same question as another."""
    known = {document.id: {section.id for section in document.sections} for document in documents}
    problems: list[str] = []
    for document_id, sections in questions.items():
        first: dict[str, str] = {}
        for section_id, asked in sections.items():
            where = f"{document_id}#{section_id}"
            if document_id in known and section_id not in known[document_id]:
                problems.append(f"{where}: er staan vragen bij een onderdeel dat er niet is")
            for question in (*asked.nl, *asked.en):
                if first.setdefault(question.casefold(), where) != where:
                    problems.append(f"{where}: zelfde vraag als bij {first[question.casefold()]}: {question}")
    return problems


def _document(document: Document) -> Iterable[str]:
    for field in ("id", "title", "title_en", "short", "short_en", "authority", "identifier"):
        if not getattr(document, field):
            yield f"{field} is leeg"
    if not document.url.startswith("https://"):
        yield f"url {document.url!r} is geen https-adres"
    if not document.sections:
        yield "geen onderdelen"
    if not date(2023, 1, 1) <= document.checked <= date.today():
        yield f"checked {document.checked} ligt niet tussen 2023 en vandaag"
    validity = document.validity
    if validity.valid_from and validity.valid_until and validity.valid_from > validity.valid_until:
        yield f"geldig van {validity.valid_from} tot {validity.valid_until}: het einde ligt voor het begin"
    if validity.status is Status.VERVALLEN and not document.replaced_by and not validity.valid_until:
        yield "vervallen zonder opvolger of einddatum"


def _successors(document: Document, known: dict[str, Document]) -> Iterable[str]:
    for old in document.replaces:
        if old not in known:
            yield f"replaces noemt {old}, dat er niet is"
        elif known[old].replaced_by != document.id:
            yield f"vervangt {old}, maar {old} noemt {known[old].replaced_by} als opvolger"
    new = document.replaced_by
    if new and new not in known:
        yield f"replaced_by noemt {new}, dat er niet is"
    elif new and document.id not in known[new].replaces:
        yield f"wordt vervangen door {new}, maar {new} noemt het niet als voorganger"


def _section(section: Section) -> Iterable[str]:
    for field in ("label", "label_en", "text", "english", "reference", "sources"):
        if not getattr(section, field).strip():
            yield f"{field} is leeg"
    dutch, english = split_sentences(section.text), split_sentences(section.english)
    if len(dutch) != len(english):
        yield f"{len(dutch)} Nederlandse en {len(english)} Engelse zinnen; zin k moet hetzelfde zeggen"
    for span in dutch:
        if len(span.text.split()) > _LONGEST:
            yield f"zin van {len(span.text.split())} woorden: {span.text[:50]}…"
    if not 2 <= len(section.questions) <= 4:
        yield f"{len(section.questions)} vragen; het moeten er twee tot vier zijn"
    if len(section.questions) != len(section.questions_en):
        yield f"{len(section.questions)} vragen en {len(section.questions_en)} questions"
    if _QUOTED.search(section.text) or _QUOTED.search(section.english):
        yield "lange tekst tussen aanhalingstekens: schrijf in eigen woorden"
    if re.search(r"eigen kennis|TODO|XXX|lorem", section.text, re.IGNORECASE):
        yield "werkaantekening in de tekst"


def _duplicates(documents: Sequence[Document]) -> Iterable[str]:
    first: dict[str, str] = {}
    for document in documents:
        for section in document.sections:
            for span in split_sentences(section.text):
                key = " ".join(re.findall(r"\w+", span.text.lower()))
                where = f"{document.id}#{section.id}"
                if key in first:
                    yield f"{where}: zelfde zin als {first[key]}: {span.text[:60]}"
                first.setdefault(key, where)
