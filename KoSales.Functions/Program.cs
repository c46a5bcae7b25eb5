using KoSales.Functions.Health;
using KoSales.Functions.Outbox;
using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseDataFolder();
builder.UseApi();
builder.Services
    .AddDocumentStore()
    .AddApi(builder.Configuration)
    .AddOutbox()
    .AddHealth()
    .AddStartGate();

await builder.Build().RunAsync();
