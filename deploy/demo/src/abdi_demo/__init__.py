"""Synthetic agencies and people for the demo, the tests and the benchmarks."""

from abdi_demo.population import DEMO_DAY, Population, people
from abdi_demo.records import Person, Post
from abdi_demo.sizes import DEMO_SIZES, sizes_for_scale
from abdi_demo.writing import write_demo

__all__ = [
    "DEMO_DAY",
    "DEMO_SIZES",
    "Person",
    "Population",
    "Post",
    "people",
    "sizes_for_scale",
    "write_demo",
]
