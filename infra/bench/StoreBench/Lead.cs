using System.Text.Json.Serialization;
using KoSales.Domain.Storage;
using NodaTime;

namespace KoSales.StoreBench;

/// <summary>About 600 bytes of JSON, with the indexes that a lead has.</summary>
internal sealed record Lead(string Id) : Document
{
    public required string DisplayName { get; init; }

    public required string OwnerId { get; init; }

    public required string Status { get; init; }

    public required string Stage { get; init; }

    public required int Score { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public string Remark { get; init; } = new('r', 260);

    public override string Key => Id;

    public static Lead Number(int n, string prefix = "K0-") =>
        new($"{prefix}{n:D8}")
        {
            DisplayName = $"Lead {n}",
            OwnerId = $"A0-{n % 20:D4}",
            Status = n % 3 == 0 ? "lost" : "open",
            Stage = $"s{n % 7}",
            Score = n % 101,
            Tags = ["maize", $"t{n % 50}"],
            CreatedAt = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(n),
            UpdatedAt = Instant.FromUtc(2026, 1, 1, 0, 0),
        };
}

[JsonSerializable(typeof(Lead))]
internal sealed partial class LeadJson : JsonSerializerContext;

internal static class Collections
{
    public static readonly Collection<Lead> Leads = new(
        "leads",
        () => new LeadJson(DocumentJson.NewOptions()).Lead,
        new IndexSpec("leads_owner_status_created", "owner_id", "status", "-created_at"),
        new IndexSpec("leads_stage_updated", "stage", "updated_at"),
        new IndexSpec("leads_score", "score"),
        new IndexSpec("leads_name", "display_name"),
        new IndexSpec("leads_tags", "tags") { Multikey = true }
    );

    public static readonly Collection<Lead> Plain = new(
        "plain",
        () => Leads.Json,
        new IndexSpec("plain_owner", "owner_id", "-created_at")
    );
}
