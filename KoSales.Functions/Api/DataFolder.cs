using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Api;

/// <summary>Where a process started by hand keeps store, task hub, uploaded documents and generated keys: <c>KoSales:DataDirectory</c>,
/// by default <c>.data</c> in the solution folder.</summary>
/// <param name="path">Relative to the solution folder, or to the working directory outside of one.</param>
public sealed class DataFolder(string path)
{
    /// <summary>Absolute; made when first asked for a file in it.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path, SolutionFolder());

    public static DataFolder Of(IConfiguration configuration) => new(configuration["KoSales:DataDirectory"] is { Length: > 0 } chosen ? chosen : ".data");

    /// <summary>Absolute path of a file in the folder; the folders on the way exist afterwards.</summary>
    public string File(params ReadOnlySpan<string> parts)
    {
        var file = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        return file;
    }

    /// <summary>A secret of this installation: read from <c>keys/{name}.key</c>, or made there (readable by the owner only) the first time.</summary>
    public byte[] Key(string name, int bytes = 32)
    {
        var file = File("keys", name + ".key");
        if (System.IO.File.Exists(file)) return Convert.FromBase64String(System.IO.File.ReadAllText(file).Trim());
        var key = RandomNumberGenerator.GetBytes(bytes);
        // Written aside and moved: a crash in between leaves no half a key.
        var draft = $"{file}.{Environment.ProcessId}";
        using (var stream = new FileStream(draft, Private())) stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
        try
        {
            System.IO.File.Move(draft, file, overwrite: false);
            return key;
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            System.IO.File.Delete(draft);
            return Key(name, bytes);
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string SolutionFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(at.FullName, "KoSales.sln"))) return at.FullName;
        }
        return Directory.GetCurrentDirectory();
    }
}
