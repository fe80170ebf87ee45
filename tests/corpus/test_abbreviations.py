import pytest

from corpus.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een instantie moet een functionaris gegevensbescherming (FG) hebben.", [("FG", "functionaris gegevensbescherming")]),
        ("De Autoriteit Persoonsgegevens (AP) waarschuwde.", [("AP", "Autoriteit Persoonsgegevens")]),
        ("Wet open overheid (Woo)", [("Woo", "Wet open overheid")]),
        ("Zij maken een FRIA (beoordeling van de gevolgen voor grondrechten).", [("FRIA", "beoordeling van de gevolgen voor grondrechten")]),
        ("Doe een DPIA (gegevensbeschermingseffectbeoordeling).", [("DPIA", "gegevensbeschermingseffectbeoordeling")]),
        # What stands between brackets is not always what a word means.
        ("Verordening (EU) 2024/1689 geldt.", []),
        ("De AVG (artikel 35) geldt, net als AI (zoals een chatbot).", []),
        ("It relieves a part of the shortage in the government's (IT) staff.", []),
        ("GDPR (accountability)", []),
        ("Die in de EU-databank zijn opgenomen overeenkomstig Verordening (EU) 2018/1725.", []),
        ("Hoofdstuk III (rechten van de betrokkene) en internationale verplichtingen (IV)", []),
        ("Er is een onderscheid tussen internationale normen (ISO).", []),
    ],
)  # fmt: skip
def test_only_what_a_text_explains(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(abbreviations(text)) == expected


def test_brackets_in_a_title_explain_nothing() -> None:
    assert list(abbreviations("DPIA (model of central government)", title=True)) == []
