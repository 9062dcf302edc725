"""python3 torch_peer.py CASE: processor seconds of one call, or one training step, in PyTorch on one thread; the least of several rounds.
The ledger runs it where Python has torch. The cases and their shapes are those of MusicRec.Benchmarks/Neural."""
import sys
import time
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def conv1d(backward):
    layer, x = nn.Conv1d(128, 256, 4), torch.randn(16, 128, 128, requires_grad=True)
    return call(layer, x, backward)


def conv2d(channels, filters, size, backward):
    layer, x = nn.Conv2d(channels, filters, 3, padding=1), torch.randn(8, channels, size, size, requires_grad=True)
    return call(layer, x, backward)


def gru(backward):
    layer, x = nn.GRU(128, 256, batch_first=True), torch.randn(32, 50, 128, requires_grad=True)
    return call(lambda value: layer(value)[0], x, backward)


def call(layer, x, backward):
    def forward():
        with torch.no_grad():
            layer(x)

    def both():
        y = layer(x)
        y.backward(y.detach())

    return both if backward else forward


def map_of(function):
    x = torch.randn(1 << 16)
    return lambda: function(x)


def softmax():
    x = torch.randn(256, 1000)
    return lambda: torch.softmax(x, 1)


class GlobalPool(nn.Module):
    def forward(self, x):
        return torch.cat([x.mean(2), x.amax(2), x.norm(dim=2)], 1)


def train(network, optimizer, loss):
    def step():
        optimizer.zero_grad(set_to_none=False)
        loss(network).backward()
        optimizer.step()

    return step


def van_den_oord():
    network = nn.Sequential(nn.Conv1d(128, 256, 4), nn.ReLU(), nn.MaxPool1d(4), nn.Conv1d(256, 256, 4), nn.ReLU(), nn.MaxPool1d(2),
                            nn.Conv1d(256, 512, 4), nn.ReLU(), GlobalPool(), nn.Linear(1536, 2048), nn.ReLU(), nn.Linear(2048, 50))
    x, y = torch.randn(64, 128, 128), torch.randn(64, 50)
    return train(network, torch.optim.SGD(network.parameters(), 1e-4, momentum=0.9), lambda net: F.mse_loss(net(x), y))


def oramas():
    network = nn.Sequential(nn.Conv1d(96, 256, 4), nn.ReLU(), nn.MaxPool1d(4), nn.Dropout(), nn.Conv1d(256, 512, 4), nn.ReLU(),
                            nn.MaxPool1d(4), nn.Dropout(), nn.Conv1d(512, 1024, 4), nn.ReLU(), nn.MaxPool1d(4), nn.Dropout(),
                            nn.Conv1d(1024, 1024, 1), nn.ReLU(), nn.Dropout(), nn.Flatten(), nn.Linear(4096, 200))
    x, y = torch.randn(32, 96, 322), torch.randn(32, 200)
    return train(network, torch.optim.Adam(network.parameters()), lambda net: 1 - F.cosine_similarity(net(x), y).mean())


def mlp():
    network = nn.Sequential(nn.Linear(1024, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(),
                            nn.Linear(1200, 561))
    x, y = torch.randn(64, 1024), (torch.rand(64, 561) < 0.02).float()
    return train(network, torch.optim.SGD(network.parameters(), 1e-2, momentum=0.9),
                 lambda net: F.binary_cross_entropy_with_logits(net(x), y))


CASES = {
    "layer/conv1d-k4-128-256/forward": lambda: conv1d(False), "layer/conv1d-k4-128-256/both": lambda: conv1d(True),
    "layer/conv2d-3x3-64-64/forward": lambda: conv2d(64, 64, 32, False), "layer/conv2d-3x3-64-64/both": lambda: conv2d(64, 64, 32, True),
    "layer/conv2d-3x3-1-32/forward": lambda: conv2d(1, 32, 64, False), "layer/conv2d-3x3-1-32/both": lambda: conv2d(1, 32, 64, True),
    "layer/gru-128-256/forward": lambda: gru(False), "layer/gru-128-256/both": lambda: gru(True),
    "layer/sigmoid": lambda: map_of(torch.sigmoid), "layer/tanh": lambda: map_of(torch.tanh),
    "layer/softmax-256x1000": softmax, "train/van-den-oord-128x128": van_den_oord, "train/oramas-322x96": oramas, "train/mlp-1024-561": mlp,
}


def main():
    action = CASES[sys.argv[1]]()
    action()
    start = time.process_time()
    action()
    once = max(time.process_time() - start, 1e-6)
    repeats, least = max(1, int(0.01 / once)), float("inf")
    for _ in range(9 if once < 0.3 else 4):
        start = time.process_time()
        for _ in range(repeats):
            action()
        least = min(least, (time.process_time() - start) / repeats)
    print(repr(least))


if __name__ == "__main__":
    main()
