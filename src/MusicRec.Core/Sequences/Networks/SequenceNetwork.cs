using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A network that reads sequences of item vectors and makes states of them, whose products with the item vectors score the next items.
/// </summary>
/// <param name="width">Width of item vectors and states.</param>
/// <param name="maxLength">Events that it looks back on at most.</param>
internal abstract class SequenceNetwork(int width, int maxLength) : Module
{
    public int Width { get; } = width;
    public int MaxLength { get; } = maxLength;

    /// <summary>Name of the architecture, in files.</summary>
    public abstract string Kind { get; }

    /// <summary>The numbers that, with width and length, make a network of the same shape; all between 1 and 4096.</summary>
    public virtual IReadOnlyList<(string Name, int Value)> Settings => [];

    /// <summary>States of the events asked for, [asked, width].</summary>
    /// <param name="tape">Computes.</param>
    /// <param name="items">Vectors of the items, [events, width]; zeros where one is hidden.</param>
    /// <param name="packed">The sequences.</param>
    /// <param name="dropout">Share of elements that is dropped in training.</param>
    public abstract Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout);

    /// <summary>What a step of training asks, and the item wanted from each state, of sequences and the items after their events.</summary>
    public virtual (PackedSequences Packed, int[] Targets) Lesson(PackedSequences inputs, int[] targets, CounterRandom random) => (inputs, targets);

    /// <summary>What is asked to continue histories, none of them empty or longer than MaxLength: one state each.</summary>
    public virtual PackedSequences Question(int[] items, int[] offsets) =>
        new(items, offsets, [.. offsets.Skip(1).Select(end => end - 1)]);

    /// <summary>The vectors as one sequence of different items: the state after every event.</summary>
    public override Tensor Forward(Tape tape, Tensor x) =>
        States(tape, x, new([.. Enumerable.Range(0, x.Shape.Rows)], [0, x.Shape.Rows]), dropout: 0);
}
