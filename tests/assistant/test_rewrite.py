import pytest

from assistant.rewrite import leans, standalone

FIRST = "Mag ik ChatGPT gebruiken voor een beleidsnota?"


@pytest.mark.parametrize(
    "question",
    ["En voor gemeenten?", "Waarom?", "Geef een voorbeeld", "Wie moet dat goedkeuren?", "Mag dat ook zonder FG?", "what about provinces?",
     "Why is that?", "Geldt dat ook voor zzp'ers die voor de gemeente werken?", "vertel meer",
     "Noem er eens een paar.", "Met vertrouwelijke stukken ook?", "Moet elke instantie er een hebben?"],
)  # fmt: skip
def test_a_follow_up_is_put_behind_what_it_leans_on(question: str) -> None:
    assert leans(question)
    assert standalone(question, [FIRST]) == f"{FIRST} {question}"


@pytest.mark.parametrize(
    "question",
    ["Wat is een DPIA?", "Klopt het dat de AP een visie heeft?", "Binnen hoeveel uur moet een datalek gemeld zijn?",
     "Wij willen een chatbot inzetten. Mag dat?", "What does the AI Act say about deepfakes?",
     "En dan iets heel anders: wie houdt toezicht op de AI-verordening?"],
)  # fmt: skip
def test_a_new_topic_stays_by_itself(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [FIRST]) == question


def test_a_chain_leans_on_the_question_that_opened_the_topic() -> None:
    history = ["Wat is een IAMA?", FIRST, "En voor gemeenten?", "En bij een pilot?"]
    assert standalone("Waarom?", history) == f"{FIRST} Waarom?"
