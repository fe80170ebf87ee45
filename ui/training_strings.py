"""The words around the trainers' pages, of the overview and of beginning a quiz, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingStrings:
    """The words of these pages in one language; ``{}`` is filled in."""

    site: str
    title: str
    overview: str
    stale: str
    groups: str
    path: str
    trainer: str
    footer: str
    not_found: str
    not_found_text: str
    broken: str
    broken_text: str
    too_large: str
    too_large_text: str
    old_form: str
    old_form_text: str
    send_again: str
    intro: str
    your_name: str
    name_hint: str
    name_first: str
    name_fault: str
    keep_name: str
    other_name: str
    new: str
    new_text: str
    to_sources: str
    goal_of: str
    own: str
    own_none: str
    built_in: str
    built_in_text: str
    built_in_one: str
    draft: str
    published_as: str
    unpublished: str
    withdrawn: str
    approved_of: str
    waiting_one: str
    waiting: str
    stale_one: str
    stale_count: str
    minutes: str
    exercises: str
    for_whom: str
    in_language: str
    text: str
    english: str
    in_english: str
    choose: str
    choose_text: str
    no_places: str
    documents: str
    filter_label: str
    filter: str
    no_documents: str
    take: str
    drop: str
    all: str
    none: str
    sections_of: str
    section_one: str
    section_count: str
    one_more: str
    propose: str
    propose_hint: str
    how_many: str
    with_model: str
    with_model_hint: str
    by_hand: str
    audiences: dict[str, str]
    done: dict[str, str]


TRAINING = {
    "nl": TrainingStrings(
        site="Trainers",
        title="Lessen en quizzen maken",
        overview="Overzicht",
        stale="Nakijken",
        groups="Groepen",
        path="Waar u bent",
        trainer="Trainer: {}",
        footer="Alles blijft op deze machine. Een cursist ziet alleen wat u hebt goedgekeurd en gepubliceerd.",
        not_found="Niet gevonden",
        not_found_text="Deze bladzijde is er niet. Misschien is de les verwijderd.",
        broken="Niet te lezen",
        broken_text="Er ging iets mis.",
        too_large="Te groot",
        too_large_text="Dit is meer dan deze bladzijde aankan. Ga terug in uw browser en maak het kleiner; een bestand mag 5 MB zijn.",
        old_form="Verstuur het formulier nog eens",
        old_form_text="Dit formulier is van voordat het programma opnieuw is gestart. Wat u hebt getypt, is er nog. Stuur het nog eens.",
        send_again="Nog eens versturen",
        intro=(
            "Maak een quiz bij de officiële teksten. Het programma stelt vragen voor, u keurt ze goed. Zonder uw "
            "goedkeuring ziet niemand een vraag."
        ),
        your_name="Uw naam of initialen",
        name_hint="Staat bij wat u goedkeurt. Blijft op deze machine.",
        name_first="Vul eerst uw naam of initialen in.",
        name_fault="Gebruik letters, cijfers, spaties, punten en streepjes; hoogstens 40 tekens.",
        keep_name="Naam bewaren",
        other_name="Bent u niet {}?",
        new="Nieuwe quiz maken",
        new_text="Stap 1 van 3: waar gaat de quiz over? Daarna kiest u de teksten en keurt u de vragen goed.",
        to_sources="Verder: teksten kiezen",
        goal_of="U kunt vragen beantwoorden over: {}",
        own="Eigen lessen en quizzen",
        own_none="U hebt nog geen lessen. Maak een quiz, of pas een ingebouwde les aan.",
        built_in="Ingebouwde lessen",
        built_in_text="Deze lessen zitten in het programma. U kunt ze bekijken, en een kopie aanpassen voor uw organisatie.",
        built_in_one="ingebouwde les",
        draft="concept",
        published_as="gepubliceerd: versie {}",
        unpublished="Het concept is anders dan wat er gepubliceerd is. Publiceer opnieuw als het klaar is.",
        withdrawn="ingetrokken",
        approved_of="{} van {} onderdelen goedgekeurd",
        waiting_one="1 voorstel wacht op uw oordeel",
        waiting="{} voorstellen wachten op uw oordeel",
        stale_one="1 opdracht moet worden nagekeken",
        stale_count="{} opdrachten moeten worden nagekeken",
        minutes="{} minuten",
        exercises="{} opdrachten",
        for_whom="Voor wie?",
        in_language="Taal",
        text="Tekst",
        english="Engels",
        in_english="In het Engels",
        choose="Teksten kiezen",
        choose_text=(
            "Stap 2 van 3: kies een document en daarin de onderdelen. Over elk onderdeel met een vinkje komen "
            "voorstellen voor vragen."
        ),
        no_places="Zet bij minstens één onderdeel een vinkje.",
        documents="Kies een document",
        filter_label="Zoek een document",
        filter="Zoeken",
        no_documents="Geen document heeft dat in zijn titel. Probeer een ander woord.",
        take="Kiezen",
        drop="Document weghalen",
        all="Alles aanvinken",
        none="Niets aanvinken",
        sections_of="Onderdelen van {}",
        section_one="1 onderdeel",
        section_count="{} onderdelen",
        one_more="Nog een document erbij",
        propose="Stel vragen voor",
        propose_hint="U beoordeelt daarna elke vraag naast de tekst van de bron. Er wordt niets vanzelf goedgekeurd.",
        how_many="Hoogstens hoeveel voorstellen?",
        with_model="Ook vragen van het taalmodel",
        with_model_hint="Geeft meer afwisseling, maar duurt minuten. U kunt intussen al beginnen met beoordelen.",
        by_hand="Liever zelf vragen schrijven? Ga naar de quiz.",
        audiences={"medewerkers": "alle medewerkers", "beleid": "beleid", "inkoop": "inkoop en projectleiding"},
        done={
            "naam": "Uw naam is bewaard.",
            "gestopt": "Het zoeken stopt.",
            "goedgekeurd": "Goedgekeurd.",
            "afgewezen": "Afgewezen.",
            "opgeslagen": "Opgeslagen.",
            "verplaatst": "Verplaatst.",
            "verwijderd": "Verwijderd.",
            "gepubliceerd": "Gepubliceerd: cursisten kunnen deze versie nu volgen.",
            "ingetrokken": "Ingetrokken: cursisten zien de les niet meer.",
            "teruggezet": "Die versie is nu het concept.",
            "gekopieerd": "Dit is uw kopie. Pas haar aan en publiceer haar.",
            "nagelezen": "Nagelezen en goedgekeurd.",
            "geopend": "De groep is open.",
            "gesloten": "De groep is gesloten.",
            "groep-weg": "De groep is verwijderd.",
        },
    ),
    "en": TrainingStrings(
        site="Trainers",
        title="Making lessons and quizzes",
        overview="Overview",
        stale="To check",
        groups="Groups",
        path="Where you are",
        trainer="Trainer: {}",
        footer="Everything stays on this machine. A learner only sees what you have approved and published.",
        not_found="Not found",
        not_found_text="This page does not exist. Perhaps the lesson was deleted.",
        broken="Cannot be read",
        broken_text="Something went wrong.",
        too_large="Too large",
        too_large_text="This is more than this page can take. Go back in your browser and make it smaller; a file may be 5 MB.",
        old_form="Send the form again",
        old_form_text="This form is from before the program was started again. What you typed is still there. Send it again.",
        send_again="Send again",
        intro=(
            "Make a quiz about the official texts. The program proposes questions, you approve them. Nobody sees a "
            "question without your approval."
        ),
        your_name="Your name or initials",
        name_hint="Is kept with what you approve. Stays on this machine.",
        name_first="First give your name or initials.",
        name_fault="Use letters, digits, spaces, full stops and hyphens; at most 40 characters.",
        keep_name="Keep name",
        other_name="Are you not {}?",
        new="Make a new quiz",
        new_text="Step 1 of 3: what is the quiz about? After this you choose the texts and approve the questions.",
        to_sources="Next: choose texts",
        goal_of="You can answer questions about: {}",
        own="Own lessons and quizzes",
        own_none="You have no lessons yet. Make a quiz, or adapt a built-in lesson.",
        built_in="Built-in lessons",
        built_in_text="These lessons come with the program. You can view them, and adapt a copy for your organisation.",
        built_in_one="built-in lesson",
        draft="draft",
        published_as="published: version {}",
        unpublished="The draft differs from what is published. Publish again when it is ready.",
        withdrawn="withdrawn",
        approved_of="{} of {} parts approved",
        waiting_one="1 proposal waits for your judgement",
        waiting="{} proposals wait for your judgement",
        stale_one="1 exercise must be checked",
        stale_count="{} exercises must be checked",
        minutes="{} minutes",
        exercises="{} exercises",
        for_whom="For whom?",
        in_language="Language",
        text="Text",
        english="English",
        in_english="In English",
        choose="Choose texts",
        choose_text="Step 2 of 3: choose a document and the sections in it. Questions are proposed about each section that is ticked.",
        no_places="Tick at least one section.",
        documents="Choose a document",
        filter_label="Find a document",
        filter="Search",
        no_documents="No document has that in its title. Try another word.",
        take="Choose",
        drop="Take document out",
        all="Tick all",
        none="Tick none",
        sections_of="Sections of {}",
        section_one="1 section",
        section_count="{} sections",
        one_more="One more document",
        propose="Propose questions",
        propose_hint="You then judge each question beside the text of its source. Nothing is approved by itself.",
        how_many="How many proposals at most?",
        with_model="Also questions by the language model",
        with_model_hint="Gives more variety, but takes minutes. You can begin to judge meanwhile.",
        by_hand="Rather write questions yourself? Go to the quiz.",
        audiences={"medewerkers": "all staff", "beleid": "policy", "inkoop": "buying and project leading"},
        done={
            "naam": "Your name is kept.",
            "gestopt": "The search stops.",
            "goedgekeurd": "Approved.",
            "afgewezen": "Rejected.",
            "opgeslagen": "Saved.",
            "verplaatst": "Moved.",
            "verwijderd": "Deleted.",
            "gepubliceerd": "Published: learners can now follow this version.",
            "ingetrokken": "Withdrawn: learners no longer see the lesson.",
            "teruggezet": "That version is now the draft.",
            "gekopieerd": "This is your copy. Adapt it and publish it.",
            "nagelezen": "Read again and approved.",
            "geopend": "The group is open.",
            "gesloten": "The group is closed.",
            "groep-weg": "The group was deleted.",
        },
    ),
}
