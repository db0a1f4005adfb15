"""The labels of every service, asked for once and kept: they change only when a service is deployed."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Final

from abdi.http.labels import PATH, LabelsRead
from abdi.i18n import LocaleCode
from abdi.labels import KIT_LABELS, PickedLabels, merged, picked
from gateway.composition.asking import Caller, PartMissing, ask
from gateway.labels.catalogue import LABELS

OWN: Final = "gateway"
FRESH_SECONDS: Final = 60.0


@dataclass(frozen=True)
class _Kept:
    labels: PickedLabels
    since: float


@dataclass
class LabelShelf:
    """What each service last said in each language; a service that is away still has its labels here."""

    fresh_for: float = FRESH_SECONDS
    _kept: dict[tuple[str, LocaleCode], _Kept] = field(default_factory=dict)

    async def read(self, caller: Caller, locale: LocaleCode) -> LabelsRead:
        """All labels in `locale`; a service that never answered is named as missing."""
        caller = replace(caller, headers={**caller.headers, "accept-language": locale})
        names = list(caller.upstreams)
        answers = await asyncio.gather(*(self._labels_of(caller, name, locale) for name in names))
        found = {name: labels for name, labels in zip(names, answers, strict=True) if labels is not None}
        own = picked({**KIT_LABELS, **LABELS}, locale)
        return LabelsRead(data=merged({OWN: own, **found}), missing=sorted(set(names) - found.keys()))

    async def _labels_of(self, caller: Caller, service: str, locale: LocaleCode) -> PickedLabels | None:
        kept = self._kept.get((service, locale))
        if kept is not None and time.monotonic() - kept.since < self.fresh_for:
            return kept.labels
        try:
            said = await ask(caller, service, PATH, view=LabelsRead)
        except PartMissing:
            return kept.labels if kept is not None else None
        self._kept[service, locale] = _Kept(said.data, time.monotonic())
        return said.data
