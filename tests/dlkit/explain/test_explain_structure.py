"""A network as a tree of layers."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dlkit
import dlkit.numpy as dl
from dlkit import explain
from tests.dlkit.explain.networks import MODELS, X, mlp


def all_of(layer):
    return [layer, *(one for part in layer.parts for one in all_of(part))]


def test_the_tree_has_the_layers_in_their_order_with_shapes_and_counts():
    tree = explain.structure(MODELS["numpy"](), X)
    assert (tree.name, tree.kind, tree.shape, tree.flow) == ("", "Sequential", (5, 3), "chain")
    assert [part.kind for part in tree.parts][:4] == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]
    residual = tree.parts[4]
    assert (residual.flow, residual.parameters, residual.parts[0].name) == ("sum", 4 * 4 * 9 + 4, "4.0")
    assert tree.parts[0].shape == (5, 4, 9, 8) and tree.parts[3].shape == (5, 4, 4, 4)


@pytest.mark.parametrize("backend", MODELS)
def test_the_counts_add_up_to_the_models(backend):
    model = MODELS[backend]()
    tree = explain.structure(model, X)
    total = sum(np.size(p.data) if backend == "numpy" else p.numel() for p in model.parameters())
    assert tree.parameters == total == sum(one.parameters for one in all_of(tree) if not one.parts)


def test_both_backends_give_the_same_tree():
    for make in ({}, {"make": mlp}):
        assert explain.structure(MODELS["numpy"](**make), X) == explain.structure(MODELS["torch"](**make), X)


@pytest.mark.parametrize(("layer", "said"), [
    (dl.Conv2d(1, 2, 3, rng=0), "3 × 3"),
    (dl.Conv2d(1, 2, (3, 2), stride=(2, 1), padding=1, dilation=2, rng=0), "3 × 2, stride 2 × 1, padding 1, dilation 2"),
    (dl.Conv2d(1, 2, 3, padding="same", rng=0), "3 × 3, padding same"),
    (dl.MaxPool2d(2), "2 × 2"),
    (dl.AvgPool2d(3, stride=1, padding=1), "3 × 3, stride 1, padding 1"),
    (dl.Dropout(0.25), "p = 0.25"),
    (dl.ReLU(), ""),
])  # fmt: skip
def test_a_layer_says_what_its_shapes_do_not(layer, said):
    assert explain.structure(layer, np.ones((1, 1, 8, 8), np.float32)).arguments == said


def test_how_parts_are_connected_is_said_only_where_it_is_known():
    x = np.ones((1, 3, 4), np.float32)
    assert {one.kind: one.flow for one in all_of(explain.structure(dl.SAB(4, 2, rng=0), x)) if one.parts} == {
        "SAB": "", "MultiheadAttention": "", "ScaledDotProductAttention": "", "Sequential": "chain",
    }  # fmt: skip


def test_importing_explain_loads_neither_torch_nor_matplotlib():
    code = "import sys, dlkit.explain; print([m for m in ('torch', 'matplotlib', 'sklearn') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(dlkit.__file__).parents[1])
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
