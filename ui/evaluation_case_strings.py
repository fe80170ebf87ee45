"""Every sentence of the evaluators' pages about cases and candidates, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseStrings:
    """The words in one language; ``{}`` is filled in. ``fields``: (name, explanation); ``options``: what each value is called."""

    candidates_intro: str
    none: str
    rejected_ones: str
    useful: str
    not_useful: str
    reasons: dict[str, str]
    remark: str
    personal: str
    personal_kinds: dict[str, str]
    shown: str
    to_case: str
    reject: str
    accepted: str
    own_intro: str
    own_none: str
    add: str
    new: str
    change: str
    delete: str
    delete_sure: str
    delete_now: str
    save: str
    faults: str
    allowed: str
    places_hint: str
    groups: tuple[str, str, str, str]
    fields: dict[str, tuple[str, str]]
    options: dict[str, dict[str, str]]
    kinds: dict[str, str]
    rules: dict[str, str]
    choose: str
    by: str


_OPTIONS_NL = {
    "task": {"answer": "een antwoord schrijven", "retrieval": "alleen zoeken"},
    "language": {"nl": "Nederlands", "en": "Engels"},
    "expect": {
        "answer": "de bronnen geven antwoord",
        "no-answer": "de bronnen geven geen antwoord",
        "correct": "de vraag gaat uit van iets dat niet klopt",
    },
    "theme": {
        "mag-dit": "mag dit", "persoonsgegevens": "persoonsgegevens", "inkoop": "inkoop", "open-source": "open source",
        "transparantie": "transparantie", "archief-woo": "archief en Woo", "auteursrecht": "auteursrecht", "controle": "controle door mensen",
        "risicoanalyse": "risicoanalyse", "ai-verordening": "AI-verordening", "veiligheid": "veiligheid", "anders": "anders",
    },
    "audience": {
        "iedereen": "iedereen", "beleid": "beleid", "inkoop-ict": "inkoop en ICT", "privacy": "privacy", "informatie": "informatiebeheer",
    },
    "level": {
        "easy": "makkelijk: één zin geeft antwoord, in de woorden van de vraag",
        "medium": "gemiddeld: andere woorden of een voorwaarde",
        "hard": "moeilijk: meer regels, een casus of een valkuil",
    },
    "half": {"dev": "dev: het programma mag hierop worden verbeterd", "test": "test: alleen om te meten"},
    "accept": {
        "ja": "ja", "nee": "nee", "in_beginsel_niet": "in beginsel niet", "nee_tenzij": "nee, tenzij", "onder_voorwaarden": "onder voorwaarden",
        "verplicht": "verplicht", "niet_verplicht": "niet verplicht", "hangt_ervan_af": "hangt ervan af",
    },
}  # fmt: skip

_OPTIONS_EN = {
    "task": {"answer": "write an answer", "retrieval": "search only"},
    "language": {"nl": "Dutch", "en": "English"},
    "expect": {
        "answer": "the sources answer it",
        "no-answer": "the sources do not answer it",
        "correct": "the question takes something untrue for granted",
    },
    "theme": {
        "mag-dit": "may this be done", "persoonsgegevens": "personal data", "inkoop": "procurement", "open-source": "open source",
        "transparantie": "transparency", "archief-woo": "archives and open government", "auteursrecht": "copyright",
        "controle": "human oversight", "risicoanalyse": "risk analysis", "ai-verordening": "AI Act", "veiligheid": "security",
        "anders": "other",
    },
    "audience": {
        "iedereen": "everyone", "beleid": "policy", "inkoop-ict": "procurement and IT", "privacy": "privacy",
        "informatie": "information management",
    },
    "level": {
        "easy": "easy: one sentence answers, in the question's words",
        "medium": "medium: other words or a condition",
        "hard": "hard: several rules, a case or a trap",
    },
    "half": {"dev": "dev: the program may be tuned on it", "test": "test: to measure only"},
    "accept": {
        "ja": "yes", "nee": "no", "in_beginsel_niet": "in principle not", "nee_tenzij": "no, unless", "onder_voorwaarden": "under conditions",
        "verplicht": "mandatory", "niet_verplicht": "not mandatory", "hangt_ervan_af": "it depends",
    },
}  # fmt: skip

CASES = {
    "nl": CaseStrings(
        candidates_intro="Wat gebruikers van antwoorden vonden. Maak er een vraag van waarmee de assistent voortaan wordt getest, of wijs af.",
        none="Er wachten geen kandidaten.",
        rejected_ones="Afgewezen ({})",
        useful="nuttig",
        not_useful="niet nuttig",
        reasons={
            "fout": "er staat iets fouts", "onvolledig": "onvolledig", "bron": "de bron klopt niet", "onduidelijk": "onduidelijk",
            "niet-gevonden": "het antwoord is er wel",
        },
        remark="Opmerking van de gebruiker",
        personal="Let op: hier lijken persoonsgegevens in te staan ({}). Haal die weg voordat u er een vraag van maakt, of wijs af.",
        personal_kinds={
            "bsn": "burgerservicenummer", "iban": "rekeningnummer", "e-mail": "e-mailadres", "geboortedatum": "geboortedatum", "kenmerk": "kenmerk",
            "telefoon": "telefoonnummer", "adres": "adres", "naam": "naam",
        },
        shown="Antwoord zoals de gebruiker het zag",
        to_case="Maak er een vraag van",
        reject="Afwijzen",
        accepted="Al gebruikt als vraag {}.",
        own_intro="De vragen van uw eigen organisatie. Ze staan in de set “eigen” en doen mee in elke meting.",
        own_none="Er zijn nog geen eigen vragen.",
        add="Vraag toevoegen",
        new="Nieuwe vraag",
        change="Vraag wijzigen",
        delete="Vraag weghalen",
        delete_sure="De vraag verdwijnt uit de set. Runs waarin ze al is gesteld, blijven zoals ze zijn.",
        delete_now="Ja, haal weg",
        save="Vraag opslaan",
        faults="Nog niet opgeslagen. Kijk na:",
        allowed="De gegevens in de vraag zijn verzonnen of mogen erin blijven staan",
        places_hint="Typ een deel van de naam en kies.",
        groups=("De vraag", "Het goede antwoord", "Indeling", "Herkomst"),
        fields={
            "qid": ("Nummer", "Kleine letters, cijfers en streepjes; nog niet gebruikt."),
            "task": ("Wat wordt gemeten", ""),
            "language": ("Taal", ""),
            "query": ("Vraag", "Zoals iemand ze typt. Zonder persoonsgegevens."),
            "history": ("Eerder gevraagd", "Eén vraag per regel, de oudste eerst. Alleen bij een vervolgvraag."),
            "on": ("Over welke dag", "Leeg: de dag van de meting."),
            "expect": ("Wat verwacht u", ""),
            "kind": ("Soort vraag", "Bijvoorbeeld: yesno, what, near-miss."),
            "gold": ("Vindplaatsen die het antwoord geven", "Elk geeft alleen al het antwoord: document/onderdeel, of document/* voor alles."),
            "stale": ("Vindplaatsen die niet gelden", "Verouderd of nog niet van toepassing op die dag."),
            "points": ("Hoort erin", "Eén korte zin per regel: wat een goed antwoord zegt."),
            "wrong": ("Hoort er niet in", "Eén korte zin per regel: aannemelijk, maar niet waar."),
            "accept": ("Goed begin van het antwoord", "Alleen bij een ja/nee-vraag: alles wat een strenge jurist goed vindt."),
            "theme": ("Thema", ""),
            "audience": ("Wie vraagt dit", ""),
            "level": ("Moeilijkheid", ""),
            "pair": ("Hoort bij", "Zelfde woord bij vragen die samen horen. Mag leeg blijven."),
            "half": ("Helft", ""),
            "note": ("Toelichting", "Wat de vraag test, en hoe u de bron leest."),
            "source": ("Officiële bron", "Bijvoorbeeld: AVG, art. 33 lid 1. Is er geen antwoord: waar u hebt gezocht."),
        },
        options=_OPTIONS_NL,
        kinds={
            "empty": "Vul dit in.",
            "long": "Te lang: er passen {} tekens.",
            "form": "Dit heeft niet de goede vorm.",
            "choice": "Kies een van de mogelijkheden.",
            "day": "Geef een dag als jjjj-mm-dd.",
            "taken": "Dit nummer is al gebruikt.",
            "place": "{} staat niet in het corpus van deze machine.",
            "personal": "Hier lijkt een {} in te staan. Haal het weg, of vink onderaan aan dat het mag.",
            "rule": "{}.",
        },
        rules={},
        choose="Kies …",
        by="van {}",
    ),
    "en": CaseStrings(
        candidates_intro="What users thought of answers. Turn one into a question with which the assistant is tested from now on, or reject it.",
        none="No candidates are waiting.",
        rejected_ones="Rejected ({})",
        useful="useful",
        not_useful="not useful",
        reasons={
            "fout": "something is wrong", "onvolledig": "incomplete", "bron": "the source is wrong", "onduidelijk": "unclear",
            "niet-gevonden": "there is an answer",
        },
        remark="Remark of the user",
        personal="Note: this seems to hold personal data ({}). Remove it before you make a question of it, or reject it.",
        personal_kinds={
            "bsn": "citizen service number", "iban": "bank account number", "e-mail": "e-mail address", "geboortedatum": "date of birth",
            "kenmerk": "reference", "telefoon": "phone number", "adres": "address", "naam": "name",
        },
        shown="Answer as the user saw it",
        to_case="Turn into a question",
        reject="Reject",
        accepted="Already used as question {}.",
        own_intro="The questions of your own organisation. They are in the set “eigen” and take part in every measurement.",
        own_none="There are no own questions yet.",
        add="Add a question",
        new="New question",
        change="Change a question",
        delete="Remove this question",
        delete_sure="The question disappears from the set. Runs in which it was asked stay as they are.",
        delete_now="Yes, remove it",
        save="Save the question",
        faults="Not saved yet. Please check:",
        allowed="The data in the question are made up or may stay in it",
        places_hint="Type a part of the name and choose.",
        groups=("The question", "The right answer", "Classification", "Origin"),
        fields={
            "qid": ("Number", "Small letters, digits and hyphens; not in use yet."),
            "task": ("What is measured", ""),
            "language": ("Language", ""),
            "query": ("Question", "As somebody types it. Without personal data."),
            "history": ("Asked before", "One question a line, the oldest first. Only for a follow-up question."),
            "on": ("About which day", "Empty: the day of the measurement."),
            "expect": ("What do you expect", ""),
            "kind": ("Kind of question", "For example: yesno, what, near-miss."),
            "gold": ("Places that give the answer", "Each answers it alone: document/section, or document/* for a whole document."),
            "stale": ("Places that do not apply", "Out of date, or not yet applicable on that day."),
            "points": ("Should be in it", "One short sentence a line: what a right answer says."),
            "wrong": ("Should not be in it", "One short sentence a line: plausible, but not true."),
            "accept": ("Right opening of the answer", "Only for a yes/no question: all that a strict lawyer would call right."),
            "theme": ("Theme", ""),
            "audience": ("Who asks this", ""),
            "level": ("Difficulty", ""),
            "pair": ("Belongs to", "The same word for questions that belong together. May stay empty."),
            "half": ("Half", ""),
            "note": ("Note", "What the question tests, and how you read the source."),
            "source": ("Official source", "For example: GDPR, Art. 33(1). Without an answer: where you looked."),
        },
        options=_OPTIONS_EN,
        kinds={
            "empty": "Fill this in.",
            "long": "Too long: {} characters fit.",
            "form": "This does not have the right form.",
            "choice": "Choose one of the options.",
            "day": "Give a day as yyyy-mm-dd.",
            "taken": "This number is already in use.",
            "place": "{} is not in the corpus of this machine.",
            "personal": "This seems to hold a {}. Remove it, or tick below that it may stay.",
            "rule": "{}.",
        },
        rules={
            "een vraag met een antwoord heeft ten minste één vindplaats": "a question with an answer has at least one place",
            "een vraag zonder antwoord heeft geen vindplaats en geen punten": "a question without an answer has no place and no points",
            "een vindplaats is goed of verouderd, niet beide": "a place is right or out of date, not both",
        },
        choose="Choose …",
        by="by {}",
    ),
}  # fmt: skip
