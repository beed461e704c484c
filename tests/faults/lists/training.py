"""fit, callbacks, checkpoints, devices, processes."""

FAULTS = [
    (
        ["tests/dlkit/test_callbacks.py"],
        [
            ('dlkit/training/ema.py', '(1 - self.decay) * (state[name] - mean)', 'self.decay * (state[name] - mean)'),
            ('dlkit/training/ema.py', '                mean[...] = state[name]', '                pass'),
            ('dlkit/training/ema.py', '            model.load_state_dict(self.trained)\n', '            pass\n'),
            ('dlkit/training/early_stopping.py', '"best": self.best,', '"best": math.inf,'),
            ('dlkit/training/early_stopping.py', '"auc", "r2"))', '"auc"))'),
            ('dlkit/training/loop.py', '    for callback in callbacks:\n        callback.training_end(model)\n    for callback in callbacks:\n        callback.fit_end(model, optimizer, history)', '    for callback in callbacks:\n        callback.training_end(model)\n        callback.fit_end(model, optimizer, history)'),
        ],
    ),
    (
        ["tests/dlkit/test_checkpoint.py"],
        [
            ('dlkit/training/ema.py', 'return {"average": self.average}', 'return {"average": None}'),
            ('dlkit/training/resume.py', '    load_generator_state(rng, state["order"])\n', ''),
            ('dlkit/training/resume.py', '        "stopped": stopped,', '        "stopped": False,'),
            ('dlkit/training/trainer.py', '            self.schedule.load_state_dict(state["schedule"])', '            pass'),
            ('dlkit/training/trainer.py', '        self.load_random_state(state["random"])', '        pass'),
            ('dlkit/training/trainer.py', '        self.optimizer.load_state_dict(state["optimizer"])', '        pass'),
            ('dlkit/training/files.py', '        os.fsync(file.fileno())\n', ''),
            ('dlkit/training/files.py', '    part = path.with_name(path.name + ".part")', '    part = path'),
            ('dlkit/training/checkpoint.py', 'if last or epoch % self.every == 0', 'if epoch % self.every == 0'),
            ('dlkit/training/checkpoint.py', 'return sorted(found)', 'return sorted(found, key=lambda pair: str(pair[0]))'),
            ('dlkit/numpy/checkpoint_file.py', '        np.savez(file, **arrays, layout=np.array(layout))', '        np.savez(file, **{k: v.astype(np.float32) if v.dtype == np.float64 else v for k, v in arrays.items()}, layout=np.array(layout))'),
        ],
    ),
    (
        ["tests/dlkit/test_fit.py", "tests/dlkit/test_callbacks.py", "tests/parity/test_fit_parity.py"],
        [
            ('dlkit/training/early_stopping.py', 'if value < self.best - self.min_delta', 'if value <= self.best + 0.05'),
        ],
    ),
    (
        ["tests/dlkit/test_fit.py"],
        [
            ('dlkit/training/batches.py', 'min(start + batch_size, n)) for start in range(0, n, batch_size)]', 'start + batch_size) for start in range(0, n - batch_size + 1, batch_size)]'),
            ('dlkit/numpy/trainer.py', '        self.step_schedule("step")\n', ''),
            ('dlkit/numpy/trainer.py', '            clip_grad_norm_(self.model.parameters(), self.clip_norm)', '            pass'),
            ('dlkit/numpy/sequential.py', 'self.layers[first + 1 :]', 'self.layers[first + 2 :]'),
        ],
    ),
    (
        ["tests/dlkit/test_fit.py", "tests/parity/test_fit_parity.py"],
        [
            ('dlkit/training/averages.py', '/ len(x) for name', '/ (len(x) // batch_size * batch_size) for name'),
            ('dlkit/training/averages.py', 'metric(y_hat, y_batch) * len(y_batch)', 'metric(y_hat, y_batch) * batch_size'),
        ],
    ),
    (
        ["tests/dlkit/test_metrics.py"],
        [
            ('dlkit/training/averages.py', 'not hasattr(metric, "whole_set")', 'True'),
            ('dlkit/training/metrics.py', '(counts - 1) / 2', '(counts - 1)'),
            ('dlkit/training/metrics.py', 'rank = (y_hat >= own)', 'rank = 1 + (y_hat > own)'),
        ],
    ),
    (
        ["tests/dlkit/test_history.py"],
        [
            ('dlkit/training/table.py', 'html.escape(cell)', 'cell'),
        ],
    ),
    (
        ["tests/parity/test_fit_parity.py"],
        [
            ('dlkit/numpy/trainer.py', '        elif math.isfinite(gradients()):', '        elif gradients() is not None:'),
            ('dlkit/numpy/trace.py', 'gradients[-1]', 'gradients[0]'),
            ('dlkit/numpy/trace.py', 'made = step + 1 if np.isfinite(value) else step', 'made = step + 1'),
            ('dlkit/torch/trace.py', '        found += outputs\n', ''),
        ],
    ),
    (
        ["tests/torch/test_device.py"],
        [
            ('dlkit/torch/trainer.py', '            self.scaler.unscale_(self.optimizer)', '            pass'),
            ('dlkit/torch/trainer.py', '        return value.detach(), y_hat.detach()\n\n    def _clip', '        value.item()\n        return value.detach(), y_hat.detach()\n\n    def _clip'),
            ('dlkit/torch/trainer.py', 'len(joint) == self.batch_size', 'True'),
            ('dlkit/torch/trainer.py', 'y_hat = y_hat.float()', 'pass'),
            ('dlkit/torch/device.py', '    with torch.random.fork_rng(devices=[device.index] if device.type == "cuda" else []):\n        torch', '    if True:\n        torch'),
            ('dlkit/torch/device.py', '        torch.use_deterministic_algorithms(before[0], warn_only=before[1])', '        pass'),
        ],
    ),
    (
        ["tests/parity/test_fit_parity.py", "tests/torch/test_device.py"],
        [
            ('dlkit/torch/trainer.py', '        self.load_state_dict(self.start)\n', ''),
        ],
    ),
    (
        ["tests/torch/test_checkpoint.py"],
        [
            ('dlkit/torch/trainer.py', '            self.scaler.load_state_dict(state["scaler"])', '            pass'),
            ('dlkit/torch/device.py', '    torch.set_rng_state(state["cpu"].cpu())', '    pass'),
        ],
    ),
    (
        ["tests/torch/test_processes.py"],
        [
            ('dlkit/torch/trainer.py', 'value * self.processes.size', 'value'),
            ('dlkit/torch/trainer.py', '        if not counts:\n            value = value * 0\n', ''),
            ('dlkit/torch/trainer.py', '        self.processes.share_buffers(self.model)', '        pass'),
            ('dlkit/torch/trainer.py', '        state = state | {"random": self.processes.gather(state["random"])}\n', ''),
            ('dlkit/torch/one_process.py', 'return [value]', 'return value'),
            ('dlkit/torch/processes.py', '* (len(y) / len(joint))', '/ self.size'),
            ('dlkit/torch/processes.py', 'value / _mass(loss, y_hat, joint)', 'value / _mass(loss, y_hat, y) / self.size'),
        ],
    ),
]
