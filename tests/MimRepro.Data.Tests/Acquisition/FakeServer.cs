using System.Net;
using System.Net.Http.Headers;

namespace MimRepro.Data.Tests.Acquisition;

/// <summary>A web server in memory that knows ranges and can drop connections.</summary>
internal sealed class FakeServer(IReadOnlyDictionary<string, byte[]> files) : HttpMessageHandler
{
    /// <summary>Ends each answer after this many bytes.</summary>
    public int? DropAfter { get; set; }

    public bool IgnoresRanges { get; init; }

    public bool IsOffline { get; init; }

    /// <summary>File names with the range asked for.</summary>
    public List<string> Asked { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(request.RequestUri!.AbsolutePath);
        Asked.Add($"{name} {request.Headers.Range}".TrimEnd());
        if (IsOffline)
            throw new HttpRequestException("Name or service not known (github.com:443)");
        if (!files.TryGetValue(name, out var bytes))
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        var from = IgnoresRanges ? 0 : (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
        if (from > 0 && from >= bytes.Length)
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable));
        return Task.FromResult(Answer(bytes, from));
    }

    private HttpResponseMessage Answer(byte[] bytes, int from)
    {
        var sent = bytes.AsSpan(from, Math.Min(DropAfter ?? int.MaxValue, bytes.Length - from)).ToArray();
        var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(sent)) };
        response.Content.Headers.ContentLength = bytes.Length - from;
        if (from > 0)
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, bytes.Length - 1, bytes.Length);
        return response;
    }
}
