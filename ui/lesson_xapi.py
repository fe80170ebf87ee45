"""What a group did as xAPI 1.0.3 statements, for an organisation that keeps results in a Learning Record Store.

Nobody is in it: a learner is an account with a made-up name, and there are no times. The same result gives the same names and ids, so that a
store which gets the file twice counts it once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assistant.instruction.lesson import Lesson, Text
from assistant.instruction.results import Group, Groups
from ui.lesson_package import BASE, based

_VERBS = {"answered": "beantwoordde", "completed": "voltooide"}


def statements(groups: Groups, group: Group, lesson: Lesson, base: str = BASE) -> list[dict[str, Any]]:
    """The statements of a group that followed ``lesson``; none while it is too small to show anything of.

    ``base`` is the address that the names of activities and accounts begin with. Raises :class:`ValueError` when it is no http(s) address.
    """
    base = based(base)
    questions = {exercise.id: exercise.question for exercise in lesson.exercises}
    alike: Counter[str] = Counter()
    found: list[dict[str, Any]] = []
    for row in groups.rows(group.code):
        # Of people with the same result it does not matter who is who: the first, the second, ...
        alike[key := repr(row)] += 1
        person = uuid5(NAMESPACE_URL, f"{base}{group.code}/{key}/{alike[key]}")
        found += _of_person(str(person), row, questions, _Frame(group, lesson, base))
    return found


class _Frame:
    """What the statements of a group have in common."""

    def __init__(self, group: Group, lesson: Lesson, base: str) -> None:
        self.base, self.address = base, f"{base}{lesson.id}"
        self.activity = _activity(self.address, "lesson", name=_both(lesson.title), description=_both(lesson.goal))
        self.context = {
            "registration": str(uuid5(NAMESPACE_URL, f"{base}{group.code}")),
            "revision": str(group.version),
            "platform": "Standpuntwijzer",
        }

    def statement(self, person: str, verb: str, activity: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
        whole = activity["id"] == self.address
        return {
            "id": str(uuid5(NAMESPACE_URL, f"{person}/{verb}/{activity['id']}")),
            "actor": {"objectType": "Agent", "account": {"homePage": self.base, "name": person}},
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"nl": _VERBS[verb], "en": verb}},
            "object": dict(activity),
            "result": dict(result),
            "context": self.context if whole else self.context | {"contextActivities": {"parent": [self.activity], "grouping": [self.activity]}},
        }


def _of_person(person: str, row: Mapping[str, bool], questions: Mapping[str, Text], frame: _Frame) -> Iterator[dict[str, Any]]:
    for name, right in row.items():
        # A question that this version of the lesson no longer has is still what was answered.
        words = {"name": _both(questions[name])} if name in questions else {}
        yield frame.statement(person, "answered", _activity(f"{frame.address}/{name}", "question", **words), {"success": right})
    total, right_ones = len(row), sum(row.values())
    score = {"score": {"scaled": round(right_ones / total, 2), "raw": right_ones, "min": 0, "max": total}} if total else {}
    yield frame.statement(person, "completed", frame.activity, {"completion": True, **score})


def _activity(address: str, kind: str, **definition: Any) -> dict[str, Any]:
    return {"objectType": "Activity", "id": address, "definition": {"type": f"http://adlnet.gov/expapi/activities/{kind}", **definition}}


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en} if text.en else {"nl": text.nl}
