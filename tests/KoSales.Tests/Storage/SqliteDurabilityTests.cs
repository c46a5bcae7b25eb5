using System.Diagnostics;
using System.Globalization;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace KoSales.Tests.Storage;

/// <summary>A process that is killed in the middle of writing has lost nothing that it acknowledged.</summary>
public sealed class SqliteDurabilityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(700)]
    public async Task Every_acknowledged_batch_survives_a_kill_whole(int killAfter)
    {
        var file = _folder.File("ko-sales.db");
        var acknowledged = await KillAfter(file, killAfter);

        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(file),
            TimeProvider.System
        );
        var ids = (
            await store
                .StreamAsync(Samples.Collection, Filter.Everything, null, CancellationToken.None)
                .Select(d => d.Id)
                .ToListAsync()
        ).ToHashSet();

        Assert.True(acknowledged.Count >= killAfter);
        Assert.All(
            acknowledged,
            n => Assert.True(ids.Contains($"A-{n}") && ids.Contains($"B-{n}"))
        );
        Assert.All(ids.Where(i => i[0] == 'A'), i => Assert.Contains("B" + i[1..], ids));
        Assert.True(
            (
                await store.CommitAsync(
                    new WriteBatch().Insert(Samples.Collection, new Sample("Z-1")),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        using var check = new SqliteConnection($"Data Source={file};Pooling=False");
        check.Open();
        using var command = check.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }

    private static async Task<List<string>> KillAfter(string file, int count)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"
        )
        {
            RedirectStandardOutput = true,
        };
        foreach (
            var argument in new[]
            {
                typeof(TestProgram).Assembly.Location,
                TestProgram.WriteUntilKilled,
                file,
            }
        )
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        List<string> acknowledged = [];
        while (acknowledged.Count < count && await child.StandardOutput.ReadLineAsync() is { } line)
            Keep(acknowledged, line);
        child.Kill();
        while (await child.StandardOutput.ReadLineAsync() is { } line)
            Keep(acknowledged, line);
        await child.WaitForExitAsync();
        return acknowledged;
    }

    /// <summary>A line cut off by the kill is no acknowledgement: whole lines end with a full stop.</summary>
    private static void Keep(List<string> acknowledged, string line)
    {
        if (line.EndsWith('.') && int.TryParse(line[..^1], CultureInfo.InvariantCulture, out _))
            acknowledged.Add(line[..^1]);
    }
}
