from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Document, JudgedClaim
from synth.report.audit_page import audit_to_html
from synth.verify import verify_claim, witness

PAPER = """# A made paper <script>alert(1)</script>

## Results

Alpha reaches 73.1 accuracy on Snow. Beta reaches 69.9 accuracy on Snow, in this made test.

Table 1: accuracy on made tasks

| System | Rain | Snow |
| --- | --- | --- |
| Alpha | 64.9 | 73.1 |
| Beta | 66.0 | 69.8 |
"""


class Tags(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def audited(text: str) -> tuple[Document, list[JudgedClaim]]:
    document = read_bytes(text.encode(), "made.md")
    claims = extract_claims(document)
    own = witness(document, claims)
    return document, [JudgedClaim(claim, verify_claim(claim, own)) for claim in claims]


def parsed(text: str) -> Tags:
    tags = Tags()
    tags.feed(audit_to_html(*audited(text)))
    return tags


def test_numbers_carry_their_verdict_and_lead_to_their_claim() -> None:
    page = parsed(PAPER)
    numbers = [
        attributes for tag, attributes in page.tags if tag == "a" and "number" in (attributes.get("class") or "")
    ]
    assert [attributes["class"] for attributes in numbers] == ["number supported", "number contradicted"]
    targets = {attributes.get("id") for _, attributes in page.tags}
    assert {(attributes["href"] or "")[1:] for attributes in numbers} <= targets


def test_the_cells_that_a_check_used_are_marked() -> None:
    page = parsed(PAPER)
    assert sum(attributes.get("class") == "used" for tag, attributes in page.tags if tag == "td") == 2


def test_hostile_text_stays_text() -> None:
    page = parsed(PAPER.replace("| Alpha |", '| "><img src=x onerror=alert(1)> |'))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert audit_to_html(*audited(PAPER)) == audit_to_html(*audited(PAPER))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=80))
def test_any_text_can_be_shown(text: str) -> None:
    assert audit_to_html(read_bytes(f"# Made\n\nA {text} b.\n".encode(), "made.md"), []).endswith("</html>\n")
