"""Exports small networks of PyTorch 1.13 as ONNX: python3 pytorch.py FOLDER writes NAME.onnx, .input, .shape, .output."""
import sys

import torch
from torch import nn


class View(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


class Concatenated(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(2, 3, 3, padding=1), nn.Conv2d(2, 1, 1)

    def forward(self, x):
        return torch.cat([self.a(x), self.b(x), x], dim=1)


networks = {
    "classifier": (nn.Sequential(
        nn.Conv2d(1, 4, 5, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.5),
        nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.LeakyReLU(0.1), nn.AvgPool2d(2, padding=1), View(),
        nn.Linear(54, 10), nn.LogSoftmax(dim=1)), (1, 12, 12)),
    "autoencoder": (nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ELU(), nn.ConvTranspose2d(4, 2, 4, stride=2, padding=1),
        nn.Tanh(), nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(2, 1, 3, dilation=2), nn.Sigmoid()),
        (1, 8, 8)),
    "normalized": (nn.Sequential(
        nn.Linear(6, 8), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 3), nn.Softplus(), nn.Softmax(dim=-1)), (6,)),
    "branches": (nn.Sequential(
        Concatenated(), nn.Upsample(scale_factor=2, mode="bilinear"),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2)), (2, 5, 6)),
    "series": (nn.Sequential(
        nn.Conv1d(2, 4, 3, dilation=2), nn.ReLU(), nn.Conv1d(4, 1, 3, padding=2)), (2, 16)),
}

torch.manual_seed(1)
for name, (network, example) in networks.items():
    for parameter in network.buffers():
        if parameter.dtype == torch.float32:
            parameter.data.uniform_(0.5, 1.5)
    network.eval()
    x = torch.randn(3, *example)
    path = f"{sys.argv[1]}/pytorch-{name}"
    torch.onnx.export(network, x, path + ".onnx", opset_version=13, input_names=["input"], output_names=["output"],
                      dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
    x.numpy().tofile(path + ".input")
    network(x).detach().numpy().tofile(path + ".output")
    open(path + ".shape", "w").write(" ".join(str(length) for length in x.shape))
