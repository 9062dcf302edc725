namespace MusicRec.Data;

/// <summary>One data set cut in parts. All parts keep the users, items and ids of the whole, so indices mean the same everywhere.</summary>
/// <param name="Train">What models are fitted on.</param>
/// <param name="Test">What they are judged by.</param>
public sealed record Split(Interactions Train, Interactions Test)
{
    /// <summary>What the split promises.</summary>
    public SplitKind Kind { get; init; }

    /// <summary>What is known of held-out users when they are recommended to; null but for <see cref="SplitKind.StrongGeneralisation"/>.</summary>
    public Interactions? FoldIn { get; init; }

    /// <summary>Part of the training data set aside for choosing options and for early stopping; null where not asked for.</summary>
    public Interactions? Validation { get; init; }

    /// <summary>First second since 1970 UTC that belongs to the test part; null but for <see cref="SplitKind.Temporal"/>.</summary>
    public long? Cut { get; init; }

    /// <summary>True where test pairs may repeat training pairs on purpose: predicting what is listened to again.</summary>
    public bool KeepsRepeats { get; init; }

    /// <summary>Test entries left out because the user already had the item in training.</summary>
    public long DroppedRepeats { get; init; }

    /// <summary>Cuts the training part once more: the rule's test part becomes <see cref="Validation"/>.</summary>
    /// <param name="rule">A rule over pairs. Give it another seed than the first cut.</param>
    public Split WithValidation(ISplitRule rule)
    {
        var inner = Require.NotNull(rule).Apply(Train);
        return this with { Train = inner.Train, Validation = inner.Test, KeepsRepeats = KeepsRepeats || inner.KeepsRepeats };
    }

    /// <summary>Training and validation entries together: what the last fit uses, and what is not recommended again.</summary>
    public Interactions TrainAndValidation() => Validation is null ? Train : EntrySelection.Union(Train, Validation);

    /// <summary>Checks what <see cref="Kind"/> promises.</summary>
    /// <exception cref="MusicRecException">The split leaks; the message lists the first offending rows.</exception>
    public void Verify() => LeakageGuard.Check(this);
}
