"""Labelling answers blind, and deciding where two evaluators differ. No page here names the run, the system or the automatic score."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.notices import spoken_date
from eval.review import (
    LONGEST_REMARK,
    Item,
    Label,
    Sourcing,
    Verdict,
    add_adjudication,
    add_label,
    by_item,
    differ,
    read_adjudications,
)
from eval.runs import list_runs
from ui.evaluation_blind import Answer, answers_of, code_of, following, queue
from ui.evaluation_desk import Desk
from ui.forms import Form, go
from ui.pages import language_of


def code_of_run(name: str) -> str:
    """What a run is called where its name may not be seen."""
    return code_of("run", name)


def routes(desk: Desk) -> APIRouter:
    """The pages under /beoordelen."""
    router = APIRouter(include_in_schema=False)

    @router.get("/beoordelen")
    def begin(request: Request) -> Response:
        who = desk.who(request)
        if not who:
            return go("/?mis=naam")
        order = chosen(desk, request)
        if not order:
            return go("/?mis=keuze")
        answer = following(order, own(desk, who), "")
        return go(f"/beoordelen/{answer.code}") if answer else _show_list(desk, request, order)

    @router.get("/beoordelen/lijst")
    def labelled(request: Request) -> Response:
        return _show_list(desk, request, chosen(desk, request)) if desk.who(request) else go("/?mis=naam")

    @router.get("/beoordelen/{code}")
    def show(request: Request, code: str) -> Response:
        if not desk.who(request):
            return go("/?mis=naam")
        order = chosen(desk, request)
        return _show_answer(desk, request, order, _find(order, code))

    @router.post("/beoordelen/{code}")
    def keep(request: Request, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        who = desk.who(request)
        if not who:
            return go("/?mis=naam")
        order = chosen(desk, request)
        answer = _find([*order, *_others(desk)], code)
        label, faults = read_label(form, answer.item, who)
        if label is None:
            return _show_answer(desk, request, order, answer, form, faults)
        add_label(desk.review, label)
        left = following(order, own(desk, who), code)
        return go(f"/beoordelen/{left.code}" if left else "/beoordelen/lijst")

    return router


def chosen(desk: Desk, request: Request) -> list[Answer]:
    """What this evaluator labels, in their order."""
    choice, who = desk.choice(request), desk.who(request)
    names = [manifest.name for manifest in list_runs(desk.runs) if code_of_run(manifest.name) in choice.runs]
    return queue([answer for name in names for answer in answers_of(desk.runs, name).values()], who, choice.size)


def own(desk: Desk, who: str) -> dict[Item, Label]:
    """The labels of one evaluator."""
    return {label.item: label for label in desk.labels() if label.evaluator == who}


def _others(desk: Desk) -> Iterator[Answer]:
    """Every answer there is: what was chosen may have changed in another tab, and what was typed must not be lost for it."""
    return (answer for manifest in list_runs(desk.runs) for answer in answers_of(desk.runs, manifest.name).values())


def _find(answers: Sequence[Answer], code: str) -> Answer:
    for answer in answers:
        if answer.code == code:
            return answer
    raise HTTPException(404)


def read_label(form: Form, item: Item, who: str) -> tuple[Label | None, list[str]]:
    """The label in a form, or the names of the fields that are not right."""
    label, source, remark = form.one("label"), form.one("source"), form.one("remark")
    right = {"label": label in get_args(Verdict), "source": source in get_args(Sourcing), "remark": len(remark) <= LONGEST_REMARK}
    faults = [name for name, good in right.items() if not good]
    if faults:
        return None, faults
    values = {"evaluator": who, "label": label, "source": source, "remark": remark, "day": date.today()}
    return Label.model_validate(item._asdict() | values), []


def _filled(form: Form | None, label: Label | None) -> dict[str, str]:
    """What stands in the form: what was typed, else what was kept."""
    if form:
        return {name: form.one(name) for name in ("label", "source", "remark")}
    return {"label": label.label, "source": label.source, "remark": label.remark} if label else {"label": "", "source": "", "remark": ""}


def _show_answer(
    desk: Desk, request: Request, order: Sequence[Answer], answer: Answer, form: Form | None = None, faults: Sequence[str] = ()
) -> HTMLResponse:
    mine = own(desk, desk.who(request))
    before = mine.get(answer.item)
    place = next((at for at, each in enumerate(order) if each.code == answer.code), 0)
    left = following(order, mine, answer.code)
    return desk.page(
        request,
        "evaluation_label.html",
        "label",
        status=422 if faults else 200,
        answer=answer,
        filled=_filled(form, before),
        faults=faults,
        longest=LONGEST_REMARK,
        earlier=spoken_date(before.day, language_of(request, desk.language)) if before else "",
        day=_day_of(desk, request, answer),
        before=order[place - 1] if place else None,
        skip=left if left and left is not answer else None,
        done=sum(each.item in mine for each in order),
        total=len(order),
    )


def _day_of(desk: Desk, request: Request, answer: Answer) -> str:
    on = answer.record.case.on
    return spoken_date(on, language_of(request, desk.language)) if on else ""


def _show_list(desk: Desk, request: Request, order: Sequence[Answer]) -> HTMLResponse:
    mine = own(desk, desk.who(request))
    labelled = [(answer, mine[answer.item]) for answer in order if answer.item in mine]
    return desk.page(request, "evaluation_list.html", "label", labelled=labelled, total=len(order))


def decisions(desk: Desk) -> APIRouter:
    """The pages under /verschillen."""
    router = APIRouter(include_in_schema=False)

    @router.get("/verschillen")
    def overview(request: Request) -> Response:
        decided = read_adjudications(desk.review)
        items = in_dispute(desk)
        open_ones = [answer for answer, _ in items.values() if answer.item not in decided]
        closed = [answer for answer, _ in items.values() if answer.item in decided]
        return desk.page(request, "evaluation_differences.html", "differences", open_ones=open_ones, closed=closed)

    @router.get("/verschillen/{code}")
    def show(request: Request, code: str) -> Response:
        return _show_difference(desk, request, code) if desk.who(request) else go("/?mis=naam")

    @router.post("/verschillen/{code}")
    def keep(request: Request, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        return _decide(desk, request, code, form) if desk.who(request) else go("/?mis=naam")

    return router


def in_dispute(desk: Desk) -> dict[str, tuple[Answer, list[Label]]]:
    """The answers of which evaluators do not say the same, by code, in an order that says nothing; those that are still there."""
    grouped = {item: said for item, said in by_item(desk.labels()).items() if differ(said)}
    there = {answer.item: answer for run in {item.run for item in grouped} for answer in answers_of(desk.runs, run).values()}
    found = {there[item].code: (there[item], said) for item, said in grouped.items() if item in there}
    # Nor does the order of the labels say who gave which.
    return {code: (answer, sorted(said, key=lambda label: code_of(code, label.evaluator))) for code, (answer, said) in sorted(found.items())}


def _decide(desk: Desk, request: Request, code: str, form: Form) -> Response:
    items = in_dispute(desk)
    if code not in items:
        raise HTTPException(404)
    label, faults = read_label(form, items[code][0].item, desk.who(request))
    if label is None:
        return _show_difference(desk, request, code, form, faults)
    add_adjudication(desk.review, label)
    decided = read_adjudications(desk.review)
    left = next((other for other, (answer, _) in items.items() if answer.item not in decided), None)
    return RedirectResponse(f"/verschillen/{left}" if left else "/verschillen", status_code=303)


def _show_difference(desk: Desk, request: Request, code: str, form: Form | None = None, faults: Sequence[str] = ()) -> HTMLResponse:
    items = in_dispute(desk)
    if code not in items:
        raise HTTPException(404)
    answer, said = items[code]
    decided = read_adjudications(desk.review).get(answer.item)
    return desk.page(
        request,
        "evaluation_difference.html",
        "differences",
        status=422 if faults else 200,
        answer=answer,
        said=said,
        filled=_filled(form, decided),
        faults=faults,
        longest=LONGEST_REMARK,
        decided=decided,
        decided_on=spoken_date(decided.day, language_of(request, desk.language)) if decided else "",
        day=_day_of(desk, request, answer),
        own_part=any(label.evaluator == desk.who(request) for label in said),
    )
