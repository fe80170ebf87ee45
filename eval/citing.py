"""Do the citations carry the text? Citation recall and precision of ALCE (Gao et al. 2023, section 3, "Citation quality").

A statement is recalled when all its citations together carry it. A citation of a recalled statement is precise when it carries the
statement alone, or when without it the others no longer do; a citation of any other statement is not. ALCE asks a model of entailment; here
any function may say whether a text carries a statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Text = Sequence[str]
Carries = Callable[[Text, str], bool]


@dataclass(frozen=True, slots=True)
class Citations:
    """Counts over one answer: statements, those recalled, citations, those precise."""

    statements: int
    recalled: int
    citations: int
    precise: int

    @property
    def recall(self) -> float | None:
        """The share of statements that their citations carry; None without statements."""
        return self.recalled / self.statements if self.statements else None

    @property
    def precision(self) -> float | None:
        """The share of citations that is needed or sufficient; None without citations (ALCE counts that as 0)."""
        return self.precise / self.citations if self.citations else None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the text of each citation behind it; None stands for a citation of nothing that exists."""

    text: str
    cited: tuple[Text | None, ...]


def citations(statements: Sequence[Statement], carries: Carries) -> Citations:
    """The counts for one answer."""
    recalled = precise = count = 0
    for statement in statements:
        count += len(statement.cited)
        texts = [text for text in statement.cited if text is not None]
        if not texts or len(texts) < len(statement.cited) or not carries(_together(texts), statement.text):
            continue
        recalled += 1
        precise += sum(_is_precise(texts, number, statement.text, carries) for number in range(len(texts)))
    return Citations(len(statements), recalled, count, precise)


def _is_precise(texts: Sequence[Text], number: int, statement: str, carries: Carries) -> bool:
    if len(texts) == 1 or carries(texts[number], statement):
        return True
    return not carries(_together([*texts[:number], *texts[number + 1 :]]), statement)


def _together(texts: Sequence[Text]) -> list[str]:
    return [sentence for text in texts for sentence in text]
