// HttpClient, async: the library does the framing, the program the resuming.

using System.Net;
using System.Net.Http.Headers;

static class Step09_ResumingDownload
{
    static async Task<int> Main(string[] args)
    {
        var (address, file) = (new Uri($"http://{args[0]}:{args[1]}{args[2]}"), args[3]);
        var scratch = file + ".incomplete";
        using var client = new HttpClient();
        EntityTagHeaderValue? version = null;
        long have = 0;
        File.Delete(scratch);

        for (var tries = 0; tries < 5; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.ConnectionClose = true;
            if (have > 0 && version is { IsWeak: false })
            {
                request.Headers.Range = new(have, null);
                request.Headers.IfRange = new(version);
            }

            try
            {
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    version = answer.Headers.ETag;
                    have = 0;
                    File.Delete(scratch);
                }
                else if (answer.StatusCode != HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange?.From != have)
                {
                    await Console.Error.WriteLineAsync($"The server answers HTTP/{answer.Version} {(int)answer.StatusCode} {answer.ReasonPhrase}");
                    return 1;
                }

                await using var content = await answer.Content.ReadAsStreamAsync();
                await using var saved = new FileStream(scratch, FileMode.Append);
                var buffer = new byte[8192];
                int count;
                while ((count = await content.ReadAsync(buffer)) > 0)
                {
                    await saved.WriteAsync(buffer.AsMemory(0, count));
                    have += count;
                }
            }
            catch (Exception dropped) when (dropped is HttpRequestException or HttpIOException or IOException)
            {
                await Console.Error.WriteLineAsync(dropped.Message);
                continue;
            }

            File.Move(scratch, file, overwrite: true);
            Console.WriteLine($"Complete: {have} bytes");
            return 0;
        }

        await Console.Error.WriteLineAsync("Giving up after 5 tries");
        return 1;
    }
}
