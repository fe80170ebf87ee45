"""The words of the forms with which trainers write, in Dutch and English."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditStrings:
    """The words of the forms in one language; ``{}`` is filled in."""

    save: str
    save_approve: str
    cancel: str
    not_saved: str
    changed: str
    lesson_changed: str
    as_it_is: str
    title_hint: str
    goal_hint: str
    english_texts: str
    english_hint: str
    in_english: str
    is_true: str
    verdict: str
    mistake: str
    mistake_hint: str
    no_place: str
    more: str
    claim: str
    claim_hint: str
    why_wrong: str
    why_wrong_hint: str
    why_hint: str
    more_rows: str
    only_for: str
    only_for_hint: str
    sources: str
    search_label: str
    search_hint: str
    search: str
    found: str
    found_none: str
    cites: str
    cites_hint: str
    right_source: str
    right_source_hint: str
    other_sources: str
    other_sources_hint: str
    about: dict[str, str]
    true_false: dict[str, str]
    verdicts: dict[str, str]
    audiences: dict[str, str]
    faults: dict[str, str]

    def audience_list(self, names: Iterable[str]) -> str:
        """Audiences in words."""
        return ", ".join(self.audiences[name] for name in names)


EDIT = {
    "nl": EditStrings(
        save="Opslaan",
        save_approve="Opslaan en goedkeuren",
        cancel="Annuleren",
        not_saved="Nog niet opgeslagen. Verbeter dit:",
        changed=(
            "Iemand heeft deze les veranderd nadat u dit formulier opende. Er is nog niets opgeslagen. Uw tekst staat "
            "hieronder; sla opnieuw op als die moet gelden."
        ),
        lesson_changed="Iemand heeft deze les intussen veranderd. Er is niets gewijzigd; kijk na en probeer het opnieuw.",
        as_it_is="Zo staat het er nu:",
        title_hint="Bijvoorbeeld: Datalekken herkennen en melden.",
        goal_hint="Wat kan iemand na afloop? U mag dit leeg laten.",
        english_texts="Engelse teksten (mag leeg blijven)",
        english_hint="Vult u Engels in, doe dat dan overal: ook bij de titel van de les en bij elk antwoord.",
        in_english="{} in het Engels",
        is_true="Is dit waar?",
        verdict="Mag dit?",
        mistake="Bij een fout antwoord: de bron die dit rechtzet",
        mistake_hint="Alleen als het niet waar is.",
        no_place="– geen –",
        more="Meer bij dit antwoord (mag leeg blijven)",
        claim="Wat dit beweert, als hele zin",
        claim_hint="Alleen nodig als het hierboven geen hele zin is. De zin wordt vergeleken met de bron.",
        why_wrong="Wat leest wie dit ten onrechte kiest?",
        why_wrong_hint="Alleen bij een fout antwoord.",
        why_hint="Hele zinnen, die zo in de bron staan.",
        more_rows="Meer rijen",
        only_for="Alleen voor",
        only_for_hint="Niets aangevinkt: voor iedereen.",
        sources="Bronnen",
        search_label="Zoek een tekst",
        search_hint="Een vraag, een onderwerp of een artikel, zoals \"AVG artikel 33\". Wat u hebt getypt, blijft staan.",
        search="Zoeken",
        found="{} teksten gevonden; ze staan in de lijst.",
        found_none="Niets gevonden. Probeer andere woorden.",
        cites="Hier rust dit op",
        cites_hint="Zet een vinkje bij elke tekst die het goede antwoord en de uitleg draagt.",
        right_source="De bron waarin dit staat",
        right_source_hint="Dit is het goede antwoord.",
        other_sources="Bronnen waarin dit niet staat",
        other_sources_hint="Dit zijn de foute antwoorden: kies er 1 tot 6.",
        about={
            "titel": "Titel",
            "titel-en": "Titel in het Engels",
            "doel": "Doel",
            "doel-en": "Doel in het Engels",
            "minuten": "Hoeveel minuten duurt het?",
            "maker": "Maker",
            "doelgroep": "Voor wie?",
            "naam": "Uw naam of initialen",
        },
        true_false={"ja": "Ja, dit is waar", "nee": "Nee, dit is niet waar"},
        verdicts={"mag": "Ja, dit mag", "mits": "Ja, maar alleen onder voorwaarden", "niet": "Nee, dit mag niet"},
        audiences={"medewerkers": "alle medewerkers", "beleid": "beleid", "inkoop": "inkoop en projectleiding"},
        faults={
            "empty": "Vul dit in.",
            "long": "Dit is te lang. Maak het korter.",
            "minutes": "Vul een aantal minuten in van 1 tot en met 480.",
            "choose": "Kies minstens één.",
            "choose_one": "Kies er één.",
            "name": "Vul uw naam of initialen in: letters, cijfers en spaties.",
            "unknown": "Deze vindplaats is er niet. Kies er een uit de lijst.",
            "no_source": "Kies minstens één bron.",
            "few": "Dit zijn er te weinig. Vul meer rijen in.",
            "many": "Dit zijn er te veel.",
            "options": "Kies minstens één goed antwoord en minstens één fout antwoord.",
            "reasons": "Precies één reden is goed.",
            "conditions": "Kies minstens één voorwaarde die geldt en één die niet geldt, of laat alles leeg.",
            "prompt": "Markeer minstens één [[persoonsgegeven]] en één ((ander woord)). In het Engels evenveel, in dezelfde volgorde.",
            "other": "Dit kan niet zo. Kijk het na.",
        },
    ),
    "en": EditStrings(
        save="Save",
        save_approve="Save and approve",
        cancel="Cancel",
        not_saved="Not saved yet. Mend this:",
        changed=(
            "Somebody changed this lesson after you opened this form. Nothing has been saved yet. Your text is below; "
            "save again if it is to count."
        ),
        lesson_changed="Somebody changed this lesson meanwhile. Nothing was changed; look and try again.",
        as_it_is="This is what it says now:",
        title_hint="For example: Recognising and reporting data breaches.",
        goal_hint="What can somebody do afterwards? You may leave this empty.",
        english_texts="English texts (may stay empty)",
        english_hint="If you give English, do so everywhere: also for the title of the lesson and for each answer.",
        in_english="{} in English",
        is_true="Is this true?",
        verdict="Is this allowed?",
        mistake="For a wrong answer: the source that sets this right",
        mistake_hint="Only if it is not true.",
        no_place="– none –",
        more="More for this answer (may stay empty)",
        claim="What this claims, as a whole sentence",
        claim_hint="Only needed if it is not a whole sentence above. The sentence is compared with the source.",
        why_wrong="What does somebody read who picks this wrongly?",
        why_wrong_hint="Only for a wrong answer.",
        why_hint="Whole sentences, as the source says them.",
        more_rows="More rows",
        only_for="Only for",
        only_for_hint="Nothing ticked: for everybody.",
        sources="Sources",
        search_label="Find a text",
        search_hint="A question, a subject or an article, such as \"GDPR article 33\". What you typed stays.",
        search="Search",
        found="{} texts found; they are in the list.",
        found_none="Nothing found. Try other words.",
        cites="This rests on",
        cites_hint="Tick each text that carries the right answer and the explanation.",
        right_source="The source that says this",
        right_source_hint="This is the right answer.",
        other_sources="Sources that do not say this",
        other_sources_hint="These are the wrong answers: choose 1 to 6.",
        about={
            "titel": "Title",
            "titel-en": "Title in English",
            "doel": "Goal",
            "doel-en": "Goal in English",
            "minuten": "How many minutes does it take?",
            "maker": "Author",
            "doelgroep": "For whom?",
            "naam": "Your name or initials",
        },
        true_false={"ja": "Yes, this is true", "nee": "No, this is not true"},
        verdicts={"mag": "Yes, this is allowed", "mits": "Yes, but only on conditions", "niet": "No, this is not allowed"},
        audiences={"medewerkers": "all staff", "beleid": "policy", "inkoop": "buying and project leading"},
        faults={
            "empty": "Fill this in.",
            "long": "This is too long. Make it shorter.",
            "minutes": "Give a number of minutes from 1 up to 480.",
            "choose": "Choose at least one.",
            "choose_one": "Choose one.",
            "name": "Give your name or initials: letters, digits and spaces.",
            "unknown": "This place does not exist. Choose one from the list.",
            "no_source": "Choose at least one source.",
            "few": "These are too few. Fill in more rows.",
            "many": "These are too many.",
            "options": "Choose at least one right answer and at least one wrong answer.",
            "reasons": "Exactly one reason is right.",
            "conditions": "Choose at least one condition that applies and one that does not, or leave all empty.",
            "prompt": "Mark at least one [[personal datum]] and one ((other word)). In English as many, in the same order.",
            "other": "This cannot be so. Look at it again.",
        },
    ),
}
