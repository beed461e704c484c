import copy

import numpy as np
import pytest
from numpy.testing import assert_allclose

import dlkit.numpy as dl
from dlkit import check

f32, f64 = np.float32, np.float64


def linear(width_in, width_out, seed=0):
    return dl.Linear(width_in, width_out, dtype=f64, rng=seed)


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_mlp_is_the_sequential_one_would_write():
    model = dl.MLP(4, (6, 5), 3, activation=dl.Tanh, dtype=f64, rng=0)
    assert isinstance(model, dl.Sequential)
    assert [type(layer).__name__ for layer in model] == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert {k: v.shape for k, v in model.state_dict().items()} == {
        "0.weight": (6, 4), "0.bias": (6,), "2.weight": (5, 6), "2.bias": (5,), "4.weight": (3, 5), "4.bias": (3,)
    }
    x = draw(2, 4)
    w = model.state_dict()
    a = np.tanh(np.tanh(x @ w["0.weight"].T + w["0.bias"]) @ w["2.weight"].T + w["2.bias"])
    assert_allclose(model(x), a @ w["4.weight"].T + w["4.bias"])


def test_mlp_puts_norm_before_and_dropout_after_the_activation():
    model = dl.MLP(4, [6], 3, activation=lambda: dl.LeakyReLU(0.3), norm=dl.BatchNorm1d, dropout=0.2, bias=False, rng=0)
    assert [type(layer).__name__ for layer in model] == ["Linear", "BatchNorm1d", "LeakyReLU", "Dropout", "Linear"]
    assert model[2].negative_slope == 0.3 and model[3].p == 0.2 and model[0].bias is None and model[4].bias is None
    assert [type(layer).__name__ for layer in dl.MLP(4, (), 3)] == ["Linear"]


def test_mlp_draws_every_weight_and_mask_from_one_generator():
    a, b = (dl.MLP(4, (4, 4), 4, dropout=0.5, rng=0) for _ in range(2))
    assert all((a.state_dict()[k] == v).all() for k, v in b.state_dict().items())
    assert (a[0].weight != a[3].weight).any()
    x = np.ones((9, 4), f32)
    twin = copy.deepcopy(a)
    assert (a(x) == b(x)).all() and (a(x) == (twin(x), twin(x))[1]).all()


def test_a_residual_block_with_a_zero_branch_is_the_identity_both_ways():
    last = linear(3, 5)
    last.weight[:], last.bias[:] = 0, 0
    block, x, grad_y = dl.Residual(linear(5, 3), dl.Tanh(), last), draw(4, 5), draw(4, 5, seed=1)
    np.testing.assert_array_equal(block(x), x)
    np.testing.assert_array_equal(block.backward(grad_y), grad_y)
    assert (block.grads["2.weight"] != 0).all(), "the branch itself still learns"


def test_a_stack_of_residual_blocks_keeps_the_gradient_that_a_plain_stack_loses():
    blocks = [[linear(8, 8, seed), dl.Tanh()] for seed in range(40)]
    residual, plain = dl.Sequential(*[dl.Residual(*b) for b in blocks]), dl.Sequential(*[dl.Sequential(*b) for b in blocks])
    x, grad_y = draw(3, 8), draw(3, 8, seed=1)
    norms = [np.linalg.norm((model(x), model.backward(grad_y))[1]) for model in (residual, plain)]
    assert norms[0] > 0.1 > 1e-6 > norms[1]


def test_the_state_of_a_residual_block_is_that_of_a_sequential():
    layers = [linear(5, 3), dl.Tanh(), linear(3, 5)]
    assert list(dl.Residual(*layers).state_dict()) == list(dl.Sequential(*layers).state_dict())
    assert list(dl.DenseBlock(*layers).state_dict()) == list(dl.Sequential(*layers).state_dict())


def test_every_layer_of_a_dense_block_sees_all_before_it():
    first, second = linear(3, 2, 0), linear(5, 4, 1)
    block, x = dl.DenseBlock(first, second), draw(6, 3)
    y = block(x)
    assert_allclose(y[:, :3], x)
    assert_allclose(y[:, 3:5], x @ first.weight.T + first.bias)
    assert_allclose(y[:, 5:], y[:, :5] @ second.weight.T + second.bias)
    grad_y = draw(6, 9, seed=1)
    grad_middle = grad_y[:, 3:5] + grad_y[:, 5:] @ second.weight[:, 3:]
    grad_x = grad_y[:, :3] + grad_y[:, 5:] @ second.weight[:, :3] + grad_middle @ first.weight
    assert_allclose(block.backward(grad_y), grad_x)


def test_gradient_reversal_lets_through_forwards_and_turns_round_backwards():
    layer, x = dl.GradientReversal(0.3), draw(3, 4).astype(f32)
    np.testing.assert_array_equal(layer(x), x)
    grad_x = layer.backward(x)
    assert_allclose(grad_x, -0.3 * x, rtol=1e-6)
    assert grad_x.dtype == f32
    layer.lambda_ = 2
    assert_allclose(layer.backward(x), -2 * x)


def test_descent_behind_a_reversal_is_ascent_before_it():
    """One step on both sides: the head lowers its loss, the features raise it."""
    x, y = draw(50, 3), (draw(50, seed=1) > 0).astype(f64)
    features, head, loss = linear(3, 2), linear(2, 1, 1), dl.BCEWithLogitsLoss()
    model = dl.Sequential(features, dl.GradientReversal(), head)
    before = loss(model(x)[:, 0], y)
    model.backward(loss.backward()[:, None])
    for part, goes_down in ((head, True), (features, False)):
        part.weight -= 0.01 * part.own_grads["weight"]
        assert (loss(model(x)[:, 0], y) < before) == goes_down
        part.weight += 0.01 * part.own_grads["weight"]


def test_an_autoencoder_is_its_two_parts_in_a_row():
    encoder, decoder, x = linear(5, 2), linear(2, 5, 1), draw(4, 5)
    model = dl.Autoencoder(encoder, decoder)
    assert list(model.state_dict()) == ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"]
    assert_allclose(model(x), dl.Sequential(encoder, decoder)(x))
    grad = draw(4, 5, seed=1)
    assert_allclose(model.backward(grad), grad @ decoder.weight @ encoder.weight)


def small_vae(rng=0):
    return dl.VAE(dl.MLP(5, (6,), 4, dl.Tanh, dtype=f64, rng=1), dl.MLP(2, (6,), 5, dl.Tanh, dtype=f64, rng=2), rng=rng)


def test_the_code_of_a_vae_has_the_mean_and_variance_that_the_encoder_says():
    class Constant(dl.Module):
        def forward(self, x):
            return np.tile(np.array([3.0, -1.0, np.log(4), np.log(0.25)], f32), (len(x), 1))

    z, mean, log_var = dl.VAE(Constant(), dl.Sequential(), rng=0)(np.zeros((40_000, 1), f32))
    assert z.dtype == f32 and z.shape == mean.shape == log_var.shape == (40_000, 2)
    assert_allclose(z.mean(axis=0), [3, -1], atol=0.05)
    assert_allclose(z.std(axis=0), [2, 0.5], rtol=0.03)
    assert abs(np.corrcoef(z.T)[0, 1]) < 0.03


def test_the_gradient_of_a_vae_is_that_of_all_three_outputs_for_fixed_noise():
    model, x = small_vae(), draw(3, 5)
    weights = draw(3, 5, seed=1), draw(3, 2, seed=2), draw(3, 2, seed=3)

    def objective():
        model.rng = np.random.default_rng(7)  # the same noise in every call
        return sum(float((w * output).sum()) for w, output in zip(weights, model(x)))

    objective()
    grad_x = model.backward(*weights)
    assert_allclose(grad_x, check.numerical_gradient(objective, x), atol=1e-8)
    objective()
    model.backward(*weights)
    grads = dict(model.grads)
    for name, parameter in model.named_parameters():
        assert_allclose(grads[name], check.numerical_gradient(objective, parameter.data), atol=1e-8, err_msg=name)


@pytest.mark.parametrize("given", [(True, False), (False, True), (False, False)])
def test_gradients_of_a_vae_that_are_left_out_count_as_zero(given):
    model, x = small_vae(), draw(3, 5)
    model(x)
    grad_x_hat, grads = draw(3, 5, seed=1), [draw(3, 2, seed=seed) for seed in (2, 3)]
    left_out = model.backward(grad_x_hat, *[g if there else None for g, there in zip(grads, given)])
    zero = model.backward(grad_x_hat, *[g if there else 0 * g for g, there in zip(grads, given)])
    np.testing.assert_array_equal(left_out, zero)


def test_in_evaluation_mode_a_vae_decodes_the_mean():
    model, x = small_vae().eval(), draw(3, 5)
    x_hat, mean, log_var = model(x)
    assert_allclose(x_hat, model.decoder(mean))
    assert_allclose(np.concatenate([mean, log_var], axis=1), model.encoder(x))
    errors = check.vector_jacobian(model, x, rng=0)
    assert max(errors.values()) < 1e-8, errors
    model.train()
    assert (model(x)[0] != model(x)[0]).all(), "in training every call draws new noise"


def test_a_copy_of_a_vae_continues_with_the_same_noise():
    model, x = small_vae(), draw(3, 5)
    model(x)
    twin = copy.deepcopy(model)
    np.testing.assert_array_equal(model(x)[0], twin(x)[0])
    np.testing.assert_array_equal(small_vae()(x)[0], small_vae()(x)[0])


X = np.ones((3, 5), f32)
BAD_INPUT = [
    (lambda: dl.MLP(5, 4, 2), TypeError, r"MLP: hidden must be a tuple of widths such as \(32, 16\), or \(\) for none, got 4"),
    (lambda: dl.MLP(5, (4, 0), 2), ValueError, r"MLP: hidden must be an integer of at least 1, got 0"),
    (lambda: dl.MLP(5, (4,), -2), ValueError, r"MLP: out_features must be an integer of at least 1, got -2"),
    (lambda: dl.MLP(5, (4,), 2, activation=dl.ReLU()), TypeError, r"MLP: activation must be what makes a layer, such as the class ReLU without \(\)"),
    (lambda: dl.MLP(5, (4,), 2, activation=None), TypeError, r"MLP: activation must be what makes a layer"),
    (lambda: dl.MLP(5, (4,), 2, norm=dl.BatchNorm1d(4)), TypeError, r"MLP: norm must be what makes a layer"),
    (lambda: dl.MLP(5, (4,), 2, dropout=1.5), ValueError, r"MLP: dropout must be a probability"),
    (lambda: dl.Residual(dl.Linear(5, 1))(X), ValueError, r"Residual got input \(3, 5\), but its layers make \(3, 1\) of it: to be added they must keep the shape"),
    (lambda: dl.Residual(dl.ReLU)(X), TypeError, r"Residual: argument 0 must be a layer, got the class ReLU; add \(\)"),
    (lambda: dl.Residual()([1.0]), TypeError, r"Residual got a list"),
    (lambda: dl.DenseBlock(dl.Linear(5, 2))(np.ones((3, 2, 5), f32)), ValueError, r"DenseBlock: layer 0 made \(3, 2, 2\) of \(3, 2, 5\): only axis 1 may change"),
    (lambda: dl.DenseBlock(dl.Linear(5, 2))(X[0]), ValueError, r"DenseBlock got input \(5,\).*batch axis missing"),
    (lambda: dl.DenseBlock(dl.Linear(5, 2), dl.Linear(5, 2))(X), ValueError, r"Linear\(5, 2\) got input \(3, 7\)"),
    (lambda: dl.DenseBlock(dl.Linear(5, 2)).backward(X), RuntimeError, r"DenseBlock.backward was called before"),
    (lambda: dl.GradientReversal(-1.0), ValueError, r"GradientReversal: lambda_ must be a number of at least 0, got -1.0"),
    (lambda: dl.GradientReversal()(np.ones(3, int)), TypeError, r"GradientReversal got an array of int64"),
    (lambda: dl.GradientReversal().backward(X), RuntimeError, r"GradientReversal.backward was called before"),
    (lambda: dl.Autoencoder(dl.Linear(5, 2), None), TypeError, r"Autoencoder: decoder must be a layer, such as a Sequential, got None"),
    (lambda: dl.VAE(dl.Linear, dl.Linear(2, 5)), TypeError, r"VAE: encoder must be a layer"),
    (lambda: dl.VAE(dl.Linear(5, 3), dl.Linear(2, 5))(X), ValueError, r"VAE got a code of shape \(3, 3\) from its encoder: axis 1 must be even.*k outputs instead of 2k"),
]


@pytest.mark.parametrize("call, error, message", BAD_INPUT, ids=[m for *_, m in BAD_INPUT])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_gradient_of_another_shape_is_refused():
    model = small_vae()
    model(draw(3, 5))
    with pytest.raises(ValueError, match=r"VAE.backward got a gradient of shape \(3, 4\).*\(3, 2\)"):
        model.backward(draw(3, 5), draw(3, 4))
    block = dl.Residual(linear(5, 5))
    block(draw(3, 5))
    with pytest.raises(ValueError, match=r"Linear.backward got a gradient of shape \(1, 5\)"):
        block.backward(draw(1, 5))
