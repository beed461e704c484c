"""What fit says when a loss, a gradient or a weight is no longer finite: where it began, and why it likely did."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """The first number that is not finite: in which `step` of the epoch (from 1), and in what.

    `kind` is "input", "target", "weight", "output", "loss", "gradient", or "unknown" where walking the
    step again did not show it; `name` and `layer` are the weight's or layer's, where there is one;
    `reach` is the largest prediction, where it is the loss.
    """

    step: int
    kind: str
    name: str = ""
    layer: str = ""
    reach: float = 0.0


def sentence(fault, epoch, value, lr):
    """The message of the FloatingPointError, from the loss of that step and the learning rate."""
    layer = f"layer {fault.name}, {fault.layer}" if fault.name else f"the model, {fault.layer}"
    rate = f"the learning rate, {lr:g}, is likely too large (try a tenth of it)"
    what, cause = {
        "input": ("an input of its batch is not finite", "check np.isfinite(x).all()"),
        "target": ("a target of its batch is not finite", "check np.isfinite(y).all()"),
        "weight": (f"the weight {fault.name} is not finite", f"{rate}, or it was so from the start"),
        "output": (f"the first output that is not finite is that of {layer}", f"{rate}, or the input is (scale it)"),
        "loss": (
            "every layer's output is finite, the loss is not",
            f"predictions reach {fault.reach:.1g}; {rate}, or the inputs are (scale them)" if fault.reach > 1e6
            else "the logarithm of 0 or a division by 0 in the loss; does it want logits, and got probabilities?",
        ),
        "gradient": (
            f"the first gradient that is not finite is that of {layer if fault.layer else 'the loss'}",
            f"a division by 0, or a root or logarithm at 0, in its backward, or {rate} (or clip_norm=1)",
        ),
        "large": ("the model is too large for a copy to go back to", f"{rate}, or an input is not finite"),
        "unknown": ("walked again, the step was finite", f"{rate}, or an input is not finite"),
    }[fault.kind]
    loss = f"was still {value:g}, but" if math.isfinite(value) else f"became {value:g};"
    return f"fit stopped at step {fault.step} of epoch {epoch}: the loss {loss} {what}: {cause}"
