"""What the questions reach, and the page that shows it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.coverage import cover, page, questions_of
from index.build import build, open_index
from models.fake import HashingEmbedder
from tests.conftest import make_document


def test_sections_without_questions_and_never_found_are_listed(tmp_path: Path) -> None:
    document = make_document("proef", title="Proef <b>")
    silent = replace(document.sections[0], id="stil", label="Stil", text="Zwijgen.", english="Silence.", questions=(), questions_en=())
    documents = (replace(document, sections=(document.sections[0], silent)),)
    build(documents, HashingEmbedder(), tmp_path, lambda done, total: None)
    retriever = open_index(documents, HashingEmbedder(), tmp_path)
    told: list[tuple[int, int]] = []
    asked = questions_of(retriever.passages)
    rows = cover(retriever, [("Moet de organisatie een risicoanalyse doen?", "nl")], date(2026, 1, 1), lambda *step: told.append(step))
    assert len(asked) == 4 and told == [(1, 1)]
    assert rows[0].sections == 2 and rows[0].unasked == ("stil",) and "een" not in rows[0].unfound
    shown = page(rows, 1)
    assert "Proef &lt;b&gt;" in shown and "<b>" not in shown and "http" not in shown.replace("http-equiv", "")
