"""Personal data in a question is seen where it stands, and nothing else is; and the measured set is what it says it is."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from stdnum import iban
from stdnum.nl import bsn

from assistant.guard import GuardedQuestion, PersonalDataError, admit, guard, without_personal_data
from assistant.personal import Kind, find, removed, without_neutral_words
from eval.personal import COMPONENTS, gold, left, precision, recall
from eval.rows import read_rows

ROWS = {half: read_rows(COMPONENTS / f"personal-{half}.jsonl") for half in ("dev", "test")}


def seen(text: str) -> list[tuple[str, str]]:
    return [(str(span.kind), text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BSN 1234.56.782 en 999990019", [("bsn", "1234.56.782"), ("bsn", "999990019")]),
        ("het getal 999 990 019 of 123456789", [("bsn", "999 990 019")]),
        ("van NL91 ABNA 0417 1643 00 naar nl91abna0417164300", [("iban", "NL91 ABNA 0417 1643 00"), ("iban", "nl91abna0417164300")]),
        ("jan@voorbeeld.nl en info@voorbeeld.nl", [("e-mail", "jan@voorbeeld.nl")]),
        ("bel 06-12345678 of (020) 1234567", [("telefoon", "06-12345678"), ("telefoon", "(020) 1234567")]),
        ("bel +31 6 12345678", [("telefoon", "+31 6 12345678")]),
        ("aan de Kerkstraat 12-2, 1234 AB Ede", [("adres", "Kerkstraat 12-2"), ("adres", "1234 AB")]),
        ("zij woont op Weteringschans 40", [("adres", "Weteringschans 40")]),
        ("zaaknummer Z24/0381 en kenteken GB 123 K", [("kenmerk", "Z24/0381"), ("kenmerk", "GB 123 K")]),
        ("geboren te Ede op 3 mei 1980, geb. 1-1-80", [("geboortedatum", "3 mei 1980"), ("geboortedatum", "1-1-80")]),
        ("mijn cliënt Xandrique Zwanstra en mevrouw Van den Berg", [("naam", "Xandrique Zwanstra"), ("naam", "Van den Berg")]),
        ("het dossier van jan de vries", [("naam", "jan de vries")]),
        ("prof. mr. J.H. Pietersen-de Graaf", [("naam", "J.H. Pietersen-de Graaf")]),
        ("Fatima El Amrani's brief", [("naam", "Fatima El Amrani")]),
    ],
)
def test_what_is_personal_is_seen(text: str, found: list[tuple[str, str]]) -> None:
    assert seen(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Wat zegt artikel 35 AVG, Kamerstuk 26 643 nr. 1098 en Verordening (EU) 2024/1689?",
        "Wat vinden de Landsadvocaat, Pels Rijcken en de Autoriteit Persoonsgegevens van ChatGPT en Copilot?",
        "Geldt de brief van staatssecretaris Van Huffelen, en wat zei minister De Vries?",
        "Can Copilot do this? Mag Claude Opus dat? Zegt Wet Victor iets?",
        "In 2026 EU-regels, in 2027 NL-regels; 14 070 en 0800-1234 bellen.",
        "Een budget van € 111.222.333 of 123 456 789 euro voor 150.000 ambtenaren.",
        "Mag iedereen geboren na 1 januari 2007 meedoen?",
        "ECLI:NL:RVS:2023:1234, C-203/22, dossier 36 560 en zaak 2024/2025.",
        "Meneer wil weten of mevrouw gelijk heeft. MS Teams en MR-advies.",
        "Bijlage A. Begrippen; optie B. Lokaal; N.V. Nederlandse Spoorwegen.",
    ],
)
def test_what_only_looks_like_it_is_let_be(text: str) -> None:
    assert seen(text) == []


def test_the_word_in_its_place_is_in_the_language_of_the_question() -> None:
    assert without_personal_data("Mag ik mevrouw Jansen (BSN 999990019) mailen?") == "Mag ik mevrouw [naam] (BSN [BSN]) mailen?"
    assert without_personal_data("May I put the file of Mr. John Baker in a prompt?") == "May I put the file of Mr. [name] in a prompt?"
    assert without_neutral_words("Mag ik mevrouw [naam] mailen?") == "Mag ik mevrouw mailen?"


@pytest.mark.parametrize("half", ROWS)
def test_nothing_is_left_to_see_when_it_was_removed(half: str) -> None:
    for row in ROWS[half]:
        cleaned = removed(row["text"], find(row["text"]), row["language"])
        assert find(cleaned) == (), cleaned


def test_blocking_refuses_the_question_and_an_earlier_one_without_repeating_them() -> None:
    for asked, history in (("Mag Jan de Vries dat?", ()), ("En dan?", ("Mag Jan de Vries dat?",))):
        with pytest.raises(PersonalDataError, match="naam") as caught:
            admit(asked, history, "block")
        assert "Vries" not in str(caught.value) + caught.value.english
        assert isinstance(admit(asked, history, "ask"), GuardedQuestion)


def test_the_set_is_large_half_without_and_made_up() -> None:
    rows = [*ROWS["dev"], *ROWS["test"]]
    assert len(rows) >= 260 and 0.4 < sum(not row["spans"] for row in rows) / len(rows) < 0.6
    assert len({row["qid"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        for span in gold(row):
            text = row["text"][span.start : span.end]
            assert text == text.strip() and text
            # Of the range for tests, and of a bank that does not exist.
            assert span.kind is not Kind.BSN or (bsn.is_valid(text) and text.startswith("999"))
            assert span.kind is not Kind.IBAN or iban.is_valid(text)


def test_on_the_half_that_was_tuned_on_it_stays_as_good() -> None:
    rows = ROWS["dev"]
    for kind in Kind:
        for measure in (recall, precision):
            scores = [measure(row, kind) for row in rows]
            assert sum(top for top, _ in scores) >= 0.95 * sum(bottom for _, bottom in scores), (kind, measure)
    assert sum(left(row)[0] for row in rows) <= 0.02 * sum(left(row)[1] for row in rows)


@pytest.mark.parametrize(
    "piece",
    ["a", "a-", "1", "1 ", "Jan ", "A.", "A. ", "06", "NL91 ", "van ", "dossier ", "a@", "a.a", "Van de der ", "straat 1", "geb. 1-", "mevrouw ",
     "'t ", "kenmerk 2-2", "(0", "0 ", "Nieuwe ", "woont op Aa ", "jan van de "],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    find("x")
    began = time.perf_counter()
    find((piece * 2_000)[:2_000])
    assert time.perf_counter() - began < 0.5


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet="abJanVries 0123456789.-@(),/'[]éB\n", max_size=200))
def test_any_text_gives_spans_in_order_within_it(raw: str) -> None:
    spans, end = find(raw), 0
    for span in spans:
        assert end <= span.start < span.end <= len(raw)
        end = span.end


def test_kinds_are_told_once() -> None:
    assert guard("Jan de Vries, Piet de Boer en jan@voorbeeld.nl").personal_data == ("naam", "e-mail")


def test_rows_are_json_lines() -> None:
    for half in ROWS:
        for line in Path(COMPONENTS / f"personal-{half}.jsonl").read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) == {"qid", "language", "text", "spans"}
