using System.Security.Cryptography;
using MusicRec.Data;
using Behaviour = MusicRec.Tests.Data.UnreliableServer.Behaviour;

namespace MusicRec.Tests.Data;

public sealed class DataDownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 ^ i >> 8))];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"musicrec-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_cut_transfer_goes_on_where_it_stopped()
    {
        using var server = new UnreliableServer(Content, new Behaviour(CutAfter: 70_000), new Behaviour(CutAfter: 50_000), new Behaviour());
        await FetchAndCheck(server);
        Assert.Equal([0, 70_000, 120_000], server.Asked);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_or_has_a_new_version_is_read_from_the_start()
    {
        using var ignoring = new UnreliableServer(Content, new Behaviour(CutAfter: 70_000), new Behaviour(IgnoreRange: true));
        await FetchAndCheck(ignoring);
        Assert.Equal([0, 70_000], ignoring.Asked);
        using var changed = new UnreliableServer(Content, new Behaviour(CutAfter: 70_000, WrongBytes: true), new Behaviour(Tag: "\"v2\""));
        await FetchAndCheck(changed);
        using var untagged = new UnreliableServer(Content, new Behaviour(CutAfter: 70_000, Tag: null), new Behaviour());
        await FetchAndCheck(untagged);
        Assert.Equal([0, 0], untagged.Asked);
        using var confused = new UnreliableServer(Content, new Behaviour(CutAfter: 70_000), new Behaviour(WrongPart: true), new Behaviour());
        await FetchAndCheck(confused);
    }

    [Fact]
    public async Task Wrong_bytes_are_never_kept()
    {
        using var once = new UnreliableServer(Content, new Behaviour(WrongBytes: true), new Behaviour());
        await FetchAndCheck(once);
        using var always = new UnreliableServer(Content, new Behaviour(WrongBytes: true));
        Assert.Contains("SHA-256", (await Assert.ThrowsAsync<MusicRecException>(() => Fetch(always))).Message, StringComparison.Ordinal);
        Assert.Equal(3, always.Asked.Count);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Faults_of_the_server_are_tried_again_and_refusals_are_not()
    {
        using var busy = new UnreliableServer(Content, new Behaviour(Status: 503), new Behaviour());
        await FetchAndCheck(busy);
        using var missing = new UnreliableServer(Content, new Behaviour(Status: 404));
        Assert.Contains("404", (await Assert.ThrowsAsync<MusicRecException>(() => Fetch(missing))).Message, StringComparison.Ordinal);
        Assert.Single(missing.Asked);
        using var broken = new UnreliableServer(Content, new Behaviour(CutAfter: 10, Tag: null));
        Assert.Contains("3 attempts", (await Assert.ThrowsAsync<MusicRecException>(() => Fetch(broken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_ends_an_attempt_and_cancelling_ends_all()
    {
        using var silent = new UnreliableServer(Content, new Behaviour(Silent: true));
        var options = Options() with { Silence = TimeSpan.FromMilliseconds(100), Attempts = 1 };
        Assert.Contains("no byte",
            (await Assert.ThrowsAsync<MusicRecException>(() => DataDownload.FetchAsync(Source(silent), options))).Message, StringComparison.Ordinal);
        using var cancel = new CancellationTokenSource(50);
        using var other = new UnreliableServer(Content, new Behaviour(Silent: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DataDownload.FetchAsync(Source(other), Options(), null, cancel.Token));
    }

    [Fact]
    public async Task A_whole_file_in_the_cache_is_not_fetched_and_a_damaged_one_is()
    {
        using var server = new UnreliableServer(Content, new Behaviour());
        string path = await Fetch(server);
        await Fetch(server);
        Assert.Single(server.Asked);
        await File.WriteAllTextAsync(path, "damaged");
        await Fetch(server);
        Assert.Equal(2, server.Asked.Count);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Sizes_names_and_addresses_are_checked()
    {
        using var server = new UnreliableServer(Content, new Behaviour());
        await Assert.ThrowsAsync<MusicRecException>(() => DataDownload.FetchAsync(Source(server), Options() with { MaxBytes = 1000 }));
        await Assert.ThrowsAsync<ArgumentException>(() => DataDownload.FetchAsync(Source(server) with { FileName = "../x" }, Options()));
        await Assert.ThrowsAsync<ArgumentException>(() => DataDownload.FetchAsync(Source(server) with { Sha256 = "12" }, Options()));
        await Assert.ThrowsAsync<ArgumentException>(() => DataDownload.FetchAsync(Source(server) with { Address = new Uri("file:///x") }, Options()));
    }

    private async Task FetchAndCheck(UnreliableServer server)
    {
        string path = await Fetch(server);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path));
        Assert.Single(Directory.GetFiles(_folder));
        File.Delete(path);
    }

    private Task<string> Fetch(UnreliableServer server) => DataDownload.FetchAsync(Source(server), Options());

    private static DataSource Source(UnreliableServer server) =>
        new("test data", server.Address, "data.bin", Convert.ToHexString(SHA256.HashData(Content)));

    private DownloadOptions Options() => new() { Folder = _folder, Attempts = 3, Pause = TimeSpan.Zero, Silence = TimeSpan.FromSeconds(20) };
}
