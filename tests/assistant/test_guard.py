import pytest

from assistant.errors import message
from assistant.guard import QuestionError, guard


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "???", "\x00\x01\x02", "\u200b\u202e"])
def test_nothing_to_answer_is_said_so(raw: str) -> None:
    with pytest.raises(QuestionError, match="leeg") as caught:
        guard(raw)
    assert "empty" in message(caught.value, "en")


def test_a_hundred_thousand_characters_are_refused_with_the_bound() -> None:
    with pytest.raises(QuestionError, match="100000 tekens, er passen er 2000"):
        guard("a" * 100_000)


def test_control_characters_go_and_the_question_stays() -> None:
    assert guard("Wanneer\x00 moet\u202e ik\x1b[31m een DPIA doen?").text.startswith("Wanneer moet ik")


def test_personal_data_is_pointed_at() -> None:
    assert guard("Mag 111222333 in een prompt?").personal_data == ("bsn",)
    assert "e-mail" in guard("Stuur jan@voorbeeld.nl iets").personal_data
    assert "bsn" not in guard("Zaak 123456789 van 2024").personal_data
