"""What the audit commands say, in Dutch with English beside it, and what goes with a package for the archive."""

from dataclasses import dataclass

from assistant.watch.verify import Finding, Kind


@dataclass(frozen=True, slots=True)
class Strings:
    """The words in one language; each of ``kinds`` may use {file}, {line}, {first} and {last}."""

    kinds: dict[Kind, str]
    in_order: str
    empty: str
    faults: str
    unfinished: str


STRINGS = {
    "nl": Strings(
        kinds={
            Kind.CHANGED: "{file}, regel {line}: gewijzigd (nummer {first}); de controlesom klopt niet meer",
            Kind.REMOVED: "{file}, voor regel {line}: nummer {first} tot en met {last} ontbreekt",
            Kind.INSERTED: "{file}, regel {line}: hoort hier niet (nummer {first} is er al)",
            Kind.MOVED: "{file}, regel {line}: staat niet op zijn plaats (nummer {first})",
            Kind.UNREADABLE: "{file}, regel {line}: is geen regel van een auditspoor",
            Kind.CUT: "{file}, na regel {line}: het einde ontbreekt (nummer {first} tot en met {last})",
            Kind.START: "{file}, regel {line}: het begin ontbreekt (nummer {first} tot en met {last}) en er is geen opschoning van bekend",
            Kind.HEAD: "{file}: wat de laatste regel was, is niet meer te zien (rond nummer {first}); er kan een einde zijn afgeknipt",
            Kind.UNFINISHED: "{file}, regel {line}: is niet af en er staat een later bestand",
            Kind.OTHER_HEAD: "Nummer {first} is niet de regel met de opgegeven controlesom",
        },
        in_order="In orde: {lines} regels in {files} bestanden, nummer {first} tot en met {last}.\nLaatste: {last}:{hash}",
        empty="Er is nog geen auditspoor in {folder}.",
        faults="NIET in orde: {count} bevindingen in {lines} regels.",
        unfinished="De laatste regel is niet af: een proces werd gestopt. De volgende regel herstelt dat.",
    ),
    "en": Strings(
        kinds={
            Kind.CHANGED: "{file}, line {line}: changed (number {first}); the checksum is no longer right",
            Kind.REMOVED: "{file}, before line {line}: numbers {first} to {last} are missing",
            Kind.INSERTED: "{file}, line {line}: does not belong here (there is a number {first} already)",
            Kind.MOVED: "{file}, line {line}: is out of its place (number {first})",
            Kind.UNREADABLE: "{file}, line {line}: is no line of an audit trail",
            Kind.CUT: "{file}, after line {line}: the end is missing (numbers {first} to {last})",
            Kind.START: "{file}, line {line}: the beginning is missing (numbers {first} to {last}) and no purge tells of it",
            Kind.HEAD: "{file}: which line was the last can no longer be seen (near number {first}); an end may have been cut off",
            Kind.UNFINISHED: "{file}, line {line}: is not finished and a later file exists",
            Kind.OTHER_HEAD: "Number {first} is not the line with the given checksum",
        },
        in_order="In order: {lines} lines in {files} files, numbers {first} to {last}.\nLast: {last}:{hash}",
        empty="There is no audit trail in {folder} yet.",
        faults="NOT in order: {count} findings in {lines} lines.",
        unfinished="The last line is not finished: a process was stopped. The next line mends that.",
    ),
}

ARCHIVE_README = """Auditspoor van Standpuntwijzer
==============================

Wat zit hierin?
- JJJJ-MM-DD.jsonl: een bestand per dag (UTC). Elke regel is een gebeurtenis, als JSON.
- manifest.json: welke bestanden, hoeveel regels, de nummers en de controlesommen, en hoe het hele spoor bij het maken van dit pakket is bevonden.
- SHA256SUMS: de controlesom van elk bestand. Controleer ze met: sha256sum -c SHA256SUMS

Wat staat er op een regel?
- n: het nummer van de regel; prev: de SHA-256 van de regel ervoor (zonder het regeleinde); at: het moment (UTC).
- event: "answer" (een vraag is gesteld), "gap" (regels konden niet worden geschreven), "purge" (oude bestanden zijn verwijderd, met hun
  controlesommen), "recovered" (hersteld na een storing), "export" (er is een pakket gemaakt).
- Bij "answer": who (het account; "-" zonder aanmelding), route (langs welke weg), kind (answered: antwoord; quotes: alleen citaten; abstained: niet
  in de bronnen; failed: mislukt; left: de vrager ging weg), sources (document@versie/onderdeel), index, model (naam en SHA-256 van de gewichten),
  verdicts (zinnen van het model: gedragen, door een andere bron gedragen, verwijderd), language, personal (soorten persoonsgegevens die in de vraag
  zijn gezien), seconds. Alleen als de organisatie dat heeft aangezet: question en answer.

Hoe ziet u dat er niets is veranderd?
1. sha256sum -c SHA256SUMS laat zien dat het pakket heel is.
2. Reken van elke regel de SHA-256 uit. Die staat als "prev" op de volgende regel, ook over de bestanden heen.
3. De laatste controlesom staat in manifest.json (last_hash). Bewaar die ook op een andere plaats: wie het hele spoor opnieuw schrijft, kan alle
   controlesommen opnieuw maken, maar niet een die elders is genoteerd.

The same in English: one file a day; each line holds its number (n), the SHA-256 of the line before (prev) and the moment (at, UTC). Check the files
with sha256sum -c SHA256SUMS, and the chain by hashing each line without its newline.
"""


def told(finding: Finding, language: str) -> str:
    """A finding in words."""
    words = {"file": finding.file, "line": finding.line, "first": finding.first, "last": finding.last}
    return STRINGS[language].kinds[finding.kind].format(**words)
