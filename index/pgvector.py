"""Vectors in PostgreSQL with the extension pgvector, for several servers on one index.

The only module that imports psycopg. One table an index (``standpuntwijzer.units_<fingerprint>``) and one row for it in ``builds``, which says
when all vectors are there. Rows are kept a batch at a time, so an interrupted build goes on where it was; the graph to search by (HNSW) and
``whole`` come in one transaction at the end. The build before the last stays, for servers that have not been started again. Searching needs the
right to read only, and never waits long: a database that is away or hangs is told as :class:`IndexError_`, and left alone for a while.
"""

import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.dense import Stored
from index.hit import IndexError_
from index.manifest import Manifest
from models.base import Vectors
from models.breaker import Breaker

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg_pool import ConnectionPool

# Names of tables cannot be parameters of a statement; those put into the text here are this and our own hexadecimal fingerprints.
_SCHEMA = "standpuntwijzer"
# As many candidates as pgvector allows; see index/chroma.py for what fewer would cost.
_EF_SEARCH = 1_000
_CONNECTIONS = 8
# Seconds to connect, to an answer, and that a database is left alone after two failures in a row.
_CONNECT, _LONGEST, _REST = 3, 5.0, 15.0
_LOCK = 0x5374616E64  # one builder at a time in a whole database; any number will do
_EXAMPLE = "postgresql://gebruiker@host/database"
T = TypeVar("T")


class PgStore:
    """The vectors of the index that ``wanted`` describes, in the database at ``address``; see :class:`index.dense.VectorStore`."""

    def __init__(self, address: str, wanted: Manifest) -> None:
        self._address, self._wanted = address, wanted
        self._table = f"{_SCHEMA}.units_{wanted.fingerprint}"
        self._breaker = Breaker(2, _REST)
        self._opening = threading.Lock()
        self._opened: ConnectionPool[Connection[Any]] | None = None
        self._writing: Connection[Any] | None = None

    def whole(self) -> bool:
        with _told(), self._connect() as connection:
            if connection.execute("SELECT to_regclass(%s)", [f"{_SCHEMA}.builds"]).fetchone() == (None,):
                return False
            row = connection.execute(f"SELECT whole FROM {_SCHEMA}.builds WHERE fingerprint = %s", [self._wanted.fingerprint]).fetchone()  # nosec B608
        return row == (True,)

    def check(self) -> None:
        """Nothing to do: a database looks after its own pages."""

    def count(self) -> int:
        return int(self._ask(f"SELECT count(*) FROM {self._table}", [])[0][0])  # nosec B608

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        rows = self._ask(f"SELECT id, vector FROM {self._table} WHERE id = ANY(%s)", [list(ids)]) if ids else []  # nosec B608
        return {unit_id: np.asarray(vector.to_numpy(), dtype=np.float32) for unit_id, vector in rows}

    def nearest(self, query: Vectors, wanted: int) -> Sequence[tuple[str, float]]:
        vector = np.asarray(query, dtype=np.float32)
        return self._ask(f"SELECT id, vector <=> %s AS distance FROM {self._table} ORDER BY distance LIMIT %s", [vector, wanted])  # nosec B608

    def prepare(self) -> None:
        """Open the database to write, alone; start from the vectors of the last build with this encoder. Ends with :meth:`finish`."""
        with _told():
            self._writing = connection = self._connect()
            # Freed when this process ends, however it ends.
            connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            _extend(connection)
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS {_SCHEMA}.builds (fingerprint text PRIMARY KEY, embedder text NOT NULL, dimension int NOT NULL,"
                " whole boolean NOT NULL DEFAULT false, made timestamptz NOT NULL DEFAULT now())"
            )
            with connection.transaction():
                self._begin(connection)
            _know_vectors(connection)

    def _begin(self, connection: "Connection[Any]") -> None:
        wanted = self._wanted
        same = f"SELECT fingerprint FROM {_SCHEMA}.builds WHERE whole AND embedder = %s AND dimension = %s ORDER BY made DESC LIMIT 1"  # nosec B608
        before = connection.execute(same, [wanted.embedder, wanted.dimension]).fetchone()
        new = connection.execute(
            f"INSERT INTO {_SCHEMA}.builds (fingerprint, embedder, dimension) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",  # nosec B608
            [wanted.fingerprint, wanted.embedder, wanted.dimension],
        ).rowcount
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {self._table} (id text PRIMARY KEY, passage text NOT NULL, kind text NOT NULL, sha text NOT NULL,"
            f" vector vector({int(wanted.dimension)}) NOT NULL)"
        )
        if new and before:
            connection.execute(f"INSERT INTO {self._table} SELECT * FROM {_SCHEMA}.units_{before[0]}")  # nosec B608

    def known(self) -> dict[str, str]:
        with _told():
            return dict(self._writer.execute(f"SELECT id, sha FROM {self._table}").fetchall())  # nosec B608

    def delete(self, ids: Sequence[str]) -> None:
        with _told():
            self._writer.execute(f"DELETE FROM {self._table} WHERE id = ANY(%s)", [list(ids)])  # nosec B608

    def put(self, rows: Sequence[Stored]) -> None:
        values = [(row.unit.id, row.unit.passage_id, row.unit.kind, row.sha, row.vector) for row in rows]
        with _told(), self._writer.transaction(), self._writer.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._table} VALUES (%s, %s, %s, %s, %s)"  # nosec B608
                " ON CONFLICT (id) DO UPDATE SET sha = excluded.sha, vector = excluded.vector",
                values,
            )

    def finish(self) -> None:
        with _told():
            with self._writer.transaction():
                self._writer.execute(
                    f"CREATE INDEX IF NOT EXISTS near_{self._wanted.fingerprint} ON {self._table} USING hnsw (vector vector_cosine_ops)"
                    " WITH (m = 16, ef_construction = 200)"
                )
                self._writer.execute(
                    f"UPDATE {_SCHEMA}.builds SET whole = true, made = clock_timestamp() WHERE fingerprint = %s", [self._wanted.fingerprint]  # nosec B608
                )
                self._sweep()
            self._writer.execute(f"ANALYZE {self._table}")
            self._writer.close()
            self._writing = None

    def _sweep(self) -> None:
        """Take away every build but this one and the one before it."""
        older = f"SELECT fingerprint FROM {_SCHEMA}.builds WHERE fingerprint <> %s ORDER BY whole DESC, made DESC OFFSET 1"  # nosec B608
        for (fingerprint,) in self._writer.execute(older, [self._wanted.fingerprint]).fetchall():
            self._writer.execute(f"DROP TABLE IF EXISTS {_SCHEMA}.units_{fingerprint}")
            self._writer.execute(f"DELETE FROM {_SCHEMA}.builds WHERE fingerprint = %s", [fingerprint])  # nosec B608

    @property
    def _writer(self) -> "Connection[Any]":
        assert self._writing is not None, "prepare() comes first"
        return self._writing

    def _connect(self) -> "Connection[Any]":
        import psycopg

        return psycopg.connect(self._address, connect_timeout=_CONNECT, application_name=_SCHEMA, autocommit=True)

    def _ask(self, query: str, values: Sequence[Any]) -> list[Any]:
        """The rows of a query, soon or not at all."""
        if not self._breaker.admits():
            raise IndexError_("De database met vectoren gaf net fouten en wordt even met rust gelaten.")
        try:
            with _told():
                rows = _within(_LONGEST, lambda: self._rows(query, values))
        except IndexError_:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return rows

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._pool().connection(timeout=_LONGEST) as connection:
            return connection.execute(query, values).fetchall()

    def _pool(self) -> "ConnectionPool[Connection[Any]]":
        from psycopg_pool import ConnectionPool

        with self._opening:
            if self._opened is None:
                given = {"connect_timeout": _CONNECT, "application_name": _SCHEMA, "autocommit": True}
                self._opened = ConnectionPool(
                    self._address, kwargs=given, min_size=1, max_size=_CONNECTIONS, timeout=_LONGEST, open=True,
                    configure=_ready, check=ConnectionPool.check_connection,
                )  # fmt: skip
                weakref.finalize(self, self._opened.close)
            return self._opened


def _ready(connection: "Connection[Any]") -> None:
    """Make a new connection fit for searching."""
    _know_vectors(connection)
    for setting in (f"hnsw.ef_search = {_EF_SEARCH}", f"statement_timeout = {int(1000 * _LONGEST)}", "jit = off"):
        connection.execute(f"SET {setting}")


def _know_vectors(connection: "Connection[Any]") -> None:
    from pgvector.psycopg import register_vector

    register_vector(connection)


def _extend(connection: "Connection[Any]") -> None:
    """See to it that the database knows vectors. Raises :class:`IndexError_` that says who must do what."""
    from psycopg import Error

    if connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone() is None:
        raise IndexError_(
            "De databaseserver heeft geen pgvector. Laat de beheerder van PostgreSQL het pakket met pgvector voor zijn versie installeren "
            "en draai dan: standpuntwijzer index build"
        )
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except Error as error:
        raise IndexError_(
            "Pgvector staat niet aan in deze database. Laat de beheerder van PostgreSQL in deze database draaien: CREATE EXTENSION vector; "
            "en draai dan: standpuntwijzer index build"
        ) from error
    if connection.execute("SELECT 1 FROM pg_am WHERE amname = 'hnsw'").fetchone() is None:
        raise IndexError_("Pgvector is hier te oud: nodig is 0.5 of nieuwer. Werk het bij en draai dan: standpuntwijzer index build")


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong with the database, as something to mend; never the address, which may hold a password."""
    import psycopg
    from psycopg_pool import PoolTimeout

    try:
        yield
    except (psycopg.OperationalError, PoolTimeout, TimeoutError) as error:
        raise IndexError_(
            f"De database van STANDPUNT_VECTORS is niet te bereiken ({_last_line(error)}). Controleer het adres en of PostgreSQL draait; "
            "met STANDPUNT_VECTORS=chroma staan de vectoren op deze machine."
        ) from error
    except psycopg.errors.UndefinedTable as error:
        raise IndexError_("De vectoren staan niet meer in de database. Draai: standpuntwijzer index build") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise IndexError_(f"De gebruiker van STANDPUNT_VECTORS mag dit niet in de database ({_last_line(error)}).") from error
    except psycopg.ProgrammingError as error:
        # Of an address that cannot be read libpq repeats parts.
        detail = _last_line(error) if error.sqlstate else f"dit is geen adres; een voorbeeld: {_EXAMPLE}"
        raise IndexError_(f"De database van STANDPUNT_VECTORS doet het niet: {detail}.") from error
    except psycopg.Error as error:
        raise IndexError_(f"De database van STANDPUNT_VECTORS doet het niet: {_last_line(error)}.") from error


def _last_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()


def _within(seconds: float, call: Callable[[], T]) -> T:
    """What ``call`` gives. Raises TimeoutError when that takes too long: libpq itself waits for ever for a server that hangs."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            given = call()
        except BaseException as error:
            done.set_exception(error)
        else:
            with suppress(Exception):
                done.set_result(given)

    threading.Thread(target=run, daemon=True, name="vectors").start()
    return done.result(seconds)
