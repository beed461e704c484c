"""How the PyTorch backend does one training step: forward, loss, backward, clip, step; the device is not waited for."""

import numpy as np
import torch

from dlkit.torch import checkpoint_file
from dlkit.torch import device as devices
from dlkit.torch.one_process import OneProcess
from dlkit.torch.trace import LARGEST, copied, trace
from dlkit.training.not_finite import Fault
from dlkit.training.trainer import Trainer, one_number


class TorchTrainer(Trainer):
    """One step of training, and its state, for PyTorch's modules; losses stay on the device until an epoch ends."""

    form = checkpoint_file.FORM

    def __init__(
        self, model, loss, optimizer=None, *, device,
        batch_size=None, compile=False, amp=False, processes=None, **options,
    ):
        super().__init__(model, loss, optimizer, **options)
        self.device, self.batch_size, self.processes = device, batch_size, processes or OneProcess()
        if isinstance(loss, torch.nn.Module):
            loss.to(device)  # the weights of its classes
        self.autocast, self.scaler = devices.precision(amp, device)
        self.writes = self.processes.rank == 0
        self.start = None
        if optimizer is None:
            return
        parameters = {id(parameter) for parameter in model.parameters()}
        if not any(id(p) in parameters for group in optimizer.param_groups for p in group["params"]):
            raise ValueError("fit: the optimizer has none of the model's parameters; was it made for another model?")
        if isinstance(optimizer, torch.optim.LBFGS) and (self.processes.size > 1 or self.scaler):
            raise ValueError(
                "fit: LBFGS measures the loss several times a step, which works neither under torchrun "
                "nor with amp='float16'"
            )
        self.parallel = self.processes.model(model, device)
        self.compiled = self._compile(compile) if compile else None
        self.keeps_start = sum(p.numel() for p in model.parameters()) <= LARGEST

    def _compile(self, options):
        """The forward pass in training as compiled code, for full batches: one shape, compiled once."""
        return torch.compile(self._forward, **({"dynamic": False} | (options if isinstance(options, dict) else {})))

    def _forward(self, x, y, joint):
        """(loss, ŷ) of this process's rows; `joint` are the targets of the whole batch."""
        with self.autocast:
            return self.processes.measure(self.loss, self.parallel(x), y, joint)

    def _gradients(self, x, y, counts, joint):
        """Leave the gradients of all parameters in them; returns (loss, ŷ)."""
        self.optimizer.zero_grad(set_to_none=True)
        compiled = self.compiled is not None and len(joint) == self.batch_size
        value, y_hat = (self.compiled if compiled else self._forward)(x, y, joint)
        one_number(value)
        if not counts:
            value = value * 0
        total = value if self.processes.size == 1 else value * self.processes.size
        (total if self.scaler is None else self.scaler.scale(total)).backward()
        if self.clip_norm is not None or self.clip_value is not None:
            self._clip()
        if compiled:  # a CUDA graph writes its next outputs over these
            value, y_hat = value.clone(), y_hat.clone()
        return value.detach(), y_hat.detach()

    def _clip(self):
        if self.scaler is not None:
            self.scaler.unscale_(self.optimizer)
        if self.clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip_norm)
        if self.clip_value is not None:
            torch.nn.utils.clip_grad_value_(self.model.parameters(), self.clip_value)

    def train_batch(self, x, y):
        rows = self.processes.split(x, y)
        if isinstance(self.optimizer, torch.optim.LBFGS):
            measured = []

            def closure():
                measured.append(self._gradients(*rows, y))
                return measured[-1][0]

            self.optimizer.step(closure)
            value, y_hat = measured[0]
        else:
            value, y_hat = self._gradients(*rows, y)
            if self.scaler is None:
                self.optimizer.step()
            else:
                self.scaler.step(self.optimizer)
                self.scaler.update()
        self.step_schedule("step")
        return self._seen(value, y_hat, rows)

    @torch.no_grad()
    def batch_loss(self, x, y):
        rows = self.processes.split(x, y)
        with self.autocast:
            value, y_hat = self.processes.measure(self.loss, self.model(rows[0]), rows[1], y)
        return self._seen(one_number(value) if rows[2] else value * 0, y_hat, rows)

    def _seen(self, value, y_hat, rows):
        """(loss, ŷ, y), of which ŷ and y are of the rows that count; ŷ of autocast in full precision again."""
        _, y, counts = rows
        if y_hat.dtype in (torch.float16, torch.bfloat16):
            y_hat = y_hat.float()
        return (value, y_hat, y) if counts else (value, y_hat[:0], y[:0])

    def epoch_begin(self):
        self.model.train()
        self.start = None  # before the next one is made: one copy is enough
        if self.keeps_start:
            self.start = copied(self.state_dict())

    def batches_end(self):
        self.processes.share_buffers(self.model)

    def index(self, order):
        return torch.from_numpy(order).to(self.device)

    def read(self, values):
        """All values come from the device at once."""
        flat = [torch.as_tensor(value, device=self.device) for column in values.values() for value in column]
        numbers = torch.stack(flat).cpu().double().numpy()
        ends = np.cumsum([len(column) for column in values.values()])[:-1]
        return dict(zip(values, np.split(numbers, ends)))

    def joint(self, sums):
        everywhere = self.processes.gather(sums)  # added in one order, so that all processes get the same bits
        return {name: float(np.sum([one[name] for one in everywhere])) for name in sums}

    def joint_array(self, parts):
        own = torch.cat(parts).cpu().numpy() if parts else None
        return np.concatenate([one for one in self.processes.gather(own) if one is not None])

    def joint_first(self, step):
        return min((one for one in self.processes.gather(step) if one is not None), default=None)

    def weights_are_finite(self):
        return bool(torch.stack([p.detach().isfinite().all() for p in self.model.parameters()]).all())

    def trace(self, batch_of, step, value):
        if self.start is None:
            return Fault(step + 1, "large")
        self.compiled = None  # compiled code has no layers to watch
        self.load_state_dict(self.start)
        fault = trace(self, batch_of, step, gradients=self.scaler is None)
        seen = [fault for fault in self.processes.gather(fault) if fault is not None]
        return min(seen, key=lambda fault: (fault.step, fault.kind == "gradient"), default=Fault(step + 1, "unknown"))

    def lr(self):
        return float(self.optimizer.param_groups[0]["lr"])

    def state_dict(self):
        return super().state_dict() | {"scaler": None if self.scaler is None else self.scaler.state_dict()}

    def load_state_dict(self, state):
        super().load_state_dict(state)
        if self.scaler is not None and state["scaler"] is not None:
            self.scaler.load_state_dict(state["scaler"])

    def random_state(self):
        return devices.random_state(self.device)

    def load_random_state(self, state):
        devices.load_random_state(state, self.device)

    def write_checkpoint(self, path, state):
        state = state | {"random": self.processes.gather(state["random"])}
        if self.writes:
            checkpoint_file.write(path, state)
        return self.writes

    def read_checkpoint(self, path):
        state = self.processes.read(lambda: checkpoint_file.read(path, self.device))
        states = state["random"]  # one of each process that wrote; further ones take the last
        return state | {"random": states[min(self.processes.rank, len(states) - 1)]}
