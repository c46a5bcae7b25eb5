using System.Globalization;
using System.Text.Json.Serialization;

namespace KoSales.Domain.InventorySync;

/// <summary>A line of a full re-sync in which the customer here differed: which members, not
/// how.</summary>
public sealed record CustomerDrift : Document
{
    /// <summary>30 days.</summary>
    private const int KeptSeconds = 30 * 24 * 3600;

    public static readonly Collection<CustomerDrift> Collection = new(
        "customer_drifts",
        () => new CustomerDriftJson(DocumentJson.NewOptions()).CustomerDrift,
        new IndexSpec("customer_drifts_job", "job_id"),
        new IndexSpec("customer_drifts_kept", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    /// <summary>Job and line, so that the order of ids is that of the file.</summary>
    public required string Id { get; init; }

    public required string JobId { get; init; }

    /// <summary>From 1.</summary>
    public required long Row { get; init; }

    /// <summary>Null for one that a dry run would make.</summary>
    public string? CustomerId { get; init; }

    public required string ExternalId { get; init; }

    /// <summary>There was none here.</summary>
    public bool IsMade { get; init; }

    /// <summary>Paths.</summary>
    public IReadOnlyList<string> Fields
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;

    public static string IdOf(string jobId, long row) =>
        string.Create(CultureInfo.InvariantCulture, $"{jobId}.{row:D10}");
}

[JsonSerializable(typeof(CustomerDrift))]
internal sealed partial class CustomerDriftJson : JsonSerializerContext;
