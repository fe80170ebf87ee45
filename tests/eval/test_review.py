"""What evaluators say: nothing of it is lost, and their agreement is what published tables say it is."""

import multiprocessing
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.record import Reply
from eval.review import (
    ADJUDICATIONS,
    FOLDER,
    LABELS,
    Agreement,
    Final,
    Item,
    Label,
    ReviewError,
    add_adjudication,
    add_label,
    agree,
    by_item,
    checksum,
    differ,
    final_labels,
    item_of,
    pairs,
    read_adjudications,
    read_labels,
    run_agreement,
    strength,
    versus_automatic,
)
from eval.runs import ROWS
from eval.scores import scored
from tests.eval.make import case, record, reply

LABEL = {"evaluator": "AB", "run": "een", "qid": "q-1", "seed": 0, "sha": "0" * 16, "label": "juist", "source": "goed", "day": date(2026, 11, 27)}


def label(**changes: Any) -> Label:
    return Label.model_validate(LABEL | changes)


def from_table(*rows: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(one), str(two)) for one, row in enumerate(rows) for two, count in enumerate(row) for _ in range(count)]


# Fleiss, Levin & Paik (2003), table 18.1: 89 of 100 the same, 66 by chance: (0.89 - 0.66) / (1 - 0.66).
FLEISS = ((75, 1, 4), (5, 4, 1), (0, 0, 10))
# Landis & Koch (1977), table 1: two neurologists, four categories; the patients of Winnipeg and of New Orleans. They give 0.208 and 0.297.
WINNIPEG = ((38, 5, 0, 1), (33, 11, 3, 0), (10, 14, 5, 6), (3, 7, 3, 10))
NEW_ORLEANS = ((5, 3, 0, 0), (3, 11, 4, 0), (2, 13, 3, 4), (1, 2, 4, 14))
# Two by two: 35 of 50 the same; 0.5 * 0.6 + 0.5 * 0.4 = 0.5 by chance: (0.7 - 0.5) / 0.5.
TWO = ((20, 5), (10, 15))


@pytest.mark.parametrize(
    ("table", "raw", "kappa"),
    [(TWO, 0.7, 0.4), (FLEISS, 0.89, 0.23 / 0.34), (WINNIPEG, 64 / 149, 0.208), (NEW_ORLEANS, 33 / 69, 0.297)],
)
def test_kappa_is_that_of_published_tables(table: tuple[tuple[int, ...], ...], raw: float, kappa: float) -> None:
    found = agree(from_table(*table))
    assert found.raw == pytest.approx(raw) and found.n == sum(map(sum, table))
    assert found.kappa == pytest.approx(kappa, abs=0.0005)
    assert all(found.counts.get((str(one), str(two)), 0) == count for one, row in enumerate(table) for two, count in enumerate(row))


def test_kappa_that_does_not_exist_is_none() -> None:
    assert agree([]) == Agreement({}, None, None)
    always = agree([("juist", "juist")] * 9)
    assert always.kappa is None and always.raw == 1.0 and always.n == 9
    # One who always says the same agrees no more than chance does.
    assert agree([("juist", "juist")] * 8 + [("juist", "deels")]).kappa == 0.0


def test_the_classes_of_landis_and_koch() -> None:
    assert [strength(value) for value in (-0.1, 0.0, 0.2, 0.21, 0.41, 0.61, 0.81, 1.0)] == [0, 1, 1, 2, 3, 4, 5, 5]


def test_the_last_word_of_an_evaluator_counts(tmp_path: Path) -> None:
    add_label(tmp_path, label())
    add_label(tmp_path, label(evaluator="CD", label="deels"))
    add_label(tmp_path, label(label="gevaarlijk", remark="regel 2\n“zo”"))
    found = {one.evaluator: one for one in read_labels(tmp_path)}
    assert {name: one.label for name, one in found.items()} == {"AB": "gevaarlijk", "CD": "deels"}
    assert found["AB"].remark == "regel 2\n“zo”"
    assert len((tmp_path / LABELS).read_bytes().splitlines()) == 3
    assert (tmp_path / LABELS).stat().st_mode & 0o077 == 0


def test_a_half_line_is_no_line_and_is_cut_off(tmp_path: Path) -> None:
    add_label(tmp_path, label())
    with (tmp_path / LABELS).open("ab") as file:
        file.write(b'{"evaluator":"CD","run":"e')
    assert [one.evaluator for one in read_labels(tmp_path)] == ["AB"]
    add_label(tmp_path, label(evaluator="EF"))
    assert [one.evaluator for one in read_labels(tmp_path)] == ["AB", "EF"]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    (tmp_path / LABELS).write_text(label().model_dump_json() + "\nonzin\n" + label().model_dump_json() + "\n")
    with pytest.raises(ReviewError, match=r"labels\.jsonl, regel 2"):
        read_labels(tmp_path)


def _write(folder: Path, who: str) -> None:
    for number in range(40):
        add_label(folder, label(evaluator=who, qid=f"q-{number}", remark="x" * 1_500))


def test_evaluators_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    threads = [threading.Thread(target=_write, args=(tmp_path, who)) for who in ("AB", "CD")]
    processes = [multiprocessing.get_context("spawn").Process(target=_write, args=(tmp_path, who)) for who in ("EF", "GH")]
    for each in (*threads, *processes):
        each.start()
    for each in (*threads, *processes):
        each.join()
    assert {(one.evaluator, one.qid) for one in read_labels(tmp_path)} == {
        (who, f"q-{number}") for who in ("AB", "CD", "EF", "GH") for number in range(40)
    }


def test_pairs_are_over_what_both_labelled() -> None:
    said = [label(qid=f"q-{number}", label=verdict) for number, verdict in enumerate(("juist", "juist", "deels", "onjuist"))]
    said += [label(qid=f"q-{number}", evaluator="CD", label=verdict, source="fout") for number, verdict in enumerate(("juist", "deels", "deels"))]
    said += [label(qid="q-9", evaluator="EF")]
    (pair,) = pairs(said)
    assert (pair.first, pair.second, pair.label.n) == ("AB", "CD", 3)
    assert pair.label.counts == {("juist", "juist"): 1, ("juist", "deels"): 1, ("deels", "deels"): 1}
    # 2 of 3 the same; (2*1 + 1*2) / 9 by chance: (2/3 - 4/9) / (5/9).
    assert pair.label.kappa == pytest.approx(0.4)
    assert pair.source.raw == 0.0 and pair.source.kappa == 0.0
    # Another answer in a run of the same name is another answer.
    assert pairs([label(), label(evaluator="CD", sha="1" * 16)]) == []


def test_what_holds_in_the_end(tmp_path: Path) -> None:
    said = [label(), label(evaluator="CD"), label(qid="q-2"), label(qid="q-2", evaluator="CD", label="onjuist"), label(qid="q-3", source="geen")]
    items = {item.qid: item for item in by_item(said)}
    assert [differ(labels) for labels in by_item(said).values()] == [False, True, False]
    found = final_labels(said, {})
    assert found[items["q-1"]] == Final("juist", "goed", 2, False)
    assert found[items["q-2"]] == Final(None, "goed", 2, False)
    assert found[items["q-3"]] == Final("juist", "geen", 1, False)
    add_adjudication(tmp_path, label(qid="q-2", evaluator="EF", label="juist", source="fout"))
    add_adjudication(tmp_path, label(qid="q-2", evaluator="EF", label="deels", source="fout"))
    assert (tmp_path / ADJUDICATIONS).stat().st_mode & 0o077 == 0
    assert final_labels(said, read_adjudications(tmp_path))[items["q-2"]] == Final("deels", "fout", 2, True)


RIGHT = reply()
SILENT = Reply(outcome="abstained", text="Dit staat niet in de bronnen.", hits=(), cited=())


def test_people_beside_the_automatic_score() -> None:
    """Right by rule and "juist": 3; right and "deels": 1; not right and "juist": 1; not right and "onjuist": 2; without a final label: 1."""
    given = [RIGHT] * 4 + [SILENT] * 4
    verdicts = ("juist", "juist", "juist", "deels", "juist", "onjuist", "onjuist", None)
    rows = [record(one, case(f"q-{number}")) for number, one in enumerate(given)]
    final = {item_of("een", row): Final(verdict, "goed", 2, False) for row, verdict in zip(rows, verdicts, strict=True)}  # type: ignore[arg-type]
    found = versus_automatic(final, scored(rows))
    assert found.counts == {("juist", "juist"): 3, ("deels", "juist"): 1, ("juist", "niet"): 1, ("onjuist", "niet"): 2}
    assert found.n == 7 and found.raw == pytest.approx(5 / 7)
    # "juist": 4 of 7 by both; chance (4*4 + 3*3) / 49 = 25/49: (35/49 - 25/49) / (24/49).
    assert found.kappa == pytest.approx(10 / 24)


def test_a_label_is_of_one_seed_and_of_the_answer_that_was_shown() -> None:
    rows = [record(RIGHT, seed=0), record(SILENT, seed=1)]
    told = {item_of("een", rows[1]): Final("onjuist", "geen", 1, False)}
    assert versus_automatic(told, scored(rows)).counts == {("onjuist", "niet"): 1}
    other = {Item("een", "q-1", 1, checksum(rows[0])): Final("onjuist", "geen", 1, False)}
    assert versus_automatic(other, scored(rows)).n == 0
    slower = record(RIGHT.model_copy(update={"timings": {"total": 9.0}}))
    assert checksum(slower) == checksum(rows[0]) != checksum(rows[1])


def test_what_a_report_says(tmp_path: Path) -> None:
    assert run_agreement(tmp_path, ["een"], "nl") == {}
    rows = [record(one, case(f"q-{number}")) for number, one in enumerate([RIGHT, RIGHT, SILENT, SILENT])]
    (tmp_path / "runs" / "een").mkdir(parents=True)
    (tmp_path / "runs" / "een" / ROWS).write_text("".join(row.line() for row in rows))
    for who in ("Anna", "Bob"):
        for row, verdict in zip(rows, ("juist", "juist", "onjuist", "juist"), strict=True):
            add_label(tmp_path / FOLDER, label(**item_of("een", row)._asdict(), evaluator=who, label=verdict))
    # 3 of 4 the same; (3*2 + 1*2) / 16 by chance: (0.75 - 0.5) / 0.5.
    told = {"right": "kappa 0.50, gelijk in 75% van 4 beoordeelde antwoorden (beoordelaars onderling: kappa 1.00)"}
    assert run_agreement(tmp_path, ["een"], "nl") == told == run_agreement(tmp_path, ["een", "een", "weg"], "nl")
    assert "Anna" not in str(told)
    assert run_agreement(tmp_path, ["een"], "en")["right"].startswith("kappa 0.50, the same in 75% of 4 labelled answers")
    assert run_agreement(tmp_path, ["twee"], "nl") == {}
