"""The networks, built from dlkit.numpy or dlkit.torch, as both have the same names."""


def mlp(dl, layers):
    """Linear layers of the given (weight, bias), ReLU between them."""
    model = []
    for weight, bias in layers:
        model += [_filled(dl.Linear(*weight.shape[::-1]), weight, bias), dl.ReLU()]
    return dl.Sequential(*model[:-1])


def cnn(dl, layers):
    """Convolutions of 3 × 3, each followed by ReLU and a max pooling of 2 × 2; then a Linear layer."""
    *convolutions, (weight, bias) = layers
    model = []
    for kernel, kernel_bias in convolutions:
        conv = dl.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
        model += [_filled(conv, kernel, kernel_bias), dl.ReLU(), dl.MaxPool2d(2)]
    return dl.Sequential(*model, dl.Flatten(), _filled(dl.Linear(*weight.shape[::-1]), weight, bias))


def _filled(layer, weight, bias):
    layer.load_state_dict(like(layer, {"weight": weight, "bias": bias}))
    return layer


def like(layer, arrays):
    """The arrays as the backend of `layer` takes them."""
    if type(layer).__module__.startswith("torch"):
        import torch

        return {name: torch.tensor(array) for name, array in arrays.items()}
    return arrays
