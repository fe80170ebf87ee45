"""Runs to label, ratings of users, and an evaluator who sends what the forms of the pages hold."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from eval.config import Config, Target
from eval.record import Reply
from eval.runs import MANIFEST, ROWS, Manifest
from tests.eval.make import case, record, reply

PLACES = frozenset({"avg/artikel-33", "avg/artikel-34", "dpia/wanneer"})
SECRET = ("geheim-run", "tweede-run", "qwen-geheim", "Configuratie X")
OWN_ORIGIN = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
SILENT = Reply(outcome="abstained", text="Dit staat niet in de bronnen.", hits=(), cited=())


def add_run(data: Path, name: str, rows: list[Any]) -> None:
    folder = data / "runs" / name
    folder.mkdir(parents=True)
    target = Target(kind="openai", url="http://127.0.0.1/v1", model="qwen-geheim")
    manifest = Manifest(
        name=name, config=Config(name="Configuratie X", target=target), sets={"proef": "x"}, size=None, cases=len(rows), corpus="c", index="i",
        model="qwen-geheim", settings={}, code="0", day=date(2026, 11, 27), machine="x",
    )  # fmt: skip
    (folder / MANIFEST).write_text(manifest.model_dump_json())
    (folder / ROWS).write_text("".join(row.line() for row in rows))


def rows(count: int, given: Callable[[int], Reply] = lambda number: reply()) -> list[Any]:
    return [record(given(number), case(f"q-{number}", query=f"Vraag {number}?", note="VERKLAPT")) for number in range(count)]


def two_runs(data: Path) -> Path:
    """A run that answers four questions and fails at one, and a run that is silent on the same four."""
    add_run(data, "geheim-run", [*rows(4), record(Reply(outcome="failed", error="x"), case("q-mis", query="Mislukt?"))])
    add_run(data, "tweede-run", rows(4, lambda number: SILENT))
    return data


def rate(data: Path, *questions: str, **changes: Any) -> None:
    (data / "feedback").mkdir(exist_ok=True)
    with (data / "feedback" / "ratings.jsonl").open("a", encoding="utf-8") as file:
        for question in questions:
            answer = {"question": question, "language": "nl", "text": question, "citations": [{"marker": 1, "label": question, "text": question}]}
            row = {"day": "2026-11-26", "useful": False, "reason": "bron", "text": question, "answer": answer}
            file.write(json.dumps(row | changes, ensure_ascii=False) + "\n")


class Evaluator:
    """Somebody with a browser of their own, who sends what its forms hold."""

    def __init__(self, app: Any, name: str, runs: int = 2, size: str = "0") -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1", headers=OWN_ORIGIN)
        self.name = name
        self.send("/naam", {"naam": name}, page="/")
        codes = re.findall(r'name="run" value="(\w+)"', self.get("/"))
        if codes:
            self.send("/keuze", {"run": codes[:runs], "aantal": size}, page="/")

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(self, path: str, fields: dict[str, Any], page: str = "", status: int = 200) -> Any:
        """Post to ``path`` with the token of a page."""
        token = re.search(r'name="token" value="([^"]+)"', self.client.get(page or path).text)
        assert token
        answer = self.client.post(path, data=fields | {"token": token[1]})
        assert answer.status_code == status, answer.text
        return answer

    def order(self) -> list[str]:
        """The codes of the answers in the order in which they are offered, by skipping each."""
        page = self.client.get("/beoordelen")
        codes = [page.url.path.split("/")[-1]]
        while (found := re.search(r'href="/beoordelen/(\w{20})">(?:Overslaan|Skip)', page.text)) and found[1] not in codes:
            codes.append(found[1])
            page = self.client.get(f"/beoordelen/{found[1]}")
        return codes

    def label(self, code: str, label: str = "juist", source: str = "goed", remark: str = "") -> Any:
        return self.send(f"/beoordelen/{code}", {"label": label, "source": source, "remark": remark})
