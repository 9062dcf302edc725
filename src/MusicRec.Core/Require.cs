using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MusicRec;

/// <summary>Checks at public doors. Each returns its value so that <c>init</c> setters stay one line; every message names the value.</summary>
internal static class Require
{
    public static T Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null) where T : INumber<T>
    {
        if (!T.IsFinite(value) || value <= T.Zero) Out(value, name, "must be a finite number above 0");
        return value;
    }

    public static T NotNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null) where T : INumber<T>
    {
        if (!T.IsFinite(value) || value < T.Zero) Out(value, name, "must be a finite number of at least 0");
        return value;
    }

    public static T Between<T>(T value, T low, T high, [CallerArgumentExpression(nameof(value))] string? name = null) where T : INumber<T>
    {
        if (!(value >= low && value <= high)) Out(value, name, $"must lie between {low} and {high}");
        return value;
    }

    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && value < 1)) Out(value, name, "must lie strictly between 0 and 1");
        return value;
    }

    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null) where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) Out(value, name, $"must be one of {string.Join(", ", Enum.GetNames<T>())}");
        return value;
    }

    public static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? name = null) where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static void Length(int actual, long expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"{name} holds {actual} elements; it must hold exactly {expected}.", name);
    }

    public static int Index(int value, int count, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if ((uint)value >= (uint)count) Out(value, name, $"must be an index from 0 to {count - 1}");
        return value;
    }

    [DoesNotReturn]
    private static void Out<T>(T value, string? name, string rule) =>
        throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it {rule}.");
}
