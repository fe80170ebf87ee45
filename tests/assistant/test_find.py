from datetime import date

import pytest

from assistant.answer import AnswerKind
from assistant.find import Finder
from assistant.lacking import lacking
from assistant.parts import parts
from assistant.pipeline import Assistant
from assistant.premise import Premise, premise
from assistant.relevance import Relevance
from index.hit import Scope
from index.retriever import HybridRetriever


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Wanneer moet ik een DPIA doen?", 1),
        ("Wanneer moet ik een DPIA doen en wat kost een parkeervergunning?", 2),
        ("Wat is een IAMA? Hoe lang bewaren wij chatlogs?", 2),
        # One question with two objects, a second half that leans on the first, and a case told before it.
        ("Mag ik tekst en beeld laten maken?", 1),
        ("Mag ik ChatGPT gebruiken en wat moet ik dan doen?", 1),
        ("Wij kopen een chatbot in. Moeten we een DPIA doen?", 1),
    ],
)
def test_a_message_is_cut_where_another_question_begins(message: str, expected: int) -> None:
    found = parts(message)
    assert len(found) == expected
    assert expected > 1 or found == (message,)


def test_what_is_told_first_belongs_to_every_part() -> None:
    one, other = parts("Wij zijn een waterschap. Moeten we een DPIA doen en hoe lang bewaren we chatlogs?")
    assert one.startswith("Wij zijn een waterschap.") and other == "Wij zijn een waterschap. Hoe lang bewaren we chatlogs?"


def test_the_part_without_an_answer_is_named(retriever: HybridRetriever) -> None:
    answer = Assistant(retriever, None).answer("Binnen hoeveel uur moet een datalek gemeld zijn en wat kost een parkeervergunning in Utrecht?")
    assert answer.kind is AnswerKind.QUOTES and "72 uur" in answer.text
    assert "parkeervergunning" in answer.text.rpartition("Over ")[2]
    assert answer.citations[0].quote.passage.document_id == "avg"


def test_two_questions_get_passages_for_both(retriever: HybridRetriever) -> None:
    answer = Assistant(retriever, None).answer("Binnen hoeveel uur moet een datalek gemeld zijn en is een IAMA wettelijk verplicht?")
    documents = {citation.quote.passage.document_id for citation in answer.citations}
    assert "avg" in documents and documents & {"iama", "misvattingen"}
    assert not answer.text.startswith(("Ja", "Nee", "Dat "))


def test_an_amount_is_not_answered_by_a_text_without_one(retriever: HybridRetriever) -> None:
    quotes = Assistant(retriever, None).answer("Binnen hoeveel uur moet een datalek gemeld zijn?").quotes
    assert not lacking("Binnen hoeveel uur moet een datalek gemeld zijn?", quotes, "nl")
    assert lacking("Hoeveel euro kost een melding?", quotes, "nl")


def test_a_ban_or_exemption_that_no_passage_speaks_of_is_pointed_out(retriever: HybridRetriever) -> None:
    def assumed(question: str) -> Premise | None:
        return premise(question, retriever.search(question, 5, Scope(date.today()), "nl"), "nl")

    assert assumed("Hoe vraag ik ontheffing aan van de plicht om een verwerkersovereenkomst te sluiten?") is Premise.EXEMPTION
    assert assumed("Waarom is plaatsing in het Algoritmeregister wettelijk verplicht?") is Premise.MISCONCEPTION
    # Who asks whether it is so assumes nothing.
    assert assumed("Zijn wij vrijgesteld van de plicht om een verwerkersovereenkomst te sluiten?") is None
    assert assumed("Wanneer moet ik een DPIA doen?") is None


def test_a_name_in_an_ordinary_form_is_known(retriever: HybridRetriever) -> None:
    found = Finder(retriever).find("Wat zegt de Nederlandse toezichthouder over scrapen?", None, frozenset())
    assert found.unknown == ()
    assert Finder(retriever).find("Mag ik Zoefomatic gebruiken voor een beleidsnota?", None, frozenset()).verdict is not Relevance.ANSWER
