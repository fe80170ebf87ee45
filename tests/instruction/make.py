"""A small corpus and a lesson on it with all six kinds of exercise."""

from datetime import date
from typing import Any

from assistant.instruction.lesson import Lesson, read_lesson
from assistant.instruction.sections import Sections
from corpus.document import Document, Kind, Section, Status, Validity

TODAY = date(2026, 11, 28)
CALM = "Een ambtenaar mag een chatbot gebruiken, mits de organisatie een contract heeft."
CALM_EN = "A civil servant may use a chatbot, provided that the organisation has a contract."
TERM = "Een organisatie moet een datalek binnen 72 uur melden bij de AP."
TERM_EN = "An organisation must report a data breach to the AP within 72 hours."
NO = "Een ambtenaar mag geen namen in een openbare chatbot zetten."
NO_EN = "A civil servant may not put names in a public chatbot."


def section(name: str, text: str, english: str, **about: Any) -> Section:
    """A section with one or two sentences."""
    validity = about.pop("validity", Validity(Status.GELDEND, date(2025, 1, 1)))
    return Section(name, f"Onderdeel {name}", f"Part {name}", text, english, f"par. {name}", "", "https://example.org/x", validity, **about)


def document(*sections: Section, name: str = "regels", kind: Kind = Kind.BELEID) -> Document:
    """A document of these sections."""
    return Document(
        name, name.title(), name.title(), name.title(), name.title(), kind, "Test", "", "https://example.org",
        Validity(Status.GELDEND, date(2025, 1, 1)), TODAY, sections,
    )  # fmt: skip


def sections(*more: Section) -> Sections:
    """The corpus that :data:`LESSON` is about."""
    own = (section("contract", CALM, CALM_EN), section("lek", TERM, TERM_EN), section("namen", NO, NO_EN))
    return Sections([document(*own, *more)], TODAY)


LESSON = f"""
id: proefles
title: {{nl: Proefles, en: Trial lesson}}
goal: {{nl: U kent de regels., en: You know the rules.}}
minutes: 5
further: [regels/lek]
reading:
- id: lezen
  title: {{nl: Contract, en: Contract}}
  text: {{nl: "{CALM}", en: "{CALM_EN}"}}
  cites: [regels/contract]
- id: lezen-beleid
  title: {{nl: Datalek, en: Data breach}}
  text: {{nl: "{TERM}", en: "{TERM_EN}"}}
  cites: [regels/lek]
  audiences: [beleid]
exercises:
- id: termijn
  kind: choice
  question: {{nl: "Hoe snel moet een datalek worden gemeld?", en: "How soon must a data breach be reported?"}}
  options:
  - {{text: {{nl: 72 uur, en: 72 hours}}, claim: {{nl: "{TERM}", en: "{TERM_EN}"}}, right: true}}
  - text: {{nl: 24 uur, en: 24 hours}}
    claim: {{nl: "Een organisatie moet een datalek binnen 24 uur melden bij de AP.", en: "An organisation must report a data breach to the AP within 24 hours."}}
    why: {{nl: "{TERM}", en: "{TERM_EN}"}}
    mistake: regels/lek
  why: {{nl: "{TERM}", en: "{TERM_EN}"}}
  cites: [regels/lek]
- id: waar
  kind: truth
  question: {{nl: "Een ambtenaar mag namen in een openbare chatbot zetten.", en: "A civil servant may put names in a public chatbot."}}
  correct: false
  mistake: regels/namen
  reasons:
  - {{text: {{nl: "{NO}", en: "{NO_EN}"}}, right: true}}
  - {{text: {{nl: "Een ambtenaar moet namen in een openbare chatbot zetten.", en: "A civil servant must put names in a public chatbot."}}, mistake: regels/namen}}
  why: {{nl: "{NO}", en: "{NO_EN}"}}
  cites: [regels/namen]
- id: mag-dit
  kind: case
  question: {{nl: "Een adviseur wil een chatbot gebruiken. Mag dit?", en: "An adviser wants to use a chatbot. Is this allowed?"}}
  verdict: mits
  rule: {{nl: "{CALM}", en: "{CALM_EN}"}}
  conditions:
  - {{text: {{nl: Er is een contract, en: There is a contract}}, claim: {{nl: "{CALM}", en: "{CALM_EN}"}}, right: true}}
  - {{text: {{nl: "De ambtenaar meldt de chatbot bij de AP.", en: "The civil servant reports the chatbot to the AP."}}, mistake: regels/contract}}
  why: {{nl: "{CALM}", en: "{CALM_EN}"}}
  cites: [regels/contract]
- id: volgorde
  kind: order
  question: {{nl: "Wat doet de organisatie achter elkaar?", en: "What does the organisation do, in order?"}}
  steps:
  - {{text: {{nl: Contract sluiten, en: Make a contract}}, claim: {{nl: "{CALM}", en: "{CALM_EN}"}}}}
  - {{text: {{nl: Chatbot gebruiken, en: Use the chatbot}}, claim: {{nl: "{CALM}", en: "{CALM_EN}"}}}}
  - {{text: {{nl: Datalek melden, en: Report the breach}}, claim: {{nl: "{TERM}", en: "{TERM_EN}"}}}}
  why: {{nl: "{CALM}", en: "{CALM_EN}"}}
  cites: [regels/contract, regels/lek]
- id: gegevens
  kind: spot
  question: {{nl: "Wat is hier een persoonsgegeven?", en: "What is personal data here?"}}
  prompt: {{nl: "Schrijf een brief aan [[Jan Jansen]] over ((de vergadering)).", en: "Write a letter to [[Jan Jansen]] about ((the meeting))."}}
  why: {{nl: "{NO}", en: "{NO_EN}"}}
  cites: [regels/namen]
- id: bron
  kind: source
  question: {{nl: "Waar staat hoe snel u een datalek meldt?", en: "Where does it say how soon you report a breach?"}}
  claim: {{nl: "{TERM}", en: "{TERM_EN}"}}
  others: [regels/contract, regels/namen]
  why: {{nl: "{TERM}", en: "{TERM_EN}"}}
  cites: [regels/lek]
"""


def lesson() -> Lesson:
    """The lesson, not approved."""
    return read_lesson(LESSON.encode(), "proefles.yaml")
