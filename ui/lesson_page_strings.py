"""The words of the learner's pages in Dutch and English: what stands on them (``PAGES``) and what their script says (``said``)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.chat_strings import SPOKEN


@dataclass(frozen=True, slots=True)
class LessonPages:
    """What stands on the pages; ``{}`` is filled in."""

    title: str
    intro: str
    who: str
    you_are: str
    audiences: Mapping[str, tuple[str, str]]
    lessons: str
    own: str
    none: str
    minutes: str
    question_one: str
    questions: str
    quiz: str
    stale: str
    dutch_only: str
    kept: str
    wipe: str
    wipe_all: str
    wipe_text: str
    wipe_all_text: str
    wipe_yes: str
    all_lessons: str
    lesson_for: str
    also_for: str
    no_script: str
    on_paper: str
    group: str
    group_sends: str
    group_unknown: str
    group_code: str
    group_go: str
    group_none: str
    ask: str
    ask_hint: str
    question: str
    send: str
    stop: str
    close: str
    not_found: str
    not_found_text: str
    broken: str
    broken_text: str


PAGES = {
    "nl": LessonPages(
        title="Leren",
        intro="Korte lessen over generatieve AI bij de overheid. U leest, oefent en ziet bij elk antwoord in welke bron het staat.",
        who="Wie bent u?",
        you_are="Lessen voor",
        audiences={
            "medewerkers": ("Medewerker", "U wilt weten wat wel en niet mag in uw eigen werk."),
            "beleid": ("Beleidsmaker", "U maakt beleid of spelregels voor uw organisatie."),
            "inkoop": ("Inkoper of projectleider", "U koopt AI in of voert het in."),
        },
        lessons="Lessen",
        own="Van uw eigen organisatie",
        none="Er zijn hier nog geen goedgekeurde lessen.",
        minutes="{} minuten",
        question_one="1 vraag",
        questions="{} vragen",
        quiz="alleen vragen",
        stale="Een bron van deze les is veranderd sinds die werd goedgekeurd. Bij het onderdeel zelf staat welke.",
        dutch_only="alleen in het Nederlands",
        kept="Uw voortgang staat alleen in deze browser.",
        wipe="Voortgang van deze les wissen",
        wipe_all="Alle voortgang wissen",
        wipe_text="Uw antwoorden en herhalingen van deze les gaan weg. Dat kan niet ongedaan worden gemaakt.",
        wipe_all_text="Uw antwoorden en herhalingen van alle lessen gaan weg. Dat kan niet ongedaan worden gemaakt.",
        wipe_yes="Ja, wissen",
        all_lessons="Alle lessen",
        lesson_for="Voor:",
        also_for="Deze les is er ook voor:",
        no_script="De vragen hebben JavaScript nodig. De tekst kunt u hieronder lezen.",
        on_paper="Deze les op papier, met de antwoorden achterin:",
        group="U doet mee met de groep “{}”.",
        group_sends=(
            "Aan het eind kunt u uw uitslag meesturen: van elke vraag of u die in één keer goed had, en verder niets. "
            "Er gaat geen naam mee. Zonder op de knop te drukken wordt er niets gestuurd."
        ),
        group_unknown="De groepscode {} bestaat niet, hoort bij een andere les of is gesloten. U kunt de les wel volgen; er wordt niets gestuurd.",
        group_code="Hebt u een groepscode van uw trainer?",
        group_go="Naar de les",
        group_none="Die code kennen we niet, of de groep is gesloten. Vraag uw trainer om de code.",
        ask="Vraag het de assistent",
        ask_hint="Zet geen persoonsgegevens in uw vraag. U praat met een AI-systeem; controleer de bron.",
        question="Uw vraag",
        send="Vraag stellen",
        stop="Stoppen",
        close="Sluiten",
        not_found="Niet gevonden",
        not_found_text="Deze les is er niet. Misschien is de les weggehaald of is het adres niet compleet.",
        broken="Een les is niet te lezen",
        broken_text="Geef dit door aan wie de lessen beheert.",
    ),
    "en": LessonPages(
        title="Learn",
        intro="Short lessons on generative AI in Dutch government. You read, practise and see with each answer which source says it.",
        who="Who are you?",
        you_are="Lessons for",
        audiences={
            "medewerkers": ("Member of staff", "You want to know what is and is not allowed in your own work."),
            "beleid": ("Policy maker", "You make policy or rules for your organisation."),
            "inkoop": ("Buyer or project leader", "You buy AI or introduce it."),
        },
        lessons="Lessons",
        own="Of your own organisation",
        none="There are no approved lessons here yet.",
        minutes="{} minutes",
        question_one="1 question",
        questions="{} questions",
        quiz="questions only",
        stale="A source of this lesson has changed since it was approved. The part itself says which.",
        dutch_only="in Dutch only",
        kept="Your progress is in this browser only.",
        wipe="Clear the progress of this lesson",
        wipe_all="Clear all progress",
        wipe_text="Your answers and repetitions of this lesson go. This cannot be undone.",
        wipe_all_text="Your answers and repetitions of all lessons go. This cannot be undone.",
        wipe_yes="Yes, clear",
        all_lessons="All lessons",
        lesson_for="For:",
        also_for="This lesson is also there for:",
        no_script="The questions need JavaScript. You can read the text below.",
        on_paper="This lesson on paper, with the answers at the end:",
        group="You take part in the group “{}”.",
        group_sends=(
            "At the end you can send your result along: of each question whether you had it right at the first try, and nothing else. "
            "No name is sent. Unless you press the button, nothing is sent."
        ),
        group_unknown="The group code {} does not exist, belongs to another lesson or is closed. You can follow the lesson; nothing is sent.",
        group_code="Do you have a group code from your trainer?",
        group_go="Go to the lesson",
        group_none="We do not know that code, or the group is closed. Ask your trainer for the code.",
        ask="Ask the assistant",
        ask_hint="Do not put personal data in your question. You are talking to an AI system; check the source.",
        question="Your question",
        send="Ask",
        stop="Stop",
        close="Close",
        not_found="Not found",
        not_found_text="This lesson does not exist. It may have been removed, or the address is not complete.",
        broken="A lesson cannot be read",
        broken_text="Tell this to who manages the lessons.",
    ),
}
_SAID = {
    "nl": {
        "not_kept": "Deze browser bewaart uw voortgang niet. Als u de pagina sluit, begint u opnieuw.",
        "wiped": "Uw voortgang is gewist.",
        "begun": "{done} van {total} vragen gedaan",
        "reading": "begonnen met lezen",
        "finished": "Klaar: {right} van {total} in één keer goed",
        "due_one": "Herhalen: 1 vraag",
        "due": "Herhalen: {n} vragen",
        "print": "Uitslag afdrukken",
        "save": "Uitslag opslaan",
        "file": "uitslag",
        "at_once": "in één keer goed",
        "not_at_once": "niet in één keer goed",
        "send_result": "Uitslag anoniem meesturen",
        "sent": "Uw uitslag is meegestuurd. Dank u wel.",
        "sent_before": "U hebt vanuit deze browser al een uitslag naar deze groep gestuurd.",
        "group_closed": "De groep bestaat niet meer of is gesloten. Er is niets bewaard.",
        "not_sent": "Het sturen lukt nu niet. Probeer het later nog eens.",
    },
    "en": {
        "not_kept": "This browser does not keep your progress. If you close the page, you start again.",
        "wiped": "Your progress has been cleared.",
        "begun": "{done} of {total} questions done",
        "reading": "reading begun",
        "finished": "Done: {right} of {total} right at the first try",
        "due_one": "Repeat: 1 question",
        "due": "Repeat: {n} questions",
        "print": "Print the result",
        "save": "Save the result",
        "file": "result",
        "at_once": "right at the first try",
        "not_at_once": "not right at the first try",
        "send_result": "Send the result anonymously",
        "sent": "Your result has been sent. Thank you.",
        "sent_before": "A result was sent to this group from this browser before.",
        "group_closed": "The group no longer exists or is closed. Nothing was kept.",
        "not_sent": "Sending does not work now. Try again later.",
    },
}


def said(language: str) -> Mapping[str, str]:
    """What the script of the pages says."""
    spoken = SPOKEN[language]
    asking = {name: getattr(spoken, name) for name in ("searching", "drafting", "ready", "stopped", "offline")}
    return _SAID[language] | asking
