"""Questions beside the texts: read, attached, found by, never shown; written by a generator and kept for review."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.asking import questions_in, unasked, write_questions
from corpus.asked import load_questions, mark, with_questions
from corpus.document import CorpusError, Document
from index.build import build, open_index
from index.hit import Scope
from models.fake import HashingEmbedder, ScriptedGenerator
from tests.conftest import make_document

REPLY = "1. Mag ik mijn sleutels hier afgeven?\n2. \"Wie bewaart mijn jas?\"\nDit is geen vraag.\n3. En nu?\n"


def bare(name: str = "proef") -> Document:
    document = make_document(name)
    text = "De beheerder neemt roerende zaken in bewaring en geeft daarvan een bewijs af aan degene die ze aanbiedt ter bewaring."
    return replace(document, sections=(replace(document.sections[0], text=text, english="", questions=(), questions_en=()),))


def test_a_section_is_found_by_the_words_of_a_question_beside_it(tmp_path: Path) -> None:
    (tmp_path / "vragen.toml").write_text('author = "wij"\n["proef/een"]\nnl = ["Wie let er op mijn jas?"]\n', encoding="utf-8")
    documents = with_questions((bare(), make_document("ander")), load_questions([tmp_path]))
    assert documents[0].sections[0].asked == ("Wie let er op mijn jas?",)
    build(documents, HashingEmbedder(), tmp_path / "index", lambda done, total: None)
    retriever = open_index(documents, HashingEmbedder(), tmp_path / "index")
    hits = retriever.search("wie let op een jas", 2, Scope(date(2026, 1, 1)), "nl")
    assert hits[0].passage.document_id == "proef" and "jas" not in hits[0].passage.text


def test_versions_of_a_text_share_its_questions_and_a_changed_question_makes_another_reading(tmp_path: Path) -> None:
    file = tmp_path / "vragen.toml"
    file.write_text('["proef/een"]\nnl = ["Wie let er op mijn jas?"]\nen = []\n', encoding="utf-8")
    old = replace(bare(), version="2017")
    first = with_questions((bare(), old), load_questions([tmp_path]))
    assert first[0].sections[0].asked == first[1].sections[0].asked
    assert first[0].sha256 == mark(bare().sha256, "proef", load_questions([tmp_path])) != bare().sha256
    file.write_text('["proef/een"]\nnl = ["Wie past er op mijn jas?"]\n', encoding="utf-8")
    assert with_questions((bare(),), load_questions([tmp_path]))[0].sha256 != first[0].sha256


@pytest.mark.parametrize(
    "text", ["geen toml", '["proef/een"]\nnl = "los"', '["proef/een"]\nnl = [""]', '["proef"]\nnl = ["Wat?"]', '["a/b"]\nde = ["Was?"]']
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "fout.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"fout\.toml"):
        load_questions([tmp_path])


def test_only_questions_in_other_words_than_the_text_are_taken() -> None:
    text = "Degene die een jas afgeeft, krijgt daarvan een bewijs."
    assert questions_in(REPLY, text) == ("Mag ik mijn sleutels hier afgeven?", "Wie bewaart mijn jas?")
    assert questions_in("Degene die een jas afgeeft, krijgt daarvan een bewijs?", text) == ()


def test_a_section_in_two_versions_of_a_text_is_asked_after_once(tmp_path: Path) -> None:
    documents = (replace(bare(), version="2017"), replace(bare(), version="2025"))
    todo = unasked(documents, tmp_path)
    assert [document.version for document, _ in todo] == ["2025"]
    list(write_questions(todo, ScriptedGenerator(REPLY), tmp_path))
    assert len(load_questions([tmp_path])["proef"]) == 1 and unasked(documents, tmp_path) == []


def test_written_questions_are_kept_for_review_and_not_written_twice(tmp_path: Path) -> None:
    documents = (bare("een-stuk"), bare("ander-stuk"), make_document("met-vragen"))
    todo = unasked(documents, tmp_path)
    assert [(document.id, section.id) for document, section in todo] == [("een-stuk", "een"), ("ander-stuk", "een")]
    first = next(iter(write_questions(todo, ScriptedGenerator(REPLY), tmp_path)))
    assert first[0] == "een-stuk/een" and len(first[1].nl) == 2
    file = tmp_path / "een-stuk.toml"
    assert "reviewed = false" in file.read_text(encoding="utf-8")
    # An interruption leaves the second to be done; what a person changed stays.
    file.write_text(file.read_text(encoding="utf-8").replace("reviewed = false", "reviewed = true"), encoding="utf-8")
    left = unasked(documents, tmp_path)
    assert [document.id for document, _ in left] == ["ander-stuk"]
    assert [place for place, _ in write_questions(left, ScriptedGenerator(REPLY), tmp_path)] == ["ander-stuk/een"]
    assert unasked(documents, tmp_path) == [] and "reviewed = true" in file.read_text(encoding="utf-8")
    assert load_questions([tmp_path])["een-stuk"]["een"].nl == ("Mag ik mijn sleutels hier afgeven?", "Wie bewaart mijn jas?")
