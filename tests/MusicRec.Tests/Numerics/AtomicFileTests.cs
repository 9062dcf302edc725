using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class AtomicFileTests
{
    [Fact]
    public void A_write_replaces_the_file()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("model");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(path, stream => stream.Write([4]));
        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_write_interrupted_at_any_byte_leaves_the_old_file_and_nothing_beside_it()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("model");
        AtomicFile.Write(path, stream => stream.Write([9, 9]));
        for (int length = 0; length <= 20; length++)
        {
            Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
            {
                stream.Write(new byte[length]);
                throw new IOException("the disk is full");
            }));
            Assert.Equal([9, 9], File.ReadAllBytes(path));
            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(Path.GetTempPath(), "no such folder", "model"), _ => { }));
}
