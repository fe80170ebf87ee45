"""The organisation's own questions: written by evaluators, or made from what users said of answers.

What a user's answer cited is shown, never filled in as gold: then the questions would only ask what the assistant already finds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from eval.candidates import (
    FIELDS,
    LISTS,
    Candidate,
    Decision,
    Fault,
    decide,
    delete_case,
    make_case,
    next_qid,
    own_case,
    read_candidates,
    read_decisions,
    save_case,
    taken_qids,
)
from eval.case import Case, load_cases
from eval.own import own_cases
from ui.evaluation_case_strings import CASES, CaseStrings
from ui.evaluation_desk import Desk
from ui.evaluation_strings import PAGES
from ui.forms import Form, go
from ui.pages import language_of

# One statement a line in the form.
_LINES = ("history", "points", "wrong")
_PLACES = ("gold", "stale")
_GROUPS = (
    ("qid", "task", "language", "query", "history", "on"),
    ("expect", "gold", "points", "wrong", "accept", "stale"),
    ("kind", "theme", "audience", "level", "half", "pair"),
    ("note", "source"),
)
_Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it stands: the values of its fields, what it is about, and whether it holds personal data that may stay."""

    values: _Values
    candidate: Candidate | None = None
    case: Case | None = None
    allowed: bool = False


def routes(desk: Desk) -> APIRouter:
    """The pages under /vragen and /vraag."""
    router = APIRouter(include_in_schema=False)

    @router.get("/vragen")
    def overview(request: Request) -> Response:
        return desk.page(request, "evaluation_cases.html", "cases", cases=own_cases(desk.data / "sets"))

    @router.get("/vraag")
    def new(request: Request) -> Response:
        return _show(desk, request, Draft(_empty(desk, request))) if desk.who(request) else go("/?mis=naam")

    @router.post("/vraag")
    def add(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        return _save(desk, request, _draft(form)) or go("/vragen")

    @router.get("/vragen/{qid}")
    def show(request: Request, qid: str) -> Response:
        case = _own(desk, qid)
        return _show(desk, request, Draft(_values(case), case=case)) if desk.who(request) else go("/?mis=naam")

    @router.post("/vragen/{qid}")
    def change(request: Request, qid: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        case = _own(desk, qid)
        # The number of a question is what runs and labels know it by.
        return _save(desk, request, _draft(form, {"qid": [qid]}, case=case)) or go("/vragen")

    @router.post("/vragen/{qid}/weg")
    def remove(qid: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if not delete_case(desk.data, qid):
            raise HTTPException(404)
        return go("/vragen")

    return router


def candidates(desk: Desk) -> APIRouter:
    """The pages under /kandidaten."""
    router = APIRouter(include_in_schema=False)

    @router.get("/kandidaten")
    def overview(request: Request) -> Response:
        found, decided = read_candidates(desk.data), read_decisions(desk.data)
        rejected = [candidate for candidate in found if candidate.id in decided and decided[candidate.id].decision == "rejected"]
        # What users were not content with tells most.
        waiting = sorted((candidate for candidate in found if candidate.id not in decided), key=lambda candidate: candidate.useful)
        return desk.page(request, "evaluation_candidates.html", "candidates", waiting=waiting, rejected=rejected)

    @router.post("/kandidaten/{code}/afwijzen")
    def reject(request: Request, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        who = desk.who(request)
        if not who:
            return go("/?mis=naam")
        decide(desk.data, Decision(candidate=_candidate(desk, code).id, decision="rejected", evaluator=who, day=date.today()))
        return go("/kandidaten")

    @router.get("/kandidaten/{code}")
    def show(request: Request, code: str) -> Response:
        candidate = _candidate(desk, code)
        values = _empty(desk, request) | {"query": [candidate.question], "language": [candidate.language]}
        return _show(desk, request, Draft(values, candidate)) if desk.who(request) else go("/?mis=naam")

    @router.post("/kandidaten/{code}")
    def accept(request: Request, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        draft = _draft(form, candidate=_candidate(desk, code))
        return _save(desk, request, draft) or go("/kandidaten")

    return router


def _words(desk: Desk, request: Request) -> CaseStrings:
    return CASES[language_of(request, desk.language)]


def _own(desk: Desk, qid: str) -> Case:
    case = own_case(desk.data, qid)
    if case is None:
        raise HTTPException(404)
    return case


def _candidate(desk: Desk, code: str) -> Candidate:
    for candidate in read_candidates(desk.data):
        if candidate.id == code:
            return candidate
    raise HTTPException(404)


def _empty(desk: Desk, request: Request) -> dict[str, list[str]]:
    language = language_of(request, desk.language)
    begun = {"qid": [next_qid(taken_qids(desk.data))], "task": ["answer"], "language": [language], "half": ["dev"]}
    return {name: begun.get(name, []) for name in FIELDS}


def _values(case: Case) -> dict[str, list[str]]:
    value: dict[str, Any] = case.model_dump(mode="json")
    return {name: list(value[name]) if name in LISTS else [value[name] or ""] for name in FIELDS}


def _draft(form: Form, fixed: Mapping[str, list[str]] | None = None, **about: Any) -> Draft:
    values = {name: form.values.get(name, []) for name in FIELDS} | {name: form.one(name).split("\n") for name in _LINES}
    return Draft(values | dict(fixed or {}), allowed=bool(form.one("allowed")), **about)


def _save(desk: Desk, request: Request, draft: Draft) -> HTMLResponse | None:
    """Keep the case that a form describes; the form again, with what is wrong, when that cannot be."""
    words, who = _words(desk, request), desk.who(request)
    if not who:
        return _show(desk, request, draft, (), PAGES[language_of(request, desk.language)].name_first)
    used = _used(desk, draft.candidate)
    if used:
        return _show(desk, request, draft, (), words.accepted.format(used))
    case, faults = make_case(draft.values, draft.case.author if draft.case else who)
    if case:
        faults = save_case(desk.data, case, desk.places, new=draft.case is None, allowed=draft.allowed)
    if case is None or faults:
        return _show(desk, request, draft, faults)
    if draft.candidate:
        accepted = Decision(candidate=draft.candidate.id, decision="accepted", evaluator=who, day=date.today(), qid=case.qid)
        decide(desk.data, accepted)
    return None


def _used(desk: Desk, candidate: Candidate | None) -> str:
    """The qid of the case that was made of a candidate before, when it is still there."""
    decision = read_decisions(desk.data).get(candidate.id) if candidate else None
    return decision.qid if decision and decision.decision == "accepted" and own_case(desk.data, decision.qid) else ""


def _show(desk: Desk, request: Request, draft: Draft, faults: Sequence[Fault] = (), trouble: str = "") -> HTMLResponse:
    words = _words(desk, request)
    told = {name: [_told(fault, words) for fault in faults if fault.field == name] for names in _GROUPS for name in names}
    used = _used(desk, draft.candidate)
    return desk.page(
        request,
        "evaluation_case.html",
        "candidates" if draft.candidate else "cases",
        status=422 if faults or trouble else 200,
        draft=draft,
        faults={name: each for name, each in told.items() if each},
        trouble=trouble or (words.accepted.format(used) if used else ""),
        ask_allowed=draft.allowed or any(fault.kind == "personal" for fault in faults),
        groups=list(zip(words.groups, _GROUPS, strict=True)),
        lines=_LINES,
        place_fields=_PLACES,
        places=sorted(desk.places),
        kinds=sorted({case.kind for cases in load_cases([], desk.data / "sets").values() for case in cases}),
    )


def _told(fault: Fault, words: CaseStrings) -> str:
    about = words.rules.get(fault.about, fault.about) if fault.kind == "rule" else words.personal_kinds.get(fault.about, fault.about)
    return words.kinds[fault.kind].format(about)
