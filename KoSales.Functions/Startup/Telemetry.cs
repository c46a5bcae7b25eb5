using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KoSales.Functions.Startup;

/// <summary>Sends traces and metrics by OTLP while the app runs. Not there unless an endpoint is
/// configured.</summary>
internal sealed class Telemetry(Uri endpoint) : IHostedService, IDisposable
{
    private const string OwnSources = "KoSales*";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("ko-sales");
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", OwnSources)
            .AddOtlpExporter(Export)
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "System.Runtime",
                OwnSources
            )
            .AddOtlpExporter(Export)
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush();
        _metrics?.ForceFlush();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private void Export(OtlpExporterOptions options) => options.Endpoint = endpoint;
}

public static class TelemetryRegistration
{
    public const string Setting = "KoSales:Telemetry:OtlpEndpoint";
    private const string Standard = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="SettingException">The endpoint is set and is no absolute address.</exception>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        var text = configuration[Setting] is { Length: > 0 } own ? own : configuration[Standard];
        if (string.IsNullOrEmpty(text))
            return services;
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            ? services.AddHostedService(_ => new Telemetry(endpoint))
            : throw new SettingException(
                $"{Setting} is {text}, which is no absolute address; write one such as http://localhost:4317."
            );
    }
}
