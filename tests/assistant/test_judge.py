import pytest

from assistant.answer import AnswerKind, Verdict
from assistant.build import load_judge, style_of
from assistant.judge import ANSWERS, EntailmentJudge, GeneratorJudge, prefix
from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.retriever import HybridRetriever
from models.base import ModelError
from models.fake import ScriptedGenerator
from models.install import ready_path
from models.llama import LlamaGenerator

OTHER_WORDS = (
    "Volgens het standpunt van 2025 mogen ambtenaren AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken, omdat de overheid "
    "daarover geen afspraken met de leverancier kan maken."
)
CHATGPT = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"


class Says:
    """A judge that remembers what it was asked."""

    def __init__(self, veto: bool) -> None:
        self.veto, self.asked = veto, list[str]()

    def vetoes(self, source: str, sentence: str, language: str) -> bool:
        self.asked.append(sentence)
        return self.veto


def test_only_sentences_in_other_words_are_put_to_the_judge(retriever: HybridRetriever) -> None:
    quote = Assistant(retriever, None).answer(CHATGPT).quotes[0].text
    judge = Says(veto=True)
    answer = Assistant(retriever, ScriptedGenerator(f"{quote} {OTHER_WORDS}"), judge=judge).answer(CHATGPT)
    assert judge.asked == [OTHER_WORDS]
    assert [check.verdict for check in answer.checks] == [Verdict.SUPPORTED, Verdict.REMOVED]
    assert OTHER_WORDS[:-1] not in answer.text


def test_a_judge_never_admits_what_the_rules_refuse(retriever: HybridRetriever) -> None:
    judge = Says(veto=False)
    answer = Assistant(retriever, ScriptedGenerator("Ambtenaren mogen altijd ChatGPT gebruiken."), judge=judge).answer(CHATGPT)
    assert answer.kind is AnswerKind.QUOTES and judge.asked == []


def test_a_judge_that_fails_leaves_the_literal_passages(retriever: HybridRetriever) -> None:
    class Broken(Says):
        def vetoes(self, source: str, sentence: str, language: str) -> bool:
            raise ModelError("Modelserver is weg.")

    answer = Assistant(retriever, ScriptedGenerator(OTHER_WORDS), judge=Broken(veto=False)).answer(CHATGPT)
    assert answer.kind is AnswerKind.QUOTES and "Modelserver is weg." in answer.notices


def test_the_real_model_tells_a_turned_sentence_from_a_reworded_one(settings: Settings) -> None:
    generator = LlamaGenerator(ready_path(settings.model, settings.data / "models"), "proef", context=2048)
    judge = GeneratorJudge(generator)
    source = "De gemeente moet binnen vier weken op het verzoek beslissen."
    right = judge.odds(source, "Binnen vier weken moet de gemeente een beslissing over het verzoek nemen.", "nl")
    wrong = judge.odds(source, "De gemeente hoeft niet binnen vier weken op het verzoek te beslissen.", "nl")
    assert right > wrong and not judge.vetoes(source, source, "nl")


def test_entailment_below_half_is_a_veto() -> None:
    class Model:
        name = "nli"

        def entails(self, source: str, claim: str) -> float:
            return 0.9 if claim == source else 0.2

    judge = EntailmentJudge(Model())
    assert judge.vetoes("a", "b", "nl") and not judge.vetoes("a", "a", "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_examples_are_balanced_and_answered_in_the_language(language: str) -> None:
    given = [turn.content for turn in prefix(language) if turn.role == "assistant"]
    assert sorted(given) == sorted(ANSWERS[language] * 4)


def test_settings_choose_the_judge_and_the_style(settings: Settings) -> None:
    generator = ScriptedGenerator()
    assert isinstance(load_judge(settings, generator), GeneratorJudge)
    assert load_judge(settings.model_copy(update={"judge": "none"}), generator) is None
    with pytest.raises(ModelError, match="STANDPUNT_JUDGE"):
        load_judge(settings.model_copy(update={"judge": "/nergens"}), generator)
    assert style_of(settings).name == "condense"
    assert style_of(settings.model_copy(update={"style": "compose"})).name == "compose"
