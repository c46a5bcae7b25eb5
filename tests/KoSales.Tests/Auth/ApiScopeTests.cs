namespace KoSales.Tests.Auth;

public sealed class ApiScopeTests
{
    [Theory]
    [InlineData("leads:bulk", "leads", "bulk", true)]
    [InlineData("*:bulk", "leads", "bulk", true)]
    [InlineData("leads:read", "leads", "bulk", false)]
    [InlineData("leads:bulk", "contacts", "bulk", false)]
    [InlineData("leads", "leads", "bulk", false)]
    [InlineData("", "leads", "bulk", false)]
    [InlineData(":bulk", "leads", "bulk", false)]
    [InlineData("leads:*", "leads", "bulk", false)]
    [InlineData("*:read", "auth", "read", false)]
    [InlineData("auth:read", "auth", "read", false)]
    public void A_scope_names_a_resource_and_a_kind(
        string scope,
        string resource,
        string kind,
        bool covers
    ) => Assert.Equal(covers, ApiScope.Covers([scope], resource, kind));

    [Fact]
    public void No_scope_covers_nothing() => Assert.False(ApiScope.Covers([], "leads", "read"));
}
