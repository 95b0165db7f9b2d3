"""The schema: what is kept, what was read from it, what was made of it, and who did what.

Kinds of rows:

- *kept*: `Source`, `Original`, `Capture`, `Report`, `ReportVersion`, `Run`, `Reading`,
  `Decision`. They are written once and sealed: the log names each with its digest.
- *derived from a reading*: `Event`, `Tally`, `Relation`. Columns for filters and joins; the
  whole record stands in `Reading.record`, and a check derives them anew.
- *made by linking*: `Incident`, `Membership`, `Link`. They change with every run; the log
  names each incident's latest digest.
- *for finding*: `SearchText`, `IncidentFacts`, `FactsChange`. They can be made anew from readings and
  incidents at any time.
- *for going on where it was left*: `WatchedUrl`, `HostVisit`, `Job`. Not sealed: nothing hangs on them
  but when a page is asked for again, or work that was asked for is done.

Days are ISO text of ten characters, so that they compare alike in both databases and keep
what a calendar type would refuse. Times are UTC. Coordinates are WGS 84 degrees.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

#: Long enough for every id that Marsad makes: a digest and a number.
_KEY = 80


class Source(models.Model):
    """Somebody who publishes: a channel, a feed, a site, a monitor, a folder of files."""

    id = models.CharField(primary_key=True, max_length=_KEY)
    name = models.TextField()
    kind = models.CharField(max_length=20)
    url = models.TextField(blank=True)
    #: Named to nobody outside the workspace.
    protected = models.BooleanField(default=False)
    added_at = models.DateTimeField()


class Original(models.Model):
    """A file as received; it lies under its digest in ``originals/`` and is never altered."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120, blank=True)
    kept_at = models.DateTimeField()


class Capture(models.Model):
    """One act of getting an original: who or what, when, how, with which version."""

    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="captures")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    #: File name or address it was got from.
    origin = models.TextField()
    captured_at = models.DateTimeField()
    #: ``file``, ``fetch``, ``archive``.
    method = models.CharField(max_length=20)
    who = models.TextField()
    version = models.CharField(max_length=40)
    #: Response status and headers, where the capture lies in its WARC, redirects.
    details = models.JSONField(default=dict)


class Report(models.Model):
    """A report through all its versions; ``key`` is its name inside its source."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reports")
    key = models.CharField(max_length=500)
    #: The name that exports give it; unique in the workspace.
    doc = models.CharField(max_length=500, unique=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="report_once")]


class ReportVersion(models.Model):
    """A report as it stood at one capture; an edited page or message has several.

    ``number`` is the order in which they were taken in: an older archive may come later.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="versions")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="versions")
    #: Where in the original: "line 12", "message 17".
    locator = models.TextField(blank=True)
    #: The report as JSON (`marsad.model.Report`), so that every character survives both databases.
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    published = models.CharField(max_length=10, null=True)
    publisher = models.TextField(blank=True)
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    #: When its author wrote it so or somebody captured it; else when it was taken in.
    stood_at = models.DateTimeField()
    #: The newest by ``stood_at``, then ``number``, speaks for its report; the others are kept.
    current = models.BooleanField(default=True)
    #: What else its source tells of it, where it does: ``edited_at``, ``captured_at`` (UTC),
    #: ``forwarded_from`` (a channel; empty for one that can't be named), ``reply_to`` (a report's key).
    details = models.JSONField(default=dict)
    #: What was wrong with the input, as said when it was added (``said``); ``unreadable`` where the
    #: text is not what its author wrote.
    faults = models.JSONField(default=list)

    class Meta:
        # The same content may come twice: a page that showed something else for a while.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_once")
        ]


class Run(models.Model):
    """A pass of the reader or the linker: with which version, settings and tables."""

    #: ``read`` or ``link``.
    kind = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    version = models.CharField(max_length=40)
    settings = models.JSONField(default=dict)
    #: Digest of everything that the result hangs on: version and tables.
    tables = models.CharField(max_length=64)


class Reading(models.Model):
    """What one run read from one version of a report; older readings are kept."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="readings")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="readings")
    #: The record as JSON (`marsad.model.Record`).
    record = models.TextField()
    #: Event keys in the order of the record's events.
    event_keys = models.JSONField(default=list)
    #: One reading of a report is: the newest of its newest version that was read.
    current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "run"], name="reading_once")]


class Event(models.Model):
    """An event of a reading, laid out for filters and linking.

    ``key`` outlives re-readings: an event that a newer reading tells again keeps it.
    Lists of actors are ids joined by spaces.
    """

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=_KEY, db_index=True)
    #: Of its report's current reading: what incidents are made of.
    current = models.BooleanField(default=True)
    type = models.CharField(max_length=40)
    event_class = models.CharField(max_length=40)
    start = models.CharField(max_length=10, null=True)
    end = models.CharField(max_length=10, null=True)
    date_precision = models.CharField(max_length=10, null=True)
    date_basis = models.CharField(max_length=10)
    #: How its time was read: names of date rules joined by "+".
    time_rule = models.TextField(blank=True)
    status = models.CharField(max_length=10)
    confidence = models.FloatField()
    place_name = models.TextField(blank=True)
    place_precision = models.CharField(max_length=12, null=True)
    place_basis = models.CharField(max_length=10, null=True)
    gazetteer_id = models.CharField(max_length=_KEY, null=True)
    admin1 = models.TextField(null=True)
    country = models.CharField(max_length=40, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.IntegerField(null=True)
    initiators = models.TextField(blank=True)
    targets = models.TextField(blank=True)
    killed_least = models.IntegerField(null=True)
    killed_most = models.IntegerField(null=True)
    injured_least = models.IntegerField(null=True)
    injured_most = models.IntegerField(null=True)
    captured_least = models.IntegerField(null=True)
    captured_most = models.IntegerField(null=True)
    items = models.TextField(blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reading", "number"], name="event_once")]
        indexes: ClassVar = [
            models.Index(fields=["current", "start"], name="event_current_start"),
            models.Index(fields=["event_class", "current", "start"], name="event_class_start"),
        ]


class Tally(models.Model):
    """A published tally of a reading."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="tallies")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    claimant = models.CharField(max_length=_KEY, null=True)
    type = models.CharField(max_length=40, null=True)
    actor = models.CharField(max_length=_KEY, null=True)
    area = models.TextField(null=True)
    start = models.CharField(max_length=10, null=True)
    end = models.CharField(max_length=10, null=True)
    measure = models.CharField(max_length=10)
    least = models.IntegerField(null=True)
    most = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reading", "number"], name="tally_once")]


class Relation(models.Model):
    """A standing relation of a reading."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="relations")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    type = models.CharField(max_length=20)
    from_actor = models.CharField(max_length=_KEY)
    to_actor = models.CharField(max_length=_KEY)
    forms = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reading", "number"], name="relation_once")]


class Actor(models.Model):
    """An actor of the product's table, or one that the workspace added."""

    id = models.CharField(primary_key=True, max_length=_KEY)
    ar = models.TextField()
    en = models.TextField()
    kind = models.CharField(max_length=40, blank=True)


class Place(models.Model):
    """A place of the gazetteer that an event of this workspace names."""

    id = models.CharField(primary_key=True, max_length=_KEY)
    ar = models.TextField()
    en = models.TextField(blank=True)
    kind = models.CharField(max_length=40, blank=True)
    admin1 = models.TextField(null=True)
    country = models.CharField(max_length=40, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)


class Incident(models.Model):
    """One happening, as all its reports tell it; the whole is in ``summary`` (`marsad.model.Incident`)."""

    key = models.CharField(max_length=_KEY, unique=True)
    summary = models.TextField()
    type = models.CharField(max_length=40)
    event_class = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    start = models.CharField(max_length=10, null=True)
    end = models.CharField(max_length=10, null=True)
    place_name = models.TextField(blank=True)
    gazetteer_id = models.CharField(max_length=_KEY, null=True)
    admin1 = models.TextField(null=True)
    country = models.CharField(max_length=40, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.IntegerField(null=True)
    killed_least = models.IntegerField(null=True)
    killed_most = models.IntegerField(null=True)
    injured_least = models.IntegerField(null=True)
    injured_most = models.IntegerField(null=True)
    events = models.PositiveIntegerField()
    reports = models.PositiveIntegerField()
    voices = models.PositiveIntegerField()
    contested = models.BooleanField(default=False)
    #: Link of lowest weight that holds it together; None for a single event.
    weakest = models.FloatField(null=True)
    #: ``open``, ``accepted``, ``rejected`` or ``changed``; see `marsad.model.Review`.
    review = models.CharField(max_length=10, default="open")
    approved = models.BooleanField(default=False)
    #: For one that has no events any more: the incident that has most of them now.
    merged_into = models.CharField(max_length=_KEY, null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["start"], name="incident_start"),
            models.Index(fields=["admin1", "start"], name="incident_admin1_start"),
            models.Index(fields=["type", "start"], name="incident_type_start"),
            models.Index(fields=["review", "start"], name="incident_review_start"),
        ]


class IncidentFacts(models.Model):
    """What an incident is filtered and counted by; made from its summary by `marsad.store.incidentfacts`.

    Derived, and so not sealed. Only incidents that have events have one.
    """

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, primary_key=True, related_name="facts"
    )
    key = models.CharField(max_length=_KEY)
    start = models.CharField(max_length=10, null=True)
    #: Of one without an end, its start.
    end = models.CharField(max_length=10, null=True)
    type = models.CharField(max_length=40)
    event_class = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    review = models.CharField(max_length=10)
    approved = models.BooleanField(default=False)
    voices = models.PositiveIntegerField()
    #: The most dead that are told.
    killed = models.PositiveIntegerField(default=0)
    contested = models.BooleanField(default=False)
    weakest = models.FloatField(null=True)
    #: How sure the reading of its least and of its most surely read report is, from 0 to 1.
    confidence_least = models.FloatField(null=True)
    confidence_most = models.FloatField(null=True)
    #: Some report of it tells where forces stand or move.
    sensitive = models.BooleanField(default=False)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.IntegerField(null=True)
    #: The same as they may be handed on: for a sensitive one, the middle of its half-degree cell.
    coarse_lat = models.FloatField(null=True)
    coarse_lon = models.FloatField(null=True)
    coarse_radius_m = models.IntegerField(null=True)
    admin1 = models.TextField(null=True)
    country = models.CharField(max_length=40, null=True)
    #: Types and classes that are told, a space before and after each.
    types = models.TextField()
    #: Role and id of every party, such as " initiator:sdf target:? ".
    actors = models.TextField()
    #: Names of publishers, a line break before and after each.
    sources = models.TextField()
    place_name = models.TextField(blank=True)
    gazetteer_id = models.CharField(max_length=_KEY, null=True)


class FactsChange(models.Model):
    """Facts that were written, in the order of writing, so that copies of them can keep up.

    ``incident`` is the row id of an incident whose facts were written or taken away; None where so many
    were that a copy is made anew. Only the newest rows are kept. ``mark`` tells a row from one that bore
    its number before.
    """

    incident = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=32)


class Membership(models.Model):
    """An event's place in an incident, and why it is there."""

    event_key = models.CharField(max_length=_KEY, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="memberships")
    #: The reading that was linked; another one is linked anew.
    reading_id = models.BigIntegerField()
    #: ``rule``, ``person`` or ``alone``.
    by = models.CharField(max_length=10)
    #: Best link to another member: weight, and the other's key.
    weight = models.FloatField(null=True)
    best = models.CharField(max_length=_KEY, null=True)


class Link(models.Model):
    """Two events that may tell of one incident, weighed."""

    left = models.CharField(max_length=_KEY, db_index=True)
    right = models.CharField(max_length=_KEY, db_index=True)
    #: Base-2 logarithm of the odds that both tell of one incident.
    weight = models.FloatField()
    #: The part of it that the rarity of place and actor brought.
    rarity = models.FloatField()
    #: Level of each comparison, in the order of the model's table, joined by commas.
    levels = models.CharField(max_length=60)
    #: ``made``, ``suggested``, ``apart`` (weighed enough, but a plain difference or a person forbids it).
    verdict = models.CharField(max_length=10)
    #: What kept it from being made: see `marsad.link.clusters.Clustering`.
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["left", "right"], name="link_once")]


class TermShare(models.Model):
    """How common a place or an actor was at the last linking; a change weighs its events anew."""

    comparison = models.CharField(max_length=20)
    term = models.TextField()
    share = models.FloatField()


class Decision(models.Model):
    """What a person decided; it outranks every run. Undoing is another decision."""

    #: ``same``, ``not-same``, ``field``, ``review``, ``approve``, ``undo``.
    kind = models.CharField(max_length=10)
    #: Event keys that it speaks of, sorted.
    events = models.JSONField(default=list)
    #: For ``field``: its name and value; for ``undo``: the number of the decision undone.
    value = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    who = models.TextField()
    made_at = models.DateTimeField()


class LogEntry(models.Model):
    """One entry of the log: each holds the digest of the one before it."""

    number = models.BigIntegerField(primary_key=True)
    made_at = models.CharField(max_length=27)
    who = models.TextField()
    action = models.CharField(max_length=40)
    #: Canonical JSON of what was done, with the digests of the rows it wrote.
    details = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class WatchedUrl(models.Model):
    """An address that is watched for a source: its own, a part of its sitemap, or a page that it lists."""

    #: Name of the ``[source.NAME]`` section.
    source = models.CharField(max_length=_KEY)
    #: The address as reports are known by it; cut where it is too long.
    key = models.CharField(max_length=500)
    url = models.TextField()
    #: ``source``, ``list`` (a part of a sitemap), ``page``.
    role = models.CharField(max_length=10)
    #: How many sitemaps lead here.
    depth = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()
    #: None: not to be asked for again.
    due_at = models.DateTimeField(null=True)
    #: When its list says that it changed.
    changed = models.CharField(max_length=40, blank=True)
    #: When it last answered with itself, changed or not.
    visited_at = models.DateTimeField(null=True)
    #: What a server recognises its last version by, and the address that this holds for.
    validators_url = models.TextField(blank=True)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    #: A report was taken from it.
    got = models.BooleanField(default=False)
    #: Id of the capture of the feed that holds its teaser, as long as neither was taken as a report.
    teaser_in = models.BigIntegerField(null=True)
    #: Failed visits in a row, and what the last one failed by: code and status.
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="watched_once")]
        indexes: ClassVar = [models.Index(fields=["source", "due_at"], name="watched_due")]


class HostVisit(models.Model):
    """What is remembered of a host: when it may be asked again, and its robots.txt."""

    host = models.CharField(primary_key=True, max_length=255)
    #: JSON, see `marsad.collect.hosts.HostState`.
    state = models.TextField()


class Job(models.Model):
    """Work that somebody asked for and that a process in the background does; see `marsad.store.jobs`."""

    #: A row of ``job_kinds.csv``.
    kind = models.CharField(max_length=20)
    details = models.JSONField(default=dict)
    who = models.TextField()
    asked_at = models.DateTimeField()
    #: ``waiting``, ``running``, ``done``, ``failed``.
    state = models.CharField(max_length=10, default="waiting")
    #: How often it was begun; more than once where the process was killed over it.
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: How far it is: ``done`` of ``number`` reports.
    progress = models.JSONField(default=dict)
    #: What it came to: counts by name; of one that failed, ``code`` and the sentence in ``ar`` and ``en``.
    outcome = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="job_state")]


class SearchText(models.Model):
    """The words by which an incident or a report is found, in pieces; see `marsad.store.searchtext`.

    Derived, and so not sealed. Each database keeps an index of its own over it (migration 0006).
    """

    #: ``incident`` or ``report``.
    kind = models.CharField(max_length=10)
    #: An incident's key, a report's ``doc``.
    key = models.CharField(max_length=500)
    #: 0 for the title, from 1 for the pieces of the text.
    part = models.PositiveIntegerField()
    #: Folded words, separated by single spaces.
    words = models.TextField()
    #: The incident's first and last day, the report's day of publication.
    first_day = models.CharField(max_length=10, null=True)
    last_day = models.CharField(max_length=10, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "part"], name="search_text_once")
        ]
        # All that a hit is asked for beside its words, which lie far apart.
        indexes: ClassVar = [
            models.Index(
                fields=["id", "kind", "key", "part", "first_day", "last_day"], name="search_text_hits"
            )
        ]
