"""Two processes that share every batch end with the weights and the history of one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy.testing import assert_allclose

torch = pytest.importorskip("torch")

from dlkit.torch.processes import Processes  # noqa: E402
from tests.torch import trainings  # noqa: E402

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not torch.distributed.is_available() or not torch.distributed.is_gloo_available(), reason="PyTorch without gloo")


TARGETS = {
    "labels": ({}, torch.tensor([0, 2, 1, 2, 2])),
    "weighted labels": ({"weight": torch.tensor([1.0, 5.0, 0.2])}, torch.tensor([0, 2, 1, 2, 2])),
    "ignored labels": ({"weight": torch.tensor([1.0, 5.0, 0.2]), "ignore_index": 2}, torch.tensor([0, 2, 1, 2, 2])),
    "probabilities": ({"weight": torch.tensor([1.0, 5.0, 0.2])}, torch.tensor([[0.2, 0.3, 0.5]] * 4 + [[1.0, 0, 0]])),
    "sums": ({"reduction": "sum"}, torch.tensor([0, 2, 1, 2, 2])),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_losses_of_the_shares_add_up_to_that_of_the_batch(name):
    options, y = TARGETS[name]
    loss, y_hat = torch.nn.CrossEntropyLoss(**options), torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    shares = [Processes.measure(None, loss, y_hat[rows], y[rows], y)[0] for rows in (slice(0, 2), slice(2, 5))]
    assert_allclose(sum(shares), loss(y_hat, y), rtol=1e-5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the processes find and leave their files."""
    return tmp_path_factory.mktemp("processes")


@pytest.fixture(scope="module")
def results(folder):
    """What both processes of trainings.py got; one.pt is there before them."""
    trainings.half(folder / "one.pt")
    ended = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "tests/torch/trainings.py", str(folder)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    return [torch.load(folder / f"results {rank}.pt", weights_only=True) for rank in (0, 1)]


@pytest.mark.parametrize("name", trainings.CASES)
def test_two_processes_are_one_process_with_the_joint_batch(results, name):
    one = trainings.train(name)
    for result in results:
        assert list(result[name]["history"]) == list(one["history"])
        for what, values in one["history"].items():
            assert_allclose(result[name]["history"][what], values, rtol=1e-9, err_msg=what)
        for what, value in one["weights"].items():
            assert_allclose(result[name]["weights"][what], value, rtol=1e-8, atol=1e-9, err_msg=what)


@pytest.mark.parametrize("name", [*trainings.CASES, "resumed", "begun by one", "without rng", "batch norm"])
def test_both_processes_have_the_same_bits(results, name):
    first, second = (result[name] for result in results)
    assert first["history"] == second["history"]
    assert all(torch.equal(first["weights"][what], value) for what, value in second["weights"].items())


def test_a_training_of_two_processes_is_resumed(results):
    assert results[0]["resumed"]["history"] == results[0]["callbacks"]["history"]


def test_a_training_goes_on_in_another_number_of_processes(results, folder):
    one = trainings.train("callbacks")["history"]
    for what, values in trainings.train("callbacks", resume=folder / "two.pt")["history"].items():
        assert_allclose(values, one[what], rtol=1e-9, err_msg=what)
        assert_allclose(results[0]["begun by one"]["history"][what], one[what], rtol=1e-9, err_msg=what)


def test_both_processes_stop_at_the_fault_that_one_of_them_met(results):
    for result in results:
        not_finite, refused, nowhere = result["messages"]
        assert not_finite.startswith("fit stopped at step 2 of epoch 1: the loss ") and "an input of its batch is not finite" in not_finite
        assert "LBFGS measures the loss several times a step, which works neither under torchrun" in refused
        assert "there is no checkpoint" in nowhere
