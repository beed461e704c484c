"""What a layer is, on either backend: the names of its classes are the same."""


def kind_of(layer, names):
    """The first of the layer's classes whose name is in `names`, None if none is."""
    return next((cls.__name__ for cls in type(layer).__mro__ if cls.__name__ in names), None)
