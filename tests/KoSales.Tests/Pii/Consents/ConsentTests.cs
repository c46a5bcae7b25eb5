using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii.Consents;

public sealed class ConsentTests : IAsyncLifetime
{
    private readonly PiiStoreFixture _pii = new();

    public async Task InitializeAsync()
    {
        await _pii.InitializeAsync();
        await _pii.AddAsync(Everything);
    }

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task The_ledger_keeps_every_line_and_the_last_one_holds()
    {
        await RecordAsync(ConsentChannel.Whatsapp, given: true);
        Assert.True((await LedgerAsync()).Allows("marketing", ConsentChannel.Whatsapp));
        await RecordAsync(ConsentChannel.Whatsapp, given: false);
        var ledger = await LedgerAsync();
        Assert.Equal([true, false], ledger.Select(e => e.Given));
        Assert.False(ledger.Allows("marketing", ConsentChannel.Whatsapp));
        Assert.Equal(
            "+919876543210",
            (await _pii.Vault.OpenAsync(Id, default))?.Phones[0].Number.E164
        );
    }

    [Fact]
    public async Task A_withdrawal_for_any_channel_stops_each_of_them()
    {
        await RecordAsync(ConsentChannel.Call, given: true);
        await RecordAsync(ConsentChannel.Any, given: false);
        await RecordAsync(ConsentChannel.Sms, given: true);
        var ledger = await LedgerAsync();
        Assert.False(ledger.Allows("marketing", ConsentChannel.Call));
        Assert.True(ledger.Allows("marketing", ConsentChannel.Sms));
        Assert.False(ledger.Allows("service", ConsentChannel.Sms));
    }

    [Fact]
    public async Task Only_a_withdrawal_is_an_event_and_it_says_what_was_withdrawn()
    {
        await RecordAsync(ConsentChannel.Call, given: true);
        await RecordAsync(ConsentChannel.Call, given: false);
        var withdrawn = Assert.Single(
            await _pii.Store.ListAsync(
                OutboxEvents.Collection,
                new Query(OutboxEvents.Collection, Filter.Everything),
                default
            )
        );
        Assert.Equal(("consent.withdrawn", Lead), (withdrawn.Type, withdrawn.Entity));
        Assert.Equal(
            """{"pii_id":"PII-40","purpose":"marketing","channel":"call"}""",
            withdrawn.Data?.GetRawText()
        );
    }

    [Fact]
    public async Task Lines_written_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => RecordAsync(ConsentChannel.Email, given: true))
        );
        Assert.Equal(3, (await LedgerAsync()).Count);
    }

    [Fact]
    public void The_line_that_was_said_last_decides_in_whatever_order_the_lines_were_written_down()
    {
        ConsentEntry withdrawn = new("marketing", ConsentChannel.Call, false, Now, "call");
        ConsentEntry older = withdrawn with
        {
            Given = true,
            At = Now - NodaTime.Duration.FromDays(1),
        };
        Assert.True(new[] { withdrawn, older }.Bars(ConsentChannel.Call));
        Assert.Equal([withdrawn], new[] { withdrawn, older }.InForce());
        Assert.False(
            new[] { older, withdrawn, withdrawn with { Given = true } }.Bars(ConsentChannel.Call)
        );
    }

    [Fact]
    public void Only_when_no_channel_is_left_is_a_person_one_not_to_contact()
    {
        ConsentEntry stop = new(ConsentLedger.Contact, ConsentChannel.Any, false, Now, "call");
        Assert.False(Array.Empty<ConsentEntry>().BarsAll());
        Assert.True(new[] { stop }.BarsAll());
        Assert.False(
            new[] { stop, stop with { Channel = ConsentChannel.Whatsapp, Given = true } }.BarsAll()
        );
        Assert.True(new[] { stop with { Purpose = ConsentLedger.Marketing } }.BarsAll());
        Assert.False(new[] { stop with { Purpose = "service" } }.BarsAll());
    }

    private async Task RecordAsync(ConsentChannel channel, bool given)
    {
        var body = new RecordConsent
        {
            Purpose = "marketing",
            Channel = channel,
            Given = given,
            Source = "web_form",
        };
        Assert.False(
            (
                await _pii.Consents().RecordAsync("PII-40", body, CommandOf(Role.Agent), default)
            ).IsRefused
        );
    }

    private async Task<IReadOnlyList<ConsentEntry>> LedgerAsync() =>
        (await _pii.FindAsync(Piis.Collection, "PII-40")).Consents;
}
