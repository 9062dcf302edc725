using System.Net;
using System.Security.Cryptography;

namespace MusicRec.Data;

/// <summary>Fetches data sets into a cache folder. A file appears under its name only when it is whole: it is fetched aside ("NAME.part"), checked,
/// then
/// renamed. A broken transfer goes on where it stopped, if the server says that the file is still the same one.</summary>
public static class DataDownload
{
    /// <summary>The path of the data set's file, fetched unless the cache has it.</summary>
    /// <param name="source">What to fetch.</param>
    /// <param name="options">Folder, attempts and limits.</param>
    /// <param name="progress">Receives the bytes fetched so far and the whole length (-1: not told).</param>
    /// <param name="cancel">Ends the transfer; what has come is kept for the next one.</param>
    /// <exception cref="MusicRecException">All attempts failed, the server refused, or the bytes are not those of the checksum.</exception>
    public static async Task<string> FetchAsync(DataSource source, DownloadOptions? options = null, IProgress<ReadProgress>? progress = null,
        CancellationToken cancel = default)
    {
        options ??= new DownloadOptions();
        Check(Require.NotNull(source));
        Directory.CreateDirectory(options.Folder);
        string path = Path.Combine(options.Folder, source.FileName);
        if (File.Exists(path) && await HasChecksumAsync(path, source, cancel).ConfigureAwait(false)) return path;
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var transfer = new PartialDownload(client, source.Address, $"{path}.part", options, progress);
        var pause = options.Pause;
        for (int attempt = 1; ; attempt++)
        {
            string failure;
            try
            {
                await transfer.RunAsync(cancel).ConfigureAwait(false);
                if (await HasChecksumAsync(transfer.Path, source, cancel).ConfigureAwait(false))
                {
                    File.Move(transfer.Path, path, overwrite: true);
                    transfer.Forget();
                    return path;
                }
                failure = $"the bytes that came do not have the SHA-256 {source.Sha256}";
                transfer.Forget();
            }
            catch (Exception e) when (!cancel.IsCancellationRequested
                && e is HttpRequestException or HttpIOException or IOException or OperationCanceledException)
            {
                failure = e is OperationCanceledException ? $"no byte came for {options.Silence.TotalSeconds} s" : e.Message;
                if (e is HttpRequestException { StatusCode: { } status } && !Passing(status))
                    throw new MusicRecException(
                        $"{source.Name} cannot be fetched from {source.Address}: the server answers {(int)status} {status}.", e);
            }
            if (attempt == options.Attempts)
                throw new MusicRecException(
                    $"{source.Name} could not be fetched from {source.Address} in {attempt} attempts; the last one failed: {failure}.");
            await Task.Delay(pause, cancel).ConfigureAwait(false);
            pause = TimeSpan.FromSeconds(Math.Min(60, 2 * pause.TotalSeconds));
        }
    }

    // Worth another attempt: overload and faults of the server, not a refusal.
    private static bool Passing(HttpStatusCode status) =>
        (int)status >= 500
            || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestedRangeNotSatisfiable;

    private static void Check(DataSource source)
    {
        if (!source.Address.IsAbsoluteUri || source.Address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The address {source.Address} is not one of http or https.", nameof(source));
        if (source.FileName.Length == 0 || source.FileName is "." or ".." || source.FileName.AsSpan().IndexOfAny('/', '\\', ':') >= 0)
            throw new ArgumentException($"The file name '{source.FileName}' must be a plain name without a path.", nameof(source));
        if (source.Sha256 is { } sum && (sum.Length != 64 || !sum.All(char.IsAsciiHexDigit)))
            throw new ArgumentException($"The checksum '{sum}' must be 64 hex digits.", nameof(source));
    }

    private static async Task<bool> HasChecksumAsync(string path, DataSource source, CancellationToken cancel)
    {
        if (source.Sha256 is null) return true;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            byte[] sum = await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false);
            return Convert.ToHexString(sum).Equals(source.Sha256, StringComparison.OrdinalIgnoreCase);
        }
    }
}
