"""What a lesson says by itself: the questions that every exercise of a kind puts, and the verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed texts of exercises in one language."""

    true: str
    false: str
    is_true: str
    why: str
    may: str
    verdicts: Mapping[str, str]
    which_conditions: str
    order: str
    spot: str
    source: str
    one: str
    many: str
    right_answer: str
    no_condition: str


WORDS = {
    "nl": Words(
        true="Waar",
        false="Niet waar",
        is_true="Is dit waar?",
        why="Waarom?",
        may="Mag dit?",
        verdicts={"mag": "Ja, dit mag", "mits": "Ja, maar alleen onder voorwaarden", "niet": "Nee, dit mag niet"},
        which_conditions="Wat geldt hier? Kies alles wat klopt.",
        order="Zet de stappen in de goede volgorde.",
        spot="Kies alle persoonsgegevens in deze opdracht aan een chatbot.",
        source="In welke bron staat dit?",
        one="Kies één antwoord.",
        many="Kies alles wat klopt.",
        right_answer="Goed antwoord",
        no_condition="Dit geldt hier niet.",
    ),
    "en": Words(
        true="True",
        false="Not true",
        is_true="Is this true?",
        why="Why?",
        may="Is this allowed?",
        verdicts={"mag": "Yes, this is allowed", "mits": "Yes, but only on conditions", "niet": "No, this is not allowed"},
        which_conditions="What applies here? Choose everything that is right.",
        order="Put the steps in the right order.",
        spot="Choose all personal data in this prompt for a chatbot.",
        source="Which source says this?",
        one="Choose one answer.",
        many="Choose everything that is right.",
        right_answer="Right answer",
        no_condition="This does not apply here.",
    ),
}
