"""Words that may stand for each other: groups are of one sense, opposites are in none together, phrases count as one."""

import tomllib
from pathlib import Path

import pytest

from assistant.claim import numbers, read
from assistant.wording import held, wording

TABLE = tomllib.loads((Path(__file__).parents[2] / "assistant" / "synonyms.toml").read_text(encoding="utf-8"))
# What a lawyer keeps apart must not be in one group.
APART = {
    "nl": [("verwerker", "verwerkingsverantwoordelijke"), ("aanbieder", "gebruiksverantwoordelijke"), ("aanbieder", "leverancier"),
           ("persoonsgegevens", "gegevens"), ("anonimiseren", "pseudonimiseren"), ("vernietigen", "archiveren"), ("wet", "beleid"),
           ("aanbevelen", "verplichten"), ("openbaar", "vertrouwelijk"), ("vooraf", "achteraf")],
    "en": [("processor", "controller"), ("provider", "deployer"), ("anonymise", "pseudonymise"), ("law", "policy"),
           ("recommend", "require"), ("public", "confidential"), ("before", "after")],
}  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_word_stands_in_one_group(language: str) -> None:
    items = [item for group in TABLE[language]["same"] for item in group]
    assert len(TABLE[language]["same"]) >= 300 and len(items) == len(set(items))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_different_stays_different(language: str) -> None:
    said = wording(language)
    # "niet-bindend" is the same word with a negation, which is counted by itself.
    opposites = [(one, other) for one, other in TABLE[language]["opposite"] if not other.startswith(("niet-", "non-"))]
    for one, other in [*APART[language], *opposites]:
        assert said.content(one) != said.content(other) or not said.content(one), (one, other)


def test_phrases_and_inflections_are_one_word() -> None:
    said = wording("nl")
    assert said.content("de logboeken bewaren") == said.content("logboeken bewaart")
    assert said.content("aanbevolen") == said.content("raadt aan")
    assert held("mandaat", {"mandaatgever"}) and not held("raad", {"verraad"})


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("binnen 72 uur", "nl", {("amount", "72", "hour")}),
        ("within seventy-two hours", "en", {("amount", "72", "hour")}),
        ("vijfenzeventig jaar", "nl", {("amount", "75", "year")}),
        ("een half jaar", "nl", {("amount", "6", "month")}),
        ("op 22 april 2025", "nl", {("date", "2025-4-22", "")}),
        ("het standpunt van 2025 geeft", "nl", {("amount", "2025", "")}),
        ("artikel 4 en lid 2", "nl", {("place", "art 4", ""), ("place", "lid 2", "")}),
        ("de BIO2 en het AI-systeem", "nl", set()),
    ],
)
def test_numbers_are_read_with_their_unit(text: str, language: str, expected: set[tuple[str, str, str]]) -> None:
    assert set(numbers(text.lower(), language)) == expected


def test_an_idiom_is_no_negation() -> None:
    assert read("Het geldt niet alleen voor het Rijk en uiterlijk, niet later dan morgen.", "nl").negations == 0
    assert read("Dat mag niet, tenzij de chef akkoord is.", "nl").negations == 2
