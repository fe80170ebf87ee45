"""A second opinion on a sentence that the rules let through; a judge can only veto, never admit.

The rules read modality, numbers and conditions but know few words; a model knows words and is blind to conditions (``eval/LOG.md``),
so a sentence needs both. Asking a language model whether a source carries a claim and reading the log-odds of the answer follows
Kadavath et al. (2022); an entailment model is used as in SummaC (Laban et al. 2022).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from models.base import Entailment, Generator, Message

# What is removed costs fluency, for the literal sentence takes its place; what is missed costs truth (development pairs, LOG.md).
GENERATOR_CUT = 0.0
# Chance of entailment below which a sentence is not carried.
ENTAILMENT_CUT = 0.5

_SYSTEM = {
    "nl": "Je controleert of een bewering precies klopt met de bron. Antwoord alleen Ja of Nee.",
    "en": "You check whether a claim is exactly right according to the source. Answer only Yes or No.",
}
_FORM = {"nl": "Bron: {}\nBewering: {}\nKlopt de bewering precies?", "en": "Source: {}\nClaim: {}\nIs the claim exactly right?"}
ANSWERS = {"nl": ("Ja", "Nee"), "en": ("Yes", "No")}



class Judge(Protocol):
    """Says no to a sentence that a source does not carry."""

    def vetoes(self, source: str, sentence: str, language: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class GeneratorJudge:
    """The model that wrote the sentence, asked in another way."""

    generator: Generator

    def vetoes(self, source: str, sentence: str, language: str) -> bool:
        """Raises :class:`models.base.ModelError` when the model fails."""
        return self.odds(source, sentence, language) < GENERATOR_CUT

    def odds(self, source: str, sentence: str, language: str) -> float:
        """Natural log of the chance of yes over that of no."""
        self.generator.warm_up(prefix(language))
        messages = (*prefix(language), Message("user", _FORM[language].format(source, sentence)))
        return self.generator.odds(messages, *ANSWERS[language])


@dataclass(frozen=True, slots=True)
class EntailmentJudge:
    """A cross-encoder trained on natural language inference."""

    model: Entailment

    def vetoes(self, source: str, sentence: str, language: str) -> bool:
        return self.model.entails(source, sentence) < ENTAILMENT_CUT


def prefix(language: str) -> tuple[Message, ...]:
    """The part of the judge's prompt that is the same for every sentence."""
    turns = [Message("system", _SYSTEM[language])]
    yes, no = ANSWERS[language]
    for example in _examples()[language]:
        asked = _FORM[language].format(example["source"], example["claim"])
        turns += [Message("user", asked), Message("assistant", yes if example["right"] else no)]
    return tuple(turns)


@cache
def _examples() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((Path(__file__).parent / "judge.toml").read_text(encoding="utf-8"))
