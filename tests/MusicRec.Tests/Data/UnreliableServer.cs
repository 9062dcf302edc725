using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MusicRec.Tests.Data;

/// <summary>A small HTTP server on this machine with faults on order: one scripted behaviour for each request, the last one for all that
/// follow.</summary>
internal sealed class UnreliableServer : IDisposable
{
    public sealed record Behaviour(int CutAfter = int.MaxValue, bool IgnoreRange = false, bool WrongBytes = false, bool WrongPart = false,
        int Status = 200, bool Silent = false, string? Tag = "\"v1\"");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _content;
    private readonly Behaviour[] _script;
    private readonly CancellationTokenSource _stop = new();

    public UnreliableServer(byte[] content, params Behaviour[] script)
    {
        (_content, _script) = (content, script);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file");
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>The start of the range that each request asked for, 0 for none.</summary>
    public List<int> Asked { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException) { }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var stream = client.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1) head.Append((char)one[0]);
        string request = head.ToString();
        var behaviour = _script[Math.Min(Asked.Count, _script.Length - 1)];
        int from = request.Contains("Range: bytes=", StringComparison.Ordinal)
            ? int.Parse(request.Split("Range: bytes=")[1].Split('-')[0], CultureInfo.InvariantCulture) : 0;
        Asked.Add(from);
        if (request.Contains("If-Range:", StringComparison.Ordinal)
            && !request.Contains($"If-Range: {behaviour.Tag}", StringComparison.Ordinal)) from = 0;
        if (behaviour.IgnoreRange) from = 0;
        if (behaviour.Silent) await Task.Delay(5000, _stop.Token);
        byte[] body = behaviour.Status == 200 ? _content[from..] : [];
        if (behaviour.WrongBytes) body = [.. body.Select(b => (byte)~b)];
        int status = behaviour.Status == 200 && from > 0 ? 206 : behaviour.Status;
        int told = behaviour.WrongPart ? from + 1 : from;
        string answer = $"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\nConnection: close\r\n"
            + (behaviour.Tag is null ? "" : $"ETag: {behaviour.Tag}\r\n")
            + (status == 206 ? $"Content-Range: bytes {told}-{told + body.Length - 1}/{_content.Length}\r\n" : "") + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        await stream.WriteAsync(body.AsMemory(0, Math.Min(behaviour.CutAfter, body.Length)));
    }
}
