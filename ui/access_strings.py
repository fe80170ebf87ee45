"""The words of signing in and of refusals, in Dutch and English."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody is told who is not let in."""

    title: str
    text: str

    def filled(self, seconds: int) -> "Refusal":
        return replace(self, text=self.text.format(seconds=seconds))


REFUSED = {
    "nl": {
        "nobody": Refusal(
            "U bent niet aangemeld",
            "Meld u aan en probeer het opnieuw. Stuurde u een formulier? Meld u dan aan in een ander tabblad; hier staat nog wat u typte.",
        ),
        "role": Refusal("Dit is niet voor uw rol", "Uw account mag dit niet. Vraag de beheerder om een andere rol als u dit nodig hebt."),
        "elsewhere": Refusal("Dit adres gaat niet langs de aanmelding", "Gebruik het adres dat uw organisatie voor deze site geeft."),
        "foreign": Refusal("Dit komt van een andere site", "Alleen de pagina's van deze site mogen dit sturen. Een programma gebruikt een token."),
        "absent": Refusal("Deze pagina is er niet", "Controleer het adres, of ga naar de eerste pagina."),
        "method": Refusal("Dit kan hier niet", "Dit adres kent deze manier van vragen niet."),
        "often": Refusal("U vraagt te snel achter elkaar", "Wacht {seconds} seconden en probeer het opnieuw."),
        "broken": Refusal("Aanmelden kan nu niet", "De accounts zijn niet te lezen. Waarschuw de beheerder."),
    },
    "en": {
        "nobody": Refusal(
            "You are not signed in",
            "Sign in and try again. Did you send a form? Then sign in in another tab; what you typed is still here.",
        ),
        "role": Refusal("This is not for your role", "Your account may not do this. Ask the administrator for another role if you need it."),
        "elsewhere": Refusal("This address does not pass the sign-in", "Use the address that your organisation gives for this site."),
        "foreign": Refusal("This comes from another site", "Only pages of this site may send this. A program uses a token."),
        "absent": Refusal("There is no such page", "Check the address, or go to the first page."),
        "method": Refusal("This cannot be done here", "This address does not know that way of asking."),
        "often": Refusal("You ask too quickly", "Wait {seconds} seconds and try again."),
        "broken": Refusal("Nobody can sign in now", "The accounts cannot be read. Tell the administrator."),
    },
}


@dataclass(frozen=True, slots=True)
class SignInStrings:
    """The sign-in page; ``faults`` is what may have gone wrong."""

    title: str
    intro: str
    name: str
    password: str
    sign_in: str
    at: str
    at_text: str
    left: str
    left_at: str
    faults: dict[str, str]


SIGN_IN_WORDS = {
    "nl": SignInStrings(
        title="Aanmelden",
        intro="Meld u aan om vragen te stellen. Hebt u nog geen account, vraag het dan aan de beheerder.",
        name="Naam",
        password="Wachtwoord",
        sign_in="Aanmelden",
        at="Aanmelden bij {}",
        at_text="U meldt u aan met het account van uw organisatie. Daarna komt u hier terug.",
        left="U bent afgemeld. Uw gesprek is uit deze browser gewist.",
        left_at="U bent hier afgemeld, en uw gesprek is uit deze browser gewist. Bij {} bent u misschien nog aangemeld.",
        faults={
            "wrong": "De naam of het wachtwoord klopt niet.",
            "often": "Er is te vaak geprobeerd. Wacht {seconds} seconden en probeer het opnieuw.",
            "stale": "De pagina stond te lang open. Probeer het opnieuw.",
            "provider": "De aanmelddienst antwoordt niet of niet goed. Probeer het later, of waarschuw de beheerder.",
            "refused": "Aanmelden is niet gelukt. Probeer het opnieuw.",
            "broken": "Aanmelden kan nu niet: de accounts zijn niet te lezen of te schrijven. Waarschuw de beheerder.",
            "role": "U bent bekend bij de aanmelddienst, maar u mag deze site niet gebruiken. Vraag de beheerder om een rol.",
        },
    ),
    "en": SignInStrings(
        title="Sign in",
        intro="Sign in to ask questions. If you have no account yet, ask the administrator.",
        name="Name",
        password="Password",
        sign_in="Sign in",
        at="Sign in at {}",
        at_text="You sign in with the account of your organisation. After that you come back here.",
        left="You are signed out. Your conversation has been wiped from this browser.",
        left_at="You are signed out here, and your conversation has been wiped from this browser. You may still be signed in at {}.",
        faults={
            "wrong": "The name or the password is not right.",
            "often": "There were too many attempts. Wait {seconds} seconds and try again.",
            "stale": "The page was open for too long. Try again.",
            "provider": "The sign-in service does not answer, or not as it should. Try later, or tell the administrator.",
            "refused": "Signing in did not succeed. Try again.",
            "broken": "Nobody can sign in now: the accounts cannot be read or written. Tell the administrator.",
            "role": "The sign-in service knows you, but you may not use this site. Ask the administrator for a role.",
        },
    ),
}
