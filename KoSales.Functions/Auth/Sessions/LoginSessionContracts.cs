using System.ComponentModel;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Auth.Sessions;

/// <summary>A session that can be gone on with.</summary>
public sealed record LoginSessionView
{
    public required string Id { get; init; }

    public required Instant StartedAt { get; init; }

    [Description("When its tokens were given out last, by the login or a refresh.")]
    public required Instant LastUsedAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    [Description("The one that asks.")]
    public required bool Current { get; init; }
}

/// <param name="Data">At most 200, the one used last first.</param>
public sealed record LoginSessionsView(IReadOnlyList<LoginSessionView> Data);

[JsonSerializable(typeof(LoginSessionsView))]
internal sealed partial class LoginSessionContractsJson : JsonSerializerContext;
