import pytest

from assistant.lead import LEADS, lead, without_lead
from index.text import stem

NOT = "Ambtenaren mogen AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken."


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("Mag ik consumentenvoorwaarden van een AI-dienst accepteren?", NOT, "In beginsel niet."),
        # Nothing of the question is in the quote: whether it answers is not for a rule.
        ("Mag ik mijn hond meenemen?", NOT, None),
        ("Mag ik ChatGPT niet gebruiken?", NOT, None),
        ("Wanneer mag ik ChatGPT gebruiken?", NOT, None),
        ("Mag ik verkennen?", "Een ambtenaar mag alleen verkennen in een gecontroleerde omgeving.", "Alleen onder voorwaarden."),
        ("Mag ik vertrouwelijke stukken invoeren?",
         "Een ambtenaar mag alleen verkennen zolang er geen gevoelige of vertrouwelijke gegevens in gaan.", "Nee."),
        ("Mag ik als ambtenaar verkennen?",
         "Een ambtenaar mag alleen verkennen zolang er geen gevoelige of vertrouwelijke gegevens in gaan.", "Alleen onder voorwaarden."),
        ("Moet de organisatie een risicoanalyse doen?", "De organisatie moet een risicoanalyse doen.", "Dat moet."),
        ("Hoef ik geen risicoanalyse te doen?", "De organisatie moet een risicoanalyse doen.", "Dat moet."),
        # For some cases only, for another party only, or about the exception: silent.
        ("Moet ik een DPIA doen?", "De organisatie moet een DPIA doen vóór een verwerking die een hoog risico oplevert.", None),
        ("Moet ik de trainingsdata samenvatten?", "De aanbieder moet de trainingsdata samenvatten.", None),
        ("Mag ik emoties herkennen voor de veiligheid?", "Emoties herkennen is verboden, behalve voor de veiligheid.", None),
        ("Een bedrijf wil emoties herkennen op het werk. Mag dat?", "Emoties herkennen op het werk is verboden.", "Nee."),
        ("Moet ik een IAMA doen?", "Een IAMA is niet wettelijk verplicht.", "Dat is niet verplicht."),
        ("Mag het algoritme kiezen?", "De AP publiceerde een visie.", None),
    ],
)  # fmt: skip
def test_the_lead_follows_the_source(question: str, quote: str, expected: str | None) -> None:
    assert lead(question, quote, "nl") == expected


def test_the_thesaurus_may_link_question_and_quote() -> None:
    assert lead("Mag ik ChatGPT gebruiken?", NOT, "nl") is None
    assert lead("Mag ik ChatGPT gebruiken?", NOT, "nl", (stem("consumentenvoorwaarden", "nl"),)) == "In beginsel niet."


def test_no_lead_ever_says_yes() -> None:
    assert not any(text.lower().startswith(("ja", "yes")) for texts in LEADS.values() for text in texts.values())


def test_a_yes_of_the_model_is_taken_off() -> None:
    assert without_lead("Ja, ambtenaren mogen dat niet.") == "Ambtenaren mogen dat niet."
    assert without_lead("Januari is een maand.") == "Januari is een maand."
