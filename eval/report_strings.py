"""The text around the figures of a report, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The text around the figures, in one language."""

    title: str
    comparison: str
    made: str
    in_short: str
    tiles: tuple[tuple[str, str], ...]
    interval: str
    best_worst: str
    plots: str
    theme_plot: str
    risk_plot: str
    risk_told: str
    time_plot: str
    curve_plot: str
    trend_plot: str
    all_figures: str
    groups: dict[str, str]
    columns: tuple[str, ...]
    not_scored: str
    strata: str
    dimensions: dict[str, str]
    changed: str
    changed_columns: tuple[str, ...]
    better: str
    worse: str
    none_changed: str
    faults: dict[str, str]
    wrong: str
    wrong_told: str
    all_right: str
    more: str
    question: str
    earlier: str
    on_day: str
    expected: str
    never: str
    opening: str
    found_in: str
    answered: str
    nothing: str
    cites: str
    fails: str
    note: str
    how: str
    limits: tuple[str, ...]
    facts: dict[str, str]
    agreement: str
    not_measured: str
    sample: str
    whole: str
    failed: str
    coverage: str
    risk: str
    share: str
    seconds: str
    first_k: str
    area: str


WORDS = {
    "nl": Words(
        title="Hoe goed zijn de antwoorden?",
        comparison="Vergelijking van {names}",
        made="Gemeten op {day}: {label}, {cases} vragen ({part}).",
        in_short="In het kort",
        tiles=(
            ("right", "van de vragen krijgt een goed antwoord, of terecht geen antwoord"),
            ("gold cited", "van de antwoorden verwijst naar een bron die de vraag beantwoordt"),
            ("citation recall", "van de zinnen wordt door zijn bron gedragen"),
            ("abstention recall", "van de vragen zonder antwoord in de bronnen krijgt ook geen antwoord"),
            ("dangerous", "van de ja/nee-vragen begint met een gevaarlijk ja of nee"),
            ("contradiction", "van de antwoorden zegt iets dat een goed antwoord nooit zegt"),
            ("p50 seconds total", "duurt een antwoord; de helft is sneller"),
        ),
        interval="tussen {low} en {high}, n={n}",
        best_worst="Het best gaat {best} ({best_value}); het slechtst {worst} ({worst_value}).",
        plots="In beeld",
        theme_plot="Goed per thema",
        risk_plot="Wat als het vaker zweeg?",
        risk_told="Van rechts naar links geeft het programma alleen nog antwoord als het zekerder is. "
        "De lijn laat zien welk deel van die antwoorden fout is. Hoe lager, hoe beter; "
        "een lijn die naar links daalt, betekent dat het programma weet wanneer het iets niet weet.",
        time_plot="Waar de tijd blijft",
        curve_plot="Hoe snel de juiste bron gevonden is",
        trend_plot="Verloop over eerdere runs",
        all_figures="Alle cijfers",
        groups={
            "content": "Inhoud",
            "citations": "Bronnen",
            "silence": "Zwijgen",
            "retrieval": "Zoeken",
            "form": "Vorm",
            "cost": "Tijd en tokens",
        },
        columns=("Maat", "Cijfer", "95% zeker tussen", "Vragen", "Verschil", "p"),
        not_scored="Een maat telt alleen vragen waarop zij past. “Niet gescoord” is iets anders dan nul.",
        strata="Per soort vraag",
        dimensions={
            "set": "set",
            "theme": "thema",
            "kind": "soort",
            "audience": "wie vraagt",
            "language": "taal",
            "level": "moeilijkheid",
            "half": "helft",
            "document": "document",
        },
        changed="Vragen die anders gingen",
        changed_columns=("", "Vraag", "Waarin", "Eerst", "Nu"),
        better="beter",
        worse="slechter",
        none_changed="Geen enkele vraag ging anders.",
        faults={
            "dangerous": "gevaarlijk begin",
            "contradiction": "zegt iets fouts",
            "stale as current": "oude tekst als geldend",
            "told": "had moeten zwijgen",
            "went along": "gaat mee met een onwaarheid",
            "silent": "zwijgt ten onrechte",
            "points": "mist kernpunten",
            "gold cited": "andere bron",
        },
        wrong="Wat ging er fout",
        wrong_told="Elke vraag die niet goed ging, het ergste eerst. Klap een vraag open voor het hele antwoord.",
        all_right="Alles ging goed.",
        more="Er zijn er nog {n} meer; draai standpuntwijzer eval sentences voor alle antwoorden.",
        question="Vraag",
        earlier="Eerder gevraagd",
        on_day="Over de dag",
        expected="Goed is",
        never="Nooit",
        opening="Mag beginnen met",
        found_in="Staat in",
        answered="Antwoord",
        nothing="(geen antwoord)",
        cites="Verwijst naar",
        fails="Mist op",
        note="Waarom deze vraag",
        how="Hoe is dit gemeten?",
        limits=(
            "De scores komen uit vaste regels, niet van een model: hetzelfde antwoord krijgt altijd dezelfde score.",
            "Of een zin door zijn bron wordt gedragen, beoordeelt dezelfde controle die het programma zelf gebruikt. Die "
            "maakt ook fouten: op verse zinnen hield "
            "zij 72% van de trouwe heel en ving zij 84% van de verdraaide (eval/LOG.md). Een verschil tussen twee "
            "systemen zegt daarom meer dan het cijfer zelf.",
            "De marge zegt hoe zeker het cijfer is voor vragen zoals deze. Zij zegt niet of dit de juiste vragen zijn.",
            "Op de helft “dev” mocht het programma worden afgestemd, op “test” niet. Staan die ver uit elkaar, geloof dan "
            "“test”.",
        ),
        facts={
            "name": "run",
            "model": "model",
            "corpus": "corpus",
            "index": "encoder",
            "code": "programma",
            "machine": "machine",
            "sets": "sets",
            "settings": "instellingen",
        },
        agreement="Klopt de score met wat mensen vinden?",
        not_measured="Dat is voor deze run niet gemeten.",
        sample="een steekproef",
        whole="alle",
        failed="{n} vragen zijn mislukt en tellen nergens mee.",
        coverage="deel van de vragen dat antwoord krijgt",
        risk="deel van die antwoorden dat fout is",
        share="deel",
        seconds="seconden",
        first_k="eerste passages",
        area="gemiddeld fout over de hele lijn: {area}",
    ),
    "en": Words(
        title="How good are the answers?",
        comparison="Comparison of {names}",
        made="Measured on {day}: {label}, {cases} questions ({part}).",
        in_short="In short",
        tiles=(
            ("right", "of the questions get a right answer, or rightly none"),
            ("gold cited", "of the answers cite a source that answers the question"),
            ("citation recall", "of the sentences are carried by their source"),
            ("abstention recall", "of the questions without an answer in the sources get none"),
            ("dangerous", "of the yes/no questions open with a dangerous yes or no"),
            ("contradiction", "of the answers say something that a right answer never says"),
            ("p50 seconds total", "for an answer; half is faster"),
        ),
        interval="between {low} and {high}, n={n}",
        best_worst="Best is {best} ({best_value}); worst is {worst} ({worst_value}).",
        plots="In pictures",
        theme_plot="Right by theme",
        risk_plot="What if it were silent more often?",
        risk_told="From right to left the program answers only when it is surer. "
        "The line shows what part of those answers is wrong. The lower the better; "
        "a line that falls to the left means that the program knows when it does not know.",
        time_plot="Where the time goes",
        curve_plot="How soon the right source is found",
        trend_plot="Over earlier runs",
        all_figures="All figures",
        groups={
            "content": "Content",
            "citations": "Sources",
            "silence": "Silence",
            "retrieval": "Search",
            "form": "Form",
            "cost": "Time and tokens",
        },
        columns=("Measure", "Figure", "95% sure between", "Questions", "Difference", "p"),
        not_scored="A measure counts only the questions that it fits. “Not scored” is not the same as nought.",
        strata="By sort of question",
        dimensions={
            "set": "set",
            "theme": "theme",
            "kind": "kind",
            "audience": "who asks",
            "language": "language",
            "level": "difficulty",
            "half": "half",
            "document": "document",
        },
        changed="Questions that went otherwise",
        changed_columns=("", "Question", "In what", "First", "Now"),
        better="better",
        worse="worse",
        none_changed="No question went otherwise.",
        faults={
            "dangerous": "dangerous opening",
            "contradiction": "says something wrong",
            "stale as current": "old text told as current",
            "told": "should have been silent",
            "went along": "goes along with an untruth",
            "silent": "wrongly silent",
            "points": "misses key points",
            "gold cited": "another source",
        },
        wrong="What went wrong",
        wrong_told="Every question that did not go well, the worst first. Open a question for the whole answer.",
        all_right="All went well.",
        more="There are {n} more; run standpuntwijzer eval sentences for all answers.",
        question="Question",
        earlier="Asked before",
        on_day="About the day",
        expected="Right is",
        never="Never",
        opening="May open with",
        found_in="Stands in",
        answered="Answer",
        nothing="(no answer)",
        cites="Cites",
        fails="Fails on",
        note="Why this question",
        how="How was this measured?",
        limits=(
            "Scores come from fixed rules, not from a model: the same answer always gets the same score.",
            "Whether a sentence is carried by its source is judged by the same check that the program itself uses. It "
            "errs too: on fresh sentences it kept 72% of "
            "the faithful ones and caught 84% of the twisted ones (eval/LOG.md). A difference between two systems "
            "therefore says more than the figure itself.",
            "The interval says how sure the figure is for questions like these. It does not say whether these are the "
            "right questions.",
            "The program may have been tuned on the half “dev”, not on “test”. If they are far apart, believe “test”.",
        ),
        facts={
            "name": "run",
            "model": "model",
            "corpus": "corpus",
            "index": "encoder",
            "code": "program",
            "machine": "machine",
            "sets": "sets",
            "settings": "settings",
        },
        agreement="Does the score agree with people?",
        not_measured="That was not measured for this run.",
        sample="a sample",
        whole="all",
        failed="{n} questions failed and count nowhere.",
        coverage="part of the questions that is answered",
        risk="part of those answers that is wrong",
        share="part",
        seconds="seconds",
        first_k="first passages",
        area="mean error over the whole line: {area}",
    ),
}
