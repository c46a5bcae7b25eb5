namespace KoSales.Functions.Api.Endpoints;

/// <summary>Which roles may call a function. Every HTTP function has this or <see cref="PublicAttribute"/>;
/// a test finds one that has neither.</summary>
/// <remarks>Admin is always allowed and need not be named. No roles: whoever is logged in.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AccessAttribute(params Role[] roles) : Attribute
{
    public IReadOnlyList<Role> Roles { get; } = roles;

    /// <summary>True for <c>[Access]</c> without roles.</summary>
    public bool AnyRole => Roles.Count == 0;
}

/// <summary>Callable without a token: login, health, docs, signed webhooks.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublicAttribute : Attribute;
