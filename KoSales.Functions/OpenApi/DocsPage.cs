using System.Collections.Concurrent;
using System.IO.Compression;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace KoSales.Functions.OpenApi;

/// <summary>The browsable page of the OpenAPI document. All of it comes from this process, so that it works
/// without a network.</summary>
internal static class DocsPage
{
    /// <summary>Nothing but what this origin serves; the page's own styles are inline.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Embedded =
        "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    private static readonly ConcurrentDictionary<string, byte[]> Loaded = new();

    public static ReadOnlyMemory<byte> Html { get; } =
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <title>KO Sales API</title>
          <link rel="icon" type="image/png" href="/api/v1/docs/favicon-32x32.png">
          <link rel="stylesheet" href="/api/v1/docs/swagger-ui.css">
        </head>
        <body>
          <div id="page"></div>
          <script src="/api/v1/docs/swagger-ui-bundle.js"></script>
          <script src="/api/v1/docs/start.js"></script>
        </body>
        </html>
        """u8.ToArray();

    private static readonly byte[] Start =
        "SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#page', deepLinking: true, validatorUrl: null, persistAuthorization: false });"u8.ToArray();

    /// <summary>Null for a name that the page does not ask for.</summary>
    public static (byte[] Content, string MediaType)? Asset(string name) =>
        name switch
        {
            "start.js" => (Start, "text/javascript; charset=utf-8"),
            "swagger-ui-bundle.js" => (Load(name), "text/javascript; charset=utf-8"),
            "swagger-ui.css" => (Load(name), "text/css; charset=utf-8"),
            "favicon-32x32.png" => (Load(name), "image/png"),
            _ => null,
        };

    private static byte[] Load(string name) =>
        Loaded.GetOrAdd(
            name,
            static n =>
            {
                using var stream =
                    typeof(SwaggerUIOptions).Assembly.GetManifestResourceStream(Embedded + n)
                    ?? throw new InvalidOperationException($"{n} is not in the package");
                using var content = new MemoryStream();
                stream.CopyTo(content);
                return IsGzip(content.GetBuffer()) ? Unpacked(content) : content.ToArray();
            }
        );

    private static bool IsGzip(ReadOnlySpan<byte> content) => content is [0x1F, 0x8B, ..];

    private static byte[] Unpacked(MemoryStream packed)
    {
        packed.Position = 0;
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
