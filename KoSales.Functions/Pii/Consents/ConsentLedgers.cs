using System.Text.Json;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Consents;

/// <summary>
/// Adds lines to consent ledgers. What a person says counts for every subject that has the number, and the
/// records
/// about it show it at once.
/// </summary>
public sealed class ConsentLedgers(IDocumentStore store, IEnumerable<IConsentSubjects> subjects)
{
    private const int MostKnown = 5_000;

    private readonly IConsentSubjects[] _subjects = [.. subjects];

    /// <summary>
    /// Adds to the batch: the lines in the ledgers of all other living subjects that have one of the
    /// document's phones,
    /// what the records of them all show, and
    /// <c>consent.withdrawn</c> for each record where something is withdrawn. The document itself and the
    /// record that is being changed are the caller's.
    /// </summary>
    /// <param name="known">Of the document's phones, as it will be.</param>
    /// <param name="owned">The record that the caller writes; null for none.</param>
    public async ValueTask SpreadAsync(
        WriteBatch batch,
        ConsentNews news,
        KnownConsents known,
        EntityRef? owned,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var document = news.Document;
        foreach (var subject in document.Subject.Where(s => s != owned))
        {
            await ShowAsync(batch, subject, document.Consents, command, cancellationToken);
        }

        Publish(batch, document, news.Lines, command);
        foreach (var index in document.PhoneIndex)
            known.Say(index, news.Lines, except: document.Id);
        await AddAsync(batch, known, command, cancellationToken);
    }

    /// <summary>The document's ledger, with what its records say and it lacks.</summary>
    public async ValueTask<IReadOnlyList<ConsentEntry>> WholeAsync(
        PiiDocument document,
        CancellationToken cancellationToken
    )
    {
        var ledger = document.Consents;
        foreach (var kind in _subjects)
        {
            EntityRef[] own = [.. document.Subject.Where(s => s.Type == kind.Kind)];
            if (own.Length > 0)
                ledger = ledger.With(await kind.UnrecordedAsync(own, ledger, cancellationToken));
        }

        return ledger;
    }

    /// <summary>
    /// What is known of these numbers and addresses, by blind index: of each, what was said by whoever has
    /// it. One read
    /// for each of the two.
    /// </summary>
    public async ValueTask<KnownConsents> KnownAsync(
        IReadOnlyCollection<string> phones,
        IReadOnlyCollection<string> emails,
        CancellationToken cancellationToken
    )
    {
        var known = new KnownConsents();
        foreach (
            var (kind, indexes) in new[] { (BlindKind.Phone, phones), (BlindKind.Email, emails) }
        )
        {
            if (indexes.Count == 0)
                continue;
            var query = new Query(Piis.Collection, PiiSubjects.FilterOf(kind, indexes))
            {
                Limit = MostKnown,
            };
            foreach (
                var document in await store.ListAsync(Piis.Collection, query, cancellationToken)
            )
            {
                if (!known.Has(document.Id))
                    known.Add(document, await WholeAsync(document, cancellationToken));
            }
        }

        return known;
    }

    /// <summary>
    /// Adds to the batch what was said to those who are known. Those of whom nothing new is said are only
    /// held to what
    /// they were when they were read: what is
    /// said to one of them meanwhile refuses the commit as <see cref="CommitStatus.ConditionFailed"/>.
    /// </summary>
    public async ValueTask AddAsync(
        WriteBatch batch,
        KnownConsents known,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var holder in known.Asked)
        {
            if (!holder.HasNews)
            {
                Pin(batch, holder.Document, command);
                continue;
            }

            batch.Replace(
                Piis.Collection,
                holder.Document.Next(command) with
                {
                    Consents = holder.Ledger,
                }
            );
            foreach (var subject in holder.Document.Subject)
                await ShowAsync(batch, subject, holder.Ledger, command, cancellationToken);
            Publish(batch, holder.Document, holder.News, command);
        }
    }

    /// <summary>Adds to the batch that all work that contacts the subject ends.</summary>
    public async ValueTask StopAsync(
        WriteBatch batch,
        PiiDocument document,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var subject in document.Subject)
        {
            if (KindOf(subject) is { } kind)
                await kind.StopAsync(batch, subject, command, cancellationToken);
        }
    }

    private async ValueTask ShowAsync(
        WriteBatch batch,
        EntityRef subject,
        IReadOnlyList<ConsentEntry> ledger,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (KindOf(subject) is { } kind)
            await kind.ShowAsync(batch, subject, ledger, command, cancellationToken);
    }

    private IConsentSubjects? KindOf(EntityRef subject) =>
        _subjects.FirstOrDefault(s => s.Kind == subject.Type);

    private static void Pin(WriteBatch batch, PiiDocument document, Command command)
    {
        var asRead = Filter.AllOf(
            Filter.Eq("id", document.Key),
            new Filter.Condition(
                "version",
                FilterOperator.Eq,
                new FilterValue.Number(document.Version)
            )
        );
        batch.Patch(Piis.Collection, asRead, new Patch(command.Now, command.Actor.Id), expected: 1);
    }

    private static void Publish(
        WriteBatch batch,
        PiiDocument document,
        IEnumerable<ConsentEntry> lines,
        Command command
    )
    {
        foreach (var line in lines.Where(l => !l.Given))
        {
            var data = JsonSerializer.SerializeToElement(
                new PiiEventData(document.Id, line.Purpose, line.Channel),
                PiiEventJson.Default.PiiEventData
            );
            foreach (var subject in document.Subject)
                batch.Emit(
                    command,
                    new OutboxFact(ConsentLedger.WithdrawnEvent, subject) { Data = data }
                );
        }
    }
}

/// <param name="Document">As it will be, with the lines in its ledger.</param>
/// <param name="Lines">What is new.</param>
public sealed record ConsentNews(PiiDocument Document, IReadOnlyList<ConsentEntry> Lines);

/// <summary>What is known of numbers before somebody comes with one of them.</summary>
public sealed class KnownConsents
{
    private readonly Dictionary<string, List<Holder>> _byIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<PiiId, Holder> _holders = [];
    private readonly Dictionary<PiiId, Holder> _asked = [];

    /// <summary>Those whom <see cref="Say"/> reached, each once.</summary>
    internal IReadOnlyCollection<Holder> Asked => _asked.Values;

    /// <summary>Empty when nothing was said.</summary>
    public IReadOnlyList<ConsentEntry> Of(string? index)
    {
        IReadOnlyList<ConsentEntry> ledger = [];
        foreach (var holder in HoldersOf(index))
            ledger = ledger.With(holder.Ledger);
        return ledger;
    }

    /// <summary>The records of those who have this number since somebody else was merged into them.</summary>
    public IReadOnlyList<EntityRef> JoinedUnder(string index)
    {
        var holders = HoldersOf(index);
        if (holders.Count < 2)
            return [];
        var survivors = holders.Select(h => h.Document.MergedInto).OfType<string>().ToHashSet();
        return
        [
            .. holders
                .Select(h => h.Document)
                .Where(d => d.MergedInto is null && survivors.Contains(d.Key))
                .SelectMany(d => d.Subject),
        ];
    }

    /// <summary>
    /// Notes that somebody with this number said something; with no lines, that the answer of
    /// <see cref="Of"/> is
    /// counted on.
    /// </summary>
    public void Say(string? index, IReadOnlyList<ConsentEntry> lines, PiiId? except = null)
    {
        foreach (var holder in HoldersOf(index).Where(h => h.Document.Id != except))
        {
            holder.Hear(lines);
            _asked[holder.Document.Id] = holder;
        }
    }

    /// <summary>That subject is written by the caller.</summary>
    public void Leave(PiiId id)
    {
        foreach (var holders in _byIndex.Values)
            holders.RemoveAll(h => h.Document.Id == id);
    }

    internal bool Has(PiiId id) => _holders.ContainsKey(id);

    internal void Add(PiiDocument document, IReadOnlyList<ConsentEntry> ledger)
    {
        var holder = new Holder(document, ledger);
        _holders.Add(document.Id, holder);
        foreach (var index in document.PhoneIndex.Concat(document.EmailIndex))
        {
            if (!_byIndex.TryGetValue(index, out var holders))
                _byIndex[index] = holders = [];
            holders.Add(holder);
        }
    }

    private List<Holder> HoldersOf(string? index) =>
        index is not null && _byIndex.TryGetValue(index, out var holders) ? holders : [];

    /// <summary>A subject that has one of the numbers.</summary>
    internal sealed class Holder(PiiDocument document, IReadOnlyList<ConsentEntry> ledger)
    {
        private readonly List<ConsentEntry> _news = [];

        public PiiDocument Document { get; } = document;

        public IReadOnlyList<ConsentEntry> Ledger { get; private set; } = ledger;

        public IReadOnlyList<ConsentEntry> News => _news;

        public bool HasNews => _news.Count > 0;

        public void Hear(IReadOnlyList<ConsentEntry> lines)
        {
            foreach (var line in lines)
            {
                var after = Ledger.With([line]);
                if (ReferenceEquals(after, Ledger))
                    continue;
                Ledger = after;
                _news.Add(line);
            }
        }
    }
}
