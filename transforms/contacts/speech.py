"""Who speaks, and contacts that speech tells of: in the first person, by words from one to the other."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.anaphora import Anaphora
from transforms.contacts.links import WITH_IT
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, state
from transforms.contacts.wordlists import Relation

SAID: Final = "words from one to the other"
_SAYING: Final = records.Noun(mode="talk", noun="ل", usually="call")
"""Words from one to the other, which no relation word tells of."""
_COLLEAGUES: Final = ("زملا", "نظرا", "شركا")
_BODIES: Final = frozenset(("service", "generic", "state"))
_COUNTERPARTS: Final = ("ظرايه", "ظرايها", "ظرايهم", "ملايه", "قرانه")
"""How several counterparts of one man are written."""
_FIRST_PERSON: Final = frozenset(("لي", "معي", "بي", "بيني", "بيننا", "معنا", "لدينا", "الينا"))
_MY_OWN: Final = frozenset(("نظيري", "زميلي"))
_TELLS_WITHIN: Final = 9
"""Words between a verb of saying and the one it is said to."""
_SOMEBODY_WITHIN: Final = 3
"""Words from an indefinite noun to the verb that tells of him."""
_OFFERED_WITHIN: Final = 4
_OF_WITHIN: Final = 4
"""Words from the one something is said to, to what it is of: عبر لنظيره الروسي عن قلقه."""
_WROTE: Final = frozenset(("كتب", "كتبت"))
_PRIVATELY: Final = frozenset(("همس", "اسر", "افضي", "باح", "سمي", "سم", "اكد", "اوضح", "شرح"))
"""Verbs of saying, by which a state tells a service something; what it declares goes to all."""
_STATEMENTS: Final = frozenset(("البيان", "بيان", "بيانه", "بيانها"))
_SECRET: Final = ("استخبار", "مخابر")
_FIRST_TIME: Final = frozenset(("المره", "الاولي"))
_OPENING: Final = 5
"""Words of a sentence in which it is said whose words it gives."""
_QUOTED: Final = frozenset("\"'«»“”:")


class Speech(Anaphora):
    """Finds speakers and what they say to one another."""

    def _teller(self, sentence: int) -> Mention | None:
        """The one of a service, or a service, whose words a sentence gives; else the one of the sentence before."""
        for near in (sentence, sentence - 1):
            here = self._by_sentence.get(near, ())
            for index in here:
                if self._is_teller(index):
                    return self.mentions[index]
            if here and any(self.links.of(index) == "speaker" for index in here):
                return None
        return None

    def _give_to_teller(self, frame: Frame, side: str) -> None:
        """وجاء في البيان أن المعلومات وردت من الأمريكيين: to the service whose statement it is, nobody else named.

        What a service gave before, of which it is said that this is not the first time, went to the same state.
        """
        first, _ = self.document.sentences[frame.sentence]
        teller = None
        if not _STATEMENTS.isdisjoint(self.document.tokens[first : min(frame.start, first + _OPENING)]):
            teller = self._teller(frame.sentence)
        given = [mention for found in frame.parties.values() for mention in found]
        opening = self.document.tokens[first : min(frame.start, first + _OPENING)]
        if teller is not None and teller.side == side:
            frame.parties[side] = [teller]
        elif set(opening) >= _FIRST_TIME and any(mention.service for mention in given):
            frame.parties[side] = [state(frame, side)]
        else:
            frame.continues = True

    def _its_intelligence(self, frame: Frame, side: str, others: list[int]) -> Mention:
        """معلومات استخباراتية أمريكية نقلت إلى روسيا: its intelligence gave it to her; of what it knows, the state."""
        tokens, (first, last) = self.document.tokens, self.document.sentences[frame.sentence]
        secret = any(t.removeprefix("ال").startswith(_SECRET) for t in tokens[frame.end : frame.end + 2])
        got = self._has_cue(first, last, "thanking") or any(
            (self.links.of(i) in {"الي", "ل"} or tokens[self.mentions[i].start - 1] in WITH_IT)
            and not any(self._has_cue(frame.end, self.mentions[i].start, cue) for cue in ("complement", "about"))
            for i in others
        )
        if secret and got:
            return Mention(frame.start, frame.end, "generic", side, intelligence=True)
        return state(frame, side)

    def _is_teller(self, index: int) -> bool:
        mention = self.mentions[index]
        if mention.kind not in STRONG or mention.side not in self.sides or not self._is_service(index):
            return False
        if self._line_of.get(mention.start) == "debris":
            return False
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        before = range(max(first, mention.start - 5), mention.start)
        if self.links.of(index) in {"speaker", "cited"} or self._opens_quote(mention):
            return True
        spokesman = any({"speakers", "sources_of"} & self.document.cues[at] for at in before)
        says = any("reporting" in self.document.cues[at] for at in range(max(first, mention.start - 7), mention.start))
        if spokesman and says:
            return True
        # الجهاز يقول, ناريشكين قال
        after = mention.end
        return after < len(self.document.tokens) and "reporting" in self.document.cues[after]

    def _opens_quote(self, mention: Mention) -> bool:
        """ناريشكين: ... at the head of a sentence."""
        first, last = self.document.sentences[self.document.sentence_of[mention.start]]
        return mention.end < last and mention.start - first <= 1 and ":" in self.document.gap(mention.end)

    def _in_first_person(self, frame: Frame) -> bool:
        """كان لي اتصال بنظيري, "أجريت مكالمة": the speaker is a party."""
        tokens = self.document.tokens
        clause = range(frame.left, min(frame.right, len(tokens)))
        if any(tokens[at] in _FIRST_PERSON and at not in self.document.entity_words for at in clause):
            return True
        if any(tokens[at].lstrip("وبل") in _MY_OWN for at in clause):
            return True
        first, _ = self.document.sentences[frame.sentence]
        near = range(max(first, frame.start - 4), min(frame.end + 1, len(tokens)))
        said = any(tokens[at].endswith(("ت", "نا")) and len(tokens[at]) > 3 and self._tells_contact(at) for at in near)
        return said and any(set(self.document.gap(at)) & _QUOTED for at in range(first + 1, frame.start + 1))

    def _tells_contact(self, at: int) -> bool:
        return "light" in self.document.cues[at] or any(
            reading.kind == "verb" for reading in self.document.relation_words.get(at, ())
        )

    def _fill_with_teller(self, frame: Frame) -> None:
        """Completes a telling with the one whose words it is.

        Of contacts one tells in the first person. A service that says what was given, or that somebody was told
        something, gave or got it.
        """
        if not frame.parties or frame.why_not not in {None, "one_side_only"}:
            return
        if frame.mode == "message" and self._has_unknown_subject(frame):
            return
        weak = [side for side, found in frame.parties.items() if all(m.kind in {"state", "place"} for m in found)]
        if len(frame.parties) == 2 and not (frame.mode == "message" and len(weak) == 2):
            return
        teller = self._teller(frame.sentence) if self._may_tell_of_own(frame) else None
        if teller is None or (teller.side in frame.parties and teller.side not in weak):
            return
        if self._tells_of_other(teller, frame):
            return
        if len(frame.parties) == 2 and not self._got_it(frame, teller.side):
            return
        frame.parties[teller.side] = [teller]
        if len(frame.parties) == 2:
            frame.continues, frame.why_not = False, None
            frame.rule += ", the speaker as party"
            if not (len(weak) == 2 and getattr(frame.relation.entry, "receives", False)):
                # قال بورتنيكوف إن بلاده تلقت من واشنطن معلومات: all is in the clause, he speaks of his own.
                frame.weight = 0.8
            if self._is_public(frame):
                frame.why_not = "public_statement"

    def _tells_of_other(self, teller: Mention, frame: Frame) -> bool:
        """فيما ينتظر رد موسكو على ما نقله ويتكوف، أعلن الجهاز أن: who speaks behind a telling, and of what follows."""
        if teller.start < frame.end or self.document.sentence_of[teller.start] != frame.sentence:
            return False
        behind = self.document.cues[teller.end : teller.end + 1]
        before = teller.start > frame.end and "reporting" in self.document.cues[teller.start - 1]
        return before and any("complement" in cues or "pronoun_complement" in cues for cues in behind)

    def _got_it(self, frame: Frame, side: str) -> bool:
        """Whether a side is the one that was told: بورتنيكوف أقر بأن الأمريكيين نقلوا إلى موسكو معلومة."""
        own = max(mention.start for mention in frame.parties[side])
        others = max(m.start for other, found in frame.parties.items() if other != side for m in found)
        receives = getattr(frame.relation.entry, "receives", False)
        return own < others if receives else own > others

    def _fill_with_spared(self, frame: Frame) -> None:
        """الكرملين: السي آي إيه قدمت معلومات منعت هجوما: the state that was spared got the information."""
        if frame.mode != "message" or len(frame.parties) != 1 or frame.why_not not in {None, "one_side_only"}:
            return
        side, found = next(iter(frame.parties.items()))
        first, last = self.document.sentences[frame.sentence]
        if not any(m.service or m.intelligence for m in found) or not self._has_cue(first, last, "thanks"):
            return
        if getattr(frame.relation.entry, "receives", False):
            return
        here = self._by_sentence.get(frame.sentence, [])
        other = self.knowledge.other_side(side)
        if any(self.mentions[i].side not in {side, other, ""} for i in here):
            return
        if any(self.mentions[i].side == other and self.links.of(i) not in {"about", "عبر"} for i in here):
            # قال بورتنيكوف إن زملاءه في المكتب أرسلوا قائمة، وأن موسكو منعت: his colleagues sent it to him.
            words = [self.document.tokens[mention.start].lstrip("وبل") for mention in found]
            his = any(word.startswith(_COLLEAGUES) and word.endswith(("ه", "ها", "هم", "نا")) for word in words)
            teller = self._teller(frame.sentence) if his else None
            frame.parties[other] = [teller if teller is not None and teller.side == other else state(frame, other)]
            frame.continues, frame.why_not = False, None
            frame.rule += ", the state that was spared"
            frame.weight = 1.0 if his and teller is not None else 0.8

    def _is_passive(self, frame: Frame) -> bool:
        """الجهاز: ممثلو الجهات الأمريكية أخطروا بنتائج العملية: those named before the verb were told."""
        entry = frame.relation.entry
        if frame.mode != "message" or frame.relation.kind != "verb" or "object" not in getattr(entry, "takes", ()):
            return False
        named = [mention for found in frame.parties.values() for mention in found]
        tokens = self.document.tokens
        behind = tokens[frame.end] if frame.end < len(tokens) else ""
        return bool(named) and all(m.end <= frame.start for m in named) and behind.startswith("ب")

    def _may_tell_of_own(self, frame: Frame) -> bool:
        if self._is_passive(frame):
            return True
        if frame.mode != "message" or len(frame.parties) == 1:
            return self._in_first_person(frame) or (
                frame.mode == "message"
                and frame.relation.kind == "verb"
                and (self._points_back(frame) or self._is_admitted(frame))
            )
        return True

    def _is_admitted(self, frame: Frame) -> bool:
        """أقر بورتنيكوف بأن الأمريكيين أوصلوا معلومات: what a service admits that the other side gave, it got."""
        entry, tokens = frame.relation.entry, self.document.tokens
        teller = self._teller(frame.sentence)
        if teller is None or not getattr(entry, "content", ()) or getattr(entry, "receives", False):
            return False
        first, _ = self.document.sentences[self.document.sentence_of[teller.start]]
        said = (*tokens[first : teller.start], *tokens[teller.end : teller.end + 1])
        if not any(token.lstrip("وف") in self.knowledge.forms["admits"] for token in said):
            return False
        here = (self.mentions[i] for i in self._by_sentence.get(frame.sentence, ()))
        to_others = "الي" in tokens[frame.end : frame.right]
        return not to_others and not any(m.kind == "foreign" and not m.weak for m in here)

    def _sayings(self) -> list[Frame]:
        """قال بيرنز لنظيره الروسي إن, عرض بانيتا على فرادكوف, بيرنز لناريشكين: ..., words from one to the other."""
        found: list[Frame] = []
        for index, mention in enumerate(self.mentions):
            # عرضوا على ضباط روس: some of the other state.
            strong = mention.kind in STRONG or mention.kind == "state"
            if not strong or mention.weak or self._line_of.get(mention.start) == "debris":
                continue
            link = self.links.of(index)
            word = self._saying_word(mention, link) if link in {"ل", "الي", "about"} else None
            speaker = self._speaker_to(index, word)
            if speaker is None:
                continue
            said_by = self.mentions[speaker]
            if word is not None and (self._says_somebody(said_by.end, word) or self._will_say(word)):
                continue
            behind = self.document.tokens[mention.end : mention.end + _OFFERED_WITHIN]
            if link == "about" and not self.knowledge.forms["bribes"].isdisjoint(behind):
                # عرضت على ضابط في الجهاز رشوة: to recruit him.
                continue
            if link == "about" and self._is_encounter(mention.end):
                continue
            if mention.kind == "counterpart" and self._are_of_gathering(mention):
                continue
            side = mention.side or (self.knowledge.other_side(said_by.side) if mention.kind == "counterpart" else "")
            if side != self.knowledge.other_side(said_by.side):
                continue
            if not (self._is_service(index) or self._is_service(speaker)):
                continue
            mention.side = side
            start = min(said_by.start, mention.start) if word is None else min(word, said_by.start)
            if word is not None and said_by.end <= word and self._says_thereupon(word):
                start = word
            frame = self._saying(start, max(said_by.end, mention.end))
            frame.parties = {said_by.side: [said_by], side: [mention]}
            if said_by.kind == "state" or (frame.mode == "talk" and {said_by.kind, mention.kind} <= _BODIES):
                # السي آي إيه قالت ما عندها للأمن الفيدرالي: what bodies say to each other they let them know.
                frame.mode = "message"
            found.append(frame)
        return found

    def _are_of_gathering(self, mention: Mention) -> bool:
        """خلال اجتماع مجلس قادة الأجهزة قال لنظرائه: those of a gathering of many, of no state that is said."""
        tokens, (_, last) = self.document.tokens, self.document.sentences[self.document.sentence_of[mention.start]]
        if mention.end - mention.start > 1 or not tokens[mention.start].endswith(_COUNTERPARTS):
            return False
        before = self.document.sentences[max(0, self.document.sentence_of[mention.start] - 1)][0]
        return not self.knowledge.forms["councils"].isdisjoint(tokens[before:last])

    def _is_encounter(self, at: int) -> bool:
        """عرض ناريشكين على راتكليف حوارا: what is offered is yet to be."""
        readings = self.document.relation_words.get(at, ())
        return any(r.kind == "noun" and r.entry.mode in {"talk", "meeting", "call", "visit"} for r in readings)

    def _says_somebody(self, after: int, word: int) -> bool:
        """أوقف المكتب مهندسا عرض على الجهاز معلومات: a verb right behind an indefinite noun tells of him."""
        somebody = self.knowledge.forms["somebody"]
        near = range(max(after, word - _SOMEBODY_WITHIN), word)
        return any(self.document.tokens[at] in somebody and at not in self._mention_words for at in near)

    def _will_say(self, word: int) -> bool:
        """سأله عما سيقوله لنظيره: yet to be said."""
        return self.document.tokens[word].lstrip("وف").startswith(("سي", "ست"))

    def _says_thereupon(self, word: int) -> bool:
        """حاول برينان أن يردعهم، فقال لنظيره: what he tried is another thing than what he said."""
        return self.document.tokens[word].startswith("ف") and "," in self.document.gap(word)

    def _saying(self, start: int, end: int) -> Frame:
        sentence = self.document.sentence_of[start]
        first, last = self.document.sentences[sentence]
        frame = Frame(start, end, Relation("noun", _SAYING, "singular"), "talk", sentence, start, end)
        frame.line = self._line_of.get(start, "body")
        frame.rule = SAID
        frame.weight = 0.8
        if self.document.tokens[start].lstrip("وف") in _WROTE:
            frame.mode = "message"
        elif self._has_cue(max(first, start - 3), min(last, end + 3), "phone"):
            frame.mode = "call"
        elif any(r.entry.mode == "visit" for at in range(first, end) for r in self.document.relation_words.get(at, ())):
            # سافر إلى الخليج وعرض على زملائه
            frame.mode = "meeting"
        return frame

    def _saying_word(self, mention: Mention, link: str) -> int | None:
        """The verb of saying whose words go to a mention."""
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        wanted = "offers" if link == "about" else "tells"
        tokens = self.document.tokens
        before = tokens[mention.start - 1] if mention.start else ""
        if link == "about" and before.lstrip("و") != "علي":
            return None
        for at in range(mention.start - 1, max(first, mention.start - _TELLS_WITHIN) - 1, -1):
            cues = self.document.cues[at]
            if wanted in cues and not (tokens[at] == "عبر" and "عن" not in tokens[at + 1 : mention.end + _OF_WITHIN]):
                # عبر الهاتف إلى نظيره: by phone. عبر لنظيره عن قلقه: he expressed it.
                # سيجد ما يقوله لزميله: what there is to say is not said.
                to_say = at > first and tokens[at - 1] == "ما" and tokens[at].startswith(("ي", "ت"))
                return None if to_say else at
            if any(r.kind == "verb" and r.entry.mode == "message" for r in self.document.relation_words.get(at, ())):
                # أعرب عن امتنانه لمعلومات نقلتها الوكالة إلى نظيرتها: to whom it was passed on.
                return None
            if {"complement", "clause_breaks", "pronoun_complement"} & cues or ";" in self.document.gap(at + 1):
                return None
        return None

    def _speaker_to(self, index: int, word: int | None) -> int | None:
        """Who says it: the nearest one named before, between or right before the verb of saying."""
        mention = self.mentions[index]
        if word is None:
            previous = self.mentions[index - 1] if index else None
            if previous is None or previous.end != mention.start or self.links.of(index) != "ل":
                return None
            opens = previous.start == self.document.sentences[self.document.sentence_of[previous.start]][0]
            # بيرنز لناريشكين في أنقرة: الثمن باهظ
            place = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
            there = place is not None and place.place is not None and place.start == mention.end + 1
            end = place.end if place is not None and there and self.links.of(index + 1) == "في" else mention.end
            quoted = opens and ":" in self.document.gap(end)
            return index - 1 if quoted and self._may_speak(index - 1) else None
        here = self._by_sentence.get(self.document.sentence_of[mention.start], [])
        between = [i for i in here if word <= self.mentions[i].start < mention.start]
        if between:
            may = len(between) == 1 and (self._may_speak(between[-1]) or self._is_state_telling(between[-1], index))
            return between[-1] if may else None
        before = [i for i in here if self.mentions[i].end <= word]
        for i in reversed(before[-2:]):
            if self._may_speak(i) or self._is_state_telling(i, index):
                return i
        return None

    def _is_state_telling(self, speaker: int, told: int) -> bool:
        """أسرت واشنطن إلى الأمن الفيدرالي: a state tells a service something."""
        mention = self.mentions[speaker]
        near = self.document.tokens[max(0, mention.start - 3) : self.mentions[told].start]
        if not any(word.removeprefix("و").removesuffix("ت") in _PRIVATELY for word in near):
            return False
        acts = (
            mention.kind == "state" and mention.side in self.sides and self.links.of(speaker) in {"", "speaker", "verb"}
        )
        return acts and self.mentions[told].kind in {"service", "head", "person"} and self._is_service(told)

    def _may_speak(self, index: int) -> bool:
        mention = self.mentions[index]
        return (
            mention.kind in STRONG
            and not mention.weak
            and mention.side in self.sides
            and self.links.of(index) not in {"about", "cited", "عبر", "في", "من", "belongs"}
        )
