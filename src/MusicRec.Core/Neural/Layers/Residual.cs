using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>x + f(x): a module with a connection around it (He et al. 2016). Its parameters come under "body".</summary>
public sealed class Residual : Module
{
    private readonly Module _body;

    /// <param name="body">f, whose output has its input's shape.</param>
    public Residual(Module body) => _body = Child("body", body);

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(tape).Add(_body.Forward(tape, x), x);
}
