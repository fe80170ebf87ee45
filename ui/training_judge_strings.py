"""The words with which trainers judge what is proposed and what has changed, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JudgeStrings:
    """The words of judging in one language; ``{}`` is filled in."""

    proposals: str
    counter: str
    to_judge_one: str
    to_judge: str
    to_lesson: str
    to_publish: str
    searching: str
    searching_one: str
    stopping: str
    refresh: str
    stop: str
    failed: str
    number_of: str
    made_by_model: str
    made_by_template: str
    made_by_sheet: str
    source_says: str
    source_now: str
    its_sources: str
    right: str
    told: str
    personal: str
    not_personal: str
    explanation: str
    gone: str
    warnings: str
    unread: str
    read_myself: str
    cannot: str
    approve: str
    change: str
    reject: str
    keys: str
    before: str
    skip: str
    next: str
    decided: str
    all_waiting: str
    all_judged: str
    no_proposals: str
    more_proposals: str
    review: str
    remove: str
    stale_text: str
    stale_none: str
    stale_built_in: str
    still_right: str
    must_check: str
    approved_by: str
    not_approved: str
    only_for: str
    problems: dict[str, str]


JUDGE = {
    "nl": JudgeStrings(
        proposals="Voorstellen beoordelen",
        counter="{} van {} goedgekeurd",
        to_judge_one="nog 1 voorstel te beoordelen",
        to_judge="nog {} voorstellen te beoordelen",
        to_lesson="Naar de quiz",
        to_publish="Naar publiceren",
        searching="Er wordt gezocht: {} voorstellen tot nu toe.",
        searching_one="Er wordt gezocht: 1 voorstel tot nu toe.",
        stopping="Het zoeken stopt na het voorstel dat nu wordt gemaakt.",
        refresh="Kijk of er meer is",
        stop="Stoppen met zoeken",
        failed="Het zoeken is gestopt door een fout.",
        number_of="Voorstel {} van {}",
        made_by_model="vraag geschreven door het taalmodel",
        made_by_template="vraag gemaakt uit de tekst van de bron",
        made_by_sheet="vraag van een mens",
        source_says="Dit staat in de bron",
        source_now="Zo staat het nu in de bron",
        its_sources="Tekst van de bronnen",
        right="goed antwoord",
        told="Wie dit kiest, leest: {}",
        personal="persoonsgegeven",
        not_personal="geen persoonsgegeven",
        explanation="Uitleg:",
        gone="De vindplaats {} staat niet in de bronnen.",
        warnings="Let op: kijk dit zelf na",
        unread="Zet eerst een vinkje bij \"Ik heb het zelf bij de bron nagelezen\".",
        read_myself="Ik heb het zelf bij de bron nagelezen",
        cannot="Dit kan niet worden goedgekeurd: een vindplaats bestaat niet. Kies Aanpassen en neem een andere bron.",
        approve="Goedkeuren",
        change="Aanpassen",
        reject="Afwijzen",
        keys="Met het toetsenbord: Alt en de letter (in Firefox Alt en Shift, op een Mac Control en Option).",
        before="Vorige",
        skip="Overslaan",
        next="Volgende voorstel",
        decided="Dit is intussen veranderd of al beoordeeld. Er is niets gewijzigd; kijk opnieuw.",
        all_waiting="Alle {} voorstellen",
        all_judged="Stap 3 van 3: alles is beoordeeld. U kunt de quiz nu bekijken en publiceren.",
        no_proposals="Er zijn geen voorstellen. Kies andere of meer onderdelen, of schrijf zelf een vraag.",
        more_proposals="Meer vragen voorstellen",
        review="Beoordelen",
        remove="Verwijderen",
        stale_text="Deze onderdelen rusten op een tekst die is veranderd sinds iemand ze goedkeurde. Lees ze na naast de tekst van nu.",
        stale_none="Er is niets na te kijken: geen tekst is veranderd sinds de goedkeuring.",
        stale_built_in=(
            "Ingebouwde lessen worden bij een nieuwe versie van het programma bijgewerkt. Wilt u niet wachten, maak "
            "dan een kopie en pas die aan."
        ),
        still_right="Nagelezen, klopt nog",
        must_check="moet worden nagekeken",
        approved_by="goedgekeurd door {} op {}",
        not_approved="nog niet goedgekeurd",
        only_for="alleen voor {}",
        problems={
            "unknown": "de vindplaats {about} staat niet in de bronnen.",
            "not-carried": "De regels vinden deze zin niet in de bron terug: lees zelf na. “{about}”",
            "carried": "Deze foute keuze lijkt wel in de bron te staan: lees zelf na. “{about}”",
            "verdict": "Het oordeel volgt niet uit de woorden van de regel: lees zelf na. “{about}”",
            "no-mistake": "Bij deze foute keuze staat geen bron die haar rechtzet. “{about}”",
            "no-english": "De Engelse tekst ontbreekt. “{about}”",
            "unapproved": "Niemand heeft dit nog goedgekeurd.",
            "changed": "De tekst van {about} is veranderd sinds de goedkeuring.",
            "standing": "De status van {about} is veranderd sinds de goedkeuring.",
            "gone": "De vindplaats {about} bestaat niet meer.",
        },
    ),
    "en": JudgeStrings(
        proposals="Judge proposals",
        counter="{} of {} approved",
        to_judge_one="1 proposal left to judge",
        to_judge="{} proposals left to judge",
        to_lesson="To the quiz",
        to_publish="To publishing",
        searching="Searching: {} proposals so far.",
        searching_one="Searching: 1 proposal so far.",
        stopping="The search stops after the proposal that is being made.",
        refresh="See if there is more",
        stop="Stop searching",
        failed="The search stopped because of a fault.",
        number_of="Proposal {} of {}",
        made_by_model="question written by the language model",
        made_by_template="question made of the text of the source",
        made_by_sheet="question by a person",
        source_says="This is what the source says",
        source_now="This is what the source says now",
        its_sources="Text of the sources",
        right="right answer",
        told="Who picks this reads: {}",
        personal="personal data",
        not_personal="no personal data",
        explanation="Explanation:",
        gone="The place {} is not in the sources.",
        warnings="Note: check this yourself",
        unread="First tick \"I have read it beside the source myself\".",
        read_myself="I have read it beside the source myself",
        cannot="This cannot be approved: a place does not exist. Choose Change and take another source.",
        approve="Approve",
        change="Change",
        reject="Reject",
        keys="By keyboard: Alt and the letter (in Firefox Alt and Shift, on a Mac Control and Option).",
        before="Previous",
        skip="Skip",
        next="Next proposal",
        decided="This has changed or was judged meanwhile. Nothing was changed; look again.",
        all_waiting="All {} proposals",
        all_judged="Step 3 of 3: everything was judged. You can now view and publish the quiz.",
        no_proposals="There are no proposals. Choose other or more sections, or write a question yourself.",
        more_proposals="Propose more questions",
        review="Judge",
        remove="Remove",
        stale_text="These parts rest on a text that has changed since somebody approved them. Read them again beside the text of now.",
        stale_none="There is nothing to check: no text has changed since the approval.",
        stale_built_in=(
            "Built-in lessons are updated with a new version of the program. If you do not want to wait, make a copy "
            "and adapt that."
        ),
        still_right="Read again, still right",
        must_check="must be checked",
        approved_by="approved by {} on {}",
        not_approved="not approved yet",
        only_for="only for {}",
        problems={
            "unknown": "the place {about} is not in the sources.",
            "not-carried": "The rules do not find this sentence in the source: read it yourself. “{about}”",
            "carried": "This wrong choice seems to be in the source: read it yourself. “{about}”",
            "verdict": "The verdict does not follow from the words of the rule: read it yourself. “{about}”",
            "no-mistake": "No source is given that sets this wrong choice right. “{about}”",
            "no-english": "The English text is missing. “{about}”",
            "unapproved": "Nobody has approved this yet.",
            "changed": "The text of {about} has changed since the approval.",
            "standing": "The standing of {about} has changed since the approval.",
            "gone": "The place {about} exists no more.",
        },
    ),
}
