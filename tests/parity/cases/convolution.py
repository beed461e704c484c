"""Convolutions, their transposes, pooling, upsampling."""

from tests.parity.kinds import Layer

IMAGE, SIGNAL = (2, 4, 7, 5), (2, 4, 9)
MODES = ("reflect", "circular", "replicate")

CONVOLUTIONS = [
    Layer("Conv2d", (1, 2, 3), x=(2, 1, 5, 6)),
    Layer("Conv2d", (4, 3, (2, 3)), x=IMAGE),
    Layer("Conv2d", (4, 3, 1), {"bias": False}, x=IMAGE),
    Layer("Conv2d", (4, 3, (7, 5)), x=IMAGE),
    Layer("Conv2d", (4, 3, 3), {"stride": 2, "padding": 1}, x=(1, 4, 7, 5)),
    Layer("Conv2d", (4, 3, (3, 2)), {"stride": (3, 2), "padding": (2, 0)}, x=IMAGE),
    Layer("Conv2d", (4, 3, 2), {"stride": 3}, x=(2, 4, 7, 7)),
    Layer("Conv2d", (4, 3, 3), {"dilation": 2, "padding": (2, 1)}, x=IMAGE),
    Layer("Conv2d", (4, 3, (2, 3)), {"dilation": (3, 2), "stride": (1, 2), "bias": False}, x=IMAGE),
    Layer("Conv2d", (4, 3, (3, 1)), {"padding": "same"}, x=IMAGE),
    Layer("Conv2d", (4, 3, 4), {"padding": "same", "dilation": 2}, x=IMAGE),
    Layer("Conv2d", (4, 3, 2), {"padding": "valid"}, x=IMAGE),
    Layer("Conv2d", (4, 6, 3), {"groups": 2}, x=IMAGE),
    Layer("Conv2d", (4, 4, 3), {"groups": 4, "padding": 1}, x=IMAGE),
    Layer("Conv2d", (4, 8, (1, 3)), {"groups": 4, "stride": 2, "dilation": (1, 2)}, x=(1, 4, 7, 5)),
    Layer("Conv2d", (4, 3, 3, 2, 1, 1, 1, False, "reflect"), x=IMAGE),
    *[Layer("Conv2d", (4, 2, 3), {"padding": 1, "padding_mode": mode}, x=(1, 4, 3, 4)) for mode in MODES],
    *[Layer("Conv2d", (4, 2, (4, 3)), {"padding": (3, 0), "stride": 2, "padding_mode": mode}, x=IMAGE) for mode in MODES],
    *[Layer("Conv2d", (4, 2, (2, 3)), {"padding": "same", "dilation": 2, "groups": 2, "padding_mode": mode}, x=IMAGE) for mode in MODES],
    Layer("Conv2d", (4, 2, 3), {"padding": (7, 5), "padding_mode": "circular"}, x=IMAGE),
    Layer("Conv1d", (4, 3, 3), x=SIGNAL),
    Layer("Conv1d", (1, 1, 9), x=(1, 1, 9)),
    Layer("Conv1d", (4, 6, (2,)), {"stride": 3, "padding": (2,), "dilation": 2, "groups": 2}, x=SIGNAL),
    Layer("Conv1d", (4, 4, 3), {"groups": 4, "bias": False, "padding": 2}, x=(1, 4, 1)),
    Layer("Conv1d", (4, 3, 5), {"padding": "same"}, x=SIGNAL),
    *[Layer("Conv1d", (4, 2, 3), {"padding": 2, "padding_mode": mode}, x=SIGNAL) for mode in MODES],
]

TRANSPOSED = [
    Layer("ConvTranspose2d", (4, 3, 3), x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 3, (2, 3)), {"stride": 2, "bias": False}, x=(1, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}, x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 3, (3, 2)), {"stride": (3, 2), "padding": (2, 0), "output_padding": (2, 1)}, x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 3, 2), {"stride": 3}, x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 3, 3), {"dilation": 2, "padding": (3, 1)}, x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 2, 2), {"dilation": 3, "output_padding": (2, 1)}, x=(2, 4, 2, 3)),
    Layer("ConvTranspose2d", (4, 6, 3), {"groups": 2, "stride": 2, "output_padding": (1, 0)}, x=(2, 4, 3, 2)),
    Layer("ConvTranspose2d", (4, 4, 3, 2, 1, 1, 4, True, 2), x=(2, 4, 3, 3)),
    Layer("ConvTranspose2d", (4, 3, 1), x=(2, 4, 1, 1)),
    Layer("ConvTranspose2d", (4, 3, 3), {"stride": 2, "padding": 1}, x=(2, 4, 3, 2), options={"output_size": (6, 3)}),
    Layer("ConvTranspose1d", (4, 3, 3), x=(2, 4, 5)),
    Layer("ConvTranspose1d", (4, 6, (4,)), {"stride": 3, "padding": 1, "output_padding": 2, "groups": 2, "dilation": 2}, x=(2, 4, 5)),
    Layer("ConvTranspose1d", (1, 1, 2), {"stride": 2, "bias": False}, x=(1, 1, 1)),
    Layer("ConvTranspose1d", (4, 3, 2), {"stride": 4}, x=(2, 4, 3), options={"output_size": (12,)}),
]

MAX_POOLING = [
    Layer("MaxPool2d", (2,), x=(2, 3, 6, 4)),
    Layer("MaxPool2d", (2,), x=(1, 3, 7, 5)),
    Layer("MaxPool2d", ((3, 2),), {"stride": (2, 1), "padding": (1, 0)}, x=(2, 3, 7, 5)),
    Layer("MaxPool2d", (3,), {"stride": 1, "padding": 1}, x=(2, 3, 5, 4)),
    Layer("MaxPool2d", (2,), {"dilation": (2, 3)}, x=(2, 3, 7, 6)),
    Layer("MaxPool2d", (3,), {"stride": 2, "ceil_mode": True}, x=(2, 3, 6, 7)),
    Layer("MaxPool2d", (3,), {"stride": 3, "padding": 1, "ceil_mode": True}, x=(2, 3, 6, 7)),
    Layer("MaxPool2d", (2,), {"stride": 4, "padding": 1, "ceil_mode": True}, x=(2, 3, 4, 7)),
    Layer("MaxPool2d", ((1, 3),), {"stride": 4}, x=(2, 3, 6, 8)),
    Layer("MaxPool2d", (3, 2, 1, 1, True), x=(2, 3, 6, 7)),
    Layer("MaxPool2d", ((2, 3),), {"return_indices": True, "ceil_mode": True, "dilation": (2, 1)}, x=(2, 3, 6, 7)),
    Layer("MaxPool1d", (2,), x=(2, 3, 7)),
    Layer("MaxPool1d", ((3,),), {"stride": 2, "padding": 1, "dilation": 2, "ceil_mode": True}, x=(1, 3, 10)),
    Layer("MaxPool1d", (4,), {"stride": 1, "return_indices": True}, x=(2, 3, 7)),
]

AVG_POOLING = [
    Layer("AvgPool2d", (2,), x=(2, 3, 6, 4)),
    Layer("AvgPool2d", (2,), x=(1, 3, 7, 5)),
    *[Layer("AvgPool2d", ((3, 2),), {"stride": (2, 1), "padding": (1, 1), "count_include_pad": include}, x=(2, 3, 6, 5))
      for include in (True, False)],
    *[Layer("AvgPool2d", (3,), {"stride": stride, "padding": 1, "ceil_mode": True, "count_include_pad": include}, x=(2, 3, 6, 7))
      for include in (True, False) for stride in (2, 3)],
    Layer("AvgPool2d", (2,), {"stride": 4, "padding": 1, "ceil_mode": True}, x=(2, 3, 4, 7)),
    Layer("AvgPool2d", (3, 2, 1, False, True, 5), x=(2, 3, 6, 7)),
    Layer("AvgPool2d", (2,), {"divisor_override": 3, "ceil_mode": True}, x=(2, 3, 5, 3)),
    Layer("AvgPool1d", (2,), x=(2, 3, 7)),
    Layer("AvgPool1d", ((3,),), {"stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False}, x=(1, 3, 8)),
    Layer("AvgPool1d", (3, 2, 1, True), x=(2, 3, 8)),
    *[Layer("AdaptiveAvgPool2d", (size,), x=(2, 3, 7, 5)) for size in (1, 3, (2, 5), (None, 2), (7, 1), (9, 8))],
    Layer("AdaptiveAvgPool2d", (4,), x=(1, 3, 8, 4)),
    *[Layer("AdaptiveAvgPool1d", (size,), x=(2, 3, 7)) for size in (1, 3, (7,), 10)],
]

GLOBAL_POOLING = [
    Layer(name, x=shape) for name in ("GlobalAvgPool2d", "GlobalMaxPool2d") for shape in [(2, 3, 5, 4), (1, 1, 1, 7), (3, 2, 1, 1)]
]

UPSAMPLING = [
    *[Layer("Upsample", kwargs={"scale_factor": factor}, x=(2, 3, 4, 3)) for factor in (2, 3, 1.5, 0.5, (2, 3), (1.7, 1.1))],
    *[Layer("Upsample", kwargs={"size": size}, x=(1, 3, 4, 3)) for size in (6, (7, 5), (2, 3), 1)],
    *[Layer("Upsample", kwargs={"scale_factor": factor, "mode": "bilinear", "align_corners": align}, x=(2, 3, 4, 3))
      for factor in (2, (1.7, 0.6)) for align in (None, False, True)],
    *[Layer("Upsample", ((7, 5), None, "bilinear", align), x=(1, 3, 4, 3)) for align in (False, True)],
    *[Layer("Upsample", kwargs={"size": size, "mode": "bilinear", "align_corners": True}, x=(1, 3, 4, 1)) for size in (1, (4, 6))],
    *[Layer("Upsample", kwargs={"scale_factor": 1.7, "mode": mode, "recompute_scale_factor": True}, x=(2, 3, 4, 3)) for mode in ("nearest", "bilinear")],
    Layer("Upsample", kwargs={"scale_factor": 2.5}, x=(2, 3, 5)),
    Layer("Upsample", kwargs={"size": 7}, x=(2, 3, 5)),
    *[Layer("Upsample", kwargs={"scale_factor": 1.7, "mode": "linear", "align_corners": align}, x=(2, 3, 5)) for align in (False, True)],
]

LAYERS = [*CONVOLUTIONS, *TRANSPOSED, *MAX_POOLING, *AVG_POOLING, *GLOBAL_POOLING, *UPSAMPLING]
