using KoSales.Domain.Assignment;
using KoSales.Domain.Fields;
using NodaTime;

namespace KoSales.Domain.Entities;

/// <summary>What a row of a file says of who has a record, since when it is there and how far it has
/// come.</summary>
/// <param name="OwnerId">An agent's id, e-mail address or name.</param>
public sealed record Placement(string? OwnerId, string? TeamId, Instant? CreatedAt)
{
    /// <summary>Key or name of a stage, as written.</summary>
    public string? Stage { get; init; }

    /// <summary>Only says something of a record at a lost stage.</summary>
    public string? LostReason { get; init; }

    /// <summary>When it was won or lost; only says something at the end of a pipeline.</summary>
    public Instant? ClosedAt { get; init; }

    private bool IsEmpty =>
        this
            is {
                OwnerId: null,
                TeamId: null,
                CreatedAt: null,
                Stage: null,
                LostReason: null,
                ClosedAt: null
            };

    /// <summary>Null where the row says nothing of it.</summary>
    public static Placement? Of(EntityInput input, FieldChecks checks)
    {
        var placement = new Placement(input.OwnerId, input.TeamId, input.CreatedAt)
        {
            Stage = checks.Text(input.Stage, "/stage", FieldLimits.Short),
            LostReason = checks.Clear(input.LostReason, "/lost_reason", FieldLimits.Reason),
            ClosedAt = input.ClosedAt,
        };
        return placement.IsEmpty ? null : placement;
    }
}

/// <summary>A row of a file that parsed, and can be given to whoever it says.</summary>
public interface IPlaced<TSelf>
{
    Placement? Placement { get; }

    /// <summary>The same, with the holder that the row named.</summary>
    TSelf At(Holder holder);
}
