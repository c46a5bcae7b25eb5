using KoSales.Domain.Contacts;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Tests.Conversions;
using NodaTime;
using static System.Threading.CancellationToken;

namespace KoSales.Tests.Entities;

/// <summary>Nobody is given a record to work whose personal data were erased; whoever has one can still hand it
/// on.</summary>
public sealed class ErasedHandoverTests(ConversionRig rig) : IClassFixture<ConversionRig>
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    [Fact]
    public Task Leads() =>
        OfAsync(
            EntityKind.Lead,
            LeadStore.Collection,
            Lead.Blank(SourceChannel.Manual) with
            {
                Id = LeadId.Of("K0-900001"),
            },
            (l, id) => l with { Id = LeadId.Of(id) }
        );

    [Fact]
    public Task Contacts() =>
        OfAsync(
            EntityKind.Contact,
            ContactStore.Collection,
            Contact.Blank(ContactId.Of("C-900001")),
            (c, id) => c with { Id = ContactId.Of(id) }
        );

    private async Task OfAsync<T>(
        EntityKind kind,
        Collection<T> collection,
        T blank,
        Func<T, string, T> called
    )
        where T : Entity
    {
        var stem = blank.Key[..^1];
        T[] records =
        [
            called(blank, stem + "1"),
            called(Erased(blank, null), stem + "2"),
            called(Erased(blank, "A0-0009"), stem + "3"),
        ];
        var batch = new WriteBatch();
        foreach (var record in records)
            batch.Insert(collection, record);
        Assert.True((await rig.Store.CommitAsync(batch, None)).IsCommitted);

        var found = await rig.GetAll<IAssignedEntities>()
            .Single(e => e.Kind == kind)
            .LoadAsync([.. records.Select(r => r.Key)], None);

        Assert.Equal(
            [null, $"{WireNames<EntityKind>.Of(kind)}.erased", null],
            records.Select(r => found[r.Key].WhyNot)
        );
    }

    private static T Erased<T>(T entity, string? ownerId)
        where T : Entity =>
        (T)(entity with { OwnerId = ownerId }) is Domain.Entities.Personal.PersonalEntity person
            ? (T)(Entity)(person with { ErasedAt = Now })
            : entity;
}
