namespace MusicRec.Samples;

/// <summary>What the bins of a front-end stand for.</summary>
/// <param name="Unit">"Hz", "#" for plain numbers, or empty for pitch classes.</param>
/// <param name="Centres">Frequency or number of each bin, rising.</param>
/// <param name="ValueUnit">Unit of the values: "dB" or nothing.</param>
internal sealed record BinAxis(string Unit, double[] Centres, string ValueUnit)
{
    private static readonly string[] PitchClasses = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    private const double Closest = 0.045; // share of the axis between two labels

    private static readonly double[] Frequencies = [0, 50, 100, 200, 500, 1000,
        1500, 2000, 3000, 4000, 5000, 6000, 8000, 10_000, 12_000, 16_000, 20_000];

    /// <summary>Round numbers and where they stand, as shares of the axis from below.</summary>
    public IEnumerable<(double Share, string Label)> Ticks()
    {
        double last = double.NegativeInfinity;
        var wanted = Unit == "Hz" ? Frequencies : Enumerable.Range(0, Centres.Length).Select(i => (double)i);
        foreach (double value in wanted.Where(v => v >= Centres[0] * 0.99 && v <= Centres[^1] * 1.01))
        {
            double share = Share(value);
            if (share - last < Closest) continue;
            last = share;
            if (Unit == "") yield return (share, PitchClasses[(int)value]);
            else yield return (share, value >= 1000 ? Screen.Number(value / 1000, "0.#") + "k" : Screen.Number(value, "0"));
        }
    }

    private double Share(double value)
    {
        int above = Array.FindIndex(Centres, centre => centre >= value);
        if (above < 0) return 1;
        double at = above == 0 ? 0 : above - 1 + (value - Centres[above - 1]) / (Centres[above] - Centres[above - 1]);
        return (at + 0.5) / Centres.Length;
    }
}
