"""Words that signal what a sentence claims: who may or must, unless what, how many, before or after; Dutch and English.

Patterns over folded text. The rule families and their worth follow the experiment summarised in ``eval/LOG.md``: without polarity a third
of wrong sentences gets through, without conditions or numbers a fifth.
"""

Words = dict[str, str]


def _table(**rows: str) -> Words:
    """Pattern by name; a row lists alternatives, a space inside one matches any white space."""
    return {name: "|".join(part.strip().replace(" ", r"\s+") for part in row.split("/")) for name, row in rows.items()}


# Order matters: the first pattern that matches a clause decides, so what is negated stands before what is not.
MODALITY = {
    "nl": _table(
        may_not=r"\b(?:mag|mogen|mocht|mochten)\b[^,;]*\b(?:niet|geen|nooit|niemand)\b / \bniemand\b[^,;]*\b(?:mag|mocht)\b "
        r"/ \bniet (?:meer )?toegestaan / \bverboden\b / \bverbod\b / \buitgesloten\b / \bverbiedt\b / \bgeen\b[^,;]*\b(?:mag|mogen)\b "
        r"/ \bniet\b[^,;]*\b(?:mag|mogen|mocht|mochten)\b / \b(?:laat|staat)\b[^,;]*\b(?:niet|geen)\b[^,;]*\btoe\b "
        r"/ \blaat\b[^,;]*\bgeen\b[^,;]*\bgebruiken",
        need_not=r"\b(?:hoef|hoeft|hoeven|hoefde|hoefden)\b / \b(?:niet|geen)\b[^,;]{0,40}\b(?:verplicht\w*|nodig|verplichting|plicht|wettelijke plicht) / \bvrijwillig\w* / \bvrijblijvend\w* / \bfacultatief / (?<!niet\s)\bvrijgesteld "
        r"/ \bverplicht\b[^,;]*\b(?:niet|geen)\b",
        must=r"\b(?:moet|moeten|moest|moesten|dient|dienen|diende|verplicht\w*|vereis\w*|eist|eisen|nodig|plicht|noodzakelijk)\b / \bverplichting\w*",
        should=r"\baanbevolen / \baanbeve\w+ / \bbeveelt\b / \badvise\w+ / \bzou(?:den)?\b / \badvies\b[^,;]*\b(?:om|te)\b / \baan(?:ge)?rad\w+ "
        r"/ \braadt\b[^,;]*\baan\b / \baan te raden / \bvoorkeur\b",
        cannot=r"\b(?:kan|kunnen|kon|konden)\b[^,;]*\b(?:niet|geen|nooit|niets)\b / \b(?:niet|geen|niets)\b[^,;]*\b(?:kan|kunnen)\b / \bonmogelijk",
        may=r"\b(?:mag|mogen|mocht|mochten)\b / \btoegestaan / \btoestemming\b[^,;]*\bgeeft / \bgeoorloofd / \b(?:laat|staat)\b[^,;]*\btoe\b "
        r"/ \btoestaan / \bhe(?:eft|bben)\b[^,;]*\brecht\b",
        can=r"\b(?:kan|kunnen|kon|konden)\b / \bmogelijk",
    ),
    "en": _table(
        may_not=r"\b(?:may|must|shall|might) not\b / \bnot (?:be )?(?:allow|permit)\w* / \bno longer (?:allowed|permitted) / \bprohibit\w* "
        r"/ \bforbid\w* / \bbanned? / \bexcluded / \bruled out / \bno (?:one|body|organisation)\b[^,;]*\bmay\b / \bnobody\b[^,;]*\bmay\b",
        need_not=r"\bneed not / \b(?:do|does|did) not (?:have|need) to / \bnot (?:be )?(?:required|mandatory|obliged|compulsory) / \bvoluntary / \boptional / (?<!not\s)\bexempt\b "
        r"/ \bno (?:need|obligation|duty|requirement) / \bnot (?:\w+ ){0,5}(?:duty|obligation)\b",
        must=r"\b(?:must|required|requires?|mandatory|obliged?|obliges|obligat\w+|compulsory)\b / \b(?:has|have|had|needs?) to\b / \bduty",
        should=r"\bshould / \brecommend\w* / \badvis\w+ / \bprefer\w* / \bwould rather",
        cannot=r"\bcannot / \bcan not / \bcould not / \bcan't / \bunable / \bimpossible",
        may=r"\bmay\b / \bmight\b / \ballow\w* / \bpermit\w* / \bright to\b",
        can=r"\bcan\b / \bcould\b / \bpossible",
    ),
}
# Set phrases in which a negation or a limit says nothing of its own.
IDIOM = {
    "nl": r"\bniet alleen\b|\bzonder afbreuk te doen aan\b|\bonverminderd\b|\bom niet\b|\bniet zijnde\b|\bal dan niet\b|\bnog steeds\b"
    r"|\bniet (?:later|meer|langer) dan\b",
    "en": r"\bnot only\b|\bwithout prejudice to\b|\bwhether or not\b|\b(?:no|not) (?:later|more|longer) than\b",
}
NEGATION = {
    "nl": r"\b(?:niet|geen|nooit|noch|niets|niemand|nergens|evenmin|zonder|tenzij|behalve|behoudens|uitgezonderd|vrij van|verbied\w*|verboden|verbod"
    r"|uitgesloten|vrijgesteld\w*|anders dan|nimmer|geenszins|ontbre(?:ekt|ken)|ontbrak)\b|\bmet uitzondering\b"
    r"|\bon(?:voldoende|mogelijk|juist|geldig|bevoegd|nodig|waarschijnlijk|afhankelijk)\w*",
    "en": r"\b(?:not|no|never|neither|nor|nothing|nobody|nowhere|none|lacks?|lacking|cannot|without|unless|except\w*|other than|exempt\w*|prohibit\w*|forbid\w*|banned"
    r"|rather than|instead of|free of)\b|n't\b|\b(?:impossible|insufficient\w*|invalid|unlikely|unable|unnecessary)\b",
}
# A denial by a verb and its preposition, counted by itself: what stands between them ("valt niet buiten") may deny it again.
OUTSIDE = {
    "nl": r"\b(?:valt|vallen|viel|vielen|blijft|blijven)\b[^,;]*\bbuiten\b|\bbuiten\b[^,;]*\b(?:valt|vallen|blijft|blijven)\b",
    "en": r"\b(?:falls?|fell|is|are|was|were|remains?) (?:\w+ )?outside\b",
}
# What sets two statements against each other, each with a subject of its own.
CONTRAST = {"nl": r"\b(?:terwijl|daarentegen)\b", "en": r"\b(?:whereas|while)\b"}
CONDITIONS = {
    "nl": _table(
        exception=r"\btenzij / \bbehalve / \bbehoudens / \buitgezonderd / \bmet uitzondering / \buitzondering\w*",
        proviso=r"\bmits / \bzolang / \bvoor zover / \bvoorwaarde\w* / \balleen als / \balleen wanneer / \bpas als / \bals / \bwanneer "
        r"/ \bindien / \bzodra / \bbij een\b / \bdan\b(?! wel)",
        only=r"\balleen\b / \benkel\b / \buitsluitend / \bslechts / \bpas\b",
        principle=r"\bin beginsel / \bin principe / \bmeestal / \bdoorgaans / \bin het algemeen",
        hedge=r"\bvolgens de samenstellers / \btoegepast op generatieve ai / \bwaarschijnlijk\w* / \bvermoedelijk / \bnaar verluidt / \bvoor zover (?:gezien|bekend|nagegaan) / \bvolgens berichten / \blijkt? te\b / \bmogelijk\b / \bis beoogd\b / \bbeoogde datum / \bis gepland",
    ),
    "en": _table(
        exception=r"\bunless / \bexcept\w* / \bother than\b",
        proviso=r"\bprovided / \bas long as / \binsofar / \bto the extent / \bcondition\w* / \bif\b / \bwhen\b / \bwhere\b / \bonce\b "
        r"/ \bin the case of",
        only=r"\bonly\b / \bsolely / \bexclusively / \bmerely / \balone\b",
        principle=r"\bin principle / \busually / \bgenerally / \bin general",
        hedge=r"\beditors infer / \bapplied to generative ai / \bprobably / \blikely / \breportedly / \baccording to reports / \bas far as (?:has been )?(?:seen|known|checked) / \bpossibly / \bseems?\b / \bis intended (?:for|to)\b / \bintended date / \bis planned",
    ),
}
# Bounds and scope: what a sentence says of them must be what the source says.
QUANTIFIERS = {
    "nl": _table(
        all=r"\balle\b / \bal het / \baltijd / \belke?\b / \bieder\w* / \beenieder / \bvolledig\w* / \bgeheel\b / \bhelemaal\b(?! (?:niet|geen)) / \bcompleet\b / \btotaal\b / \bin alle gevallen / \bongeacht / \bwelke? [^,;]{0,20}\book\b",
        any=r"\bin (?:ieder|elk) geval / \bhoe dan ook",
        least=r"\bminstens / \bten ?minste / \bminimaal / \bop zijn minst",
        most=r"\bhooguit / \bten hoogste / \bhoogstens / \bmaxima\w* / \buiterlijk / \bbinnen (?:\w+ )?(?:\d|een|twee|drie|vier|vijf|zes|acht|tien) / \bniet (?:later|langer|meer) dan",
        more=r"\bmeer dan / \blanger dan / \bouder dan",
        less=r"\bminder dan / \bkorter dan / \bonder de\b(?= \d)",
        part=r"\bsommige / \been deel\b / \bgedeeltelijk / \bde meeste / \bveel\b / \bweinig\b / \bbijna\b / \bsoms\b / \bvaak\b",
    ),
    "en": _table(
        all=r"\ball\b / \balways / \bevery\w* / \beach\b / \bfully / \bentirely / \bcompletely / \bwholly / \bany (?:ai|system|way|kind)\b / \bwhatever / \bregardless / \bin all cases",
        any=r"\bin any (?:case|event)",
        least=r"\bat least / \bminimum",
        most=r"\bat most / \bno more than / \bmaximum\w* / \bat the latest / \bwithin\b(?= (?:\d|a|one|two|three|four|five|six|ten)\b) / \b(?:no|not) later than / \buntil\b(?= \d)",
        more=r"\bmore than / \blonger than / \bolder than",
        less=r"\bless than / \bfewer than / \bbelow\b(?= \d)",
        part=r"\bsome\b / \bpartly / \bmost\b(?! recent) / \bmany\b / \bfew\b / \balmost / \bsometimes / \boften",
    ),
}
# Before or after: one exchanged for the other is another rule; that one is not repeated is not.
ORDER = {
    "nl": _table(
        before=r"\bvoordat\b / \bvooraf\w* / \bvan tevoren / \bvorens\b / \bvoor (?:(?:het|de|zij|hij|u|je) )?(?:eerste )?\w*(?:name|gebruik|inzet)\w*\b / \beerst\b / \bdan pas\b",
        after=r"\bna\b / \bachteraf / \bnadat / \bdaarna / \bpas als",
    ),
    "en": _table(
        before=r"\bbefore\w* / \bin advance / \bprior to / \bahead of\b / \bfirst\b",
        after=r"\bafter\w* / \bonce\b / \bafterwards",
    ),
}
# That a text is in force is never to be concluded from its date.
IN_FORCE = {
    "nl": r"\b(?:van kracht|in werking|geldt|gelden|gold|golden|van toepassing|ingegaan|gaat in)\b",
    "en": r"\b(?:in force|into force|applies|apply|applied|applicable|effective|takes? effect|took effect)\b",
}
REASON = {
    "nl": r"\b(?:omdat|want|doordat|aangezien|zodat|waardoor|daardoor|daarom|dus|wegens|vanwege|ingevolge|om ervoor te zorgen)\b|:\s",
    "en": r"\b(?:because|since|so that|therefore|as a result|in order to|thus|due to|owing to)\b|:\s",
}
ROLES = {
    "nl": _table(
        provider=r"\baanbieder\w* / \bontwikkelaar\w*",
        deployer=r"\bgebruiksverantwoordelijke\w*",
        controller=r"\bverwerkingsverantwoordelijke\w*",
        processor=r"\bverwerker(?:s)?\b",
        supplier=r"\bleverancier\w*",
        subject=r"\bbetrokkene\w* / \bburger\w*",
        user=r"\bgebruikers?\b",
        applicant=r"\baanvragers?\b",
        staff=r"\bmedewerker\w* / \bambtena\w+ / \bpersoneel / \bwerknemer\w*",
        organisation=r"\b(?:overheids|rijks)?organisatie\w* / \boverheidsinstantie\w* / \bbestuursorga\w+ / \boverheden",
        dpo=r"\bfg\b / \bfunctionaris\w*",
        authority=r"\bap\b / \bautoriteit persoonsgegevens / \btoezichthoud\w*",
        cio=r"\bcio\b",
        counsel=r"\blandsadvocaat / \bpels rijcken",
        commission=r"\bcommissie / \bai-bureau",
        minister=r"\bminister\w* / \bstaatssecretaris\w* / \bkabinet",
        employer=r"\bwerkgever\w*",
        owner=r"\brechthebbende\w* / \brechtverkrijgende\w*",
        importer=r"\bimporteur\w*",
        distributor=r"\bdistributeur\w*",
        court=r"\brechter\w* / \brechtbank\w* / \bhof\b",
    ),
    "en": _table(
        provider=r"\bprovider\w* / \bdeveloper\w*",
        deployer=r"\bdeployer\w*",
        controller=r"\bcontroller\w*",
        processor=r"\bprocessor\w*",
        supplier=r"\bsupplier\w* / \bvendor\w*",
        subject=r"\bdata subject\w* / \bcitizen\w*",
        user=r"\busers?\b",
        applicant=r"\bapplicants?\b",
        staff=r"\bstaff / \bcivil servant\w* / \bemployee\w* / \bofficials?\b / \bworkers?\b",
        organisation=r"\borganisation\w* / \bpublic bod\w+ / \b(?:public|administrative) authorit\w+ / \bgovernments?\b",
        dpo=r"\bdpo\b / \bdata protection officer\w*",
        authority=r"\bap\b / \bdata protection authority / \bsupervis\w+",
        cio=r"\bcio\b",
        counsel=r"\bstate advocate / \bpels rijcken",
        commission=r"\bcommission / \bai office",
        minister=r"\bminister\w* / \bstate secretar\w+ / \bcabinet",
        employer=r"\bemployer\w*",
        owner=r"\bright ?holder\w* / \bcopyright holder\w*",
        importer=r"\bimporter\w*",
        distributor=r"\bdistributor\w*",
        court=r"\bcourts?\b / \bjudges?\b",
    ),
}
PAST = {
    "nl": r"\b(?:gold|golden|moest|moesten|mocht|mochten|was|waren|kon|konden|werd|werden|had|hadden|hoefde|hoefden|diende)\b",
    "en": r"(?<!has )(?<!have )\bapplied\b|\b(?:was|were|had|did|could|needed)\b",
}
# The number of a month by its name.
MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
