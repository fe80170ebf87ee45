"""``standpuntwijzer privacy``: all that is stored is shown, what is too old goes and nothing else; the register and the DPIA tell the settings."""

import json
import multiprocessing
import os
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts import Accounts, Role
from assistant.instruction.results import Groups
from assistant.privacy import STORES, overview, purge
from assistant.privacy_texts import REQUIRED, dpia, lacking, register
from assistant.settings import Settings, load_settings
from corpus.disk import append_line, keep_lines
from eval.review import FOLDER, LABELS, Label, append
from tests.ops.network import CLI
from ui.feedback import Rating, keep

TODAY = date(2026, 11, 28)
OLD, RECENT = date(2026, 1, 2), date(2026, 11, 20)


def kept_in(data: Path) -> Settings:
    """The settings of a data folder with something old and something recent in every store that has days."""
    for day in (OLD, RECENT):
        rating = Rating(useful=True, text="", consent=True, answer={"question": f"Mag dat op {day}?", "kind": "answered"})
        keep(rating, data / "feedback", day)
        label = {"evaluator": "AB", "run": "a", "qid": "q", "seed": 0, "sha": "s", "label": "juist", "source": "goed", "day": day}
        append(data / FOLDER / LABELS, Label.model_validate(label))
        folder = data / "runs" / f"meting-{day}"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"name": folder.name, "day": day.isoformat()}), encoding="utf-8")
        (folder / "rows.jsonl").write_text('{"qid": "a"}\n', encoding="utf-8")
        group = Groups(data / "groups").open("les", 1, f"groep {day}", day)
        Groups(data / "groups").record(group.code, {"a": True})
    for results in (data / "groups").glob("*.jsonl"):
        opened = json.loads(results.with_suffix(".json").read_text(encoding="utf-8"))["opened"]
        at = date.fromisoformat(opened).toordinal() - date(1970, 1, 1).toordinal()
        os.utime(results, (at * 86_400 + 43_200,) * 2)
    Accounts(data).add("jan", Role.USER, "een heel lang wachtwoord")
    return load_settings(data=data)


def test_all_that_is_stored_is_shown_with_its_ground_and_its_time(tmp_path: Path) -> None:
    settings = kept_in(tmp_path)
    held = {one.id: one for one in overview(settings)}
    assert list(held) == [store.id for store in STORES]
    assert (held["oordelen"].records, held["oordelen"].oldest) == (2, OLD) and held["beoordelingen"].oldest == OLD
    assert held["metingen"].files == 4 and held["groepen"].oldest == OLD and held["accounts"].files
    assert "onbeperkt" in held["oordelen"].kept and "365 dagen" in held["auditspoor"].kept and all(one.ground for one in held.values())
    assert sum(one.files for one in held.values()) == sum(path.is_file() for path in tmp_path.rglob("*"))


def test_what_no_store_names_is_shown_as_unknown(tmp_path: Path) -> None:
    (tmp_path / "kladblok.txt").write_text("x", encoding="utf-8")
    last = overview(load_settings(data=tmp_path))[-1]
    assert (last.id, last.files) == ("onbekend", 1)


def test_what_is_too_old_goes_and_the_rest_stays(tmp_path: Path) -> None:
    settings = kept_in(tmp_path)
    damaged = tmp_path / "feedback" / "ratings.jsonl"
    with damaged.open("a", encoding="utf-8") as file:
        file.write("geen JSON\n")
    expected = {"oordelen": 1, "beoordelingen": 1, "metingen": 1, "groepen": 1}
    before = sorted(tmp_path.rglob("*"))
    assert purge(settings, 90, TODAY, dry=True) == expected and {*sorted(tmp_path.rglob("*"))} >= {*before}
    assert purge(settings, 90, TODAY) == expected
    assert purge(settings, 90, TODAY) == dict.fromkeys(expected, 0) and purge(settings, 0, TODAY) == {}
    lines = damaged.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and str(RECENT) in lines[0] and lines[1] == "geen JSON"
    assert damaged.stat().st_mode & 0o777 == 0o600
    assert [folder.name for folder in (tmp_path / "runs").iterdir()] == [f"meting-{RECENT}"]
    assert [group.opened for group in Groups(tmp_path / "groups").all()] == [RECENT] and len(list((tmp_path / "groups").iterdir())) == 2
    assert [account.name for account in Accounts(tmp_path).all()] == ["jan"]


def _add(file: Path, name: str) -> None:
    for number in range(150):
        append_line(file, f"nieuw {name} {number}".encode())


def test_nothing_is_lost_that_is_added_while_lines_are_taken_away(tmp_path: Path) -> None:
    file = tmp_path / "regels.jsonl"
    for number in range(20):
        append_line(file, f"oud {number}".encode())
    adding = [multiprocessing.get_context("fork").Process(target=_add, args=(file, name)) for name in "ab"]
    for process in adding:
        process.start()
    gone = 0
    while any(process.is_alive() for process in adding):
        gone += keep_lines(file, lambda line: not line.startswith(b"oud"))
        append_line(file, b"oud erbij")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert gone >= 20 and {line for line in lines if line.startswith("nieuw")} == {f"nieuw {name} {n}" for name in "ab" for n in range(150)}


def cli(data: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "STANDPUNT_DATA": str(data), **more}
    return subprocess.run([*CLI, "privacy", *arguments], capture_output=True, text=True, env=environment, check=False, timeout=60)


def test_the_commands(tmp_path: Path) -> None:
    kept_in(tmp_path)
    shown = cli(tmp_path, STANDPUNT_RETENTION_DAYS="90")
    assert shown.returncode == 0 and "oordelen: 2 in 1 bestand" in shown.stdout and "90 dagen" in shown.stdout and "Mag dat" not in shown.stdout
    rows = json.loads(cli(tmp_path, "--json").stdout)
    assert {row["id"] for row in rows} == {store.id for store in STORES} and rows[0]["oldest"] == str(OLD)
    assert "geen bewaartermijn" in cli(tmp_path, "purge").stderr
    assert "Zou wissen: 4" in cli(tmp_path, "purge", "--older-than", "90", "--dry-run").stderr
    assert "Gewist: 4" in cli(tmp_path, "purge", STANDPUNT_RETENTION_DAYS="90").stderr
    wrong = cli(tmp_path, STANDPUNT_RETENTION_DAYS="-1")
    assert wrong.returncode == 2 and "STANDPUNT_RETENTION_DAYS" in wrong.stderr
    told = cli(tmp_path, "register")
    assert json.loads(told.stdout)["standard_version"] == "1.0" and "organization, contact_email" in told.stderr


def test_the_entry_for_the_register_has_the_fields_of_the_standard_and_tells_the_settings() -> None:
    entry = register(load_settings(personal_data="block", model="none"), "Gemeente Noorderhaaks", "ai@noorderhaaks.example", "2026-12")
    assert lacking(entry) == [] and set(REQUIRED) <= entry.keys()
    # Version 1.0 of the publication standard: every field a publisher fills in, with the longest text each may hold.
    longest = {"name": 100, "description_short": 350, "organization": 100, "goal": 2500, "proportionality": 2500, "human_intervention": 2500,
               "risks": 2500, "lawful_basis": 2500, "impacttoetsen": 2500, "source_data": 2500, "methods_and_models": 5000, "provider": 200,
               "tags": 2500, "begin_date": 7}  # fmt: skip
    lists = {"category", "lawful_basis_grouping", "impacttoetsen_grouping", "source_data_grouping"}
    others = {"status", "end_date", "contact_email", "website", "publication_category", "url", "process_index_url", "publiccode", "lang",
              "standard_version", "source_id"}  # fmt: skip
    assert entry.keys() == longest.keys() | lists | others
    assert all(len(entry[name]) <= most for name, most in longest.items())
    assert entry["status"] in ("In ontwikkeling", "In gebruik", "Buiten gebruik") and entry["lang"] == "nld"
    assert entry["publication_category"] in ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes")
    assert all(set(law) == {"title", "link"} and law["link"].startswith("https://") for law in entry["lawful_basis_grouping"])
    assert "geweigerd" in entry["risks"] and "alleen letterlijke passages" in entry["methods_and_models"]


def test_the_dpia_tells_this_installation(tmp_path: Path) -> None:
    settings = kept_in(tmp_path)
    told = dpia(settings, overview(settings))
    assert all(f"## {number}. " in told for number in range(1, 5)) and f"| oordelen | {STORES[0].holds} | 2 | {OLD} |" in told
    assert "Er is geen auditspoor." in told and "alleen deze machine" in told
    secret = load_settings(
        data=tmp_path, audit="content", auth="oidc", openai_url="http://gebruiker:geheim@llm.intern/v1", openai_key="sleutel", retention_days=30
    )
    other = dpia(secret, [])
    assert "met de vraag en het antwoord" in other and "llm.intern" in other and "30 dagen" in other
    assert not re.search("geheim@|sleutel|gebruiker:", other)
    assert "accountnaam" in other and "accountnaam" not in told


@pytest.mark.parametrize("name", ["assistant/privacy.py", "docs/gegevens.md"])
def test_every_store_is_described(name: str) -> None:
    text = (Path(__file__).parents[2] / name).read_text(encoding="utf-8")
    assert all(store.id in text for store in STORES)


def test_an_unreadable_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(Path, "rglob", refuse)
    from assistant.privacy import PrivacyError

    with pytest.raises(PrivacyError, match="niet te lezen"):
        overview(load_settings(data=tmp_path))
