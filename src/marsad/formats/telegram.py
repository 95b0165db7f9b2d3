"""Exports of Telegram Desktop (``result.json``), of one chat or of a whole account.

Channels speak to the public; people who answer them, or write in groups, do not. So only what a channel
itself posted is taken, and from groups and other chats nothing but what accounts wrote that the
user names. Reactions, views, members, voters, contacts and the names of people are never looked at.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Final

from marsad.errors import InputError
from marsad.formats.entries import Entry, EntryMaker, Origin, as_utc
from marsad.formats.jsonstream import JsonFault, JsonStream
from marsad.messages import Where
from marsad.tables import load_table

#: Where one can go on behind a broken place: at the head of a message or of a chat. Inside of
#: strings the quotation marks are escaped, so that no text can look like a head.
_HEADS: Final = re.compile(
    r'\{\s*"id"\s*:\s*-?\d+\s*,\s*"type"\s*:\s*"[a-z_]+"'
    r'|(?P<chat>\{\s*(?:"name"\s*:\s*(?:"(?:[^"\\]|\\.){0,600}"|null)\s*,\s*)?"type"\s*:\s*"[a-z_]+"\s*,\s*"id"\s*:)'
)


def read_telegram(stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """An entry for each message that is taken, then what was not taken, as notes."""
    yield from _Export(stream, where, maker).entries()


@dataclass
class _Counts:
    """Messages of an export; ``service``, ``others`` and ``textless`` were not taken."""

    taken: int = 0
    service: int = 0
    others: int = 0
    textless: int = 0


@dataclass
class _Chat:
    """What an export says of a chat before its messages come."""

    name: str | None = None
    type: str | None = None
    id: str | None = None
    #: The sender of each message that was taken, by the message's id.
    taken: dict[int, str] = field(default_factory=dict)

    @property
    def is_channel(self) -> bool:
        return _chat_kinds().get(self.type or "") == "channel"

    @property
    def account(self) -> str:
        """The id that a channel's own posts bear."""
        return f"channel{self.id}"

    def learn(self, name: str, value: object) -> None:
        """Take a field of the chat."""
        if name in ("name", "type") and isinstance(value, str):
            setattr(self, name, value)
        elif name == "id" and isinstance(value, int | str):
            self.id = str(value).removeprefix("-100")


class _NoMore(Exception):
    """Behind a broken place comes nothing that could be read."""


class _NextChat(Exception):
    """Behind a broken place comes the head of another chat."""


class _Export:
    """One file; knows whether it is of a whole account, and counts."""

    def __init__(self, stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> None:
        self._json = JsonStream(stream, 12 * maker.options.max_characters)
        self._where, self._maker = where, maker
        self._channels, self._rest = _Counts(), _Counts()
        self._seen = {"channel": False, "rest": False}
        self._account = False

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order of the file."""
        try:
            yield from self._chat(_Chat())
        except JsonFault as fault:
            yield self._broken(fault)
        except _NextChat:
            yield from self._chats_behind()
        except _NoMore:
            pass
        if not any(self._seen.values()):
            yield Entry(None, self._where, (InputError("I133", where=self._where),))
        yield from self._told()

    def _told(self) -> Iterator[Entry]:
        channels = self._channels
        if self._seen["channel"] and (channels.service or channels.others or channels.textless):
            note = InputError("I152", where=self._where, **vars(channels))
            yield Entry(None, self._where, notes=(note,))
        if self._seen["rest"]:
            note = InputError("I153", where=self._where, **vars(self._rest))
            yield Entry(None, self._where, notes=(note,))

    def _chat(self, chat: _Chat) -> Iterator[Entry]:
        """The messages of a chat, or, in the export of an account, of all its chats."""
        for name in self._json.members():
            if name == "messages":
                yield from self._messages(chat)
            elif name in ("chats", "left_chats") and chat.type is None and self._json.peek() == "{":
                self._account = True
                yield from self._section()
            elif self._json.peek() in ("[", "{"):
                self._json.skip()
            else:
                chat.learn(name, self._json.value())

    def _section(self) -> Iterator[Entry]:
        for name in self._json.members():
            if name != "list":
                self._json.skip()
                continue
            for _ in self._json.items():
                yield from self._one_of_many()

    def _one_of_many(self) -> Iterator[Entry]:
        again = True
        while again:
            again = False
            try:
                yield from self._chat(_Chat())
            except _NextChat:
                again = True

    def _chats_behind(self) -> Iterator[Entry]:
        """The chats from here on, where the brackets around them can't be trusted any more."""
        self._account = True
        try:
            yield from self._one_of_many()
            while self._json.take(","):
                yield from self._one_of_many()
        except JsonFault as fault:
            yield self._broken(fault)
        except _NoMore:
            pass

    def _messages(self, chat: _Chat) -> Iterator[Entry]:
        self._seen["channel" if chat.is_channel else "rest"] = True
        if not self._json.take("["):
            raise JsonFault(self._json.position)
        if self._json.take("]"):
            return
        while True:
            try:
                found = self._json.value()
                entry = self._message(chat, found)
                if entry is not None:
                    yield entry
                if self._json.take("]"):
                    return
                if not self._json.take(","):
                    raise JsonFault(self._json.position)
            except JsonFault as fault:
                yield self._broken(fault)
                head = self._json.recover(_HEADS)
                if head is None:
                    raise _NoMore from fault
                if head.group("chat"):
                    raise _NextChat from fault

    def _broken(self, fault: JsonFault) -> Entry:
        if fault.too_long:
            return Entry(None, self._where, (self._maker.too_long(self._where),))
        error = InputError("I131", where=self._where, position=f"{fault.position:,}")
        return Entry(None, self._where, (error,))

    def _message(self, chat: _Chat, found: object) -> Entry | None:
        """The entry of a message, or None for one that is not taken."""
        if not isinstance(found, dict):
            return self._faulty("id")
        counts = self._channels if chat.is_channel else self._rest
        if found.get("type") == "service":
            counts.service += 1
            return None
        sender = _sender(chat, found)
        if sender is None or not (
            sender in self._maker.options.accounts or (chat.is_channel and sender == chat.account)
        ):
            counts.others += 1
            return None
        number = found.get("id")
        if not isinstance(number, int):
            return self._faulty("id")
        text = _text(found)
        if text is not None and not text.strip():
            counts.textless += 1
            return None
        counts.taken += 1
        chat.taken[number] = sender
        return self._entry(chat, found, number, text)

    def _faulty(self, name: str) -> Entry:
        return Entry(None, self._where, (InputError("I132", where=self._where, field=name),))

    def _entry(self, chat: _Chat, found: Mapping[str, object], number: int, text: str | None) -> Entry:
        path = f"{self._where.path}:{chat.id}" if self._account else self._where.path
        where = Where(path).at(number, "message")
        fields = {"text": text or "", "published": _published(found), "publisher": _publisher(chat, number)}
        faults = () if text is not None else (InputError("I132", where=where, field="text"),)
        return self._maker.entry(fields, where, faults, origin=self._origin(chat, found, number))

    def _origin(self, chat: _Chat, found: Mapping[str, object], number: int) -> Origin:
        key = self._key(chat, number)
        answered = found.get("reply_to_message_id")
        own = (
            isinstance(answered, int)
            and "reply_to_peer_id" not in found
            and chat.taken.get(answered) == chat.taken[number]
        )
        edited = _moment(found.get("edited_unixtime"))
        return Origin(
            key=key,
            locator=key.replace("/", " "),
            edited_at_utc=as_utc(edited) if edited else None,
            forwarded_from=_forwarded_from(found),
            reply_to=self._key(chat, answered) if own and isinstance(answered, int) else None,
        )

    def _key(self, chat: _Chat, number: int) -> str:
        return f"chat/{chat.id}/message/{number}" if self._account else f"message/{number}"


@cache
def _chat_kinds() -> dict[str, str]:
    return {row["type"]: row["kind"] for row in load_table("telegram_chats.csv", key="type")}


def _sender(chat: _Chat, found: Mapping[str, object]) -> str | None:
    """The id of who wrote a message. Old exports give a name; it counts where it is the channel's own."""
    sender = found.get("from_id")
    if isinstance(sender, str):
        return sender
    if sender is None and chat.is_channel and chat.name and found.get("from") == chat.name:
        return chat.account
    return f"user{sender}" if isinstance(sender, int) and not isinstance(sender, bool) else None


def _publisher(chat: _Chat, number: int) -> str | None:
    """A channel's name. People are named by the id that the user gave, never by their names."""
    sender = chat.taken[number]
    return chat.name if chat.is_channel and sender == chat.account else sender


def _text(found: Mapping[str, object]) -> str | None:
    """The text: a string, or strings and marked parts in a row. None where it is something else."""
    written = found.get("text", "")
    if isinstance(written, str):
        return written
    if not isinstance(written, list):
        return None
    parts = [part.get("text") if isinstance(part, dict) else part for part in written]
    if not all(isinstance(part, str) for part in parts):
        return None
    return "".join(map(str, parts))


def _published(found: Mapping[str, object]) -> str | None:
    """When it was posted, as ISO 8601. Old exports tell the exporter's local time only."""
    moment = _moment(found.get("date_unixtime"))
    if moment is not None:
        return as_utc(moment)
    written = found.get("date")
    return written if isinstance(written, str) else None


def _moment(value: object) -> datetime | None:
    try:
        seconds = int(value) if isinstance(value, str | int) else 0
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _forwarded_from(found: Mapping[str, object]) -> str | None:
    """The channel that a message comes from; "" for a sender who is none, or who can't be told."""
    if not found.keys() & {"forwarded_from", "forwarded_from_id"}:
        return None
    name, sender = found.get("forwarded_from"), found.get("forwarded_from_id")
    known = isinstance(name, str) and isinstance(sender, str) and sender.startswith("channel")
    return str(name) if known else ""
