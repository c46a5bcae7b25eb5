using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Hosting;

/// <summary>A copy of the built app, somewhere else than in the checkout, started in yet another folder:
/// whatever it keeps goes to one folder.</summary>
public sealed class DataFolderPlaceTests : IDisposable
{
    private static readonly string[] Kept = ["files", "keys", "ko-sales.db", "taskhub.db"];

    private readonly string _root = Directory.CreateTempSubdirectory("kosales-place-").FullName;

    [Theory]
    [InlineData(null, ".data", false)]
    [InlineData(null, ".data", true)]
    [InlineData("kept/here", "kept/here", false)]
    [InlineData("kept/here", "kept/here", true)]
    public async Task Everything_lies_in_one_folder_that_is_told(
        string? chosen,
        string expected,
        bool hasSolution
    )
    {
        var (solution, started) = (Path.Combine(_root, "solution"), Path.Combine(_root, "started"));
        var program = Copy(Path.Combine(solution, "app"));
        Directory.CreateDirectory(started);
        if (hasSolution)
            await File.WriteAllTextAsync(Path.Combine(solution, "KoSales.sln"), "");
        var folder = Path.Combine(hasSolution ? solution : started, expected);

        await using var app = await AppProcess.StartCopyAsync(program, started, Settings(chosen));
        await ExportAsync(app);

        Assert.Contains(
            app.Output,
            line =>
                line.Contains("data folder", StringComparison.Ordinal)
                && line.EndsWith(" " + folder, StringComparison.Ordinal)
        );
        Assert.All(Kept, name => Assert.Contains(name, Names(folder)));
        var first = expected.Split('/')[0];
        Assert.Equal(hasSolution ? [] : [first], Names(started));
        Assert.Equal(
            hasSolution
                ? [.. new[] { first, "KoSales.sln", "app" }.Order(StringComparer.Ordinal)]
                : ["app"],
            Names(solution)
        );
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string[] Names(string folder) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(folder)
                .Select(e => Path.GetFileName(e))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>With a storage account for the Functions host, as the sample suggests: it must not part the
    /// task hub from the rest.</summary>
    private static Dictionary<string, string> Settings(string? chosen)
    {
        var settings = AppFixture.Settings();
        settings["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        if (chosen is not null)
            settings["KoSales__DataDirectory"] = chosen;
        return settings;
    }

    /// <summary>Writes a file too.</summary>
    private static async Task ExportAsync(AppProcess app)
    {
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        (await admin.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created);
        var job = (await admin.PostAsync("leads/export", new { }))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        for (var i = 0; i < 600; i++)
        {
            if (
                (await admin.GetAsync($"jobs/{job}")).Body.GetProperty("status").GetString()
                == "completed"
            )
                return;
            await Task.Delay(100);
        }

        Assert.Fail("the export did not end");
    }

    private static string Copy(string folder)
    {
        var program = AppProcess.Program();
        var source = Path.GetDirectoryName(program)!;
        foreach (
            var file in Directory
                .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".pdb", StringComparison.Ordinal))
        )
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(folder, Path.GetFileName(program));
    }
}
