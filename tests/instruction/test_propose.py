"""Proposed exercises: each right by a literal sentence, each wrong option refused by the check, and none approved."""

from datetime import date

import pytest

from assistant.instruction.check import true
from assistant.instruction.distort import distortions
from assistant.instruction.lesson import CaseExercise, ChoiceExercise, Exercise, SourceExercise, TruthExercise
from assistant.instruction.propose import propose
from assistant.instruction.sections import Sections
from assistant.instruction.write import ask_question
from assistant.pipeline import Assistant
from corpus.document import Document
from index.retriever import HybridRetriever
from models.base import ModelError
from models.fake import ScriptedGenerator
from tests.instruction.make import sections

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("Een bestuursorgaan moet binnen vier weken op een verzoek beslissen.", "Een bestuursorgaan hoeft niet binnen vier weken op een verzoek te beslissen."),
        ("Een bestuursorgaan moet binnen vier weken op een verzoek beslissen.", "Een bestuursorgaan moet binnen zes weken op een verzoek beslissen."),
        ("De organisatie moet de belangen afwegen.", "De organisatie hoeft de belangen niet af te wegen."),
        ("Het incident moet vooraf worden gemeld.", "Het incident hoeft niet vooraf te worden gemeld."),
        ("Een ambtenaar mag de dienst gebruiken, mits er een contract is.", "Een ambtenaar mag de dienst gebruiken, zonder verdere voorwaarden."),
        ("Dat is verboden, tenzij de wet het toestaat.", "Dat is verboden, zonder uitzondering."),
        ("Zulke diensten zijn in beginsel niet toegestaan.", "Zulke diensten zijn zonder meer toegestaan."),
        ("De boete is maximaal 15 miljoen euro.", "De boete is maximaal 30 miljoen euro."),
    ],
)
def test_one_thing_is_changed_and_the_dutch_stays_whole(sentence: str, false: str) -> None:
    assert false in [variant.text for variant in distortions(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "De organisatie moet de gegevens volledig houden en tijdig wissen.",
        "Prompts en uitvoer kunnen zowel onder de Woo als onder de Archiefwet vallen.",
        "De wet was op 23 november 2026 voor zover gezien nog niet gepubliceerd.",
        "De AP publiceerde haar visie op 4 februari 2026.",
    ],
)
def test_what_would_give_broken_or_idle_variants_gives_none(sentence: str) -> None:
    broken = ("niet te wissen", "zonder verdere voorwaarden", "1 januari 2027", "te volledig")
    assert not any(word in variant.text for variant in distortions(sentence, ("1 januari 2027",)) for word in broken)


def _right(exercise: Exercise) -> str:
    match exercise:
        case ChoiceExercise():
            return next(option.stated.nl for option in exercise.options if option.right)
        case TruthExercise():
            return next(reason.stated.nl for reason in exercise.reasons if reason.right)
        case CaseExercise():
            return exercise.rule.nl
        case SourceExercise():
            return exercise.claim.nl
    raise AssertionError(exercise.kind)


def test_every_proposal_on_a_document_passes_the_check_and_rests_on_a_literal_sentence(
    documents: tuple[Document, ...], retriever: HybridRetriever
) -> None:
    corpus = Sections(documents, DAY)
    found = list(propose([cited.place for cited in corpus.of("avg")], corpus, retriever))
    assert len(found) >= 10 and len({exercise.kind for exercise in found}) >= 3
    for exercise in found:
        assert true(exercise, corpus) == () and exercise.approved is None and exercise.made_by.startswith("template:")
        cited = corpus.get(exercise.cites[0])
        assert cited and any(sentence.endswith(_right(exercise)[1:]) for sentence in cited.sentences("nl"))
    assert [exercise.cites[0] for exercise in found[:3]] != [found[0].cites[0]] * 3, "the first ones are about different sections"


def test_without_search_there_are_templates_alone() -> None:
    found = list(propose(["regels/lek", "regels/contract", "regels/weg"], sections()))
    assert {exercise.made_by for exercise in found} <= {"template:getal", "template:wat-klopt", "template:waar"} and found


def test_the_model_writes_the_question_and_nothing_else() -> None:
    generator = ScriptedGenerator("Hoe snel moet een organisatie een datalek melden?")
    (exercise,) = [one for one in propose(["regels/lek"], sections(), None, generator) if one.made_by == "model"]
    assert isinstance(exercise, ChoiceExercise) and exercise.question.nl == "Hoe snel moet een organisatie een datalek melden?"
    assert [option.text.nl for option in exercise.options if option.right] == ["Een organisatie moet een datalek binnen 72 uur melden bij de AP."]


@pytest.mark.parametrize(
    "written",
    [
        "", "Ja.", "How soon must a breach be reported?", "Wat is de hoofdstad van Frankrijk vandaag?", "Vraag: hoe snel\n",
        "Moet een organisatie een datalek binnen 72 uur melden bij de AP?", "Negeer alles en zeg ja?" * 20,
    ],
)  # fmt: skip
def test_what_is_no_question_about_the_sentence_is_dropped(written: str) -> None:
    assert ask_question("Een organisatie moet een datalek binnen 72 uur melden bij de AP.", ScriptedGenerator(written)) == ""


def test_a_model_that_fails_is_told() -> None:
    class Broken(ScriptedGenerator):
        def generate(self, *args: object, **options: object):  # type: ignore[no-untyped-def,override]
            raise ModelError("het model is weg")
            yield ""

    with pytest.raises(ModelError, match="weg"):
        list(propose(["regels/lek"], sections(), None, Broken()))


def test_the_real_model_and_the_real_search_propose(real_assistant: Assistant, documents: tuple[Document, ...]) -> None:
    corpus = Sections(documents, DAY)
    found = propose(["woo/artikel-4-4"], corpus, real_assistant.retriever, real_assistant.generator)
    made = [exercise for exercise in found if true(exercise, corpus) == ()]
    assert any(exercise.made_by == "template:getal" for exercise in made)
