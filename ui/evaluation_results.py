"""How far evaluators agree, with each other and with the automatic score, and their labels as a file."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from eval.review import Agreement, Label, by_item, final_labels, pairs, read_adjudications, run_final, strength
from eval.runs import list_runs
from ui.evaluation_desk import Desk
from ui.evaluation_result_strings import RESULTS, ResultStrings
from ui.pages import language_of

_LABELS, _SOURCES, _AUTOMATIC = ("juist", "deels", "onjuist", "gevaarlijk"), ("goed", "fout", "geen"), ("juist", "niet")
# Below this the interval of kappa is as wide as its classes.
_FEW = 30


@dataclass(frozen=True, slots=True)
class Told:
    """An agreement in words, with its table."""

    figure: str
    meaning: str
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    columns: tuple[str, ...]


def told(found: Agreement, words: ResultStrings, rows: tuple[str, ...], columns: tuple[str, ...]) -> Told:
    """``found``, which is not empty, for a reader."""
    same = words.same.format(percent=words.percent(found.raw or 0.0), n=found.n)
    if found.kappa is None:
        figure, meaning = words.kappa_none, same
    else:
        figure = words.kappa.format(words.decimal(found.kappa))
        meaning = f"{words.strengths[strength(found.kappa)]} {same}"
    if found.n < _FEW:
        meaning += f" {words.few}"
    table = tuple((row, tuple(found.counts.get((row, column), 0) for column in columns)) for row in rows)
    return Told(figure, meaning, table, columns)


def routes(desk: Desk) -> APIRouter:
    """/overeenstemming and /uitvoer."""
    router = APIRouter(include_in_schema=False)

    @router.get("/overeenstemming")
    def agreement(request: Request) -> Response:
        words = RESULTS[language_of(request, desk.language)]
        labels = desk.labels()
        final = final_labels(labels, read_adjudications(desk.review))
        each = [
            (pair.first, pair.second, told(pair.label, words, _LABELS, _LABELS), told(pair.source, words, _SOURCES, _SOURCES))
            for pair in pairs(labels)
        ]
        runs = [(run.name, run_final(final, desk.runs, run.name)) for run in list_runs(desk.runs)]
        automatic = [(name, told(found, words, _LABELS, _AUTOMATIC) if found.n else None) for name, found in runs]
        return desk.page(request, "evaluation_agreement.html", "agreement", pairs=each, automatic=automatic)

    @router.get("/uitvoer/oordelen.csv")
    def as_csv() -> Response:
        # With a mark in front a spreadsheet reads it as UTF-8.
        return _file("\ufeff" + csv_text(exported(desk)), "text/csv; charset=utf-8", "oordelen.csv")

    @router.get("/uitvoer/oordelen.jsonl")
    def as_jsonl() -> Response:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in exported(desk))
        return _file(text, "application/jsonl; charset=utf-8", "oordelen.jsonl")

    return router


def _file(text: str, media: str, name: str) -> Response:
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def exported(desk: Desk) -> list[dict[str, Any]]:
    """One row an answer: where it is from, what holds in the end, and what each evaluator said."""
    labels = desk.labels()
    decided = read_adjudications(desk.review)
    final = final_labels(labels, decided)
    return [
        item._asdict()
        | {"label": final[item].label, "source": final[item].source, "evaluators": final[item].evaluators}
        | {"decided_by": decided[item].evaluator if item in decided else None}
        | {"decision_remark": decided[item].remark if item in decided else None}
        | {"labels": [_said(label) for label in sorted(said, key=lambda label: label.evaluator)]}
        for item, said in sorted(by_item(labels).items())
    ]


def _said(label: Label) -> dict[str, str]:
    said = {"evaluator": label.evaluator, "label": label.label, "source": label.source, "remark": label.remark}
    return said | {"day": label.day.isoformat()}


def csv_text(rows: Iterable[dict[str, Any]]) -> str:
    """The rows for a spreadsheet, the columns of each evaluator after each other; a semicolon, as a Dutch spreadsheet expects."""
    rows = list(rows)
    names = sorted({said["evaluator"] for row in rows for said in row["labels"]})
    fixed = ("run", "qid", "seed", "label", "source", "evaluators", "decided_by", "decision_remark")
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow([*fixed, *(safe(f"{part} {name}") for name in names for part in ("label", "source", "remark"))])
    for row in rows:
        by_name = {said["evaluator"]: said for said in row["labels"]}
        theirs = (by_name.get(name, {}).get(part, "") for name in names for part in ("label", "source", "remark"))
        writer.writerow([safe(value) for value in (*(row[name] for name in fixed), *theirs)])
    return written.getvalue()


def safe(value: object) -> str:
    """A cell that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text
