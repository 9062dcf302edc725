namespace MusicRec;

/// <summary>A fault in data or in a model file: malformed input, leaking splits, a truncated or foreign file, a diverging fit.
/// Mistakes in arguments are <see cref="ArgumentException"/>s instead.</summary>
public class MusicRecException : Exception
{
    /// <summary>Creates the exception with a message that says what is wrong, where, and what to do.</summary>
    public MusicRecException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public MusicRecException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception with a default message.</summary>
    public MusicRecException() { }
}
