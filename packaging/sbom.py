"""``sbom.py ENVIRONMENT.json FOLDER``: completes the SBOM of a clean environment and checks every licence in it.

Adds what no package says: the models of a release and the libraries that wheels carry along. Writes ``sbom.cdx.json`` and
``licenties.md`` in the folder; exit code 1 for a licence that ``licenses.toml`` does not allow or does not know.
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from license_expression import LicenseExpression, get_spdx_licensing

HERE = Path(__file__).parent
POLICY = tomllib.loads((HERE / "licenses.toml").read_text(encoding="utf-8"))
Component = dict[str, Any]


def expressions(component: Component) -> list[str]:
    """The licences of a component as SPDX expressions; empty when it says nothing that can be read."""
    if component["name"] in POLICY["packages"]:
        return [POLICY["packages"][component["name"]]]
    found = []
    for entry in component.get("licenses", []):
        said = entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
        found.append(POLICY["words"].get(said, said))
    return sorted(set(found))


def allowed(expression: str) -> bool:
    """Whether an expression can be met with licences of the policy alone: every part of an AND, any part of an OR."""

    def holds(node: LicenseExpression) -> bool:
        if operands := getattr(node, "args", ()):
            return (any if node.operator.strip() == "OR" else all)(holds(operand) for operand in operands)
        return node.render() in POLICY["allowed"]

    try:
        return holds(get_spdx_licensing().parse(expression, validate=False))
    except Exception:
        return False


def models() -> Iterator[Component]:
    """The models of the catalogue that a release carries by default."""
    settings = (HERE.parent / "assistant" / "settings.py").read_text(encoding="utf-8")
    for entry in tomllib.loads((HERE.parent / "models" / "catalog.toml").read_text(encoding="utf-8"))["model"]:
        if f'"{entry["id"]}"' in settings:
            yield {
                "type": "machine-learning-model", "bom-ref": f"model:{entry['id']}", "name": entry["title"], "version": entry["revision"],
                "licenses": [{"license": {"id": entry["license"]}}], "hashes": [{"alg": "SHA-256", "content": entry["sha256"]}],
            }  # fmt: skip


def libraries(environment: Path) -> Iterator[Component]:
    """The libraries in the ``*.libs`` folders of wheels, once each."""
    found = {path.name.split("-")[0].split(".")[0]: path.parent.name for path in sorted(environment.glob("lib/python*/site-packages/*.libs/*"))}
    for name, folder in sorted(found.items()):
        licence = POLICY["libraries"].get(name)
        yield {
            "type": "library", "bom-ref": f"library:{name}", "name": name, "description": f"in {folder}",
            "licenses": [{"expression": licence}] if licence else [],
        }  # fmt: skip


def table(components: list[Component]) -> str:
    """The report, in Markdown."""
    rows = [f"| {c['name']} | {c.get('version', '')} | {' ; '.join(expressions(c))} |" for c in components]
    reasons = [f"- {name}: {why}" for name, why in sorted(POLICY["allowed"].items())]
    head = ["# Licenties / licences", "", "| Onderdeel | Versie | Licentie |", "|---|---|---|"]
    return "\n".join([*head, *rows, "", "## Why these go with distribution under the EUPL-1.2", "", *reasons, ""])


def main(source: str, folder: str) -> int:
    bom = json.loads(Path(source).read_text(encoding="utf-8"))
    bom["components"] = [*bom["components"], *libraries(Path(folder) / "venv"), *models()]
    components = sorted(bom["components"], key=lambda component: component["name"].lower())
    Path(folder, "sbom.cdx.json").write_text(json.dumps(bom, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    Path(folder, "licenties.md").write_text(table(components), encoding="utf-8")
    wrong = [c for c in components if not expressions(c) or not all(map(allowed, expressions(c)))]
    for component in wrong:
        said = " ; ".join(expressions(component)) or "geen licentie die een programma begrijpt"
        print(f"Licentie niet toegestaan of onbekend: {component['name']} {component.get('version', '')}: {said} (packaging/licenses.toml)")
    print(f"{len(components)} onderdelen, {len(wrong)} met een licentie die niet mag of onbekend is; zie {folder}/licenties.md")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
