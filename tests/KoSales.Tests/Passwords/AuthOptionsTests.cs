using KoSales.Functions.Auth;
using KoSales.Functions.Hosting;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Configuration;

namespace KoSales.Tests.Passwords;

public sealed class AuthOptionsTests
{
    [Theory]
    [InlineData("Algorithm", "none")]
    [InlineData("AccessTokenLifetime", "00:16:00")]
    [InlineData("AccessTokenLifetime", "soon")]
    [InlineData("ClockSkew", "00:01:01")]
    [InlineData("PasswordIterations", "219999")]
    [InlineData("Issuer", "")]
    public void A_wrong_value_is_refused_by_name(string name, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => Read((name, value)));
        Assert.StartsWith(
            $"KoSales:Auth:{name} is '{value}'",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_settings_tokens_last_a_quarter_of_an_hour()
    {
        var options = Read();
        Assert.Equal(
            (TimeSpan.FromMinutes(15), "HS256", 220_000),
            (options.AccessTokenLifetime, options.Algorithm, options.PasswordIterations)
        );
    }

    [Fact]
    public void Without_a_key_the_start_says_what_to_set_where_none_may_be_made()
    {
        var refusal = Assert.Throws<SettingException>(() => SigningKeys.Load(Read(), null));
        Assert.Contains(
            "KoSales:Auth:SigningKey is not set",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("HS256", "thirty-one characters are too f", "at least 32")]
    [InlineData("RS256", "not a key", "not a PEM private key")]
    public void A_weak_or_wrong_key_is_refused(string algorithm, string key, string why)
    {
        var refusal = Assert.Throws<SettingException>(() =>
            SigningKeys.Load(Read(("Algorithm", algorithm), ("SigningKey", key)), null)
        );
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    internal static AuthOptions Read(params (string Name, string Value)[] settings) =>
        AuthOptions.Of(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.ToDictionary(s => "KoSales:Auth:" + s.Name, s => (string?)s.Value)
                )
                .Build()
        );
}
