using KoSales.Domain.Assignment;
using KoSales.Domain.Notes;
using KoSales.Functions.Assignment;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Assignment;

public sealed class FollowingKeeperTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 5, 0);
    private static readonly EntityRef Contact = new(EntityKind.Contact, "C-12");

    [Fact]
    public async Task A_hand_over_while_records_are_brought_in_line_has_the_last_word()
    {
        using var folder = new TempFolder();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("ko-sales.db")),
            TimeProvider.System
        );
        await store.EnsureAsync([NoteStore.Collection], CancellationToken.None);
        await store.CommitAsync(
            new WriteBatch().Insert(NoteStore.Collection, NoteOf("A0-0001")),
            CancellationToken.None
        );
        var keeper = new FollowingKeeper(
            new FollowingRecords("notes", NoteStore.Collection, "note.created"),
            store,
            [new HandedOver(new Holder("A0-0002", "TM-1"), new Holder("A0-0003", "TM-2"))]
        );

        await keeper.HandleAsync(Created(), CancellationToken.None);

        var note = await store.FindAsync(NoteStore.Collection, "n1", CancellationToken.None);
        Assert.Equal(("A0-0003", "TM-2"), (note!.OwnerId, note.TeamId));
    }

    /// <summary>The hand-over was prepared when there was no note, the note was written and looked after before it
    /// was committed.</summary>
    [Fact]
    public async Task A_record_that_comes_in_before_the_commit_of_a_hand_over_follows_it()
    {
        using var folder = new TempFolder();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("ko-sales.db")),
            TimeProvider.System
        );
        await store.EnsureAsync([NoteStore.Collection], CancellationToken.None);
        var (from, to) = (new Holder("A0-0001", "TM-1"), new Holder("A0-0003", "TM-2"));
        var records = new FollowingRecords("notes", NoteStore.Collection, "note.created");
        var prepared = new WriteBatch();
        await new FollowingRelation(records, store).AddAsync(
            prepared,
            new Cascading(
                EntityKind.Contact,
                [new Handover(Contact.Id, 1, from, to)],
                RelationPolicy.Transfer,
                new Command(Actor.System, Now, "test")
            ),
            CancellationToken.None
        );
        await store.CommitAsync(
            new WriteBatch().Insert(NoteStore.Collection, NoteOf("A0-0001")),
            CancellationToken.None
        );
        FollowingKeeper KeeperWhen(Holder holder) =>
            new(records, store, [new HandedOver(holder, holder)]);
        await KeeperWhen(from).HandleAsync(Created(), CancellationToken.None);
        await store.CommitAsync(prepared, CancellationToken.None);

        await KeeperWhen(to).HandleAsync(Assigned(), CancellationToken.None);

        var note = await store.FindAsync(NoteStore.Collection, "n1", CancellationToken.None);
        Assert.Equal(("A0-0003", "TM-2"), (note!.OwnerId, note.TeamId));
        Assert.Contains(Assigned().Type, KeeperWhen(to).Types);
    }

    private static Note NoteOf(string owner) =>
        new()
        {
            Id = "n1",
            EntityRef = Contact,
            Body = "Wants humic acid.",
            AuthorId = owner,
            OwnerId = owner,
            CreatedAt = Now,
            UpdatedAt = Now,
        };

    private static OutboxEvent Created() => Told(new OutboxFact("note.created", Contact));

    private static OutboxEvent Assigned() =>
        Told(AssignmentEvents.Of(EntityKind.Contact, [Contact.Id, "C-13"], "H-1", ["owner_id"]));

    private static OutboxEvent Told(OutboxFact fact)
    {
        var batch = new WriteBatch().Emit(new Command(Actor.System, Now, "test"), fact);
        return OutboxEvents.Collection.Read(
            new RawDocument("e1", 1, ((WriteOperation.Insert)batch.Operations[0]).Json)
        );
    }

    /// <summary>Whose the contact is when it is looked at first, and ever after.</summary>
    private sealed class HandedOver(Holder first, Holder then) : IAssignedEntities
    {
        private int _looks;

        public EntityKind Kind => EntityKind.Contact;

        public ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
            IReadOnlyCollection<string> ids,
            CancellationToken cancellationToken
        )
        {
            var holder = _looks++ == 0 ? first : then;
            IReadOnlyDictionary<string, AssignedEntity> found = ids.ToDictionary(
                id => id,
                id => new AssignedEntity(id, 1, holder, Now, null)
            );
            return new(found);
        }

        public ValueTask AddAsync(
            WriteBatch batch,
            IReadOnlyList<Handover> handovers,
            Assigning assigning,
            Command command,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
