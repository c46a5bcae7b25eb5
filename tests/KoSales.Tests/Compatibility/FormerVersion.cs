using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Functions.Flows.Stages;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>Where a lead's flow stood when the process was killed.</summary>
internal enum FlowStand
{
    /// <summary>The first call is open.</summary>
    AtFirstTask,

    /// <summary>The first call connected; the qualification is open.</summary>
    AtSecondStage,

    /// <summary>Nobody answered; the next attempt waits for its time.</summary>
    CalledInVain,

    /// <summary>The first call is late, and has climbed one level.</summary>
    Escalated,

    /// <summary>The first call connected, but a required field is missing.</summary>
    Blocked,

    /// <summary>The instance is suspended, and the first call was completed since: word of it waits in the
    /// inbox.</summary>
    Suspended,

    /// <summary>The lead is lost, and its flow has ended.</summary>
    Lost,
}

/// <param name="NextCheckAt">When a scheduled step is due.</param>
internal sealed record FormerFlow(
    string LeadId,
    string PipelineId,
    FlowStand Stand,
    DateTimeOffset? NextCheckAt
);

/// <param name="Processed">Rows done when the process was killed, as the job said.</param>
/// <param name="Bad">Rows that cannot be taken.</param>
/// <param name="Prefix">Of its leads' external refs.</param>
internal sealed record FormerImport(string JobId, int Rows, int Processed, int Bad, string Prefix);

/// <param name="Leads">Members of the cohort, none owned before.</param>
internal sealed record FormerAssignment(
    string JobId,
    string CohortId,
    IReadOnlyList<string> AgentIds,
    int Leads
);

/// <summary>A data folder of a released version, killed with work under way, and what lies in it.</summary>
/// <param name="At">What the app's clock showed when it was killed.</param>
internal sealed record FormerVersion(
    string Version,
    DateTimeOffset At,
    IReadOnlyList<FormerFlow> Flows,
    FormerImport Paused,
    FormerImport UnderWay,
    FormerAssignment Assignment,
    HubWork Hub
)
{
    private const string Manifest = "former.json";

    private static readonly JsonSerializerOptions _form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The version of the app that is tested: <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(StageFlow).Assembly.GetName().Version!.ToString(3);

    /// <summary>Every version of which there is a data folder.</summary>
    public static IEnumerable<string> All =>
        Directory
            .EnumerateFiles(Folder, "former-*.zip")
            .Select(path => Path.GetFileNameWithoutExtension(path)["former-".Length..])
            .Order(StringComparer.Ordinal);

    private static string Folder { get; } =
        Solution.PathOf("tests", "KoSales.Tests", "Compatibility");

    public IEnumerable<FormerFlow> FlowsThat(FlowStand stand) => Flows.Where(f => f.Stand == stand);

    /// <summary>Puts the files of a version into the folder.</summary>
    public static FormerVersion Unpack(string version, string into)
    {
        ZipFile.ExtractToDirectory(PathOf(version), into);
        var manifest = Path.Combine(into, Manifest);
        var former = JsonSerializer.Deserialize<FormerVersion>(File.ReadAllText(manifest), _form)!;
        File.Delete(manifest);
        return former;
    }

    /// <summary>Keeps the folder of a killed app, whose files must have been tidied.</summary>
    public void Pack(string data)
    {
        File.WriteAllText(Path.Combine(data, Manifest), JsonSerializer.Serialize(this, _form));
        File.Delete(PathOf(Version));
        ZipFile.CreateFromDirectory(
            data,
            PathOf(Version),
            CompressionLevel.SmallestSize,
            includeBaseDirectory: false
        );
    }

    private static string PathOf(string version) => Path.Combine(Folder, $"former-{version}.zip");
}
