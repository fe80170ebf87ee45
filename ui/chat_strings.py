"""The words of the chat page, in Dutch and English: what the page says (``CHAT``) and what its script says (``SPOKEN``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chat:
    """What stands on the page."""

    heading: str
    does: str
    does_not: str
    machine: str
    kept: str
    suggestions: str
    roles: tuple[str, ...]
    conversation: str
    enter: str
    options: str
    form: str
    short: str
    literal: str
    documents: str
    whole: str
    word: str
    print: str
    wipe: str
    source: str
    close: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the script shows and tells to screen readers."""

    searching: str
    found: str
    found_nothing: str
    writing: str
    waiting: str
    waiting_one: str
    drafting: str
    ready: str
    stopped: str
    offline: str
    copy: str
    copied: str
    not_copied: str
    retry: str
    edit: str
    rate: str
    useful: str
    useful_yes: str
    useful_no: str
    reason: str
    reasons: dict[str, str]
    remark: str
    consent: str
    send: str
    thanks: str
    sources: str
    nothing: str
    downloaded: str
    not_kept: str
    wiped: str


CHAT = {
    "nl": Chat(
        heading="Vraag het aan de bronnen",
        does="Standpuntwijzer zoekt uw vraag over generatieve AI op in het beleid en het recht, en laat zien waar het antwoord staat.",
        does_not="Het geeft geen juridisch advies en neemt geen besluit: controleer de bron, en vraag bij twijfel uw FG, CIO of jurist.",
        machine="U praat met een AI-systeem.",
        kept="Uw vraag blijft op deze machine en wordt niet bewaard; het gesprek staat alleen in uw eigen browser.",
        suggestions="Waar wilt u mee beginnen?",
        roles=("Iedereen", "Beleid", "Inkoop en ICT", "Privacy", "Informatie en archief"),
        conversation="Gesprek",
        enter="Enter stuurt de vraag, Shift+Enter begint een nieuwe regel. Zet geen persoonsgegevens in uw vraag.",
        options="Instellingen",
        form="Vorm van het antwoord",
        short="Kort antwoord in gewone taal",
        literal="Alleen de letterlijke bronzinnen (juridisch)",
        documents="Alleen in deze bronnen zoeken (niets aangekruist: overal)",
        whole="Hele gesprek:",
        word="Word",
        print="Afdrukken",
        wipe="Wis alles",
        source="Bron",
        close="Sluiten",
    ),
    "en": Chat(
        heading="Ask the sources",
        does="Standpuntwijzer looks up your question on generative AI in Dutch policy and law, and shows where the answer stands.",
        does_not="It gives no legal advice and takes no decision: check the source, and when in doubt ask your DPO, CIO or lawyer.",
        machine="You are talking to an AI system.",
        kept="Your question stays on this machine and is not kept; the conversation is only in your own browser.",
        suggestions="Where would you like to start?",
        roles=("Everyone", "Policy", "Procurement and IT", "Privacy", "Information and records"),
        conversation="Conversation",
        enter="Enter sends the question, Shift+Enter starts a new line. Do not put personal data in your question.",
        options="Settings",
        form="Form of the answer",
        short="Short answer in plain language",
        literal="Only the literal source sentences (legal)",
        documents="Search only these sources (none ticked: everywhere)",
        whole="Whole conversation:",
        word="Word",
        print="Print",
        wipe="Clear everything",
        source="Source",
        close="Close",
    ),
}
SPOKEN = {
    "nl": Spoken(
        searching="Zoeken in de bronnen …",
        found="Letterlijke passages gevonden.",
        found_nothing="Geen passages gevonden.",
        writing="Antwoord formuleren …",
        waiting="Er zijn {ahead} vragen voor u. Dat duurt ongeveer {seconds} seconden; de passages hieronder kunt u al lezen.",
        waiting_one="Er is één vraag voor u. Dat duurt ongeveer {seconds} seconden; de passages hieronder kunt u al lezen.",
        drafting="Formuleren; elke zin wordt nog gecontroleerd.",
        ready="Het antwoord is klaar en gecontroleerd.",
        stopped="Gestopt.",
        offline="De verbinding met Standpuntwijzer is weg. Controleer of het programma draait, en stel de vraag opnieuw.",
        copy="Kopiëren met bronnen",
        copied="Gekopieerd, met de bronnen.",
        not_copied="Kopiëren lukt niet in deze browser. Selecteer de tekst met de hand.",
        retry="Opnieuw vragen",
        edit="Vraag aanpassen",
        rate="Beoordelen",
        useful="Was dit antwoord nuttig?",
        useful_yes="Ja",
        useful_no="Nee",
        reason="Reden",
        reasons={
            "": "geen",
            "fout": "klopt niet",
            "onvolledig": "onvolledig",
            "bron": "verkeerde bron",
            "onduidelijk": "onduidelijk",
            "niet-gevonden": "ten onrechte niets gevonden",
        },
        remark="Toelichting (geen persoonsgegevens)",
        consent="Bewaar mijn oordeel met deze vraag en dit antwoord, zonder mijn naam.",
        send="Versturen",
        thanks="Bewaard. Dank u wel.",
        sources="Bronnen:",
        nothing="Er is nog geen antwoord om op te slaan.",
        downloaded="Het bestand is gemaakt.",
        not_kept="Deze browser bewaart het gesprek niet.",
        wiped="Alles is gewist.",
    ),
    "en": Spoken(
        searching="Searching the sources …",
        found="Literal passages found.",
        found_nothing="No passages found.",
        writing="Writing the answer …",
        waiting="{ahead} questions are before yours. That takes about {seconds} seconds; you can read the passages below already.",
        waiting_one="One question is before yours. That takes about {seconds} seconds; you can read the passages below already.",
        drafting="Writing; each sentence is still to be checked.",
        ready="The answer is ready and checked.",
        stopped="Stopped.",
        offline="The connection with Standpuntwijzer is gone. Check whether the program runs, and ask again.",
        copy="Copy with sources",
        copied="Copied, with the sources.",
        not_copied="Copying does not work in this browser. Select the text by hand.",
        retry="Ask again",
        edit="Edit question",
        rate="Rate",
        useful="Was this answer useful?",
        useful_yes="Yes",
        useful_no="No",
        reason="Reason",
        reasons={
            "": "none",
            "fout": "not right",
            "onvolledig": "incomplete",
            "bron": "wrong source",
            "onduidelijk": "unclear",
            "niet-gevonden": "wrongly found nothing",
        },
        remark="Remark (no personal data)",
        consent="Keep my rating with this question and answer, without my name.",
        send="Send",
        thanks="Kept. Thank you.",
        sources="Sources:",
        nothing="There is no answer to save yet.",
        downloaded="The file has been made.",
        not_kept="This browser does not keep the conversation.",
        wiped="Everything has been cleared.",
    ),
}
