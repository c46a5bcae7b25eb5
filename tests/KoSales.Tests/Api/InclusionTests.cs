using System.Text;
using System.Text.Json;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Api.Json;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Related;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using Stored = KoSales.Domain.Pipelines.PipelineCollections;

namespace KoSales.Tests.Api;

public sealed class InclusionTests : IAsyncLifetime
{
    private static readonly Actor Admin = new("A0-0001", [Role.Admin], null);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public InclusionTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("include.db")),
            TimeProvider.System
        );

    public static TheoryData<PipelineKind> Kinds => [.. Enum.GetValues<PipelineKind>()];

    public async Task InitializeAsync() =>
        await _store.EnsureAsync(
            [.. Enum.GetValues<PipelineKind>().Select(Stored.Of)],
            CancellationToken.None
        );

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_pipeline_of_a_task_comes_along_whatever_kind_it_is_of(PipelineKind kind)
    {
        var pipeline = await AddAsync(kind);

        var included = await IncludedAsync(pipeline);

        Assert.Equal([pipeline], included);
    }

    [Fact]
    public async Task Tasks_of_several_kinds_bring_the_pipelines_of_all()
    {
        List<string> pipelines = [];
        foreach (var kind in Enum.GetValues<PipelineKind>())
            pipelines.Add(await AddAsync(kind));

        var included = await IncludedAsync([.. pipelines, "LP-404"]);

        Assert.Equal(pipelines.Order(), included.Order());
    }

    private async Task<IReadOnlyList<string?>> IncludedAsync(params string[] pipelines)
    {
        using var body = new PooledBuffer();
        body.Append("{\"data\":[]");
        RawDocument[] tasks =
        [
            .. pipelines.Select(p => new RawDocument(
                "T-1",
                1,
                Encoding.UTF8.GetBytes($$"""{"id":"T-1","pipeline_id":"{{p}}"}""")
            )),
        ];
        IncludedList[] lists =
        [
            .. Enum.GetValues<PipelineKind>()
                .Select(k => new IncludedList(PipelineLists.RelatedOf(k))),
        ];
        await new Inclusion(_store, lists).AppendAsync(
            body,
            tasks,
            [RelatedRecords.Pipeline],
            Admin,
            CancellationToken.None
        );
        body.Append("}");
        return
        [
            .. JsonElement
                .Parse(body.Written.Span)
                .GetProperty("included")
                .GetProperty("pipeline")
                .EnumerateArray()
                .Select(p => p.GetProperty("id").GetString()),
        ];
    }

    private async Task<string> AddAsync(PipelineKind kind)
    {
        var id = Stored.PrefixOf(kind) + "1";
        var pipeline = new Pipeline
        {
            Id = id,
            Kind = kind,
            EntityRef = new EntityRef(kind.Entity(), "X-1"),
            WorkflowId = "PW-1",
            WorkflowVersion = 1,
            Stage = "new",
            StageEnteredAt = Samples.Now,
            FlowInstanceId = $"{id}.1",
        };
        var batch = new WriteBatch().Insert(Stored.Of(kind), pipeline);
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return id;
    }
}
