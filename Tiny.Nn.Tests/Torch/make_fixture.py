"""Writes fixture.json beside this file: what PyTorch computes, for the C# tests to agree with.

Run it with a Python that has PyTorch (Debian: apt install python3-torch); the tests themselves need no Python.
Every case holds an operation's inputs, its output, a gradient dy that comes in, and the gradients that go out,
all in float64. Inputs are multiples of 1/8, so that they are short to write and exact to read.

What it is not: a description of our conventions. Where ours differ on purpose, TorchTests.cs says so.
"""
import json
import pathlib
import random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # sums in one order: the same file every time
chance = random.Random(20)
cases = []


def draw(*shape, low=-16, high=16):
    """Multiples of 1/8 in low/8 … high/8, never 0: kinks have cases of their own."""
    count = torch.Size(shape).numel()
    values = [chance.choice([n for n in range(low, high + 1) if n]) / 8 for _ in range(count)]
    return torch.tensor(values).reshape(shape)


def numbers(tensor):
    return [int(value) if value == int(value) else value for value in tensor.detach().double().flatten().tolist()]


def packed(tensor):
    return {"shape": list(tensor.shape), "values": numbers(tensor)}


def case(op, name, function, inputs, fixed=(), extra=lambda: {}, **options):
    """Runs function(inputs) forward and backward; the inputs at the places in `fixed` get no gradient."""
    leaves = [tensor.clone().requires_grad_(place not in fixed) for place, tensor in enumerate(inputs)]
    output = function(*leaves)
    incoming = draw(*output.shape)
    output.backward(incoming)
    gradients = [None if place in fixed else numbers(leaf.grad) for place, leaf in enumerate(leaves)]
    cases.append({"op": op, "name": name, "options": options, "inputs": [packed(tensor) for tensor in inputs],
                  "output": packed(output), "incoming": numbers(incoming), "gradients": gradients, **extra()})


def padded(x, padding):
    """Zeros before and after each spatial axis; F.pad counts axes from the last."""
    return F.pad(x, [side for axis in reversed(padding) for side in axis])


CONVOLVE = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSE = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def convolutions():
    #    input       kernel     stride     padding before, after        dilation   groups channels in, out per group
    geometries = [
        ([7],        [3],       [1],       [(0, 0)],                    [1],       1, 2, 3),
        ([9],        [3],       [2],       [(1, 1)],                    [2],       2, 1, 2),
        ([8],        [2],       [3],       [(0, 2)],                    [1],       1, 1, 1),
        ([5, 6],     [3, 2],    [1, 1],    [(1, 1), (0, 0)],            [1, 1],    1, 2, 2),
        ([7, 6],     [3, 3],    [2, 3],    [(1, 1), (2, 2)],            [1, 1],    1, 1, 2),
        ([8, 7],     [2, 3],    [2, 1],    [(2, 0), (0, 1)],            [3, 2],    3, 1, 1),
        ([6, 6],     [1, 1],    [2, 2],    [(0, 0), (0, 0)],            [1, 1],    2, 2, 1),
        ([4, 5, 4],  [2, 3, 2], [1, 2, 1], [(0, 0), (1, 1), (0, 0)],    [1, 1, 2], 1, 2, 1),
        ([5, 3, 4],  [2, 2, 3], [2, 1, 2], [(1, 0), (0, 0), (1, 2)],    [2, 1, 1], 2, 1, 1),
    ]
    for space, kernel, stride, padding, dilation, groups, inward, outward in geometries:
        rank = len(space)
        case("convolve", f"{rank}-D, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}, groups {groups}",
             lambda x, w: CONVOLVE[rank](padded(x, padding), w, stride=stride, dilation=dilation, groups=groups),
             [draw(2, groups * inward, *space), draw(groups * outward, inward, *kernel)],
             stride=stride, padding=padding, dilation=dilation, groups=groups)


def transposes():
    #    argument    kernel     stride     padding    dilation   output padding  groups channels in, out per group
    geometries = [
        ([4],        [3],       [1],       [0],       [1],       [0],       1, 2, 2),
        ([4],        [3],       [2],       [1],       [1],       [1],       2, 1, 2),
        ([3],        [2],       [3],       [0],       [1],       [2],       1, 1, 1),
        ([3],        [3],       [1],       [2],       [3],       [2],       1, 2, 1),
        ([3, 4],     [3, 2],    [2, 1],    [1, 0],    [1, 1],    [1, 0],    1, 2, 2),
        ([2, 3],     [3, 3],    [3, 2],    [1, 2],    [2, 4],    [2, 3],    1, 1, 2),
        ([3, 2],     [2, 3],    [2, 4],    [0, 1],    [1, 1],    [1, 3],    3, 1, 1),
        ([2, 3, 2],  [2, 3, 2], [1, 2, 1], [0, 1, 0], [1, 1, 3], [0, 1, 2], 1, 2, 1),
        ([2, 2, 2],  [2, 2, 3], [3, 1, 2], [1, 0, 2], [1, 2, 1], [2, 1, 0], 2, 1, 1),
    ]
    for space, kernel, stride, padding, dilation, extra, groups, inward, outward in geometries:
        rank = len(space)
        case("convolve_transposed",
             f"{rank}-D, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}, output padding {extra}, groups {groups}",
             lambda y, w: TRANSPOSE[rank](y, w, stride=stride, padding=padding, dilation=dilation, output_padding=extra, groups=groups),
             [draw(2, groups * inward, *space), draw(groups * inward, outward, *kernel)],
             stride=stride, padding=[(p, p) for p in padding], dilation=dilation, outputPadding=extra, groups=groups)


def pools():
    #    input       kernel     stride     padding    dilation
    geometries = [
        ([7],        [3],       [2],       [1],       [1]),
        ([9],        [3],       [1],       [0],       [2]),
        ([6, 5],     [2, 3],    [2, 1],    [1, 1],    [1, 1]),
        ([5, 5],     [3, 3],    [1, 2],    [0, 1],    [2, 1]),
        ([4, 4, 5],  [2, 2, 3], [2, 1, 2], [1, 0, 1], [1, 1, 1]),
    ]
    largest = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
    mean = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
    for space, kernel, stride, padding, dilation in geometries:
        rank = len(space)
        name = f"{rank}-D, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}"
        pairs = [(p, p) for p in padding]
        case("max_pool", name, lambda x: largest[rank](x, kernel, stride, padding, dilation), [draw(2, 2, *space)],
             kernel=kernel, stride=stride, padding=pairs, dilation=dilation)
        case("max_pool", name + ", many ties", lambda x: largest[rank](x, kernel, stride, padding, dilation),
             [draw(1, 2, *space, low=-1, high=1)], kernel=kernel, stride=stride, padding=pairs, dilation=dilation)
        for count in True, False:
            case("average_pool", f"{name}, padding counted: {count}",
                 lambda x: mean[rank](x, kernel, stride, padding, count_include_pad=count), [draw(2, 2, *space)],
                 kernel=kernel, stride=stride, padding=pairs, countPadding=count)
    for p in 1, 2, 3.5:
        case("lp_pool", f"1-D, p = {p}, positive numbers", lambda x: F.lp_pool1d(x, p, 3, 2), [draw(2, 2, 9, low=1)],
             kernel=[3], stride=[2], p=p)
        case("lp_pool", f"2-D, p = {p}, positive numbers", lambda x: F.lp_pool2d(x, p, (2, 3), 2), [draw(2, 2, 5, 7, low=1)],
             kernel=[2, 3], stride=[2, 2], p=p)
    case("lp_pool", "2-D, p = 2, both signs", lambda x: F.lp_pool2d(x, 2, 2, 2), [draw(2, 2, 4, 6)], kernel=[2, 2], stride=[2, 2], p=2)
    for rank, unpool in (1, F.max_unpool1d), (2, F.max_unpool2d), (3, F.max_unpool3d):
        image = draw(2, 2, *[4] * rank)
        maxima, switches = largest[rank](image, 2, 2, return_indices=True)
        case("max_unpool", f"{rank}-D, windows that do not overlap", lambda _, y: unpool(y, switches, 2, 2),
             [image, draw(*maxima.shape)], fixed=(0,), kernel=[2] * rank, stride=[2] * rank)


def upsamplings():
    for rank, space, scale, linear in (1, [3], [4], "linear"), (2, [3, 2], [2, 3], "bilinear"), (3, [2, 1, 3], [1, 2, 2], "trilinear"):
        size = [length * factor for length, factor in zip(space, scale)]
        case("upsample_nearest", f"{rank}-D", lambda x: F.interpolate(x, size=size, mode="nearest"), [draw(2, 2, *space)], scale=scale)
        case("upsample_linear", f"{rank}-D", lambda x: F.interpolate(x, size=size, mode=linear, align_corners=False),
             [draw(2, 2, *space)], scale=scale)


def norms():
    for shape in [5, 3], [4, 2, 3], [2, 3, 2, 2], [2, 2, 2, 1, 3]:
        channels = shape[1]
        mean, variance = draw(channels), draw(channels, low=1)
        start = packed(mean), packed(variance)
        case("batch_norm", f"training, {shape}", lambda x, g, b: F.batch_norm(x, mean, variance, g, b, training=True, momentum=0.1),
             [draw(*shape), draw(channels), draw(channels)], training=True, runningMean=start[0]["values"], runningVariance=start[1]["values"],
             extra=lambda: {"runningMeanAfter": numbers(mean), "runningVarianceAfter": numbers(variance)})
        case("batch_norm", f"evaluation, {shape}", lambda x, g, b: F.batch_norm(x, mean, variance, g, b, training=False),
             [draw(*shape), draw(channels), draw(channels)], training=False, runningMean=numbers(mean), runningVariance=numbers(variance))
    for shape, features in ([4, 5], [5]), ([2, 3, 4], [3, 4]), ([3, 2, 1, 3], [3]):
        case("layer_norm", f"{shape} over {features}", lambda x, g, b: F.layer_norm(x, features, g, b),
             [draw(*shape), draw(*features), draw(*features)], features=features)
    for shape, size in ([2, 7], 5), ([2, 6, 3], 4), ([1, 4, 2, 3], 3):
        case("local_response_norm", f"{shape}, {size} channels",
             lambda x: F.local_response_norm(x if x.dim() > 2 else x.unsqueeze(2), size, alpha=0.5, beta=0.75, k=2).reshape(shape),
             [draw(*shape)], size=size, alphaOfPyTorch=0.5, beta=0.75, k=2)


def activations():
    grid = torch.tensor([-800, -50, -20, -3, -1, -0.5, -0.125, 0, 0.125, 0.5, 1, 3, 20, 50, 800])
    functions = {
        "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu,
        # By default PyTorch's softplus is x itself above 20, which is 2e-9 off; above 50 the two are the same number.
        "softplus": lambda x: F.softplus(x, threshold=50),
        "soft_threshold": lambda x: F.softshrink(x, 0.5),
    }
    for op, function in functions.items():
        case(op, "from -800 to 800, 0 included", function, [grid])
    case("erf", "from -6 to 6", torch.erf, [draw(25, low=-48, high=48)])
    for axis in 0, 1, -1:
        case("softmax", f"axis {axis}", lambda x: F.softmax(x, axis), [draw(3, 4, 2)], axis=axis)
        case("log_softmax", f"axis {axis}", lambda x: F.log_softmax(x, axis), [draw(3, 4, 2)], axis=axis)
    case("log_softmax", "extreme logits", lambda x: F.log_softmax(x, -1), [torch.tensor([[1000.0, -1000, 0], [999, 1000, 1000]])], axis=-1)


def losses():
    extreme = torch.tensor([[1000.0, -1000, 0, 5], [-1000, 999, 1000, 1000], [0, 0, 0, 0]])
    for name, logits in ("ordinary logits", draw(3, 4)), ("extreme logits", extreme):
        for smoothing in 0, 0.1, 1:
            labels = torch.tensor([2, 0, 3])
            case("cross_entropy", f"labels, {name}, label smoothing {smoothing}",
                 lambda x: F.cross_entropy(x, labels, label_smoothing=smoothing), [logits], labels=labels.tolist(), smoothing=smoothing)
        soft = torch.tensor([[0.5, 0.25, 0.125, 0.125], [0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]])
        case("cross_entropy_soft", f"soft targets, {name}", F.cross_entropy, [logits, soft], fixed=(1,))
    labels = torch.tensor([[[0, 2], [1, 1]], [[2, 2], [0, 1]]])
    case("cross_entropy", "one label a cell", lambda x: F.cross_entropy(x, labels, label_smoothing=0.2), [draw(2, 3, 2, 2)],
         labels=labels.flatten().tolist(), smoothing=0.2)
    soft = F.softmax(draw(2, 3, 2), 1)
    case("cross_entropy_soft", "soft targets, one a cell", F.cross_entropy, [draw(2, 3, 2), soft], fixed=(1,))
    case("mean_squared_error", "both sides", F.mse_loss, [draw(3, 4), draw(3, 4)])
    y, t = draw(3, 4), draw(3, 4)
    case("mean_absolute_error", "both sides", F.l1_loss, [y, t])
    case("mean_absolute_error", "equal elements", F.l1_loss, [y, torch.cat([y[:2], t[2:]])])
    for delta in 1, 0.5, 2.5:
        case("huber", f"both sides, delta {delta}", lambda y, t: F.huber_loss(y, t, delta=delta), [y, t], delta=delta)
    case("huber", "at 0, at delta, and far out", lambda y, t: F.huber_loss(y, t, delta=1),
         [torch.tensor([0, 1, -1, 0.125, 1e6, -1e9]), torch.zeros(6)], delta=1)
    case("binary_cross_entropy", "ordinary logits", F.binary_cross_entropy_with_logits, [draw(3, 4), draw(3, 4, low=1, high=7)], fixed=(1,))
    case("binary_cross_entropy", "extreme logits", F.binary_cross_entropy_with_logits,
         [torch.tensor([1000.0, -1000, 1000, -1000, 0]), torch.tensor([1.0, 0, 0, 1, 0.5])], fixed=(1,))


def products():
    for a, b in ([3, 4], [4, 2]), ([2, 3, 4], [4, 2]), ([2, 1, 3, 4], [3, 4, 2]):
        case("matmul", f"{a} by {b}", torch.matmul, [draw(*a), draw(*b)])
    case("dense", "x W^T + b", F.linear, [draw(3, 4), draw(2, 4), draw(2)])


def trajectories():
    """Twelve steps on J_t = sum(a w^2 / 2 + g_t w): the gradient depends on the weights and changes with the step."""
    start, curvature, pushes = draw(5), draw(5, low=1, high=8), draw(12, 5)
    optimizers = {
        "sgd": (torch.optim.SGD, dict(lr=0.1)),
        "sgd_weight_decay": (torch.optim.SGD, dict(lr=0.1, weight_decay=0.2)),
        "momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
        "momentum_weight_decay": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.2)),
        "nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True)),
        "adagrad": (torch.optim.Adagrad, dict(lr=0.1)),
        "adagrad_decays": (torch.optim.Adagrad, dict(lr=0.1, lr_decay=0.25, weight_decay=0.2)),
        "rmsprop": (torch.optim.RMSprop, dict(lr=0.05)),
        "rmsprop_weight_decay": (torch.optim.RMSprop, dict(lr=0.05, alpha=0.9, eps=1e-6, weight_decay=0.2)),
        "rmsprop_momentum": (torch.optim.RMSprop, dict(lr=0.05, momentum=0.8)),
        "adam": (torch.optim.Adam, dict(lr=0.1)),
        "adam_weight_decay": (torch.optim.Adam, dict(lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.2)),
        "adamw": (torch.optim.AdamW, dict(lr=0.1)),
        "adamw_weight_decay": (torch.optim.AdamW, dict(lr=0.1, weight_decay=0.3)),
        "adamw_cosine": (torch.optim.AdamW, dict(lr=0.1, weight_decay=0.3)),
        "adamw_step_decay": (torch.optim.AdamW, dict(lr=0.1, weight_decay=0.3)),
        "momentum_cosine": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.2)),
    }
    schedules = {
        "cosine": lambda walker: torch.optim.lr_scheduler.CosineAnnealingLR(walker, T_max=12, eta_min=0.02),
        "step_decay": lambda walker: torch.optim.lr_scheduler.StepLR(walker, step_size=4, gamma=0.1),
    }
    steps = {}
    for name, (optimizer, options) in optimizers.items():
        w = start.clone().requires_grad_()
        walker = optimizer([w], **options)
        schedule = next((create(walker) for end, create in schedules.items() if name.endswith(end)), None)
        steps[name] = []
        for push in pushes:
            walker.zero_grad()
            (curvature * w * w / 2 + push * w).sum().backward()
            walker.step()
            if schedule:
                schedule.step()
            steps[name].append(numbers(w))
    return {"start": numbers(start), "curvature": numbers(curvature), "pushes": [numbers(push) for push in pushes], "steps": steps}


for part in convolutions, transposes, pools, upsamplings, norms, activations, losses, products:
    part()
lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases)
walks = json.dumps(trajectories(), separators=(",", ":"))
target = pathlib.Path(__file__).with_name("fixture.json")
target.write_text(f'{{"pytorch":"{torch.__version__}",\n"cases":[\n{lines}],\n"trajectories":{walks}}}\n')
print(f"{target.name}: {len(cases)} cases, {target.stat().st_size} bytes")
