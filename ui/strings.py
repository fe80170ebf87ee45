"""Every sentence of the page, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of the page in one language."""

    title: str
    question: str
    placeholder: str
    ask: str
    stop: str
    key_passages: str
    answer: str
    quotes_only: str
    no_answer: str
    sources: str
    checked: str
    official: str
    valid_from: str
    valid_until: str
    on: str
    on_day: str
    source_number: str
    removed_because: str
    nothing_removed: str
    statuses: dict[str, str]


STRINGS = {
    "nl": Strings(
        title="Standpuntwijzer",
        question="Uw vraag",
        placeholder="Bijvoorbeeld: Mag ik ChatGPT gebruiken om een nota te schrijven?",
        ask="Vraag stellen",
        stop="Stoppen",
        key_passages="Letterlijke passages",
        answer="Antwoord",
        quotes_only="Antwoord in letterlijke passages",
        no_answer="Geen antwoord gevonden",
        sources="Bronnen",
        checked="Controle: {kept} zin(nen) van het model door een bron gedragen, {removed} verwijderd.",
        official="Officiële tekst",
        valid_from="geldig vanaf {}",
        valid_until="geldig tot en met {}",
        on="Wat gold er op deze dag?",
        source_number="Bron {}",
        removed_because="Weggelaten: {}.",
        nothing_removed="Er is niets weggelaten.",
        on_day="op die dag {then}, nu {now}",
        statuses={
            "geldend": "geldend",
            "actueel": "actueel, niet bindend",
            "historisch": "geschiedenis",
            "vervallen": "vervallen",
            "toekomstig": "nog niet van toepassing",
            "voorstel": "voorstel",
        },
    ),
    "en": Strings(
        title="Standpuntwijzer",
        question="Your question",
        placeholder="For example: May I use ChatGPT to write a policy memo?",
        ask="Ask",
        stop="Stop",
        key_passages="Literal passages",
        answer="Answer",
        quotes_only="Answer in literal passages",
        no_answer="No answer found",
        sources="Sources",
        checked="Check: {kept} sentence(s) of the model carried by a source, {removed} removed.",
        official="Official text",
        valid_from="valid from {}",
        valid_until="valid until {}",
        on="What applied on this day?",
        source_number="Source {}",
        removed_because="Left out: {}.",
        nothing_removed="Nothing was left out.",
        on_day="{then} on that day, now {now}",
        statuses={
            "geldend": "in force",
            "actueel": "current, not binding",
            "historisch": "history",
            "vervallen": "no longer in force",
            "toekomstig": "not yet applicable",
            "voorstel": "proposal",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around every page."""

    skip: str
    navigation: str
    nav_ask: str
    nav_sources: str
    nav_learn: str
    other_language: str
    dark: str
    footer: str
    api: str
    signed_in: str
    sign_in: str
    sign_out: str
    staff: str
    evaluators: str
    trainers: str


FRAME = {
    "nl": Frame(
        skip="Naar de inhoud",
        navigation="Hoofdmenu",
        nav_ask="Vragen",
        nav_sources="Bronnen",
        nav_learn="Leren",
        other_language="English",
        dark="Donker",
        footer="Alles gebeurt op deze machine; vragen worden niet bewaard. De teksten zijn samenvattingen: de officiële tekst gaat voor.",
        api="API voor programma's",
        signed_in="Aangemeld als {}",
        sign_in="Aanmelden",
        sign_out="Afmelden",
        staff="Voor medewerkers",
        evaluators="Beoordelen",
        trainers="Lessen maken",
    ),
    "en": Frame(
        skip="Skip to content",
        navigation="Main menu",
        nav_ask="Ask",
        nav_sources="Sources",
        nav_learn="Learn",
        other_language="Nederlands",
        dark="Dark",
        footer="Everything happens on this machine; questions are not kept. The texts are summaries: the official text prevails.",
        api="API for programs",
        signed_in="Signed in as {}",
        sign_in="Sign in",
        sign_out="Sign out",
        staff="For staff",
        evaluators="Evaluate",
        trainers="Make lessons",
    ),
}
