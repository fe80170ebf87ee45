import pytest

from assistant.lead import LEADS, lead, without_lead

NOT = "Ambtenaren mogen AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken."


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("Mag ik ChatGPT gebruiken?", NOT, "In beginsel niet."),
        ("Mag ik ChatGPT niet gebruiken?", NOT, None),
        ("Wanneer mag ik ChatGPT gebruiken?", NOT, None),
        ("Mag ik verkennen?", "Een ambtenaar mag alleen verkennen in een gecontroleerde omgeving.", "Alleen onder voorwaarden."),
        ("Mag ik vertrouwelijke stukken invoeren?",
         "Een ambtenaar mag alleen verkennen zolang er geen gevoelige of vertrouwelijke gegevens in gaan.", "Nee."),
        ("Mag ik gegevens invoeren?",
         "Een ambtenaar mag alleen verkennen zolang er geen gevoelige of vertrouwelijke gegevens in gaan.", "Alleen onder voorwaarden."),
        ("Moet ik een IAMA doen?", "Een IAMA is niet wettelijk verplicht.", "Dat is niet verplicht."),
        ("Mag het algoritme kiezen?", "De AP publiceerde een visie.", None),
    ],
)  # fmt: skip
def test_the_lead_follows_the_source(question: str, quote: str, expected: str | None) -> None:
    assert lead(question, quote, "nl") == expected


def test_no_lead_ever_says_yes() -> None:
    assert not any(text.lower().startswith(("ja", "yes")) for texts in LEADS.values() for text in texts.values())


def test_a_yes_of_the_model_is_taken_off() -> None:
    assert without_lead("Ja, ambtenaren mogen dat niet.") == "Ambtenaren mogen dat niet."
    assert without_lead("Januari is een maand.") == "Januari is een maand."
