"""The form for a new source. The comments of the settings are its help."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from marsad.messages import language
from marsad.store.settings import Value, known_settings
from marsad.web import text

_KINDS: Final = tuple(known_settings()["source.*.kind"].kind.removeprefix("choice:").split("|"))
#: Kinds that are watched, and so need an address.
_WATCHED: Final = ("feed", "page", "sitemap")
#: Fields whose labels say it all.
_PLAIN: Final = ("every_minutes", "kind", "name", "protected")


class SourceForm(forms.Form):
    """What is asked for a new source."""

    key = forms.CharField(max_length=60)
    name = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField()
    url = forms.CharField(required=False, max_length=2000)
    publisher = forms.CharField(required=False, max_length=200)
    every_minutes = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    protected = forms.BooleanField(required=False)
    republishes = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one, text.say(f"sources.kind-{one}")) for one in _KINDS]
        self.fields["every_minutes"].initial = known_settings()["source.*.every_minutes"].default
        for name, field in self.fields.items():
            field.label = text.say(f"sources.field-{name}")
            field.error_messages["required"] = text.say("sources.required")
            if name not in _PLAIN:
                field.help_text = text.say("sources.help-key") if name == "key" else _comment(name)
            if name in ("key", "url"):
                field.widget.attrs["dir"] = "ltr"
            elif name in ("name", "publisher", "republishes"):
                field.widget.attrs["dir"] = "auto"
            if name == "republishes":
                field.help_text += f" {text.say('sources.one-a-line')}"

    def clean(self) -> dict[str, Any]:
        """See that a source that is watched has an address."""
        given = super().clean() or {}
        if given.get("kind") in _WATCHED and not given.get("url") and "url" not in self.errors:
            self.add_error("url", text.say("sources.url-needed"))
        return given

    def values(self) -> dict[str, Value]:
        """The settings that differ from their defaults."""
        given = self.cleaned_data
        told: dict[str, Value] = {name: given[name].strip() for name in ("name", "kind", "url", "publisher")}
        told["every_minutes"] = given["every_minutes"]
        told["protected"] = given["protected"]
        told["republishes"] = [line.strip() for line in given["republishes"].splitlines() if line.strip()]
        known = known_settings()
        return {
            name: value
            for name, value in told.items()
            if value is not None and value != known[f"source.*.{name}"].default
        }


def _comment(name: str) -> str:
    setting = known_settings()[f"source.*.{name}"]
    return setting.ar if language() == "ar" else setting.en
