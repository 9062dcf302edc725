"""Four small networks in PyTorch, with weights and data from one formula that the tests of this library know too."""
import math
import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def numbers(stream, count):
    """Numbers in (-1, 1): sin(stream + 0.7 i^1.5), rounded to float32."""
    values = [math.sin(stream + 0.7 * i * math.sqrt(i)) for i in range(1, count + 1)]
    return torch.tensor(values).float().double()


def labels(step, count, classes):
    return torch.tensor([(3 * i + i * i + step) % classes for i in range(count)])


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class Language(nn.Module):
    """Next items by a gated recurrent unit."""

    def __init__(self):
        super().__init__()
        self.embedding, self.gru, self.output = nn.Embedding(11, 6), nn.GRU(6, 9, num_layers=2, batch_first=True), nn.Linear(9, 11)

    def forward(self, items):
        return self.output(self.gru(self.embedding(items))[0])


class Attentive(nn.Module):
    """Next items by a transformer: normalisation after each half, padded sequences, every place sees all others."""

    def __init__(self):
        super().__init__()
        self.embedding, self.output = nn.Embedding(11, 8), nn.Linear(8, 11)
        self.encoder = nn.TransformerEncoderLayer(8, 2, dim_feedforward=12, dropout=0.0, batch_first=True)

    def forward(self, items, lengths):
        padding = torch.arange(items.shape[1])[None, :] >= torch.tensor(lengths)[:, None]
        return self.output(self.encoder(self.embedding(items), src_key_padding_mask=padding))


def mlp():
    return nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 16), nn.GELU(), nn.Linear(16, 4))


def cnn():
    return nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU(),
                         Mean(), nn.Linear(6, 3))


def start(network):
    """Weights +-1 / sqrt(inputs of a unit), norms about 1, biases small; a tensor's stream is its place by name."""
    for stream, (name, tensor) in enumerate(sorted(network.named_parameters())):
        values = numbers(stream + 1, tensor.numel()).reshape(tensor.shape)
        scale = 1 / math.sqrt(tensor[0].numel()) if tensor.dim() > 1 else 0.1
        with torch.no_grad():
            tensor.copy_((values * scale).float().double())
            if tensor.dim() == 1 and name.endswith("weight"):
                tensor.add_(1)
    return network


def pictures(step):
    return numbers(100 + step, 5 * 8 * 7 * 2).reshape(5, 8, 7, 2).permute(0, 3, 1, 2)  # drawn with the channels last


LENGTHS = [7, 3, 1, 5]


def cases():
    """Name, network, optimiser, and the loss of a step."""
    cross_entropy = nn.functional.cross_entropy
    network = start(mlp())
    yield "mlp", network, torch.optim.Adam(network.parameters(), lr=0.02), lambda net, step: cross_entropy(
        net(numbers(100 + step, 6 * 8).reshape(6, 8)), labels(step, 6, 4))
    network = start(cnn())
    yield "cnn", network, torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3), lambda net, step: (
        cross_entropy(net(pictures(step)), labels(step, 5, 3)))
    network = start(Language())
    yield "gru", network, torch.optim.RMSprop(network.parameters(), lr=0.01), lambda net, step: cross_entropy(
        net(labels(step, 28, 11).reshape(4, 7)).reshape(28, 11), labels(step + 1, 28, 11))
    network = start(Attentive())
    yield "transformer", network, torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.1), lambda net, step: cross_entropy(
        net(labels(step, 28, 11).reshape(4, 7), LENGTHS).reshape(28, 11), counted(step), ignore_index=-1)


def counted(step):
    """Labels, -1 where a sequence has ended."""
    wanted = labels(step + 1, 28, 11)
    return torch.where(torch.tensor([i % 7 < LENGTHS[i // 7] for i in range(28)]), wanted, torch.tensor(-1))
