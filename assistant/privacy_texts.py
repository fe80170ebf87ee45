"""What an installation tells of itself, from its settings: an entry for the Algoritmeregister, and a description for a DPIA (in Dutch).

The fields are those of version 1.0 of the publication standard of the Algoritmeregister, in its order. What the settings do not know (the
organisation, where to ask) is given or left empty, and what the organisation must decide itself is a proposal.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from assistant.privacy import Held
from assistant.settings import Settings
from corpus.builtin import load_folder
from models.catalog import load_catalog

STANDARD = "1.0"
# Without these the register publishes nothing.
REQUIRED = ("name", "description_short", "organization", "status", "contact_email", "publication_category", "lang")
_LAWS = ("avg", "uavg", "ai-verordening")
_POLICY = {
    "ask": "Op de pagina wordt een vraag met persoonsgegevens eerst getoond, met wat er is gezien en waarom; de medewerker haalt ze met één knop "
    "weg. Met een BSN of rekeningnummer erin kan de vraag niet worden gesteld. De API, de terminal en andere programma's krijgen een waarschuwing.",
    "block": "Een vraag met persoonsgegevens wordt overal geweigerd, tot ze eruit zijn. Op de pagina kan dat met één knop.",
    "warn": "Bij een vraag met persoonsgegevens staat een waarschuwing bij het antwoord; de vraag wordt wel beantwoord.",
}
_SIGN_IN = {
    "none": "niemand meldt zich aan; de pagina is alleen op de machine zelf te bereiken",
    "local": "medewerkers melden zich aan met een account van deze installatie (naam, rol, wachtwoord als argon2-hash)",
    "oidc": "medewerkers melden zich aan bij de organisatie (OpenID Connect); naam en rol komen daarvandaan",
    "proxy": "de toegangspoort van de organisatie meldt medewerkers aan; naam en rol komen daarvandaan",
}
_TRAIL = {
    "off": "Er is geen auditspoor.",
    "meta": "Het auditspoor houdt bij wie wanneer een vraag stelde, welke bronnen en welk model zijn gebruikt, zonder de vraag of het antwoord.",
    "content": "Het auditspoor houdt bij wie wanneer een vraag stelde, met de vraag en het antwoord.",
}
_LOGS = {
    "off": "Er is geen logboek.",
    "text": "Het logboek noemt gebeurtenissen en fouten, nooit de inhoud van een vraag of antwoord.",
    "json": "Het logboek noemt gebeurtenissen en fouten, nooit de inhoud van een vraag of antwoord.",
}
_SIGNED_IN = " Het logboek noemt met accountnaam en tijd wie zich aanmeldt en bij wie dat mislukt (beveiliging, artikel 32 AVG)."


def model_of(settings: Settings) -> str:
    """The generator in words; of a server only its host, for its address may hold a password."""
    if settings.openai_url:
        return f"{settings.openai_model}, op een server van de organisatie ({urlsplit(settings.openai_url).hostname})"
    titles = {entry.id: f"{entry.title} ({entry.license})" for entry in load_catalog()}
    return "geen (alleen letterlijke passages)" if settings.model == "none" else titles.get(settings.model, settings.model)


def register(settings: Settings, organisation: str, contact: str, begin: str) -> dict[str, Any]:
    """The entry; ``begin`` is the month of first use as "2026-12". Empty where it is not known."""
    laws = {document.id: document for document in load_folder() if document.id in _LAWS}
    kept = f"Oordelen en metingen blijven {settings.retention_days} dagen." if settings.retention_days else "Er is geen bewaartermijn ingesteld."
    return {
        "name": "Vragen over generatieve AI beantwoorden uit wet en beleid (Standpuntwijzer)",
        "description_short": "Standpuntwijzer beantwoordt vragen van ambtenaren over het gebruik van generatieve AI bij de overheid. "
        "Hij zoekt in wetten en beleid, laat de letterlijke passages zien en vat ze kort samen. Elke zin verwijst naar een bron.",
        "organization": organisation,
        "category": ["Organisatie en bedrijfsvoering"],
        "status": "In gebruik",
        "begin_date": begin,
        "end_date": "",
        "contact_email": contact,
        "website": "",
        "publication_category": "Overige algoritmes",
        "url": "",
        "goal": "Het doel is dat ambtenaren snel weten wat mag en moet met generatieve AI, en waar dat staat. Alleen medewerkers gebruiken het. "
        "Burgers en bedrijven merken er niets van: het neemt geen besluiten en bereidt geen besluiten over personen voor.",
        "proportionality": "Zonder hulpmiddel zoekt iedereen zelf in tientallen stukken. Een openbare chatbot is geen alternatief, want dan "
        "verlaten vragen de organisatie en noemt het antwoord geen gecontroleerde bron. Het model draait daarom binnen de organisatie.",
        "human_intervention": "De medewerker leest het antwoord met de bronnen ernaast en beslist zelf. Een programma toetst elke zin aan zijn bron "
        "en haalt weg wat de bron niet draagt. Beoordelaars meten de antwoorden en een trainer keurt lessen goed.",
        "risks": "Een antwoord kan onvolledig of fout zijn: elke zin heeft een bron, en zonder bron komt er geen antwoord. Een medewerker kan "
        f"persoonsgegevens in een vraag zetten. {_POLICY[settings.personal_data]} {kept}",
        "lawful_basis": "Het algoritme helpt medewerkers bij hun werk; er is geen aparte wet voor. Waar gegevens van medewerkers worden verwerkt, is "
        "de grondslag de taak van algemeen belang (AVG art. 6 lid 1 onder e). De organisatie stelt dit vast.",
        "lawful_basis_grouping": [{"title": laws[name].title[:100], "link": laws[name].url} for name in _LAWS if name in laws],
        "process_index_url": "",
        "impacttoetsen_grouping": [],
        "impacttoetsen": "De organisatie vult in welke toetsen (DPIA, IAMA) zijn gedaan, en waarom andere niet.",
        "source_data": "Openbare wetten, beleid en handreikingen, en documenten die de organisatie heeft toegevoegd. De vraag van de medewerker "
        "wordt gebruikt om te antwoorden en daarna niet bewaard" + (", behalve in het auditspoor." if settings.audit == "content" else "."),
        "source_data_grouping": [],
        "methods_and_models": "Invoer: een vraag in het Nederlands of Engels. Werking: passages zoeken op woorden en op betekenis, beslissen of ze "
        f"antwoord geven, en ze door een taalmodel kort laten verwoorden; regels toetsen elke zin aan zijn bron. Taalmodel: {model_of(settings)}. "
        f"Zoekmodel: {settings.encoder}. Uitvoer: een kort antwoord met bronnen, of de mededeling dat het er niet staat. Het is niet zelflerend: "
        "vragen en antwoorden veranderen niets aan het model.",
        "provider": "",
        "publiccode": "",
        "lang": "nld",
        "standard_version": STANDARD,
        "source_id": "",
        "tags": "generatieve AI, taalmodel, vraagbaak, beleid, AVG, AI-verordening",
    }


def lacking(entry: Mapping[str, Any]) -> list[str]:
    """The required fields that are still empty."""
    return [name for name in REQUIRED if not entry[name]]


def dpia(settings: Settings, held: Sequence[Held]) -> str:
    """The description as Markdown, along the four parts of article 35(7) of the AVG."""
    rows = [f"| {one.id} | {one.holds} | {one.records} | {one.oldest or '–'} | {one.ground} | {one.kept} |" for one in held if one.files]
    stored = "\n".join(rows) or "| – | er is nog niets bewaard | 0 | – | – | – |"
    after = " en komt in het auditspoor" if settings.audit == "content" else " en wordt daarna niet bewaard"
    in_trail = " en in het auditspoor" if settings.audit == "content" else ""
    kept = f"{settings.retention_days} dagen" if settings.retention_days else "niet ingesteld (STANDPUNT_RETENTION_DAYS)"
    elsewhere = " De server met het taalmodel hoort bij de organisatie: ga dat na." if settings.openai_url else ""
    names = _SIGNED_IN if settings.auth != "none" and settings.log != "off" else ""
    where = "alleen deze machine" if settings.auth == "none" else f"het netwerk van de organisatie (aanmelden: {settings.auth})"
    return f"""# Standpuntwijzer: beschrijving voor een DPIA

Gemaakt uit de instellingen van deze installatie. Dit is het begin van een DPIA, niet de DPIA zelf: de verwerkingsverantwoordelijke vult aan,
weegt af en vraagt advies aan de FG. De indeling volgt artikel 35 lid 7 van de AVG.

## 1. Wat er gebeurt, en waarvoor

Medewerkers stellen vragen over generatieve AI bij de overheid. Het programma zoekt passages in wetten en beleid en geeft een kort antwoord met
bronnen. Doel: medewerkers helpen de regels te kennen en na te leven. Het neemt geen besluiten over personen.

- Taalmodel: {model_of(settings)}.
- Te bereiken vanaf: {where}; {_SIGN_IN[settings.auth]}.
- Ontvangers buiten de organisatie: geen. Het programma maakt geen verbinding naar buiten.{elsewhere}
- Van wie: medewerkers die vragen stellen, beoordelen of lessen beheren; en wie een medewerker in een vraag noemt.
- Persoonsgegevens in een vraag: {_POLICY[settings.personal_data]}
- {_LOGS[settings.log]}{names} {_TRAIL[settings.audit]}
- Het gesprek staat alleen in de browser van de medewerker, tot die het wist.

Nu bewaard op deze machine:

| Wat | Inhoud | Aantal | Oudste | Grondslag (voorstel) | Hoe lang |
|---|---|---|---|---|---|
{stored}

## 2. Noodzaak en evenredigheid

- De vraag is nodig om te kunnen antwoorden{after}. Persoonsgegevens in een vraag zijn nooit nodig voor het antwoord.
- Een oordeel over een antwoord is vrijwillig en zonder naam. Resultaten van groepen worden pas vanaf vijf deelnemers getoond.
- Minder ingrijpend kan: alleen letterlijke passages (STANDPUNT_MODEL=none), geen auditspoor (STANDPUNT_AUDIT=off), weigeren van vragen met
  persoonsgegevens (STANDPUNT_PERSONAL_DATA=block).
- Rechten: van een vraag is er niets om in te zien. Een oordeel heeft geen naam en is alleen aan de tekst te herkennen. Accounts haalt de beheerder
  weg met `standpuntwijzer accounts remove`; beoordelingen en metingen met `standpuntwijzer privacy purge`.

## 3. Risico's voor betrokkenen

| Risico | Kans en gevolg (zelf in te vullen) |
|---|---|
| Een medewerker zet toch persoonsgegevens in een vraag die niet worden herkend | |
| Een vraag zegt iets over de medewerker zelf (bijvoorbeeld een klacht of een vermoeden) | |
| Een oordeel of testvraag bevat gegevens van iemand anders | |
| Wie het programma beheert, leest mee in bestanden op de machine | |
| Een fout antwoord leidt tot verkeerd handelen tegenover een burger | |

## 4. Maatregelen

- Alles draait binnen de organisatie; verbindingen naar buiten worden geweigerd (`standpuntwijzer doctor --network` laat het zien).
- Persoonsgegevens worden herkend voordat er iets met de vraag gebeurt; hoe goed dat gaat, meet `python -m eval.personal`.
- Een vraag komt in geen enkel bestand of logboek, behalve met toestemming bij een oordeel{in_trail}.
- Bestanden met vragen van gebruikers zijn alleen leesbaar voor wie het programma draait. Bewaartermijn: {kept}.
- Een antwoord zonder bron wordt niet gegeven; elke zin is met zijn bron te controleren.
"""
