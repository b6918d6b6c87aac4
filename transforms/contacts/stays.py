"""Stays: somebody of one side is in the other side's country, told without a word of travel."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.delegations import is_delegation
from transforms.contacts.listed import listed_behind
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, Scene
from transforms.contacts.wordlists import Relation

_STAY: Final = records.Noun(mode="visit", noun="في")
_BRIEF: Final = 14
"""Words of a sentence that can be a headline."""
_BRIEF_IN_HOUSE: Final = 24
_IN_HOUSE: Final = 2
_WITHIN: Final = frozenset(("في", "داخل"))
_HOUSES: Final = frozenset(("مقر", "مبني", "مقار", "اروقه", "مكاتب", "ضيافه"))
_GUEST_AT: Final = 5
"""Words from a guest to where he was, at most: ضيفا على مؤتمر للأمن."""
_LED_WORDS: Final = 6
"""Words for a delegation with whom heads it: على رأس وفد أمني رفيع المستوى."""
_FRONTED: Final = 6
"""Words of a time before a headline, at most."""
_FOR_THE_FIRST: Final = frozenset(("لاول", "للمره", "فجاه", "سرا", "امس", "اليوم"))
_ALSO: Final = frozenset(
    ("هو", "هي", "الاخر", "الاخري", "ايضا", "بدوره", "بدورها", "نفسه", "نفسها", "كذلك", "حينها", "يومها",
     "الان", "حاليا", "معا", "سويا", "جميعا", "دفعه", "واحده")
)
_WAS: Final = frozenset(("كان", "كانت", "كانا", "كانوا"))
_BEING: Final = _WAS | frozenset(
    ("موجود", "موجودا", "يتواجد", "تواجد", "وجود", "وكان", "وجوده", "موجوده", "موجودون", "موجودين",
     "متواجدون")
)  # fmt: skip
_SO_MANY: Final = frozenset(("كبار", "كل", "جميع", "ثلاثه", "اربعه", "كلا"))
"""Before those who are there: ثلاثة رؤساء أجهزة في واشنطن."""
_INVITATIONS: Final = frozenset(("الدعوه", "دعوه", "بدعوه", "لدعوه"))
_THEIR_MAN: Final = frozenset(("رجل", "ممثل", "مندوب"))
_POSTS: Final = frozenset(("محطه", "المحطه", "ملحق", "الملحق", "ارتباط", "الارتباط"))


class Stays(Scene):
    """Finds visits that only say where somebody is."""

    def _opens_headline(self, guest: int) -> bool:
        """بيرنز في موسكو, ناريشكين وبورتنيكوف في واشنطن: at the head of a sentence or behind a colon."""
        at, side = guest, self.mentions[guest].side
        while at > 0 and self._is_joined_to_one_before(at, side):
            at -= 1
        start = self.mentions[at].start
        first, _ = self.document.sentences[self.document.sentence_of[start]]
        if self.document.tokens[first] in _SO_MANY:
            first += 2 if self.document.tokens[first + 1] == "من" else 1
        opens = start == first or ":" in self.document.gap(start)
        return opens or self._is_said_to_be(start) or self._is_behind_time(start)

    def _is_behind_time(self, start: int) -> bool:
        """لأول مرة منذ سنوات، رئيس السي آي إيه في الكرملين: nothing but a time, set off by a comma, stands before."""
        first, _ = self.document.sentences[self.document.sentence_of[start]]
        before = self.document.tokens[first:start]
        time = 0 < len(before) <= _FRONTED and before[0] in _FOR_THE_FIRST and "," in self.document.gap(start)
        return time and not any(at in self._mention_words for at in range(first, start))

    def _is_said_to_be(self, start: int) -> bool:
        """قال مسؤول إن بيرنز في موسكو: what is said is a clause without verb."""
        return start > 0 and self.document.tokens[start - 1] in {"ان", "بان"} and self._is_behind(start)

    def _is_behind(self, start: int) -> bool:
        """Whether a word of saying stands before the words that are said."""
        first, _ = self.document.sentences[self.document.sentence_of[start]]
        return any("reporting" in self.document.cues[at] for at in range(first, start))

    def _is_hosted_by(self, mention: Mention) -> bool:
        """كان بيرنز ضيفا على الكرملين"""
        before = mention.start - 2
        return before >= 0 and self.document.tokens[before + 1] == "علي" and "guest" in self.document.cues[before]

    def _inviting(self, place: Mention) -> list[Mention]:
        """كان في واشنطن، ومدير الوكالة هو من وجه له الدعوة: who of the hosts invited him."""
        sentence = self.document.sentence_of[place.start]
        _, last = self.document.sentences[sentence]
        if _INVITATIONS.isdisjoint(self.document.tokens[place.end : last]):
            return []
        named = [i for i in self._mentions_between(sentence, place.end, last) if self._is_service(i)]
        hosts = (self.mentions[i] for i in named if self.mentions[i].kind in {"person", "head"})
        return [m for m in hosts if m.side == place.side and not m.former][:1]

    def _is_posted(self, guest: Mention) -> bool:
        """رئيس محطة الوكالة في موسكو, رجل الوكالة في موسكو: whose post is there is no guest."""
        if self.document.tokens[guest.start].lstrip("وفبل") in _THEIR_MAN:
            return True
        return not _POSTS.isdisjoint(self.document.tokens[guest.start : guest.end])

    def _guest_meant(self, host: Mention, before: int) -> Mention | None:
        """كان في واشنطن ضيفا على بومبيو: the one man of a service of the other side in the sentences before."""
        sentence, side = self.document.sentence_of[host.start], self.knowledge.other_side(host.side)
        for at in (sentence, sentence - 1):
            here = [i for i in self._by_sentence.get(at, ()) if self.mentions[i].start < before and self._is_service(i)]
            men = [self.mentions[i] for i in here if self.mentions[i].side == side and self.mentions[i].person]
            if men:
                return men[-1] if len({man.person for man in men}) == 1 else None
        topic = self._topic.get(side)
        return self.mentions[topic] if topic is not None and self.mentions[topic].start < before else None

    def _guests_of_men(self) -> list[Frame]:
        """وفي يناير كان في واشنطن ضيفا على بومبيو: a visit of him who was spoken of, to a man of a service."""
        found: list[Frame] = []
        tokens = self.document.tokens
        for index, host in enumerate(self.mentions):
            at = host.start - 2
            if index == 0 or host.side not in self.sides or host.person is None or not self._is_hosted_by(host):
                continue
            place = self.mentions[index - 1]
            if place.side != host.side or not place.weak or at - place.end > 1 or not self._is_service(index):
                continue
            was = place.start - 2
            if was < 0 or self.links.of(index - 1) != "في":
                continue
            # قال فرادكوف وهو في واشنطن ضيفا على بانيتا
            he = tokens[was] in {"وهو", "وهي"}
            if not he and (tokens[was].lstrip("وف") not in {"كان", "كانت"} or was - 1 in self._mention_words):
                continue
            guest = self._guest_meant(host, was)
            if guest is None:
                continue
            sentence = self.document.sentence_of[host.start]
            frame = Frame(was, host.end, Relation("noun", _STAY, "singular"), "visit", sentence, was, host.end)
            frame.line, frame.weight = self._line_of.get(was, "body"), 0.8
            frame.rule = "stay in the other side's country, of him who was spoken of"
            frame.parties, frame.place = {guest.side: [guest], host.side: [host, place]}, place
            found.append(frame)
        return found

    def _guests(self, guest: int) -> list[Mention]:
        """ناريشكين وبورتنيكوف في واشنطن, مديرا الجهازين في واشنطن: ناريشكين وبورتنيكوف: all that are there."""
        side, first = self.mentions[guest].side, guest
        while first and self._is_joined_to_one_before(first, side):
            first -= 1
        listed = listed_behind(self.document, self.mentions, guest)
        return [self.mentions[index] for index in listed] or self.mentions[first : guest + 1]

    def _is_joined_to_one_before(self, index: int, side: str) -> bool:
        before, mention = self.mentions[index - 1 : index + 1]
        joined = mention.clitics == "و" and before.end == mention.start
        return joined and before.side == mention.side == side and not before.weak

    def _speakers_there(self) -> list[Frame]:
        """من واشنطن صرح بورتنيكوف, بورتنيكوف من واشنطن: a man of a service who speaks in the other side's capital."""
        found: list[Frame] = []
        tokens = self.document.tokens
        for index, place in enumerate(self.mentions):
            if place.side not in self.sides or not place.weak or self.links.of(index) != "من":
                continue
            first, _ = self.document.sentences[self.document.sentence_of[place.start]]
            beside = (index - 1, index + 1)
            for other in (i for i in beside if 0 <= i < len(self.mentions) and self._is_service(i)):
                guest = self.mentions[other]
                if guest.side == place.side or guest.kind not in {"person", "head"}:
                    continue
                head = guest.start == first or ":" in self.document.gap(guest.start)  # الغد: بورتنيكوف من واشنطن: نمد
                headline = head and guest.end == place.start - 1 and ":" in self.document.gap(place.end)
                opens = place.start == first + 1 and guest.start == place.end + 1
                if headline or (opens and "reporting" in self.document.cues[place.end]):
                    found.append(self._stay(min(guest.start, place.start - 1), max(guest.end, place.end), guest, place))
        return [frame for frame in found if tokens[frame.start] == "من" or frame.start in self._mention_words]

    def _guests_named_behind(self) -> list[Frame]:
        """ضيف ثقيل في البيت الأبيض: بورتنيكوف يستمع: who is named behind the colon of a headline is the guest."""
        found: list[Frame] = []
        for index, place in enumerate(self.mentions[:-1]):
            guest = self.mentions[index + 1]
            if place.side not in self.sides or not place.weak or self.links.of(index) not in {"في", "ب"}:
                continue
            if guest.start != place.end or ":" not in self.document.gap(place.end) or not self._is_service(index + 1):
                continue
            first, _ = self.document.sentences[self.document.sentence_of[place.start]]
            known = guest.kind in {"person", "head"} and guest.side == self.knowledge.other_side(place.side)
            host = self.document.tokens[first + 1].startswith("ال")  # ضيف الحلقة في واشنطن
            if known and not (guest.former or host) and "guest" in self.document.cues[first]:
                found.append(self._stay(first, place.end, guest, place))
        return found

    def _stay(self, start: int, end: int, guest: Mention, place: Mention) -> Frame:
        sentence = self.document.sentence_of[start]
        frame = Frame(start, end, Relation("noun", _STAY, "singular"), "visit", sentence, start, end)
        frame.line, frame.weight = self._line_of.get(start, "body"), 0.8
        frame.rule = "speaks in the other side's country"
        frame.parties, frame.place = {guest.side: [guest], place.side: [place]}, place
        return frame

    def _stays(self) -> list[Frame]:
        """بيرنز في موسكو as a headline, كان برينان في موسكو: a visit told without a word for it."""
        found = [*self._guests_of_men(), *self._speakers_there(), *self._guests_named_behind()]
        tokens = self.document.tokens
        for index, mention in enumerate(self.mentions):
            if (
                index == 0
                or mention.side not in self.sides
                or not (mention.place or mention.weak or self._is_hosted_by(mention) or self._is_in_house(mention))
            ):
                continue
            who = index - 1 - (index > 1 and self._is_led(index - 1))
            guest, house = self.mentions[who], self._is_in_house(mention)
            hosted, called = house or self._is_hosted_by(mention), self._is_guest_of(mention, guest)
            if not (hosted or called or self.links.of(index) in {"في", "ب"}):
                continue
            at = mention.start - 2 * hosted if hosted else mention.start - (called or self.links.of(index) == "في")
            # كان أمس في موسكو: when it was does not part them.
            between = [tokens[i] for i in range(guest.end, at) if i not in self._dated]
            if guest.side != self.knowledge.other_side(mention.side) or guest.weak or guest.kind not in STRONG:
                continue
            if self._is_posted(guest):
                continue
            if len(between) > 1 and between[-1] in _WAS and "," in self.document.gap(at - 1):
                # ناريشكين، رئيس الجهاز منذ 2016، كان في واشنطن
                between = between[-1:]
            between = self._but_for_delegation([token for token in between if token not in _ALSO])
            if between and "guest" in self.document.cues[guest.end] and len(between) <= _GUEST_AT:
                # كان بورتنيكوف ضيفا على مؤتمر في واشنطن
                between = between[:1]
            if self.document.sentence_of[guest.start] != self.document.sentence_of[mention.start] or len(between) > 1:
                continue
            was = {*between, *tokens[max(0, guest.start - 1) : guest.start]} & _BEING
            first, last = self.document.sentences[self.document.sentence_of[guest.start]]
            line = self._line_of.get(guest.start, "body")
            brief = line == "head" or (line == "body" and last - first <= (_BRIEF_IN_HOUSE if house else _BRIEF))
            headline = not between and (brief or guest.start == 0 or self._is_said_to_be(guest.start))
            opens = self._opens_headline(who)
            if not was and not (headline and opens):
                continue
            if self.links.of(who) in NO_PARTY:
                continue
            sentence = self.document.sentence_of[guest.start]
            relation = Relation("noun", _STAY, "singular")
            frame = Frame(guest.start, mention.end, relation, "visit", sentence, guest.start, mention.end)
            frame.line = self._line_of.get(guest.start, "body")
            frame.rule = "stay in the other side's country"
            hosts = [*self._inviting(mention), mention]
            frame.parties = {guest.side: self._guests(who), mention.side: hosts}
            frame.place = self._town_of(mention) if house else mention
            frame.weight = 0.8
            found.append(frame)
        return found

    def _is_guest_of(self, place: Mention, guest: Mention) -> bool:
        """بيرنز ضيف موسكو"""
        before = place.start - 1
        return before == guest.end and "guest" in self.document.cues[before] and not place.clitics

    def _is_led(self, delegation: int) -> bool:
        """بورتنيكوف على رأس وفد روسي: a delegation right behind who heads it, who is there with it."""
        one, other = self.mentions[delegation - 1 : delegation + 1]
        led = self.document.tokens[one.end : other.start] == ["علي", "راس"] and one.side == other.side
        return led and is_delegation(self.document.tokens[other.start])

    @staticmethod
    def _but_for_delegation(between: list[str]) -> list[str]:
        """بورتنيكوف على رأس وفد أمني كبير في واشنطن: whom he heads does not part him from where he is."""
        led = between[:2] == ["علي", "راس"] and between[2:3] == ["وفد"] and len(between) <= _LED_WORDS
        return [] if led else between

    def _is_in_house(self, host: Mention) -> bool:
        """برينان في مقر الأمن الفيدرالي: who is in the house of a service is in its country."""
        if host.kind != "service" or host.start < _IN_HOUSE:
            return False
        before, house = self.document.tokens[host.start - 2 : host.start]
        return before in _WITHIN and house in _HOUSES

    def _town_of(self, host: Mention) -> Mention:
        """Where the house of a service is: in the town of its country that the sentence names, else in the country."""
        here = (self.mentions[i] for i in self._by_sentence.get(self.document.sentence_of[host.start], ()))
        towns = (m for m in here if m.side == host.side and (m.place or m.weak) and m.kind in {"place", "state"})
        towns = (m for m in towns if m.start not in self.document.adjective_words)
        return next(towns, Mention(host.start, host.end, "state", host.side, weak=True))
