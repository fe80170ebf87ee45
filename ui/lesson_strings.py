"""The words of the lessons in Dutch and English: those of the player, which packages use too, and those of the learner's pages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ui.strings import STRINGS


@dataclass(frozen=True, slots=True)
class PlayerWords:
    """What the player says; ``{}`` is filled in by ``static/lesson_player.js``."""

    about: str
    welcome_back: str
    minutes: str
    question_one: str
    questions: str
    start: str
    resume: str
    repeat_one: str
    repeat: str
    repeat_why: str
    restart: str
    see_result: str
    reading: str
    next: str
    previous: str
    to_questions: str
    to_result: str
    question: str
    again: str
    repeating: str
    skip: str
    check: str
    choose_first: str
    order_hint: str
    up: str
    down: str
    moved: str
    spot_hint: str
    right: str
    wrong: str
    comes_back: str
    your_right: str
    your_wrong: str
    right_answer: str
    missed: str
    right_order: str
    your_place: str
    why: str
    sources: str
    to_source: str
    new_tab: str
    stale: str
    ask: str
    next_question: str
    result: str
    score: str
    done: str
    repeated: str
    coming_one: str
    coming: str
    per_question: str
    at_once: str
    not_at_once: str
    read_again: str
    further: str
    name: str
    date: str


_PLAYER = {
    "nl": PlayerWords(
        about="Waar deze les over gaat",
        welcome_back="Welkom terug",
        minutes="Ongeveer {n} minuten",
        question_one="1 vraag",
        questions="{n} vragen",
        start="Beginnen",
        resume="Verder waar u was",
        repeat_one="Herhalen: 1 vraag",
        repeat="Herhalen: {n} vragen",
        repeat_why="Vragen komen na een paar dagen terug, zodat u het onthoudt. Wat vaak goed gaat, komt minder vaak.",
        restart="Opnieuw beginnen",
        see_result="Uitslag bekijken",
        reading="Lezen: {n} van {total}",
        next="Volgende",
        previous="Vorige",
        to_questions="Naar de vragen",
        to_result="Naar de uitslag",
        question="Vraag {n} van {total}",
        again="Nog eens, ter herhaling",
        repeating="Herhaling van wat fout ging: elke vraag komt terug tot u haar twee keer goed hebt. Nog te doen: {n}",
        skip="Stoppen met herhalen",
        check="Antwoord nakijken",
        choose_first="Kies hier eerst een antwoord.",
        order_hint="Verplaats een stap met de pijlen.",
        up="Omhoog",
        down="Omlaag",
        moved="{step} staat nu op plaats {n} van {total}.",
        spot_hint="Kies een stuk tekst om het aan te wijzen. Kies het nog eens om dat terug te nemen.",
        right="Goed",
        wrong="Niet goed",
        comes_back="Deze vraag komt straks terug.",
        your_right="uw keuze, goed",
        your_wrong="uw keuze, niet goed",
        right_answer="dit is goed",
        missed="gemist",
        right_order="De goede volgorde",
        your_place="bij u op plaats {n}",
        why="Uitleg",
        sources="Bronnen",
        to_source="Lees verder in de bron",
        new_tab="(opent in een nieuw tabblad)",
        stale="De bron {source} is veranderd sinds dit werd goedgekeurd. Kijk in de bron wat nu geldt.",
        ask="Vraag het de assistent",
        next_question="Volgende vraag",
        result="Uitslag",
        score="{right} van {total} vragen in één keer goed ({percent}%).",
        done="U hebt alles gelezen.",
        repeated="Herhaling: {right} van {total} in één keer goed.",
        coming_one="Op {date} komt 1 vraag terug om te herhalen.",
        coming="Op {date} komen {n} vragen terug om te herhalen.",
        per_question="Per vraag",
        at_once="in één keer goed",
        not_at_once="niet in één keer goed",
        read_again="Lees dit nog eens",
        further="Verder lezen",
        name="Naam",
        date="Datum",
    ),
    "en": PlayerWords(
        about="What this lesson is about",
        welcome_back="Welcome back",
        minutes="About {n} minutes",
        question_one="1 question",
        questions="{n} questions",
        start="Start",
        resume="Go on where you were",
        repeat_one="Repeat: 1 question",
        repeat="Repeat: {n} questions",
        repeat_why="Questions come back after a few days, so that you remember. What often goes right comes less often.",
        restart="Start again",
        see_result="See the result",
        reading="Reading: {n} of {total}",
        next="Next",
        previous="Previous",
        to_questions="To the questions",
        to_result="To the result",
        question="Question {n} of {total}",
        again="Once more, to repeat",
        repeating="Repeating what went wrong: each question comes back until you had it right twice. Still to do: {n}",
        skip="Stop repeating",
        check="Check the answer",
        choose_first="Choose an answer here first.",
        order_hint="Move a step with the arrows.",
        up="Up",
        down="Down",
        moved="{step} is now in place {n} of {total}.",
        spot_hint="Choose a stretch of text to point it out. Choose it again to take that back.",
        right="Right",
        wrong="Not right",
        comes_back="This question will come back.",
        your_right="your choice, right",
        your_wrong="your choice, not right",
        right_answer="this is right",
        missed="missed",
        right_order="The right order",
        your_place="you put it in place {n}",
        why="Explanation",
        sources="Sources",
        to_source="Read on in the source",
        new_tab="(opens in a new tab)",
        stale="The source {source} has changed since this was approved. Look in the source for what applies now.",
        ask="Ask the assistant",
        next_question="Next question",
        result="Result",
        score="{right} of {total} questions right at the first try ({percent}%).",
        done="You have read everything.",
        repeated="Repetition: {right} of {total} right at the first try.",
        coming_one="On {date} 1 question comes back to repeat.",
        coming="On {date} {n} questions come back to repeat.",
        per_question="Per question",
        at_once="right at the first try",
        not_at_once="not right at the first try",
        read_again="Read this again",
        further="Read on",
        name="Name",
        date="Date",
    ),
}


def player_words(language: str) -> Mapping[str, Any]:
    """The words of the player in ``language``, as the values it is started with."""
    return asdict(_PLAYER[language]) | {"statuses": STRINGS[language].statuses}
