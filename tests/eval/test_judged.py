"""The model as judge: what it is asked, that it goes on where it was, and that its agreement with a reader stands beside its score."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval import judged
from eval.agreement import by_rule, kappa, labelled, told
from eval.runs import Writer
from models.base import Message
from models.fake import ScriptedGenerator
from tests.eval.make import case, record, reply


class Reader(ScriptedGenerator):
    """Says yes to what the labels say yes to, and to every other pair."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.right = {judged.prompt(one.answer, one.point, one.language)[-1].content: one.said for one in labelled()}

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        self.asked.append(messages[-1].content)
        assert (yes, no) in (("ja", "nee"), ("yes", "no")) and messages[0].role == "system"
        return 1.0 if self.right.get(messages[-1].content, True) else -1.0


def test_it_judges_what_readers_labelled_and_the_answers_of_the_run_once(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.add(record())
    writer.add(record(reply("", outcome="abstained", cited=()), case("q-2")))
    writer.add(record(asked=case("q-3", points=("Een.", "Twee."))))
    reader = Reader()
    steps: list[tuple[int, int]] = []
    found = judged.judge_run(tmp_path, reader, None, lambda done, total: steps.append((done, total)))
    pairs = len(labelled())
    assert steps[-1] == (pairs + 3, pairs + 3) and len(reader.asked) <= pairs + 3
    assert "1.00 [1.00 1.00] n=3" in found[0] and "kappa 1,00" in found[1]
    again = Reader()
    assert judged.judge_run(tmp_path, again, None, lambda done, total: None) == found and again.asked == []
    assert len(json.loads((tmp_path / judged.JUDGED).read_text())) == len(reader.asked)


def test_the_rules_agree_with_the_reader_as_the_log_says() -> None:
    for half, least in (("dev", 0.7), ("test", 0.8)):
        pairs = labelled(half)
        assert len(pairs) >= 70
        found = kappa([pair.said for pair in pairs], by_rule(pairs))
        assert found is not None and found >= least


def test_kappa_by_hand() -> None:
    # 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no: agreement .7, by chance .5, so .4.
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa([True, True], [True, True]) is None and kappa([], []) is None
    assert told(labelled("test")[:2], [labelled("test")[0].said] * 2, "en").startswith("kappa")
