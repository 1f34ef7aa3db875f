using System.Net;
using System.Net.Http.Headers;
using MimRepro.Recipes;

namespace MimRepro.Data.Acquisition;

/// <summary>The authors' own files over HTTPS. A download that stops is continued, now or by the next build.</summary>
internal sealed class RepositorySource(HttpMessageHandler http) : IDatasetSource
{
    private const int Tries = 3;
    private const string Unfinished = ".part";
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    public string Name => "authors' repository";

    public SourceAnswer Find(IReadOnlyList<DataFile> missing, AcquisitionRequest request)
    {
        if (request.Origin is not { Repository: var repository })
            return new([], "no address is known for this data set");
        var scratch = Directory.CreateDirectory(Path.Combine(request.Folder, "downloads")).FullName;
        using var client = new HttpClient(http, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var (paths, said) = (new List<string>(), $"{repository} had all files");
        foreach (var file in missing)
        {
            var whole = Path.Combine(scratch, file.Name + NamedFiles.Gzip);
            if (Download(client, new Uri(repository, file.Name + NamedFiles.Gzip), file, whole, request.Say) is { } failure)
            {
                said = $"{repository}: {failure}";
                break; // the next file would fail the same way
            }
            paths.Add(whole);
        }
        return new(paths, said, scratch);
    }

    /// <returns>Why it failed, or null.</returns>
    private static string? Download(HttpClient client, Uri address, DataFile file, string whole, Action<string> say)
    {
        string? failure = null;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            say(attempt == 0 ? $"downloading {file.Name}" : $"downloading {file.Name} again, from where it stopped");
            (failure, var again) = DownloadOnce(client, address, LongestGzip(file.Bytes), whole + Unfinished);
            if (failure is null)
                File.Move(whole + Unfinished, whole, overwrite: true);
            if (!again)
                break;
        }
        return failure;
    }

    // Incompressible data grows by 5 bytes a block of 16 KiB; the rest is header and file name.
    private static long LongestGzip(long bytes) => bytes + bytes / 1000 + (1 << 16);

    private static (string? Failure, bool Again) DownloadOnce(HttpClient client, Uri address, long most, string part)
    {
        using var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (target.Length > 0)
            request.Headers.Range = new RangeHeaderValue(target.Length, null);
        try
        {
            using var stall = new CancellationTokenSource(Stall);
            using var response = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).GetAwaiter().GetResult();
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                target.SetLength(0);
            if (!response.IsSuccessStatusCode)
                return ($"HTTP {(int)response.StatusCode}", Again: (int)response.StatusCode is 416 or >= 500);
            if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != target.Length)
                target.SetLength(0); // the server starts anew
            if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From is > 0 && target.Length == 0)
                return ("the server continued at another place than asked", Again: true);
            target.Seek(0, SeekOrigin.End);
            return Receive(response, target, most, stall);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return (fault is HttpRequestException ? fault.Message : $"nothing came for {Stall.TotalSeconds:0} seconds", Again: true);
        }
    }

    private static (string? Failure, bool Again) Receive(HttpResponseMessage response, FileStream target, long most, CancellationTokenSource stall)
    {
        var expected = target.Length + response.Content.Headers.ContentLength;
        using var body = response.Content.ReadAsStream(stall.Token);
        var buffer = new byte[1 << 16];
        while (true)
        {
            stall.CancelAfter(Stall);
            int read;
            try
            {
                read = body.ReadAsync(buffer, stall.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (IOException fault)
            {
                return (fault.Message, Again: true);
            }
            if (read == 0)
                break;
            target.Write(buffer, 0, read); // a full disk is no fault of the network: it goes up
            if (target.Length > most)
            {
                target.SetLength(0);
                return ($"the file is longer than {most} bytes", Again: false);
            }
        }
        return expected > target.Length ? ($"the connection ended after {target.Length} of {expected} bytes", Again: true) : (null, Again: false);
    }
}
