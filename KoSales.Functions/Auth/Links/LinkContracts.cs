using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Auth;
using NodaTime;

namespace KoSales.Functions.Auth.Links;

/// <summary>Asks for a mail with a link by which a new password is chosen.</summary>
public sealed record ForgotPassword
{
    [StringLength(254, MinimumLength = 1)]
    public required string Email { get; init; }
}

/// <summary>Chooses the first password.</summary>
public sealed record AcceptInvite
{
    [StringLength(LinkTokens.Longest, MinimumLength = 1)]
    [Description("From the link in the mail.")]
    public required string Token { get; init; }

    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string Password { get; init; }
}

/// <summary>Chooses a new password in place of a forgotten one.</summary>
public sealed record ResetPassword
{
    [StringLength(LinkTokens.Longest, MinimumLength = 1)]
    [Description("From the link in the mail.")]
    public required string Token { get; init; }

    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string Password { get; init; }
}

/// <summary>An invitation is on its way.</summary>
public sealed record InvitationView
{
    public required string AgentId { get; init; }

    [Description("Until when its link is good.")]
    public required Instant ExpiresAt { get; init; }
}

[JsonSerializable(typeof(ForgotPassword))]
[JsonSerializable(typeof(AcceptInvite))]
[JsonSerializable(typeof(ResetPassword))]
[JsonSerializable(typeof(InvitationView))]
internal sealed partial class LinkContractsJson : JsonSerializerContext;
