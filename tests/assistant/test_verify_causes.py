"""False statements that once passed, by cause: each rule refuses what is false against its source and keeps what is true of it."""

import pytest

from assistant.claim import read
from assistant.verify import support
from assistant.wording import held, wording

CASES: dict[str, tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]] = {
    # What stands between a verb and its preposition is read; every word that denies is known.
    "negation": (
        ("nl", "Gebruik van AI valt dus niet buiten de wet omdat het alleen intern is.",
         ("Gebruik van AI valt buiten de wet omdat het alleen intern is.",),
         ("Gebruik van AI valt niet buiten de wet omdat het alleen intern is.",)),
        ("en", "The rule on logging also applies to systems other than high-risk systems.",
         ("A system other than a high-risk system falls entirely outside the rule on logging.",),
         ("The rule on logging also applies to systems other than high-risk ones.",)),
        ("en", "The duty to report is laid down in law.", ("The duty to report is laid down nowhere in law.",), ()),
        ("nl", "Aanbieders van modellen moeten een auteursrechtbeleid voeren.",
         ("Aanbieders van modellen zonder risico zijn vrijgesteld van een auteursrechtbeleid.",),
         ("Een auteursrechtbeleid moeten aanbieders van modellen voeren.",)),
    ),
    # A denial is of what the source denies, not of what stands beside it.
    "denial moved": (
        ("nl", "Het register berust op beleid en niet op een wettelijke plicht.",
         ("Het register berust niet op beleid.",), ("Het register berust op beleid.", "Het register berust niet op een wettelijke plicht.")),
        ("en", "Public data remain personal data, and being found on the internet gives no lawful basis.",
         ("Public data are not personal data.",), ("Public data remain personal data.",)),
        ("nl", "De organisatie mag niet meer persoonsgegevens gebruiken dan nodig is voor het doel.",
         ("De organisatie gebruikt voor het doel geen persoonsgegevens meer.",),
         ("Voor het doel mag de organisatie niet meer persoonsgegevens gebruiken dan nodig is.",)),
    ),
    # Two statements set against each other stay with their own subject.
    "contrast": (
        ("nl", "In 2023 vroeg het plan per geval een toets, terwijl het plan van 2025 een analyse vooraf vraagt.",
         ("Het plan van 2025 vraagt per geval een toets.",
          "In 2023 vroeg het plan een analyse vooraf, terwijl het plan van 2025 per geval een toets vraagt."),
         ("Het plan van 2025 vraagt een analyse vooraf, terwijl het plan in 2023 per geval een toets vroeg.",)),
        ("en", "The plan of 2023 spoke of contracted tools, whereas the plan of 2025 speaks of consumer terms.",
         ("The plan of 2025 speaks of contracted tools.", "The plan of 2023 spoke of consumer terms."),
         ("The plan of 2025 speaks of consumer terms.",)),
    ),
    # In force under "not yet", intended, or in the past, is not in force.
    "in force": (
        ("en", "The new act has been published, but as far as has been seen was not yet in force on 23 November 2026.",
         ("The new act was in force on 23 November 2026.", "The new act is already in force."),
         ("As far as has been seen, the new act was not yet in force on 23 November 2026.",)),
        ("nl", "De termijn gold op 23 november 2026 nog, omdat de nieuwe wet toen, voor zover gezien, niet in werking was.",
         ("De nieuwe wet was voor zover gezien op 23 november 2026 in werking.",), ()),
        ("en", "The requirement in the provisional position of 2023 also applied to open models.",
         ("The provisional position of 2023 still applies.",), ()),
        ("en", "The entry into force of the new act is intended for 1 January 2027.",
         ("The entry into force of the new act is 1 January 2027.",), ()),
        ("en", "The main rule of the act has applied since 2 August 2026.", (), ("The main rule applies since 2 August 2026 under the act.",)),
    ),
    # A third of the words of a sentence at most may be new, and none of its parts may be new as a whole.
    "short of content": (
        ("en", "Each application came with a risk analysis, of which the CIO and the DPO received the outcome.",
         ("The DPO takes the decision on the use of the system.",), ("The DPO received the outcome of a risk analysis.",)),
        ("nl", "De FG moet om advies worden gevraagd bij een DPIA.",
         ("De FG keurt de DPIA goed.",), ("Bij een DPIA moet de FG om advies worden gevraagd.",)),
    ),
    "part of its own": (
        ("nl", "De BIO2 is het verplichte kader voor de beveiliging van informatie.",
         ("De BIO2, die is ingetrokken, is het verplichte kader voor de beveiliging van informatie.",),
         ("De BIO2 is het kader voor de beveiliging van informatie dat verplicht is.",)),
        ("en", "The supplier does provide information for the assessment.",
         ("The supplier does provide information for the assessment, and pays for it.",),
         ("For the assessment, the supplier provides information.",)),
    ),
}  # fmt: skip
ROWS = [(cause, *row) for cause, rows in CASES.items() for row in rows]


@pytest.mark.parametrize(("cause", "language", "source", "false", "true"), ROWS)
def test_what_is_false_is_refused_and_what_is_true_kept(
    cause: str, language: str, source: str, false: tuple[str, ...], true: tuple[str, ...]
) -> None:
    for sentence in false:
        assert support(sentence, [source], language).evidence is None, (cause, sentence)
    for sentence in (source, *true):
        assert support(sentence, [source], language).evidence == 0, (cause, sentence, support(sentence, [source], language).reason)


def test_a_part_of_a_word_is_no_part_of_a_compound() -> None:
    assert held("mandaat", {"mandaatgever"}) and held("aanbied", {"aanbiedt"})
    for one, other in (("handel", "behandel"), ("afhankelijk", "onafhankelijk"), ("process", "processor"), ("motie", "emotieherken")):
        assert not held(one, {other}) and not held(other, {one})


@pytest.mark.parametrize(
    ("one", "other", "language"), [("account", "accountability", "en"), ("author", "authority", "en"), ("beleid", "begeleidt", "nl")]
)
def test_words_that_the_stemmer_confuses_stay_apart(one: str, other: str, language: str) -> None:
    said = wording(language)
    assert said.content(one) != said.content(other)


def test_the_government_is_a_word_with_content() -> None:
    assert wording("nl").content("de overheid") == wording("nl").content("overheden") != ()


def test_a_denial_between_a_verb_and_its_preposition_counts() -> None:
    assert read("Dit valt niet buiten de wet.", "nl").negations == 2
    assert read("This falls entirely outside the act.", "en").negations == 1
