"""Training throughput of PyTorch and scikit-learn, with the networks, data, batches and update rule of Tiny.Nn.

Tiny.Nn.Bench starts this script once per number of threads and sends one measurement request per line.

    peers.py --versions       prints the installed peers: "torch 1.13.0", "sklearn 1.2.1", "cuda NVIDIA H100"
    peers.py DATA THREADS     answers each line "PEER NET BATCH SECONDS OPTION …" with "SAMPLES_PER_SECOND PARAMETERS"
The options of the peer "torch" are "channels_last" (the memory format of images and filters) and "jit" (torch.jit.script). For the peers
"train-memory" and "evaluate-memory", the first number is the growth of the process's peak resident memory, in bytes.

DATA is a file of records, each of 784 pixels and a label as 32-bit floats. A training step is forward pass, backward pass and plain
SGD in float32, on batches that are in memory before timing starts; for the peer "cuda" in GPU memory, without TF32. The networks
are those of Tiny.Nn.Lab/NetworkRegistry.cs; Tiny.Nn.Bench checks that the number of parameters is equal.
"""
import importlib.util
import sys
import time

PIXELS = 784


def networks():
    """The constructors of the networks, by name."""
    from torch.nn import (AvgPool2d, Conv2d, ConvTranspose2d, Dropout, Flatten, Linear, MaxPool2d, ReLU, Sequential, Sigmoid, Tanh)

    def features(activation):
        return [Conv2d(1, 20, 5), MaxPool2d(2), activation()]

    def more_features(activation):
        return [*features(activation), Conv2d(20, 40, 5), MaxPool2d(2), activation(), Flatten()]

    return {
        "default": lambda: Sequential(
            Conv2d(1, 16, 5), MaxPool2d(2), ReLU(), Conv2d(16, 32, 5), MaxPool2d(2), ReLU(),
            Flatten(), Linear(512, 128), ReLU(), Linear(128, 10)),
        "mlp30": lambda: Sequential(Flatten(), Linear(784, 30), Sigmoid(), Linear(30, 10)),
        "baseline": lambda: Sequential(Flatten(), Linear(784, 100), Sigmoid(), Linear(100, 10)),
        "sklearn50": lambda: Sequential(Flatten(), Linear(784, 50), ReLU(), Linear(50, 10)),
        "v1": lambda: Sequential(*features(Sigmoid), Flatten(), Linear(2880, 100), Sigmoid(), Linear(100, 10)),
        "v3": lambda: Sequential(*more_features(ReLU), Linear(640, 100), ReLU(), Linear(100, 10)),
        "v6": lambda: Sequential(
            *more_features(ReLU), Dropout(0.5), Linear(640, 1000), ReLU(),
            Dropout(0.5), Linear(1000, 1000), ReLU(), Dropout(0.5), Linear(1000, 10)),
        "lenet5": lambda: Sequential(
            Conv2d(1, 6, 5, padding=2), AvgPool2d(2), Tanh(), Conv2d(6, 16, 5), AvgPool2d(2), Tanh(),
            Conv2d(16, 120, 5), Tanh(), Flatten(), Linear(120, 84), Tanh(), Linear(84, 10)),
        "conv-autoencoder": lambda: Sequential(
            Conv2d(1, 16, 3, stride=2, padding=1), ReLU(), Conv2d(16, 8, 3, stride=2, padding=1), ReLU(),
            ConvTranspose2d(8, 16, 4, stride=2, padding=1), ReLU(),
            ConvTranspose2d(16, 1, 4, stride=2, padding=1), Sigmoid()),
    }


def cuda_samples_per_second(data, net, batch, seconds, options):
    """Like torch_samples_per_second, on the GPU; waits for its asynchronous work."""
    import torch

    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return torch_samples_per_second(data, net, batch, seconds, options, "cuda", torch.cuda.synchronize)


def torch_samples_per_second(data, net, batch, seconds, options, device="cpu", finish=lambda: None):
    """Runs training steps for about the given seconds."""
    import torch
    from torch.nn.functional import cross_entropy, mse_loss

    torch.manual_seed(1)
    memory_format = torch.channels_last if "channels_last" in options else torch.contiguous_format
    network = networks()[net]().to(device, memory_format=memory_format)
    if "jit" in options:
        network = torch.jit.script(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    batches = []
    for start in range(0, len(data) - batch + 1, batch):
        part = torch.from_numpy(data[start:start + batch]).to(device)
        images = part[:, :PIXELS].reshape(batch, 1, 28, 28).contiguous(memory_format=memory_format)
        batches.append((images, part[:, PIXELS].long()))

    def step(number):
        images, labels = batches[number % len(batches)]
        optimizer.zero_grad(set_to_none=True)
        output = network(images)
        loss = mse_loss(output, images) if net == "conv-autoencoder" else cross_entropy(output, labels)
        loss.backward()
        optimizer.step()

    repeat(step, 0.2 * seconds, finish)
    steps, elapsed = repeat(step, seconds, finish)
    return steps * batch / elapsed, sum(parameter.numel() for parameter in network.parameters())


def sklearn_samples_per_second(data, net, batch, seconds, options):
    """Runs epochs of MLPClassifier with the hyperparameters of SK-01: its own loop, with Nesterov momentum and L2 penalty."""
    from sklearn.neural_network import MLPClassifier

    if net != "sklearn50":
        raise ValueError(f"scikit-learn trains sklearn50 only, not {net}")
    images, labels = data[:, :PIXELS].copy(), data[:, PIXELS].astype(int)
    network = MLPClassifier(
        hidden_layer_sizes=(50,), solver="sgd", alpha=1e-4, learning_rate_init=0.1, batch_size=batch, random_state=1)

    def epoch(_):
        network.partial_fit(images, labels, classes=range(10))

    repeat(epoch, 0.2 * seconds)
    epochs, elapsed = repeat(epoch, seconds)
    return epochs * len(images) / elapsed, sum(array.size for array in network.coefs_ + network.intercepts_)


def training_memory(data, net, batch, seconds, options):
    """The bytes by which the peak resident memory grows in training."""
    return growth_of(lambda: torch_samples_per_second(data, net, batch, seconds, options)[1])


def evaluation_memory(data, net, batch, seconds, options):
    """The bytes by which the peak resident memory grows in forward passes without gradients."""
    import torch

    def evaluate():
        network = networks()[net]().eval()
        images = torch.from_numpy(data[:batch])[:, :PIXELS].reshape(batch, 1, 28, 28).contiguous()
        with torch.no_grad():
            repeat(lambda _: network(images), seconds)
        return sum(parameter.numel() for parameter in network.parameters())

    return growth_of(evaluate)


def growth_of(action):
    """The peak resident memory during the action minus the memory before it, and the action's result."""
    def resident(entry):
        with open("/proc/self/status") as status:
            return next(1024 * int(line.split()[1]) for line in status if line.startswith(entry))

    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")  # resets the peak
    before = resident("VmRSS")
    result = action()
    return resident("VmHWM") - before, result


def repeat(action, seconds, finish=lambda: None):
    """Calls action(0), action(1), … for about the given seconds; returns the number of calls and the elapsed seconds."""
    start, calls, elapsed = time.perf_counter(), 0, 0.0
    while elapsed < seconds or calls == 0:
        action(calls)
        calls += 1
        elapsed = time.perf_counter() - start
    finish()
    return calls, time.perf_counter() - start


def print_versions():
    for name in ("torch", "sklearn"):
        try:
            print(name, importlib.import_module(name).__version__)
        except ImportError:
            pass
    if importlib.util.find_spec("torch"):
        import torch
        if torch.cuda.is_available():
            print("cuda", torch.cuda.get_device_name())


def main():
    if sys.argv[1:] == ["--versions"]:
        print_versions()
        return
    import numpy

    data = numpy.fromfile(sys.argv[1], dtype=numpy.float32).reshape(-1, PIXELS + 1)
    if importlib.util.find_spec("torch"):
        import torch
        torch.set_num_threads(int(sys.argv[2]))
    peers = {
        "torch": torch_samples_per_second, "cuda": cuda_samples_per_second, "sklearn": sklearn_samples_per_second,
        "train-memory": training_memory, "evaluate-memory": evaluation_memory}
    for line in sys.stdin:
        peer, net, batch, seconds, *options = line.split()
        speed, parameters = peers[peer](data, net, int(batch), float(seconds), options)
        print(speed, parameters, flush=True)


main()
