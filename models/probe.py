"""Whether a model server answers at all, quickly and without asking it anything."""

from contextlib import suppress


def answers(base_url: str, key: str = "", ca_file: str = "", seconds: float = 2.0) -> bool:
    """Whether something that can serve answers at ``<base_url>/models`` within ``seconds``; what it says does not matter."""
    import ssl

    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with suppress(httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        trusted = ssl.create_default_context(cafile=ca_file or None)
        # The body is not read: it may be long or never end. Proxies are not followed, as with the questions themselves.
        with (
            httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False, verify=trusted) as client,
            client.stream("GET", base_url.rstrip("/") + "/models", headers=headers) as response,
        ):
            return response.status_code < 500
    return False
