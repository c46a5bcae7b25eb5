using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Auth;
using KoSales.Functions.Agents;
using NodaTime;

namespace KoSales.Functions.Auth;

public sealed record LogIn
{
    [StringLength(254, MinimumLength = 1)]
    public required string Email { get; init; }

    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string Password { get; init; }
}

public sealed record Refresh
{
    [StringLength(200, MinimumLength = 1)]
    public required string RefreshToken { get; init; }
}

public sealed record LogOut
{
    /// <summary>Of another session of the same agent to be ended as well; the access token's own session
    /// ends anyway.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? RefreshToken { get; init; }
}

public sealed record ChangePassword
{
    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string CurrentPassword { get; init; }

    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string NewPassword { get; init; }
}

/// <summary>What a login, a refresh and a password change answer with.</summary>
public sealed record SessionView
{
    public required string AccessToken { get; init; }

    /// <summary>Works once; the next refresh gives the next.</summary>
    public required string RefreshToken { get; init; }

    public string TokenType { get; init; } = "Bearer";

    /// <summary>Seconds that the access token lasts.</summary>
    public required int ExpiresIn { get; init; }

    /// <summary>When the session ends whatever is done.</summary>
    public required Instant RefreshExpiresAt { get; init; }

    public required AgentView Agent { get; init; }
}

[JsonSerializable(typeof(LogIn))]
[JsonSerializable(typeof(Refresh))]
[JsonSerializable(typeof(LogOut))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSerializable(typeof(SessionView))]
internal sealed partial class AuthContractsJson : JsonSerializerContext;
