using MusicRec.Compute;

namespace MusicRec.Encoders;

/// <summary>One layer of a <see cref="NetworkPlan"/>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Size">Filters, units, window of a pool; 0 where it has none.</param>
/// <param name="Kernel">Frames a filter sees; 0 but for convolutions.</param>
/// <param name="Probability">Of being dropped; 0 but for dropout.</param>
/// <param name="Activation">Of convolutions and dense layers: none, ReLU or sigmoid.</param>
public readonly record struct NetworkLayer(NetworkLayerKind Kind, int Size = 0, int Kernel = 0, double Probability = 0,
    Activation Activation = Activation.None);

/// <summary>What a layer of a <see cref="NetworkPlan"/> does.</summary>
public enum NetworkLayerKind
{
    /// <summary>"conv FILTERS KERNEL [relu | sigmoid]": filters that see all channels of some frames, without a border.</summary>
    Convolution,

    /// <summary>"maxpool LENGTH": the largest of each window of frames; a rest too short for a window is left out.</summary>
    MaxPool,

    /// <summary>"globalpool": mean, maximum and Euclidean length of each channel over all frames, side by side.</summary>
    GlobalPool,

    /// <summary>"flatten": all frames side by side.</summary>
    Flatten,

    /// <summary>"dense UNITS [relu | sigmoid]".</summary>
    Dense,

    /// <summary>"dropout P": while training.</summary>
    Dropout,

    /// <summary>"batchnorm": of each channel.</summary>
    BatchNorm,

    /// <summary>"l2norm": each output divided by its length.</summary>
    Normalize,
}
