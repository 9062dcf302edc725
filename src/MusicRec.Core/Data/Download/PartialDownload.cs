using System.Net;
using System.Net.Http.Headers;

namespace MusicRec.Data;

/// <summary>One file on its way: the bytes in PATH, the server's mark of the version they belong to (ETag) in PATH.tag. Without a mark a new attempt
/// begins
/// anew, since bytes of two versions must not be joined.</summary>
internal sealed class PartialDownload(HttpClient client, Uri address, string path, DownloadOptions options, IProgress<ReadProgress>? progress)
{
    private readonly string _tagPath = $"{path}.tag";

    public string Path => path;

    /// <summary>Removes what is left of the transfer.</summary>
    public void Forget()
    {
        File.Delete(path);
        File.Delete(_tagPath);
    }

    /// <summary>One attempt; returns when the file is whole.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached or answers with an error.</exception>
    /// <exception cref="IOException">The transfer broke off.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or silent for too long.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(options.Silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        long have = Resume(request);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) Forget();
        response.EnsureSuccessStatusCode();
        bool goesOn = have > 0 && response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (!goesOn)
        {
            if (response.StatusCode == HttpStatusCode.PartialContent)
            {
                Forget();
                throw new IOException("the server sent another part than the one asked for");
            }
            have = 0;
            Forget();
            if (response.Headers.ETag is { IsWeak: false } tag) await File.WriteAllTextAsync(_tagPath, tag.ToString(), cancel).ConfigureAwait(false);
        }
        long length = response.Content.Headers.ContentLength is { } rest ? have + rest : -1;
        if (length > options.MaxBytes) throw TooLong(length);
        var input = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        var file = new FileStream(path, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await using (input.ConfigureAwait(false))
        await using (file.ConfigureAwait(false))
        {
            have = await CopyAsync(input, file, have, length, silence).ConfigureAwait(false);
            await file.FlushAsync(cancel).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        if (length >= 0 && have != length) throw new IOException($"the transfer ended after {have} of {length} bytes");
    }

    private long Resume(HttpRequestMessage request)
    {
        if (!File.Exists(path) || !File.Exists(_tagPath) || !EntityTagHeaderValue.TryParse(File.ReadAllText(_tagPath), out var tag)) return 0;
        long have = new FileInfo(path).Length;
        if (have == 0) return 0;
        request.Headers.Range = new RangeHeaderValue(have, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        return have;
    }

    private async Task<long> CopyAsync(Stream input, FileStream file, long have, long length, CancellationTokenSource silence)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            silence.CancelAfter(options.Silence);
            int n = await input.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (n == 0) return have;
            have += n;
            if (have > options.MaxBytes) throw TooLong(have);
            await file.WriteAsync(buffer.AsMemory(0, n), silence.Token).ConfigureAwait(false);
            progress?.Report(new ReadProgress(have, length));
        }
    }

    private MusicRecException TooLong(long bytes) =>
        new($"{address} sends at least {bytes} bytes, more than the {options.MaxBytes} allowed. Raise MaxBytes if that is right.");
}
