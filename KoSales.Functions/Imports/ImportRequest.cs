using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Imports;

/// <summary>Reads what is around an uploaded file.</summary>
internal static class ImportRequest
{
    private const string OptionsHeader = "X-Import-Options";

    /// <summary>Says in the answer in which encoding the file was read.</summary>
    private const string EncodingHeader = "X-Import-Encoding";

    /// <summary>Refuses another media type (415) and a request without options (400).</summary>
    public static ImportUpload Read(HttpRequest request)
    {
        Flags.AllowOnly(request, "filename", "options", "dry_run");
        var charset = CharsetOf(request);
        var options = OptionsOf(request);
        var fileName = request.Query["filename"].ToString() is { Length: > 0 and <= 200 } name
            ? name
            : "leads.csv";
        return new ImportUpload(request.Body, fileName, options, Flags.DryRun(request))
        {
            Charset = charset,
            OnEncoding = name => request.HttpContext.Response.Headers[EncodingHeader] = name,
        };
    }

    private static string OptionsOf(HttpRequest request)
    {
        var options = request.Headers[OptionsHeader].ToString() is { Length: > 0 } header
            ? header
            : request.Query["options"].ToString();
        if (options.Length > 0)
            return options;
        throw new RefusalException(
            new Fault(
                FaultKind.Malformed,
                "import.no_options",
                $"Say how columns become fields: a JSON object with a mapping, in the {OptionsHeader} header or the options parameter."
            )
        );
    }

    /// <summary>
    /// Null when the sender leaves it to the file. A charset of UTF-8 does too, since programs send it
    /// without looking.
    /// </summary>
    private static string? CharsetOf(HttpRequest request)
    {
        var good =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
            && (
                given.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)
                || given.MediaType.Equals("application/csv", StringComparison.OrdinalIgnoreCase)
            );
        if (!good)
            throw BodyFaults.UnsupportedMedia("text/csv");
        var charset = given!.Charset.HasValue
            ? given.Charset.ToString().Trim('"').ToLowerInvariant()
            : null;
        return charset == "utf-8" ? null : charset;
    }
}
