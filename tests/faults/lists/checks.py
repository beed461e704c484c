"""What proves gradients: dlkit.check."""

FAULTS = [
    (
        ["tests/dlkit/test_check.py"],
        [
            ('dlkit/check.py', 'values - f0 - h * float(slope)', 'values - f0 + h * float(slope)'),
            ('dlkit/check.py', 'values - f0 - h * float(slope)', 'values - f0'),
            ('dlkit/check.py', '8 * np.finfo(np.float64).eps', '0 * np.finfo(np.float64).eps'),
            ('dlkit/check.py', 'np.log(np.abs(h[seen]))', 'np.abs(h[seen])'),
            ('dlkit/check.py', '(above - below) / (2 * h)', '(above - below) / h'),
            ('dlkit/check.py', '        x[i] = saved\n', ''),
            ('dlkit/check.py', 'x.dtype != np.float64:', 'x.dtype == np.float16:'),
            ('dlkit/check.py', '.normal(size=output().shape)', '.normal(size=output().shape) ** 0'),
            ('dlkit/check.py', 'inputs = [np.array(value) for value in inputs]  # differences', 'inputs = list(inputs)  # differences'),
            ('dlkit/check.py', 'float((v * output()).sum())', 'float(output().sum())'),
            ('dlkit/check.py', 'if analytic.keys() != arrays.keys():', 'if False:'),
            ('dlkit/check.py', '    if analytic.shape != numerical.shape:', '    if False:'),
            ('dlkit/check.py', 'np.abs(analytic - numerical).max(initial=0.0) / scale', 'np.abs(np.abs(analytic) - np.abs(numerical)).max(initial=0.0) / scale'),
            ('dlkit/check.py', 'np.abs(analytic - numerical).max(initial=0.0) / scale', 'np.abs((analytic - numerical).mean()) / scale'),
            ('dlkit/check.py', 'scale = max(1.0, np.abs(numerical).max(initial=0.0))', 'scale = max(1.0, np.abs(numerical).sum())'),
            ('dlkit/check.py', 'return max(\n        _relative_error(f"input', 'return min(\n        _relative_error(f"input'),
        ],
    ),
    (
        ["tests/dlkit/test_layers.py"],
        [
            ('dlkit/check.py', 'return y[0] if isinstance(y, tuple) else y', 'return y[-1] if isinstance(y, tuple) else y'),
        ],
    ),
]
