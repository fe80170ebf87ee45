"""The pages of the staff as part of the site: under an address of their own, and under the name of the account."""

import html
import re
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts import Role
from eval.review import FOLDER, read_labels
from index.retriever import HybridRetriever
from tests.ops.entering import accounts_of, app_of, signed_in
from tests.ui.evaluators import two_runs

# What a form is sent to, or needs fields of a form.
SENT = re.compile(r"/(naam|keuze|weg|verplaats|publiceren|verwijderen|kopie|terug|intrekken|stop|groepen|sluiten|bestand|vergeet)$")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    accounts_of(data)
    return two_runs(data)


@pytest.fixture(scope="module")
def app(retriever: HybridRetriever, data: Path) -> Any:
    return app_of(retriever, data)


def test_evaluators_work_within_the_site_under_their_own_name(app: Any, data: Path) -> None:
    anna = signed_in(app, Role.EVALUATOR)
    page = anna.client.get("/beoordelaars/").text
    assert "Aangemeld als evaluator-anna" in page and 'action="/beoordelaars/naam"' not in page
    codes = re.findall(r'name="run" value="(\w+)"', page)
    chosen = anna.client.post("/beoordelaars/keuze", data={"run": codes, "aantal": "0", "token": anna.token("/beoordelaars/")})
    assert chosen.headers["location"] == "/beoordelaars/beoordelen"
    first = anna.client.get("/beoordelaars/beoordelen").headers["location"]
    assert re.fullmatch(r"/beoordelaars/beoordelen/\w{20}", first)
    token = anna.token(first)
    kept = anna.client.post(first, data={"label": "juist", "source": "goed", "remark": "", "token": token}, cookies={"beoordelaar": "Piet"})
    assert kept.status_code == 303 and kept.headers["location"].startswith("/beoordelaars/beoordelen/")
    assert [label.evaluator for label in read_labels(data / FOLDER)] == ["evaluator-anna"]
    # The name that others are asked for is not hers to choose.
    renamed = anna.client.post("/beoordelaars/naam", data={"naam": "Piet", "token": anna.token("/beoordelaars/")})
    assert renamed.headers["location"] == "/beoordelaars/" and "beoordelaar=" not in renamed.headers.get("set-cookie", "")


def test_a_trainer_makes_a_lesson_within_the_site(app: Any) -> None:
    tess = signed_in(app, Role.TRAINER)
    about = {"titel": "Binnen de site", "doel": "", "minuten": "15", "doelgroep": "medewerkers", "token": tess.token("/trainers/nieuw")}
    place = tess.client.post("/trainers/nieuw", data=about)
    assert place.headers["location"] == "/trainers/les/binnen-de-site/bronnen" and "trainer=" not in place.headers.get("set-cookie", "")
    page = html.unescape(tess.client.get("/trainers/les/binnen-de-site").text)
    assert "Aangemeld als trainer-anna" in page
    written = {"doe": "opslaan", "question.nl": "Mag het?", "token": tess.token("/trainers/les/binnen-de-site/nieuw/choice")}
    fault = tess.client.post("/trainers/les/binnen-de-site/nieuw/choice", data=written)
    assert fault.status_code == 422 and 'action="/trainers/les/binnen-de-site/nieuw/choice"' in fault.text
    sent = tess.client.post("/trainers/inlezen", files={"bestand": ("x.xlsx", b"x")}, data={"titel": "x", "token": tess.token("/trainers/inlezen")})
    assert sent.status_code == 422
    stale = tess.client.post("/trainers/inlezen", files={"bestand": ("x.xlsx", b"x")}, data={"titel": "x", "token": "oud"})
    assert stale.status_code == 403 and 'name="bestand"' in stale.text


@pytest.mark.parametrize(("role", "start"), [(Role.EVALUATOR, "/beoordelaars/"), (Role.TRAINER, "/trainers/")])
def test_every_link_of_the_mounted_pages_leads_somewhere(app: Any, role: Role, start: str) -> None:
    client = signed_in(app, role).client
    todo, seen, left = deque([start]), {start}, 0
    while todo and len(seen) < 160:
        path = todo.popleft()
        reply = client.get(path)
        if reply.status_code == 303:
            found = [reply.headers["location"]]
        else:
            assert reply.status_code == 200, path
            found = re.findall(r'(?:href|src|action)="(/[^"#]*)', reply.text) if "text/html" in reply.headers["content-type"] else []
        for link in map(html.unescape, found):
            plain = link.split("?")[0]
            assert plain.startswith((start, "/lessen/")) or plain in ("/", "/beoordelaars/", "/trainers/", "/afmelden"), (path, link)
            if plain.startswith(start) and not SENT.search(plain) and plain not in seen:
                seen.add(plain)
                todo.append(plain)
        left += 1
    assert left > 12
