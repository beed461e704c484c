"""The numbers behind figures and explanations, and the checks of what they are given."""

FAULTS = [
    (
        ["tests/dlkit/plot/test_plot_decision_regions.py"],
        [
            ('dlkit/plot/decision_regions.py', '(np.arange(resolution) + 0.5) / resolution', 'np.arange(resolution) / resolution'),
            ('dlkit/plot/decision_regions.py', 'np.meshgrid(across, up)', 'np.meshgrid(across, up, indexing="ij")'),
            ('dlkit/plot/decision_regions.py', '.astype(x.dtype)', ''),
            ('dlkit/plot/decision_regions.py', 'origin="lower"', 'origin="upper"'),
            ('dlkit/plot/decision_regions.py', '(top - 1 / count) / (1 - 1 / count)', 'top'),
            ('dlkit/plot/decision_regions.py', 'np.stack([1 - answer, answer], axis=1)', 'np.stack([answer, 1 - answer], axis=1)'),
            ('dlkit/plot/decision_regions.py', 'np.where(high > low, high - low, 1.0)', '(high - low)'),
            ('dlkit/plot/decision_regions.py', 'np.union1d(seen, answer)', 'np.unique(answer)'),
            ('dlkit/plot/decision_regions.py', 'colours[probability.argmax(axis=-1)]', 'colours[probability.argmin(axis=-1)]'),
            ('dlkit/plot/decision_regions.py', 'levels=[0]', 'levels=[0.5]'),
            ('dlkit/plot/decision_regions.py', 'if count == 2 else count', 'if count == 2 else count - 1'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_plot_direct_labels.py"],
        [
            ('dlkit/plot/direct_labels.py', '_start(blocks[-2]) + blocks[-2][1] * apart > _start(blocks[-1])', '_start(blocks[-2]) + apart > _start(blocks[-1])'),
            ('dlkit/plot/direct_labels.py', 'total - count * blocks[-1][1] * apart', 'total - blocks[-1][1] * apart'),
            ('dlkit/plot/direct_labels.py', 'placed[np.argsort(order, kind="stable")]', 'placed[order]'),
            ('dlkit/plot/direct_labels.py', 'points[-1] if len(points)', 'points[0] if len(points)'),
            ('dlkit/plot/direct_labels.py', 'np.isfinite(points).all(axis=1)', 'np.isfinite(points).any(axis=1)'),
            ('dlkit/plot/direct_labels.py', 'not line.get_label().startswith("_")', 'True'),
            ('dlkit/plot/direct_labels.py', 'gap, height - wanted', 'gap, 0'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_plot_image_grid.py"],
        [
            ('dlkit/plot/image_grid.py', 'vmin = images.min() if vmin is None else vmin', 'pass'),
            ('dlkit/plot/image_grid.py', 'divmod(i, columns)', 'divmod(i, columns)[::-1]'),
            ('dlkit/plot/image_grid.py', 'images.transpose(0, 2, 3, 1)', 'images.transpose(0, 3, 2, 1)'),
            ('dlkit/plot/image_grid.py', 'left + 1, top + aspect, top)', 'left + 1, top, top + aspect)'),
            ('dlkit/plot/image_grid.py', 'images.min() < 0 or images.max() > 1', 'images.max() > 1'),
            ('dlkit/plot/image_grid.py', 'max(range(1, n + 1), key', 'min(range(1, n + 1), key'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_plot_history.py"],
        [
            ('dlkit/plot/history.py', 'epochs.index(best)', 'epochs.index(best) - 1'),
            ('dlkit/plot/history.py', '        judged = history[f"val_{key}"]\n', '        judged = history[key]\n'),
            ('dlkit/plot/history.py', 'ax.axvline(best,', 'ax.axvline(best - 1,'),
            ('dlkit/plot/history.py', 'marker = "o" if len(epochs) == 1 else None', 'marker = None'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_wrong_plots.py"],
        [
            ('dlkit/plot/validate.py', 'if all_finite and not np.isfinite(entries).all():', 'if False:'),
            ('dlkit/plot/validate.py', 'entries.dtype.kind not in "fiub"', 'entries.dtype.kind not in "fiubc"'),
            ('dlkit/plot/validate.py', 'entries.dtype.kind not in "fiub"', 'entries.dtype.kind not in "fiubU"'),
            ('dlkit/plot/validate.py', 'if entries.ndim == 0:', 'if False:'),
            ('dlkit/plot/validate.py', 'isinstance(given, str) or not np.iterable(given)', 'not np.iterable(given)'),
            ('dlkit/plot/validate.py', 'not ends[0] < ends[1]', 'not ends[0] <= ends[1]'),
            ('dlkit/validate.py', 'numbers.Integral) or value < minimum', 'numbers.Integral) or value <= minimum'),
            ('dlkit/validate.py', 'if not is_finite(value) or value <= minimum:', 'if value <= minimum:'),
            ('dlkit/plot/weight_plane.py', 'if array.dtype.kind not in "fiub":', 'if False:'),
            ('dlkit/plot/loss_surface.py', 'if value.dtype.kind not in "fiub":', 'if False:'),
        ],
    ),
    (
        ["tests/dlkit/explain/test_wrong_explain.py", "tests/dlkit/explain/test_explain_receptive_field.py"],
        [
            ('dlkit/explain/watched.py', 'if not np.isfinite(values).all():', 'if False:'),
            ('dlkit/explain/watched.py', '("f" if slopes else "fiub")', '"fiub"'),
            ('dlkit/explain/receptive_field.py', 'value >= least for', 'value > least for'),
            ('dlkit/explain/receptive_field.py', 'all(i < n for', 'all(i <= n for'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_plot_scatter_classes.py"],
        [
            ('dlkit/plot/scatter_classes.py', 'x[y == value]', 'x[y >= value]'),
            ('dlkit/plot/scatter_classes.py', 'here[:, 0], here[:, 1]', 'here[:, 1], here[:, 0]'),
            ('dlkit/plot/scatter_classes.py', 'if strange.size:', 'if False:'),
            ('dlkit/plot/validate.py', 'if len(given) != number:', 'if len(given) < number:'),
        ],
    ),
    (
        ["tests/dlkit/plot/test_plot_panels.py", "tests/dlkit/plot/test_plot_save.py"],
        [
            ('dlkit/plot/panels.py', 'low > reach', 'low >= reach - 100'),
            ('dlkit/plot/panels.py', 'max(reach, high)', 'high'),
            ('dlkit/plot/panels.py', '(low + reach) / 2', 'reach'),
            ('dlkit/plot/panels.py', 'height - scale * b.y1', 'scale * b.y0'),
        ],
    ),
]
