using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>A tensor and its name: "0.weight".</summary>
/// <param name="Name">Path through the modules, with dots between, as PyTorch writes it.</param>
/// <param name="Value">The tensor.</param>
public readonly record struct NamedTensor(string Name, Tensor Value);
