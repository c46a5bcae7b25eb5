using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Passwords;

/// <summary>Settings under <c>KoSales:Auth</c>, checked when read.</summary>
public sealed record AuthOptions
{
    public const string Section = "KoSales:Auth";

    public const int FewestIterations = 220_000;

    /// <summary>Secret for HS256 (at least 32 bytes of UTF-8) or a PEM private key for RS256; null:
    /// generated where that is allowed.</summary>
    public string? SigningKey { get; init; }

    /// <summary>HS256 or RS256; no token of another algorithm is accepted.</summary>
    public string Algorithm { get; init; } = "HS256";

    public string Issuer { get; init; } = "kosales";

    public string Audience { get; init; } = "kosales-api";

    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How far the clocks of two machines may differ; at most a minute.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>PBKDF2 rounds of new password hashes; older hashes are upgraded at login.</summary>
    public int PasswordIterations { get; init; } = FewestIterations;

    /// <exception cref="SettingException">A value is out of range; the message says which and why.</exception>
    public static AuthOptions Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new AuthOptions();
        return new AuthOptions
        {
            SigningKey = section["SigningKey"] is { Length: > 0 } key ? key : null,
            Algorithm = section["Algorithm"] ?? defaults.Algorithm,
            Issuer = section["Issuer"] ?? defaults.Issuer,
            Audience = section["Audience"] ?? defaults.Audience,
            AccessTokenLifetime = Time(
                section,
                "AccessTokenLifetime",
                defaults.AccessTokenLifetime
            ),
            ClockSkew = Time(section, "ClockSkew", defaults.ClockSkew),
            PasswordIterations = Count(section, "PasswordIterations", defaults.PasswordIterations),
        }.Checked();
    }

    private AuthOptions Checked()
    {
        Require(Algorithm is "HS256" or "RS256", "Algorithm", Algorithm, "HS256 or RS256");
        Require(Issuer.Length > 0, "Issuer", Issuer, "a name");
        Require(Audience.Length > 0, "Audience", Audience, "a name");
        Require(
            AccessTokenLifetime > TimeSpan.Zero && AccessTokenLifetime <= TimeSpan.FromMinutes(15),
            "AccessTokenLifetime",
            $"{AccessTokenLifetime}",
            "above 0 and at most 00:15:00"
        );
        Require(
            ClockSkew >= TimeSpan.Zero && ClockSkew <= TimeSpan.FromMinutes(1),
            "ClockSkew",
            $"{ClockSkew}",
            "between 0 and 00:01:00"
        );
        Require(
            PasswordIterations >= FewestIterations,
            "PasswordIterations",
            $"{PasswordIterations}",
            $"{FewestIterations} or more"
        );
        return this;
    }

    private static void Require(bool holds, string name, string value, string expected)
    {
        if (!holds)
            throw new SettingException($"{Section}:{name} is '{value}'; it must be {expected}.");
    }

    private static TimeSpan Time(IConfigurationSection section, string name, TimeSpan otherwise)
    {
        if (section[name] is not { } text)
            return otherwise;
        Require(
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed),
            name,
            text,
            "a time such as 00:15:00"
        );
        return parsed;
    }

    private static int Count(IConfigurationSection section, string name, int otherwise)
    {
        if (section[name] is not { } text)
            return otherwise;
        Require(
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed),
            name,
            text,
            "a whole number"
        );
        return parsed;
    }
}
