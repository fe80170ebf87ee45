"""The local model of a server crashes, hangs, is killed or stopped: every question gets quotes or an answer, and the model comes back."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.apart import ApartGenerator
from models.base import Message, ModelAway, ModelError
from models.llama import LlamaGenerator
from tests.ops.standin import QUESTION, ROOT, Model, Server, run, serving, small_corpus

AWAY = "Het taalmodel is nu niet bereikbaar. U leest de letterlijke passages uit de bronnen."
PATIENCE = 3.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "model").write_text("write")
    return folder


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[Server]:
    given = {"STANDPUNT_CORPUS": str(small_corpus(data.parent / "corpus")), "STANDPUNT_PATIENCE": str(PATIENCE)}
    assert run(data, "index", "build", **given).returncode == 0
    with serving(data, **given) as running:
        yield running


@pytest.fixture(autouse=True)
def well(site: Server, data: Path) -> Iterator[None]:
    """Every test begins and ends with a model that writes."""
    yield
    (data / "model").write_text("write")
    until = time.monotonic() + 40
    while site.ask()["kind"] != "answered":
        assert time.monotonic() < until, "the model did not come back"
        time.sleep(0.5)


def model_process(site: Server) -> int:
    """The largest child: the other one looks after what is shared."""
    return max(site.children(), key=lambda pid: int(Path(f"/proc/{pid}/statm").read_text().split()[0]))


def test_the_model_is_a_process_of_its_own(site: Server) -> None:
    assert site.ask()["kind"] == "answered"
    assert Path(f"/proc/{model_process(site)}/oom_score_adj").read_text().strip() == "500", "the first to go when memory runs out"


@pytest.mark.parametrize("fault", ["raise", "die", "full"])
def test_a_model_that_fails_costs_no_answer(site: Server, data: Path, fault: str) -> None:
    (data / "model").write_text(fault)
    answer = site.ask()
    assert (answer["status"], answer["kind"]) == (200, "quotes") and answer["citations"] and AWAY in answer["notices"]
    assert "llama_decode" not in str(answer)


def test_a_model_that_hangs_is_ended_after_the_patience(site: Server, data: Path) -> None:
    (data / "model").write_text("hang")
    hung, began = model_process(site), time.monotonic()
    answer = site.ask()
    assert answer["kind"] == "quotes" and AWAY in answer["notices"]
    assert PATIENCE <= time.monotonic() - began < PATIENCE + 10
    assert not Path(f"/proc/{hung}").exists()


def test_a_stopped_model_is_ended_too(site: Server) -> None:
    os.kill(stopped := model_process(site), signal.SIGSTOP)
    assert site.ask()["kind"] == "quotes" and not Path(f"/proc/{stopped}").exists()


def test_a_model_killed_while_people_ask(site: Server) -> None:
    """Twenty ask while the model is killed every second: each gets quotes or an answer."""
    given: Counter[str] = Counter()

    def ask() -> None:
        answer = site.ask()
        given[f"{answer['status']} {answer['kind']}"] += 1

    askers = [threading.Thread(target=ask) for _ in range(20)]
    for asker in askers:
        asker.start()
    for _ in range(3):
        if site.children():
            os.kill(model_process(site), signal.SIGKILL)
        time.sleep(1)
    for asker in askers:
        asker.join(60)
    assert sum(given.values()) == 20 and set(given) <= {"200 answered", "200 quotes"}


def test_a_real_model_survives_its_process(settings: object, tmp_path: Path) -> None:
    """llama.cpp itself: killed while it writes, it is started again and says the same as before."""
    from functools import partial

    from models.install import ready_path

    path = ready_path(settings.model, settings.data / "models")  # type: ignore[attr-defined]
    apart = ApartGenerator(partial(LlamaGenerator, path, "proef", context=1024), "proef", 60)
    messages = [Message("user", f"{QUESTION} Antwoord kort.")]
    try:
        first = "".join(apart.generate(messages, max_tokens=4))
        reply = apart.generate(messages, max_tokens=40)
        next(reply)
        assert apart._process is not None and apart._process.pid
        os.kill(apart._process.pid, signal.SIGKILL)
        with pytest.raises(ModelAway, match="onverwacht gestopt"):
            list(reply)
        assert "".join(apart.generate(messages, max_tokens=4)) == first
        # Who leaves halfway stops the model and leaves it ready for the next.
        reply = apart.generate(messages, max_tokens=40)
        next(reply)
        reply.close()  # type: ignore[attr-defined]
        assert "".join(apart.generate(messages, max_tokens=4)) == first
    finally:
        apart.close()


def test_a_machine_that_refuses_another_priority_has_a_model_all_the_same(data: Path, tmp_path: Path) -> None:
    """A hardened service filters system calls."""
    (tmp_path / "sitecustomize.py").write_text("import os\n\ndef refused(_):\n    raise PermissionError(1, 'no')\n\nos.nice = refused\n")
    given = {"STANDPUNT_CORPUS": str(data.parent / "corpus"), "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    with serving(data, **given) as other:
        assert other.ask()["kind"] == "answered"


def test_a_model_that_keeps_failing_is_left_alone_for_longer_each_time(tmp_path: Path) -> None:
    from functools import partial

    (told := tmp_path / "model").write_text("die")
    apart = ApartGenerator(partial(Model, told), "proef", 30)
    messages, rests = [Message("user", "- x")], []
    for _ in range(3):
        with pytest.raises(ModelAway):
            list(apart.generate(messages, max_tokens=5))
        rests.append(apart._rest_until - time.monotonic())
        apart._rest_until = min(apart._rest_until, time.monotonic()) if len(rests) < 3 else apart._rest_until
    assert rests[0] <= 0 < rests[1] < rests[2]
    with pytest.raises(ModelAway, match="opnieuw gestart"):
        apart.warm_up(messages)
    told.write_text("write")
    apart._rest_until = 0
    assert "".join(apart.generate(messages, max_tokens=5)).strip() == "x"
    apart.close()
    assert issubclass(ModelAway, ModelError)
