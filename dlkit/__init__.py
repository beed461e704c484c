"""dlkit: deep learning written as its equations in NumPy, and the same names on PyTorch.

    dlkit.numpy     layers, losses, optimizers and fit: forward and backward as equations
    dlkit.torch     the same names, PyTorch inside: autograd, CPU or CUDA
    dlkit.training  what both fits share: History, callbacks, metrics, batches
    dlkit.check     gradient checks
    dlkit.data      toy sets, digits, showers; splits
    dlkit.plot      the figures of the book

Importing dlkit loads neither PyTorch nor matplotlib; a part is loaded when it is imported.
"""

__version__ = "0.1.0"
