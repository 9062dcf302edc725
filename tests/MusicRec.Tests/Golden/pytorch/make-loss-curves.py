"""Writes loss-curves.json: the losses of 20 steps of four small networks, computed by PyTorch in double precision.
Run with a Python that has torch: python3 make-loss-curves.py"""
import json
import pathlib
import torch
from networks import cases

curves = {"torch": torch.__version__}
for name, network, optimizer, loss_of in cases():
    losses = []
    for step in range(20):
        optimizer.zero_grad()
        loss = loss_of(network, step)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 9))
    curves[name] = losses
text = "{\n" + ",\n".join(f'  "{name}": {json.dumps(values)}' for name, values in curves.items()) + "\n}\n"
pathlib.Path(__file__).with_name("loss-curves.json").write_text(text)
