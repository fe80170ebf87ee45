"""The real model: the state of the fixed prompt is kept on disk, and a bad file is never trusted."""

from pathlib import Path

import pytest

from assistant.prompt import compose, prefix
from assistant.settings import Settings
from models.base import ModelError, Usage
from models.install import ready_path
from models.llama import LlamaGenerator

SOURCES = ["Een ambtenaar mag dit doen, mits de chef akkoord is."]


def reply(generator: LlamaGenerator) -> str:
    return "".join(generator.generate(compose("Mag dat?", SOURCES, "nl"), max_tokens=24))


def test_a_kept_state_gives_the_same_answer_and_a_damaged_one_is_made_anew(settings: Settings, tmp_path: Path) -> None:
    path = ready_path(settings.model, settings.data / "models")
    plain = LlamaGenerator(path, "proef", context=2048)
    plain.warm_up(prefix("nl"))
    expected = reply(plain)
    assert not list(tmp_path.iterdir())
    for _ in range(2):
        generator = LlamaGenerator(path, "proef", context=2048, states=tmp_path)
        generator.warm_up(prefix("nl"))
        assert reply(generator) == expected
    (state,) = tmp_path.glob("*.state")
    whole = state.stat().st_size
    state.write_bytes(state.read_bytes()[: whole // 2])
    generator = LlamaGenerator(path, "proef", context=2048, states=tmp_path)
    generator.warm_up(prefix("nl"))
    assert reply(generator) == expected
    assert state.stat().st_size == whole and list(tmp_path.iterdir()) == [state]


def test_a_prompt_that_does_not_fit_is_refused(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=1024)
    with pytest.raises(ModelError, match="STANDPUNT_CONTEXT"):
        list(generator.generate(compose("Mag dat?", ["woord " * 900], "nl"), max_tokens=120))


def test_a_second_question_evaluates_only_its_own_part(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=2048)
    generator.warm_up(prefix("nl"))
    seen: list[Usage] = []
    for question in ("Mag dat?", "Moet dat?"):
        list(generator.generate(compose(question, SOURCES, "nl"), max_tokens=4, report=seen.append))
    assert all(0 < usage.evaluated < 60 < usage.prompt and 0 < usage.written <= 4 for usage in seen), seen


def test_what_was_asked_before_does_not_change_a_reply(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=2048)
    generator.warm_up(prefix("nl"))
    first = reply(generator)
    list(generator.generate(compose("Mag dat ook op zondag?", ["Op zondag is het gebouw dicht."], "nl"), max_tokens=8))
    generator.odds(compose("Klopt dat?", SOURCES, "nl"), "Ja", "Nee")
    assert reply(generator) == first


def test_guessing_ahead_changes_nothing_in_the_text(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=2048)
    generator.warm_up(prefix("nl"))
    guessed = reply(generator)
    monkeypatch.setattr("models.llama.guess", lambda tokens, most: [])
    assert reply(generator) == guessed and SOURCES[0][:30] in guessed


def test_a_reply_can_be_stopped_halfway_and_the_next_one_is_whole(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=2048)
    generator.warm_up(prefix("nl"))
    whole = reply(generator)
    for taken in (0, 1, 3):
        stream = generator.generate(compose("Mag dat?", SOURCES, "nl"), max_tokens=24)
        for _ in range(taken):
            next(stream)
        stream.close()
    assert reply(generator) == whole


def test_whether_a_prompt_fits_is_told_beforehand(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=1024)
    assert generator.fits(compose("Mag dat?", SOURCES, "nl"), max_tokens=120)
    assert not generator.fits(compose("Mag dat?", ["woord " * 900], "nl"), max_tokens=120)
