"""Running totals («الحصائل»): ``find_tallies`` reads them out of a report.

``finder`` goes through the sentences; the steps it takes have a module each: ``periods``,
``figures`` (with ``areas``), ``heads``, ``ordinals``, ``parts``, ``describe``, ``repeats``.
"""

from marsad.extract.tallies.finder import find_tallies
from marsad.extract.tallies.records import Measure, PartFound, TallyFound

__all__ = ["Measure", "PartFound", "TallyFound", "find_tallies"]
