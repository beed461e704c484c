"""All the kinds, by theme: KINDS is {theme: [Kind, …]}."""

from tests.grading.hostile.kinds import (
    broken,
    endings,
    files,
    floods,
    forging_interpreter,
    forging_libraries,
    honest,
    loops,
    memory,
    network,
    processes,
    replies,
)

KINDS = {
    module.__doc__.strip(): module.KINDS
    for module in (loops, memory, processes, endings, floods, files, network, replies, forging_libraries, forging_interpreter, broken, honest)
}
