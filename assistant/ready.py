"""``python -m assistant.ready``: exit 0 when models and index are in place, in a fraction of a second, without heavy libraries."""

import sys

from assistant.build import database, identities
from assistant.errors import EXPECTED
from assistant.settings import Settings, load_settings
from models.base import ModelError


def is_ready(settings: Settings) -> bool:
    """Whether nothing has to be installed or built. False too when a part cannot be judged cheaply."""
    from index.build import is_complete
    from index.manifest import Manifest, describe
    from models.catalog import find
    from models.install import ready_path

    try:
        for model_id in (settings.encoder, settings.model):
            ready_path(find(model_id).id, settings.data / "models")
        name = (settings.data / "index" / "current").read_text(encoding="utf-8").strip()
        built = Manifest.read(settings.data / "index" / name / "manifest.json")
        wanted = describe(
            identities(settings), embedder=built.embedder, dimension=built.dimension, language=built.language
        )
        return built.embedder == settings.encoder and is_complete(settings.data / "index", wanted, database(settings))
    except (ModelError, OSError, ValueError, TypeError, *EXPECTED):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(load_settings()) else 1)
