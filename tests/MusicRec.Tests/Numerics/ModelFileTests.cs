using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class ModelFileTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var file = Sample();
        var read = ModelFile.Read(new MemoryStream(Bytes(file)), "test");
        Assert.Equal([1f, 2f, 3f], read.Get<float>("f", 3));
        Assert.Equal([1L << 40], read.Get<long>("l", 1));
        Assert.Equal(0.5, read.Get<double>("rate"));
    }

    [Fact]
    public void A_file_cut_anywhere_or_of_another_kind_is_refused()
    {
        byte[] whole = Bytes(Sample());
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<MusicRecException>(() => ModelFile.Read(new MemoryStream(whole, 0, length), "test"));
        Assert.Throws<MusicRecException>(() => ModelFile.Read(new MemoryStream(whole), "other"));
    }

    private static ModelFile Sample()
    {
        var file = new ModelFile("test");
        file.Set("rate", 0.5);
        file.Add("f", [1f, 2f, 3f], 3);
        file.Add("l", [1L << 40], 1);
        return file;
    }

    private static byte[] Bytes(ModelFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
