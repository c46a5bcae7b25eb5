using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.Bench;

/// <summary>What this machine can do at best: bare Kestrel answering a small JSON, and bare Kestrel writing
/// six 600-byte documents durably per request
/// with group commit.</summary>
internal sealed class RawLimits : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kosales-raw").FullName;
    private readonly Channel<TaskCompletionSource> _commits =
        Channel.CreateUnbounded<TaskCompletionSource>();
    private WebApplication? _app;
    private Task _writer = Task.CompletedTask;

    public async Task<int> StartAsync()
    {
        _app = BuildApp();
        await _app.StartAsync();
        _writer = Task.Factory.StartNew(WriteLoop, TaskCreationOptions.LongRunning);
        var address = _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        return new Uri(address).Port;
    }

    private WebApplication BuildApp()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.ConfigureKestrel(k => k.AddServerHeader = false)
            .UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var small = Encoding.UTF8.GetBytes(
            """{"id":"K0-100001","version":1,"status":"open","stage":"new","display_name":"Ramesh P."}"""
        );
        app.Run(context =>
            context.Request.Path == "/write"
                ? WriteAsync(context, small)
                : AnswerAsync(context, small)
        );
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        _commits.Writer.Complete();
        await _writer;
        if (_app is not null)
            await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private static Task AnswerAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private async Task WriteAsync(HttpContext context, byte[] body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Writer.TryWrite(done);
        await done.Task;
        await AnswerAsync(context, body);
    }

    private void WriteLoop()
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_directory, "raw.db")};Pooling=False"
        );
        connection.Open();
        Execute(
            connection,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE docs(id INTEGER PRIMARY KEY, doc BLOB)"
        );
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO docs(doc) VALUES ($doc)";
        insert.Parameters.AddWithValue("$doc", new byte[600]);
        while (_commits.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            CommitGroup(connection, insert);
    }

    private void CommitGroup(SqliteConnection connection, SqliteCommand insert)
    {
        var taken = new List<TaskCompletionSource>();
        Execute(connection, "BEGIN IMMEDIATE");
        while (taken.Count < 256 && _commits.Reader.TryRead(out var next))
        {
            for (var i = 0; i < 6; i++)
                insert.ExecuteNonQuery();
            taken.Add(next);
        }

        Execute(connection, "COMMIT");
        taken.ForEach(t => t.SetResult());
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
