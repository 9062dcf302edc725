namespace MusicRec.Data;

/// <summary>A time in one of the known forms to seconds since 1970 UTC.</summary>
internal static class TimeText
{
    public static bool TryParse(ReadOnlySpan<byte> text, TimeFormat format, out long seconds)
    {
        if (format == TimeFormat.Iso8601) return FieldText.TryIsoTime(text, out seconds);
        if (!FieldText.TryInteger(text, out seconds)) return false;
        if (format == TimeFormat.UnixMilliseconds) seconds = (long)Math.Floor(seconds / 1000m);
        return true;
    }
}
