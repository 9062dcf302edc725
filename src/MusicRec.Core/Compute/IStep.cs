namespace MusicRec.Compute;

/// <summary>What the backward pass of one operation needs: a small struct that the tape keeps.</summary>
internal interface IStep
{
    /// <summary>Adds to the gradients of the inputs, given the output y and the loss's gradient dy with respect to it.
    /// dy is not read again, so it may be overwritten.</summary>
    void Backward(Tape tape, Tensor y, Tensor dy);
}
