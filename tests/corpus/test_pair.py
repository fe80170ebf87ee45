"""Dutch beside English: made-up texts, the built-in corpus, and the two official languages of the GDPR."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import formex
from corpus.document import Document
from corpus.pair import align, pair
from corpus.sentences import quotable
from corpus.source import Source

AVG = {
    "nl": "02016R0679-20160504_nl_consolidated.xml",
    "en": "02016R0679-20160504_en_consolidated.xml",
}


def real(name: str) -> bytes:
    """A real file; skips where the folder of real files is absent."""
    folder = os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus"
    path = Path(folder) / "eurlex" / name
    if not path.is_file():
        pytest.skip(f"needs the real file eurlex/{name} (set REAL_CORPUS)")
    return path.read_bytes()


@cache
def avg(language: str) -> Document:
    return formex.parse(real(AVG[language]), Source("avg", language=language))


def document(source: Source, *sections: tuple[str, str, str]) -> Document:
    return source.document(b"x", [source.section(*section) for section in sections])


def english_of(text: str, english: str) -> list[tuple[str, str]]:
    return [(sentence.text, there) for sentence, there in align(text, english)]


def test_sections_are_paired_by_id() -> None:
    source = Source("regel", title="Regel", short="R")
    dutch = document(source, ("artikel-1", "Artikel 1", "Een."), ("artikel-2", "Artikel 2", "Twee."))
    source = replace(source, title_en="Rule", short_en="RU", language="en")
    english = document(source, ("artikel-2", "Article 2", "Two."), ("artikel-3", "Article 3", "Three."))
    paired = pair(dutch, english)
    assert [(s.id, s.label, s.label_en, s.text, s.english) for s in paired.sections] == [
        ("artikel-1", "Artikel 1", "Artikel 1", "Een.", ""),
        ("artikel-2", "Artikel 2", "Article 2", "Twee.", "Two."),
    ]
    assert (paired.title, paired.title_en, paired.short, paired.short_en) == ("Regel", "Rule", "R", "RU")
    same = replace(paired, title_en=dutch.title_en, short_en=dutch.short_en, sections=dutch.sections)
    assert same == dutch


@pytest.mark.parametrize(
    ("text", "english", "expected"),
    [
        ("", "", []),
        ("Een zin.", "", [("Een zin.", "")]),
        ("Een. Twee.", "One. Two.", [("Een.", "One."), ("Twee.", "Two.")]),
        # As many sentences: paired however the lines are broken.
        ("Een.\nTwee.", "One. Two.", [("Een.", "One."), ("Twee.", "Two.")]),
        # A line of one sentence gets all the English of that line; the other lines are unaffected.
        ("Een.\nTwee.", "One. And a half.\nTwo.", [("Een.", "One. And a half."), ("Twee.", "Two.")]),
        # Two sentences against one: nothing is certain there.
        ("Een. Half.\nTwee.", "One and a half.\nTwo.", [("Een.", ""), ("Half.", ""), ("Twee.", "Two.")]),
        # Neither sentences nor lines agree.
        ("Een.\nTwee.\nDrie.", "One.\nTwo, three.", [("Een.", ""), ("Twee.", ""), ("Drie.", "")]),
        ("1. Een.\n\n2. Twee.", "1. One.\n\n2. Two.", [("Een.", "One."), ("Twee.", "Two.")]),
    ],
)
def test_align(text: str, english: str, expected: list[tuple[str, str]]) -> None:
    assert english_of(text, english) == expected


def test_an_item_of_a_list_keeps_its_introduction() -> None:
    text, english = "1. Verboden is:\na) het ene;\nb) het andere.", "1. Prohibited is:\n(a) the one;\n(b) the other."
    assert english_of(text, english) == [("het ene;", "Prohibited is: the one;"), ("het andere.", "Prohibited is: the other.")]


def test_equal_numbers_by_chance_pair_nothing() -> None:
    long = "Deze zin is met opzet een heel stuk langer gemaakt dan alle andere zinnen van dit kleine voorbeeld bij elkaar."
    cut = "This sentence was made long on purpose. It is cut in two."
    text, english = f"{long} Kort. Slot.\nTwee.", f"{cut} Short and end.\nTwo."
    assert len(quotable(text)) == len(quotable(english))
    assert english_of(text, english) == [(long, ""), ("Kort.", ""), ("Slot.", ""), ("Twee.", "Two.")]


def test_the_built_in_corpus_is_paired_sentence_by_sentence(documents: tuple[Document, ...]) -> None:
    sections = [section for document in documents for section in document.sections]
    assert sections
    for section in sections:
        assert [there for _, there in align(section.text, section.english)] == [s.whole for s in quotable(section.english)], section.id


_WORDS = st.lists(st.sampled_from(["Een", "twee.", "Drie.", "a)", "1.", ":", "\n", "\n\n", "„vier”", "(b)"]), max_size=12).map(" ".join)


@given(_WORDS, _WORDS)
def test_every_sentence_is_answered_once_and_in_order(text: str, english: str) -> None:
    rows = align(text, english)
    assert tuple(sentence for sentence, _ in rows) == quotable(text)
    assert all(word in english for _, there in rows for word in there.split())


@given(_WORDS)
def test_a_text_is_its_own_translation(text: str) -> None:
    assert [there for _, there in align(text, text)] == [sentence.whole for sentence in quotable(text)]


def test_the_gdpr_is_paired_almost_entirely() -> None:
    paired = pair(avg("nl"), avg("en"))
    assert all(section.english for section in paired.sections)
    rows = [(section.id, sentence, there) for section in paired.sections for sentence, there in align(section.text, section.english)]
    open_ = {section_id for section_id, _, there in rows if not there}
    # The translator cut a sentence in two, or joined two, in these places only.
    assert open_ == {"overweging-104", "overweging-138", "artikel-60"}
    assert sum(bool(there) for *_, there in rows) / len(rows) > 0.99


@pytest.mark.parametrize(
    ("section_id", "dutch", "english"),
    [
        ("artikel-6", "de betrokkene heeft toestemming gegeven", "the data subject has given consent"),
        ("artikel-6", "De eerste alinea, punt f), geldt niet", "Point (f) of the first subparagraph shall not apply"),
        ("artikel-4", "„profilering”: elke vorm", "‘profiling’ means any form"),
        ("artikel-22", "De betrokkene heeft het recht niet te worden", "The data subject shall have the right not to be subject"),
        ("artikel-35", "functionaris voor gegevensbescherming is aangewezen", "seek the advice of the data protection officer"),
        ("artikel-83", "de aard, de ernst en de duur van de inbreuk", "the nature, gravity and duration of the infringement"),
        ("artikel-99", "Zij is van toepassing met ingang van", "It shall apply from 25 May 2018."),
        ("overweging-26", "De beginselen van gegevensbescherming", "The principles of data protection should apply"),
        ("overweging-71", "Een dergelijke maatregel mag geen", "Such measure should not concern a child."),
        ("overweging-173", "Deze verordening dient van toepassing", "This Regulation should apply to all matters"),
    ],
)
def test_spots_of_the_gdpr(section_id: str, dutch: str, english: str) -> None:
    section = next(section for section in pair(avg("nl"), avg("en")).sections if section.id == section_id)
    row = next((sentence, there) for sentence, there in align(section.text, section.english) if dutch in sentence.text)
    assert english in row[1]
