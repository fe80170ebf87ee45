"""A small lesson of one's own organisation with every form of exercise, approved, and the groups that follow it."""

from datetime import date
from pathlib import Path
from typing import Any

from assistant.instruction.edit import approve
from assistant.instruction.lesson import Lesson, write_lesson
from assistant.instruction.results import Group, Groups
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import write_file
from assistant.pipeline import Assistant
from ui.api import documents_of
from ui.lessons import GROUPS

DAY = date(2026, 11, 28)


def both(text: str) -> dict[str, str]:
    """A text in Dutch and, with the sign of English, in English."""
    return {"nl": text, "en": f"EN {text}"}


def lesson(**changes: Any) -> dict[str, Any]:
    """A lesson as it stands in YAML: two readings, and an exercise of every kind."""
    cites = ["avg/artikel-35"]
    value: dict[str, Any] = {
        "id": "proefles",
        "title": both("Proefles over de DPIA"),
        "goal": both("U weet wanneer een DPIA nodig is."),
        "minutes": 10,
        "version": 1,
        "author": "Toets",
        "further": ["avg/artikel-5"],
        "reading": [
            {"id": "een", "title": both("Wanneer een DPIA?"), "text": both("Bij een hoog risico is een DPIA verplicht."), "cites": cites},
            {"id": "twee", "title": both("Alleen beleid"), "text": both("Beleid."), "cites": cites, "audiences": ["beleid"]},
        ],
        "exercises": [
            {
                "id": "een-keuze",
                "kind": "choice",
                "question": both("Wanneer is een DPIA verplicht?"),
                "why": both("De AVG vraagt het bij een hoog risico."),
                "cites": cites,
                "options": [
                    {"text": both("Bij een hoog risico."), "right": True},
                    {"text": both("Nooit."), "why": both("De AVG vraagt het juist wel."), "mistake": "avg/artikel-5"},
                    {"text": both("Altijd.")},
                ],
            },
            {
                "id": "veel-keuze",
                "kind": "choice",
                "question": both("Wat staat in een DPIA?"),
                "why": both("Dat zegt de AVG."),
                "cites": cites,
                "options": [
                    {"text": both("De risico's."), "right": True},
                    {"text": both("De maatregelen."), "right": True},
                    {"text": both("De lunch.")},
                ],
            },
            {
                "id": "waar",
                "kind": "truth",
                "question": both("Een DPIA mag achteraf."),
                "why": both("Een DPIA komt vooraf."),
                "cites": cites,
                "correct": False,
                "mistake": "avg/artikel-35",
                "reasons": [{"text": both("Een DPIA komt vooraf."), "right": True}, {"text": both("Het maakt niet uit.")}],
            },
            {
                "id": "mag-dit",
                "kind": "case",
                "question": both("Een gemeente zet een chatbot in."),
                "why": both("Dat mag onder voorwaarden."),
                "cites": cites,
                "verdict": "mits",
                "rule": both("Het mag onder voorwaarden."),
                "conditions": [{"text": both("Eerst een DPIA."), "right": True}, {"text": both("Altijd toestemming van de minister.")}],
            },
            {
                "id": "volgorde",
                "kind": "order",
                "question": both("Hoe gaat een DPIA?"),
                "why": both("In deze volgorde."),
                "cites": cites,
                "steps": [{"text": both("Eerst beschrijven")}, {"text": both("Dan wegen")}, {"text": both("Dan besluiten")}],
            },
            {
                "id": "aanwijzen",
                "kind": "spot",
                "question": both("Een medewerker typt dit in een chatbot."),
                "why": both("Een naam is een persoonsgegeven."),
                "cites": ["avg/artikel-5"],
                "prompt": both("Schrijf een brief aan [[mevrouw Jansen]] over ((de begroting)) van [[Kerkstraat 1]]."),
            },
            {
                "id": "welke-bron",
                "kind": "source",
                "question": both("Zoek de bron."),
                "why": both("Artikel 35 gaat over de DPIA."),
                "cites": cites,
                "claim": both("Een DPIA is verplicht bij een hoog risico."),
                "others": ["avg/artikel-5"],
            },
        ],
    }
    return value | changes


def approved(value: dict[str, Any], sections: Sections) -> Lesson:
    """The lesson with every part approved as its sources are now."""
    made = Lesson.model_validate(value)
    reading, exercises = (tuple(approve(part, "Toets", DAY, sections) for part in parts) for parts in (made.reading, made.exercises))
    return made.model_copy(update={"reading": reading, "exercises": exercises})


def publish(data: Path, made: Lesson) -> None:
    """Put a lesson on the shelf of the organisation."""
    write_file(data / "lessons" / made.id / f"v{made.version}.yaml", write_lesson(made))


def sections_of(assistant: Assistant) -> Sections:
    return Sections(documents_of(assistant.retriever).values(), date.today())


def open_group(data: Path, name: str = "Team Oost") -> Group:
    """An open group that follows the lesson."""
    return Groups(data / GROUPS).open("proefles", 1, name, DAY)
