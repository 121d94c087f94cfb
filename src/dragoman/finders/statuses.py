"""Whether an act happened: the cues whose scope its trigger stands in, read from the inside out."""

from __future__ import annotations

from dragoman.candidates import Sign
from dragoman.codebook import Codebook
from dragoman.finders.arguments import QUANTITIES, is_passive
from dragoman.records import Status
from dragoman.syntax import Token

TEMPORAL = frozenset({"when", "before", "after", "until", "once", "as"})
OPEN_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "assuming", "lest"})
NEGATORS = frozenset({"not", "n't", "never", "no", "neither", "nor", "without", "n’t"})
MOST_STEPS = 14


class StatusFinder:
    def __init__(self, book: Codebook) -> None:
        self.auxiliaries = book.status_words("auxiliaries")
        self.verbs = book.status_words("verbs")
        self.nouns = book.status_words("nouns")
        self.adjectives = book.status_words("adjectives")
        self.adverbs = book.status_words("adverbs")
        self.conjunctions = book.status_words("conjunctions")
        self.phrase_rows = [(tuple(p.split()), s) for s, cues in book.statuses.items() for p in cues.phrases]
        self.transparent = book.transparent
        self.occurring = book.occurring
        self.saying = book.act_verbs

    def find(self, trigger: Token) -> tuple[Status, list[Sign]]:
        """(status, the signs that decided it, inner ones first)."""
        status: Status = "happened"
        signs: list[Sign] = []
        node, steps, inherits = trigger, 0, True
        while steps < MOST_STEPS:
            steps += 1
            for sign in self._on(node) if inherits else self._opened(node):
                status = self._over(status, sign)
                signs.append(sign)
            if node.head is node:
                break
            inherits = not (node.dep == "conj" and self._independent(node))
            over = self._edge(node)
            if over is not None:
                status = self._over(status, over)
                signs.append(over)
            if self._closed(node, trigger):
                break
            node = node.head
        return status, signs

    # composition

    @staticmethod
    def _over(inner: Status, sign: Sign) -> Status:
        """An outer cue's status read over the inner one."""
        outer = sign.status
        if outer == "negated" and inner == "denied":
            return "hypothetical"  # who does not deny a thing has not said that it is so
        if outer == "negated" and inner == "negated":
            return "happened"
        if inner == "conditional" or outer == "conditional":
            return "conditional"
        if outer == "denied":
            return "denied"
        if "negated" in (inner, outer):
            return "negated"
        if outer == "ongoing":
            return inner if inner not in ("happened", "ongoing") else "ongoing"
        if outer == "planned" and inner in ("proposed", "hypothetical"):
            return inner
        if outer == "hypothetical" and inner in ("proposed", "planned"):
            return "hypothetical"
        if outer == "happened":
            return inner
        return outer

    # signs on a node

    @staticmethod
    def _independent(node: Token) -> bool:
        """Whether a conjoined verb has a subject, a helper or a tense of its own, so that its neighbour's are not its."""
        if not node.is_verb or not node.head.is_verb:
            return node.is_verb or node.head.is_verb
        return any(c.dep in ("nsubj", "nsubjpass", "aux", "auxpass") for c in node.children) or node.tag not in (
            node.head.tag,
            "VB",
            "VBN",
        )

    def _on(self, node: Token) -> list[Sign]:
        signs = self._opened(node)
        helpers = [c for c in node.children if c.dep in ("aux", "auxpass")]
        if node.is_verb:
            signs += self._tense(node, helpers)
        for child in node.children:
            if child.dep == "neg" or (
                child.dep in ("det", "advmod", "preconj", "cc") and child.lower in NEGATORS and (child.dep != "cc")
            ):
                if child.i < node.i or child.dep == "neg":
                    signs.append(Sign("negated", child, "negated"))
            elif child.dep in ("advmod",) and self.adverbs.get(child.lower, "negated") != "negated":
                signs.append(Sign(child.lower, child, self.adverbs[child.lower]))
            elif child.dep == "amod" and node.is_noun and child.lower in self.adjectives:
                signs.append(Sign(child.lower, child, self.adjectives[child.lower]))
        return signs

    def _opened(self, node: Token) -> list[Sign]:
        """The conjunction that opens the clause, and the condition that hangs on it: they rule conjoined clauses too."""
        signs: list[Sign] = []
        if not node.is_verb:
            return signs
        for child in node.children:
            if child.dep in ("mark", "advmod") and child.lower in self.conjunctions and child.i < node.i:
                signs.append(Sign(child.lower, child, self.conjunctions[child.lower]))
            elif child.dep == "advcl" and any(c.dep == "mark" and c.lower in OPEN_CONDITIONS for c in child.children):
                signs.append(Sign("consequent", child, "conditional"))
        return signs

    def _tense(self, node: Token, helpers: list[Token]) -> list[Sign]:
        signs = [Sign(h.lower, h, self.auxiliaries[h.lower]) for h in helpers if h.lower in self.auxiliaries]
        if (
            signs
            and signs[-1].cue in ("would", "'d")
            and node.dep == "ccomp"
            and node.head.lemma in self.saying
            and _is_past(node.head)
        ):
            signs[-1] = Sign(
                "would", signs[-1].token, "planned"
            )  # the future of reported speech: "said that they would meet"
        words = {h.lower for h in helpers}
        if (
            node.tag == "VBG"
            and words & {"is", "are", "'s", "'re", "am", "be", "been", "was", "were"}
            and node.lower != "going"
        ):
            signs.insert(0, Sign("progressive", node, "ongoing"))
        if "to" in words:
            signs += self._infinitive(node)
        return signs

    def _infinitive(self, node: Token) -> list[Sign]:
        """ "is to visit", "going to visit", and the infinitive of purpose."""
        head = node.head
        if head is node or (node.dep in ("acl", "relcl") and head.head is head and head.pos == "PROPN"):
            return [Sign("headline infinitive", node, "planned")]  # "Oslo to host talks"
        if head.lemma == "be" and node.dep == "xcomp":
            return [Sign("be to", head, "planned")]
        if head.lower == "going" and node.dep == "xcomp":
            return [Sign("going to", head, "planned")]
        if node.dep in ("advcl", "relcl", "acl") and (
            node.dep == "advcl" or head.lemma in ("day", "way", "step", "measure", "team", "date", "time")
        ):
            return [Sign("purpose", node, "planned")]
        return []

    # signs on an edge

    def _edge(self, node: Token) -> Sign | None:
        """What the word over this one says of it."""
        head, dep = node.head, node.dep
        if dep in (
            "xcomp",
            "ccomp",
            "acl",
            "dobj",
            "pcomp",
            "nsubjpass",
            "relcl",
            "prep",
            "advcl",
            "conj",
            "nsubj",
            "pobj",
            "oprd",
        ):
            if head.is_verb:
                return self._verb_over(node, head)
            if head.is_noun and dep in ("acl", "relcl", "xcomp") and (node.tag == "VB" or node.child("mark")):
                status = self.nouns.get(head.lemma)
                return Sign(head.lemma, head, status) if status else None
            if head.pos == "ADJ" and dep in ("xcomp", "ccomp", "prep"):
                status = self.adjectives.get(head.lower) if not (dep == "prep" and head.lower == "due") else None
                return Sign(head.lower, head, status) if status else None
            if head.pos in ("ADP", "SCONJ", "ADV") and dep in ("pobj", "pcomp"):
                over = head.head
                if head.lower in ("for", "of", "on", "to", "at") and over.is_noun and over.lemma in self.nouns:
                    return Sign(over.lemma, over, self.nouns[over.lemma])  # "efforts for contact", "a plan of attack"
                return self._phrase(head)
        return None

    def _verb_over(self, node: Token, head: Token) -> Sign | None:
        status = self.verbs.get(head.lemma)
        if status is None or node.dep in ("advcl", "conj", "relcl", "nsubj"):
            return None
        if status == "proposed" and node.dep == "ccomp" and _is_past(node):  # "told us that he had met", not "to meet"
            return None
        if node.dep in ("dobj", "nsubjpass") and not node.is_noun:
            return None
        if node.dep == "nsubjpass" and head.lemma in ("lead", "help", "announce"):
            return None
        if node.dep == "prep" and head.lemma not in (
            "lead",
            "call",
            "push",
            "ask",
            "plead",
            "appeal",
            "press",
            "look",
            "agree",
            "hope",
            "prepare",
            "aim",
            "refrain",
            "plan",
            "stop",
            "prevent",
            "commit",
            "insist",
            "try",
        ):
            return None
        if node.dep == "ccomp" and head.lemma in ("announce", "accept", "consider", "help", "allow"):
            return None
        if (
            head.lemma
            in ("want", "seek", "consider", "announce", "accept", "look", "mean", "set", "stop", "favor", "favour")
            and node.dep == "ccomp"
        ):
            return None
        if node.dep == "dobj" and head.lemma in (
            "accept",
            "announce",
            "agree",
            "threaten",
            "reject",
            "fail",
            "prepare",
            "help",
            "allow",
            "want",
            "fear",
            "oppose",
            "order",
            "need",
            "discuss",
            "block",
            "prevent",
            "set",
            "try",
        ):
            status = {
                "reject": None,
                "oppose": None,
                "fail": None,
                "accept": None,
                "threaten": "planned",
                "prevent": "negated",
                "block": "negated",
            }.get(head.lemma, status)
            if status is None:
                return None
        return Sign(head.lemma, head, status)

    def _phrase(self, preposition: Token) -> Sign | None:
        before = preposition
        words = [preposition.lower]
        while (before.head is not before and before.head.pos in ("ADP", "ADV", "SCONJ")) or (
            before.head.is_noun and before.dep == "prep" and before.head.head.pos == "ADP"
        ):
            before = before.head
            words.insert(0, before.lower)
            if len(words) > 4:
                break
        for row, status in self.phrase_rows:
            if tuple(words[-len(row) :]) == row:
                return Sign(" ".join(row), preposition, status)
        return None

    # scope

    def _closed(self, node: Token, trigger: Token) -> bool:
        """Whether no cue above this edge reaches the trigger."""
        head, dep = node.head, node.dep
        if dep in ("relcl", "parataxis", "appos"):
            return not (dep == "relcl" and any(c.lower == "to" for c in node.all("aux")))
        if dep == "advcl":
            opener = node.child("mark", "advmod")
            present = node.tag in ("VBZ", "VBP") or any(
                c.lower in ("is", "are", "has", "have") for c in node.all("aux", "auxpass")
            )
            later = opener is not None and opener.lower in TEMPORAL and present
            return not (later or (node.tag == "VBG" and opener is None))
        if dep == "ccomp" and head.lemma in self.saying and head.lemma not in self.verbs:
            return True
        if dep == "ccomp" and (
            node.child("nsubj", "nsubjpass")
            and head.lemma in self.saying
            and self.verbs.get(head.lemma) != "denied"
            and self.verbs.get(head.lemma) not in ("proposed", "planned")
        ):
            return True
        if node.is_noun and dep == "nsubj" and head.is_verb:
            return head.lemma not in self.occurring
        if node.is_noun and dep in ("dobj", "nsubjpass", "attr") and head.is_verb:
            return head.lemma not in self.transparent and head.lemma not in self.verbs
        if dep in ("poss", "compound", "amod", "nmod", "npadvmod"):
            return not (dep == "npadvmod" and trigger.dep == "acl")
        if dep == "pobj":
            return head.lower in (
                "after",
                "since",
                "following",
                "during",
                "despite",
                "over",
                "about",
                "because",
                "amid",
                "against",
                "by",
                "from",
                "like",
            ) or (
                node.is_noun
                and head.lower in ("of", "with", "at", "on")
                and head.head.is_noun
                and head.head.lemma not in self.nouns
                and head.head.lemma not in QUANTITIES
                and head.head.lemma
                not in ("resumption", "round", "series", "start", "holding", "end", "beginning", "opening")
            )
        if dep == "pcomp":
            return (
                head.lower in ("after", "since", "following", "by", "despite", "for", "about", "of")
                and head.head.is_verb
            )
        if dep == "prep" and head.is_verb and not is_passive(head):
            return (
                node.lower in ("after", "before", "since", "during", "at", "on", "with", "as", "by")
                and not node.child("pcomp")
                and not trigger.is_noun
            )
        return False


def _is_past(verb: Token) -> bool:
    helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
    return (verb.tag == "VBD" and not helpers) or bool(helpers & {"had", "has", "have", "was", "were"})


def refuses(verb: Token) -> bool:
    """Whether the verb says what its subject will not do ("will not lift the ban")."""
    helpers = {c.lower for c in verb.children if c.dep == "aux"}
    return bool(helpers & {"will", "would", "wo", "'ll"}) and any(c.dep == "neg" for c in verb.children)
