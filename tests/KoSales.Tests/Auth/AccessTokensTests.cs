using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KoSales.Domain.Agents;
using KoSales.Functions.Auth;
using KoSales.Tests.Passwords;
using Microsoft.AspNetCore.WebUtilities;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Auth;

public sealed class AccessTokensTests
{
    private const string Key = "a-signing-key-for-tests-of-forty-characters";

    private static readonly Agent Asha = Hired();
    private readonly SetClock _clock = new(Now);

    [Fact]
    public async Task A_token_says_who_which_session_and_which_epoch()
    {
        var token = (await Tokens().CheckAsync(Tokens().Issue(Asha, "session")))!;
        Assert.Equal(("A0-0002", "session", 1), (token.AgentId.Value, token.Session, token.Epoch));
        Assert.Equal(TimeSpan.FromMinutes(15), (token.ExpiresAt - Now).ToTimeSpan());
    }

    [Fact]
    public void Its_claims_are_those_that_the_interface_names()
    {
        var payload = Part(Tokens().Issue(Asha, "session"), 1);
        Assert.Equal(
            [
                "aud",
                "exp",
                "iat",
                "iss",
                "jti",
                "nbf",
                "roles",
                "sid",
                "sub",
                "team",
                "token_epoch",
            ],
            payload.Select(p => p.Key).Order()
        );
        Assert.Equal("""["agent"]""", payload["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task It_ends_after_its_lifetime_and_the_allowed_skew()
    {
        var token = Tokens().Issue(Asha, "session");
        _clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(29));
        Assert.NotNull(await Tokens().CheckAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Tokens().CheckAsync(token));
    }

    [Fact]
    public async Task It_is_not_valid_before_it_was_made()
    {
        var early = Tokens().Issue(Asha, "session");
        _clock.Advance(-TimeSpan.FromSeconds(31));
        Assert.Null(await Tokens().CheckAsync(early));
    }

    [Fact]
    public async Task A_token_without_signature_is_refused()
    {
        var parts = Tokens().Issue(Asha, "session").Split('.');
        var header = Encode("""{"alg":"none","typ":"at+jwt"}""");
        Assert.Null(await Tokens().CheckAsync($"{header}.{parts[1]}."));
        Assert.Null(await Tokens().CheckAsync($"{header}.{parts[1]}.{parts[2]}"));
        Assert.Null(await Tokens().CheckAsync($"{parts[0]}.{parts[1]}."));
    }

    [Fact]
    public async Task A_changed_claim_breaks_the_signature()
    {
        var parts = Tokens().Issue(Asha, "session").Split('.');
        var payload = Part(string.Join('.', parts), 1);
        payload["sub"] = "A0-0001";
        Assert.Null(
            await Tokens().CheckAsync($"{parts[0]}.{Encode(payload.ToJsonString())}.{parts[2]}")
        );
    }

    [Theory]
    [InlineData("Audience")]
    [InlineData("Issuer")]
    public async Task A_token_of_another_audience_or_issuer_is_refused(string member) =>
        Assert.Null(
            await Tokens().CheckAsync(Tokens((member, "somebody-else")).Issue(Asha, "session"))
        );

    [Fact]
    public async Task A_token_of_another_key_is_refused() =>
        Assert.Null(
            await Tokens()
                .CheckAsync(
                    Tokens(("SigningKey", "another-key-for-tests-of-forty-characters"))
                        .Issue(Asha, "session")
                )
        );

    [Fact]
    public async Task The_public_key_is_not_taken_for_a_secret()
    {
        using var rsa = RSA.Create(2048);
        var signed = Tokens(("Algorithm", "RS256"), ("SigningKey", rsa.ExportPkcs8PrivateKeyPem()));
        var token = signed.Issue(Asha, "session");
        Assert.NotNull(await signed.CheckAsync(token));

        var body = $"{Encode("""{"alg":"HS256","typ":"at+jwt"}""")}.{token.Split('.')[1]}";
        foreach (
            var secret in new[]
            {
                rsa.ExportSubjectPublicKeyInfo(),
                Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            }
        )
        {
            var forged =
                $"{body}.{WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(body)))}";
            Assert.Null(await signed.CheckAsync(forged));
        }
    }

    [Fact]
    public async Task A_token_of_the_right_key_without_our_claims_is_refused()
    {
        var head = Encode("""{"alg":"HS256","typ":"at+jwt"}""");
        var expires = Now.ToUnixTimeSeconds() + 60;
        var claims = Encode(
            $$"""{"iss":"kosales","aud":"kosales-api","exp":{{expires}},"sub":"A0-0001"}"""
        );
        var body = $"{head}.{claims}";
        var token =
            $"{body}.{WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.ASCII.GetBytes(body)))}";
        Assert.Null(await Tokens().CheckAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task What_is_no_token_is_refused(string text) =>
        Assert.Null(await Tokens().CheckAsync(text));

    private AccessTokens Tokens(params (string Name, string Value)[] settings)
    {
        var options = AuthOptionsTests.Read([
            ("SigningKey", Key),
            .. settings.Where(s => s.Name != "SigningKey"),
        ]);
        if (settings.FirstOrDefault(s => s.Name == "SigningKey").Value is { } key)
            options = options with { SigningKey = key };
        return new AccessTokens(options, SigningKeys.Load(options, null), _clock);
    }

    private static string Encode(string json) =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(WebEncoders.Base64UrlDecode(token.Split('.')[index]))!.AsObject();
}
