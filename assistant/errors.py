"""The errors a user can mend, gathered for the two places that show them: the terminal and the web page."""

from assistant.guard import QuestionError
from assistant.settings import SettingsError
from corpus.document import CorpusError
from index.hit import IndexError_
from models.base import ModelError

EXPECTED = (QuestionError, SettingsError, CorpusError, IndexError_, ModelError)
