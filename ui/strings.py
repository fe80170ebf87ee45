"""Every sentence of the page, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of the page in one language."""

    title: str
    subtitle: str
    question: str
    placeholder: str
    ask: str
    stop: str
    clear: str
    suggestions: str
    empty: str
    searching: str
    key_passages: str
    draft: str
    answer: str
    quotes_only: str
    no_answer: str
    sources: str
    checked: str
    official: str
    verified_in: str
    valid_from: str
    valid_until: str
    removed: str
    stopped: str
    you_asked: str
    on: str
    on_hint: str
    on_wrong: str
    privacy: str
    on_day: str
    statuses: dict[str, str]


STRINGS = {
    "nl": Strings(
        title="Standpuntwijzer",
        subtitle="Vragen over generatieve AI bij de overheid, met gecontroleerde bronnen.",
        question="Uw vraag",
        placeholder="Bijvoorbeeld: Mag ik ChatGPT gebruiken om een nota te schrijven?",
        ask="Vraag stellen",
        stop="Stoppen",
        clear="Opnieuw beginnen",
        suggestions="Voorbeelden",
        empty="Stel een vraag of kies een voorbeeld. U krijgt eerst de letterlijke passages, daarna een kort antwoord.",
        searching="Bronnen zoeken …",
        key_passages="Letterlijke passages",
        draft="Concept, wordt nog gecontroleerd",
        answer="Antwoord",
        quotes_only="Antwoord in letterlijke passages",
        no_answer="Geen antwoord gevonden",
        sources="Bronnen",
        checked="Controle: {kept} zin(nen) van het model door een bron gedragen, {removed} verwijderd.",
        official="Officiële tekst",
        verified_in="Nagegaan in",
        valid_from="geldig vanaf {}",
        valid_until="geldig tot en met {}",
        removed="verwijderd",
        stopped="Gestopt. De letterlijke passages blijven staan.",
        you_asked="Uw vraag",
        on="Wat gold er op deze dag?",
        on_hint="jjjj-mm-dd; leeg betekent vandaag",
        on_wrong="{} is geen datum. Schrijf jjjj-mm-dd, bijvoorbeeld 2024-03-01.",
        privacy="Alles gebeurt op deze machine. Vragen worden niet bewaard. De teksten zijn samenvattingen; de officiële tekst gaat voor.",
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
        subtitle="Questions on generative AI in Dutch government, with checked sources.",
        question="Your question",
        placeholder="For example: May I use ChatGPT to write a policy memo?",
        ask="Ask",
        stop="Stop",
        clear="Start again",
        suggestions="Examples",
        empty="Ask a question or choose an example. You first get the literal passages, then a short answer.",
        searching="Searching the sources …",
        key_passages="Literal passages",
        draft="Draft, still being checked",
        answer="Answer",
        quotes_only="Answer in literal passages",
        no_answer="No answer found",
        sources="Sources",
        checked="Check: {kept} sentence(s) of the model carried by a source, {removed} removed.",
        official="Official text",
        verified_in="Verified in",
        valid_from="valid from {}",
        valid_until="valid until {}",
        removed="removed",
        stopped="Stopped. The literal passages remain.",
        you_asked="Your question",
        on="What applied on this day?",
        on_hint="yyyy-mm-dd; empty means today",
        on_wrong="{} is not a date. Write yyyy-mm-dd, for example 2024-03-01.",
        privacy="Everything happens on this machine. Questions are not kept. The texts are summaries; the official text prevails.",
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
    other_language: str
    dark: str
    footer: str


FRAME = {
    "nl": Frame(
        skip="Naar de inhoud",
        navigation="Hoofdmenu",
        nav_ask="Vragen",
        nav_sources="Bronnen",
        other_language="English",
        dark="Donker",
        footer="Alles gebeurt op deze machine; vragen worden niet bewaard. De teksten zijn samenvattingen: de officiële tekst gaat voor.",
    ),
    "en": Frame(
        skip="Skip to content",
        navigation="Main menu",
        nav_ask="Ask",
        nav_sources="Sources",
        other_language="Nederlands",
        dark="Dark",
        footer="Everything happens on this machine; questions are not kept. The texts are summaries: the official text prevails.",
    ),
}
