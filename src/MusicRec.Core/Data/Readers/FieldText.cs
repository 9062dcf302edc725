using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace MusicRec.Data;

/// <summary>Fields of a line, and numbers and times in them, straight from bytes.</summary>
internal static class FieldText
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    /// <summary>Finds the ends of the first fields: field c is line[ends[c - 1] + 1 .. ends[c]].</summary>
    /// <returns>How many of them the line has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Split(ReadOnlySpan<byte> line, byte separator, Span<int> ends)
    {
        int from = 0;
        for (int c = 0; c < ends.Length; c++)
        {
            int n = line[from..].IndexOf(separator);
            if (n < 0)
            {
                ends[c] = line.Length;
                return c + 1;
            }
            ends[c] = from + n;
            from += n + 1;
        }
        return ends.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, ReadOnlySpan<int> ends, int column)
    {
        int from = column == 0 ? 0 : ends[column - 1] + 1;
        return line[from..ends[column]];
    }

    /// <summary>A decimal number with optional sign, fraction and exponent; the whole text must be one. Infinity where it is beyond
    /// float32.</summary>
    public static bool TryWeight(ReadOnlySpan<byte> text, out float weight)
    {
        if (text.Length is > 0 and <= 9)
        {
            uint value = 0;
            foreach (byte b in text)
            {
                uint digit = (uint)b - '0';
                if (digit > 9) return TryDecimal(text, out weight);
                value = value * 10 + digit;
            }
            weight = value;
            return true;
        }
        return TryDecimal(text, out weight);
    }

    /// <summary>A whole number of seconds or of milliseconds; the whole text must be one.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;

    private static bool TryDecimal(ReadOnlySpan<byte> text, out float weight)
    {
        weight = 0;
        if (text.IsEmpty || text.ContainsAnyExcept(NumberBytes)) return false; // the parser would take Infinity and NaN
        if (!double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value))
            return false;
        weight = (float)value;
        return true;
    }

    /// <summary>ISO 8601: yyyy-MM-dd, then T or a blank, HH:mm:ss, an optional fraction (cut off) and Z, +HH:mm, -HH:mm or nothing (UTC).</summary>
    public static bool TryIsoTime(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)) return false;
        if (!Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute) || !Digits(text[17..19], out int second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;
        var rest = text[19..];
        if (rest.Length > 0 && rest[0] == '.')
        {
            int n = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (n == 0 || rest.Length == 1) return false;
            rest = n < 0 ? [] : rest[(n + 1)..];
        }
        if (!TryOffset(rest, out int offset)) return false;
        long days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerDay;
        seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.IsEmpty || text.SequenceEqual("Z"u8)) return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        if (!Digits(text[1..3], out int hours) || !Digits(text[4..6], out int minutes) || hours > 14 || minutes > 59) return false;
        seconds = (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte b in text)
        {
            if (b is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + b - '0';
        }
        return true;
    }
}
