using System.Text.Json;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>A measured case against its bar.</summary>
internal sealed record LedgerResult(LedgerCase Case, Measurement Measured)
{
    public double? Bar => Case.Bar ?? Case.RatioBar * Measured.Peer ?? Case.ShareBar * Measured.Value / Measured.LimitShare;

    /// <summary>Whether the bar is met; null where there is none.</summary>
    public bool? Met => Bar is not { } bar ? null : Case.LowerIsBetter ? Measured.Value <= bar : Measured.Value >= bar;

    /// <summary>How many times faster than the peer.</summary>
    public double? Ratio => Measured.Peer is not { } peer ? null : Case.LowerIsBetter ? peer / Measured.Value : Measured.Value / peer;

    public override string ToString()
    {
        string bar = Bar is { } b ? $"bar {b:g4}" : "", share = Measured.LimitShare is { } s ? $"{s:p0} of limit" : "";
        string ratio = Ratio is { } r ? $"{r:f2} x {Case.PeerName}" : "", met = Met switch { true => "met", false => "SHORT", null => "" };
        return $"{Case.Name,-44} {Measured.Value,10:g4} {Case.Unit,-18} {bar,-12} {met,-6} {share,-14} {ratio}".TrimEnd();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Case.Name);
        json.WriteNumber("value", Measured.Value);
        json.WriteString("unit", Case.Unit);
        if (Bar is { } bar) json.WriteNumber("bar", bar);
        if (Met is { } met) json.WriteBoolean("met", met);
        if (Measured.LimitShare is { } share) json.WriteNumber("limitShare", share);
        if (Measured.Peer is not null) json.WriteString("peer", Case.PeerName);
        if (Ratio is { } ratio) json.WriteNumber("ratio", ratio);
        json.WriteEndObject();
    }
}
