namespace MusicRec.Compute;

// Losses that are a few operations each; their gradients follow.
public sealed partial class Tape
{
    /// <summary>Mean over rows of 1 - cos(x, y): [1].</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="y">Of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor CosineLoss(Tensor x, Tensor y)
    {
        SameShape(x, y, nameof(y));
        return Affine(Sum(Multiply(NormalizeRows(x), NormalizeRows(y)), -1f / x.Shape.Rows), 1, 1);
    }

    /// <summary>Mean of -ln s(positive - negative) (Rendle et al. 2009): [1].</summary>
    /// <param name="positive">Scores that should be larger.</param>
    /// <param name="negative">Scores that should be smaller, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor BprLoss(Tensor positive, Tensor negative)
    {
        SameShape(positive, negative, nameof(negative));
        var ones = Allocate(positive.Shape);
        Backend.Fill(ones, 1);
        return BinaryCrossEntropy(Add(positive, negative, -1), ones);
    }

    /// <summary>Softmax cross-entropy over sampled candidates: each score is lowered by the logarithm of how often its candidate is drawn, so
    /// that the gradient estimates the full softmax's (Bengio and Senecal 2008): [1].</summary>
    /// <param name="scores">[rows, candidates].</param>
    /// <param name="labels">The target's column in each row.</param>
    /// <param name="logProbabilities">ln of each candidate's sampling probability, [candidates].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor SampledSoftmaxLoss(Tensor scores, ReadOnlySpan<int> labels, Tensor logProbabilities)
    {
        Require.Length(Require.NotNull(logProbabilities).Length, Require.NotNull(scores).Shape.Columns, nameof(logProbabilities));
        return SoftmaxCrossEntropy(Add(scores, Reshape(logProbabilities, new Shape(scores.Shape.Columns)), -1), labels);
    }

    /// <summary>Mean over rows of max(0, |anchor - positive|^2 - |anchor - negative|^2 + margin)
    /// (Schroff, Kalenichenko, Philbin 2015): [1].</summary>
    /// <param name="anchor">[rows, width].</param>
    /// <param name="positive">What each anchor should be near to, of the same shape.</param>
    /// <param name="negative">What it should be far from, of the same shape.</param>
    /// <param name="margin">How much nearer.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor TripletLoss(Tensor anchor, Tensor positive, Tensor negative, float margin = 0.2f)
    {
        SameShape(anchor, positive, nameof(positive));
        SameShape(anchor, negative, nameof(negative));
        Tensor near = Add(anchor, positive, -1), far = Add(anchor, negative, -1);
        var gap = Add(SumRows(Multiply(near, near)), SumRows(Multiply(far, far)), -1);
        return Mean(Activate(Affine(gap, 1, margin), Activation.Relu));
    }

    /// <summary>InfoNCE (van den Oord, Li, Vinyals 2018): each row of x should be nearest, by cosine over a temperature, to the same row of y
    /// among all rows of y: [1].</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="y">[rows, width].</param>
    /// <param name="labels">0, 1, .., rows - 1: given by the caller, who can keep the array.</param>
    /// <param name="temperature">Divides the cosines.</param>
    public Tensor InfoNce(Tensor x, Tensor y, ReadOnlySpan<int> labels, float temperature = 0.1f) =>
        SoftmaxCrossEntropy(Affine(MatMul(NormalizeRows(x), NormalizeRows(y), transposeB: true), 1 / Require.Positive(temperature)), labels);

    /// <summary>Mean of max(0, 1 - sign x)^2: [1].</summary>
    /// <param name="x">Scores.</param>
    /// <param name="signs">-1 or 1, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor SquaredHinge(Tensor x, Tensor signs)
    {
        SameShape(x, signs, nameof(signs));
        var shortfall = Activate(Affine(Multiply(x, signs), -1, 1), Activation.Relu);
        return Mean(Multiply(shortfall, shortfall));
    }
}
