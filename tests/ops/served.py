"""A site of its own for the tests of what is seen of it: ``python tests/ops/served.py FOLDER`` serves until stdin closes.

Its model cannot be used for a question about practices and meets a fault nobody expected for one about literacy, both told with the words of
the prompt. Who asks is what the header X-Test-Account says, put where sign-in puts it; X-Test-Fault makes the site itself fail.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from models.closed import apply_switches

apply_switches()

from assistant.pipeline import Assistant  # noqa: E402
from assistant.settings import load_settings  # noqa: E402
from assistant.watch.watch import Watch  # noqa: E402
from corpus.asked import load_questions, with_questions  # noqa: E402
from corpus.builtin import load_folder  # noqa: E402
from index.build import build, open_index  # noqa: E402
from models.base import Message, ModelError, Report, Usage  # noqa: E402
from models.fake import HashingEmbedder, ScriptedGenerator  # noqa: E402
from ui.app import create_app, listen  # noqa: E402


class Model(ScriptedGenerator):
    """See the top."""

    name = "proefmodel"

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        asked = messages[-2].content if messages[-1].role == "assistant" else messages[-1].content
        if "verboden" in asked:
            raise ModelError(f"Klompendans: {asked}")
        if "geletterd" in asked:
            raise RuntimeError(f"Klompendans: {asked}")
        for word in ("De ", "zin ", "Brabantsetrekschuit ", "staat ", "nergens. "):
            time.sleep(0.1)
            yield word
        if report:
            report(Usage(100, 40, 5))


class Named:
    """Does what sign-in does."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and b"x-test-fault" in dict(scope["headers"]):
            raise RuntimeError(f"Klompendans: {scope['query_string']!r}")
        if scope["type"] == "http" and (name := dict(scope["headers"]).get(b"x-test-account")):
            scope["account"] = name.decode()
        await self._app(scope, receive, send)


def site(data: Path) -> tuple[Any, Watch]:
    """The site as an app, with an index of its own, as the settings say."""
    settings = load_settings(data=data)
    watch = Watch.of(settings)
    documents = with_questions(load_folder(), load_questions())
    build(documents, HashingEmbedder(), data / "index", lambda done, total: None)
    app = create_app(Assistant(open_index(documents, HashingEmbedder(), data / "index"), Model()), "nl", data, watch=watch)
    # The innermost layer: after sign-in, which here finds nobody.
    app.user_middleware.append(type(app.user_middleware[0])(Named))
    return app, watch


def main() -> None:
    import uvicorn

    app, _ = site(Path(sys.argv[1]))
    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", log_config=None, access_log=False, loop="asyncio"))
        opened.listen()
        print(opened.getsockname()[1], flush=True)

        def stop() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=stop, daemon=True).start()
        server.run(sockets=[opened])


if __name__ == "__main__":
    main()
