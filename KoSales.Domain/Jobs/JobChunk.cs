using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>One part of a job over a file: where its rows lie, and what came of them.</summary>
/// <remarks>
/// Made by the scan as version 1 and replaced once, as version 2, in the transaction that has the chunk's
/// last effect. So a chunk that is delivered again finds
/// either nothing done or all of it, and its counts are counted once.
/// </remarks>
public sealed record JobChunk : Document
{
    public static readonly Collection<JobChunk> Collection = new(
        "job_chunks",
        () => new JobChunkJson(DocumentJson.NewOptions()).JobChunk,
        new IndexSpec("job_chunks_job", "job_id")
    );

    /// <summary><c>{job}.{number, 7 digits}</c>, so that id order is file order.</summary>
    public required string Id { get; init; }

    public required JobId JobId { get; init; }

    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    /// <summary>Bytes from the start of the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The first row as a spreadsheet counts it: the header is row 1. Empty lines do not
    /// count.</summary>
    public required long FirstRow { get; init; }

    public required int Rows { get; init; }

    public bool Done { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int Skipped { get; init; }

    /// <summary>In row order.</summary>
    public IReadOnlyList<RowFault> Faults
    {
        get;
        init => field = value ?? [];
    } = [];

    public override string Key => Id;

    [JsonIgnore]
    public JobPart Part => new(Succeeded, Failed, Skipped);

    public static string IdOf(JobId job, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Value}.{number:D7}");

    public JobChunk Finish(JobPart part, IReadOnlyList<RowFault> faults, Instant now) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = now,
            Done = true,
            Succeeded = (int)part.Succeeded,
            Failed = (int)part.Failed,
            Skipped = (int)part.Skipped,
            Faults = faults,
        };
}

/// <summary>Why a row was not taken, without what stood in it.</summary>
/// <param name="Column">The column's heading, or null when the row as a whole is at fault.</param>
public sealed record RowFault(long Row, string? Column, string Code, string Detail);

[JsonSerializable(typeof(JobChunk))]
internal sealed partial class JobChunkJson : JsonSerializerContext;
