import pytest

from assistant.lead import LEADS, lead_key, without_lead
from index.text import stem


def lead(question: str, quotes: list[str], language: str, related: tuple[str, ...] = ()) -> str | None:
    key = lead_key(question, quotes, language, related)
    return LEADS[language][key] if key else None


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
        ("Mag een besluit volledig op een taalmodel steunen?", "Een besluit mag niet alleen op een taalmodel steunen.", "Nee."),
        ("Mag een besluit op een taalmodel steunen?", "Een besluit mag niet alleen op een taalmodel steunen.", None),
        ("Mag een besluit genomen worden zonder motivering?", "Een besluit moet volgens de Awb een motivering hebben.", "Nee."),
        ("Mag een besluit genomen worden zonder motivering?", "Een besluit moet een motivering hebben, tenzij niemand wordt geraakt.", None),
        ("Moest de organisatie een risicoanalyse doen?", "De organisatie moest een risicoanalyse doen.", "Dat moest."),
        # Another number, or a duty that only a clause speaks of, is another rule.
        ("Moeten stukken na tien jaar naar het archief?", "Stukken moeten na twintig jaar naar het archief.", None),
        ("Moeten blijvende stukken naar het archief?", "Stukken die blijvend bewaard moeten worden, gaan naar het archief.", None),
        # Whether it is so: the same words, or the same with a negation.
        ("Geldt het standpunt van 2025 voor een gemeente?", "Het standpunt van 2025 geldt voor elke gemeente en elk waterschap.", "Ja."),
        ("Hoort een AI-dienst in het verwerkingsregister?", "Een AI-dienst hoort in het verwerkingsregister.", "Ja."),
        ("Geeft de beslishulp rechtszekerheid?", "De beslishulp geeft volgens de FAQ geen rechtszekerheid.", "Nee."),
        ("Geldt de plicht nu al?", "De plicht geldt.", None),
        ("Rust er auteursrecht op wetten?", "Op wetten, besluiten en uitspraken rust volgens de Auteurswet geen auteursrecht.", "Nee."),
        ("Is code schrijven hoog risico?", "Code schrijven is niet vanzelf hoog risico.", "Dat hangt ervan af."),
        ("Is een chatbot hoog risico?", "Of een chatbot hoog risico is, hangt af van het doel.", "Dat hangt ervan af."),
    ],
)  # fmt: skip
def test_the_lead_follows_the_source(question: str, quote: str, expected: str | None) -> None:
    assert lead(question, [quote], "nl") == expected


def test_the_thesaurus_may_link_question_and_quote() -> None:
    assert lead("Mag ik ChatGPT gebruiken?", [NOT], "nl") is None
    assert lead("Mag ik ChatGPT gebruiken?", [NOT], "nl", (stem("consumentenvoorwaarden", "nl"),)) == "In beginsel niet."


@pytest.mark.parametrize("asked", ["Mag {}?", "Mogen wij {}?", "Is {} toegestaan?"])
def test_a_question_after_permission_never_gets_a_yes(asked: str) -> None:
    allowed = "Een ambtenaar mag een samenvatting maken."
    assert lead(asked.format("een ambtenaar een samenvatting maken"), [allowed], "nl") is None


def test_quotes_that_point_apart_give_no_opening() -> None:
    may_not = "Een gemeente mag een besluit niet door een taalmodel laten nemen."
    assert lead("Moet een gemeente een besluit motiveren?", ["Een gemeente moet een besluit motiveren."], "nl") == "Dat moet."
    free = "Een gemeente hoeft een besluit niet te motiveren."
    assert lead("Moet een gemeente een besluit motiveren?", ["Een gemeente moet een besluit motiveren.", free], "nl") is None
    assert lead("Mag een gemeente een besluit door een taalmodel laten nemen?", [may_not, "De raad vergadert."], "nl") == "Nee."


def test_a_yes_of_the_model_is_taken_off() -> None:
    assert without_lead("Ja, ambtenaren mogen dat niet.") == "Ambtenaren mogen dat niet."
    assert without_lead("Januari is een maand.") == "Januari is een maand."
