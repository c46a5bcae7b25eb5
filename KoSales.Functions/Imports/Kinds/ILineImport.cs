using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>Takes files that hold one JSON object a line, by the same job as files of rows. There
/// is one.</summary>
public interface ILineImport
{
    /// <summary>Does a chunk and records that it is done, with its counts. Called again after a
    /// crash: what was done of it is known again.</summary>
    Task ImportAsync(LineWork work, CancellationToken cancellationToken);
}

/// <summary>One chunk of a file of lines.</summary>
/// <param name="Records">The chunk's bytes: whole lines, in UTF-8.</param>
public sealed record LineWork(
    Job Job,
    JobChunk Chunk,
    FileImport Import,
    ReadOnlyMemory<byte> Records
);
