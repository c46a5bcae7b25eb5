using System.Globalization;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace KoSales.BlobDouble;

/// <summary>One account's requests over HTTP: <c>/{account}/{container}/{blob}</c>.</summary>
internal sealed class BlobEndpoint(
    BlobAccountState state,
    string key,
    BlobFaultList faults,
    RequestLog log
)
{
    private const string MetadataPrefix = "x-ms-meta-";

    public async Task ServeAsync(HttpContext http)
    {
        var call = BlobCall.Of(http.Request);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        log.Add(new SeenRequest(call.Operation, call.Blob, body.Length, call.Header("x-ms-range")));
        var fault = faults.Take(call.Operation);
        if (fault is BlobFault.Broken)
        {
            http.Abort();
            return;
        }

        var answer = fault switch
        {
            BlobFault.Busy => BlobAnswer.Refusal(503, "ServerBusy"),
            BlobFault.Refused => BlobAnswer.Refusal(403, "AuthenticationFailed"),
            _ => AnswerTo(call, body.ToArray()),
        };
        if (fault is BlobFault.LostReply)
        {
            http.Abort();
            return;
        }

        await answer.SendAsync(http, isCut: fault is BlobFault.CutBody);
    }

    private BlobAnswer AnswerTo(BlobCall call, byte[] body)
    {
        try
        {
            Leave.Check(call, key, () => state.Has(call.Container, call.Blob));
            return Done(call, body);
        }
        catch (BlobRefusal refusal)
        {
            return BlobAnswer.Refusal(refusal.Status, refusal.Code);
        }
    }

    private BlobAnswer Done(BlobCall call, byte[] body)
    {
        switch (call.Operation)
        {
            case BlobOperation.CreateContainer:
                state.CreateContainer(call.Container);
                return BlobAnswer.Created();
            case BlobOperation.GetContainerProperties:
                state.RequireContainer(call.Container);
                return BlobAnswer.Of(200);
            case BlobOperation.ListBlobs:
                return ListOf(call);
            case BlobOperation.PutBlob:
                return BlobAnswer.Created(
                    state.Put(call.Container, call.Blob, body, MetadataOf(call), call.Conditions)
                );
            case BlobOperation.PutBlock:
                state.PutBlock(call.Container, call.Blob, call.Query("blockid"), body);
                return BlobAnswer.Created();
            case BlobOperation.PutBlockList:
                return BlobAnswer.Created(
                    state.PutBlockList(
                        call.Container,
                        call.Blob,
                        BlocksOf(body),
                        MetadataOf(call),
                        call.Conditions
                    )
                );
            case BlobOperation.GetBlob:
                return PartOf(
                    state.Get(call.Container, call.Blob, call.Conditions),
                    call.Header("x-ms-range")
                );
            case BlobOperation.GetBlobProperties:
                return BlobAnswer.PropertiesOf(
                    state.Get(call.Container, call.Blob, call.Conditions)
                );
            case BlobOperation.DeleteBlob:
                state.Delete(call.Container, call.Blob);
                return BlobAnswer.Of(202);
            default:
                throw new BlobRefusal(501, "NotImplemented");
        }
    }

    private static BlobAnswer PartOf(Blob blob, string? range)
    {
        if (range is null || !RangeHeaderValue.TryParse(range, out var parsed))
            return BlobAnswer.ContentOf(blob, 0, blob.Content.Length - 1);
        var asked = parsed.Ranges.Single();
        var from = asked.From ?? 0;
        var to = Math.Min(asked.To ?? long.MaxValue, blob.Content.Length - 1);
        return from < blob.Content.Length
            ? BlobAnswer.ContentOf(blob, (int)from, (int)to) with
            {
                Status = 206,
            }
            : throw new BlobRefusal(416, "InvalidRange");
    }

    private static IReadOnlyList<string> BlocksOf(byte[] body) =>
        [.. XDocument.Load(new MemoryStream(body)).Root!.Elements().Select(e => e.Value)];

    private static Dictionary<string, string> MetadataOf(BlobCall call) =>
        call
            .Headers.Where(h =>
                h.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)
            )
            .ToDictionary(h => h.Key[MetadataPrefix.Length..], h => h.Value.ToString());

    private BlobAnswer ListOf(BlobCall call)
    {
        var (page, next) = state.List(call.Container, call.Query("prefix"), call.Query("marker"));
        var list = new XElement(
            "EnumerationResults",
            new XAttribute("ServiceEndpoint", $"http://localhost/{BlobDoubleServer.AccountName}/"),
            new XAttribute("ContainerName", call.Container),
            new XElement("Blobs", page.Select(b => Listed(b.Key, b.Value))),
            new XElement("NextMarker", next)
        );
        return BlobAnswer.Xml(200, list);
    }

    private static XElement Listed(string name, Blob blob) =>
        new(
            "Blob",
            new XElement("Name", name),
            new XElement(
                "Properties",
                new XElement(
                    "Last-Modified",
                    blob.Written.ToString("R", CultureInfo.InvariantCulture)
                ),
                new XElement("Etag", blob.ETag.Trim('"')),
                new XElement("Content-Length", blob.Content.Length),
                new XElement("BlobType", "BlockBlob")
            )
        );
}
