using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Leads.Bulk;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads.Personal;

public sealed class LeadConsentTests : LeadRig
{
    [Fact]
    public async Task What_a_lead_of_an_earlier_release_says_itself_is_known_of_its_number_too()
    {
        var lead = await CreateAsync(Input);
        var old = lead with
        {
            DoNotContact = true,
            Status = LeadStatus.Lost,
            Version = lead.Version + 1,
        };
        Assert.True(
            (
                await Store.CommitAsync(
                    new WriteBatch().Replace(LeadStore.Collection, old),
                    default
                )
            ).IsCommitted
        );

        var again = await CreateAsync(Input);

        Assert.True(again.DoNotContact);
        Assert.Equal(
            ConsentLedger.Contact,
            Assert.Single((await LedgerAsync(again)).InForce()).Purpose
        );
    }

    [Fact]
    public async Task A_new_lead_is_refused_when_something_is_said_to_its_number_meanwhile_and_then_starts_with_it()
    {
        var lost = (
            await Desk.LoseAsync((await CreateAsync(Input)).Id, "no money", By(Manager), default)
        ).Value;
        var batch = new WriteBatch();
        var prepared = (await Intake.AddAsync(Input, batch, By(Manager), default)).Value.Lead;
        Assert.False(prepared.DoNotContact);
        var pii = (await Store.FindAsync(Piis.Collection, lost.PiiId, default))!;
        ConsentEntry[] said = [new(ConsentLedger.Contact, ConsentChannel.Any, false, Now, "call")];
        await Store.CommitAsync(
            new WriteBatch().Replace(
                Piis.Collection,
                pii.Next(By(Manager)) with
                {
                    Consents = said,
                }
            ),
            default
        );

        Assert.Equal(
            CommitStatus.ConditionFailed,
            (await Store.CommitAsync(batch, default)).Status
        );
        Assert.True((await CreateAsync(Input)).DoNotContact);
    }

    [Fact]
    public async Task Two_words_at_once_are_both_kept()
    {
        var lead = await CreateAsync(Input);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Intake.CreateAsync(
                        Input with
                        {
                            Consent =
                            [
                                new ConsentWord(
                                    "service",
                                    ConsentChannel.Call,
                                    true,
                                    null,
                                    Guid.NewGuid().ToString("N")
                                ),
                            ],
                        },
                        DuplicatePolicy.Signal,
                        By(Manager),
                        default
                    )
                )
        );
        Assert.NotEmpty(await LedgerAsync(lead));
        Assert.Equal(
            (await LedgerAsync(lead)).InForce().Count,
            (await LoadAsync(lead.Id)).Consent.Count
        );
    }

    private async Task<IReadOnlyList<ConsentEntry>> LedgerAsync(Lead lead) =>
        (await Store.FindAsync(Piis.Collection, lead.PiiId, default))!.Consents;
}
