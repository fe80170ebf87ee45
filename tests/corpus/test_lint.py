from dataclasses import replace
from datetime import date

import pytest

from corpus.asked import Asked, load_questions
from corpus.document import Document, Status, Validity
from corpus.lint import lint, lint_questions
from tests.conftest import make_document


def test_the_built_in_corpus_is_clean(documents: tuple[Document, ...]) -> None:
    assert lint(documents) == []


def test_the_questions_beside_the_built_in_corpus_are_clean(documents: tuple[Document, ...]) -> None:
    assert lint_questions(load_questions(), documents) == []


def test_questions_beside_nothing_and_the_same_question_twice_are_told() -> None:
    row = Asked(("Wat moet ik doen?",), ())
    problems = lint_questions({"proef": {"een": row, "twee": row}}, [make_document()])
    assert len(problems) == 2 and "er niet is" in problems[0] and "zelfde vraag" in problems[1]


def section(**changes: object) -> Document:
    document = make_document()
    return replace(document, sections=(replace(document.sections[0], **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (make_document(url="http://example.org"), "https"),
        (make_document(checked=date(2031, 1, 1)), "checked"),
        (make_document(replaces=("weg",)), "weg"),
        (make_document(replaced_by="weg"), "weg"),
        (make_document(validity=Validity(Status.VERVALLEN)), "vervallen zonder"),
        (make_document(validity=Validity(Status.GELDEND, date(2026, 2, 1), date(2026, 1, 1))), "het einde"),
        (section(text=""), "text is leeg"),
        (section(english="One. Two."), "zin k"),
        (section(text="woord " * 45 + "."), "woorden"),
        (section(questions=("Een?",), questions_en=("One?",)), "1 vragen"),
        (section(text='De wet zegt "' + "heel veel letterlijke tekst " * 4 + '".'), "aanhalingstekens"),
        (section(text="Dit is eigen kennis."), "werkaantekening"),
    ],
)
def test_what_is_wrong_is_found(document: Document, told: str) -> None:
    assert any(told in problem for problem in lint([document]))


def test_the_same_sentence_twice_is_found() -> None:
    assert any("zelfde zin" in problem for problem in lint([make_document("een"), make_document("twee")]))


def test_a_successor_must_agree() -> None:
    old, new = make_document("oud", replaced_by="nieuw"), make_document("nieuw")
    assert any("noemt het niet als voorganger" in problem for problem in lint([old, new]))
