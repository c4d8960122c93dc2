"""The ACL Anthology: papers of computational linguistics, by their id, as BibTeX and PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace

from synth.sources.bibtex import read_bibtex
from synth.sources.cache import Reply
from synth.sources.hits import Hit
from synth.sources.identifiers import acl_of
from synth.sources.manners import FaultyReplyError, RefusedError
from synth.sources.web import Site, Web

RETRACTED = "[retracted]"


@dataclass(frozen=True, slots=True)
class AclAnthology:
    """Where the Anthology is; `SYNTH_ACL_ANTHOLOGY_URL` names a mirror. It has no search of its own."""

    site: Site

    @staticmethod
    def from_environment() -> AclAnthology:
        """The real one or its mirror; it needs no key."""
        return AclAnthology(
            Site.from_environment("ACL Anthology", "SYNTH_ACL_ANTHOLOGY_URL", "https://aclanthology.org", 1.0)
        )

    def by_id(self, web: Web, name: str) -> Hit | None:
        """A paper by its id ("P19-1001", "2020.acl-main.467"), None where the Anthology does not know it.

        Raises RefusedError for what is no such id, SourceError when the Anthology does not answer.
        """
        identity = acl_of(name)
        if identity is None:
            raise RefusedError(f"{name!r} is no id of the ACL Anthology", "ids look like P19-1001 or 2020.acl-main.467")

        def read(reply: Reply) -> Hit:
            text = reply.body.decode("utf-8", "replace")
            records = read_bibtex(text, "ACL Anthology").hits
            if not records:
                raise FaultyReplyError("something else in place of BibTeX")
            return records[0]

        try:
            hit = web.ask(self.site, f"{self.site.base}/{identity}.bib", read)
        except RefusedError:
            return None
        ids = replace(hit.ids, acl=identity)
        paper = replace(
            hit.paper,
            id=ids.paper_id(identity),
            links=(f"https://aclanthology.org/{identity}/",),
            retracted=hit.paper.title.casefold().startswith(RETRACTED),
            found="ACL Anthology",
        )
        return replace(
            hit, source="ACL Anthology", rank=1, paper=paper, ids=ids, pdf=(f"{self.site.base}/{identity}.pdf",)
        )
