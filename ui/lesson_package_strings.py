"""What a lesson in a package says about the learning platform, in Dutch and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackageStrings:
    """The words around the lesson in one language; ``{}`` is filled in."""

    no_script: str
    close: str
    closed: str
    alone: str
    fails: str
    unknown: str
    review: str
    nobody: str
    waiting: str
    refused: str
    no_state: str


PACKAGE = {
    "nl": PackageStrings(
        no_script="Deze les heeft JavaScript nodig. Zet het aan in uw browser of vraag uw beheerder om hulp.",
        close="Opslaan en sluiten",
        closed="Uw les is opgeslagen. U kunt dit venster sluiten of teruggaan naar het leerplatform.",
        alone="Er is geen leerplatform gevonden. De les werkt, maar uw resultaat wordt niet bewaard.",
        fails="Het leerplatform bewaart niets: {} U kunt de les gewoon verder doen.",
        unknown="het geeft geen reden.",
        review="U kijkt deze les terug. Het leerplatform bewaart nu niets.",
        nobody="Het leerplatform gaf niet door wie u bent. De les werkt, maar er wordt niets verstuurd en niets bewaard.",
        waiting="Het leerplatform antwoordt niet goed. Uw resultaten wachten en worden later opnieuw verstuurd. U kunt de les gewoon verder doen.",
        refused="Het leerplatform weigert een deel van uw resultaten. U kunt de les gewoon verder doen.",
        no_state="Uw eerdere voortgang is niet te lezen. U begint vooraan; de voortgang die er was, blijft staan.",
    ),
    "en": PackageStrings(
        no_script="This lesson needs JavaScript. Turn it on in your browser or ask your administrator for help.",
        close="Save and close",
        closed="Your lesson has been saved. You can close this window or go back to the learning platform.",
        alone="No learning platform was found. The lesson works, but your result is not kept.",
        fails="The learning platform keeps nothing: {} You can simply go on with the lesson.",
        unknown="it gives no reason.",
        review="You are looking back at this lesson. The learning platform keeps nothing now.",
        nobody="The learning platform did not say who you are. The lesson works, but nothing is sent and nothing is kept.",
        waiting="The learning platform does not answer well. Your results wait and are sent again later. You can simply go on with the lesson.",
        refused="The learning platform refuses some of your results. You can simply go on with the lesson.",
        no_state="Your earlier progress cannot be read. You start at the beginning; the progress that was there stays.",
    ),
}
