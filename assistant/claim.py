"""What a sentence claims, as far as rules can read it: numbers, modality, conditions, quantifiers, roles, tense.

Word tables for Dutch and English and the extraction of one frozen :class:`Claim` from one clause or sentence. Comparing claims is
``verify.py``. The rule families and their worth follow the experiment summarised in ``eval/LOG.md``: without polarity a third of
wrong sentences gets through, without conditions or numbers a fifth.
"""

import re
from dataclasses import dataclass

from index.text import STOPWORDS, fold, stem

Words = dict[str, str]


def _table(**rows: str) -> Words:
    """Pattern by name; a row lists alternatives, a space inside one matches any white space."""
    return {name: "|".join(part.strip().replace(" ", r"\s+") for part in row.split("/")) for name, row in rows.items()}


# Order matters: the first pattern that matches a clause decides, so what is negated stands before what is not.
MODALITY = {
    "nl": _table(
        may_not=r"\b(?:mag|mogen|mocht|mochten)\b[^,;]*\b(?:niet|geen|nooit|niemand)\b / \bniemand\b[^,;]*\b(?:mag|mocht)\b "
        r"/ \bniet (?:meer )?toegestaan / \bverboden\b / \bverbod\b / \buitgesloten\b / \bverbied\w* / \bgeen\b[^,;]*\b(?:mag|mogen)\b "
        r"/ \bniet\b[^,;]*\b(?:mag|mogen|mocht|mochten)\b",
        need_not=r"\b(?:hoef|hoeft|hoeven|hoefde|hoefden)\b / \b(?:niet|geen)\b[^,;]{0,30}\b(?:verplicht\w*|nodig) / \bvrijwillig\w*",
        must=r"\b(?:moet|moeten|moest|moesten|dient|dienen|diende|verplicht\w*|vereist\w*|nodig|plicht)\b / \bverplichting\w*",
        should=r"\baanbevolen / \baanbeve\w+ / \badvise\w+ / \bzou(?:den)?\b / \badvies\b[^,;]*\bom\b",
        cannot=r"\b(?:kan|kunnen|kon|konden)\b[^,;]*\b(?:niet|geen|nooit)\b / \b(?:niet|geen)\b[^,;]*\b(?:kan|kunnen)\b / \bonmogelijk",
        may=r"\b(?:mag|mogen|mocht|mochten)\b / \btoegestaan / \btoestemming\b[^,;]*\bgeeft / \bgeoorloofd",
        can=r"\b(?:kan|kunnen|kon|konden)\b / \bmogelijk",
    ),
    "en": _table(
        may_not=r"\b(?:may|must|shall|might) not\b / \bnot (?:be )?(?:allowed|permitted) / \bno longer (?:allowed|permitted) / \bprohibit\w* "
        r"/ \bforbidden / \bbanned? / \bexcluded / \bruled out / \bno (?:one|body|organisation)\b[^,;]*\bmay\b / \bnobody\b[^,;]*\bmay\b",
        need_not=r"\bneed not / \b(?:do|does|did) not (?:have|need) to / \bnot (?:be )?(?:required|mandatory|obliged|compulsory) / \bvoluntary",
        must=r"\b(?:must|shall|required|requires?|mandatory|obliged|obligat\w+|compulsory)\b / \b(?:has|have|had|needs?) to\b / \bduty",
        should=r"\bshould / \brecommend\w* / \badvis\w+",
        cannot=r"\bcannot / \bcan not / \bcould not / \bcan't / \bunable / \bimpossible",
        may=r"\bmay\b / \bmight\b / \ballow\w* / \bpermit\w*",
        can=r"\bcan\b / \bcould\b / \bpossible",
    ),
}
NEGATION = {
    "nl": r"\b(?:niet|geen|nooit|noch|niets|niemand|nergens|evenmin)\b",
    "en": r"\b(?:not|no|never|neither|nor|nothing|nobody|none|cannot)\b|n't\b",
}
CONDITIONS = {
    "nl": _table(
        exception=r"\btenzij / \bbehalve / \buitgezonderd / \bmet uitzondering / \buitzondering\w*",
        proviso=r"\bmits / \bzolang / \bvoor zover / \bvoorwaarde\w* / \balleen als / \balleen wanneer / \bpas als / \bals / \bwanneer "
        r"/ \bindien / \bzodra / \bbij een\b / \bdan\b(?! wel)",
        only=r"\balleen\b / \buitsluitend / \bslechts / \benkel\b",
        principle=r"\bin beginsel / \bin principe / \bmeestal / \bdoorgaans / \bin het algemeen",
        without=r"\bzonder\b",
    ),
    "en": _table(
        exception=r"\bunless / \bexcept\w*",
        proviso=r"\bprovided / \bas long as / \binsofar / \bto the extent / \bcondition\w* / \bif\b / \bwhen\b / \bwhere\b / \bonce\b "
        r"/ \bin the case of",
        only=r"\bonly\b / \bsolely / \bexclusively / \bmerely",
        principle=r"\bin principle / \busually / \bgenerally / \bin general",
        without=r"\bwithout\b",
    ),
}
QUANTIFIERS = {
    "nl": _table(
        all=r"\balle\b / \bal het / \baltijd / \belke?\b / \bieder\w* / \bvolledig\w* / \bgeheel / \bsteeds / \bin elk geval",
        least=r"\bminstens / \bten minste / \bminimaal / \bin ieder geval / \btenminste",
        most=r"\bhooguit / \bten hoogste / \bhoogstens / \bmaximaal / \bmaxima / \buiterlijk / \bbinnen\b",
        more=r"\bmeer dan / \blanger dan",
        less=r"\bminder dan / \bkorter dan / \bvoordat / \bvoor het / \bvooraf\w*",
        after=r"\bna\b / \bachteraf / \bnadat / \bvanaf / \bsinds",
    ),
    "en": _table(
        all=r"\ball\b / \balways / \bevery\w* / \beach / \bfully / \bin any case",
        least=r"\bat least / \bminimum",
        most=r"\bat most / \bno more than / \bmaximum\w* / \bat the latest / \bwithin / \bno later than",
        more=r"\bmore than / \blonger than",
        less=r"\bless than / \bfewer than / \bbefore\w* / \bin advance / \bprior to",
        after=r"\bafter\w* / \bfrom\b(?= \d) / \bsince",
    ),
}
ROLES = {
    "nl": _table(
        provider=r"\baanbieder\w* / \bontwikkelaar\w*",
        deployer=r"\bgebruiksverantwoordelijke\w*",
        controller=r"\bverwerkingsverantwoordelijke\w*",
        processor=r"\bverwerker(?:s)?\b",
        supplier=r"\bleverancier\w*",
        subject=r"\bbetrokkene\w* / \bburger\w*",
        staff=r"\bmedewerker\w* / \bambtena\w+ / \bpersoneel / \bwerknemer\w*",
        organisation=r"\b(?:overheids|rijks)?organisatie\w* / \boverheidsinstantie\w* / \bbestuursorga\w+ / \boverheden",
        dpo=r"\bfg\b / \bfunctionaris\w*",
        authority=r"\bap\b / \bautoriteit persoonsgegevens / \btoezichthouder\w*",
        cio=r"\bcio\b",
        counsel=r"\blandsadvocaat / \bpels rijcken",
        commission=r"\bcommissie / \bai-bureau",
        minister=r"\bminister\w* / \bstaatssecretaris\w* / \bkabinet",
    ),
    "en": _table(
        provider=r"\bprovider\w* / \bdeveloper\w*",
        deployer=r"\bdeployer\w*",
        controller=r"\bcontroller\w*",
        processor=r"\bprocessor\w*",
        supplier=r"\bsupplier\w* / \bvendor\w*",
        subject=r"\bdata subject\w* / \bcitizen\w*",
        staff=r"\bstaff / \bcivil servant\w* / \bemployee\w* / \bofficial(?:s)?\b",
        organisation=r"\borganisation\w* / \bpublic bod\w+ / \bpublic authorit\w+ / \bgovernments?\b",
        dpo=r"\bdpo\b / \bdata protection officer\w*",
        authority=r"\bap\b / \bdata protection authority / \bsupervis\w+",
        cio=r"\bcio\b",
        counsel=r"\bstate advocate / \bpels rijcken",
        commission=r"\bcommission / \bai office",
        minister=r"\bminister\w* / \bstate secretar\w+ / \bcabinet",
    ),
}
PAST = {
    "nl": r"\b(?:gold|golden|moest|moesten|mocht|mochten|was|waren|kon|konden|werd|werden|had|hadden|hoefde|hoefden|diende)\b",
    "en": r"\b(?:applied|was|were|had|did|could|needed)\b",
}
_MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_NUMBER_WORDS = {
    word: str(number)
    for words in (
        "twee drie vier vijf zes zeven acht negen tien elf twaalf",
        "two three four five six seven eight nine ten eleven twelve",
    )
    for number, word in enumerate(words.split(), start=2)
} | {"twintig": "20", "twenty": "20", "dertig": "30", "thirty": "30"}
_DATE = re.compile(rf"\b(?P<day>\d{{1,2}})?\s*(?P<month>{'|'.join(_MONTHS)})(?:\s+(?P<year>\d{{4}}))?\b")
_PLACE = re.compile(r"\b(artikel|article|lid|paragraph|overweging|recital|bijlage|annex|hoofdstuk|chapter)\s+(\d+[a-z]?|[ivx]+)\b")
_AMOUNT = re.compile(r"\d+(?:[.,:^]\d+)*\s*(?:%|miljoen|miljard|million|billion|procent|percent|uur|hours?|[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """The checkable content of a clause or sentence; every set holds normalised names."""

    modality: frozenset[str]
    negations: int
    conditions: frozenset[str]
    quantifiers: frozenset[str]
    roles: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    past: bool
    content: frozenset[str]


def read(sentence: str, language: str) -> Claim:
    """The claim of a sentence. Pure; about 0.2 ms."""
    text = fold(sentence)
    return Claim(
        modality=frozenset(filter(None, (modality(clause, language) for clause in clauses(text)))),
        negations=len(re.findall(NEGATION[language], text)),
        conditions=_matching(CONDITIONS[language], text),
        quantifiers=_matching(QUANTIFIERS[language], text),
        roles=roles(text, language),
        numbers=_numbers(text),
        names=frozenset(map(fold, names(sentence))),
        past=re.search(PAST[language], text) is not None,
        content=content_words(text, language),
    )


_CLAUSE = re.compile(
    r"[,;:]\s+|\s+(?=(?:maar|tenzij|mits|omdat|want|terwijl|behalve|zolang|but|unless|provided|because|while|except)\b)"
)


def clauses(text: str) -> list[str]:
    """A sentence cut at commas and at the words that open a clause of their own."""
    return [part for part in _CLAUSE.split(text) if part.strip()]


def modality(clause: str, language: str) -> str | None:
    """"may_not", "need_not", "must", "should", "cannot", "may" or "can"; None when the clause has none."""
    for name, pattern in MODALITY[language].items():
        if re.search(pattern, clause):
            return name
    return None


def content_words(text: str, language: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    found = re.findall(r"[a-z][a-z-]{2,}", fold(text))
    return frozenset(stem(word, language) for word in found if word not in STOPWORDS[language])


def _matching(table: Words, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in table.items() if re.search(pattern, text))


def roles(text: str, language: str) -> tuple[str, ...]:
    """The parties that a folded text names, in the order it names them."""
    places = [(match.start(), name) for name, pattern in ROLES[language].items() if (match := re.search(pattern, text))]
    return tuple(name for _, name in sorted(places))


def _numbers(text: str) -> frozenset[str]:
    found: set[str] = set()
    for match in _DATE.finditer(text):
        if match["day"] or match["year"]:
            found.add(f"{match['year'] or ''}-{_MONTHS[match['month']]}-{match['day'] or ''}")
    rest = _DATE.sub(lambda m: " " if m["day"] or m["year"] else m.group(), text)
    for kind, number in _PLACE.findall(rest):
        found.add(f"{kind[:4]} {number}")
    rest = _PLACE.sub(" ", rest)
    rest = re.sub(r"[a-z]+", lambda m: _NUMBER_WORDS.get(m.group(), m.group()), rest)
    found |= {" ".join(amount.split()) for amount in _AMOUNT.findall(rest)}
    return frozenset(found)


def names(sentence: str) -> tuple[str, ...]:
    """Words written as names: capitals that do not open a sentence, and abbreviations anywhere; as written, in order."""
    found: list[str] = []
    for match in re.finditer(r"\b[^\W\d_][\w-]*", sentence):
        word = match.group()
        opens = re.search(r"(?:^|[.!?:])\W*$", sentence[: match.start()]) is not None
        if (word.isupper() and len(word) > 1) or any(char.isupper() for char in word[1:]) or (word[0].isupper() and not opens):
            found.append(word)
    return tuple(dict.fromkeys(found))
