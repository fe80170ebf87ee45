"""Each kind of distortion must be removed, and faithful sentences kept: minimal pairs."""

import pytest

from assistant.verify import draft_sentences, support

SOURCE = (
    "De organisatie moet een datalek zo mogelijk binnen 72 uur na kennisneming aan de AP melden, tenzij een risico onwaarschijnlijk is."
)
ONCE = "Volgens het voorlopige standpunt van 2023 moest een Rijksorganisatie de uitkomst van de analyse vóór het gebruik voorleggen."
TWO = "Het concept verdeelt het toezicht over de AP en de RDI, met de AP als vangnet."
PAIR = "Een organisatie neemt het af via inbesteding en niet via een aanbesteding."
FORBIDS = "Ambtenaren mogen AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken."


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (SOURCE, SOURCE),
        (FORBIDS, FORBIDS),
        ("Een ambtenaar mag AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken.", FORBIDS),
        ("Ambtenaren mogen van het kabinet geen klachten weglaten.", "Het weglaten van klachten mogen ambtenaren van het kabinet niet."),
        ("Minimaal twee keer per jaar toetst de organisatie de logboeken.", "De organisatie toetst de logboeken ten minste 2 keer per jaar."),
        ("Wie twijfelt, moet een specialist vragen, behalve als er haast is.", "Wie twijfelt, moet een specialist vragen, tenzij er haast is."),
        ("De geheimhoudingsplicht loopt door nadat een ambtenaar uit dienst is.",
         "De geheimhoudingsplicht van een ambtenaar loopt door nadat hij uit dienst is."),
    ],
)  # fmt: skip
def test_a_faithful_sentence_stays(sentence: str, source: str) -> None:
    assert support(sentence, [source], "nl").evidence == 0


@pytest.mark.parametrize(
    ("sentence", "source", "kind"),
    [
        (SOURCE.replace("72", "24"), SOURCE, "number"),
        (SOURCE.replace("uur", "dagen"), SOURCE, "unit"),
        (SOURCE.replace(", tenzij een risico onwaarschijnlijk is", ""), SOURCE, "exception dropped"),
        (SOURCE.replace("moet", "mag"), SOURCE, "modality"),
        (SOURCE.replace("moet", "hoeft niet"), SOURCE, "modality"),
        (SOURCE.replace("AP", "EDPB"), SOURCE, "actor"),
        (FORBIDS.replace(" niet", ""), FORBIDS, "negation"),
        (FORBIDS.replace("in beginsel ", "nooit ").replace("niet ", ""), FORBIDS, "quantifier"),
        (FORBIDS.replace("Ambtenaren", "Burgers"), FORBIDS, "actor"),
        ("Volgens artikel 99 mogen ambtenaren AI-diensten onder consumentenvoorwaarden in beginsel niet gebruiken.", FORBIDS, "article"),
        ("De minister heeft een nieuw ministerie opgericht.", FORBIDS, "no support"),
        (FORBIDS + " [7]", FORBIDS, "unknown marker"),
        ("Ambtenaren mogen", FORBIDS, "fragment"),
        ("De nieuwe Archiefwet is sinds 19 juni 2026 van kracht.",
         "De nieuwe Archiefwet is ondertekend op 13 mei 2026 en gepubliceerd op 19 juni 2026.", "published is not in force"),
        ("Het kabinet verkende een plicht.", "Volgens berichten verkende het kabinet een plicht.", "hedge lost"),
        ("Dit neemt een organisatie af via inbesteding en niet via een aanbesteding.", PAIR, "subject unknown"),
        ("De uitkomst van de analyse moest vóór het gebruik voorleggen.", ONCE, "subject lost"),
        ("Een Rijksorganisatie moest de uitkomst van de analyse vóór het gebruik voorleggen.", ONCE, "year lost"),
        (ONCE.replace("vóór", "na"), ONCE, "order"),
        (TWO.replace("met de AP als vangnet", "met de RDI als vangnet"), TWO, "names exchanged"),
        (TWO.replace("vangnet", "v\ufffdngnet"), TWO, "broken bytes"),
        (PAIR.replace(" en niet via een aanbesteding", ""), "Een organisatie neemt het niet af via inbesteding.", "negation"),
        ("Een organisatie kan het afnemen via inbesteding.", "Een organisatie neemt het af via inbesteding.", "a possibility for a fact"),
    ],
)
def test_a_distortion_is_removed(sentence: str, source: str, kind: str) -> None:
    result = support(sentence, [source], "nl")
    assert result.evidence is None, kind
    assert result.reason


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("De BIO2 is vrijblijvend.", "De BIO2 is het verplichte kader voor informatiebeveiliging van de overheid."),
        ("Het IAMA is verplicht.", "Het IAMA is een aanbevolen hulpmiddel en geen wettelijke plicht."),
        ("De AVG is afgeschaft.", "Bij een datalek met een hoog risico moet de organisatie volgens de AVG ook de betrokken personen inlichten."),
        (
            "Op wetten en rechterlijke uitspraken rust auteursrecht.",
            "Op wetten, besluiten, rechterlijke uitspraken en administratieve beslissingen rust volgens de Auteurswet geen auteursrecht.",
        ),
        ("Het AIIA is binnen IenW vrijblijvend.", "Het AIIA is volgens het Algoritmekader binnen het ministerie van IenW een verplicht instrument."),
        ("Het Algoritmeregister is de wettelijke EU-databank.", "Het Algoritmeregister is iets anders dan de EU-databank van de AI-verordening."),
    ],
)
def test_a_short_claim_needs_all_of_its_words_and_a_part_of_the_source_that_it_tells(sentence: str, source: str) -> None:
    assert support(sentence, [source], "nl").evidence is None


def test_english_is_checked_alike() -> None:
    source = "Civil servants may in principle not use AI services under consumer terms."
    assert support(source, [source], "en").evidence == 0
    assert support(source.replace(" not", ""), [source], "en").evidence is None


def test_a_draft_is_cut_in_sentences_without_list_marks() -> None:
    assert draft_sentences("1. Een zin staat hier. [1]\n- Nog een zin staat er.") == ["Een zin staat hier [1].", "Nog een zin staat er."]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        # What stood behind "volgens" or "bij" has become who did it.
        ("Het oude plan mocht een gemeente veilig uitproberen.", "Volgens het oude plan mocht een gemeente veilig uitproberen."),
        ("Dienst Zes Drie bewaart gegevens in 2025.", "Bij Dienst Zes Drie bleven in 2025 risico's over: de bewaartermijn van gegevens."),
        # Two words running that the source says once.
        ("Het oude plan stuurde de minister het oude plan met een brief.", "De minister stuurde het oude plan met een brief."),
        # A party that gave way to another word, or was left out of what is told.
        ("De plicht rust op de verwerkersovereenkomst en niet op ons.", "De plicht rust op de verwerkingsverantwoordelijke en niet op ons."),
        ("De organisatie moet dit onderbouwen.", "De organisatie laat de aanbieder dit onderbouwen."),
        # An inference of the editors is not what a source says.
        ("Een prompt kan een document zijn.", "Dat betekent volgens de samenstellers: een prompt kan een document zijn."),
    ],
)  # fmt: skip
def test_what_models_garble_is_removed(sentence: str, source: str) -> None:
    assert support(sentence, [source], "nl").evidence is None
    assert support(source, [source], "nl").evidence == 0
