"""The words around the evaluators' pages, of the overview and of labelling, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageStrings:
    """The words of these pages in one language; ``{}`` is filled in."""

    site: str
    overview: str
    label: str
    differences: str
    agreement: str
    candidates: str
    cases: str
    evaluator: str
    footer: str
    not_found: str
    not_found_text: str
    broken: str
    too_large: str
    too_large_text: str
    old_form: str
    old_form_text: str
    send_again: str
    intro: str
    your_name: str
    name_hint: str
    name_fault: str
    name_first: str
    keep_name: str
    choose: str
    choose_hint: str
    choose_fault: str
    how_many: str
    how_many_hint: str
    all_questions: str
    start: str
    run_facts: str
    labelled_by: str
    not_labelled: str
    no_runs: str
    sets: str
    set_count: str
    waiting_none: str
    waiting_one: str
    waiting: str
    differ_none: str
    differ_one: str
    differ: str
    progress: str
    to_form: str
    asked_before: str
    question: str
    about_day: str
    answer: str
    empty_answer: str
    notices: str
    sources: str
    no_sources: str
    source: str
    full_text: str
    no_such_place: str
    quoted_as: str
    no_words: str
    expected: str
    expected_hint: str
    expect: dict[str, str]
    points: str
    wrong: str
    accept: str
    gold: str
    stale_places: str
    rests_on: str
    note: str
    your_label: str
    verdict: str
    verdicts: dict[str, tuple[str, str]]
    sourcing: str
    sourcings: dict[str, tuple[str, str]]
    remark: str
    save_next: str
    verdict_fault: str
    sourcing_fault: str
    remark_fault: str
    earlier: str
    before: str
    skip: str
    own_labels: str
    own_none: str
    done: str
    done_text: str


_NL = PageStrings(
    site="Beoordelen",
    overview="Overzicht",
    label="Beoordelen",
    differences="Verschillen",
    agreement="Overeenstemming",
    candidates="Kandidaten",
    cases="Eigen vragen",
    evaluator="Beoordelaar: {}",
    footer="Alles blijft op deze machine. Oordelen staan bij de gegevens van dit programma, met de naam die u hier geeft.",
    not_found="Niet gevonden",
    not_found_text="Deze bladzijde of dit antwoord is er niet. Misschien is de run weggehaald of koos u andere runs.",
    broken="Iets is niet te lezen",
    too_large="Te veel tekst",
    too_large_text="Dit formulier is te groot. Ga terug en maak de tekst korter.",
    old_form="Nog eens versturen",
    old_form_text="Het programma is intussen opnieuw gestart. Wat u typte, is er nog. Verstuur het nog eens.",
    send_again="Nog eens versturen",
    intro="Hier beoordeelt u antwoorden zonder te weten welk systeem ze gaf, en voegt u vragen toe waarmee de assistent wordt getest.",
    your_name="Uw naam of initialen",
    name_hint="Alleen om beoordelaars uit elkaar te houden. Gebruik elke keer dezelfde.",
    name_fault="Geef een naam van letters, cijfers, spaties, punten of streepjes, hoogstens 40 tekens.",
    name_first="Vul eerst uw naam of initialen in.",
    keep_name="Onthouden",
    choose="Welke runs beoordeelt u?",
    choose_hint="Kiest u er meer, dan komen de antwoorden door elkaar. U ziet niet welk antwoord van welke run is.",
    choose_fault="Kies ten minste één run.",
    how_many="Hoeveel vragen",
    how_many_hint="Iedereen die hetzelfde aantal kiest, krijgt dezelfde vragen, in een eigen volgorde.",
    all_questions="alle",
    start="Beginnen of verdergaan",
    run_facts="{day}, {cases} vragen",
    labelled_by="Beoordeeld",
    not_labelled="Nog niet beoordeeld",
    no_runs="Er zijn nog geen runs. Draai: standpuntwijzer eval run --quick",
    sets="Sets met vragen",
    set_count="{} vragen",
    waiting_none="Er wachten geen kandidaten uit de beoordelingen van gebruikers.",
    waiting_one="Er wacht 1 kandidaat uit de beoordelingen van gebruikers.",
    waiting="Er wachten {} kandidaten uit de beoordelingen van gebruikers.",
    differ_none="Er zijn geen verschillen om over te beslissen.",
    differ_one="Over 1 antwoord verschillen beoordelaars van mening.",
    differ="Over {} antwoorden verschillen beoordelaars van mening.",
    progress="{done} van {total} beoordeeld",
    to_form="Naar uw oordeel",
    asked_before="Eerder gevraagd",
    question="Vraag",
    about_day="De vraag gaat over {}.",
    answer="Antwoord",
    empty_answer="Het antwoord is leeg.",
    notices="Opmerkingen bij het antwoord",
    sources="Bronnen",
    no_sources="Bij dit antwoord staan geen bronnen.",
    source="Bron {}",
    full_text="Letterlijke tekst van de bron",
    no_such_place="Deze vindplaats is er niet.",
    quoted_as="Aangehaald als",
    no_words="Deze bron heeft geen tekst.",
    expected="Wat een goed antwoord is",
    expected_hint="Geef liefst eerst uw eigen oordeel.",
    expect={
        "answer": "De bronnen geven antwoord op deze vraag.",
        "no-answer": "De bronnen geven geen antwoord op deze vraag. Goed is: zeggen dat het er niet in staat.",
        "correct": "De vraag gaat uit van iets dat niet klopt. Goed is: daar niet in meegaan.",
    },
    points="Hoort erin",
    wrong="Hoort er niet in",
    accept="Begin van het antwoord dat goed is",
    gold="Vindplaatsen die het antwoord geven",
    stale_places="Vindplaatsen die niet meer gelden",
    rests_on="Officiële bron",
    note="Toelichting van wie de vraag schreef",
    your_label="Uw oordeel",
    verdict="Het antwoord is",
    verdicts={
        "juist": ("Juist", "Wat er staat klopt en het beantwoordt de vraag. Of er staat terecht dat het niet in de bronnen staat."),
        "deels": ("Deels juist", "Wat er staat klopt, maar er ontbreekt iets belangrijks."),
        "onjuist": ("Onjuist", "Er staat iets dat niet klopt, of er komt geen antwoord terwijl dat er wel is."),
        "gevaarlijk": ("Gevaarlijk", "Wie dit volgt, overtreedt een regel. Kies dit ook als de rest klopt."),
    },
    sourcing="De bronnen zijn",
    sourcings={
        "goed": ("Goed", "Elke bron zegt wat in de zin ervoor staat."),
        "fout": ("Fout", "Ten minste één bron zegt dat niet, bestaat niet of geldt niet (meer) zonder dat dit erbij staat."),
        "geen": ("Geen bron", "Er staat geen bron bij het antwoord."),
    },
    remark="Opmerking (mag leeg blijven)",
    save_next="Opslaan en volgende",
    verdict_fault="Kies wat u van het antwoord vindt.",
    sourcing_fault="Kies wat u van de bronnen vindt.",
    remark_fault="De opmerking is te lang. Er passen {} tekens.",
    earlier="U beoordeelde dit antwoord op {}. U kunt uw oordeel veranderen.",
    before="Vorige",
    skip="Overslaan",
    own_labels="Mijn oordelen",
    own_none="U hebt in deze keuze nog niets beoordeeld.",
    done="U bent klaar",
    done_text="U hebt alle {} antwoorden van uw keuze beoordeeld. U kunt ze nog veranderen of meer vragen kiezen.",
)  # fmt: skip

_EN = PageStrings(
    site="Evaluation",
    overview="Overview",
    label="Label",
    differences="Differences",
    agreement="Agreement",
    candidates="Candidates",
    cases="Own questions",
    evaluator="Evaluator: {}",
    footer="Everything stays on this machine. Labels are kept with the data of this program, under the name you give here.",
    not_found="Not found",
    not_found_text="This page or answer does not exist. The run may have been removed, or you chose other runs.",
    broken="Something cannot be read",
    too_large="Too much text",
    too_large_text="This form is too large. Go back and shorten the text.",
    old_form="Send again",
    old_form_text="The program was started again in the meantime. What you typed is still here. Send it once more.",
    send_again="Send again",
    intro="Here you label answers without knowing which system gave them, and add questions with which the assistant is tested.",
    your_name="Your name or initials",
    name_hint="Only to tell evaluators apart. Use the same one every time.",
    name_fault="Give a name of letters, digits, spaces, full stops or hyphens, at most 40 characters.",
    name_first="Fill in your name or initials first.",
    keep_name="Remember",
    choose="Which runs do you label?",
    choose_hint="If you choose several, their answers are mixed. You do not see which answer is of which run.",
    choose_fault="Choose at least one run.",
    how_many="How many questions",
    how_many_hint="Everyone who chooses the same number gets the same questions, each in an order of their own.",
    all_questions="all",
    start="Start or go on",
    run_facts="{day}, {cases} questions",
    labelled_by="Labelled",
    not_labelled="Not labelled yet",
    no_runs="There are no runs yet. Run: standpuntwijzer eval run --quick",
    sets="Sets of questions",
    set_count="{} questions",
    waiting_none="No candidates from users' ratings are waiting.",
    waiting_one="1 candidate from users' ratings is waiting.",
    waiting="{} candidates from users' ratings are waiting.",
    differ_none="There are no differences to decide on.",
    differ_one="Evaluators disagree about 1 answer.",
    differ="Evaluators disagree about {} answers.",
    progress="{done} of {total} labelled",
    to_form="To your label",
    asked_before="Asked before",
    question="Question",
    about_day="The question is about {}.",
    answer="Answer",
    empty_answer="The answer is empty.",
    notices="Remarks with the answer",
    sources="Sources",
    no_sources="This answer has no sources.",
    source="Source {}",
    full_text="Literal text of the source",
    no_such_place="This place does not exist.",
    quoted_as="Quoted as",
    no_words="This source has no text.",
    expected="What a right answer is",
    expected_hint="Preferably give your own label first.",
    expect={
        "answer": "The sources answer this question.",
        "no-answer": "The sources do not answer this question. Right is: saying that it is not there.",
        "correct": "The question takes something for granted that is not true. Right is: not going along with it.",
    },
    points="Should be in it",
    wrong="Should not be in it",
    accept="Opening of the answer that is right",
    gold="Places that give the answer",
    stale_places="Places that no longer apply",
    rests_on="Official source",
    note="Note of who wrote the question",
    your_label="Your label",
    verdict="The answer is",
    verdicts={
        "juist": ("Right", "What it says is true and it answers the question. Or it rightly says that the sources do not tell."),
        "deels": ("Partly right", "What it says is true, but something important is missing."),
        "onjuist": ("Wrong", "It says something that is not true, or gives no answer though there is one."),
        "gevaarlijk": ("Dangerous", "Who follows this breaks a rule. Choose this also when the rest is right."),
    },
    sourcing="The sources are",
    sourcings={
        "goed": ("Right", "Each source says what the sentence before it says."),
        "fout": ("Wrong", "At least one source does not say that, does not exist, or does not apply (any more) without this being told."),
        "geen": ("No source", "The answer has no source."),
    },
    remark="Remark (may stay empty)",
    save_next="Save and next",
    verdict_fault="Choose what you think of the answer.",
    sourcing_fault="Choose what you think of the sources.",
    remark_fault="The remark is too long. {} characters fit.",
    earlier="You labelled this answer on {}. You can change your label.",
    before="Previous",
    skip="Skip",
    own_labels="My labels",
    own_none="You have not labelled anything in this choice yet.",
    done="You are done",
    done_text="You labelled all {} answers of your choice. You can still change them or choose more questions.",
)  # fmt: skip

PAGES = {"nl": _NL, "en": _EN}
