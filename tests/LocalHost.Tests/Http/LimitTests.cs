using System.Globalization;
using System.Net;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.Http;

public sealed class UploadFunctions
{
    [Function("Big")]
    public async Task<IActionResult> Big([HttpTrigger("post", Route = "big")] HttpRequest req)
    {
        var buffer = new byte[81_920];
        long total = 0;
        for (int read; (read = await req.Body.ReadAsync(buffer)) > 0; )
            total += read;
        return new OkObjectResult(total.ToString(CultureInfo.InvariantCulture));
    }
}

public abstract class LimitTests(Way way)
{
    private const int Size = 40_000_000;

    private readonly AppPlan _plan = new(way, typeof(UploadFunctions));

    [Fact]
    public async Task A_body_above_the_server_s_usual_limit_fails_the_function_that_reads_it()
    {
        await using var app = await _plan.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "api/big")
        {
            Content = new ByteArrayContent(new byte[Size]),
        };
        request.Headers.ExpectContinue = true;

        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (await app.Http.SendAsync(request)).StatusCode
        );
    }

    [Fact]
    public async Task It_reaches_the_function_where_the_app_has_lifted_the_limit()
    {
        var plan = _plan with
        {
            Configure = builder =>
                builder.Services.Configure<KestrelServerOptions>(kestrel =>
                    kestrel.Limits.MaxRequestBodySize = null
                ),
        };
        await using var app = await plan.StartAsync();

        var response = await app.Http.PostAsync("api/big", new ByteArrayContent(new byte[Size]));

        Assert.Equal($"{Size}", await response.Content.ReadAsStringAsync());
    }
}

public sealed class LimitsInProcess() : LimitTests(Way.InProcess);

public sealed class LimitsOverGrpc() : LimitTests(Way.Grpc);
