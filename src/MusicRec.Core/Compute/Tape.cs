namespace MusicRec.Compute;

/// <summary>Runs differentiable operations, records them for the backward pass, and owns every intermediate tensor.
/// <see cref="Reset()"/> begins the next step in the same memory: a training loop allocates nothing after its first step, and nothing is
/// disposed of by hand. One tape serves one thread at a time; its operations use the backend's threads.</summary>
public sealed partial class Tape
{
    private readonly Arena _arena;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<Type, Node?> _spare = [];
    private readonly List<Tensor> _tensors = [];
    private int _used;
    private bool _wentBack;

    /// <summary>A tape on a backend.</summary>
    /// <param name="backend">Who computes.</param>
    /// <param name="training">Whether to record for a backward pass, and to let layers such as dropout act as in training.</param>
    /// <param name="seed">Seed of what operations draw: dropout masks, noise.</param>
    public Tape(Backend backend, bool training = true, ulong seed = 0)
    {
        (Backend, Training, Seed) = (Require.NotNull(backend), training, seed);
        _arena = new Arena(backend);
    }

    /// <summary>Who computes.</summary>
    public Backend Backend { get; }

    /// <summary>Whether operations are recorded, and layers such as dropout and batch normalisation act as in training.</summary>
    public bool Training { get; }

    /// <summary>Seed of what operations draw.</summary>
    public ulong Seed { get; }

    /// <summary>Number of the current step; with <see cref="Seed"/> and the order of operations it decides what is drawn.</summary>
    public long Step { get; private set; }

    /// <summary>Bytes that the tape holds, in use or not.</summary>
    public long MemoryBytes => _arena.Capacity * sizeof(float);

    /// <summary>Bytes in use by this step's tensors.</summary>
    public long UsedBytes => _arena.Used * sizeof(float);

    /// <summary>Ends the step and begins the next by number: its tensors are no longer valid and their memory serves the next one.</summary>
    public void Reset() => Reset(Step + 1);

    /// <summary>The same, with the number of the step that begins: training that resumes draws what it would have drawn.</summary>
    /// <param name="step">Number of the step that begins, from 0.</param>
    public void Reset(long step)
    {
        Require.NotNegative(step);
        _wentBack = false;
        foreach (var node in _nodes) node.Retire(_spare);
        _nodes.Clear();
        _used = 0;
        _arena.Reset();
        Step = step;
    }

    /// <summary>A copy of values from the host that lives for this step.</summary>
    public Tensor Input(Shape shape, ReadOnlySpan<float> values)
    {
        var x = Allocate(shape);
        x.CopyFrom(values);
        return x;
    }

    /// <summary>Computes the gradient of a loss with respect to every tensor that requires one and that the loss depends on; gradients of
    /// parameters are added to what is there. Once in a step: several losses are added up first.</summary>
    /// <param name="loss">A tensor of one element, made by this tape in this step.</param>
    /// <exception cref="InvalidOperationException">The tape does not record, the loss has several elements or depends on no parameter, or
    /// this step has had its backward pass.</exception>
    public void Backward(Tensor loss)
    {
        Require.NotNull(loss);
        if (!Training) throw new InvalidOperationException("This tape does not record. Make it with training: true.");
        if (loss.Length != 1 || !loss.RequiresGradient)
            throw new InvalidOperationException("A loss is one number that depends on a parameter; this tensor has shape " +
                $"{loss.Shape} and depends on {(loss.RequiresGradient ? "some" : "none")}.");
        RequireFirst();
        Backend.Fill(GradientOf(loss)!, 1);
        BackwardFrom(loss);
    }

    /// <summary>The backward pass from a tensor whose gradient is known.</summary>
    internal void BackwardFrom(Tensor y)
    {
        _ = y.Gradient ?? throw new InvalidOperationException("The tensor has no gradient to go back from.");
        RequireFirst();
        _wentBack = true;
        for (int i = _nodes.Count - 1; i >= 0; i--) _nodes[i].Backward(this);
    }

    // The gradients of this step's tensors are still there: a second pass would count them twice.
    private void RequireFirst()
    {
        if (_wentBack)
            throw new InvalidOperationException(
                "This step has had its backward pass. Add the losses and go back once, or call Reset and compute again.");
    }

    /// <summary>The gradient to add to, zero on first use; null where none is wanted.</summary>
    internal Tensor? GradientOf(Tensor x)
    {
        if (!x.RequiresGradient) return null;
        x.Reached = true;
        if (x.Gradient is { } known) return known;
        if (!x.OfTape) return x.Gradient = new Tensor(Backend, x.Shape); // a parameter's gradient outlives the step
        var gradient = Allocate(x.Shape);
        Backend.Fill(gradient, 0);
        return x.Gradient = gradient;
    }

    /// <summary>A tensor of this step; its elements are whatever the memory held.</summary>
    internal Tensor Allocate(Shape shape)
    {
        var (memory, address) = _arena.Take(shape.Length);
        var tensor = Next(memory, address, shape);
        tensor.Place(memory, address, shape);
        return tensor;
    }

    /// <summary>The same elements under another shape.</summary>
    internal Tensor View(Tensor x, Shape shape)
    {
        var tensor = Next(null, x.Address, shape);
        tensor.PlaceOn(x, shape);
        return tensor;
    }

    /// <summary>Notes how to go back from an output, where any of its inputs wants a gradient.</summary>
    internal Tensor Record<TStep>(Tensor y, bool requiresGradient, TStep step) where TStep : struct, IStep
    {
        if (!Training || !requiresGradient) return y;
        y.RequiresGradient = true;
        Node<TStep> node;
        if (_spare.TryGetValue(typeof(TStep), out var spare) && spare is Node<TStep> known)
        {
            node = known;
            _spare[typeof(TStep)] = known.Next;
        }
        else
        {
            node = new Node<TStep>();
        }
        (node.Output, node.Step) = (y, step);
        _nodes.Add(node);
        return y;
    }

    /// <summary>A number that tells this step's drawing operations apart.</summary>
    internal int NextDraw() => _used;

    private Tensor Next(TensorMemory? memory, nint address, Shape shape)
    {
        if (_used == _tensors.Count) _tensors.Add(new Tensor(Backend, memory ?? Arena.Nothing, address, shape) { OfTape = true });
        return _tensors[_used++];
    }

    private abstract class Node
    {
        public Node? Next;
        public Tensor? Output;

        public abstract void Backward(Tape tape);

        public void Retire(Dictionary<Type, Node?> spare)
        {
            spare.TryGetValue(Kind, out Next);
            spare[Kind] = this;
        }

        protected abstract Type Kind { get; }
    }

    private sealed class Node<TStep> : Node where TStep : struct, IStep
    {
        public TStep Step;

        protected override Type Kind => typeof(TStep);

        public override void Backward(Tape tape)
        {
            if (Output!.Gradient is { } gradient) Step.Backward(tape, Output, gradient);
        }
    }
}
