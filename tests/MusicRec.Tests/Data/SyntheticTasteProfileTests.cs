using System.Runtime.InteropServices;
using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class SyntheticTasteProfileTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(7)]
    public void A_hundredth_has_the_published_checksums_at_any_thread_count(int threads)
    {
        var data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth, threads);
        Assert.Equal((10_193, 3_845, 325_173), (data.Users, data.Items, data.Count));
        Assert.Equal(0x3b6c38f0f31a8067UL, Fnv(data.Offsets));
        Assert.Equal(0x251d073282f3b929UL, Fnv<int>(data.ByUser.Indices));
        Assert.Equal(0x3b3de095d142cb16UL, Fnv<float>(data.ByUser.Values));
    }

    [Fact]
    public void The_first_user_has_the_published_row()
    {
        var data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);
        Assert.Equal([242, 258, 902, 1105, 1299, 1314, 1496, 2106, 2288, 2568, 3197, 3816], data.ItemsOf(0).ToArray());
        Assert.Equal([2f, 3, 1, 1, 2, 1, 1, 1, 4, 4, 3, 1], data.WeightsOf(0).ToArray());
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasteProfile.Create(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasteProfile.Create(10, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasteProfile.Create((TasteProfileScale)2));
    }

    // FNV-1a over the little-endian bytes, with the offset basis the checksums were published with.
    private static ulong Fnv<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        ulong hash = 1469598103934665603;
        foreach (byte b in MemoryMarshal.AsBytes(values)) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
