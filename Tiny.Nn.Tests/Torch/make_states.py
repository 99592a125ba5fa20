"""Writes states/*.safetensors beside this file: state dicts of a PyTorch network in four types, and its outputs.

Run it with a Python that has PyTorch (Debian: apt install python3-torch); the tests themselves need no Python. The
format is written by hand, in a few lines, because the package safetensors need not be installed. The network has batch
norm, whose counter num_batches_tracked is an int64, and names of modules ("features.0.weight").
"""
import json
import pathlib
import struct

import torch
from torch import nn

torch.manual_seed(1)
folder = pathlib.Path(__file__).parent / "states"
folder.mkdir(exist_ok=True)

TYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def raw(tensor):
    """The bytes of a tensor, little-endian. NumPy has no bfloat16, so its bits are read as int16."""
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def save(path, state):
    header, data = {}, b""
    for name, tensor in state.items():
        values = raw(tensor.contiguous())
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Linear(12, 2)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


network = Network()
for _ in range(3):  # collects statistics, and counts three batches
    network(torch.randn(8, 1, 6, 6))
network.eval()
x = torch.randint(-8, 9, (2, 1, 6, 6)) / 8
outputs = {"x": x.flatten().tolist()}
for kind in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
    state = {name: value.to(kind) if value.is_floating_point() else value
             for name, value in network.state_dict().items()}
    save(folder / f"{TYPES[kind].lower()}.safetensors", state)
    rounded = Network().double()
    rounded.load_state_dict({name: value.double() if value.is_floating_point() else value
                             for name, value in state.items()})
    outputs[TYPES[kind].lower()] = rounded.eval()(x.double()).flatten().tolist()
(folder / "outputs.json").write_text(json.dumps(outputs, indent=1) + "\n")
