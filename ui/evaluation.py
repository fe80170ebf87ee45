"""The evaluators' pages, a small server of their own: ``standpuntwijzer eval pages``. Loopback only, without JavaScript.

Start reading here; ``evaluation_label`` has the labelling, ``evaluation_results`` the agreement, ``evaluation_cases`` the questions.
"""

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response

from assistant.notices import spoken_date
from eval.candidates import waiting
from eval.case import load_cases
from eval.review import Label, pairs, read_adjudications
from eval.runs import Manifest, list_runs
from ui import evaluation_cases, evaluation_label, evaluation_results, staff
from ui.access import visitor_of
from ui.evaluation_blind import answers_of
from ui.evaluation_desk import Desk, remember_choice, remember_name
from ui.evaluation_label import code_of_run
from ui.forms import Form, go, valid_name
from ui.pages import language_of

_SIZES = (30, 60, 100, 200, 0)
_MISSING = ("naam", "keuze")


def create_app(data: Path, places: frozenset[str], language: str, hosts: Sequence[str] = ()) -> FastAPI:
    """All pages as an ASGI app; ``places`` are those of the corpus of this machine, ``language`` is that of who did not choose.

    ``hosts`` are names of the site besides those of this machine, where the pages are part of it.
    """
    desk = Desk(data, places, language)
    routers = (
        _overview(desk),
        evaluation_label.routes(desk),
        evaluation_label.decisions(desk),
        evaluation_results.routes(desk),
        evaluation_cases.candidates(desk),
        evaluation_cases.routes(desk),
    )
    return staff.closed_app(desk.page, "evaluation_base.html", routers, hosts)


def _overview(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def overview(request: Request, mis: str = "") -> Response:
        return _show_overview(desk, request, mis if mis in _MISSING else "")

    @router.post("/naam")
    def name(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if visitor_of(request).name:
            return go("/")
        typed = valid_name(form.one("naam"))
        if not typed:
            return _show_overview(desk, request, "vorm", form.one("naam"))
        known = {label.evaluator.casefold(): label.evaluator for label in desk.labels()}
        answer = go("/")
        remember_name(answer, known.get(typed.casefold(), typed))
        return answer

    @router.post("/keuze")
    def choose(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        known = {code_of_run(manifest.name) for manifest in list_runs(desk.runs)}
        runs, size = [code for code in form.all("run") if code in known], form.one("aantal")
        if not runs or not desk.who(request):
            return go("/?mis=keuze" if desk.who(request) else "/?mis=naam")
        answer = go("/beoordelen")
        remember_choice(answer, runs, int(size) if size in map(str, _SIZES) else 0)
        return answer

    return router


def _show_overview(desk: Desk, request: Request, missing: str, typed: str = "") -> Response:
    labels, choice, decided = desk.labels(), desk.choice(request), read_adjudications(desk.review)
    language = language_of(request, desk.language)
    return desk.page(
        request,
        "evaluation_overview.html",
        "overview",
        status=422 if missing == "vorm" else 200,
        missing=missing,
        typed=typed,
        runs=[_run(desk, manifest, labels, language) for manifest in reversed(list_runs(desk.runs))],
        chosen=choice.runs,
        size=choice.size if choice.runs else _SIZES[1],
        sizes=_SIZES,
        sets={name: len(cases) for name, cases in load_cases([], desk.data / "sets").items()},
        waiting=len(waiting(desk.data)),
        differ=sum(answer.item not in decided for answer, _ in evaluation_label.in_dispute(desk).values()),
    )


def _run(desk: Desk, manifest: Manifest, labels: list[Label], language: str) -> Mapping[str, object]:
    """A run on the overview: who labelled how many of its answers, and how far they agree."""
    ours = [label for label in labels if label.run == manifest.name]
    # A run may have been done again under the same name: labels are of the answers that were.
    there = {answer.item for answer in answers_of(desk.runs, manifest.name).values()} if ours else set()
    ours = [label for label in ours if label.item in there]
    return {
        "code": code_of_run(manifest.name),
        "name": manifest.name,
        "about": manifest.config.label,
        "day": spoken_date(manifest.day, language),
        "cases": manifest.cases,
        "labelled": sorted(Counter(label.evaluator for label in ours).items()),
        "pairs": pairs(ours),
    }


def serve(data: Path, places: frozenset[str], language: str, opened: socket.socket) -> None:
    """Serve the pages on a socket of :func:`ui.app.listen` until Ctrl-C."""
    staff.serve(create_app(data, places, language), "beoordelaars", opened)
