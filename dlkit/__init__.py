"""dlkit: deep learning written as its equations in NumPy, and the same names on PyTorch.

    dlkit.numpy       layers, losses, optimizers and fit: forward and backward as equations
    dlkit.torch       the same names, PyTorch inside: autograd, CPU or CUDA
    dlkit.training    what both fits share: History, callbacks, metrics, batches
    dlkit.estimators  closed form and classical: maximum likelihood, linear models, PCA, bagging
    dlkit.minimize    minimisers of plain functions, with their whole trajectory
    dlkit.autodiff    two tapes, of numbers and of arrays, small enough to read in one sitting
    dlkit.shift       importance weights, label shift, label noise, domain-adversarial training
    dlkit.data        toy sets, tables, digits, showers; splits
    dlkit.explain     what a network looks at: activations, saliency, class activation, receptive fields
    dlkit.plot        the figures of the book
    dlkit.check       gradient checks

Importing dlkit loads neither PyTorch nor matplotlib; a part is loaded when it is imported.
"""

__version__ = "0.1.0"
