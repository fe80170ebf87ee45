"""The words for the kinds of parts that trainers write and for the fields of each, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindStrings:
    """The words in one language, by the kinds and the fields of the schema; ``{}`` is filled in."""

    kinds: dict[str, str]
    kind_hints: dict[str, str]
    new_part: dict[str, str]
    change_part: dict[str, str]
    labels: dict[str, dict[str, str]]
    hints: dict[str, str]
    rows: dict[str, str]
    row_text: dict[str, str]
    right: dict[str, str]
    row_heads: dict[str, str]
    row_hints: dict[str, str]
    names: dict[str, str]

    def field_name(self, path: str, kind: str) -> str:
        """What the form for a ``kind`` calls the field at ``path``, as the schema names it ("options.0.text.nl")."""
        name, _, rest = path.partition(".")
        number = rest.split(".")[0]
        if name in self.labels[kind]:
            return self.labels[kind][name]
        if name in self.rows:
            return self.rows[name].format(int(number) + 1) if number.isdigit() else self.row_heads[name]
        return self.names.get(name, name)


KINDS = {
    "nl": KindStrings(
        kinds={
            "choice": "Meerkeuzevraag",
            "truth": "Waar of niet waar",
            "case": "Mag dit?",
            "order": "Stappen ordenen",
            "spot": "Persoonsgegevens vinden",
            "source": "De bron vinden",
            "reading": "Leestekst",
        },
        kind_hints={
            "choice": "De cursist kiest het goede antwoord, of alle goede antwoorden.",
            "truth": "De cursist zegt of een bewering waar is, en waarom.",
            "case": "De cursist oordeelt over een situatie en kiest welke voorwaarden gelden.",
            "order": "De cursist zet stappen in de goede volgorde.",
            "spot": "De cursist zoekt de persoonsgegevens in een opdracht aan een chatbot.",
            "source": "De cursist zoekt de tekst waarin iets staat.",
            "reading": "De cursist leest een korte tekst.",
        },
        new_part={
            "choice": "Nieuwe meerkeuzevraag",
            "truth": "Nieuwe bewering",
            "case": "Nieuwe situatie",
            "order": "Nieuwe stappen",
            "spot": "Nieuwe opdracht met persoonsgegevens",
            "source": "Nieuwe vraag naar de bron",
            "reading": "Nieuwe leestekst",
        },
        change_part={
            "choice": "Meerkeuzevraag aanpassen",
            "truth": "Bewering aanpassen",
            "case": "Situatie aanpassen",
            "order": "Stappen aanpassen",
            "spot": "Opdracht met persoonsgegevens aanpassen",
            "source": "Vraag naar de bron aanpassen",
            "reading": "Leestekst aanpassen",
        },
        labels={
            "choice": {"question": "Vraag", "why": "Uitleg bij het antwoord"},
            "truth": {"question": "Bewering", "why": "Uitleg bij het antwoord"},
            "case": {"question": "Situatie", "rule": "Regel waarop het oordeel rust", "why": "Uitleg bij het antwoord"},
            "order": {"question": "Vraag", "why": "Uitleg bij het antwoord"},
            "spot": {"question": "Vraag", "prompt": "Opdracht aan de chatbot", "why": "Uitleg bij het antwoord"},
            "source": {"question": "Vraag", "claim": "Wat in de goede bron staat", "why": "Uitleg bij het antwoord"},
            "reading": {"title": "Kop", "text": "Tekst"},
        },
        hints={
            "case.rule": "Een hele zin uit de bron die zegt of het mag.",
            "spot.prompt": (
                "Zet [[dubbele haken]] om persoonsgegevens en ((dubbele ronde haken)) om wat er alleen op lijkt. Van elk "
                "minstens één."
            ),
            "source.claim": "Een hele zin uit de bron.",
            "reading.text": "Hele zinnen, die zo in de bronnen staan.",
        },
        rows={"options": "Antwoord {}", "reasons": "Reden {}", "conditions": "Voorwaarde {}", "steps": "Stap {}"},
        row_text={"options": "Wat er staat", "reasons": "Wat er staat", "conditions": "Wat er staat", "steps": "Wat er staat"},
        right={"options": "Dit is een goed antwoord", "reasons": "Dit is de goede reden", "conditions": "Deze voorwaarde geldt hier"},
        row_heads={"options": "Antwoorden", "reasons": "Redenen", "conditions": "Voorwaarden", "steps": "Stappen"},
        row_hints={
            "options": "Twee tot acht. Minstens één goed en één fout antwoord. Lege rijen tellen niet mee.",
            "reasons": "Twee tot zes, waarvan precies één goed. Lege rijen tellen niet mee.",
            "conditions": "Mag leeg blijven. Anders minstens één die geldt en één die niet geldt.",
            "steps": "Drie tot acht, in de goede volgorde.",
        },
        names={
            "cites": "Bronnen",
            "others": "Bronnen waarin dit niet staat",
            "correct": "Is dit waar?",
            "mistake": "Bron die dit rechtzet",
            "verdict": "Mag dit?",
            "audiences": "Alleen voor",
        },
    ),
    "en": KindStrings(
        kinds={
            "choice": "Multiple choice",
            "truth": "True or not true",
            "case": "Is this allowed?",
            "order": "Put steps in order",
            "spot": "Find personal data",
            "source": "Find the source",
            "reading": "Text to read",
        },
        kind_hints={
            "choice": "The learner picks the right answer, or all right answers.",
            "truth": "The learner says whether a statement is true, and why.",
            "case": "The learner judges a situation and picks which conditions apply.",
            "order": "The learner puts steps in the right order.",
            "spot": "The learner finds the personal data in a prompt for a chatbot.",
            "source": "The learner finds the text that says something.",
            "reading": "The learner reads a short text.",
        },
        new_part={
            "choice": "New multiple choice question",
            "truth": "New statement",
            "case": "New situation",
            "order": "New steps",
            "spot": "New prompt with personal data",
            "source": "New question after the source",
            "reading": "New text to read",
        },
        change_part={
            "choice": "Change multiple choice question",
            "truth": "Change statement",
            "case": "Change situation",
            "order": "Change steps",
            "spot": "Change prompt with personal data",
            "source": "Change question after the source",
            "reading": "Change text to read",
        },
        labels={
            "choice": {"question": "Question", "why": "Explanation of the answer"},
            "truth": {"question": "Statement", "why": "Explanation of the answer"},
            "case": {"question": "Situation", "rule": "Rule that the verdict rests on", "why": "Explanation of the answer"},
            "order": {"question": "Question", "why": "Explanation of the answer"},
            "spot": {"question": "Question", "prompt": "Prompt for the chatbot", "why": "Explanation of the answer"},
            "source": {"question": "Question", "claim": "What the right source says", "why": "Explanation of the answer"},
            "reading": {"title": "Heading", "text": "Text"},
        },
        hints={
            "case.rule": "A whole sentence of the source that says whether it is allowed.",
            "spot.prompt": (
                "Put [[double brackets]] around personal data and ((double round brackets)) around what only looks like "
                "it. At least one of each."
            ),
            "source.claim": "A whole sentence of the source.",
            "reading.text": "Whole sentences, as the sources say them.",
        },
        rows={"options": "Answer {}", "reasons": "Reason {}", "conditions": "Condition {}", "steps": "Step {}"},
        row_text={"options": "What it says", "reasons": "What it says", "conditions": "What it says", "steps": "What it says"},
        right={"options": "This is a right answer", "reasons": "This is the right reason", "conditions": "This condition applies here"},
        row_heads={"options": "Answers", "reasons": "Reasons", "conditions": "Conditions", "steps": "Steps"},
        row_hints={
            "options": "Two to eight. At least one right and one wrong answer. Empty rows do not count.",
            "reasons": "Two to six, of which exactly one is right. Empty rows do not count.",
            "conditions": "May stay empty. Else at least one that applies and one that does not.",
            "steps": "Three to eight, in the right order.",
        },
        names={
            "cites": "Sources",
            "others": "Sources that do not say this",
            "correct": "Is this true?",
            "mistake": "Source that sets this right",
            "verdict": "Is this allowed?",
            "audiences": "Only for",
        },
    ),
}
