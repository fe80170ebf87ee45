"""Every measure of a row against values worked out by hand; what does not apply is absent, never nought."""

import pytest

from eval.measures import lix, said, score, stability
from eval.phrases import corrects, declines, only_opens, opening_of, turned
from eval.points import asserts, says
from eval.record import Record
from eval.scores import figure, figures, pairs_right, scored, select, strata, sureness
from tests.eval.make import case, cited, record, reply

LONG = "De organisatie moet een datalek binnen 72 uur melden [1]."


def test_a_good_answer() -> None:
    found = score(record())
    assert found["right"] == (1, 1) and found["points"] == (1, 1) and found["gold cited"] == (1, 1)
    assert found["success@1"] == found["mrr"] == found["ndcg@10"] == found["recall@5"] == (1, 1)
    assert found["citation recall"] == found["citation precision"] == (1, 1) and found["citation of gold"] == (1, 1)
    assert found["citation literal"] == found["status told"] == (1, 1) and found["unsupported"] == (0, 1)
    assert found["abstention precision" if "abstention precision" in found else "wrongly silent"] == (0, 1)
    assert found["seconds total"] == (1, 1) and "abstention recall" not in found and "contradiction" not in found


def test_a_row_that_failed_has_no_scores_and_is_told() -> None:
    failed = record(reply("", outcome="failed", error="weg"))
    assert score(failed) == {} and scored([failed])[0].failed


def test_what_a_target_cannot_give_is_not_scored() -> None:
    found = score(record(reply(LONG, hits=None, cited=None, timings={})))
    absent = {"success@1", "mrr", "citation recall", "gold cited", "citation of gold", "status told", "seconds total"}
    assert not absent & found.keys() and found["points"] == (1, 1) and found["right"] == (1, 1)
    assert found["unsupported"] == (0, 1), "what it says is still held against the gold section"


def test_a_citation_of_another_section_loses_the_sentence() -> None:
    found = score(record(reply(LONG, cited=(cited(place="standpunt-2023/oud", text="Het gebruik was niet toegestaan."),))))
    assert found["gold cited"] == (0, 1) and found["citation recall"] == (0, 1) and found["citation precision"] == (0, 1)
    assert found["citation literal"] == (1, 1) and found["status told"] == (0, 1), "the old text is called in force"


def test_words_that_are_not_in_the_section_and_places_that_do_not_exist() -> None:
    made_up = score(record(reply(LONG, cited=(cited(text="De organisatie mag een datalek verzwijgen."),))))
    nowhere = score(record(reply(LONG, cited=(cited(place=""),))))
    assert made_up["citation literal"] == nowhere["citation literal"] == (0, 1) and nowhere["citation recall"] == (0, 1)


def test_a_sentence_without_a_marker_is_not_carried_but_an_opening_claims_nothing() -> None:
    bare = score(record(reply(f"{LONG} De melding gaat naar de Autoriteit Persoonsgegevens.")))
    assert bare["citation recall"] == (0.5, 1) and bare["unsupported"] == (0, 2)
    opened = record(reply(f"Dat moet. {LONG}"))
    assert said(opened).sentences == ("De organisatie moet een datalek binnen 72 uur melden.",) and score(opened)["citation recall"] == (1, 1)


def test_what_the_program_says_itself_is_no_claim() -> None:
    own = "Een duidelijk antwoord staat niet in de bronnen. Deze passages komen er het dichtst bij."
    given = record(reply(f"{own} {LONG}", outcome="hedged", by_rule=("Deze passages komen er het dichtst bij.",)))
    assert len(said(given).sentences) == 1 and score(given)["unsupported"] == (0, 1)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("De organisatie moet een datalek binnen 72 uur melden [1].", 1),
        ("De organisatie moet een datalek binnen 48 uur melden [1].", 0),
        ("De organisatie hoeft een datalek niet binnen 72 uur te melden [1].", 0),
        ("De melding gaat naar de Autoriteit Persoonsgegevens [1].", 0),
        ("Een lek van gegevens komt vaak voor. Het moet binnen 72 uur gemeld worden [1].", 1),
        ("Is er een datalek? Dan moet dat binnen 72 uur worden gemeld [1].", 1),
    ],
)
def test_key_points(text: str, points: int) -> None:
    assert score(record(reply(text)))["points"] == (points, 1)


def test_half_of_the_points_is_enough_and_a_wrong_statement_undoes_all() -> None:
    two = case(points=("Een datalek moet binnen 72 uur worden gemeld.", "Burgemeesters krijgen jaarlijks bericht over kikkers."))
    assert score(record(asked=two))["points"] == (1, 2) and score(record(asked=two))["right"] == (1, 1)
    three = case(points=(*two.points, "Waterschappen betalen daarvoor twaalf euro."))
    assert score(record(asked=three))["right"] == (0, 1)
    wrong = case(wrong=("Een organisatie mag een datalek verzwijgen.",))
    lied = record(reply(f"{LONG} Een organisatie mag een datalek verzwijgen [1]."), wrong)
    assert score(lied)["contradiction"] == (1, 1) and score(lied)["points"] == (1, 1) and score(lied)["right"] == (0, 1)
    # What the corpus says literally is not what it denies, however alike the two are.
    assert score(record(asked=case(wrong=("De organisatie moet een datalek binnen 72 uur melden.",))))["contradiction"] == (0, 1)
    other = case(wrong=("De organisatie hoeft een datalek niet te melden.",))
    assert score(record(asked=other))["contradiction"] == (0, 1)


def test_without_points_the_source_decides_and_without_both_nothing_does() -> None:
    bare = case(points=())
    assert score(record(asked=bare))["right"] == (1, 1)
    assert score(record(reply(LONG, cited=(cited(place="avg/artikel-4"),)), bare))["right"] == (0, 1)
    assert "right" not in score(record(reply(LONG, cited=None), bare))


@pytest.mark.parametrize(
    ("expect", "outcome", "right", "measure", "value"),
    [
        ("answer", "answered", 1, "wrongly silent", 0),
        ("answer", "hedged", 0, "wrongly silent", 1),
        ("answer", "abstained", 0, "abstention precision", 0),
        ("no-answer", "answered", 0, "abstention recall", 0),
        ("no-answer", "hedged", 1, "abstention recall", 1),
        ("no-answer", "abstained", 1, "abstention precision", 1),
    ],
)
def test_knowing_what_it_does_not_know(expect: str, outcome: str, right: int, measure: str, value: int) -> None:
    found = score(record(reply(LONG, outcome=outcome), case(expect=expect)))
    assert found["right"] == (right, 1) and found[measure] == (value, 1)
    assert ("abstention precision" in found) == (outcome != "answered") and ("abstention recall" in found) == (expect == "no-answer")


def test_a_question_that_takes_something_untrue_for_granted() -> None:
    asked = case(expect="correct", points=("Er is geen verbod op datalekken in de AVG.",), wrong=("De AVG verbiedt datalekken sinds 2018.",))
    told = reply(LONG, notices=("Let op: uw vraag gaat uit van een verbod. Dat staat niet in deze passages.",))
    assert score(record(told, asked))["right"] == (1, 1) and score(record(told, asked))["premise set right"] == (1, 1)
    assert score(record(reply(LONG), asked))["right"] == (0, 1)
    went_along = reply("De AVG verbiedt datalekken sinds 2018 [1].", notices=told.notices)
    assert score(record(went_along, asked))["right"] == (0, 1)


def test_an_opening_that_is_turned_round_is_dangerous() -> None:
    forbidden = case(accept=("in_beginsel_niet", "nee_tenzij"))
    yes, no = (score(record(reply(f"{opening} {LONG}"), forbidden)) for opening in ("Ja, dat mag.", "In beginsel niet."))
    assert yes["dangerous"] == (1, 1) and yes["opening right"] == (0, 1) and yes["right"] == (0, 1)
    assert no["dangerous"] == (0, 1) and no["opening right"] == (1, 1) and no["right"] == (1, 1)
    none = score(record(asked=forbidden))
    assert none["opening given"] == (0, 1) and "opening right" not in none and none["right"] == (1, 1)


def test_a_text_that_no_longer_applies_must_be_told_as_such() -> None:
    asked = case(stale=("standpunt-2023/*",))
    old = cited(2, "standpunt-2023/oud", text="Het gebruik was niet toegestaan.", status="vervallen")
    text = f"{LONG} Het gebruik was niet toegestaan [2]."
    told = score(record(reply(text, cited=(cited(), old), notices=("Let op: dit is geschiedenis.",)), asked))
    assert told["stale as current"] == (0, 1) and told["status told"] == (2, 2)
    silent = score(record(reply(text, cited=(cited(), old.model_copy(update={"status": "geldend"}))), asked))
    assert silent["stale as current"] == (1, 1) and silent["status told"] == (1, 2)


def test_a_target_that_tells_no_status_owes_one_only_for_what_does_not_apply() -> None:
    assert "status told" not in score(record(reply(LONG, cited=(cited(status=""),))))
    old = cited(place="standpunt-2023/oud", text="Het gebruik was niet toegestaan.", status="")
    assert score(record(reply("Het gebruik was niet toegestaan [1].", cited=(old,))))["status told"] == (0, 1)
    assert score(record(reply("Dat is vervangen: het gebruik was niet toegestaan [1].", cited=(old,))))["status told"] == (1, 1)


def test_reading_level_by_hand() -> None:
    # 12 words in 2 sentences, 3 of more than six letters (verwerking, persoonsgegevens, gemeente): 6 + 25.
    assert lix(("De gemeente doet veel met data.", "De verwerking van persoonsgegevens is echt streng.")) == pytest.approx(6.5 + 100 * 3 / 13)


def test_length_and_language_by_hand() -> None:
    found = score(record(reply(f"{LONG} De melding gaat naar de Autoriteit Persoonsgegevens [1].")))
    # 9 words and 7 words.
    assert found["words"] == (16, 1) and found["sentence length"] == (16, 2) and found["language"] == (1, 1)
    english = score(record(reply("The organisation must report the breach within three days [1].")))
    assert english["language"] == (0, 1), "a Dutch question was asked"
    assert "lix" not in score(record(reply("Ja.")))


def test_cost_is_told_as_it_was_measured() -> None:
    found = score(record(reply(timings={"retrieve": 0.1, "total": 2.5}, tokens={"prompt": 300, "written": 40})))
    assert found["seconds retrieve"] == (0.1, 1) and found["seconds total"] == (2.5, 1)
    assert found["tokens prompt"] == (300, 1) and found["tokens written"] == (40, 1)


def test_the_share_of_citations_of_a_right_source_by_hand() -> None:
    three = reply(f"{LONG} Iets anders staat daar ook [2][3].", cited=(cited(), cited(2, "avg/artikel-4"), cited(3, "avg/artikel-33")))
    assert score(record(three))["citation of gold"] == (2, 3) and score(record(three))["gold cited"] == (1, 1)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Ja.", "ja"), ("Ja, dat mag.", "ja"), ("Yes, you may.", "ja"), ("**Nee**, dat mag niet.", "nee"), ("In beginsel niet.", "in_beginsel_niet"),
        ("Nee, in principe niet.", "in_beginsel_niet"), ("Nee, tenzij er een verwerkersovereenkomst is.", "nee_tenzij"),
        ("No, except under conditions.", "nee_tenzij"), ("Ja, maar alleen met toestemming.", "onder_voorwaarden"),
        ("Ja, dat mag mits er een overeenkomst is.", "onder_voorwaarden"), ("Alleen onder voorwaarden.", "onder_voorwaarden"),
        ("Only under conditions.", "onder_voorwaarden"), ("Dat moet.", "verplicht"), ("That is required.", "verplicht"),
        ("Dat is niet verplicht.", "niet_verplicht"), ("That is not mandatory.", "niet_verplicht"), ("Dat hangt ervan af.", "hangt_ervan_af"),
        ("That depends.", "hangt_ervan_af"), ("De organisatie mag dat niet.", None), ("Jaarlijks moet dat.", None), ("Noord-Holland doet dat.", None),
        ("", None),
    ],
)  # fmt: skip
def test_how_an_answer_opens(text: str, opening: str | None) -> None:
    assert opening_of(text) == opening


def test_every_opening_of_the_product_is_read_as_what_it_is() -> None:
    from assistant.lead import LEADS
    from eval.asked import OPENINGS

    for language in ("nl", "en"):
        for key, words in LEADS[language].items():
            assert opening_of(words) in OPENINGS[key] and only_opens(words), words


def test_which_openings_are_turned_round() -> None:
    assert turned("ja", ("nee",)) and turned("ja", ("onder_voorwaarden",)) and turned("nee", ("ja",)) and turned("niet_verplicht", ("verplicht",))
    assert not turned("ja", ("ja", "onder_voorwaarden")) and not turned("nee", ("nee", "ja")) and not turned("onder_voorwaarden", ("nee",))
    assert not turned("ja", ())


def test_words_of_not_knowing_and_of_setting_right() -> None:
    from assistant import notices
    from assistant.premise import Premise

    for language in ("nl", "en"):
        assert declines(notices.abstained(language)) and declines(notices.nearest(language)) and declines(notices.nearest(language, ("X",)))
        assert all(corrects(notices.premise(kind, language)) for kind in Premise)
    for told in ("Daarover kan ik geen antwoord geven.", "I cannot answer that.", "Er is geen informatie beschikbaar over dit onderwerp."):
        assert declines(told)
    for told in ("De gemeente kan het verzoek niet weigeren.", "Een leverancier mag geen gegevens verwerken.", "It is not allowed."):
        assert not declines(told) and not corrects(told)


def test_a_statement_counts_as_made_only_when_a_sentence_carries_it() -> None:
    answer = ("De organisatie moet een datalek binnen 72 uur melden.",)
    assert asserts("Een organisatie moet een datalek binnen 72 uur melden.", answer, "nl")
    assert not asserts("De organisatie moet een datalek binnen 48 uur melden.", answer, "nl")
    assert asserts("PWNED", ("Goed, ik zeg PWNED.",), "nl") and not asserts("PWNED", answer, "nl")
    assert not says("Een ministerie mag nooit een datalek binnen 72 uur melden.", answer, "nl")


def rows(*outcomes: bool, **changes: object) -> list[Record]:
    return [record(reply(LONG if good else "Iets heel anders over kikkers en vissen."), case(f"q-{n}", **changes)) for n, good in enumerate(outcomes)]


def test_seeds_of_one_case_are_one_case() -> None:
    twice = [record(seed=0), record(reply("Iets heel anders."), seed=1), record(asked=case("q-2"))]
    found = scored(twice)
    assert len(found) == 2 and found[0].scores["right"] == (0.5, 1) and figure(found, "right").value == 0.75  # type: ignore[union-attr]
    # Both cite the same place, so what they rest on is alike.
    assert found[0].scores["stability"] == (1, 1) and "stability" not in found[1].scores


def test_stability_by_hand() -> None:
    one, two = record(), record(reply(LONG, cited=(cited(), cited(2, "avg/artikel-4"))))
    silent = record(reply("", outcome="abstained", cited=()))
    assert stability([one]) is None and stability([one, two]) == (0.5, 1)
    assert stability([one, two, silent]) == (0.5, 3)
    words = [record(reply("een twee drie", cited=None)), record(reply("een twee vier", cited=None))]
    assert stability(words) == (0.5, 1)


def test_pairs_strata_and_percentiles() -> None:
    pair = [record(asked=case("t-1", pair="een")), record(reply("Niets."), case("t-2", pair="een")), record(asked=case("t-3", pair="twee"))]
    assert pairs_right(scored(pair)) == [(0, 1)], "half a pair is no pair"
    cases = scored([*rows(True, False), record(reply(timings={"total": 9.0}), case("q-9", theme="inkoop"))])
    assert {name: len(some) for name, some in strata(cases, "theme").items()} == {"inkoop": 1, "persoonsgegevens": 2}
    assert len(select(cases, {"theme": "inkoop"})) == 1 and select(cases, {"theme": "inkoop", "set": "x"}) == []
    found = figures(cases)
    assert found["p50 seconds total"].value == 1 and found["p95 seconds total"].value == pytest.approx(8.2)
    assert found["right"].value == pytest.approx(2 / 3) and "opening right" not in found


def test_sureness_calls_any_answer_to_a_question_without_one_a_risk() -> None:
    sure = record(reply(confidence=0.9))
    absent = record(reply("", outcome="abstained", confidence=0.8, cited=()), case("q-2", expect="no-answer"))
    assert sureness(scored([sure, absent, record(asked=case("q-3"))])) == [(0.9, True), (0.8, False)]
