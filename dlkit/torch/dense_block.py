"""DenseBlock: every layer sees what all layers before it made."""

import torch

from dlkit.torch.validate import floating


class DenseBlock(torch.nn.Sequential):
    """x_l = [x_{l−1}, f_l(x_{l−1})] joined along axis 1, for the layers f_1 … f_L; y = x_L.

    The parameters are named as in Sequential(*layers). Raises ValueError if a layer changes another axis than 1.
    """

    def forward(self, x):
        floating("DenseBlock", input=x)
        if x.ndim < 2:
            raise ValueError(f"DenseBlock got input {tuple(x.shape)}: it joins along axis 1; no batch axis?")
        for i, layer in enumerate(self):
            new = layer(x)
            if (new.shape[:1], new.shape[2:]) != (x.shape[:1], x.shape[2:]):
                raise ValueError(
                    f"DenseBlock: layer {i} made {tuple(new.shape)} of {tuple(x.shape)}: only axis 1 may change, as "
                    "they are joined along it; is a padding missing?"
                )
            x = torch.cat([x, new], dim=1)
        return x
