using KoSales.Domain.Webhooks;

namespace KoSales.Tests.Webhooks;

public sealed class WebhookAddressTests
{
    private static readonly WebhookAddressRules Strict = new(false, false);

    [Theory]
    [InlineData("https://hooks.example.com/a?b=c", "https://hooks.example.com/a?b=c")]
    [InlineData(" https://HOOKS.example.com:443/a ", "https://hooks.example.com/a")]
    [InlineData("https://8.8.8.8/", "https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/")]
    [InlineData("https://0x08080808/", "https://8.8.8.8/")]
    public void An_address_is_taken_in_its_plain_form(string given, string plain) =>
        Assert.Equal(plain, Strict.Read(given).Value.AbsoluteUri);

    [Theory]
    [InlineData("", "webhook.url")]
    [InlineData("hooks.example.com", "webhook.url")]
    [InlineData("/relative", "webhook.url")]
    [InlineData("https://user:secret@example.com/", "webhook.url")]
    [InlineData("https://example.com/#part", "webhook.url")]
    [InlineData("http://hooks.example.com/", "webhook.url_scheme")]
    [InlineData("ftp://hooks.example.com/", "webhook.url_scheme")]
    [InlineData("file://hooks.example.com/etc/passwd", "webhook.url_scheme")]
    [InlineData("https://hooks.example.com:22/", "webhook.url_port")]
    [InlineData("https://hooks.example.com:8443/", "webhook.url_port")]
    [InlineData("https://localhost/", "webhook.url_host")]
    [InlineData("https://localhost./", "webhook.url_host")]
    [InlineData("https://a.localhost/", "webhook.url_host")]
    [InlineData("https://inventory/", "webhook.url_host")]
    [InlineData("https://metadata.google.internal/", "webhook.url_host")]
    [InlineData("https://printer.local/", "webhook.url_host")]
    [InlineData("https://127.0.0.1/", "webhook.url_host")]
    [InlineData("https://127.1/", "webhook.url_host")]
    [InlineData("https://2130706433/", "webhook.url_host")]
    [InlineData("https://0x7f000001/", "webhook.url_host")]
    [InlineData("https://0x7f.0.0.1/", "webhook.url_host")]
    [InlineData("https://0177.0.0.1/", "webhook.url_host")]
    [InlineData("https://017700000001/", "webhook.url_host")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "webhook.url_host")]
    [InlineData("https://2852039166/", "webhook.url_host")]
    [InlineData("https://0/", "webhook.url_host")]
    [InlineData("https://[::1]/", "webhook.url_host")]
    [InlineData("https://[::ffff:127.0.0.1]/", "webhook.url_host")]
    [InlineData("https://[::ffff:7f00:1]/", "webhook.url_host")]
    [InlineData("https://[64:ff9b::7f00:1]/", "webhook.url_host")]
    [InlineData("https://[fd00:ec2::254]/", "webhook.url_host")]
    [InlineData("https://１２７.０.０.１/", "webhook.url")]
    [InlineData("https://127。0。0。1/", "webhook.url")]
    public void Others_are_refused_with_the_reason(string given, string code)
    {
        var fault = Assert.Single(Strict.Read(given).Faults);
        Assert.Equal((code, "/url"), (fault.Code, fault.Pointer));
    }

    [Fact]
    public void A_high_port_is_called_where_the_settings_allow_it()
    {
        var high = new WebhookAddressRules(AllowsPrivate: false, AllowsHighPorts: true);
        Assert.False(high.Read("https://hooks.example.com:8443/").IsRefused);
        Assert.True(high.Read("https://hooks.example.com:22/").IsRefused);
    }

    [Fact]
    public void A_local_run_calls_its_own_machine() =>
        Assert.False(
            new WebhookAddressRules(AllowsPrivate: true, AllowsHighPorts: false)
                .Read("http://localhost:3100/hook")
                .IsRefused
        );
}
