"""Names of people in a question: by a title ("mevrouw Jansen"), a word like "cliënt", initials, or a first name that is frequent.

Words are looked at, not parsed: a name that is in no list, without a title or such a word before it, is not seen. The holder of a public office
("minister …") and a name that is part of an organisation, a law or a product ("Wet Victor") are let be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|['’]t\b")
_TITLES = frozenset(
    "mevrouw mevr mw mej mejuffrouw heer dhr meneer mijnheer mr drs dr ir ing prof professor familie fam gezin echtpaar "
    "mrs ms miss sir".split()
)
# After these somebody is named, in the first row also by a name that is in no list.
_NAMED = frozenset(
    "cliënt cliënte client cliente klant burger inwoner inwoonster bewoner bewoonster collega sollicitant kandidaat aanvrager aanvraagster verzoeker "
    "verzoekster bezwaarmaker betrokkene verdachte slachtoffer getuige patiënt patiënte leerling student studente buurman buurvrouw heet genaamd "
    "named called applicant colleague citizen resident patient".split()
)
_CUES = _NAMED | frozenset(
    "klanten burgers medewerker medewerkster werknemer docent leraar juf neef nicht nichtje oom tante opa oma vader moeder zoon dochter broer "
    "zus partner echtgenoot echtgenote weduwe kind leidinggevende manager chef directeur ambtenaar inspecteur advocaat rechter notaris arts "
    "huisarts melder klager indiener huurder eigenaar gedetineerde asielzoeker vreemdeling bijstandsgerechtigde namens naam groeten groet "
    "groetjes hoogachtend employee tenant neighbour".split()
)
_OFFICES = frozenset(
    "minister ministers staatssecretaris staatssecretarissen minister-president premier president kamerlid kamerleden kamervoorzitter senator "
    "eurocommissaris commissaris koning koningin prins prinses burgemeester wethouder gedeputeerde lid leden motie amendement secretary mp "
    "advocaat-generaal".split()
)
# Before or after one of these a name is that of a thing or a place.
_THINGS = frozenset(
    "wet commissie bureau stichting instituut universiteit hogeschool college school ziekenhuis kinderziekenhuis museum huis bank bibliotheek fonds "
    "prijs lezing plein straat laan arrest model taalmodel chatbot assistent programma project systeem methode kazerne gebouw groep bv nv holding "
    "rapport arena alert act centrum jury sint san santa sankt foundation university house institute court hospital scheme programmeertaal".split()
)
_BETWEEN = frozenset("van von de den der het 't ’t ten ter te in op la le el al ben bin da dos du di aan vander vande".split())
# Capitalised words that stand beside a name without being part of it.
_NO_SURNAME = frozenset(
    "excel word teams outlook copilot gemini claude mistral llama google microsoft meta openai deepl whatsapp signal surface gem windows office mag "
    "mogen moet kan is zijn wil wat wie waar hoe wanneer waarom welke dat dit die deze en of maar dus als dan ik u we wij je jij hij zij het een in "
    "op bij voor van met aan uit naar may can must does what who how when why i we the and or if juridische zaken zaak burgerzaken financiën "
    "inkoop defensie justitie onderwijs communicatie personeel toezicht handhaving sociale sociaal algemene publieke team gemeente provincie "
    "ministerie rijkswaterstaat belastingdienst politie kamer kabinet rijk nederland nederlands nederlandse europa europese engels frans duits "
    "duitse turks pools amsterdam rotterdam utrecht groningen zwolle eindhoven haag bosch brussel algoritmeregister verordening artikel article "
    "studio enterprise advanced".split()
)
# Whom questions on this subject name for what they did in public.
_PUBLIC = frozenset(
    "huffelen szabó szabo knops marum uitermark weerdenburg schrems gogh rijn modaal publiek biden macron trump schmidt frank havelaar heijn cruijff "
    "paulowna".split()
)
_INITIALISMS = frozenset("NV BV VOF US EU AI IT VN UK VS EG".split())
_SHORTENED = frozenset("th chr joh ph fr jr".split())
# "Bijlage A. Begrippen", "optie B. Lokaal".
_LETTERED = frozenset(
    "bijlage deel optie vraag paragraaf categorie klasse stap hoofdstuk artikel onderdeel punt sub letter variant fase kolom annex part "
    "option".split()
)
# First names and initials that one person has at most; more is a list.
_LONGEST = 6
_NOT_A_PERSON = re.compile(r"(?:straat|laan|plein|weg|kade|gracht|singel|school|college|ziekenhuis|wet|verordening|prijs)$")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


@cache
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    """All first names, and those that are nothing else."""
    words = [word for line in _lines("first_names.txt") for word in line.split()]
    return frozenset(word.lstrip("*") for word in words), frozenset(word for word in words if word[0] != "*")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """All frequent surnames, and those that are nothing else, in small letters."""
    words = [word for line in _lines("last_names.txt") for word in line.split()]
    return frozenset(word.lstrip("*") for word in words), frozenset(word for word in words if word[0] != "*")


def _lines(name: str) -> list[str]:
    return [line for line in (_HERE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def people(text: str) -> Iterator[tuple[int, int]]:
    """Where names of people stand in ``text``, from left to right."""
    reader = _Reader(text)
    place = 0
    while place < len(reader.words):
        found = reader.name_at(place)
        if found is None:
            place += 1
            continue
        first, after = found
        yield reader.words[first].start, reader.end_of(after - 1)
        place = after


class _Reader:
    """The words of a question, and where a name begins and ends among them. A span is (first word, word after the last)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [_Word(match[0], *match.span()) for match in _WORD.finditer(text)]

    def name_at(self, place: int) -> tuple[int, int] | None:
        """The name that the word at ``place`` begins or announces; None when there is none."""
        word = self.words[place]
        if word.low in _TITLES and not (len(word.text) > 1 and word.text.isupper()):
            return self._after_title(place)
        if word.low in _CUES and (found := self._after_cue(place + 1)):
            return found
        return self._by_itself(place)

    def end_of(self, place: int) -> int:
        """Where a name that ends in this word ends: with the full stop of an initial, without the "'s" of what somebody owns."""
        word = self.words[place]
        if re.search(r"['’]s$", word.text):
            return word.end - 2
        return word.end + 1 if self._is_initial(place) else word.end

    def _after_title(self, place: int) -> tuple[int, int] | None:
        first = place + 1
        while first <= place + _LONGEST and self._follows(first) and self.words[first].low in _TITLES:
            first += 1
        if not self._follows(first):
            return None
        after = self._initials(first)
        while self._follows(after) and self._is_capital(after) and self.words[after].text in _first_names()[0]:
            after += 1
        last = self._surname(after) or self._low_surname(after)
        if last is None and after > first:
            last = after
        return self._unless_public(place, first, last)

    def _after_cue(self, place: int) -> tuple[int, int] | None:
        if place >= len(self.words) or not re.fullmatch(r"[\s:,(\"“.]{1,3}", self._gap(place)):
            return None
        word = self.words[place]
        if word.low in _BETWEEN and self._is_capital(place):
            return self._unless_public(place - 1, place, self._surname(place, _surnames()[0]))
        if word.low in _TITLES | _CUES | _NO_SURNAME:
            return None
        if word.text in _first_names()[0] or self._is_initial(place):
            return self._full_name(place, announced=True)
        if word.text.islower() and word.text.capitalize() in _first_names()[1]:
            return place, self._low_surname(place + 1) or place + 1
        if not self._is_capital(place) or word.low in _THINGS:
            return None
        known = None if self.words[place - 1].low in _NAMED else _surnames()[0]
        last = self._surname(place + 1, known)
        return (place, last) if last else None

    def _by_itself(self, place: int) -> tuple[int, int] | None:
        word = self.words[place]
        if self._is_initial(place) or (word.text in _first_names()[0] and self._is_capital(place)):
            return self._full_name(place)
        if word.text.islower() and len(word.text) > 2 and word.text.capitalize() in _first_names()[1]:
            last = self._low_surname(place + 1)
            return (place, last) if last else None
        if not self._is_capital(place) or self._begins(place) or word.low in _NO_SURNAME - _BETWEEN:
            return None
        # "De Vries" in the middle of a sentence; an unknown first name before a frequent surname.
        if word.low in _BETWEEN:
            return self._unless_public(place, place, self._surname(place, _surnames()[0]))
        last = self._surname(place + 1, _surnames()[1]) if word.low not in _THINGS | _OFFICES else None
        return self._unless_public(place, place, last)

    def _full_name(self, place: int, announced: bool = False) -> tuple[int, int] | None:
        """First names and initials from ``place``, with the surname if there is one; ``announced``: by a word like "cliënt".

        Initials are a name with a surname only, a first name that is also an ordinary word with a frequent one.
        """
        after, (names, only_names) = place, _first_names()
        while after < min(len(self.words), place + _LONGEST) and (after == place or self._follows(after)):
            if not self._is_initial(after) and not (self._is_capital(after) and self.words[after].text in names):
                break
            after += 1
        last = self._surname(after)
        if all(self._is_initial(at) for at in range(place, after)):
            return self._unless_public(place, place, last) if self._may_be_initials(place, after, last) else None
        if not announced and not any(self.words[at].text in only_names for at in range(place, after)):
            last = self._surname(after, _surnames()[1 if self._begins(place) else 0])
            return self._unless_public(place, place, last)
        return self._unless_public(place, place, last or after)

    def _may_be_initials(self, place: int, after: int, last: int | None) -> bool:
        """Whether single letters are those of somebody: "J.P. Bergsma", not "A. Transparantie" or "N.V. Nederlandse"."""
        letters = "".join(word.text for word in self.words[place:after])
        if last is None or letters in _INITIALISMS or (place and self.words[place - 1].low in _LETTERED):
            return False
        listed = len(letters) == 1 and self._begins(place)
        return not listed or last > after + 1 or self.words[after].low in _surnames()[0]

    def _surname(self, place: int, known: frozenset[str] | None = None) -> int | None:
        """The word after the surname that begins at ``place``, which is one of ``known`` if that is given."""
        after = place
        while self._follows(after) and self.words[after].low in _BETWEEN and after - place < 3:
            after += 1
        if not self._follows(after) or not self._is_capital(after):
            return None
        low = self.words[after].low
        if low in _NO_SURNAME | _THINGS | _TITLES or _NOT_A_PERSON.search(low) or (known is not None and low.split("-")[0] not in known):
            return None
        # "Oudshoorn-van der Velden"
        return (self._surname(after + 1) or after + 1) if low.split("-")[-1] in _BETWEEN else after + 1

    def _low_surname(self, place: int) -> int | None:
        """A frequent surname that is typed without capitals."""
        after = place
        while self._follows(after) and self.words[after].low in _BETWEEN and after - place < 3:
            after += 1
        if self._follows(after) and self.words[after].low in _surnames()[0]:
            return after + 1
        return None

    def _unless_public(self, place: int, first: int, after: int | None) -> tuple[int, int] | None:
        """The name, unless it is that of an office holder, somebody public, or part of the name of a thing."""
        if after is None:
            return None
        before = self.words[place - 1].low if place else ""
        behind = self.words[after].low if self._follows(after) else ""
        rest = self.text[self.words[after - 1].end : self.words[after - 1].end + 3]
        if rest.startswith(" &") or (self.words[first].text == "Jan" and re.match(r"\.? ?\d", rest)):
            return None
        if before in _OFFICES or before in _THINGS or behind in _THINGS or _NOT_A_PERSON.search(behind) or self.words[after - 1].low in _PUBLIC:
            return None
        return first, after

    def _gap(self, place: int) -> str:
        return self.text[self.words[place - 1].end : self.words[place].start]

    def _follows(self, place: int) -> bool:
        """Whether there is a word that belongs with the one before it: only a space, or the full stop of an initial or a title, is between."""
        if place >= len(self.words):
            return False
        if place == 0:
            return True
        before = self.words[place - 1]
        dotted = before.low in _TITLES or before.low in _SHORTENED or len(before.text) == 1
        return re.fullmatch(r"\.?\s?" if dotted else r"\s", self._gap(place)) is not None

    def _initials(self, place: int) -> int:
        end = place + _LONGEST
        while place < end and self._follows(place) and self._is_initial(place):
            place += 1
        return place

    def _is_initial(self, place: int) -> bool:
        word = self.words[place]
        short = len(word.text) == 1 or word.low in _SHORTENED
        return short and word.text[0].isupper() and self.text[word.end : word.end + 1] == "."

    def _is_capital(self, place: int) -> bool:
        """Written as a name is: "Jansen", "Wit-Oosterhuis", "O'Connor"; not "ChatGPT" or "AVG"."""
        parts = re.split(r"['’-]", self.words[place].text)
        if len(self.words[place].text) < 2 or not parts[0][:1].isupper():
            return False
        return all(part.istitle() or part.islower() or len(part) < 2 or part.startswith(("Mc", "Mac")) for part in parts)

    def _begins(self, place: int) -> bool:
        return self.text[: self.words[place].start].rstrip()[-1:] in ("", ".", "?", "!", ":", '"', "“", "(")
