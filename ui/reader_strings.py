"""Every sentence of the pages with the sources, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReaderStrings:
    """The words of these pages in one language; ``{}`` is filled in."""

    sources: str
    intro: str
    search: str
    search_hint: str
    search_button: str
    search_here: str
    results: str
    results_for: str
    results_none: str
    results_marked: str
    clear: str
    found_documents: str
    kinds_menu: str
    kinds: dict[str, str]
    kind: dict[str, str]
    one_section: str
    sections: str
    versions_held: str
    facts: str
    kind_label: str
    authority: str
    identifier: str
    validity: str
    since: str
    until: str
    between: str
    unknown: str
    replaced_by: str
    replaces: str
    checked: str
    note: str
    license: str
    official: str
    new_tab: str
    contents: str
    on_own_pages: str
    crumbs: str
    document: str
    reference: str
    verified_in: str
    pages: str
    amended_by: str
    amended_hint: str
    amends: str
    other_text: str
    other_opened: str
    only_dutch: str
    only_english: str
    empty: str
    questions: str
    mark_begins: str
    mark_ends: str
    mark_link: str
    terms_legend: str
    neighbours: str
    previous: str
    following: str
    back: str
    open_here: str
    versions: str
    this_version: str
    current_version: str
    older: str
    newer: str
    compare: str
    compare_intro: str
    compare_from: str
    compare_with: str
    compare_button: str
    compare_same: str
    compare_none: str
    compare_dutch: str
    compare_one: str
    compare_other: str
    compare_link: str
    differences: str
    added: str
    removed: str
    end: str
    changes: dict[str, str]
    section: str
    change: str
    not_found: str
    not_found_text: str
    to_sources: str


READER = {
    "nl": ReaderStrings(
        sources="Bronnen",
        intro="Alle teksten waaruit de assistent antwoordt. Kies een document of zoek in alle teksten tegelijk.",
        search="Zoek in alle bronnen",
        search_hint="Bijvoorbeeld: persoonsgegevens, artikel 35 AVG of inkoop",
        search_button="Zoeken",
        search_here="Zoek in dit document",
        results="Gevonden",
        results_for="{count} gevonden voor “{query}”",
        results_none="Niets gevonden voor “{query}”. Probeer een ander woord.",
        results_marked="Uw woorden zijn gemarkeerd. Het beste resultaat staat bovenaan.",
        clear="Zoekopdracht wissen",
        found_documents="Documenten met deze naam",
        kinds_menu="Soorten bronnen",
        kinds={
            "beleid": "Beleid", "handreiking": "Handreikingen", "wet": "Wetten", "verordening": "Europese verordeningen",
            "norm": "Normen", "advies": "Adviezen", "hulpmiddel": "Hulpmiddelen", "onderzoek": "Onderzoek",
            "voorstel": "Voorstellen", "uitleg": "Uitleg van Standpuntwijzer",
        },
        kind={
            "beleid": "beleid", "handreiking": "handreiking", "wet": "wet", "verordening": "Europese verordening",
            "norm": "norm", "advies": "advies", "hulpmiddel": "hulpmiddel", "onderzoek": "onderzoek",
            "voorstel": "voorstel", "uitleg": "uitleg van Standpuntwijzer",
        },
        one_section="1 onderdeel",
        sections="{} onderdelen",
        versions_held="{} versies",
        facts="Gegevens",
        kind_label="Soort",
        authority="Van",
        identifier="Kenmerk",
        validity="Geldigheid",
        since="vanaf {}",
        until="tot en met {}",
        between="van {} tot en met {}",
        unknown="datum niet bekend",
        replaced_by="Vervangen door",
        replaces="Vervangt",
        checked="Gecontroleerd op",
        note="Let op",
        license="Licentie",
        official="Officiële tekst",
        new_tab="(nieuw tabblad)",
        contents="Inhoud",
        on_own_pages="Dit document is lang. Elk onderdeel heeft een eigen pagina.",
        crumbs="U bent hier",
        document="Document",
        reference="Vindplaats",
        verified_in="Nagegaan in",
        pages="Pagina",
        amended_by="Gewijzigd door",
        amended_hint="De tekst hieronder is van voor deze wijziging. Lees de wijziging erbij.",
        amends="Wijzigt",
        other_text="Engelse tekst",
        other_opened="De gemarkeerde passage staat in deze tekst.",
        only_dutch="",
        only_english="Deze tekst is er alleen in het Engels.",
        empty="Dit onderdeel heeft geen tekst.",
        questions="Vragen waarop dit antwoord geeft",
        mark_begins="Begin van de gemarkeerde passage:",
        mark_ends="Einde van de gemarkeerde passage.",
        mark_link="Naar de gemarkeerde passage",
        terms_legend="Een stippellijn staat onder begrippen die hier worden omschreven.",
        neighbours="Vorig en volgend onderdeel",
        previous="Vorige",
        following="Volgende",
        back="Naar het hele document",
        open_here="Openen in Bronnen",
        versions="Versies",
        this_version="deze versie",
        current_version="versie van vandaag",
        older="Dit is een oudere versie. Wat vandaag geldt, leest u in de",
        newer="Deze versie is van later. Wat vandaag geldt, leest u in de",
        compare="Versies vergelijken",
        compare_intro="Onderstreept is toegevoegd, doorgestreept is weggehaald. Alleen onderdelen die verschillen staan hier.",
        compare_from="Oude versie",
        compare_with="Nieuwe versie",
        compare_button="Vergelijken",
        compare_same="Kies twee verschillende versies.",
        compare_none="Deze twee versies verschillen niet.",
        compare_dutch="",
        compare_one="Van dit document is er één versie. Er is dus niets om te vergelijken.",
        compare_other="Dit zijn twee verschillende documenten. Ze zijn niet woord voor woord te vergelijken.",
        compare_link="De verschillen staan in:",
        differences="Wat er verschilt",
        added="toegevoegd:",
        removed="weggehaald:",
        end="einde",
        changes={"nieuw": "nieuw", "vervallen": "vervallen", "gewijzigd": "gewijzigd"},
        section="Onderdeel",
        change="Wat er gebeurde",
        not_found="Niet gevonden",
        not_found_text="Deze bron of dit onderdeel is er niet. Misschien is het document weggehaald of is het adres niet compleet.",
        to_sources="Naar alle bronnen",
    ),
    "en": ReaderStrings(
        sources="Sources",
        intro="All texts the assistant answers from. Choose a document or search all texts at once.",
        search="Search all sources",
        search_hint="For example: personal data, Article 35 GDPR or procurement",
        search_button="Search",
        search_here="Search this document",
        results="Found",
        results_for="{count} found for “{query}”",
        results_none="Nothing found for “{query}”. Try another word.",
        results_marked="Your words are highlighted. The best result comes first.",
        clear="Clear the search",
        found_documents="Documents with this name",
        kinds_menu="Kinds of sources",
        kinds={
            "beleid": "Policy", "handreiking": "Guidance", "wet": "Dutch acts", "verordening": "European regulations",
            "norm": "Standards", "advies": "Advice", "hulpmiddel": "Tools", "onderzoek": "Research",
            "voorstel": "Proposals", "uitleg": "Explanations by Standpuntwijzer",
        },
        kind={
            "beleid": "policy", "handreiking": "guidance", "wet": "Dutch act", "verordening": "European regulation",
            "norm": "standard", "advies": "advice", "hulpmiddel": "tool", "onderzoek": "research", "voorstel": "proposal",
            "uitleg": "explanation by Standpuntwijzer",
        },
        one_section="1 section",
        sections="{} sections",
        versions_held="{} versions",
        facts="Details",
        kind_label="Kind",
        authority="From",
        identifier="Identifier",
        validity="Validity",
        since="from {}",
        until="until {} inclusive",
        between="from {} until {} inclusive",
        unknown="date not known",
        replaced_by="Replaced by",
        replaces="Replaces",
        checked="Checked on",
        note="Please note",
        license="Licence",
        official="Official text",
        new_tab="(new tab)",
        contents="Contents",
        on_own_pages="This is a long document. Each section has its own page.",
        crumbs="You are here",
        document="Document",
        reference="Reference",
        verified_in="Verified in",
        pages="Page",
        amended_by="Amended by",
        amended_hint="The text below is from before this change. Read the amendment as well.",
        amends="Amends",
        other_text="Dutch text",
        other_opened="The highlighted passage is in this text.",
        only_dutch="This text exists in Dutch only.",
        only_english="",
        empty="This section has no text.",
        questions="Questions this answers",
        mark_begins="Start of the highlighted passage:",
        mark_ends="End of the highlighted passage.",
        mark_link="To the highlighted passage",
        terms_legend="Terms that are defined here have a dotted line.",
        neighbours="Previous and next section",
        previous="Previous",
        following="Next",
        back="To the whole document",
        open_here="Open in Sources",
        versions="Versions",
        this_version="this version",
        current_version="version of today",
        older="This is an older version. What applies today is in the",
        newer="This version is of a later date. What applies today is in the",
        compare="Compare versions",
        compare_intro="Underlined text was added, struck-through text was removed. Only sections that differ are shown.",
        compare_from="Old version",
        compare_with="New version",
        compare_button="Compare",
        compare_same="Choose two different versions.",
        compare_none="These two versions do not differ.",
        compare_dutch="The Dutch texts are compared.",
        compare_one="There is one version of this document, so there is nothing to compare.",
        compare_other="These are two different documents. They cannot be compared word by word.",
        compare_link="The differences are in:",
        differences="What differs",
        added="added:",
        removed="removed:",
        end="end",
        changes={"nieuw": "new", "vervallen": "removed", "gewijzigd": "changed"},
        section="Section",
        change="What happened",
        not_found="Not found",
        not_found_text="This source or section does not exist. The document may have been removed, or the address is not complete.",
        to_sources="To all sources",
    ),
}
