using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Conversions;

public static class ConversionsRegistration
{
    public static IServiceCollection AddConversions(this IServiceCollection services) =>
        services
            .AddContracts(ConversionJson.Default)
            .AddSingleton<ConversionParties>()
            .AddSingleton<ConversionPipeline>()
            .AddSingleton<ConversionTransfer>()
            .AddSingleton<ConversionDocuments>()
            .AddSingleton<ConversionMakers>()
            .AddSingleton<ConversionDesk>();
}
