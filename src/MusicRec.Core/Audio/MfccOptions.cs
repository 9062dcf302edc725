namespace MusicRec.Audio;

/// <summary>Mel-frequency cepstral coefficients. Defaults are librosa's.</summary>
public sealed record MfccOptions
{
    /// <summary>Coefficients kept, from the 0th. Default 20.</summary>
    public int Coefficients { get; init => field = Require.Between(value, 1, 4096); } = 20;

    /// <summary>Which cosine transform. Default DCT-II.</summary>
    public CosineTransform Transform { get; init => field = Require.Defined(value); } = CosineTransform.Two;

    /// <summary>Orthonormal rows (default), or the bare transform: twice the sum of cosines.</summary>
    public bool Orthonormal { get; init; } = true;

    /// <summary>Liftering L: coefficient i is multiplied by 1 + L / 2 sin(pi (i + 1) / L). 0 (default) for none.</summary>
    public double Lifter { get; init => field = Require.NotNegative(value); }

    /// <summary>Whose lifter: false (default), librosa's; true, HTK's and Kaldi's 1 + L / 2 sin(pi i / L), which leaves c[0] alone.</summary>
    public bool LifterFromZero { get; init; }

    /// <summary>Compression of the mel bands. Default decibels of the power.</summary>
    public LogCompression Log { get; init => field = Require.NotNull(value); } = LogCompression.Decibel();

    /// <summary>Range kept below the loudest band of the whole clip, in units of <see cref="Log"/>; null for no limit, as streaming needs. Default
    /// 80.</summary>
    public double? TopDb { get; init => field = value is { } db ? Require.Positive(db) : null; } = 80;
}
