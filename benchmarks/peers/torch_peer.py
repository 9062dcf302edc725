"""python3 torch_peer.py: prints PyTorch's version, then for every name of a case that comes in as a line the processor seconds of one call, or one
training step, on one thread; the least of several rounds. For names that end in /2-threads, wall seconds on two threads.
The ledger runs it where Python has torch. The cases and their shapes are those of MusicRec.Benchmarks."""
import sys
import time
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def conv1d(channels, filters, kind):
    return convolution(nn.Conv1d(channels, filters, 4), torch.randn(16, channels, 600, requires_grad=True), kind)


def conv2d(batch, channels, height, width, filters, kind):
    layer, x = nn.Conv2d(channels, filters, 3, padding=1), torch.randn(batch, channels, height, width, requires_grad=True)
    actions = convolution(layer, x, kind)
    if kind == "forward":  # the better of both layouts
        last = nn.Conv2d(channels, filters, 3, padding=1).to(memory_format=torch.channels_last)
        actions += convolution(last, x.detach().contiguous(memory_format=torch.channels_last), kind)
    return actions


def convolution(layer, x, kind):
    if kind == "forward":
        return [call(layer, x, False)]
    y = layer(x)
    dy = torch.randn_like(y)
    return [lambda: torch.autograd.grad(y, (x, layer.weight, layer.bias), dy, retain_graph=True)]


def gru(backward):
    layer, x = nn.GRU(128, 256, batch_first=True), torch.randn(32, 50, 128, requires_grad=True)
    return call(lambda value: layer(value)[0], x, backward)


def gates():
    input, state, bias, last = torch.randn(128, 768), torch.randn(128, 768), torch.randn(768), torch.randn(128, 256)

    def step():
        u = state + bias
        r, z = torch.sigmoid(input[:, :512] + u[:, :512]).chunk(2, 1)
        c = torch.tanh(input[:, 512:] + r * u[:, 512:])
        return c + z * (last - c)

    return step


def call(layer, x, backward):
    def forward():
        with torch.no_grad():
            layer(x)

    def both():
        y = layer(x)
        y.backward(y.detach())

    return both if backward else forward


def top100(width, users):
    items, queries = torch.randn(400_000, width), torch.randn(users, width)
    return lambda: torch.topk(queries @ items.T, 100)


def map_of(function):
    x = torch.rand(1 << 16) + 1e-6
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
    "layer/gru-128-256/forward": lambda: gru(False), "layer/gru-128-256/both": lambda: gru(True), "layer/gru-gates-128x256": gates,
    "layer/exp": lambda: map_of(torch.exp), "layer/log": lambda: map_of(torch.log),
    "layer/sigmoid": lambda: map_of(torch.sigmoid), "layer/tanh": lambda: map_of(torch.tanh),
    "layer/softmax-256x1000": softmax, "train/van-den-oord-128x128": van_den_oord, "train/oramas-322x96": oramas, "train/mlp-1024-561": mlp,
}
for kind in ("forward", "backward"):
    for channels in (128, 256):
        CASES[f"layer/conv1d-k4-{channels}-256/{kind}"] = lambda c=channels, k=kind: conv1d(c, 256, k)
    for shape in ((16, 1, 128, 130, 32), (16, 32, 128, 130, 32), (16, 64, 64, 65, 64), (16, 128, 32, 32, 128), (32, 256, 8, 8, 256)):
        CASES[f"layer/conv2d-3x3-{shape[1]}-{shape[4]}/{kind}"] = lambda s=shape, k=kind: conv2d(*s, k)
for width in (64, 128):
    for users in (1, 14, 112):
        CASES[f"top-100/f{width}/{users}-users"] = lambda w=width, u=users: top100(w, u)


def least(action, clock):
    action()
    start = clock()
    action()
    once = max(clock() - start, 1e-6)
    repeats, seconds = max(1, int(0.01 / once)), float("inf")
    for _ in range(9 if once < 0.3 else 4):
        start = clock()
        for _ in range(repeats):
            action()
        seconds = min(seconds, (clock() - start) / repeats)
    return seconds


def main():
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        name = line.strip()
        two = name.endswith("/2-threads")
        torch.set_num_threads(2 if two else 1)
        made = CASES[name.removesuffix("/2-threads")]()
        actions = made if isinstance(made, list) else [made]
        print(repr(min(least(action, time.perf_counter if two else time.process_time) for action in actions)), flush=True)


if __name__ == "__main__":
    main()
