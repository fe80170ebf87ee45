import threading
import time

from assistant.answer import AnswerKind, Done, Retrieved, Waiting
from assistant.line import Line
from assistant.notices import crowded
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from models.fake import ScriptedGenerator

CHATGPT = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"


def test_turns_come_in_the_order_of_joining() -> None:
    line, served = Line(), list[int]()
    tickets = [line.join() for _ in range(6)]
    assert [ticket.ahead() for ticket in tickets] == [0, 1, 2, 3, 4, 5]

    def take(number: int) -> None:
        with tickets[number] as ticket:
            assert ticket.wait(5)
            served.append(number)
            time.sleep(0.01)

    threads = [threading.Thread(target=take, args=(number,)) for number in (3, 5, 1, 4, 0, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4, 5]


def test_who_leaves_frees_the_place_and_counts_for_nothing() -> None:
    line = Line()
    first, second, third = line.join(), line.join(), line.join()
    with second:
        assert not second.wait(0)
    assert third.ahead() == 1
    with first:
        assert first.wait(0)
    assert third.wait(0) and third.expected() == 0


def test_the_expected_wait_is_learnt_from_the_turns_before() -> None:
    line = Line()
    with line.join() as first:
        assert first.wait(0)
        time.sleep(0.05)
    line.join()
    line.join()
    waiting = line.join()
    assert waiting.ahead() == 2 and 0.09 < waiting.expected() < 0.5


def test_two_places_serve_two_at_a_time() -> None:
    line = Line(places=2)
    assert [line.join().ahead() for _ in range(4)] == [0, 0, 1, 2]


def test_passages_come_before_the_wait_and_the_answer_after_it(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, ScriptedGenerator("Iets dat nergens staat."))
    with assistant.line.join() as busy:
        assert busy.wait(0)
        stream = assistant.stream(CHATGPT)
        assert isinstance(next(stream), Retrieved)
        waiting = next(stream)
        assert isinstance(waiting, Waiting) and waiting.ahead == 1 and waiting.seconds > 0
    assert isinstance(list(stream)[-1], Done)


def test_who_would_wait_too_long_gets_the_passages_at_once_and_is_told(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, ScriptedGenerator("Iets."), line=Line(longest=15))
    with assistant.line.join(), assistant.line.join() as second:
        answer = assistant.answer(CHATGPT)
        assert answer.kind is AnswerKind.QUOTES and crowded("nl") in answer.notices
        assert assistant.line.length() == 1 and second.ahead() == 1
        with second:
            assert isinstance(list(assistant.stream(CHATGPT))[1], Done)
    assert crowded("nl") not in assistant.answer(CHATGPT).notices


def test_who_goes_while_waiting_leaves_the_line(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, ScriptedGenerator("Iets."))
    with assistant.line.join():
        stream = assistant.stream(CHATGPT)
        next(stream), next(stream)
        stream.close()
    assert assistant.line.join().ahead() == 0
