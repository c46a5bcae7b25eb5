using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Tests.Outbox;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii;

public sealed class ErasureTests : IAsyncLifetime
{
    private static readonly ErasePii Body = new() { Reason = "asked by the subject" };
    private readonly PiiStoreFixture _pii = new();

    public async Task InitializeAsync()
    {
        await _pii.InitializeAsync();
        await _pii.AddAsync(Everything);
        await _pii.AddAsync(new PersonalData { FullName = "Somebody Else" }, "PII-41");
    }

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task An_erasure_leaves_a_tombstone_without_key_value_mask_or_index()
    {
        var result = (
            await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal(Enum.GetValues<PiiField>(), result.Fields);
        Assert.Null(await _pii.Store.GetAsync(Piis.Keys, "PII-40", default));
        var tombstone = await _pii.FindAsync(Piis.Collection, "PII-40");
        Assert.Equal(
            (Now, "asked by the subject", 2),
            (tombstone.ErasedAt, tombstone.ErasedReason, tombstone.Version)
        );
        Assert.Equal([Lead], tombstone.Subject);
        Assert.Empty(tombstone.Held);
        Assert.Empty(tombstone.PhoneIndex);
        Assert.Empty(tombstone.EmailIndex);
        Assert.All(
            [tombstone.GstinIndex, tombstone.PanIndex, tombstone.GstinMasked, tombstone.PanMasked],
            Assert.Null
        );
        Assert.Null(await _pii.Vault.OpenAsync(Id, default));
        Assert.Equal(
            "Somebody Else",
            (await _pii.Vault.OpenAsync(new PiiId("PII-41"), default))?.FullName
        );
    }

    [Fact]
    public async Task What_was_erased_answers_gone_to_those_who_could_see_it_and_not_found_to_others()
    {
        await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        var reveal = new RevealPii { Fields = [PiiField.Phones], Reason = "calling the lead" };
        Assert.Equal(
            (FaultKind.Gone, "pii.erased"),
            Fault(
                await _pii.Reveals().RevealAsync("PII-40", reveal, CommandOf(Role.Agent), default)
            )
        );
        Assert.Equal(
            (FaultKind.Gone, "pii.erased"),
            Fault(await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default))
        );
        var consent = new RecordConsent
        {
            Purpose = "marketing",
            Channel = ConsentChannel.Call,
            Given = true,
            Source = "call",
        };
        Assert.Equal(
            (FaultKind.Gone, "pii.erased"),
            Fault(
                await _pii.Consents().RecordAsync("PII-40", consent, CommandOf(Role.Agent), default)
            )
        );
        _pii.Sees = (_, _) => false;
        Assert.Equal(
            (FaultKind.NotFound, "pii.not_found"),
            Fault(
                await _pii.Reveals().RevealAsync("PII-40", reveal, CommandOf(Role.Agent), default)
            )
        );
    }

    [Fact]
    public async Task An_old_copy_of_the_document_is_unreadable_afterwards()
    {
        var backup = await _pii.FindAsync(Piis.Collection, "PII-40");
        await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        await _pii.Store.CommitAsync(new WriteBatch().Upsert(Piis.Collection, backup), default);
        Assert.Null(await _pii.Vault.OpenAsync(Id, default));
        Assert.Throws<InvalidOperationException>(() =>
            _pii.Vault.Open(new PiiRecord(backup, null), Enum.GetValues<PiiField>())
        );
    }

    [Fact]
    public async Task The_wrapped_key_is_gone_from_every_byte_of_the_data_folder()
    {
        var wrapped = (await _pii.FindAsync(Piis.Keys, "PII-40")).Wrapped;
        var scan = new CanaryScan([wrapped]);
        Assert.NotEmpty(scan.Scan(_pii.Folder));
        await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        Assert.Empty(await scan.UntilNoneAsync(_pii.Folder, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task The_event_names_every_subject_and_carries_only_ids()
    {
        var batch = new WriteBatch();
        PiiVault.AddSubject(
            batch,
            await _pii.FindAsync(Piis.Collection, "PII-40"),
            new EntityRef(EntityKind.Contact, "C-1"),
            CommandOf(Role.Agent)
        );
        await _pii.Store.CommitAsync(batch, default);
        await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        var events = await _pii.Store.EventsAsync("pii.erased");
        Assert.Equal(
            ["C-1", "K0-100001"],
            events.Select(e => e.Entity.Id).Order(StringComparer.Ordinal)
        );
        Assert.All(events, e => Assert.Equal("""{"pii_id":"PII-40"}""", e.Data?.GetRawText()));
        Assert.Single(_pii.Dispatched);
    }

    [Fact]
    public async Task The_copies_of_every_holder_are_counted_by_a_dry_run_and_blanked_by_the_erasure()
    {
        var preview = (
            await _pii.Erasures(new Holder())
                .PreviewAsync("PII-40", Body, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal([new ErasedCopies("piis", 1)], preview.Copies);
        Assert.Equal((true, null), (preview.DryRun, preview.ErasedAt));
        Assert.NotNull(await _pii.Vault.OpenAsync(Id, default));
        await _pii.Erasures(new Holder())
            .EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        Assert.Null((await _pii.FindAsync(Piis.Collection, "PII-41")).FullName);
    }

    [Fact]
    public async Task An_erasure_needs_a_reason()
    {
        var verdict = await _pii.Erasures()
            .EraseAsync("PII-40", new ErasePii { Reason = "x" }, CommandOf(Role.Admin), default);
        Assert.Equal("reason.too_short", verdict.Faults[0].Code);
        Assert.NotNull(await _pii.Vault.OpenAsync(Id, default));
    }

    [Fact]
    public async Task An_erasure_wins_against_an_edit_that_began_before_it()
    {
        var record = await _pii.Vault.LoadAsync(Id, default);
        var edit = new WriteBatch();
        _pii.Vault.Replace(
            edit,
            record!,
            new PersonalData { FullName = "New Name" },
            CommandOf(Role.Agent)
        );
        await _pii.Erasures().EraseAsync("PII-40", Body, CommandOf(Role.Admin), default);
        Assert.Equal(
            CommitStatus.VersionConflict,
            (await _pii.Store.CommitAsync(edit, default)).Status
        );
        Assert.True((await _pii.FindAsync(Piis.Collection, "PII-40")).IsErased);
    }

    private static (FaultKind Kind, string Code) Fault<T>(Verdict<T> verdict) =>
        (verdict.Faults[0].Kind, verdict.Faults[0].Code);

    /// <summary>Stands in for a feature with masked copies: the other document's name.</summary>
    private sealed class Holder : IPersonalDataHolder
    {
        public IReadOnlyCollection<Collection> Holds => [Piis.Collection];

        public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure) =>
            [
                new PersonalCopy(
                    Piis.Collection,
                    Filter.Eq("id", "PII-41"),
                    new Dictionary<string, string?> { ["full_name"] = null }
                ),
            ];
    }
}
