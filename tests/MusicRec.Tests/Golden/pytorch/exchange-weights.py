"""python3 exchange-weights.py IN OUT: loads safetensors IN strictly into the convolutional network, writes the weights of that network, all
halved, to OUT, and prints its output for the pictures of step 0 before they were halved. Needs torch; reads the format by itself."""
import json
import struct
import sys
import torch
from networks import cnn, pictures


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        assert entry["dtype"] == "F32", name
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        if not tensor.is_floating_point():  # num_batches_tracked
            header[name] = {"dtype": "I64", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + 8]}
            data += struct.pack("<q", int(tensor))
            continue
        raw = tensor.float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


network = cnn()
state = read(sys.argv[1])
state.update({name: value for name, value in network.state_dict().items() if name.endswith("num_batches_tracked")})
network.load_state_dict(state, strict=True)
network.eval()
print(" ".join(repr(value) for value in network(pictures(0)).flatten().tolist()))
write(sys.argv[2], {name: value / 2 if value.is_floating_point() else value for name, value in network.state_dict().items()})
