"""Training loops on a device: dlkit.torch.fit, and the best one can write by hand, eager, compiled and as a CUDA graph.

Each takes the model, its data on the device, `orders(n)`, which gives every epoch's permutation, and `tick`, called
at every epoch's end when its losses have been read, that is when the device has finished; returns the epochs' losses.
"""

import numpy as np
import torch

import dlkit.torch as dl

cross_entropy = torch.nn.functional.cross_entropy


def fit(model, x, y, *, orders, tick, epochs, batch_size, compile=False):
    """dlkit.torch.fit: it draws its orders itself, those of np.random.default_rng(0)."""

    class Ticks(dl.Callback):
        def epoch_end(self, model, optimizer, history):
            tick()

    optimizer = dl.Adam(model.parameters())
    history = dl.fit(
        model, dl.CrossEntropyLoss(), optimizer, (x, y), epochs=epochs, batch_size=batch_size, rng=0,
        callbacks=[Ticks()], compile=compile, progress=False,
    )
    return np.array(history["loss"])


def eager(model, x, y, *, orders, tick, epochs, batch_size, compile=False):
    """Nothing is read from the device until an epoch ends; the optimizer's step is one kernel."""

    def forward(x, y):
        return cross_entropy(model(x), y)

    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    forward_of_full = torch.compile(forward, dynamic=False) if compile else forward

    def step(chosen):
        optimizer.zero_grad(set_to_none=True)
        value = (forward_of_full if len(chosen) == batch_size else forward)(x[chosen], y[chosen])
        value.backward()
        optimizer.step()
        return value.detach() * len(chosen)

    losses = []
    for _ in range(epochs):
        total = torch.zeros((), device=x.device)
        for chosen in orders(len(x)).split(batch_size):
            total += step(chosen)
        losses.append(total.item() / len(x))
        tick()
    return np.array(losses)


def cuda_graph(model, x, y, *, orders, tick, epochs, batch_size):
    """A whole step, from the choice of the rows to the new weights, recorded once and replayed with one launch."""
    optimizer = torch.optim.Adam(model.parameters(), fused=True, capturable=True)
    chosen, total = torch.arange(batch_size, device=x.device), torch.zeros((), device=x.device)

    def step(chosen):
        value = cross_entropy(model(x[chosen]), y[chosen])
        value.backward()
        optimizer.step()
        total.add_(value.detach() * len(chosen))

    graph = _recorded(model, optimizer, lambda: step(chosen))
    losses = []
    for _ in range(epochs):
        total.zero_()
        for batch in orders(len(x)).split(batch_size):
            if len(batch) == batch_size:
                chosen.copy_(batch)
                graph.replay()
            else:
                optimizer.zero_grad(set_to_none=False)  # the graph writes its gradients where they are now
                step(batch)
        losses.append(total.item() / len(x))
        tick()
    return np.array(losses)


def _recorded(model, optimizer, step):
    """The graph of a step; the steps that warm up what it uses are undone."""
    start = [parameter.detach().clone() for parameter in model.parameters()]
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            optimizer.zero_grad(set_to_none=True)
            step()
    torch.cuda.current_stream().wait_stream(aside)
    optimizer.zero_grad(set_to_none=True)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), start):
            parameter.copy_(value)
        for state in optimizer.state.values():
            for value in state.values():
                value.zero_()
    return graph
