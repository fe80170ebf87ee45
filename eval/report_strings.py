"""The text around the figures of a report and how a figure is written, in Dutch and English; what each measure is called is in measure_strings.

Every text stands once in each language, side by side, so that neither can be forgotten. ``{}`` parts are filled in by the report.
"""

import re
from datetime import date

from eval.measure_strings import Unit, measure

_LANGUAGES = ("nl", "en")
Words = dict[str, str]

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Hoe goed zijn de antwoorden?", "How good are the answers?"),
    "compared": ("Vergelijking van {names}", "Comparison of {names}"),
    "made": ("{label}: gemeten op {day}, {cases} vragen ({part}).", "{label}: measured on {day}, {cases} questions ({part})."),
    "sample": ("een steekproef", "a sample"),
    "whole": ("alle vragen van de gekozen sets", "all questions of the sets chosen"),
    "seeds": ("Elke vraag is {n} keer gesteld; de cijfers zijn daarvan het gemiddelde.",
              "Each question was asked {n} times; the figures are the mean of those."),
    "failed": ("{n} van de {all} vragen zijn mislukt (een technische fout) en tellen nergens mee.",
               "{n} of the {all} questions failed (a technical error) and count nowhere."),
    "unfinished": ("{n} vragen zijn nog niet gesteld: de meting is niet af.",
                   "{n} questions have not been asked yet: the run is unfinished."),
    "contents": ("In dit rapport", "In this report"),
    "in_short": ("In het kort", "In short"),
    "interval": ("95% zeker tussen {low} en {high}; {n} vragen", "95% sure between {low} and {high}; {n} questions"),
    "to": ("{low} tot {high}", "{low} to {high}"),
    "no_interval": ("te weinig vragen voor een marge; {n}", "too few questions for a margin; {n}"),
    "unscored": ("niet gescoord", "not scored"),
    "tiles_unscored": ("Niet gescoord, en dus zonder cijfer: {names}.", "Not scored, and so without a figure: {names}."),
    "verdict": ("Van de {n} beoordeelde vragen ging {value} goed.", "Of the {n} questions judged, {value} went right."),
    "best_worst": ("Het best gaat “{best}” ({best_value}), het slechtst “{worst}” ({worst_value}).",
                   "Best is “{best}” ({best_value}), worst is “{worst}” ({worst_value})."),
    "less": (", minder is beter", ", less is better"),
    "themes": ("Per thema gaat {best} het best ({best_value} goed) en {worst} het slechtst ({worst_value}).",
               "By theme, {best} goes best ({best_value} right) and {worst} worst ({worst_value})."),
    "overlap": ("De marges van die twee thema's overlappen, dus dat kan toeval zijn.",
                "The margins of those two themes overlap, so that may be chance."),
    "versus": ("{second} naast {first}, op de {both} vragen die beide kregen. Aantoonbaar beter op: {better}. Aantoonbaar slechter op: "
               "{worse}. Op de andere {rest} maten kan het verschil toeval zijn, of is meer of minder niet beter of slechter.",
               "{second} beside {first}, on the {both} questions that both got. Demonstrably better on: {better}. Demonstrably worse on: "
               "{worse}. On the other {rest} measures the difference may be chance, or more or less is neither better nor worse."),
    "none": ("geen enkele maat", "no measure"),
    "tile p50": ("De helft van de antwoorden is binnen deze tijd klaar.", "Half of the answers are ready within this time."),
    "tile p95": ("95% van de antwoorden is binnen deze tijd klaar.", "95% of the answers are ready within this time."),
    "headline": ("Wanneer heet een antwoord goed?", "When is an answer called right?"),
    "agreement": ("Vinden mensen dat ook?", "Do people agree?"),
    "agreed": ("Zo ver komt de automatische score overeen met het oordeel van mensen:", "So far the automatic score agrees with people:"),
    "not_measured": ("Of mensen het eens zijn met “Goed”, is voor deze vragen niet gemeten.",
                     "Whether people agree with “Right” was not measured for these questions."),
    "plots": ("In beeld", "In pictures"),
    "as_table": ("De cijfers bij dit plaatje", "The figures of this picture"),
    "theme_plot": ("Goed per thema", "Right by theme"),
    "theme_told": ("Hoe langer de balk, hoe meer vragen goed gingen. Het streepje is de marge: hoe langer, hoe minder zeker. n is het "
                   "aantal vragen.",
                   "The longer the bar, the more questions went right. The thin line is the margin: the longer, the less sure. n counts "
                   "questions."),
    "risk_plot": ("Wat als het vaker zweeg?", "What if it were silent more often?"),
    "risk_told": ("Rechts geeft het programma op elke vraag antwoord. Naar links laat het steeds meer vragen liggen, de onzekerste het "
                  "eerst. De lijn zegt welk deel van de gegeven antwoorden dan fout is. Lager is beter. Daalt de lijn naar links, dan weet "
                  "het programma wanneer het iets niet weet. Helemaal links gaat het om weinig vragen; daar zegt de lijn niet veel. Een "
                  "vraag die de bronnen niet beantwoorden telt hier als fout zodra zij antwoord krijgt.",
                  "On the right the program answers every question. To the left it leaves out more and more, the least sure first. The "
                  "line says what part of the answers given is then wrong. Lower is better. If the line falls to the left, the program "
                  "knows when it does not know. The far left rests on few questions and does not say much. A question that the sources do "
                  "not answer counts as wrong here as soon as it is answered."),
    "area": ("Gemiddeld over de hele lijn is bij {name} {area} fout.", "On average over the whole line {area} is wrong for {name}."),
    "no_risk": ("{name} zegt niet hoe zeker het is en staat er daarom niet bij.",
                "{name} does not say how sure it is and is therefore left out."),
    "coverage": ("deel van de vragen dat antwoord krijgt", "part of the questions that is answered"),
    "risk": ("deel daarvan dat fout is", "part of those that is wrong"),
    "answers_given": ("bij antwoord op {share}", "answering {share}"),
    "time_plot": ("Waar de tijd blijft", "Where the time goes"),
    "time_told": ("Elke kleur is een stap: de helft van de vragen is er sneller mee klaar, de helft langzamer. De ruit is de tijd "
                  "waarbinnen 95% van de antwoorden klaar is. De stappen samen kunnen langer zijn dan het middelste antwoord, want niet "
                  "elke vraag heeft elke stap.",
                  "Each colour is a step: half of the questions take less time for it, half take more. The diamond is the time within "
                  "which 95% of the answers are ready. The steps together may be longer than the middle answer, for not every question has "
                  "every step."),
    "seconds": ("seconden", "seconds"),
    "unsplit": ("niet in stappen gemeten", "not measured in steps"),
    "p50": ("in totaal, helft is sneller", "in all, half is faster"),
    "p95": ("in totaal, 95% is sneller", "in all, 95% is faster"),
    "curve_plot": ("Hoe snel is een juiste bron gevonden?", "How soon is a right source found?"),
    "curve_told": ("Bij 1 moet een juiste bron meteen bovenaan staan; bij 10 mag zij ergens in de eerste tien staan. De streepjes zijn de "
                   "marges.",
                   "At 1 a right source must be the very first; at 10 it may be anywhere in the first ten. The thin lines are the margins."),
    "first_k": ("zoveel gevonden passages bekeken", "so many passages found looked at"),
    "all_cases": ("alle vragen", "all questions"),
    "share": ("deel van de vragen", "part of the questions"),
    "trend_plot": ("Verloop over eerdere metingen", "Over earlier runs"),
    "trend_told": ("De laatste meting is die van dit rapport. Overlappen de streepjes, dan kan een verschil toeval zijn.",
                   "The last run is that of this report. Where the thin lines overlap, a difference may be chance."),
    "changed": ("Vragen die anders gingen", "Questions that went otherwise"),
    "changed_count": ("{n} van de {both} vragen die beide kregen: {better} beter, {worse} slechter.",
                      "{n} of the {both} questions that both got: {better} better, {worse} worse."),
    "alone": ("{first} vragen had alleen {one}, {second} alleen {two}; die zijn niet vergeleken. Een vraag waarvan is veranderd wat goed "
              "is, is een andere vraag.",
              "{first} questions were only in {one}, {second} only in {two}; those were not compared. A question of which what is right "
              "was changed is another question."),
    "none_changed": ("Geen enkele vraag ging anders.", "No question went otherwise."),
    "better": ("beter", "better"),
    "worse": ("slechter", "worse"),
    "more_of": ("meer", "more"),
    "less_of": ("minder", "less"),
    "chance": ("kan toeval zijn", "may be chance"),
    "all_figures": ("Alle cijfers", "All figures"),
    "not_scored": ("Een maat telt alleen de vragen waarop zij past. “Niet gescoord” is dus geen nul: die vragen doen voor die maat niet "
                   "mee.",
                   "A measure counts only the questions that it fits. “Not scored” is therefore not nought: those questions are not in "
                   "that measure."),
    "p_told": ("Een verschil telt alleen vragen waarop beide runs gescoord zijn; het kan dus afwijken van het verschil tussen de twee "
               "cijfers. De kans (p) zegt hoe vaak toeval alleen al zo'n verschil geeft, gecorrigeerd voor het aantal maten. Onder 0,05 "
               "heet een verschil hier aantoonbaar.",
               "A difference counts only questions on which both runs are scored; it may therefore deviate from the difference of the two "
               "figures. The probability (p) says how often chance alone gives such a difference, corrected for the number of measures. "
               "Below 0.05 it is called demonstrable here."),
    "measure": ("Maat", "Measure"),
    "figure": ("Cijfer", "Figure"),
    "margin": ("Marge (95%)", "Margin (95%)"),
    "cases": ("Vragen", "Questions"),
    "left": ("Niet gescoord", "Not scored"),
    "difference": ("Verschil met {first}", "Difference with {first}"),
    "chance_p": ("Kans (p)", "Probability (p)"),
    "run": ("Meting", "Run"),
    "points": ("procentpunt", "percentage points"),
    "strata": ("Per soort vraag", "By sort of question"),
    "wrong": ("Wat ging er fout", "What went wrong"),
    "wrong_told": ("Elke vraag die niet goed ging, het ergste eerst. Klap een vraag open voor het hele antwoord.",
                   "Every question that did not go well, the worst first. Open a question for the whole answer."),
    "wrong_here": ("Elke vraag die niet goed ging, het ergste eerst.", "Every question that did not go well, the worst first."),
    "all_right": ("Alles ging goed.", "All went well."),
    "more": ("Er zijn er nog {n} die hier niet staan. Alle antwoorden: standpuntwijzer eval sentences {run}",
             "{n} more are not shown here. All answers: standpuntwijzer eval sentences {run}"),
    "more_changed": ("Er zijn er nog {n} die hier niet staan. Alle: standpuntwijzer eval compare {run}",
                     "{n} more are not shown here. All: standpuntwijzer eval compare {run}"),
    "earlier": ("Eerder gevraagd", "Asked before"),
    "on_day": ("Over de dag", "About the day"),
    "expected": ("Goed is", "Right is"),
    "never": ("Mag er niet staan", "Must not be said"),
    "opening": ("Mag beginnen met", "May open with"),
    "found_in": ("Staat in", "Stands in"),
    "answered": ("Antwoord", "Answer"),
    "nothing": ("(geen tekst)", "(no text)"),
    "error": ("Foutmelding", "Error"),
    "cites": ("Verwijst naar", "Cites"),
    "no_place": ("(geen vindplaats in de bronnen)", "(no place in the sources)"),
    "fails": ("Wat niet klopt", "What is wrong"),
    "note": ("Waarom deze vraag", "Why this question"),
    "source": ("Wat beslist", "What decides"),
    "author": ("door", "by"),
    "how": ("Hoe is dit gemeten?", "How was this measured?"),
    "limits": ("Wat deze cijfers niet zeggen", "What these figures do not say"),
    "limit_rules": ("De scores komen uit vaste regels, niet van een model of een mens: hetzelfde antwoord krijgt altijd dezelfde score. "
                    "Zulke regels zien niet alles. Lees daarom ook antwoorden zelf.",
                    "Scores come from fixed rules, not from a model or a person: the same answer always gets the same score. Such rules do "
                    "not see everything. So read answers too."),
    "limit_check": ("Of een zin door zijn bron wordt gedragen, beoordeelt de controle van het programma zelf, en die maakt fouten. Op "
                    "nieuwe zinnen hield zij zonder taalmodel 72% van de juiste zinnen en ving zij 84% van de onjuiste; met een taalmodel "
                    "als tweede oordeel 70% en 92% (zie eval/LOG.md). Deze scores gebruiken de controle zonder taalmodel. Een verschil "
                    "tussen twee systemen zegt daarom meer dan het cijfer zelf.",
                    "Whether a sentence is carried by its source is judged by the program's own check, and that errs. On fresh sentences "
                    "it kept 72% of the faithful ones and caught 84% of the false ones without a language model, and 70% and 92% with one "
                    "as a second opinion (see eval/LOG.md). These scores use the check without it. A difference between two systems "
                    "therefore says more than the figure itself."),
    "limit_interval": ("De marge (95%) zegt hoe zeker een cijfer is voor vragen zoals deze. Zij zegt niet of dit de juiste vragen zijn. "
                       "Gaf elke vraag dezelfde uitkomst, dan is de marge die van Clopper en Pearson (1934); anders komt zij uit herhaald "
                       "trekken (bootstrap).",
                       "The margin (95%) says how sure a figure is for questions like these. It does not say whether these are the right "
                       "questions. Where every question came out the same it is that of Clopper and Pearson (1934), otherwise it is from "
                       "resampling (bootstrap)."),
    "limit_half": ("Op de helft “dev” mocht het programma worden afgestemd, op “test” niet. Staan die ver uit elkaar, geloof dan “test”.",
                   "The program may have been tuned on the half “dev”, not on “test”. If they are far apart, believe “test”."),
    "limit_texts": ("Vragen over teksten die op deze machine niet zijn toegevoegd, zijn niet gesteld.",
                    "Questions about texts that were not added on this machine were not asked."),
    "sets": ("Welke vragen", "Which questions"),
    "what": ("Wat is gemeten", "What was measured"),
    "name": ("Naam", "Name"),
    "day": ("Dag", "Day"),
    "target": ("Doel", "Target"),
    "model": ("Taalmodel", "Language model"),
    "corpus": ("Bronnen (controlegetal)", "Sources (checksum)"),
    "index": ("Zoekmodel", "Search model"),
    "code": ("Programma", "Program"),
    "machine": ("Machine", "Machine"),
    "settings": ("Instellingen", "Settings"),
}  # fmt: skip

# What the values of a case are called, by dimension; others (kinds, documents, an organisation's own sets) are told as they are.
_VALUES: dict[str, dict[str, tuple[str, str]]] = {
    "dimension": {
        "set": ("set", "set"), "theme": ("thema", "theme"), "kind": ("soort", "kind"), "audience": ("wie vraagt", "who asks"),
        "language": ("taal", "language"), "level": ("moeilijkheid", "difficulty"), "half": ("helft", "half"), "document": ("document", "document"),
    },
    "group": {
        "content": ("Inhoud", "Content"), "citations": ("Bronnen", "Sources"), "silence": ("Zwijgen", "Silence"), "retrieval": ("Zoeken", "Search"),
        "form": ("Vorm", "Form"), "cost": ("Tijd en tokens", "Time and tokens"),
    },
    "fault": {
        "dangerous": ("gevaarlijk begin", "dangerous opening"), "contradiction": ("zegt iets fouts", "says something wrong"),
        "stale as current": ("oude tekst als geldend", "old text told as current"), "told": ("had moeten zwijgen", "should have been silent"),
        "went along": ("gaat mee met een onwaarheid", "goes along with an untruth"), "silent": ("zwijgt ten onrechte", "wrongly silent"),
        "points": ("mist kernpunten", "misses key points"), "gold cited": ("andere bron", "another source"), "wrong": ("niet goed", "not right"),
        "not found": ("geen juiste bron gevonden", "no right source found"), "failed": ("mislukt", "failed"),
    },
    "outcome": {
        "answered": ("beantwoord", "answered"), "hedged": ("geen duidelijk antwoord", "no clear answer"),
        "found": ("alleen gezocht", "searched only"),
        "abstained": ("zegt dat het er niet staat", "says that it is not there"), "failed": ("mislukt", "failed"),
    },
    "expect": {
        "answer": ("een antwoord uit de bronnen", "an answer from the sources"),
        "no-answer": ("zeggen dat het niet in de bronnen staat", "saying that it is not in the sources"),
        "correct": ("niet meegaan met wat in de vraag niet klopt", "not going along with what is untrue in the question"),
    },
    "set": {
        "retrieval": ("zoeken", "searching"), "answers": ("antwoorden", "answers"), "openings": ("ja of nee", "yes or no"),
        "absent": ("staat er niet in", "not in the sources"), "premises": ("onwaar uitgangspunt", "untrue premise"), "time": ("tijd", "time"),
        "conflicts": ("tegenspraak", "conflicts"), "adversarial": ("misleiding", "deception"), "follow-ups": ("vervolgvragen", "follow-ups"),
    },
    "theme": {
        "mag-dit": ("mag dit", "may this be done"), "persoonsgegevens": ("persoonsgegevens", "personal data"), "inkoop": ("inkoop", "procurement"),
        "open-source": ("open source", "open source"), "transparantie": ("transparantie", "transparency"),
        "archief-woo": ("archief en Woo", "archives and open government"), "auteursrecht": ("auteursrecht", "copyright"),
        "controle": ("controle door mensen", "human oversight"), "risicoanalyse": ("risicoanalyse", "risk analysis"),
        "ai-verordening": ("AI-verordening", "AI Act"), "veiligheid": ("veiligheid", "security"), "anders": ("anders", "other"),
    },
    "audience": {
        "iedereen": ("iedereen", "everyone"), "beleid": ("beleid", "policy"), "inkoop-ict": ("inkoop en ICT", "procurement and IT"),
        "privacy": ("privacy", "privacy"), "informatie": ("informatiebeheer", "information management"),
    },
    "level": {"easy": ("makkelijk", "easy"), "medium": ("gemiddeld", "medium"), "hard": ("moeilijk", "hard")},
    "half": {"dev": ("dev: mocht op worden afgestemd", "dev: may have been tuned on"), "test": ("test: alleen om te meten", "test: to measure only")},
    "language": {"nl": ("Nederlands", "Dutch"), "en": ("Engels", "English")},
    "accept": {
        "ja": ("ja", "yes"), "nee": ("nee", "no"), "in_beginsel_niet": ("in beginsel niet", "in principle not"),
        "nee_tenzij": ("nee, tenzij", "no, unless"),
        "onder_voorwaarden": ("onder voorwaarden", "under conditions"), "verplicht": ("verplicht", "mandatory"),
        "niet_verplicht": ("niet verplicht", "not mandatory"), "hangt_ervan_af": ("hangt ervan af", "it depends"),
    },
    "document": {"-": ("(geen: staat er niet in)", "(none: not in the sources)")},
    "target": {
        "pipeline": ("dit programma", "this program"), "server": ("een draaiende Standpuntwijzer", "a running Standpuntwijzer"),
        "openai": ("een model achter een server", "a model behind a server"),
    },
}  # fmt: skip
FAULTS = tuple(_VALUES["fault"])
_MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december",
    "January February March April May June July August September October November December",
)


def words(language: str) -> Words:
    """Every text in one language."""
    place = _LANGUAGES.index(language)
    return {name: text[place] for name, text in _TEXTS.items()}


def called(dimension: str, value: str, language: str) -> str:
    """What a value is called; as it is when it has no other name."""
    return _VALUES.get(dimension, {}).get(value, (value, value))[_LANGUAGES.index(language)]


def named(name: str, language: str) -> str:
    """The short name of a measure."""
    return getattr(measure(name), language)[0]  # type: ignore[no-any-return]


def shown(value: float, unit: Unit, language: str) -> str:
    """A figure as people write it: 81%, 0,4%, 3,4 s, 1.250."""
    if unit == "share":
        # What is not quite none or all is never told as such.
        close = 0 < value < 0.005 or 0.995 < value < 1
        text = f"{100 * value:.1f}%" if close else f"{100 * value:.0f}%"
    elif unit == "seconds":
        text = f"{value:.1f} s" if value >= 1 else f"{value:.2f} s" if value >= 0.1 else f"{value:.3f} s"
    else:
        text = f"{value:.1f}" if abs(value) < 1_000 else f"{value:,.0f}"
    return decimal(text, language)


def decimal(text: str, language: str) -> str:
    """A number with the comma and the point of the language."""
    return text.translate(str.maketrans(".,", ",.")) if language == "nl" else text


def told_day(day: date, language: str) -> str:
    """27 november 2026."""
    return f"{day.day} {_MONTHS[_LANGUAGES.index(language)].split()[day.month - 1]} {day.year}"


def plain(text: object) -> str:
    """Text that Markdown, and HTML in it, reads as nothing but text, on one line and in one direction."""
    one_line = " ".join(str(text).split())
    printed = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", one_line)
    # A colon before slashes and the point after www. would make an address of themselves.
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&$@]|:(?=//)|(?<=www)\.)", r"\\\1", printed, flags=re.IGNORECASE)
