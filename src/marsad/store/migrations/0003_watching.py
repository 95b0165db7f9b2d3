"""Where watching stopped: addresses and hosts."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables that nothing is sealed in."""

    dependencies: ClassVar = [
        ("store", "0002_append_only"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="HostVisit",
            fields=[
                ("host", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("state", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="WatchedUrl",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=500)),
                ("url", models.TextField()),
                ("role", models.CharField(max_length=10)),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("seen_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("changed", models.CharField(blank=True, max_length=40)),
                ("visited_at", models.DateTimeField(null=True)),
                ("validators_url", models.TextField(blank=True)),
                ("etag", models.TextField(blank=True)),
                ("last_modified", models.TextField(blank=True)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("got", models.BooleanField(default=False)),
                ("teaser_in", models.BigIntegerField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["source", "due_at"], name="watched_due")],
                "constraints": [models.UniqueConstraint(fields=("source", "key"), name="watched_once")],
            },
        ),
    ]
