"""A trainer who sends what the forms of the pages hold, and lessons for tests."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.instruction.edit import approve
from assistant.instruction.lesson import ChoiceExercise, Exercise, Lesson, Option, Text
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf

OWN_ORIGIN = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
PLACE = "standpunt-2025/reikwijdte"
RIGHT = "Het overheidsbrede standpunt van 2025 geldt voor alle overheidsorganisaties."


def exercise(name: str, question: str = "Voor wie geldt het standpunt?", *, wrong: str = "Alleen voor ministeries.") -> ChoiceExercise:
    """A multiple-choice question that its source carries."""
    options = (Option(text=Text(nl=RIGHT), right=True), Option(text=Text(nl=wrong), mistake=PLACE))
    return ChoiceExercise(id=name, question=Text(nl=question), why=Text(nl=RIGHT), cites=(PLACE,), options=options)


def keep(data: Path, *exercises: Exercise, name: str = "proef", sections: Sections | None = None, publish: bool = False) -> Lesson:
    """A draft with ``exercises``, approved when there are ``sections``."""
    parts = tuple(approve(part, "Anna", date(2026, 11, 1), sections) if sections else part for part in exercises)
    lesson = Lesson(id=name, title=Text(nl=f"Quiz {name}"), goal=Text(nl="U weet het."), minutes=10, exercises=parts)
    # Reading the lessons that ship takes seconds, and none of them is called that.
    shelf = Shelf(data / "lessons", data)
    shelf.save_draft(lesson)
    if publish:
        shelf.publish(name)
    return lesson


class Trainer:
    """Somebody with a browser of their own, who sends what its forms hold."""

    def __init__(self, app: Any, name: str = "Anna") -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1", headers=OWN_ORIGIN)
        if name:
            self.send("/naam", {"naam": name}, page="/")

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return html.unescape(answer.text)

    def hidden(self, page: str) -> dict[str, Any]:
        """The hidden fields of a page, the first of each name."""
        fields: dict[str, Any] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.client.get(page).text):
            fields.setdefault(name, html.unescape(value))
        return fields

    def send(self, path: str, fields: dict[str, Any], page: str = "", status: int = 200) -> Any:
        """Post to ``path`` with the hidden fields of a page; ``fields`` go before those."""
        answer = self.client.post(path, data=self.hidden(page or path) | fields)
        assert answer.status_code == status, answer.text
        return answer

    def propose(self, title: str = "Het standpunt", document: str = "standpunt-2025", *, most: int = 10) -> str:
        """A new quiz with proposals on the whole of a document; gives its id."""
        about = {"titel": title, "doel": "", "minuten": "15", "doelgroep": ["medewerkers"]}
        name: str = self.send("/nieuw", about).url.path.split("/")[2]
        page = self.send(f"/les/{name}/bronnen", {"doe": f"erbij:{document}"})
        places = re.findall(r'name="plaats" value="([^"]+)" checked', page.text)
        self.send(f"/les/{name}/bronnen", {"doe": "stel-voor", "document": document, "plaats": places, "aantal": str(most)})
        return name
