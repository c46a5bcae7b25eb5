using System.Diagnostics;
using System.Security.Cryptography;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.OpenApi;

/// <summary>Generates a TypeScript client from the served document and compiles calls against it: calls.ts
/// must compile, and each line of wrong.ts must not. Skipped where Node or the npm registry is not
/// there.</summary>
[Collection(AppCollection.Name)]
public sealed class TypeScriptClientTests(AppFixture app)
{
    private static readonly string Sources = Solution.PathOf(
        "tests",
        "KoSales.Tests",
        "OpenApi",
        "TypeScript"
    );

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Right_calls_compile_against_the_generated_client_and_wrong_ones_do_not()
    {
        var packages = await InstalledAsync();
        var folder = await WithSourcesAsync(packages);

        var generated = await NodeAsync(
            folder,
            "../node_modules/openapi-typescript/bin/cli.js",
            "openapi.json",
            "--output",
            "schema.ts"
        );
        var compiled = await NodeAsync(
            folder,
            "../node_modules/typescript/bin/tsc",
            "--project",
            "."
        );

        Directory.Delete(folder, recursive: true);
        Assert.True(generated.Code == 0, generated.Output);
        Assert.True(compiled.Code == 0, compiled.Output);
    }

    /// <summary>A folder below that of the packages, where Node finds them; of this run alone.</summary>
    private async Task<string> WithSourcesAsync(string packages)
    {
        var folder = Path.Combine(packages, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "calls.ts", "wrong.ts", "tsconfig.json" })
            File.Copy(Path.Combine(Sources, name), Path.Combine(folder, name));
        var document = await app.Anonymous.GetAsync("openapi.json");
        await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), document.Text);
        return folder;
    }

    /// <summary>The packages of the lock file, installed once per lock file on a machine.</summary>
    private static async Task<string> InstalledAsync()
    {
        var locked = await File.ReadAllBytesAsync(Path.Combine(Sources, "package-lock.json"));
        var key = Convert.ToHexStringLower(SHA256.HashData(locked))[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"kosales-typescript-{key}");
        if (Directory.Exists(folder))
            return folder;
        var made = Directory.CreateTempSubdirectory("kosales-typescript-").FullName;
        foreach (var name in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(Sources, name), Path.Combine(made, name));
        var installed = await RunAsync(made, "npm", "ci", "--no-audit", "--no-fund");
        Skip.If(installed is null, "Node with npm is not here");
        Skip.If(installed!.Code != 0, $"the npm registry does not serve it: {installed.Output}");
        try
        {
            Directory.Move(made, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run was faster.
            Directory.Delete(made, recursive: true);
        }
        return folder;
    }

    private static async Task<Ended> NodeAsync(string folder, params string[] arguments)
    {
        var ended = await RunAsync(folder, "node", arguments);
        Skip.If(ended is null, "Node is not here");
        return ended!;
    }

    /// <summary>Null where there is no such program.</summary>
    private static async Task<Ended?> RunAsync(
        string folder,
        string program,
        params string[] arguments
    )
    {
        var description = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(description)!;
            using var patience = new CancellationTokenSource(Patience);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Ended(process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private sealed record Ended(int Code, string Output);
}
