"""A part of a lesson as the fields of a form, and back; pure, without pages.

What is typed is kept as the same nested values that the schema has ("options" is a list of {"text": {"nl", "en"}, …}), only with nothing left
out, so that a template can show any of it and a fault of the schema is at the field that it names ("options.0.text.nl").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.instruction.lesson import (
    AUDIENCES,
    CaseExercise,
    ChoiceExercise,
    Exercise,
    OrderExercise,
    Reading,
    SourceExercise,
    SpotExercise,
    TruthExercise,
)
from assistant.instruction.sections import Sections
from ui.forms import Form

CLASSES: Mapping[str, type[Reading] | type[ChoiceExercise | TruthExercise | CaseExercise | OrderExercise | SpotExercise | SourceExercise]] = {
    "choice": ChoiceExercise,
    "truth": TruthExercise,
    "case": CaseExercise,
    "order": OrderExercise,
    "spot": SpotExercise,
    "source": SourceExercise,
    "reading": Reading,
}
# The texts of a kind that must be there, in the order in which they are asked.
TEXTS = {
    "choice": ("question", "why"),
    "truth": ("question", "why"),
    "case": ("question", "rule", "why"),
    "order": ("question", "why"),
    "spot": ("question", "prompt", "why"),
    "source": ("question", "claim", "why"),
    "reading": ("title", "text"),
}
# The list of a kind, and how many rows it may have.
ROWS = {"choice": ("options", 8), "truth": ("reasons", 6), "case": ("conditions", 8), "order": ("steps", 8)}
_OF_ROW = ("text", "claim", "why")
_EMPTY_AT_FIRST, _MORE = 4, 2
Typed = dict[str, Any]


def kind_of(part: Reading | Exercise) -> str:
    """The kind of a part, a reading included."""
    return "reading" if isinstance(part, Reading) else part.kind


def empty(kind: str) -> Typed:
    """A form of that kind with nothing in it."""
    return _complete(kind, {"question": {"nl": "", "en": ""}})


def typed_of(part: Reading | Exercise) -> Typed:
    """A part as a form shows it."""
    return _complete(kind_of(part), part.model_dump(mode="json"))


def typed_in(form: Form, kind: str) -> Typed:
    """What somebody typed, rows that are empty left out."""
    texts = {name: {language: form.one(f"{name}.{language}") for language in ("nl", "en")} for name in TEXTS[kind]}
    rows, most = ROWS.get(kind, ("", 0))
    found = [row for number in range(most) if _holds(row := _row_in(form, f"{rows}.{number}"))]
    single = {name: form.one(name) for name in ("correct", "verdict", "mistake")}
    several = {name: form.all(name) for name in ("cites", "others", "audiences")}
    return _complete(kind, {**texts, **single, **several, rows: found})


def more_rows(typed: Typed, kind: str) -> Typed:
    """The form with a few empty rows more."""
    rows, most = ROWS[kind]
    return typed | {rows: [*typed[rows], *(_row({}) for _ in range(_MORE))][:most]}


def part_of(typed: Typed, kind: str, about: Mapping[str, object], sections: Sections) -> tuple[Reading | Exercise | None, dict[str, str]]:
    """The part that a form describes, or None with the fault of each field: the name of a fault in the strings.

    ``about`` is what a form does not hold: id, approval, how it was made.
    """
    faults = {name: "unknown" for name, place in _places(typed, kind) if place and sections.get(place) is None}
    try:
        part = CLASSES[kind].model_validate({**_written(typed, kind), **about})
    except ValidationError as error:
        return None, _in_order({**dict(map(_fault, error.errors(include_url=False, include_input=False))), **faults}, kind)
    return (None, _in_order(faults, kind)) if faults else (part, {})


def _in_order(faults: Mapping[str, str], kind: str) -> dict[str, str]:
    """The faults in the order of the form."""
    order = [*TEXTS[kind][:1], "correct", "mistake", "verdict", *TEXTS[kind][1:-1], *ROWS.get(kind, ())[:1], "why", "audiences", "cites", "others"]
    names = [str(name) for name in order]
    return dict(sorted(faults.items(), key=lambda fault: names.index(first) if (first := fault[0].split(".")[0]) in names else len(names)))


def _complete(kind: str, raw: Mapping[str, Any]) -> Typed:
    typed: Typed = {name: _text(raw.get(name)) for name in TEXTS[kind]}
    typed |= {name: list(raw.get(name) or ()) for name in ("cites", "others", "audiences")}
    typed |= {name: raw.get(name) or "" for name in ("verdict", "mistake")}
    given = raw.get("correct")
    typed["correct"] = {True: "ja", False: "nee"}.get(given, "") if isinstance(given, bool) else given if given in ("ja", "nee") else ""
    if kind in ROWS:
        rows, _ = ROWS[kind]
        filled = [_row(row) for row in raw.get(rows, ())]
        typed[rows] = filled + [_row({}) for _ in range(_EMPTY_AT_FIRST - len(filled))]
    return typed


def _text(value: Any) -> dict[str, str]:
    return {"nl": value.get("nl", ""), "en": value.get("en", "")} if value else {"nl": "", "en": ""}


def _row(raw: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: _text(raw.get(name)) for name in _OF_ROW}
    return {**texts, "right": bool(raw.get("right")), "mistake": raw.get("mistake") or ""}


def _row_in(form: Form, name: str) -> dict[str, Any]:
    texts = {field: {language: form.one(f"{name}.{field}.{language}") for language in ("nl", "en")} for field in _OF_ROW}
    return {**texts, "right": bool(form.one(f"{name}.right")), "mistake": form.one(f"{name}.mistake")}


def _holds(row: Mapping[str, Any]) -> bool:
    """Whether anything is typed in a row."""
    return any(said for field in _OF_ROW for said in row[field].values())


def _written(typed: Typed, kind: str) -> dict[str, object]:
    """As the schema wants it: without what is empty and may be."""
    value: dict[str, object] = {name: typed[name] for name in (*TEXTS[kind], "cites")}
    value["audiences"] = [name for name in AUDIENCES if name in typed["audiences"]]
    if kind in ROWS:
        rows, _ = ROWS[kind]
        value[rows] = [_row_written(row, kind) for row in typed[rows] if _holds(row)]
    if kind == "truth":
        value |= {"correct": {"ja": True, "nee": False}.get(typed["correct"])}
        value |= {"mistake": typed["mistake"]} if typed["mistake"] and typed["correct"] == "nee" else {}
    if kind == "case":
        value["verdict"] = typed["verdict"]
    if kind == "source":
        value["others"] = [place for place in typed["others"] if place not in typed["cites"]]
    return value


def _row_written(row: Mapping[str, Any], kind: str) -> dict[str, object]:
    value: dict[str, object] = {"text": row["text"]}
    if any(row["claim"].values()):
        value["claim"] = row["claim"]
    if kind == "order":
        return value
    value["right"] = row["right"]
    if any(row["why"].values()):
        value["why"] = row["why"]
    if row["mistake"] and not row["right"]:
        value["mistake"] = row["mistake"]
    return value


def _places(typed: Typed, kind: str) -> list[tuple[str, str]]:
    rows = typed[ROWS[kind][0]] if kind in ROWS else ()
    named = [(f"{ROWS[kind][0]}.{number}.mistake", row["mistake"]) for number, row in enumerate(rows)]
    several = [(name, place) for name in ("cites", "others") for place in typed[name]]
    return [*several, ("mistake", typed["mistake"]), *named]


# The faults that a form tells in its own words; any other is "other".
_TOLD = {
    "string_too_short": "empty", "missing": "empty", "bool_type": "choose_one", "literal_error": "choose_one", "string_too_long": "long",
    "string_pattern_mismatch": "unknown", "too_long": "many",
}  # fmt: skip
_WHOLE = ("options", "reasons", "conditions", "prompt")


def _fault(error: Any) -> tuple[str, str]:
    steps: Sequence[object] = error["loc"]
    name, kind = ".".join(map(str, steps)), str(error["type"])
    if kind == "value_error":
        # A rule about the whole part begins with the field that it is about.
        about = error["msg"].removeprefix("Value error, ").split(":")[0]
        return (about, about) if about in _WHOLE else (name, "other")
    if kind == "too_short":
        return name, {"cites": "no_source", "others": "no_source"}.get(name, "few")
    # A place in a list is a fault of the list.
    return (str(steps[0]) if steps and steps[0] in ("cites", "others") else name), _TOLD.get(kind, "other")
