using KoSales.MongoDouble.Faults;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>Runs one command: counts it, lets a fault strike, finds its session, and turns failures into
/// answers.</summary>
internal static class Dispatcher
{
    /// <summary>Null: the connection is to be closed without an answer.</summary>
    public static async Task<BsonDocument?> AnswerAsync(
        ServerState server,
        BsonDocument body,
        CancellationToken cancellationToken
    )
    {
        var call = new CommandCall(server, body);
        server.Trips.Count(call.Name);
        var fault = server.Faults.Take(call.Name);
        if (fault?.ClosesConnection == true)
            return null;
        var answer = await RunAsync(call, fault, cancellationToken);
        return fault?.LosesReply == true ? null : answer;
    }

    private static async Task<BsonDocument> RunAsync(
        CommandCall call,
        Fault? fault,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (call.Body.TryGetValue("maxTimeMS", out var milliseconds))
            limit.CancelAfter(TimeSpan.FromMilliseconds(milliseconds.ToInt64()));
        try
        {
            call.EnterSession();
            if (fault is not null)
                await StrikeAsync(fault, limit.Token);
            var command =
                CommandTable.Find(call.Name) ?? throw MongoError.CommandNotFound(call.Name);
            var answer = await command.RunAsync(call, limit.Token);
            if (fault?.WriteConcernError is { } concern)
                answer.Add("writeConcernError", concern);
            return answer.Add("ok", 1.0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(
                call,
                new MongoError(50, "MaxTimeMSExpired", "operation exceeded time limit"),
                labels: null
            );
        }
        catch (MongoError error)
        {
            return Failed(call, error, fault?.Labels);
        }
        catch (Exception exception)
            when (exception is InvalidCastException or KeyNotFoundException or FormatException)
        {
            return Failed(
                call,
                MongoError.FailedToParse($"{call.Name}: {exception.Message}"),
                labels: null
            );
        }
    }

    private static async Task StrikeAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, cancellationToken);
        if (fault.ErrorCode is { } code)
            throw new MongoError(
                code,
                $"Failing{code}",
                "Failing command via 'failCommand' failpoint"
            );
    }

    /// <summary>A failure inside a transaction ends it.</summary>
    private static BsonDocument Failed(
        CommandCall call,
        MongoError error,
        IReadOnlyList<string>? labels
    )
    {
        if (call.Transaction is not null)
            call.Session!.Abort();
        var answer = error.ToAnswer();
        var given = labels is null ? ErrorLabels.For(call, error.Code) : new BsonArray(labels);
        if (given.Count > 0)
            answer.Add("errorLabels", given);
        return answer;
    }
}
