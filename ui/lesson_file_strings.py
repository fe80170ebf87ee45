"""Every sentence around a lesson on paper and on slides, in Dutch and English; what all our documents say is in ``ui/export_strings.py``."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LessonFileStrings:
    """The words of handouts and slides in one language; ``{}`` is filled in."""

    goal: str
    time: str
    minutes: str
    audience: str
    audiences: Mapping[str, str]
    version: str
    built_in: str
    day: str
    author: str
    name_line: str
    note: str
    keywords: str
    stale: str
    stale_part: str
    warning: str
    reading: str
    exercises: str
    exercise: str
    explain_choice: str
    letters_in_order: str
    circle_letters: str
    answers: str
    answer: str
    right: str
    right_order: str
    rule: str
    why: str
    not_right: str
    see: str
    sources: str
    no_sources: str
    further: str
    continued: str
    answer_of: str
    on_this_slide: str
    prompt: str
    shapes: Mapping[str, str]


LESSON_FILES = {
    "nl": LessonFileStrings(
        goal="Wat u leert",
        time="Tijd",
        minutes="ongeveer {} minuten",
        audience="Voor",
        audiences={"medewerkers": "alle medewerkers", "beleid": "beleidsmedewerkers", "inkoop": "inkopers en projectleiders"},
        version="Versie",
        built_in="meegeleverd met de Standpuntwijzer",
        day="Datum",
        author="Geschreven door",
        name_line="Naam",
        note="De teksten van de bronnen zijn samenvattingen: de officiële tekst gaat voor. De cijfers tussen haken verwijzen naar de bronnenlijst.",
        keywords="les, generatieve AI, overheid",
        stale="Een deel van deze les rust op bronnen die zijn gewijzigd nadat de les is goedgekeurd. Bij die delen staat een waarschuwing.",
        stale_part="Deze bron is gewijzigd nadat dit onderdeel is goedgekeurd: {}. Kijk eerst wat er nu geldt.",
        warning="Let op:",
        reading="Lezen",
        exercises="Opdrachten",
        exercise="Opdracht {}",
        explain_choice="Leg uw keuze uit:",
        letters_in_order="Schrijf de letters in de goede volgorde:",
        circle_letters="Omcirkel de letters van de persoonsgegevens. Alleen wat onderstreept is, doet mee.",
        answers="Antwoorden en uitleg",
        answer="Antwoord bij opdracht {}",
        right="Goed:",
        right_order="Goede volgorde:",
        rule="De regel:",
        why="Uitleg:",
        not_right="{} is niet goed.",
        see="Zie",
        sources="Bronnen:",
        no_sources="Bij deze les zijn geen bronnen aangehaald.",
        further="Verder lezen:",
        continued="{} (vervolg {})",
        answer_of="Opdracht {}: antwoord",
        on_this_slide="Letterlijke tekst van de bronnen bij deze dia",
        prompt="Opdracht aan een chatbot",
        shapes={
            "title": "Titel",
            "subtitle": "Ondertitel",
            "text": "Tekst",
            "warning": "Waarschuwing",
            "question": "Vraag",
            "choices": "Keuzes",
            "answer": "Antwoord",
            "right": "Goed antwoord",
            "why": "Uitleg",
            "sources": "Bronnen",
            "footer": "Voettekst",
            "number": "Dianummer",
            "opening": "Opening",
        },
    ),
    "en": LessonFileStrings(
        goal="What you learn",
        time="Time",
        minutes="about {} minutes",
        audience="For",
        audiences={"medewerkers": "all staff", "beleid": "policy makers", "inkoop": "buyers and project leaders"},
        version="Version",
        built_in="supplied with the Standpuntwijzer",
        day="Date",
        author="Written by",
        name_line="Name",
        note="The texts of the sources are summaries: the official text prevails. The numbers in brackets refer to the list of sources.",
        keywords="lesson, generative AI, government",
        stale="Part of this lesson rests on sources that have changed since the lesson was approved. Those parts carry a warning.",
        stale_part="This source has changed since this part was approved: {}. First look up what applies now.",
        warning="Note:",
        reading="Reading",
        exercises="Exercises",
        exercise="Exercise {}",
        explain_choice="Explain your choice:",
        letters_in_order="Write the letters in the right order:",
        circle_letters="Circle the letters of the personal data. Only what is underlined counts.",
        answers="Answers and explanation",
        answer="Answer to exercise {}",
        right="Right:",
        right_order="Right order:",
        rule="The rule:",
        why="Explanation:",
        not_right="{} is not right.",
        see="See",
        sources="Sources:",
        no_sources="This lesson cites no sources.",
        further="Read on:",
        continued="{} (continued {})",
        answer_of="Exercise {}: answer",
        on_this_slide="Literal text of the sources of this slide",
        prompt="Prompt for a chatbot",
        shapes={
            "title": "Title",
            "subtitle": "Subtitle",
            "text": "Text",
            "warning": "Warning",
            "question": "Question",
            "choices": "Choices",
            "answer": "Answer",
            "right": "Right answer",
            "why": "Explanation",
            "sources": "Sources",
            "footer": "Footer",
            "number": "Slide number",
            "opening": "Opening",
        },
    ),
}
