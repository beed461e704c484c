"""A figure as PNG, in the colours of either theme."""

from io import BytesIO

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_hex, to_rgb, to_rgba, to_rgba_array
from matplotlib.transforms import Bbox

from dlkit.plot import palette


def png(figure, panel, theme="light", dpi=130):
    """The bytes of a PNG of `panel`, the part of `figure` that is drawn on, on the background of `theme`.

    Call it within `styled()`. Images keep their colours: a theme changes ink and palette.
    """
    mapping = palette.recolouring(theme)
    top = figure.get_figheight() - panel.y / 72
    box = Bbox([[panel.x / 72, top - panel.height / 72], [(panel.x + panel.width) / 72, top]])
    buffer = BytesIO()
    former = figure.canvas
    try:
        canvas = _Canvas(figure, mapping)
        canvas.print_figure(
            buffer, format="png", dpi=dpi, facecolor=palette.SURFACE, bbox_inches=box, metadata={"Software": None}
        )
    finally:
        figure.set_canvas(former)
    return buffer.getvalue()


class _Canvas(FigureCanvasAgg):
    """Agg's canvas with another renderer."""

    def __init__(self, figure, mapping):
        super().__init__(figure)
        self._mapping = mapping

    def get_renderer(self):
        return _Renderer(*self.figure.bbox.size, self.figure.dpi, self._mapping)


class _Renderer(RendererAgg):
    """Agg's renderer, with the colours of a mapping exchanged as they arrive: no artist is touched."""

    def __init__(self, width, height, dpi, mapping):
        super().__init__(width, height, dpi)
        self._mapping = mapping
        # These two are not methods in Agg but attributes of each renderer, made of compiled code.
        self._plain_markers, self.draw_markers = self.draw_markers, self._recoloured_markers
        self._plain_collection, self.draw_path_collection = self.draw_path_collection, self._recoloured_collection

    def new_gc(self):
        return _GraphicsContext(self._mapping)

    def draw_path(self, gc, path, transform, rgbFace=None):
        super().draw_path(gc, path, transform, _exchange(rgbFace, self._mapping))

    def _recoloured_markers(self, gc, marker_path, marker_transform, path, transform, rgbFace=None):
        face = _exchange(rgbFace, self._mapping)
        self._plain_markers(gc, marker_path, marker_transform, path, transform, face)

    def _recoloured_collection(self, *args, **kwargs):
        # Before the colours come: gc, master_transform, paths, all_transforms, offsets, offset_trans.
        before, (faces, edges), after = args[:6], args[6:8], args[8:]
        self._plain_collection(*before, self._exchange_all(faces), self._exchange_all(edges), *after, **kwargs)

    def _exchange_all(self, colours):
        return to_rgba_array([_exchange(colour, self._mapping) for colour in to_rgba_array(colours)])


class _GraphicsContext(GraphicsContextBase):
    def __init__(self, mapping):
        super().__init__()
        self._mapping = mapping

    def set_foreground(self, fg, isRGBA=False):
        super().set_foreground(_exchange(fg, self._mapping), isRGBA)


def _exchange(colour, mapping):
    """The colour that `mapping` has for it, with the same opacity; other colours stay."""
    if colour is None:
        return None
    colour = to_rgba(colour) if isinstance(colour, str) else tuple(colour)
    found = mapping.get(to_hex(colour))
    return colour if found is None else (*to_rgb(found), *colour[3:])
