using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Hybrid;

/// <summary>The network of <see cref="NetworkRegression"/>: modalities normalised, dropped out and, where asked, each given a layer; joined; hidden
/// layers; factors.</summary>
internal sealed class FactorNetwork : Module
{
    private readonly int[] _widths;
    private readonly NetworkRegressionOptions _options;
    private readonly BatchNorm?[] _norms;
    private readonly Linear?[] _branches;
    private readonly Linear[] _hidden;
    private readonly Linear _output;

    public FactorNetwork(Backend backend, NetworkRegressionOptions options, int inputs, int outputs)
    {
        var init = new Initializer(backend, options.Seed);
        (Backend, _options, Inputs, Outputs) = (backend, options, inputs, outputs);
        _widths = options.Modalities.Count == 0 ? [inputs] : [.. options.Modalities];
        Require.Length(_widths.Sum(), inputs, nameof(NetworkRegressionOptions.Modalities));
        _norms = [.. _widths.Select((width, m) => options.Norm == ModalityNorm.Batch ? Child($"norm{m}", new BatchNorm(init, width)) : null)];
        _branches = [.. _widths.Select((width, m) => options.ModalityHidden == 0
            ? null : Child($"branch{m}", new Linear(init, width, options.ModalityHidden, Activation.Relu)))];
        int at = options.ModalityHidden == 0 ? inputs : options.ModalityHidden * _widths.Length;
        _hidden = new Linear[options.Hidden.Count];
        for (int l = 0; l < _hidden.Length; at = options.Hidden[l++])
            _hidden[l] = Child($"hidden{l}", new Linear(init, at, options.Hidden[l], Activation.Relu));
        (_output, Embedded) = (Child("output", new Linear(init, at, outputs)), at);
    }

    public Backend Backend { get; }
    public int Inputs { get; }
    public int Outputs { get; }

    /// <summary>Width of the last layer but one.</summary>
    public int Embedded { get; }

    /// <summary>Numbers that such a network holds, buffers included.</summary>
    public static long Size(NetworkRegressionOptions options, int inputs, int outputs)
    {
        int[] widths = options.Modalities.Count == 0 ? [inputs] : [.. options.Modalities];
        long size = options.Norm == ModalityNorm.Batch ? widths.Sum(width => 4L * width) : 0, at = inputs;
        if (options.ModalityHidden > 0)
        {
            size += widths.Sum(width => (width + 1L) * options.ModalityHidden);
            at = (long)options.ModalityHidden * widths.Length;
        }
        foreach (int width in options.Hidden)
        {
            size += (at + 1) * width;
            at = width;
        }
        return size + (at + 1) * outputs;
    }

    public override Tensor Forward(Tape tape, Tensor x)
    {
        var y = _output.Forward(tape, Embed(tape, x));
        return _options.Loss == RegressionLoss.Cosine ? tape.NormalizeRows(y) : y;
    }

    public Tensor Embed(Tape tape, Tensor x)
    {
        var parts = new Tensor[_widths.Length];
        for (int m = 0, at = 0; m < parts.Length; at += _widths[m++])
        {
            var part = _widths.Length == 1 ? x : tape.Slice(x, 1, at, _widths[m]);
            if (_options.Norm == ModalityNorm.Length) part = tape.NormalizeRows(part);
            if (_norms[m] is { } norm) part = norm.Forward(tape, part);
            part = tape.Dropout(part, _options.InputDropout);
            parts[m] = _branches[m] is { } branch ? branch.Forward(tape, part) : part;
        }
        var joined = parts.Length == 1 ? parts[0] : tape.Concat(1, parts);
        foreach (var layer in _hidden) joined = tape.Dropout(layer.Forward(tape, joined), _options.Dropout);
        return joined;
    }
}
