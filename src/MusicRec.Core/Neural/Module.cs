using System.Diagnostics.CodeAnalysis;
using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>A part of a network: parameters with PyTorch's names and layouts, and what it computes. Weights are read from and written to
/// safetensors files, which PyTorch exchanges too.</summary>
[SuppressMessage("Naming", "CA1716", Justification = "The name that users of PyTorch know; Visual Basic can write [Module].")]
public abstract class Module
{
    private readonly List<NamedTensor> _parameters = [], _buffers = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>All parameters, those of the parts included, under their full names.</summary>
    public IReadOnlyList<NamedTensor> Parameters => [.. Collect("", module => module._parameters)];

    /// <summary>Tensors that belong to the state but are not trained: running means and variances.</summary>
    public IReadOnlyList<NamedTensor> Buffers => [.. Collect("", module => module._buffers)];

    /// <summary>Computes the output for an input.</summary>
    public abstract Tensor Forward(Tape tape, Tensor x);

    /// <summary>Writes parameters and buffers as a safetensors file.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile("module");
        foreach (var (name, value) in Parameters.Concat(Buffers)) file.Add(name, value.ToArray(), Sizes(value.Shape));
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the file so that it is either wholly there or not changed at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads parameters and buffers from a safetensors file, written here or by PyTorch: F16, BF16 and F64 become F32. Nothing changes
    /// unless all of it fits.</summary>
    /// <exception cref="MusicRecException">The file is damaged, or names or shapes differ: all differences are listed.</exception>
    public void Load(Stream stream)
    {
        var file = SafeTensors.Read(Require.NotNull(stream), convert: true);
        var own = Parameters.Concat(Buffers).ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        var faults = new List<string>();
        foreach (var (name, value) in own)
        {
            if (!file.Tensors.TryGetValue(name, out var tensor)) faults.Add($"missing: {name} {value.Shape}");
            else if (tensor.Values is not float[] || !tensor.Shape.SequenceEqual(Sizes(value.Shape)))
                faults.Add($"different: {name} is {tensor.Type} [{string.Join(", ", tensor.Shape)}] in the file, F32 {value.Shape} here");
            else if (Array.Exists((float[])tensor.Values, v => !float.IsFinite(v))) faults.Add($"not finite: {name}");
        }
        foreach (string name in file.Tensors.Keys)
            if (!own.ContainsKey(name) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) faults.Add($"unexpected: {name}");
        if (faults.Count > 0) throw new MusicRecException($"The weights do not fit this network.\n{string.Join("\n", faults)}");
        foreach (var (name, value) in own) value.CopyFrom((float[])file.Tensors[name].Values);
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public void Load(string path)
    {
        using var file = File.OpenRead(path);
        Load(file);
    }

    /// <summary>Makes a tensor a parameter of this module.</summary>
    protected Tensor Parameter(string name, Tensor value)
    {
        value.RequiresGradient = true;
        _parameters.Add(new(name, value));
        return value;
    }

    /// <summary>Makes a tensor part of the state of this module, not to be trained.</summary>
    protected Tensor Buffer(string name, Tensor value)
    {
        _buffers.Add(new(name, value));
        return value;
    }

    /// <summary>Makes a module a part of this one.</summary>
    protected TModule Child<TModule>(string name, TModule module) where TModule : Module
    {
        _children.Add((name, Require.NotNull(module)));
        return module;
    }

    private static long[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(d => (long)shape[d])];

    private IEnumerable<NamedTensor> Collect(string prefix, Func<Module, List<NamedTensor>> own) =>
        own(this).Select(tensor => new NamedTensor(prefix + tensor.Name, tensor.Value))
            .Concat(_children.SelectMany(child => child.Module.Collect($"{prefix}{child.Name}.", own)));
}
