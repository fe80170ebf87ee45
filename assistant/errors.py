"""The errors a user can mend, gathered for the two places that show them: the terminal and the web page."""

from assistant.accounts import AccountError
from assistant.guard import QuestionError
from assistant.settings import SettingsError
from assistant.watch.chain import AuditError
from corpus.document import CorpusError
from index.hit import IndexError_
from models.base import ModelError

EXPECTED = (AccountError, AuditError, QuestionError, SettingsError, CorpusError, IndexError_, ModelError)


def message(error: Exception, language: str) -> str:
    """What to tell the user; a message that exists in Dutch only stays Dutch."""
    return error.english if language == "en" and isinstance(error, QuestionError) else str(error)
