using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>The request and answer records of every feature, with one set of JSON rules. Thread-safe.</summary>
public sealed class Contracts
{
    private readonly ConcurrentDictionary<Type, ContractSchema> _schemas = new();
    private readonly JsonSerializerOptions _options;

    public Contracts(IEnumerable<JsonSerializerContext> contexts)
    {
        _options = DocumentJson.NewOptions();
        _options.TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts]);
        _options.MakeReadOnly();
    }

    public JsonTypeInfo<T> Json<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));

    /// <summary>What a body must look like. Throws <see cref="NotSupportedException"/> for a type that no
    /// registered context declares.</summary>
    public ContractSchema SchemaOf(Type type) =>
        _schemas.GetOrAdd(
            type,
            static (t, options) => ContractSchema.Of(options.GetTypeInfo(t)),
            _options
        );

    /// <summary>False for a type that no registered context declares.</summary>
    public bool TrySchemaOf(Type type, [NotNullWhen(true)] out ContractSchema? schema)
    {
        schema = _options.TryGetTypeInfo(type, out _) ? SchemaOf(type) : null;
        return schema is not null;
    }
}

public static class ContractRegistration
{
    /// <summary>Adds a feature's contracts: <c>services.AddContracts(LeadContractsJson.Default)</c>. Naming
    /// and converters are the app's, whatever the context says.</summary>
    public static IServiceCollection AddContracts(
        this IServiceCollection services,
        params IReadOnlyList<JsonSerializerContext> contexts
    )
    {
        foreach (var context in contexts)
            services.AddSingleton(context);
        services.TryAddSingleton<Contracts>();
        return services;
    }
}
