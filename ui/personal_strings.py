"""The words of the notice about personal data in a question, in Dutch and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.personal import Kind


@dataclass(frozen=True, slots=True)
class PersonalNotice:
    """What the notice says; ``why`` tells by what each kind was recognised."""

    heading: str
    intro: str
    seen: str
    why: Mapping[Kind, str]
    becomes: str
    remove: str
    keep: str
    edit: str
    may_keep: str
    certain: str
    blocked: str
    said: str


PERSONAL = {
    "nl": PersonalNotice(
        heading="Er staan persoonsgegevens in uw vraag",
        intro="Uw vraag is nog niet gesteld: er is niets gezocht en het taalmodel heeft niets gelezen. Voor een antwoord is dit niet nodig.",
        seen="Wat wij zien",
        why={
            Kind.BSN: "negen cijfers die samen een BSN kunnen zijn (de elfproef klopt)",
            Kind.IBAN: "een rekeningnummer waarvan het controlegetal klopt",
            Kind.EMAIL: "een e-mailadres",
            Kind.BIRTH: "een datum na een woord als “geboren”",
            Kind.CASE: "een nummer van een zaak, dossier of klant, of een kenteken",
            Kind.PHONE: "cijfers in de vorm van een telefoonnummer",
            Kind.ADDRESS: "een straat met een huisnummer, of een postcode",
            Kind.NAME: "woorden die samen op de naam van iemand lijken",
        },
        becomes="Zo wordt uw vraag:",
        remove="Verwijder en vraag",
        keep="Toch zo vragen",
        edit="Vraag aanpassen",
        may_keep="Zijn dit geen persoonsgegevens? Dan kunt u de vraag zo stellen.",
        certain="Met een BSN of rekeningnummer erin kan de vraag niet worden gesteld: die zijn nooit nodig voor een antwoord.",
        blocked="Uw organisatie staat geen vragen met persoonsgegevens toe.",
        said="Er staan persoonsgegevens in uw vraag: {}. De vraag is nog niet gesteld; kies wat u wilt doen.",
    ),
    "en": PersonalNotice(
        heading="There is personal data in your question",
        intro="Your question has not been asked yet: nothing was searched and the language model has read nothing. An answer does not need it.",
        seen="What we see",
        why={
            Kind.BSN: "nine digits that can be a citizen service number (BSN; the check is right)",
            Kind.IBAN: "an account number of which the check digits are right",
            Kind.EMAIL: "an e-mail address",
            Kind.BIRTH: "a date after a word like “born”",
            Kind.CASE: "the number of a case, file or customer, or a licence plate",
            Kind.PHONE: "digits in the form of a telephone number",
            Kind.ADDRESS: "a street with a house number, or a postal code",
            Kind.NAME: "words that together look like somebody's name",
        },
        becomes="Your question becomes:",
        remove="Remove and ask",
        keep="Ask it like this",
        edit="Edit question",
        may_keep="Is this no personal data? Then you can ask the question like this.",
        certain="With a BSN or an account number in it the question cannot be asked: an answer never needs those.",
        blocked="Your organisation allows no questions with personal data.",
        said="There is personal data in your question: {}. The question has not been asked yet; choose what to do.",
    ),
}
