using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>What <see cref="Rbm"/> learnt: p(v, h) = exp(-E(v, h)) / Z with E = -a'v - b'h - h'Wv; for Gaussian units |v - a|^2 / 2 stands in
/// place of -a'v. Immutable and safe to share between threads.</summary>
public sealed class RbmModel
{
    private const string Kind = "rbm";
    private readonly RbmState _state;

    internal RbmModel(RbmState state) => _state = state;

    /// <summary>Values of an example.</summary>
    public int Visible => _state.Visible;

    /// <summary>Hidden units.</summary>
    public int Hidden => _state.Hidden;

    /// <summary>What the visible units are.</summary>
    public VisibleUnits Units => _state.Units;

    /// <summary>W, shape [Hidden, Visible], row-major.</summary>
    public ReadOnlySpan<float> Weights => _state.Weights;

    /// <summary>a, shape [Visible].</summary>
    public ReadOnlySpan<float> VisibleBias => _state.VisibleBias;

    /// <summary>b, shape [Hidden].</summary>
    public ReadOnlySpan<float> HiddenBias => _state.HiddenBias;

    internal RbmState State => _state;

    /// <summary>p(h = 1 | v) = sigmoid(b + W v) of every row.</summary>
    /// <param name="visible">Shape [n, Visible], row-major.</param>
    /// <param name="hidden">Filled, shape [n, Hidden].</param>
    public void HiddenProbabilities(ReadOnlySpan<float> visible, Span<float> hidden)
    {
        int count = Rows(visible.Length, Visible, nameof(visible));
        Require.Length(hidden.Length, (long)count * Hidden, nameof(hidden));
        _state.HiddenProbabilities(visible, count, hidden, threads: 1);
    }

    /// <summary>E[v | h] of every row: sigmoid(a + W'h), or a + W'h for Gaussian units.</summary>
    /// <param name="hidden">Shape [n, Hidden], row-major.</param>
    /// <param name="visible">Filled, shape [n, Visible].</param>
    public void VisibleMeans(ReadOnlySpan<float> hidden, Span<float> visible)
    {
        int count = Rows(hidden.Length, Hidden, nameof(hidden));
        Require.Length(visible.Length, (long)count * Visible, nameof(visible));
        _state.VisibleMeans(hidden, count, visible, threads: 1);
    }

    /// <summary>The free energy of every row: -log sum over h of exp(-E(v, h)). Its mean gap between training and unseen examples tells
    /// over-fitting.</summary>
    /// <param name="visible">Shape [n, Visible], row-major.</param>
    public double[] FreeEnergies(ReadOnlySpan<float> visible)
    {
        var energies = new double[Rows(visible.Length, Visible, nameof(visible))];
        _state.FreeEnergies(visible, energies.Length, energies, threads: 1);
        return energies;
    }

    /// <summary>log Z by summing over every state of the smaller layer of Bernoulli units.</summary>
    /// <exception cref="InvalidOperationException">That layer has more than 20 units: use <see cref="EstimateLogPartition"/>.</exception>
    public double LogPartition() => RbmPartition.Exact(_state);

    /// <summary>log Z by annealed importance sampling (Neal 2001; Salakhutdinov and Murray 2008), from weights of zero to the model's.</summary>
    /// <param name="chains">Independent chains.</param>
    /// <param name="temperatures">Steps from no weights to all.</param>
    /// <param name="seed">Same seed, same bits.</param>
    public double EstimateLogPartition(int chains = 100, int temperatures = 1000, ulong seed = 0) =>
        RbmPartition.Anneal(_state, Require.Positive(chains), Require.Positive(temperatures), seed);

    /// <summary>Visible samples after a number of Gibbs steps from random hidden states.</summary>
    /// <param name="count">Independent chains.</param>
    /// <param name="steps">Gibbs steps of each.</param>
    /// <param name="seed">Same seed, same bits.</param>
    /// <returns>Shape [count, Visible], row-major.</returns>
    public float[] Sample(int count, int steps, ulong seed = 0)
    {
        var random = new CounterRandom(seed, 0);
        float[] h = new float[Require.Positive(count) * Hidden], v = new float[count * Visible];
        h.AsSpan().Fill(0.5f);
        ulong drawn = 0;
        for (int step = 0; step < Require.Positive(steps); step++)
        {
            RbmState.Bernoulli(h, random, drawn);
            _state.VisibleMeans(h, count, v, threads: 1);
            _state.SampleVisible(v, random, drawn + (ulong)h.Length);
            drawn += (ulong)(h.Length + v.Length);
            _state.HiddenProbabilities(v, count, h, threads: 1);
        }
        return v;
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        AddTo(file, "");
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static RbmModel Load(Stream stream) => From(ModelFile.Read(Require.NotNull(stream), Kind), "");

    internal void AddTo(ModelFile file, string prefix)
    {
        file.Add(prefix + "weight", _state.Weights, Hidden, Visible);
        file.Add(prefix + "visible_bias", _state.VisibleBias, Visible);
        file.Add(prefix + "hidden_bias", _state.HiddenBias, Hidden);
        file.Metadata[prefix + "visible_units"] = Units.ToString();
    }

    internal static RbmModel From(ModelFile file, string prefix)
    {
        if (!Enum.TryParse(file.Metadata.GetValueOrDefault(prefix + "visible_units"), out VisibleUnits units) || !Enum.IsDefined(units))
            throw new MusicRecException($"The model file has no '{prefix}visible_units'; it is damaged.");
        float[] a = file.GetFinite(prefix + "visible_bias", -1), b = file.GetFinite(prefix + "hidden_bias", -1);
        if (a.Length == 0 || b.Length == 0) throw new MusicRecException("The model file has a machine without units; it is damaged.");
        return new RbmModel(new RbmState(a.Length, b.Length, units)
        {
            VisibleBias = a,
            HiddenBias = b,
            Weights = file.GetFinite(prefix + "weight", b.Length, a.Length),
        });
    }

    private static int Rows(int length, int columns, string name) => length % columns == 0 ? length / columns
        : throw new ArgumentException($"{length} values are no whole number of rows of {columns}.", name);
}
