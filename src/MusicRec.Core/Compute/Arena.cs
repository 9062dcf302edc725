namespace MusicRec.Compute;

/// <summary>Hands out memory of a backend piece by piece and takes all of it back at once. The same requests after a reset get the same
/// addresses, so a loop of equal steps grows once.</summary>
internal sealed class Arena(Backend backend)
{
    private const int BlockLength = 1 << 20, Align = 16; // floats
    private readonly List<TensorMemory> _blocks = [];
    private int _block;
    private long _offset, _before;

    /// <summary>Memory of no length, for a tensor that is about to be placed elsewhere.</summary>
    public static TensorMemory Nothing { get; } = new(0, 0, new object());

    /// <summary>Floats held.</summary>
    public long Capacity { get; private set; }

    /// <summary>Floats handed out since the reset, with what was left over at the ends of blocks.</summary>
    public long Used => _before + _offset;

    public (TensorMemory Memory, nint Address) Take(int length)
    {
        long padded = (length + (long)Align - 1) & ~(Align - 1L);
        while (_block < _blocks.Count && _offset + padded > _blocks[_block].Length)
        {
            _before += _offset;
            _offset = 0;
            _block++;
        }
        if (_block == _blocks.Count)
        {
            var block = backend.Allocate(Math.Max(BlockLength, padded));
            _blocks.Add(block);
            Capacity += block.Length;
        }
        nint address = _blocks[_block].Address + (nint)(_offset * sizeof(float));
        _offset += padded;
        return (_blocks[_block], address);
    }

    public void Reset() => (_block, _offset, _before) = (0, 0, 0);
}
