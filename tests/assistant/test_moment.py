"""Which day a question is about."""

from datetime import date

import pytest

from assistant.find import scope_of
from assistant.moment import day_asked, without_day


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Wat gold er op 1 maart 2024 voor ChatGPT bij het Rijk?", date(2024, 3, 1)),
        ("Mocht ik in februari 2024 Bard gebruiken?", date(2024, 2, 29)),
        ("Wat was de regel op 2024-03-01?", date(2024, 3, 1)),
        ("Moest dat al op 1-3-2024?", date(2024, 3, 1)),
        ("What applied on 1 March 2024?", date(2024, 3, 1)),
        ("Geldt de brief van 11 december 2023 nog?", None),
        ("Wat moet er op 2 december 2027 klaar zijn?", None),
        ("Wat gold er op 31 februari 2024?", None),
        ("Wat gold er vroeger?", None),
    ],
)
def test_the_day_a_question_asks_about(question: str, day: date | None) -> None:
    assert day_asked(question) == day


def test_the_day_is_not_searched_for() -> None:
    assert " ".join(without_day("Wat gold er op 1 maart 2024 voor ChatGPT?").split()) == "Wat gold er voor ChatGPT?"
    assert without_day("Geldt de brief van 11 december 2023 nog?") == "Geldt de brief van 11 december 2023 nog?"


def test_a_day_gone_by_is_asked_as_it_was_then() -> None:
    then = scope_of("Wat gold er op 1 maart 2024 voor het voorlopige standpunt?")
    assert then.on == date(2024, 3, 1) and then.then and not then.include_history
    now = scope_of("Geldt het voorlopige standpunt nog?")
    assert now.on == date.today() and not now.then and now.include_history
    assert scope_of("Mag dat?", date(2020, 1, 1)).then
