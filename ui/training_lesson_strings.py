"""The words of the page of a lesson, its versions, files and groups, for trainers, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LessonStrings:
    """The words of these pages in one language; ``{}`` is filled in."""

    parts: str
    reading: str
    the_exercises: str
    no_parts: str
    add: str
    about: str
    preview: str
    up: str
    down: str
    remove_sure: str
    remove_now: str
    publishing: str
    publish: str
    publish_text: str
    left_out: str
    nothing: str
    nothing_new: str
    learners_at: str
    versions: str
    version: str
    first_version: str
    no_change: str
    since: str
    back: str
    back_text: str
    copy: str
    copy_text: str
    hand_out: str
    downloads: str
    answers: str
    with_answers: str
    without_answers: str
    files_hint: str
    withdraw: str
    withdraw_sure: str
    withdraw_now: str
    delete: str
    delete_sure: str
    delete_now: str
    back_to: str
    preview_text: str
    show: str
    no_script: str
    group_name: str
    group_hint: str
    group_fault: str
    open_group: str
    groups_text: str
    groups_none: str
    closed: str
    opened_on: str
    hand_this: str
    code: str
    address: str
    address_hint: str
    results: str
    people_one: str
    people: str
    too_few: str
    results_hint: str
    wrong_at_first: str
    as_csv: str
    as_xapi: str
    close: str
    close_sure: str
    close_now: str
    delete_group: str
    delete_group_sure: str
    import_link: str
    import_text: str
    template: str
    file: str
    file_hint: str
    import_now: str
    read_one: str
    read_count: str
    read_text: str
    rows_left_out: str
    judge_them: str
    files: dict[str, str]
    how: dict[str, str]
    import_faults: dict[str, str]
    columns: tuple[str, ...]


LESSON = {
    "nl": LessonStrings(
        parts="Onderdelen",
        reading="Leesteksten",
        the_exercises="Opdrachten",
        no_parts="Er zit nog niets in. Laat vragen voorstellen, of voeg zelf iets toe.",
        add="Zelf iets toevoegen",
        about="Titel en gegevens",
        preview="Voorbeeld bekijken",
        up="Hoger",
        down="Lager",
        remove_sure="Dit haalt het onderdeel uit het concept. Gepubliceerde versies houden het.",
        remove_now="Ja, verwijderen",
        publishing="Publiceren",
        publish="Publiceren als versie {}",
        publish_text="Cursisten krijgen {} goedgekeurde onderdelen.",
        left_out="Dit komt niet in de gepubliceerde versie, want het is niet goedgekeurd:",
        nothing="Er is nog niets goedgekeurd. Keur minstens één opdracht goed.",
        nothing_new="De gepubliceerde versie is gelijk aan het goedgekeurde concept.",
        learners_at="Cursisten vinden deze les op",
        versions="Versies",
        version="Versie {}",
        first_version="eerste versie",
        no_change="Er is niets veranderd aan de onderdelen.",
        since="Wat er sindsdien is veranderd in het concept",
        back="Zet deze versie terug als concept",
        back_text="Het concept van nu wordt vervangen. Cursisten merken er niets van totdat u publiceert.",
        copy="Maak een kopie om aan te passen",
        copy_text="De kopie is een eigen les. Wat u niet verandert, blijft goedgekeurd.",
        hand_out="Downloads",
        downloads="Wat wilt u hebben?",
        answers="Antwoorden",
        with_answers="met antwoorden",
        without_answers="zonder antwoorden",
        files_hint="SCORM en xAPI zijn voor een leerplatform; daar zitten de antwoorden altijd in.",
        withdraw="Les intrekken",
        withdraw_sure="Cursisten zien de les niet meer. De versies blijven bewaard; opnieuw publiceren zet de les terug.",
        withdraw_now="Ja, intrekken",
        delete="Concept verwijderen",
        delete_sure="Het concept en zijn voorstellen zijn dan weg. Dit kan niet ongedaan worden gemaakt.",
        delete_now="Ja, verwijderen",
        back_to="Terug naar {}",
        preview_text="Zo ziet een cursist het, ook wat nog niet is goedgekeurd. Er wordt niets bewaard.",
        show="Tonen",
        no_script="Het voorbeeld heeft JavaScript nodig.",
        group_name="Naam van een nieuwe groep",
        group_hint="Bijvoorbeeld \"Inwerkdag 3 maart\". Noem geen personen. De groep krijgt een code om uit te delen.",
        group_fault="Geef de groep een naam van hoogstens {} tekens.",
        open_group="Groep openen",
        groups_text="Een groep telt hoe vaak een vraag in één keer goed ging, zonder te weten van wie.",
        groups_none="Er zijn geen groepen. Open er een op de bladzijde van een gepubliceerde les.",
        closed="gesloten",
        opened_on="geopend op {}",
        hand_this="Om uit te delen",
        code="Code",
        address="Adres voor cursisten",
        address_hint="Dit adres werkt op de machine waarop Standpuntwijzer draait.",
        results="Uitkomsten",
        people_one="1 persoon stuurde uitkomsten in",
        people="{} personen stuurden uitkomsten in",
        too_few="Cijfers per vraag staan hier pas vanaf {} personen, zodat ze nooit over één iemand gaan.",
        results_hint="Wat het vaakst fout ging, staat bovenaan.",
        wrong_at_first="{percent}% had dit eerst fout ({wrong} van {answered})",
        as_csv="Download als CSV",
        as_xapi="Download als xAPI (JSON)",
        close="Groep sluiten",
        close_sure="Er worden dan geen uitkomsten meer geteld. De cijfers blijven.",
        close_now="Ja, sluiten",
        delete_group="Groep verwijderen",
        delete_group_sure="De groep en alle cijfers zijn dan weg.",
        import_link="Quiz inlezen uit een spreadsheet",
        import_text="Hebt u al vragen? Zet ze in het sjabloon, één vraag per rij. Na het inlezen keurt u elke vraag goed naast de bron.",
        template="Sjabloon downloaden (Excel)",
        file="Bestand",
        file_hint="Een .xlsx- of .csv-bestand van hoogstens 5 MB.",
        import_now="Inlezen",
        read_one="1 vraag ingelezen",
        read_count="{} vragen ingelezen",
        read_text="Lees elke vraag na en keur haar goed; dan pas kan de quiz worden gepubliceerd.",
        rows_left_out="Deze rijen zijn overgeslagen:",
        judge_them="Vragen beoordelen",
        files={"docx": "Word", "pdf": "PDF", "pptx": "PowerPoint", "scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004", "xapi": "xAPI"},
        how={"added": "Nieuw", "changed": "Gewijzigd", "removed": "Weggehaald"},
        import_faults={
            "file": "Kies een spreadsheet met vragen.",
            "title": "Geef de quiz een titel en kies het bestand opnieuw.",
            "rows": "Er is geen enkele vraag in te lezen. Verbeter de rijen en kies het bestand opnieuw.",
        },
        columns=("vraag", "beantwoord door", "in één keer goed", "procent eerst fout"),
    ),
    "en": LessonStrings(
        parts="Parts",
        reading="Texts to read",
        the_exercises="Exercises",
        no_parts="There is nothing in it yet. Have questions proposed, or add something yourself.",
        add="Add something yourself",
        about="Title and details",
        preview="View as a learner",
        up="Up",
        down="Down",
        remove_sure="This takes the part out of the draft. Published versions keep it.",
        remove_now="Yes, remove",
        publishing="Publish",
        publish="Publish as version {}",
        publish_text="Learners get {} approved parts.",
        left_out="This will not be in the published version, because it is not approved:",
        nothing="Nothing is approved yet. Approve at least one exercise.",
        nothing_new="The published version is the same as the approved draft.",
        learners_at="Learners find this lesson at",
        versions="Versions",
        version="Version {}",
        first_version="first version",
        no_change="Nothing changed in the parts.",
        since="What has changed in the draft since",
        back="Put this version back as the draft",
        back_text="The draft of now is replaced. Learners notice nothing until you publish.",
        copy="Make a copy to adapt",
        copy_text="The copy is a lesson of your own. What you do not change stays approved.",
        hand_out="Downloads",
        downloads="What would you like to have?",
        answers="Answers",
        with_answers="with answers",
        without_answers="without answers",
        files_hint="SCORM and xAPI are for a learning platform; those always hold the answers.",
        withdraw="Withdraw lesson",
        withdraw_sure="Learners no longer see the lesson. Its versions are kept; publishing again puts it back.",
        withdraw_now="Yes, withdraw",
        delete="Delete draft",
        delete_sure="The draft and its proposals are gone then. This cannot be undone.",
        delete_now="Yes, delete",
        back_to="Back to {}",
        preview_text="This is what a learner sees, also what is not approved yet. Nothing is kept.",
        show="Show",
        no_script="The preview needs JavaScript.",
        group_name="Name of a new group",
        group_hint="For example \"Induction day 3 March\". Name no persons. The group gets a code to hand out.",
        group_fault="Give the group a name of at most {} characters.",
        open_group="Open group",
        groups_text="A group counts how often a question went right at once, without knowing whose.",
        groups_none="There are no groups. Open one on the page of a published lesson.",
        closed="closed",
        opened_on="opened on {}",
        hand_this="To hand out",
        code="Code",
        address="Address for learners",
        address_hint="This address works on the machine on which Standpuntwijzer runs.",
        results="Results",
        people_one="1 person sent in results",
        people="{} people sent in results",
        too_few="Figures per question are shown from {} people, so that they are never about somebody.",
        results_hint="What went wrong most often comes first.",
        wrong_at_first="{percent}% had this wrong at first ({wrong} of {answered})",
        as_csv="Download as CSV",
        as_xapi="Download as xAPI (JSON)",
        close="Close group",
        close_sure="No more results are counted then. The figures stay.",
        close_now="Yes, close",
        delete_group="Delete group",
        delete_group_sure="The group and all figures are gone then.",
        import_link="Read a quiz from a spreadsheet",
        import_text=(
            "Do you have questions already? Put them in the template, one question a row. After reading you approve "
            "each question beside its source."
        ),
        template="Download template (Excel)",
        file="File",
        file_hint="An .xlsx or .csv file of at most 5 MB.",
        import_now="Read",
        read_one="1 question read",
        read_count="{} questions read",
        read_text="Read each question and approve it; only then can the quiz be published.",
        rows_left_out="These rows were left out:",
        judge_them="Judge the questions",
        files={"docx": "Word", "pdf": "PDF", "pptx": "PowerPoint", "scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004", "xapi": "xAPI"},
        how={"added": "New", "changed": "Changed", "removed": "Removed"},
        import_faults={
            "file": "Choose a spreadsheet with questions.",
            "title": "Give the quiz a title and choose the file again.",
            "rows": "No question can be read. Mend the rows and choose the file again.",
        },
        columns=("question", "answered by", "right at once", "percent wrong at first"),
    ),
}
