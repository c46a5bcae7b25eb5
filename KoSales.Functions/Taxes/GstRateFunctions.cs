using KoSales.Domain.Taxes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Taxes;

public sealed class GstRateFunctions(GstRateDesk desk, Lists lists, Items items)
{
    private static readonly ResourceAnswers<GstRate> Answers = new(
        "gst-rates",
        GstRates.Collection,
        Projection.For<GstRateView>()
    );

    [Function("GstRatesList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List the rates of GST by code and time",
        Tag = "gst-rates",
        Result = typeof(GstRateView),
        List = "gst-rates"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/gst-rates")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(GstRateLists.Rates, request, cancellationToken);

    [Function("GstRatesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a rate of GST", Tag = "gst-rates", Picks = true, Result = typeof(GstRateView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/gst-rates/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(GstRateLists.Rates, id, request, cancellationToken);

    [Function("GstRatesAdd"), Access(Role.Admin)]
    [Operation(
        "Add a rate of GST",
        Tag = "gst-rates",
        Body = typeof(AddGstRate),
        Result = typeof(GstRateView),
        Status = 201,
        Description = "Rates are never overwritten: end the one in force, and add the next. What was quoted keeps the rate that it was quoted with."
    )]
    public async Task<IResult> Add(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/gst-rates")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<GstRate>(request, Answers.Created);
        var body = await call.BodyAsync<AddGstRate>(cancellationToken);
        return call.Answer(await desk.AddAsync(body, call.Command, cancellationToken));
    }

    [Function("GstRatesEnd"), Access(Role.Admin)]
    [Operation(
        "End a rate of GST",
        Tag = "gst-rates",
        Body = typeof(EndGstRate),
        Rehearses = true,
        Result = typeof(GstRateView)
    )]
    public async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/gst-rates/{id}/end")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<GstRate>(request, Answers.Shown);
        var body = await call.BodyAsync<EndGstRate>(cancellationToken);
        return call.Answer(await desk.EndAsync(id, body.ValidTo, call.Command, cancellationToken));
    }
}

public static class TaxesRegistration
{
    public static IServiceCollection AddTaxes(this IServiceCollection services) =>
        services
            .AddCollections(GstRates.Collection, GstCode.Collection)
            .AddContracts(GstRateContractsJson.Default)
            .AddLists(GstRateLists.Rates)
            .AddSingleton<GstRateDesk>()
            .AddSingleton<IStartTask, FirstGstRates>();
}
