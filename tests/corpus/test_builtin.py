import pytest

from corpus.builtin import STARTER, parse
from corpus.document import CorpusError, Document, Status
from corpus.sentences import split_sentences

GOOD = (STARTER / "iama.md").read_text(encoding="utf-8")


def test_the_corpus_is_as_large_as_promised(documents: tuple[Document, ...]) -> None:
    assert len(documents) >= 20
    assert sum(len(document.sections) for document in documents) >= 150


def test_every_section_is_whole_in_both_languages(documents: tuple[Document, ...]) -> None:
    for document in documents:
        for section in document.sections:
            assert len(split_sentences(section.text)) == len(split_sentences(section.english)), section.id
            assert section.reference and section.url.startswith("https://")
            assert 2 <= len(section.questions) == len(section.questions_en) <= 4


def test_the_position_of_2023_is_history_and_names_its_successor(documents: tuple[Document, ...]) -> None:
    known = {document.id: document for document in documents}
    assert known["standpunt-2023"].replaced_by == "standpunt-2025"
    assert known["standpunt-2023"].validity.status.is_past
    assert known["standpunt-2025"].validity.status is Status.GELDEND


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace("kind: hulpmiddel", "kind: wiet"), "wiet"),
        (lambda t: t.replace("status: actueel", "status: misschien"), "misschien"),
        (lambda t: t.replace("checked: 2026-11-23", "checked: gisteren"), "gisteren"),
        (lambda t: t.replace("{#wat-het-is}", ""), "verwacht '## Kop"),
        (lambda t: t.replace("### English", "### Engels", 1), "### Engels"),
        (lambda t: t.replace("sources:", "bronnen:", 1), "bronnen"),
        (lambda t: t.replace("---", "", 1), "---"),
        (lambda t: "---\n: : :\n---\n", "YAML"),
    ],
)
def test_a_mistake_in_a_file_is_named(change: object, told: str) -> None:
    with pytest.raises(CorpusError, match=told.replace("(", r"\(")) as caught:
        parse(change(GOOD).encode(), "iama.md")  # type: ignore[operator]
    assert "iama.md" in str(caught.value)


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(CorpusError, match="UTF-8"):
        parse(b"---\n\xff\xfe\n---\n", "x.md")
