"""Every sentence of an exported conversation, in Dutch and English."""

from dataclasses import dataclass

from assistant.answer import AnswerKind


@dataclass(frozen=True, slots=True)
class ExportStrings:
    """The words around the answers in one language."""

    locale: str
    title: str
    made: str
    statement: str
    keywords: str
    part: str
    sources: str
    no_sources: str
    number: str
    source: str
    remark: str
    passage: str
    page: str
    of: str
    unknown: str
    kinds: dict[AnswerKind, str]


EXPORT = {
    "nl": ExportStrings(
        locale="nl-NL",
        title="Gesprek met de Standpuntwijzer over generatieve AI",
        made="Gemaakt op {day} om {time} uur.",
        statement="Dit document is gemaakt met een AI-systeem (artikel 50 van de AI-verordening) uit gecontroleerde bronnen. "
        "De teksten van de bronnen zijn samenvattingen: de officiële tekst gaat voor.",
        keywords="gemaakt met AI, AI-verordening artikel 50",
        part="Vragen en antwoorden",
        sources="Bronnen",
        no_sources="Bij deze antwoorden zijn geen bronnen aangehaald.",
        number="Nr.",
        source="Bron",
        remark="Opmerking:",
        passage="Passage",
        page="Pagina",
        of="van",
        unknown="Waar [?] staat, kent het lettertype van deze pdf het teken niet.",
        kinds={
            AnswerKind.ANSWERED: "Antwoord, geschreven door een AI-model en per zin met de bronnen vergeleken",
            AnswerKind.QUOTES: "Antwoord in letterlijke passages",
            AnswerKind.ABSTAINED: "Geen antwoord gevonden",
        },
    ),
    "en": ExportStrings(
        locale="en-GB",
        title="Conversation with the Standpuntwijzer on generative AI",
        made="Made on {day} at {time}.",
        statement="This document was made with an AI system (Article 50 of the AI Act) from checked sources. "
        "The texts of the sources are summaries: the official text prevails.",
        keywords="made with AI, AI Act Article 50",
        part="Questions and answers",
        sources="Sources",
        no_sources="These answers cite no sources.",
        number="No.",
        source="Source",
        remark="Note:",
        passage="Passage",
        page="Page",
        of="of",
        unknown="Where it says [?], the font of this PDF lacks the character.",
        kinds={
            AnswerKind.ANSWERED: "Answer, written by an AI model and compared with the sources sentence by sentence",
            AnswerKind.QUOTES: "Answer in literal passages",
            AnswerKind.ABSTAINED: "No answer found",
        },
    ),
}

# What the person who exports reads when it cannot be done.
NO_SUCH_KIND = "Deze soort export bestaat niet. Kies md, docx of pdf."
NOT_JSON = "Stuur het gesprek als application/json."
TOO_LARGE = "Dit gesprek is te groot om te exporteren. Begin een nieuw gesprek of exporteer minder vragen."
UNREADABLE = "Dit gesprek is niet te exporteren: {}"
